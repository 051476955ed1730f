"""Handing an envelope to an outside provider: once, whatever breaks in between.

The row says first that it is being sent; then the call; then, in a second transaction, what came of it. A try that
finds such a mark asks the provider what is there already. After a time-out that is all it ever does: what may be there
is looked for, and never sent again. A worker that was killed has left no word of a time-out; then what is not there
when its call must be over was never sent.
"""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Callable, Sequence

import structlog
from django.core.cache import cache
from django.db import transaction
from django.utils import timezone

from core import jobs
from core.backends import BackendError, NotAuthorised, OutcomeUnknown, RateLimited, Rejected, Retryable, Unsupported
from core.sealing import seal
from esign import backends
from esign.backends import Person, Receipt, SigningProvider, Submission
from esign.constants import CANCEL, RECONCILE, Workflow
from esign.events import EnvelopeTroubled
from esign.models import Envelope, Signer
from esign.services import completing, ending
from esign.services.initiating import ADDRESS_PURPOSE, address_key, go_out
from esign.services.outgoing import outgoing
from esign.services.recording import record
from esign.services.turning import acting
from esign.states import DRAFT, VOIDED

log = structlog.get_logger(__name__)
# A call is over by then, whatever became of who made it; longer than any provider's time-out.
SETTLED = dt.timedelta(minutes=3)
ADDRESS_SECONDS = 600  # the first signer's address waits so long for the answer of the request


def envelope_submit(*, envelope_id: uuid.UUID, last_try: bool = False) -> str:
    """Send the envelope out by its provider; gives its status afterwards. Run again, it goes on where it stood.

    A refusal ends the envelope, and staff are told. Raises Retryable and RateLimited where another try may help, and
    OutcomeUnknown's kin as Retryable; on the `last_try` staff are told, and the envelope waits for them.
    """
    envelope = Envelope.objects.select_related("document", "revision", "case", "created_by").get(pk=envelope_id)
    if envelope.external_id or (envelope.status != DRAFT and envelope.submit_begun_at is None):
        return envelope.status
    provider = backends.named(envelope.provider)
    try:
        if envelope.submit_begun_at is not None:
            return _look(envelope, provider)
        return _send(envelope, provider)
    except BackendError as error:
        if last_try or not error.retryable:
            completing.trouble(envelope, f"{provider.name} has not taken it yet: {error.detail}")
        raise


def submission_of(envelope: Envelope, people: Sequence[Signer]) -> Submission:
    """What goes out of the envelope. Raises what storage and rendering raise."""
    made = outgoing(envelope, people)
    asked = tuple(
        Person(
            key=str(one.pk),
            name=one.name,
            email=one.email,
            role=one.role,
            turn=one.turn,
            locale=one.locale,
            spot=made.spots[str(one.pk)],
            initials=made.initials.get(str(one.pk), ()),
        )
        for one in people
    )
    title = envelope.document.title
    return Submission(
        key=str(envelope.pk),
        title=title,
        filename=f"{title[:150].replace('/', '-')}.pdf",
        content=made.content,
        people=asked,
        sequential=envelope.workflow == Workflow.SEQUENTIAL,
        message=envelope.message,
        expires_at=envelope.expires_at,
    )


def _send(envelope: Envelope, provider: SigningProvider) -> str:
    """The first try: the mark, the call, the outcome."""
    people = acting(envelope)
    submission = submission_of(envelope, people)
    if not _begin(envelope):
        raise Retryable("Another worker is sending it.", retry_after=int(SETTLED.total_seconds()))
    return _called(envelope, lambda: provider.submit(submission, idempotency_key=submission.key))


def _called(envelope: Envelope, call: Callable[[], Receipt]) -> str:
    try:
        receipt = call()
    except OutcomeUnknown as unknown:
        Envelope.objects.filter(pk=envelope.pk).update(outcome_unknown_since=timezone.now())
        raise Retryable(f"{unknown.detail} What is there is looked for.", retry_after=30) from unknown
    except (Rejected, NotAuthorised, Unsupported) as refused:
        return _refused(envelope, refused)
    except (Retryable, RateLimited):  # nothing was done there
        Envelope.objects.filter(pk=envelope.pk).update(submit_begun_at=None)
        raise
    return _taken(envelope, receipt, late=False)


