"""An audit trail to be tampered with: five sealed entries an hour apart, and statements under the ORM's guard."""

from __future__ import annotations

import datetime as dt
import json
import uuid

from django.db import connection
from django.utils import timezone

from core import chain
from core.ids import new_id
from core.models import AuditEntry, AuditSeal


def entry(*, hours_ago: float = 0, verb: str = "job.tested", **values) -> AuditEntry:
    """A new entry of that age, e.g. one whose transaction was committed late."""
    return AuditEntry.objects.create(
        at=timezone.now() - dt.timedelta(hours=hours_ago),
        subject_type="core.job",
        subject_id=str(new_id()),
        case_id=new_id(),
        verb=verb,
        **{"facts": {"n": 1.5, "ñ": [None, True]}, **values},
    )


def sealed(count: int = 5) -> list[AuditEntry]:
    """Entries in the order of their seals, the oldest first."""
    entries = [entry(hours_ago=count - number) for number in range(count)]
    assert chain.seal() == count
    return entries


def sql(statement: str, *values) -> None:
    """Run it as somebody does who has the database alone; ids as the database writes them."""
    known = [prepared(value) for value in values]
    with connection.cursor() as cursor:
        cursor.execute(statement, known)
        assert cursor.rowcount == 1


def prepared(value):
    field = AuditEntry._meta.get_field("id")
    return field.get_db_prep_value(value, connection) if isinstance(value, uuid.UUID) else value


def drop_entry(one: AuditEntry) -> None:
    sql("DELETE FROM core_auditentry WHERE id = %s", one.pk)


def drop_seal(sequence: int) -> None:
    sql("DELETE FROM core_auditseal WHERE sequence = %s", sequence)


def renumber(sequence: int, instead: int) -> None:
    sql("UPDATE core_auditseal SET sequence = %s WHERE sequence = %s", instead, sequence)


def insert_seal(seal: AuditSeal) -> None:
    AuditSeal.objects.bulk_create([seal])


def insert_entry(*, hours_ago: float) -> uuid.UUID:
    """An entry that no code of ours wrote."""
    made = new_id()
    at = connection.ops.adapt_datetimefield_value(timezone.now() - dt.timedelta(hours=hours_ago))
    sql(
        "INSERT INTO core_auditentry (id, at, case_id, subject_type, subject_id, verb, `before`, `after`, actor_id,"
        " actor_name, request_id, facts, staff_only) VALUES (%s, %s, NULL, 'core.job', '1', 'job.forged', '', '', NULL,"
        " '', '', %s, %s)",
        made,
        at,
        json.dumps({}),
        False,
    )
    return made
