"""Sending an approved paper out for signature: the form, what stands in the way, and what came of it.

Nothing of it needs JavaScript: a line for another person comes by a button of the form.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from accounts.models import User
from backoffice.envelope_page import envelope_url
from backoffice.signature_people import Proposed, known_of, proposed_for
from cases.models import Case
from core.errors import DomainError, Fault, InvalidInput, NotFound
from documents.api.asked import revision_number
from documents.exceptions import RevisionNotNamed
from documents.models import Document, Revision
from esign import selectors, services
from esign.constants import LONGEST_MESSAGE, LONGEST_NAME, MOST_SIGNERS, Role, Workflow
from esign.exceptions import EnvelopeOpen, NotToBeSigned
from esign.services import Reason, Terms
from esign.services.initiating import MOST_DAYS

SPARE = 1  # empty lines below those who are proposed
_SIGNER = re.compile(r"/signers/(\d+)(?:/(\w+))?")
ROLES = ((Role.SIGNER, "Signs"), (Role.APPROVER, "Approves"), (Role.WITNESS, "Witnesses"), (Role.CC, "Gets a copy"))
WORKFLOWS = ((Workflow.SEQUENTIAL, "One after the other"), (Workflow.PARALLEL, "All at once"))


@dataclass(frozen=True)
class Line:
    """One person of the form as it stands there, with what is wrong with it by field."""

    name: str = ""
    email: str = ""
    role: str = Role.SIGNER
    order: str = ""
    locale: str = ""
    faults: Mapping[str, list[str]] = field(default_factory=dict)

    @property
    def is_empty(self) -> bool:
        """Whether nobody is named in it."""
        return not self.name.strip() and not self.email.strip()

    def asked(self) -> dict[str, Any]:
        """The person as the service takes it; an order that is no number is one that it refuses."""
        order = int(self.order) if re.fullmatch(r"\d{1,4}", self.order) else -1
        return {
            "name": self.name,
            "email": self.email,
            "role": self.role,
            **({"order": order} if self.order else {}),
            **({"locale": self.locale} if self.locale else {}),
        }


@dataclass(frozen=True)
class Filled:
    """What stands in the form."""

    lines: Sequence[Line]
    workflow: str = Workflow.SEQUENTIAL
    days: str = ""
    message: str = ""
    initials: bool = False
    due: str = ""
    faults: Mapping[str, list[str]] = field(default_factory=dict)

    @classmethod
    def proposed(cls, people: Sequence[Proposed]) -> Filled:
        """The form as it begins."""
        lines = [Line(one.name, one.email, order=str(number)) for number, one in enumerate(people, 1)]
        return cls([*lines, *[Line()] * (SPARE if lines else 2)], days=str(settings.ESIGN_EXPIRES_DAYS))

    @classmethod
    def posted(cls, request: HttpRequest) -> Filled:
        """The form as it was sent."""
        posted = request.POST
        count = int(posted["lines"]) if re.fullmatch(r"\d{1,3}", posted.get("lines", "")) else 0
        names = ("name", "email", "role", "order", "locale")
        lines = [
            Line(*(posted.get(f"{name}-{number}", "").strip() for name in names))
            for number in range(min(count, MOST_SIGNERS + 1))
        ]
        return cls(
            lines,
            posted.get("workflow", ""),
            posted.get("days", "").strip(),
            posted.get("message", "").replace("\r\n", "\n"),
            "initials" in posted,
            posted.get("due", "").strip(),
        )

    def terms(self) -> Terms:
        """As the service takes them; days that are no number, and a day that is none, are some that it refuses."""
        days = int(self.days) if re.fullmatch(r"\d{1,4}", self.days) else 0
        return Terms(
            workflow=self.workflow,
            expires_in_days=days if self.days else None,
            due_on=_day(self.due),
            message=self.message,
            initials=self.initials,
        )

    def with_faults(self, faults: Sequence[Fault]) -> Filled:
        """The same with each fault beside its field; the service counts only the lines in which somebody is named."""
        places = [number for number, one in enumerate(self.lines) if not one.is_empty]
        of_lines: dict[int, dict[str, list[str]]] = {}
        others: dict[str, list[str]] = {}
        for fault in faults:
            found = _SIGNER.fullmatch(fault.pointer)
            if found and int(found[1]) < len(places):
                of_lines.setdefault(places[int(found[1])], {}).setdefault(found[2] or "name", []).append(fault.detail)
            else:
                others.setdefault(_FIELDS.get(fault.pointer, "signers"), []).append(fault.detail)
        lines = [replace(one, faults=of_lines.get(number, {})) for number, one in enumerate(self.lines)]
        return replace(self, lines=lines, faults=others)


def _day(typed: str) -> dt.date | None:
    try:
        return dt.date.fromisoformat(typed) if typed else None
    except ValueError:
        return dt.date.min


_FIELDS = {"/expiresInDays": "days", "/dueOn": "due", "/message": "message", "/workflow": "workflow"}


@dataclass(frozen=True)
class Turn:
    """One request on the form: which document, of which case, and where it leads back."""

    request: HttpRequest
    document: Document
    case: Case
    page: dict[str, Any]
    back: str


def send_page(turn: Turn) -> HttpResponse:
    """The form, and what its buttons do. Where the paper is out already, to its envelope."""
    user = turn.request.user
    out = selectors.visible_to(user).filter(pk__in=selectors.open_envelopes(turn.document).values("pk")).first()
    if out is not None:
        messages.info(turn.request, "It is out for signature already. Withdraw it here before you send it anew.")
        return redirect(envelope_url(out))
    try:
        revision = _revision(turn)
    except RevisionNotNamed as error:
        messages.error(turn.request, error.detail)
        return redirect(turn.back)
    if turn.request.method != "POST":
        return _drawn(turn, revision, Filled.proposed(proposed_for(revision, turn.case)))
    filled = Filled.posted(turn.request)
    if "send" in turn.request.POST:
        return _sent(turn, revision, filled)
    return _drawn(turn, revision, _edited(turn.request, filled))


def _revision(turn: Turn) -> Revision:
    """The one that the form names by number and checksum, else the one that was approved last. Raises
    RevisionNotNamed where the file is another than the one that was looked at.
    """
    posted = turn.request.POST
    try:
        number = revision_number(posted.get("revision", ""))
        return selectors.to_send(turn.request.user, turn.document, number, posted.get("checksum") or None)
    except NotFound as error:
        raise Http404 from error


def _edited(request: HttpRequest, filled: Filled) -> Filled:
    """One line more, or one less; any other button changes nothing."""
    lines = list(filled.lines)
    less = request.POST.get("less", "")
    if "more" in request.POST and len(lines) < MOST_SIGNERS:
        lines.append(Line())
    elif re.fullmatch(r"\d{1,3}", less) and int(less) < len(lines):
        del lines[int(less)]
    return replace(filled, lines=lines or [Line()])


def _sent(turn: Turn, revision: Revision, filled: Filled) -> HttpResponse:
    people = [one.asked() for one in filled.lines if not one.is_empty]
    try:
        made = services.envelope_initiate(
            actor=turn.request.user, revision=revision, signers=people, terms=filled.terms()
        )
    except InvalidInput as error:
        return _drawn(turn, revision, filled.with_faults(error.errors), status=error.status)
    except (NotToBeSigned, EnvelopeOpen) as error:
        # The page shows all that stands in the way, or leads to the envelope.
        messages.error(turn.request, error.detail)
        return redirect(turn.request.path)
    except DomainError as error:
        messages.error(turn.request, f"{error.detail} What you filled in is kept below.")
        return _drawn(turn, revision, filled, status=error.status)
    messages.success(turn.request, "It is on its way. This page shows who has opened and signed it.")
    return redirect(envelope_url(made.envelope))


def _drawn(turn: Turn, revision: Revision, filled: Filled, status: int = 200) -> HttpResponse:
    reasons: list[Reason] = services.reasons_against(revision)
    context = {
        **turn.page,
        "title": "Send for signature",
        "document": turn.document,
        "case": turn.case,
        "revision": revision,
        "back": turn.back,
        "filled": filled,
        "reasons": reasons,
        "known": known_of(turn.case),
        "roles": ROLES,
        "workflows": WORKFLOWS,
        "locales": User.Locale.choices,
        "most_days": MOST_DAYS,
        "most_people": MOST_SIGNERS,
        "longest_name": LONGEST_NAME,
        "longest_message": LONGEST_MESSAGE,
    }
    return render(turn.request, "backoffice/signature_form.html", context, status=status)