def _look(envelope: Envelope, provider: SigningProvider) -> str:
    """An earlier try has begun: what is at the provider counts."""
    begun = envelope.submit_begun_at
    receipt = provider.find(str(envelope.pk))
    if receipt is not None:
        return _taken(envelope, receipt, late=True)
    assert begun is not None  # noqa: S101 - asked by the caller
    if envelope.outcome_unknown_since is not None:
        raise Retryable("Nothing is there that an earlier try may have made. It is looked for again.", retry_after=60)
    left = begun + SETTLED - timezone.now()
    if left > dt.timedelta(0):
        raise Retryable("An earlier try may be under way still.", retry_after=int(left.total_seconds()) + 1)
    Envelope.objects.filter(pk=envelope.pk, submit_begun_at=begun).update(submit_begun_at=None)
    if envelope.status != DRAFT:
        return envelope.status
    return _send(envelope, provider)


def _begin(envelope: Envelope) -> bool:
    """Mark that it is being sent from now on; False where another process was first, or it was voided meanwhile."""
    still = Envelope.objects.filter(pk=envelope.pk, status=DRAFT, submit_begun_at=None, external_id="")
    return still.update(submit_begun_at=timezone.now()) == 1


def _taken(envelope: Envelope, receipt: Receipt, *, late: bool) -> str:
    """The provider has it: sent. One that was voided meanwhile is withdrawn there."""
    with transaction.atomic():
        fresh = ending.locked(envelope)
        if fresh.external_id:
            return fresh.status
        _name_people(fresh, receipt)
        told = {"external_id": receipt.external_id, "outcome_unknown_since": None, "heard_at": timezone.now()}
        payload = {"envelope": str(fresh.pk)}
        if fresh.status != DRAFT:
            Envelope.objects.filter(pk=fresh.pk).update(**told)
            jobs.enqueue(kind=CANCEL, payload=payload, case_id=fresh.case_id)
            return fresh.status
        go_out(fresh, fresh.created_by, **told, problem="")
        if late:  # what its people have done meanwhile was told before we knew its id
            jobs.enqueue(kind=RECONCILE, payload=payload, case_id=fresh.case_id)
    _hand_over(fresh, receipt)
    return fresh.status


def _name_people(envelope: Envelope, receipt: Receipt) -> None:
    for one in receipt.people:
        Signer.objects.filter(envelope=envelope, pk=one.key).update(external_id=one.external_id)


def _hand_over(envelope: Envelope, receipt: Receipt) -> None:
    """The first signer's address, under seal, for the request that waits; it is kept nowhere else."""
    first = str(acting(envelope)[0].pk)
    url = next((one.url for one in receipt.people if one.key == first), "")
    if url:
        cache.set(address_key(envelope), seal(url.encode(), purpose=ADDRESS_PURPOSE), ADDRESS_SECONDS)


def _refused(envelope: Envelope, refused: BackendError) -> str:
    said = f"{envelope.provider} refused the paper: {refused.detail}"[:500]
    log.error("esign.submit.refused", envelope=str(envelope.pk), provider=envelope.provider, code=refused.code)
    with transaction.atomic():
        fresh = ending.locked(envelope)
        Envelope.objects.filter(pk=fresh.pk).update(submit_begun_at=None)  # nothing is there to be looked for
        if fresh.status == DRAFT:
            event = EnvelopeTroubled(fresh.pk, fresh.case_id)
            ending.end(fresh, VOIDED, "envelope.voided", actor=None, reason=said, event=event, by_provider=True)
            Envelope.objects.filter(pk=fresh.pk).update(problem=said)
            record(fresh, "envelope.troubled", staff_only=True, note=said)
    return fresh.status
