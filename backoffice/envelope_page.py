"""What the page of an envelope shows, and how envelopes are told elsewhere in the admin."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.urls import reverse

from accounts.models import User
from backoffice.timeline import Moment, moment_of
from core.models import AuditEntry
from documents.executions import ESIGN
from documents.models import Document
from documents.states import APPROVED, VOID
from esign import selectors
from esign.constants import BUILTIN, Role
from esign.models import Envelope, Signer
from esign.states import (
    ASKED,
    COMPLETED,
    COPIED,
    DECLINED,
    DRAFT,
    EXPIRED,
    PARTIALLY_SIGNED,
    REPLACED,
    RUNNING,
    SENT,
    SIGNED,
    TO_ACT,
    VIEWED,
    VOIDED,
)

LABELS = {
    DRAFT: "info", SENT: "info", VIEWED: "info", PARTIALLY_SIGNED: "warning", COMPLETED: "success", DECLINED: "danger",
    EXPIRED: "danger", VOIDED: "info",
}  # fmt: skip
TONES = {COMPLETED: "good", DECLINED: "bad", EXPIRED: "bad", VOIDED: "", PARTIALLY_SIGNED: "warn"}
SIGNER_TONES = {SIGNED: "good", DECLINED: "bad", ASKED: "accent", VIEWED: "accent"}
DONE = {Role.SIGNER: "Signed", Role.APPROVER: "Approved", Role.WITNESS: "Witnessed"}
TO_DO = {Role.SIGNER: "signs", Role.APPROVER: "approves", Role.WITNESS: "witnesses", Role.CC: "gets a copy"}
# A step of a person says the same already.
QUIET = frozenset({"envelope.viewed", "envelope.partially_signed", "envelope.declined"})
SENTENCES: Mapping[str, str] = {
    "envelope.created": "{who} prepared it for {signers} people.",
    "envelope.sent": "{who} sent it out.",
    "envelope.completed": "Everybody has signed. The sealed file was kept as revision {signedRevision}.",
    "envelope.expired": "The time ran out before everybody had signed.",
    "envelope.voided": "{who} withdrew it.",
    "envelope.troubled": "The finished file was not accepted, and staff were told.",
    "envelope.evidence_given": "{who} took the certificate of completion ({form}).",
    "signer.asked": "{name} was asked by a mail to {email}.",
    "signer.reminded": "{who} reminded {name} by a mail to {email}.",
    "signer.code_sent": "A one-time code went to {email}.",
    "signer.identified": "{name} entered the code, at the network address {address}.",
    "signer.viewed": "{name} opened the paper, at the network address {address}.",
    "signer.signed": "{name} signed it, at the network address {address}.",
    "signer.attested": "What {name} signed was written into the file.",
    "signer.declined": "{name} declined, which ended it.",
    "signer.replaced": "{name} is no longer asked.",
    "signer.added": "{who} put {name} ({email}) in that place.",
}
ACTED = {Role.APPROVER: "approved it", Role.WITNESS: "signed as a witness"}  # who signs, signs
STEPS_SHOWN = 10
LOOK_SECONDS, WAIT_SECONDS = 10, 3  # how often the page looks again: while people sign, and while work is done


@dataclass(frozen=True)
class Person:
    """One person of the envelope: what is wanted of them, how it stands, and when what happened."""

    row: Signer
    does: str
    status: str
    tone: str
    times: list[tuple[str, dt.datetime]]
    replaceable: bool


@dataclass(frozen=True)
class Line:
    """An envelope as lists show it: how many of those who act have done so."""

    row: Envelope
    tone: str
    done: int
    of: int

    @property
    def said(self) -> str:
        """How many have signed, in words."""
        return f"{self.done} of {self.of} signed"


@dataclass(frozen=True)
class Signing:
    """What the page of a document says of its signatures: whether it may be sent out, and where it was."""

    may_send: bool
    out: Line | None
    before: list[Line]


def envelope_url(envelope: Envelope | UUID) -> str:
    """The envelope's page."""
    return reverse("admin:esign_envelope_change", args=[envelope.pk if isinstance(envelope, Envelope) else envelope])


