"""Writing a mail in the admin: on a case, or on a document of one, with its approved papers as attachments."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from django.contrib import messages
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.crypto import get_random_string

from accounts.models import User
from backoffice import mail_page
from cases.models import Case
from core.errors import DomainError, Fault, InvalidInput
from core.ids import parse_id
from documents import selectors as document_selectors
from documents.models import Document, Revision
from documents.states import ISSUED
from notifications import services
from notifications.constants import LONGEST_SUBJECT

ONCE_SECONDS = 3600
_BETWEEN_ADDRESSES = re.compile(r"[,;\n]+")


@dataclass(frozen=True)
class Paper:
    """An approved paper that may be attached: which revision, by checksum, and whether it is ticked."""

    revision: Revision
    key: str
    ticked: bool


@dataclass(frozen=True)
class Written:
    """What stands in the form."""

    to: str
    subject: str = ""
    text: str = ""
    files: frozenset[str] = frozenset()
    faults: dict[str, list[str]] = field(default_factory=dict)

    @classmethod
    def of(cls, request: HttpRequest) -> Written:
        """The form as it was posted."""
        posted = request.POST
        text = posted.get("text", "").replace("\r\n", "\n")
        return cls(posted.get("to", ""), posted.get("subject", ""), text, frozenset(posted.getlist("files")))


@dataclass(frozen=True)
class Turn:
    """One request on the form: the case it is about, and the document it was opened from."""

    request: HttpRequest
    case: Case
    page: dict[str, Any]
    back: str
    document: Document | None = None

    @property
    def once(self) -> str:
        """The name under which it is remembered that this form was sent."""
        return f"backoffice.once:{self.request.user.pk}:{self.request.POST.get('once', '')[:64]}"


def write_page(turn: Turn) -> HttpResponse:
    """The form, and what its button does. Faults stand beside their fields with everything as it was typed."""
    if turn.request.method == "POST":
        return _send(turn, Written.of(turn.request))
    client, document = turn.case.client, turn.document
    papers = _papers(turn.request.user, turn.case) if document else ()
    ticked = frozenset(key_of(one) for one in papers if document and one.document_id == document.pk)
    return _drawn(turn, Written(client.email if client else "", files=ticked))


def key_of(revision: Revision) -> str:
    """How the form names a paper: the file that was looked at, and no later one."""
    return f"{revision.document_id}:{revision.number}:{revision.checksum}"


def _send(turn: Turn, written: Written) -> HttpResponse:
    if not cache.add(turn.once, "1", ONCE_SECONDS):
        messages.info(turn.request, "This mail was sent before; nothing was sent twice. It stands among the mails.")
        return redirect(turn.back)
    try:
        message = services.mail_send(
            actor=turn.request.user,
            to=[one.strip() for one in _BETWEEN_ADDRESSES.split(written.to) if one.strip()],
            subject=written.subject,
            body_text=written.text,
            attachments=[_asked(one) for one in sorted(written.files)],
            case=turn.case,
        )
    except DomainError as error:
        cache.delete(turn.once)
        return _refused(turn, written, error)
    messages.success(turn.request, "The mail is on its way. This page shows how it ends.")
    return redirect(mail_page.mail_url(message))


def _asked(key: str) -> dict[str, Any]:
    document, _, rest = key.partition(":")
    number, _, checksum = rest.partition(":")
    return {
        "documentId": parse_id(document) or "",
        "revision": int(number) if re.fullmatch(r"\d{1,9}", number) else 0,
        "checksum": checksum,
    }


def _refused(turn: Turn, written: Written, error: DomainError) -> HttpResponse:
    faults: dict[str, list[str]] = {}
    for fault in error.errors if isinstance(error, InvalidInput) else ():
        faults.setdefault(_field(fault), []).append(fault.detail)
    if not faults:
        messages.error(turn.request, f"{error.detail} What you wrote is kept below.")
    return _drawn(turn, replace(written, faults=faults), status=error.status)


def _field(fault: Fault) -> str:
    first = fault.pointer.lstrip("/").partition("/")[0]
    return {"to": "to", "subject": "subject", "attachments": "files"}.get(first, "text")


def _drawn(turn: Turn, written: Written, status: int = 200) -> HttpResponse:
    context = {
        **turn.page,
        "title": "Write a mail",
        "case": turn.case,
        "document": turn.document,
        "back": turn.back,
        "written": written,
        "papers": [
            Paper(one, key_of(one), key_of(one) in written.files) for one in _papers(turn.request.user, turn.case)
        ],
        "longest_subject": LONGEST_SUBJECT,
        "once": turn.request.POST.get("once") or get_random_string(22),
    }
    return render(turn.request, "backoffice/mail_write.html", context, status=status)


def _papers(user: User, case: Case) -> Sequence[Revision]:
    """The newest issued revision of each document of the case, by title."""
    found = document_selectors.for_listing(user).filter(case=case).order_by("title", "id")
    issued = [[one for one in document.shown_revisions if one.status in ISSUED] for document in found]
    return [revisions[-1] for revisions in issued if revisions]
