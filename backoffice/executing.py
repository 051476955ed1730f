"""The card that says what is next for a paper, and its three forms: the signed copy, the filing, voiding."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpRequest

from backoffice.evidence import Section, faults_in_words, posted_evidence, proof_of, sections_of, way_in_words
from backoffice.origins import day_of
from backoffice.posted_files import posted_file
from core.clock import manila_today
from core.errors import BodyTooLarge, DomainError, InvalidInput, ServiceUnavailable
from documents import services
from documents.api.asked import revision_number
from documents.execution_fields import NOT_A_NOTARY
from documents.executions import WAYS, ways_of
from documents.models import Document, Revision
from documents.states import APPROVED, FILED, REVISION, SHOWN_TO_CLIENTS, SIGNED, VOID


@dataclass(frozen=True)
class Next:
    """What the card offers for `revision`, the newest that was issued, and a sentence on it."""

    revision: Revision
    said: str
    proof: list[tuple[str, list[str]]]
    form: SignedCopyForm | None
    may_file: bool
    may_void: bool
    today: str


@dataclass(frozen=True)
class SignedCopyForm:
    """The form for the signed copy: the ways that are open to the paper, and what each of them asks.

    `faults` are those of a form that was sent and refused; then everything but the file stands there as it was typed.
    """

    ways: list[tuple[str, str]]
    way: str
    sections: list[Section]
    signed_on: str
    note: str
    faults: list[tuple[str, str, str]]
    not_a_notary: str = NOT_A_NOTARY


@dataclass(frozen=True)
class Refused:
    """A form for the signed copy that was not taken: what was typed, and what is wrong with it by pointer."""

    typed: Mapping[str, str]
    faults: Mapping[str, str]


def next_of(document: Document, refused: Refused | None = None) -> Next | None:
    """The card of the newest revision that was issued; None while none is, and for a paper without a case."""
    issued = [one for one in document.shown_revisions if one.status in SHOWN_TO_CLIENTS]
    if not issued or document.case_id is None:
        return None
    revision = issued[-1]
    return Next(
        revision=revision,
        said=_said(revision),
        proof=proof_of(revision),
        form=_form_of(document, refused) if revision.status == APPROVED else None,
        may_file=FILED in REVISION.targets(revision.status),
        may_void=VOID in REVISION.targets(revision.status),
        today=manila_today().isoformat(),
    )


def _form_of(document: Document, refused: Refused | None) -> SignedCopyForm | None:
    ways = ways_of(document.template.execution if document.template is not None else None)
    if not ways:
        return None
    typed, faults = (refused.typed, refused.faults) if refused is not None else ({}, {})
    way = typed.get("way", "")
    return SignedCopyForm(
        ways=[(one, way_in_words(one)) for one in ways],
        way=way if way in ways else ways[0],
        sections=sections_of(ways, way, typed, faults),
        signed_on=typed.get("signed_on", manila_today().isoformat()),
        note=typed.get("note", ""),
        faults=faults_in_words(way, faults),
    )


def _said(revision: Revision) -> str:
    if revision.status == APPROVED:
        return f"Revision {revision.number} is approved. Have it signed, then keep the signed copy here."
    if revision.status == SIGNED:
        how = WAYS.get(revision.execution.get("way", ""), "signed")
        return f"Revision {revision.number} is the signed copy, {how} on {day_of(revision.execution.get('on', ''))}."
    if revision.status == FILED:
        filing = revision.filing
        return (
            f"Revision {revision.number} was filed with {filing.get('agency')} on {day_of(filing.get('on', ''))}, "
            f"reference {filing.get('reference')}. What is filed is amended by another paper."
        )
    return f"Revision {revision.number} is void: {revision.void_reason}"


def _form_is_open(document: Document) -> bool:
    shown = next_of(document)
    return shown is not None and shown.form is not None


def act(request: HttpRequest, document: Document, step: str) -> Refused | None:
    """Do what the posted form asks, and tell the user what came of it; a form with many fields that can be sent
    again comes back, to be shown as it was typed.
    """
    service, said = STEPS[step]
    try:
        service(request, document)
    except DomainError as error:
        if step == SIGNED_COPY and error.status in MAY_BE_SENT_AGAIN and _form_is_open(document):
            return Refused(request.POST, {fault.pointer: fault.detail for fault in error.errors} or {"": error.detail})
        messages.error(request, error.detail)
    else:
        messages.success(request, said)
    return None


def _signed(request: HttpRequest, document: Document) -> None:
    way = request.POST.get("way", "")
    services.signed_copy_store(
        actor=request.user,
        document=document,
        way=way,
        evidence=posted_evidence(way, request.POST),
        signed_on=_day(request, "signed_on"),
        **posted_file(request, "Choose the signed file first."),
        note=request.POST.get("note", ""),
        **_named(request),
    )


def _filed(request: HttpRequest, document: Document) -> None:
    services.revision_mark_filed(
        actor=request.user,
        document=document,
        agency=request.POST.get("agency", ""),
        reference=request.POST.get("reference", ""),
        filed_on=_day(request, "filed_on"),
        **_named(request),
    )


def _void(request: HttpRequest, document: Document) -> None:
    services.revision_void(
        actor=request.user, document=document, reason=request.POST.get("reason", ""), **_named(request)
    )


def _named(request: HttpRequest) -> dict[str, Any]:
    number = revision_number(request.POST.get("revision", ""))
    if number is None:
        raise InvalidInput.at("/revision", "type", "The form names no revision. Open the page again.")
    return {"number": number, "checksum": request.POST.get("checksum", "")}


def _day(request: HttpRequest, name: str) -> dt.date:
    try:
        return dt.date.fromisoformat(request.POST.get(name, ""))
    except ValueError as error:
        raise InvalidInput.at(f"/{name}", "format", "Give the day, as 2026-11-20.") from error


SIGNED_COPY = "signed-copy"
# What is typed is not wrong for good: a file too large, a fault in the form, a scanner or a store that is away.
MAY_BE_SENT_AGAIN = (BodyTooLarge.status, InvalidInput.status, ServiceUnavailable.status)
STEPS: dict[str, tuple[Callable[[HttpRequest, Document], None], str]] = {
    SIGNED_COPY: (_signed, "The signed copy is kept as the next revision."),
    "mark-filed": (_filed, "The filing is recorded."),
    "void": (_void, "The paper is void. Who looks it up by its code is told so."),
}
