"""From a draft to a published version: checks, a proposal by its authors, and an admin who is none of them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.db import transaction

from accounts.models import User
from core import states
from core.errors import Fault, InvalidInput
from documents import rendering
from documents.drafting import checks, selectors
from documents.drafting.checks import Check
from documents.exceptions import (
    ApproverIsAuthor,
    TemplateDraftOutdated,
    TemplateNotPublishable,
    TemplatePublisherNotAdmin,
)
from documents.models import Template, TemplateDraft, TemplateVersion
from documents.services import publishing
from documents.services.access import require_staff
from documents.services.template_drafts import WHY_STAFF, changed_meanwhile, facts_of, require_editing
from documents.template_states import EDITING, PROPOSED, PUBLISHED, TEMPLATE_DRAFT


def template_draft_check(*, actor: User, draft: TemplateDraft) -> list[Check]:
    """Run the checks over the draft as it is saved, and keep how they came out. Raises StaffOnly."""
    require_staff(actor, WHY_STAFF)
    return _checked(draft)[0]


def template_draft_propose(*, actor: User, draft: TemplateDraft) -> TemplateDraft:
    """Put the draft forward: it stays as it is until it is published or sent back. Who proposes counts as an author.

    Raises StaffOnly, TransitionNotAllowed, InvalidInput (no note of what changes, or nothing changed),
    TemplateDraftOutdated, and TemplateNotPublishable while a check fails.
    """
    require_staff(actor, WHY_STAFF)
    TEMPLATE_DRAFT.require(draft.status, PROPOSED)
    require_editing(draft)
    if not draft.note.strip():
        raise InvalidInput.at("/note", "reason-required", "Say what changes, for who publishes it; then propose.")
    if draft.base is not None and draft.base.checksum == draft.checksum:
        raise InvalidInput.at("/files", "unchanged", "Nothing differs from the published version.")
    _require_newest(draft)
    _require_passed(draft)
    with transaction.atomic():
        _move(actor, draft, PROPOSED, "template-draft.proposed", note=draft.note)
        draft.authors.add(actor)
    return draft


def template_draft_send_back(*, actor: User, draft: TemplateDraft, note: str = "") -> TemplateDraft:
    """Back to its authors, or taken back by one of them. Raises StaffOnly, InvalidInput (no reason from somebody who is
    no author) and TransitionNotAllowed.
    """
    require_staff(actor, WHY_STAFF)
    TEMPLATE_DRAFT.require(draft.status, EDITING)
    if not note.strip() and actor.pk not in selectors.author_ids(draft):
        raise InvalidInput.at("/note", "reason-required", "Say what its authors should change.")
    _move(actor, draft, EDITING, "template-draft.sent-back", note=note[:500])
    return draft


def template_draft_publish(*, actor: User, draft: TemplateDraft, reason: str = "") -> TemplateVersion:
    """Publish what was proposed as the next version. By an admin who is no author of it; with REVIEW_TWO_PERSON off
    also by an author, who gives a `reason` that is recorded.

    Raises TransitionNotAllowed, TemplatePublisherNotAdmin, ApproverIsAuthor, InvalidInput, TemplateNotPublishable and
    TemplateDraftOutdated; then nothing is published.
    """
    require_staff(actor, WHY_STAFF)
    TEMPLATE_DRAFT.require(draft.status, PUBLISHED)
    _require_publisher(actor, draft, reason)
    _require_newest(draft)
    _require_passed(draft)
    with transaction.atomic():
        Template.objects.select_for_update().get(pk=draft.template_id)  # nobody publishes or imports meanwhile
        _require_newest(draft)
        version = publishing.new_version(draft.source(), note=draft.note)
        publishing.version_publish(actor=actor, version=version)
        changes = {"open_key": None, "version": version}
        _move(actor, draft, PUBLISHED, "template-draft.published", changes, version=version.number, note=reason[:500])
    return version


def _require_publisher(actor: User, draft: TemplateDraft, reason: str) -> None:
    if actor.role != User.Role.ADMIN:
        raise TemplatePublisherNotAdmin("Ask an admin who did not write it to publish it.")
    if actor.pk not in selectors.author_ids(draft):
        return
    if settings.REVIEW_TWO_PERSON:
        raise ApproverIsAuthor("You wrote or proposed this draft. Ask another admin to publish it.")
    if not reason.strip():
        raise InvalidInput.at("/note", "reason-required", "Say why you publish your own work; it is recorded.")


def _require_newest(draft: TemplateDraft) -> None:
    newest = selectors.newest_published(draft.template_id)
    if newest is not None and newest.pk != draft.base_id:
        began = f"version {draft.base.number}" if draft.base is not None else "no version"
        raise TemplateDraftOutdated(
            f"Version {newest.number} was published since; the draft began from {began}. Send it back if it is "
            "proposed, and bring it up to date."
        )


def _require_passed(draft: TemplateDraft) -> None:
    found, faults = _checked(draft)
    if faults:
        failed = "; ".join(f"{one.title}: {one.reasons[0]}" for one in found if one.reasons)
        raise TemplateNotPublishable(f"Not every check passes. {failed}", errors=faults)


def _checked(draft: TemplateDraft) -> tuple[list[Check], list[Fault]]:
    """The checks, run anew; kept on the draft where it was not saved meanwhile."""
    faults = rendering.publish_checks(draft.source())
    found = checks.checks_from(faults)
    kept = {"checks": [one.to_json() for one in found], "checks_of": draft.checksum}
    TemplateDraft.objects.filter(pk=draft.pk, checksum=draft.checksum).update(**kept)
    draft.checks, draft.checks_of = kept["checks"], draft.checksum
    return found, faults


def _move(
    actor: User, draft: TemplateDraft, to: str, verb: str, changes: Mapping[str, Any] | None = None, **facts: Any
) -> None:
    """Move the draft as it was read: one that was saved meanwhile is another draft than the one that was looked at."""
    with transaction.atomic():
        present = TemplateDraft.objects.select_for_update().get(pk=draft.pk)
        if present.edition != draft.edition:
            raise changed_meanwhile(present)
        states.move(
            table=TEMPLATE_DRAFT,
            row=draft,
            to=to,
            actor=actor,
            verb=verb,
            changes=changes,
            facts=facts_of(draft, **facts),
            staff_only=True,
        )
