"""Idempotency-Key: one effect, one answer; the scope is the user and the path."""

import datetime as dt
import time
import uuid

import pytest
from django.db import OperationalError, transaction
from django.utils import timezone

from core import audit, idempotency, jobs
from core.idempotency import claims, leases
from core.jobs import dispatching
from core.models import AuditEntry, IdempotencyKey, Job
from tests.racing import at_once

pytestmark = pytest.mark.django_db(transaction=True)
USER = uuid.uuid4()


@pytest.fixture(autouse=True)
def _no_lease_left():
    """Requests of these tests often have no end."""
    yield
    leases._held.clear()


def begin(key="k", body=b"{}", user=USER, path="/api/cases"):
    return idempotency.begin(user_id=user, path=path, key=key, body=body)


def finish(claim, status=201, body=b'{"id": 1}'):
    idempotency.complete(claim, status=status, headers={"Content-Type": "application/json"}, body=body)


def test_first_use__may_run__and_its_answer_is_replayed():
    finish(begin())
    kept = begin()
    assert kept == idempotency.Kept(201, {"Content-Type": "application/json"}, b'{"id": 1}')


def test_kept_answer__is_encrypted_at_rest():
    finish(begin(), body=b"the secret link")
    assert b"secret" not in bytes(IdempotencyKey.objects.get().body)


def test_kept_answer__of_an_earlier_secret__is_replayed_while_that_is_a_fallback(settings):
    finish(begin(), body=b"the secret link")
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "another-key-" * 5, [settings.SECRET_KEY]
    assert begin().body == b"the secret link"
    settings.SECRET_KEY_FALLBACKS = []
    with pytest.raises(idempotency.RequestAlreadyDone):
        begin()


def test_same_key__with_another_body__is_refused():
    finish(begin())
    with pytest.raises(idempotency.IdempotencyKeyReused):
        begin(body=b"[]")


def test_same_key__while_the_first_still_runs__is_refused_with_retry_after():
    begin()
    with pytest.raises(idempotency.RequestStillRunning) as refused:
        begin()
    assert refused.value.retry_after == 2


@pytest.mark.parametrize("other", [{"user": uuid.uuid4()}, {"path": "/api/docs/generate"}, {"key": "K"}])
def test_another_user_path_or_key__is_another_request(other):
    finish(begin())
    assert isinstance(begin(**other), idempotency.Claim)


@pytest.mark.parametrize("status", [500, 503, 429])
def test_server_error__frees_the_key(status):
    finish(begin(), status=status)
    assert isinstance(begin(), idempotency.Claim)


@pytest.mark.parametrize("status", [201, 403, 422])
def test_refusal_by_rule__is_replayed_like_any_answer(status):
    finish(begin(), status=status)
    assert begin().status == status


def cut_off() -> None:
    """The process of the first request is gone, and its lease has run out."""
    leases._held.clear()
    IdempotencyKey.objects.update(lease_until=timezone.now() - dt.timedelta(seconds=1))


def change(claim) -> AuditEntry:
    with idempotency.entered(claim), transaction.atomic():
        return audit.record(actor=None, verb="job.made", subject=Job.objects.create(kind="test", queue="default"))


def test_lease_of_a_crashed_request__is_taken_over():
    begin()
    cut_off()
    assert isinstance(begin(), idempotency.Claim)


def test_lease_of_a_request_that_runs_long__is_renewed(monkeypatch):
    monkeypatch.setattr(leases, "LEASE_SECONDS", 0.6)
    monkeypatch.setattr(leases, "RENEW_SECONDS", 0.1)
    monkeypatch.setattr(leases, "_thread", None)
    claim = begin()
    time.sleep(1.2)
    with pytest.raises(idempotency.RequestStillRunning):
        begin()
    leases.drop(claim.owner)
    time.sleep(1)
    assert isinstance(begin(), idempotency.Claim)


def test_lease_of_a_request_whose_end_was_never_told__is_let_go(monkeypatch):
    claim = begin()
    monkeypatch.setattr(leases, "LONGEST_SECONDS", -1)
    assert leases._due() == []
    assert claim.owner not in leases._held


def test_request_cut_off_after_its_change__is_not_done_again_and_its_subject_is_named():
    entry = change(begin())
    cut_off()
    with pytest.raises(idempotency.RequestAlreadyDone) as refused:
        begin()
    assert refused.value.extra == {"subject": {"type": "core.job", "id": entry.subject_id}}


