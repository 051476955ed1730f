"""Idempotency-Key: one effect, one answer; the scope is the user and the path."""

import datetime as dt
import uuid

import pytest
from django.utils import timezone

from core import idempotency
from core.models import IdempotencyKey
from tests.racing import at_once

pytestmark = pytest.mark.django_db(transaction=True)
USER = uuid.uuid4()


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


def test_lease_of_a_crashed_request__is_taken_over():
    begin()
    IdempotencyKey.objects.update(lease_until=timezone.now() - dt.timedelta(seconds=1))
    assert isinstance(begin(), idempotency.Claim)


def test_overtaken_request__does_not_write_its_answer():
    late = begin()
    IdempotencyKey.objects.update(lease_until=timezone.now() - dt.timedelta(seconds=1))
    fresh = begin()
    finish(late, body=b"late")
    finish(fresh, body=b"fresh")
    assert begin().body == b"fresh"


@pytest.mark.parametrize("key", ["", "x" * 256, "a\nb", "a\x00"])
def test_key_that_is_not_printable_or_too_long__is_refused(key):
    with pytest.raises(idempotency.IdempotencyKeyInvalid):
        begin(key=key)
    assert IdempotencyKey.objects.count() == 0


def test_twenty_threads_with_one_key__claim_it_once():
    claims, refusals = at_once(*[begin] * 20)
    assert {type(one) for one in refusals} == {idempotency.RequestStillRunning}
    assert (len(claims), len(refusals)) == (1, 19)


def test_purge__forgets_old_keys_only(settings):
    settings.IDEMPOTENCY_KEEP_DAYS = 7
    begin("old")
    begin("new")
    IdempotencyKey.objects.filter(key="old").update(created_at=timezone.now() - dt.timedelta(days=8))
    assert idempotency.purge() == 1
    assert [row.key for row in IdempotencyKey.objects.all()] == ["new"]
