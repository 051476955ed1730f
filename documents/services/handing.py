"""Handing the text of documents down to the knowledge base, so that a chat on their case can quote them.

Of each document at most two texts are there: the newest approved one, which the client may see too, and the latest
one where it is not that, for staff alone.
"""

from __future__ import annotations

from ai import services as ai_services
from ai.chat import language_of
from ai.locales import ENGLISH, nearest_language
from ai.services.knowledge import LONGEST_SOURCE
from documents.events import RevisionApproved, RevisionProduced, RevisionVoided, UploadRead
from documents.models import Document, Revision
from documents.states import ISSUED, VOID
from documents.texts import has_text, revision_text

SAMPLE = 5_000  # characters by which the language of an upload is told


def hand_down_text(event: RevisionProduced | RevisionApproved | RevisionVoided | UploadRead) -> None:
    """Make what the knowledge base has of the document agree with how the document stands now; safe to run twice."""
    document = Document.objects.select_related("case").get(pk=event.document_id)
    if document.case is None:
        return
    revisions = Revision.objects.filter(document=document).select_related("template_version", "upload")
    latest = revisions.exclude(status=VOID).order_by("-number").first()
    shown = revisions.filter(status__in=ISSUED).order_by("-number").first()
    _put(document, "approved", shown, for_client=True)
    _put(document, "latest", latest if latest != shown else None, for_client=False)


def _put(document: Document, which: str, revision: Revision | None, *, for_client: bool) -> None:
    case, origin = document.case, f"document:{document.pk}:{which}"
    if case is None:
        return
    if revision is None or not has_text(revision):
        ai_services.case_text_remove(case=case, origin=origin)
        return
    ai_services.case_text_put(
        case=case,
        origin=origin,
        title=document.title,
        text=revision_text(revision)[:LONGEST_SOURCE],
        for_client=for_client,
        locale=_language(revision),
    )


def _language(revision: Revision) -> str:
    if revision.template_version is not None:
        return nearest_language(revision.template_version.source().locale)
    return language_of(revision.upload.text[:SAMPLE]) or ENGLISH if revision.upload is not None else ENGLISH
