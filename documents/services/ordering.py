"""Asking for a document: check everything that can be checked at once, keep the order, ask for the job."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from accounts.exceptions import EmailUnconfirmed
from accounts.models import User
from ai.models import Draft
from cases.models import Case
from core import jobs
from core.errors import Fault
from core.models import Job
from documents import schema, selectors
from documents.exceptions import TemplateDataInvalid
from documents.models import Document, Order, Revision, TemplateVersion
from documents.origins import API, order_known, origins_for
from documents.services.access import require_staff
from documents.services.keys import render_key
from documents.services.producing import order_fulfil
from documents.verification import address_of, new_code

PRODUCE = "documents.produce"


@dataclass(frozen=True)
class Wish:
    """What is asked for: a template version, its data, and how it shall be drafted and laid out.

    `sections` are texts given by the caller (None: the AI drafts them); with `use_clauses` those that are absent come
    from the clause library. `draft` is where given texts began, so that the document still names it. `origins` says
    of an answer, by its JSON Pointer into the inputs, where it came from: `{"source", "by", "at"}`, and `ref` where the
    source has a name (`documents.origins`). Of an answer that it does not name: the same in the revision
    before keeps its origin, another one came through the API.
    """

    version: TemplateVersion
    inputs: Mapping[str, Any]
    sections: Mapping[str, str] | None = None
    use_clauses: bool = False
    tone: str = ""
    locale: str = ""
    options: Mapping[str, Any] = field(default_factory=dict)
    note: str = ""
    draft: Draft | None = None
    origins: Mapping[str, Mapping[str, str]] = field(default_factory=dict)


def next_wish(
    *,
    document: Document,
    latest: Revision,
    inputs: Mapping[str, Any] | None = None,
    sections: Mapping[str, str] | None = None,
    note: str = "",
    origins: Mapping[str, Mapping[str, str]] | None = None,
) -> Wish:
    """What the next revision is made from. New inputs are drafted anew: no text that was made from the old ones stays.
    Texts given for the same inputs change just those sections of `latest`. What neither gives, as a section that a
    newer version of the template declares, is drafted.
    """
    latest = selectors.with_data(document, latest)
    _, order = latest.made_from
    version = selectors.latest_version(document)
    declared = {section["key"] for section in version.sections}
    if sections is not None and inputs in (None, latest.inputs):
        kept = {key: text for key, text in latest.sections.items() if key in declared}
        sections = {**kept, **sections}
    covered = sections is not None and declared <= set(sections)
    return Wish(
        version=version,
        inputs=latest.inputs if inputs is None else inputs,
        sections=sections,
        use_clauses=order.use_clauses,
        tone=order.tone,
        locale=order.locale,
        options=latest.options,
        note=note,
        draft=latest.draft if covered and inputs in (None, latest.inputs) else None,
        origins=origins or {},
    )


def require_valid(wish: Wish, *, prefix: str) -> None:
    """Raise TemplateDataInvalid with a JSON Pointer for each fault of the wish's data and section texts."""
    faults = schema.validate(wish.version.schema, wish.inputs, prefix=prefix)
    declared = {section["key"] for section in wish.version.sections}
    for key, text in (wish.sections or {}).items():
        pointer = f"/data/sections/{key}" if prefix == "/data" else f"/sections/{key}"
        if key not in declared:
            faults.append(Fault(pointer, "unknown-section", f"The template has no section {key!r}."))
        elif not isinstance(text, str):
            faults.append(Fault(pointer, "type", "The text of a section is a string."))
    if faults:
        first = faults[0]
        more = f" ({len(faults) - 1} more)" if len(faults) > 1 else ""
        raise TemplateDataInvalid(f"{first.pointer}: {first.detail}{more}", errors=faults)