def line_of(envelope: Envelope) -> Line:
    """The envelope, which was read with its people, as a line."""
    people = [one for one in envelope.signers.all() if one.status not in (COPIED, REPLACED)]
    return Line(
        envelope, TONES.get(envelope.status, "accent"), sum(one.status == SIGNED for one in people), len(people)
    )


def lines_of_case(user: User, case_id: UUID, *, most: int) -> list[Line]:
    """The newest envelopes of a case, as its page lists them."""
    return [line_of(one) for one in selectors.for_listing(user).filter(case_id=case_id)[:most]]


def signing_of(user: User, document: Document) -> Signing | None:
    """What the document's page says of its signatures; None for a paper that is not signed electronically."""
    lines = [line_of(one) for one in selectors.for_listing(user).filter(document=document)]
    out = next((one for one in lines if one.row.is_open), None)
    esign = document.template is not None and document.template.execution == ESIGN and document.case_id is not None
    if not lines and not esign:
        return None
    approved = any(one.status == APPROVED for one in document.shown_revisions)
    signed = any(one.executed_from_id for one in document.shown_revisions if one.status != VOID)
    return Signing(esign and approved and not signed and out is None, out, [one for one in lines if one is not out])


def envelope_context(user: User, envelope: Envelope) -> dict[str, Any]:
    """Everything the page shows. `envelope` comes from `esign.selectors.envelope_get(user, …)`."""
    steps = _moments(envelope)
    making = envelope.status == COMPLETED and not (envelope.certificate_checksum and envelope.evidence)
    running = envelope.status in RUNNING
    people = sorted(envelope.signers.all(), key=lambda one: (one.status == REPLACED, one.turn, one.position))
    return {
        "envelope": envelope,
        "line": line_of(envelope),
        "people": [_person(envelope, one) for one in people],
        "steps": steps[:STEPS_SHOWN],
        "earlier_steps": steps[STEPS_SHOWN:],
        "running": running,
        "may_remind": running and any(one.status in (ASKED, VIEWED) for one in people),
        "finishing": running and all(one.status == SIGNED for one in people if one.acts and one.status != REPLACED),
        "making": making,
        "look_seconds": WAIT_SECONDS if making else LOOK_SECONDS if envelope.is_open else 0,
    }


def _person(envelope: Envelope, signer: Signer) -> Person:
    told = {SIGNED: DONE.get(Role(signer.role), "Signed"), DECLINED: "Declined"}
    moments = [
        ("Asked", signer.asked_at),
        ("Opened", signer.viewed_at),
        (told.get(signer.status, "Acted"), signer.acted_at),
    ]
    replaceable = envelope.is_open and envelope.provider == BUILTIN and signer.acts and signer.status in TO_ACT
    return Person(
        signer,
        TO_DO[Role(signer.role)],
        told.get(signer.status) or signer.get_status_display(),
        SIGNER_TONES.get(signer.status, ""),
        [(what, at) for what, at in moments if at is not None],
        replaceable,
    )


def _moments(envelope: Envelope) -> list[Moment]:
    """What happened, newest first."""
    shown = [one for one in selectors.happenings(envelope) if one.verb not in QUIET]
    return [moment_of(one, _sentences_for(one)) for one in reversed(shown)]


def _sentences_for(entry: AuditEntry) -> Mapping[str, str]:
    """What a person did is told by the part that they have."""
    did = ACTED.get(Role(entry.facts["role"])) if entry.verb == "signer.signed" and entry.facts.get("role") else None
    return SENTENCES if did is None else {**SENTENCES, entry.verb: SENTENCES[entry.verb].replace("signed it", did)}
