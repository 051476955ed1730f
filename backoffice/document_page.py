"""What the document page shows."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.utils.safestring import SafeString

from accounts.models import User
from ai.admin.findings import risk_pill
from ai.models import Analysis, Draft
from ai.selectors.analysis import policies_visible_to
from backoffice import agreement, executing, origins
from backoffice.envelope_page import signing_of
from cases import selectors as case_selectors
from documents import selectors
from documents.models import Document, Revision
from documents.states import APPROVED, DRAFT, IN_REVIEW, VOID


@dataclass(frozen=True)
class Text:
    """One AI-drafted section of the latest revision, as a lawyer edits it."""

    key: str
    title: str
    text: str
    rows: int


def texts_of(revision: Revision) -> list[Text]:
    """The declared sections of the revision's template with their texts, in the template's order."""
    declared = revision.template_version.sections if revision.template_version is not None else []
    texts = [(one["key"], one.get("title") or one["key"], revision.sections.get(one["key"], "")) for one in declared]
    return [
        Text(key, title, text, min(24, max(4, len(text) // 90 + text.count("\n") + 2))) for key, title, text in texts
    ]


def draft_of(document: Document) -> Draft | None:
    """The AI draft that the document's texts began with."""
    made = Revision.objects.filter(document=document, draft__isnull=False).select_related("draft").order_by("-number")
    latest = made.first()
    return latest.draft if latest is not None else None


def review_step(user: User, document: Document, latest: Revision) -> dict[str, Any]:
    """Which buttons of the review `user` is given, and a sentence on what is waited for."""
    author = latest.created_by_id == user.pk
    assigned = user.role == User.Role.ADMIN or (
        document.case_id is not None and case_selectors.is_assigned(user, document.case_id)
    )
    alone_allowed = not settings.REVIEW_TWO_PERSON
    if latest.status == DRAFT:
        return {"submit": True, "said": "Read it through. When it is right, submit it for review."}
    if latest.status == IN_REVIEW:
        may_approve = assigned and (alone_allowed or not author)
        waits = "You wrote this revision, so another lawyer of the case or an admin approves it."
        said = "Approve it, or send it back with a word on what is missing." if may_approve else waits
        return {"approve": may_approve, "reject": assigned or author, "own": author, "said": said}
    if latest.status == APPROVED:
        by = f" by {latest.approved_by}" if latest.approved_by else ""
        return {"said": f"Approved{by}. It stays as it is; a change is a new revision."}
    return {"said": f"{latest.get_status_display()}: there is nothing to review."}


def remark_in_words(remark: str) -> str:
    """`/inputs/capital/classes/0/shares: …` with the place in words; any other remark as it is."""
    pointer, colon, said = remark.partition(": ")
    if not (colon and pointer.startswith("/inputs/")):
        return remark
    return f"{origins.place_in_words(pointer.removeprefix('/inputs'))}: {said}"


@dataclass(frozen=True)
class Analysed:
    """An analysis of the latest revision, as the page lists it."""

    row: Analysis
    risk: SafeString
    found: int
    blocking: int


def _analysed(row: Analysis) -> Analysed:
    findings = row.found()
    return Analysed(row, risk_pill(row.risk_level), len(findings), sum(one.blocking for one in findings))


def _remarks(latest: Revision) -> list[str]:
    """What is to be looked at before the paper goes on; one that is void goes nowhere."""
    if latest.status == VOID:
        return []
    return [*map(remark_in_words, latest.warnings), *(one.get("reason", "") for one in latest.flags)]


def document_context(user: User, document: Document, refused: executing.Refused | None = None) -> dict[str, Any]:
    """Everything the page shows. `document` comes from `documents.selectors.document_get(user, …)`; `refused` is a form
    for its signed copy that was not taken.
    """
    revisions = list(reversed(document.shown_revisions))
    latest = revisions[0]
    draft = draft_of(document)
    differences = agreement.differences_of(document, latest)
    made = next((one for one in revisions if one.pk == latest.executed_from_id), latest)
    return {
        "made": made,
        "origins": origins.card_of(user, made),
        "differences": differences,
        "note_needed": agreement.note_is_needed(differences),
        "document": document,
        "latest": latest,
        "revisions": revisions,
        "texts": texts_of(latest),
        "draft": draft,
        "inputs": json.dumps(latest.inputs, ensure_ascii=False, indent=2),
        "next": executing.next_of(document, refused),
        "signing": signing_of(user, document),
        "review": review_step(user, document, latest),
        "analyses": [_analysed(one) for one in selectors.analyses_of(user, latest)],
        "policies": [(one.slug, one.title) for one in policies_visible_to(user)] if latest.status != VOID else [],
        "remarks": _remarks(latest),
    }
