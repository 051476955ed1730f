"""Changes and questions that are written once do as those that Django writes anew."""

from __future__ import annotations

import uuid
from datetime import timedelta

import pytest
from django.db import DatabaseError, connection, transaction
from django.db.models import Exists, F, OuterRef
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from core.models import Job
from core.questions import Change, Given, Question
from core.updating import update, update_each

pytestmark = pytest.mark.django_db
ODD = {"name": "Niña % %s '\"\\ 😀", "deep": [1, None, 0.5]}


def job(**more) -> Job:
    return Job.objects.create(**{"kind": "test.kind", "queue": "default", "payload": ODD, **more})


def values(row: Job) -> dict[str, object]:
    return {field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields}


# --- update -------------------------------------------------------------------------------------------------------


def test_update__writes_what_a_queryset_would_have_written():
    changes = {
        "status": "failed",
        "result": ODD,
        "error": None,
        "lease_until": timezone.now() + timedelta(seconds=30),
        "user_id": uuid.uuid4(),
        "attempts": 3,
    }
    ours, like = job(error=ODD), job(error=ODD)
    assert update(Job, changes, where={"id": ours.pk}) == 1
    Job.objects.filter(pk=like.pk).update(**changes)
    ours.refresh_from_db(), like.refresh_from_db()
    assert {name: getattr(ours, name) for name in changes} == changes
    assert {**values(like), "id": ours.pk, "created_at": ours.created_at, "run_after": ours.run_after} == values(ours)


@pytest.mark.parametrize(
    ("where", "hit"),
    [
        ({"lease_until": None}, {"a", "b"}),
        ({"lease_owner": ["a", "c"]}, {"a", "c"}),
        ({"lease_owner": ["b"], "lease_until": None}, {"b"}),
        ({"lease_owner": "c", "lease_until": None}, set()),
        ({"lease_owner": []}, set()),
    ],
)
def test_update__changes_the_rows_that_it_names_and_no_others(where, hit):
    for owner in "abc":
        job(lease_owner=owner, lease_until=timezone.now() if owner == "c" else None)
    assert update(Job, {"progress": 7}, where=where) == len(hit)
    assert set(Job.objects.filter(progress=7).values_list("lease_owner", flat=True)) == hit


def test_update__to_what_is_there_already__counts_the_row():
    row = job()
    assert update(Job, {"progress": 0}, where={"id": row.pk}) == 1


def test_update__that_names_nothing__is_refused_and_changes_nothing():
    row = job()
    for changes, where in [({}, {"id": row.pk}), ({"progress": 1}, {})]:
        with pytest.raises(ValueError, match="names what it changes"):
            update(Job, changes, where=where)
    assert Job.objects.get().progress == 0


def test_update__by_an_expression__is_refused_and_changes_nothing():
    row = job()
    with pytest.raises(TypeError, match="attempts is given by an expression"):
        update(Job, {"attempts": F("attempts") + 1}, where={"id": row.pk})
    assert Job.objects.get().attempts == 0


def test_update__refused_by_the_database_and_swallowed__lets_the_transaction_write_nothing_more():
    first, second = job(dedupe_key="one"), job()
    with transaction.atomic():
        with pytest.raises(DatabaseError):
            update(Job, {"dedupe_key": "one"}, where={"id": second.pk})
        assert transaction.get_rollback()
    assert Job.objects.get(pk=first.pk).dedupe_key == "one"


def test_update_each__gives_each_row_its_own_in_one_statement_and_leaves_the_others():
    rows = [job(lease_owner="ours") for _ in range(3)]
    another, untouched = job(lease_owner="theirs"), job(lease_owner="ours")
    results = {row.pk: {"number": number, **ODD} for number, row in enumerate([*rows, another])}
    with CaptureQueriesContext(connection) as ran:
        written = update_each(Job, "result", results, {"status": "succeeded"}, where={"lease_owner": "ours"})
    assert (written, len(ran)) == (3, 1)
    assert {row.pk: row.result for row in Job.objects.filter(status="succeeded")} == {
        row.pk: results[row.pk] for row in rows
    }
    assert set(Job.objects.filter(status="queued").values_list("pk", "result")) == {
        (another.pk, None),
        (untouched.pk, None),
    }


def test_update_each__of_nothing__asks_nothing():
    with CaptureQueriesContext(connection) as ran:
        assert update_each(Job, "result", {}, {"status": "succeeded"}, where={"lease_owner": "ours"}) == 0
    assert len(ran) == 0


# --- questions ----------------------------------------------------------------------------------------------------

SAME_KIND = Exists(Job.objects.filter(kind=OuterRef("kind")).exclude(pk=OuterRef("pk")))
ASKED = Question(
    lambda: Job.objects.annotate(has_like=SAME_KIND).filter(queue=Given("queue", Job, "queue")).order_by("kind")
)


def test_question__gives_the_rows_that_its_queryset_gives_with_what_is_annotated():
    for kind in ("b", "a", "a"):
        job(kind=kind, error=ODD, lease_until=timezone.now(), user_id=uuid.uuid4())
    job(queue="pdf")
    for _ in range(2):
        with CaptureQueriesContext(connection) as ran:
            rows = ASKED.rows(queue="default")
        assert len(ran) == 1
        like = {row.pk: row for row in Job.objects.filter(queue="default")}
        assert [row.kind for row in rows] == ["a", "a", "b"]
        assert [row.has_like for row in rows] == [True, True, False]
        assert {row.pk: values(row) for row in rows} == {key: values(row) for key, row in like.items()}
    assert not rows[0]._state.adding
    assert ASKED.rows(queue="email") == []


def test_question__of_no_row__gives_none_or_says_so():
    assert ASKED.first(queue="email") is None
    with pytest.raises(Job.DoesNotExist):
        ASKED.one(queue="email")


def test_question__without_a_value__is_refused():
    with pytest.raises(KeyError, match="queue"):
        ASKED.rows(kind="a")


def test_change__changes_the_rows_of_its_queryset_and_no_others():
    change = Change(
        lambda: Job.objects.filter(queue=Given("queue", Job, "queue"), attempts=Given("seen", Job, "attempts")),
        attempts=Given("tries", Job, "attempts"),
        error=Given("error", Job, "error"),
        status="failed",
    )
    hit, other = job(), job(queue="pdf")
    assert change.run(queue="default", seen=0, tries=1, error=ODD) == 1
    assert change.run(queue="default", seen=0, tries=9, error=None) == 0
    hit.refresh_from_db(), other.refresh_from_db()
    assert (hit.attempts, hit.status, hit.error) == (1, "failed", ODD)
    assert (other.attempts, other.status, other.error) == (0, "queued", None)
