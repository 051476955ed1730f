"""Writing the next version of a template: start, save, bring up to date, discard. Nothing of it is in use."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.models import User
from core import audit, states
from core.errors import InvalidInput
from documents.drafting import selectors
from documents.drafting.editing import changed_files, edited
from documents.exceptions import TemplateDraftChanged, TemplateDraftNotEditable, TemplateDraftOpen
from documents.models import Template, TemplateDraft, TemplateVersion
from documents.models.drafts import decoded, encoded
from documents.services.access import require_staff
from documents.source import TemplateSource, from_files
from documents.template_states import DISCARDED, EDITING, TEMPLATE_DRAFT

WHY_STAFF = "Templates are written by lawyers and admins."
LONGEST_NOTE = 500


def template_draft_start(*, actor: User, template: Template, note: str = "") -> TemplateDraft:
    """A draft that begins as the newest published version. Raises StaffOnly and TemplateDraftOpen."""
    require_staff(actor, WHY_STAFF)
    base = selectors.newest_published(template.pk)
    if base is None:
        raise InvalidInput.at("/template", "not-published", "The template has no published version to begin from.")
    return draft_create(actor=actor, template=template, base=base, source=base.source(), note=note)


def draft_create(
    *, actor: User, template: Template, base: TemplateVersion | None, source: TemplateSource, note: str
) -> TemplateDraft:
    """A draft with the files of `source`. Raises TemplateDraftOpen where the template has one."""
    _require_note(note)
    try:
        with transaction.atomic():
            draft = TemplateDraft.objects.create(
                template=template,
                open_key=str(template.pk),
                base=base,
                files=encoded(source.to_files()),
                checksum=source.checksum,
                note=note,
                saved_by=actor,
                saved_at=timezone.now(),
            )
            draft.authors.add(actor)
            _record(actor, "template-draft.started", draft, changed=[])
    except IntegrityError as error:
        raise _already_open(template) from error
    return draft


def template_draft_save(
    *,
    actor: User,
    draft: TemplateDraft,
    edition: int,
    texts: Mapping[str, str],
    removed: Collection[str] = (),
    note: str = "",
) -> TemplateDraft:
    """The draft with `texts` by file name in place of what stood there, clauses `removed`, and its `note`.

    `edition` is the one that the editor had read. Raises SourceInvalid with every fault of the files,
    TemplateDraftNotEditable and TemplateDraftChanged; then nothing was saved. What changes nothing saves nothing.
    """
    require_staff(actor, WHY_STAFF)
    _require_note(note)
    require_editing(draft)
    _require_read(draft, edition)
    source = edited(draft.contents(), texts, slug=draft.template.slug, removed=removed)
    changed = changed_files(draft.contents(), source.to_files())
    if not changed and note == draft.note:
        return draft
    return _store(actor, draft, edition, source, note, "template-draft.saved", changed)


def template_draft_update(*, actor: User, draft: TemplateDraft, edition: int) -> list[str]:
    """Bring the draft up to the newest published version: what only that changed is taken over, what only the draft
    changed stays, and of what both changed the draft's file stays; gives the names of these.

    Raises as `template_draft_save`; SourceInvalid where both together make no template.
    """
    require_staff(actor, WHY_STAFF)
    require_editing(draft)
    _require_read(draft, edition)
    newest = selectors.newest_published(draft.template_id)
    if newest is None or newest.pk == draft.base_id:
        return []
    old = decoded(draft.base.files) if draft.base is not None else {}
    mine, theirs = draft.contents(), decoded(newest.files)
    by_me, by_them = set(changed_files(old, mine)), set(changed_files(old, theirs))
    both = sorted(name for name in by_me & by_them if mine.get(name) != theirs.get(name))
    merged = {**{name: one for name, one in mine.items() if name in by_me or name not in by_them}}
    merged.update({name: theirs[name] for name in by_them - by_me if name in theirs})
    source = from_files(merged)
    changed = changed_files(mine, merged)
    _store(actor, draft, edition, source, draft.note, "template-draft.updated", changed, base=newest)
    return both


def template_draft_discard(*, actor: User, draft: TemplateDraft, note: str = "") -> None:
    """Give the draft up; it is kept, closed. Raises StaffOnly and TransitionNotAllowed."""
    require_staff(actor, WHY_STAFF)
    _require_note(note)
    states.move(
        table=TEMPLATE_DRAFT,
        row=draft,
        to=DISCARDED,
        actor=actor,
        verb="template-draft.discarded",
        changes={"open_key": None},
        facts=facts_of(draft, note=note),
        staff_only=True,
    )


def require_editing(draft: TemplateDraft) -> None:
    """Raise TemplateDraftNotEditable for a draft that is proposed, published or discarded."""
    if draft.status != EDITING:
        told = {"proposed": "It is proposed. Send it back first, then edit it."}
        raise TemplateDraftNotEditable(told.get(draft.status, f"It is {draft.status}. Start a new draft."))


def facts_of(draft: TemplateDraft, **more: object) -> dict[str, object]:
    """What every audit entry about the draft says."""
    said = {key: value for key, value in more.items() if value}
    return {"slug": draft.template.slug, "edition": draft.edition, "checksum": draft.checksum, **said}


def _require_read(draft: TemplateDraft, edition: int) -> None:
    if draft.edition != edition:
        raise changed_meanwhile(draft)


def _require_note(note: str) -> None:
    if len(note) > LONGEST_NOTE:
        raise InvalidInput.at("/note", "length", f"A note has at most {LONGEST_NOTE} characters.")


def _store(
    actor: User,
    draft: TemplateDraft,
    edition: int,
    source: TemplateSource,
    note: str,
    verb: str,
    changed: list[str],
    base: TemplateVersion | None = None,
) -> TemplateDraft:
    values = {
        "files": encoded(source.to_files()),
        "checksum": source.checksum,
        "note": note,
        "edition": edition + 1,
        "saved_by": actor,
        "saved_at": timezone.now(),
        **({"base": base} if base is not None else {}),
    }
    with transaction.atomic():
        # The write names what was read: of two who save at the same moment the second finds nothing to change.
        if TemplateDraft.objects.filter(pk=draft.pk, status=EDITING, edition=edition).update(**values) != 1:
            present = TemplateDraft.objects.select_related("saved_by").get(pk=draft.pk)
            require_editing(present)
            raise changed_meanwhile(present)
        for field, value in values.items():
            setattr(draft, field, value)
        draft.authors.add(actor)
        _record(actor, verb, draft, changed=changed)
    return draft


def _record(actor: User, verb: str, draft: TemplateDraft, *, changed: list[str]) -> None:
    base = draft.base.number if draft.base is not None else 0
    facts = facts_of(draft, files=changed[:50], note=draft.note, base=base)
    audit.record(actor=actor, verb=verb, subject=draft, facts=facts, staff_only=True)


def changed_meanwhile(draft: TemplateDraft) -> TemplateDraftChanged:
    """The error that says who saved the draft, and when."""
    at = timezone.localtime(draft.saved_at)
    who = draft.saved_by.full_name or draft.saved_by.email
    return TemplateDraftChanged(
        f"{who} saved this draft on {at:%-d %b %Y at %H:%M} after you had opened it. Nothing of yours was saved yet.",
        extra={"savedBy": who, "savedAt": draft.saved_at.isoformat(), "edition": draft.edition},
    )


def _already_open(template: Template) -> TemplateDraftOpen:
    found = selectors.open_draft_of(template.pk)
    who = f" by {found.saved_by.full_name or found.saved_by.email}" if found is not None else ""
    return TemplateDraftOpen(f"{template.title} has an open draft{who}. Go on with it, or discard it first.")