def test_request_whose_change_was_rolled_back__may_run_again():
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        change(begin())
        raise ZeroDivisionError
    cut_off()
    assert isinstance(begin(), idempotency.Claim)


def test_server_error_after_a_change__does_not_free_the_key():
    claim = begin()
    change(claim)
    finish(claim, status=500)
    with pytest.raises(idempotency.RequestAlreadyDone):
        begin()


def test_overtaken_request__changes_nothing():
    late = begin()
    cut_off()
    begin()
    with pytest.raises(idempotency.RequestStillRunning):
        change(late)
    assert (AuditEntry.objects.count(), Job.objects.count()) == (0, 0)


def ask(claim) -> Job:
    def place() -> Job:
        return Job.objects.create(kind="test", queue="default")

    with idempotency.entered(claim), transaction.atomic():
        return jobs.asked_once(actor=None, ask=place)


def test_request_cut_off_after_it_asked_for_a_job__is_given_that_job():
    first = ask(begin())
    cut_off()
    assert ask(begin()).pk == first.pk
    assert Job.objects.count() == 1


def test_job_that_failed__is_tried_again_for_the_same_key_and_not_asked_for_anew(monkeypatch):
    monkeypatch.setattr(dispatching, "dispatch", lambda job: True)
    claim = begin()
    first = ask(claim)
    Job.objects.update(status="failed", error={"code": "storage-unavailable", "status": 503})
    finish(claim, status=503)
    second = ask(begin())
    assert (second.pk, second.status, second.error) == (first.pk, "queued", None)
    assert Job.objects.count() == 1


def test_job_asked_for_without_a_key__is_a_new_one_each_time():
    assert ask(None).pk != ask(None).pk


def test_key_whose_row_vanished_between_two_looks__is_claimed(monkeypatch):
    really, looks = claims._first, []

    def first(facts):
        looks.append(facts)
        return None if len(looks) == 1 else really(facts)

    monkeypatch.setattr(claims, "_first", first)
    assert isinstance(begin(), idempotency.Claim)
    assert len(looks) == 2


def test_overtaken_request__does_not_write_its_answer():
    late = begin()
    cut_off()
    fresh = begin()
    finish(late, body=b"late")
    finish(fresh, body=b"fresh")
    assert begin().body == b"fresh"


@pytest.mark.parametrize("key", ["", "x" * 256, "a\nb", "a\x00"])
def test_key_that_is_not_printable_or_too_long__is_refused(key):
    with pytest.raises(idempotency.IdempotencyKeyInvalid):
        begin(key=key)
    assert IdempotencyKey.objects.count() == 0


def require_claimed_once(claims, refusals):
    assert [repr(one) for one in refusals if not isinstance(one, idempotency.RequestStillRunning)] == []
    assert (len(claims), len(refusals)) == (1, 19)


def test_twenty_threads_with_one_key__claim_it_once():
    require_claimed_once(*at_once(*[begin] * 20))


def test_claim_that_met_a_deadlock__is_made_again(monkeypatch):
    really, tries = claims._first, []

    def first(facts):
        tries.append(facts)
        if len(tries) == 1:
            raise OperationalError(1213, "Deadlock found when trying to get lock; try restarting transaction")
        return really(facts)

    monkeypatch.setattr(claims, "_first", first)
    assert isinstance(begin(), idempotency.Claim)
    assert len(tries) == 2


def test_purge__forgets_old_keys_only(settings):
    settings.IDEMPOTENCY_KEEP_DAYS = 7
    begin("old")
    begin("new")
    IdempotencyKey.objects.filter(key="old").update(created_at=timezone.now() - dt.timedelta(days=8))
    assert idempotency.purge() == 1
    assert [row.key for row in IdempotencyKey.objects.all()] == ["new"]


def test_purge__of_more_than_one_step__goes_on_until_nothing_is_due(settings, monkeypatch):
    settings.IDEMPOTENCY_KEEP_DAYS = 7
    monkeypatch.setattr(claims, "PURGE_BATCH", 3)
    for number in range(8):
        begin(str(number))
    IdempotencyKey.objects.update(created_at=timezone.now() - dt.timedelta(days=8))
    assert (idempotency.purge(), IdempotencyKey.objects.count()) == (8, 0)
