"""Rows that are inserted by a statement written once stand as those that are saved."""

from __future__ import annotations

import uuid
from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from core.inserting import insert
from core.models import AppendOnlyError, AuditEntry, IdempotencyKey

pytestmark = pytest.mark.django_db


def entry(**facts: object) -> AuditEntry:
    return AuditEntry(verb="tested", subject_type="core.job", subject_id="7", case_id=uuid.uuid4(), facts=facts)


def key(scope: str) -> IdempotencyKey:
    until = timezone.now() + timedelta(seconds=30)
    return IdempotencyKey(
        user_id=uuid.uuid4(), path="/p", key="k", scope=scope, fingerprint="f", lease_until=until, body=b"\x00\xff"
    )


def values(row: AuditEntry | IdempotencyKey) -> dict[str, object]:
    return {field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields}


def test_insert__reads_back_as_what_save_would_have_written() -> None:
    inserted = entry(name="Niña % %s '\"\\ 😀", deep={"a": [1, None, 0.5]})
    saved = AuditEntry(**{**values(inserted), "id": uuid.uuid4()})
    with transaction.atomic():
        insert([inserted])
    saved.save()
    read, like = AuditEntry.objects.get(pk=inserted.pk), AuditEntry.objects.get(pk=saved.pk)
    assert values(read) == values(inserted)
    assert {**values(like), "id": read.pk} == values(read)


def test_insert__of_several_rows__is_one_statement_and_keeps_bytes() -> None:
    rows = [key("one"), key("two"), key("three")]
    with transaction.atomic(), CaptureQueriesContext(connection) as queries:
        insert(rows)
    assert len([one for one in queries if one["sql"].startswith("INSERT")]) == 1
    kept = {one.scope: (one.pk, bytes(one.body)) for one in IdempotencyKey.objects.all()}
    assert kept == {one.scope: (one.pk, b"\x00\xff") for one in rows}


def test_insert__of_what_the_database_refuses__leaves_nothing() -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        insert([key("one")])
        insert([key("two"), key("one")])
    assert not IdempotencyKey.objects.exists()


def test_insert__refused_and_swallowed__lets_the_transaction_write_nothing_more() -> None:
    with transaction.atomic():
        insert([key("one")])
        with pytest.raises(IntegrityError):
            insert([key("one")])
        assert transaction.get_rollback()
    assert not IdempotencyKey.objects.exists()


def test_inserted_row__counts_as_stored__so_an_audit_entry_cannot_be_changed() -> None:
    row = entry()
    with transaction.atomic():
        insert([row])
        with pytest.raises(AppendOnlyError):
            row.save()
        with pytest.raises(ValueError, match="new rows"):
            insert([row])
    assert AuditEntry.objects.count() == 1


def test_insert__of_rows_of_two_models_or_of_none__is_refused() -> None:
    for rows in ([entry(), key("one")], []):
        with pytest.raises(ValueError, match="one model"), transaction.atomic():
            insert(rows)
    assert (AuditEntry.objects.count(), IdempotencyKey.objects.count()) == (0, 0)


@pytest.mark.django_db(transaction=True)
def test_insert__outside_a_transaction__is_refused() -> None:
    with pytest.raises(RuntimeError, match="in the transaction"):
        insert([entry()])
    assert not AuditEntry.objects.exists()
