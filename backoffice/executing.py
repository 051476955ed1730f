"""The card that says what is next for a paper, and its three forms: the signed copy, the filing, voiding."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpRequest

from backoffice.origins import day_of
from backoffice.posted_files import posted_file
from core.clock import manila_today
from core.errors import DomainError, InvalidInput
from documents import services
from documents.api.asked import revision_number
from documents.executions import WAYS, ways_of
from documents.models import Document, Revision
from documents.states import APPROVED, FILED, REVISION, SHOWN_TO_CLIENTS, SIGNED, VOID


@dataclass(frozen=True)
class Next:
    """What the card offers for `revision`, the newest that was issued, and a sentence on it."""

    revision: Revision
    said: str
    ways: list[tuple[str, str]]
    may_file: bool
    may_void: bool
    today: str


def next_of(document: Document) -> Next | None:
    """The card of the newest revision that was issued; None while none is, and for a paper without a case."""
    issued = [one for one in document.shown_revisions if one.status in SHOWN_TO_CLIENTS]
    if not issued or document.case_id is None:
        return None
    revision = issued[-1]
    ways = ways_of(document.template.execution if document.template is not None else None)
    return Next(
        revision=revision,
        said=_said(revision),
        ways=[(one, WAYS[one].capitalize()) for one in ways] if revision.status == APPROVED else [],
        may_file=FILED in REVISION.targets(revision.status),
        may_void=VOID in REVISION.targets(revision.status),
        today=manila_today().isoformat(),
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


def act(request: HttpRequest, document: Document, step: str) -> None:
    """Do what the posted form asks, and tell the user what came of it."""
    service, said = STEPS[step]
    try:
        service(request, document)
    except DomainError as error:
        messages.error(request, error.detail)
    else:
        messages.success(request, said)


def _signed(request: HttpRequest, document: Document) -> None:
    services.signed_copy_store(
        actor=request.user,
        document=document,
        way=request.POST.get("way", ""),
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


STEPS: dict[str, tuple[Callable[[HttpRequest, Document], None], str]] = {
    "signed-copy": (_signed, "The signed copy is kept as the next revision."),
    "mark-filed": (_filed, "The filing is recorded."),
    "void": (_void, "The paper is void. Who looks it up by its code is told so."),
}
