"""Sending an approved paper out to be signed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.core.cache import cache
from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.models import User
from cases import services as case_services
from cases.access import require_staff
from cases.models import Case
from core import jobs
from core.clock import MANILA, manila_today
from core.errors import InvalidInput
from core.models import Job
from core.sealing import BrokenSealError, unseal
from documents.models import Revision
from esign import backends
from esign.constants import BUILTIN, HOLD, LONGEST_MESSAGE, SUBMIT, Role, Workflow
from esign.events import EnvelopeSent
from esign.exceptions import EnvelopeNotTaken, EnvelopeOpen
from esign.models import Envelope, Signer
from esign.services import papers
from esign.services.gate import require_signable
from esign.services.people import Named, people_of
from esign.services.recording import envelope_move, record
from esign.services.scheduling import next_reminder
from esign.services.turning import ask_next
from esign.states import COPIED, SENT, VOIDED, WAITING
from esign.texts import lines_of

MOST_DAYS = 90
ADDRESS_PURPOSE = "signing-address"


@dataclass(frozen=True, repr=False)
class Initiated:
    """The envelope, and where its first signer signs (empty where the provider has not told yet). It has no `repr`:
    the address is a secret.
    """

    envelope: Envelope
    signing_url: str


@dataclass(frozen=True, kw_only=True)
class Terms:
    """How an envelope is sent: the order, the days that its people have, the day by which they are asked to sign, a
    word to them, initials on every page.
    """

    workflow: str = Workflow.SEQUENTIAL
    expires_in_days: int | None = None
    due_on: dt.date | None = None
    message: str = ""
    initials: bool = False


def envelope_initiate(
    *, actor: User, revision: Revision, signers: Sequence[Mapping[str, Any]], terms: Terms | None = None
) -> Initiated:
    """Send the revision, which the caller has found among those that `actor` may see, to its signers.

    Call it outside a transaction: the file with its fields is made and stored first. With the built-in provider the
    mails go out by jobs; another provider is told by the job SUBMIT. Raises StaffOnly and NotFound (not of the case),
    InvalidInput with pointers, NotToBeSigned, EnvelopeOpen, SigningKeyUnusable, StorageUnavailable; then nothing is
    kept or sent.
    """
    terms = terms or Terms()
    case = revision.document.case
    if case is not None:
        require_staff(actor, case)
    expires_at = _expiry(terms)
    people = people_of(signers, terms.workflow)
    require_signable(revision)
    assert case is not None  # noqa: S101 - the gate lets no paper without a case pass
    _require_none_open(revision)
    provider = backends.configured().name
    envelope = Envelope(
        case=case, document=revision.document, revision=revision, checksum=revision.checksum, provider=provider,
        workflow=terms.workflow, message=lines_of(terms.message), initials=terms.initials, created_by=actor,
        expires_at=expires_at, due_on=terms.due_on, open_key=str(revision.document_id),
    )  # fmt: skip
    rows = [_row(envelope, place, one) for place, one in enumerate(people)]
    if provider == BUILTIN:
        papers.prepare(envelope, rows)
    with transaction.atomic():
        locked = Revision.objects.select_for_update().get(pk=revision.pk)
        locked.document = revision.document
        if locked.status != revision.status:
            require_signable(locked)
        _keep(envelope, rows, actor, case)
        url = go_out(envelope, actor) if provider == BUILTIN else ""
    return Initiated(envelope, url)


def _keep(envelope: Envelope, rows: list[Signer], actor: User, case: Case) -> None:
    try:
        with transaction.atomic():
            envelope.save(force_insert=True)
    except IntegrityError as taken:
        raise EnvelopeOpen("Wait for its end, or void it first.") from taken
    Signer.objects.bulk_create(rows)
    record(envelope, "envelope.created", actor=actor, signers=len(rows), provider=envelope.provider)
    case_services.hold_place(
        actor=actor, case=case, kind=HOLD, blocks=["close"], ref=str(envelope.pk),
        reason=f"“{envelope.document.title}”"[:200] + " is out for signature. Wait for it, or void it.",
    )  # fmt: skip
    if envelope.provider != BUILTIN:
        jobs.enqueue(
            kind=SUBMIT, payload={"envelope": str(envelope.pk)}, user_id=actor.pk, case_id=case.pk,
            dedupe_key=f"{SUBMIT}:{envelope.pk}", priority=Job.Priority.INTERACTIVE,
        )  # fmt: skip


def go_out(envelope: Envelope, actor: User, **changes: Any) -> str:
    """Sent, with these `changes` of its columns, and the first are asked, in the caller's transaction; the address of
    the first one's link, empty where the provider mails its own.
    """
    envelope_move(
        envelope, SENT, "envelope.sent", actor=actor, changes={**sent_now(envelope), **changes},
        event=EnvelopeSent(envelope.pk, envelope.case_id), expires=envelope.expires_at.isoformat(),
    )  # fmt: skip
    return ask_next(envelope)[0]


def sent_now(envelope: Envelope) -> dict[str, Any]:
    """The columns of an envelope that goes out at this moment."""
    now = timezone.now()
    return {"sent_at": now, "remind_at": next_reminder(now, envelope.due_on)}


def _row(envelope: Envelope, place: int, one: Named) -> Signer:
    status = COPIED if one.role == Role.CC else WAITING
    return Signer(
        envelope=envelope, position=place, turn=one.turn, name=one.name, email=one.email, role=one.role,
        locale=one.locale, status=status,
    )  # fmt: skip


def _require_none_open(revision: Revision) -> None:
    """Said here before anything is made; the database holds it all the same."""
    out = Envelope.objects.filter(open_key=str(revision.document_id)).select_related("revision").first()
    if out is not None:
        raise EnvelopeOpen(f"Revision {out.revision.number} is out. Wait for its end, or void it first.")


def _expiry(terms: Terms) -> dt.datetime:
    days = settings.ESIGN_EXPIRES_DAYS if terms.expires_in_days is None else terms.expires_in_days
    if not 1 <= days <= MOST_DAYS:
        raise InvalidInput.at("/expiresInDays", "out-of-range", f"From 1 to {MOST_DAYS} days.")
    if len(terms.message) > LONGEST_MESSAGE:
        raise InvalidInput.at("/message", "max-length", f"At most {LONGEST_MESSAGE} characters.")
    if terms.workflow not in Workflow.values:
        raise InvalidInput.at("/workflow", "unknown", f"One of: {', '.join(Workflow.values)}.")
    expires_at = timezone.now() + dt.timedelta(days=days)
    if terms.due_on is not None and not manila_today() <= terms.due_on <= expires_at.astimezone(MANILA).date():
        raise InvalidInput.at("/dueOn", "out-of-range", "From today to the day on which it expires.")
    return expires_at


def wait_until_sent(made: Initiated, *, seconds: float) -> Initiated:
    """The envelope as it stands when an outside provider has taken it, or when `seconds` are over, with the address of
    its first signer's page; that is empty where it took longer, or was not told. Call it outside a transaction.

    Raises EnvelopeNotTaken where the provider refused it: then it has ended, and nobody was asked.
    """
    if made.envelope.provider == BUILTIN:
        return made
    job = Job.objects.filter(dedupe_key=f"{SUBMIT}:{made.envelope.pk}").first()
    if job is not None:
        jobs.wait_for(job.pk, seconds=seconds)
    envelope = Envelope.objects.select_related("document", "revision", "case").get(pk=made.envelope.pk)
    if envelope.status == VOIDED and envelope.problem:
        raise EnvelopeNotTaken(envelope.problem)
    return Initiated(envelope, _address_told(envelope))


def address_key(envelope: Envelope) -> str:
    """Under which the address of the first signer's page waits in the cache, sealed, for the request that asked."""
    return f"esign:address:{envelope.pk}"


def _address_told(envelope: Envelope) -> str:
    """The address, once."""
    sealed = cache.get(address_key(envelope))
    if sealed is None:
        return ""
    cache.delete(address_key(envelope))
    try:
        return unseal(sealed, purpose=ADDRESS_PURPOSE).decode()
    except BrokenSealError:
        return ""