def document_render(*, actor: User, wish: Wish, prefix: str = "/data") -> Revision | Job:
    """A file from data alone: the revision where the same was rendered before, else the job that renders it.

    Raises EmailUnconfirmed and TemplateDataInvalid.
    """
    if not actor.is_cleared:
        raise EmailUnconfirmed
    require_valid(wish, prefix=prefix)
    earlier = _rendered_before(actor, wish)
    if earlier is not None:
        return earlier
    return _place(actor=actor, wish=wish)


def document_request(*, actor: User, case: Case, wish: Wish, prefix: str = "/inputs") -> Job:
    """Ask for a document of a case: the main job. Raises StaffOnly and TemplateDataInvalid."""
    require_staff(actor)
    require_valid(wish, prefix=prefix)
    return _place(actor=actor, wish=wish, case=case)


def revision_request(*, actor: User, document: Document, wish: Wish, prefix: str = "/inputs") -> Job:
    """Ask for the next revision of a document. What was approved stays as it was. Raises as `document_request`."""
    if document.case_id is not None:
        require_staff(actor)
    require_valid(wish, prefix=prefix)
    return _place(actor=actor, wish=wish, case=document.case, document=document)


def document_generate(*, actor: User, case: Case, wish: Wish) -> Revision:
    """The main job at once, in this thread: validate, draft, render, store, record. Gives the first revision."""
    require_staff(actor)
    require_valid(wish, prefix="/inputs")
    with transaction.atomic():
        order = order_keep(actor=actor, wish=wish, case=case, document=None)
    return order_fulfil(order)


def _rendered_before(actor: User, wish: Wish) -> Revision | None:
    """Only a wish whose texts are all given can be looked up before drafting."""
    declared = {section["key"] for section in wish.version.sections}
    texts = dict(wish.sections or {})
    if not wish.use_clauses and declared - set(texts):
        return None
    key = render_key(wish.version, wish.inputs, texts, wish.options, clauses=(wish.locale, wish.tone))
    rendering = selectors.rendering_with_file(key)
    return selectors.own_render(actor, rendering) if rendering else None


def order_keep(*, actor: User, wish: Wish, case: Case | None, document: Document | None) -> Order:
    """Keep what is asked for, with the code that its paper will carry; who calls has checked the wish."""
    code = new_code() if case is not None else None
    return Order.objects.create(
        verify_code=code,
        verify_at=address_of(settings.PUBLIC_URL, code) if code else "",
        document=document,
        case=case,
        template_version=wish.version,
        ordered_by=actor,
        inputs=dict(wish.inputs),
        sections=None if wish.sections is None and not wish.use_clauses else dict(wish.sections or {}),
        use_clauses=wish.use_clauses,
        tone=wish.tone,
        locale=wish.locale,
        options=dict(wish.options),
        note=wish.note,
        draft=wish.draft,
        origins=_origins(actor, wish, document),
    )


def _origins(actor: User, wish: Wish, document: Document | None) -> dict[str, dict[str, str]]:
    """Where every answer came from: as the wish says, as the revision before says of the same one, or by the API."""
    called = {"source": API, "by": str(actor.pk), "at": timezone.now().isoformat()}
    before = selectors.latest_made(document) if document is not None else None
    known = [order_known(before.made_from[1], revision=before.number)] if before is not None else []
    return origins_for(wish.inputs, otherwise=called, known=known, given=wish.origins)


def _place(*, actor: User, wish: Wish, case: Case | None = None, document: Document | None = None) -> Job:
    """The order and its job, in one transaction; the same request sent again is given the job it had asked for."""

    def ask() -> Job:
        order = order_keep(actor=actor, wish=wish, case=case, document=document)
        return jobs.enqueue(
            kind=PRODUCE,
            payload={"order": str(order.pk)},
            user_id=actor.pk,
            case_id=case.pk if case else None,
            dedupe_key=f"{PRODUCE}:{order.pk}",
        )

    with transaction.atomic():
        return jobs.asked_once(actor=actor, ask=ask)
