"""Audit entries are added in the transaction of their change, and never touched again."""

import pytest
from django.db import transaction

from core import audit
from core.models import AppendOnlyError, AuditEntry, Job

pytestmark = pytest.mark.django_db


def _entry() -> AuditEntry:
    job = Job.objects.create(kind="test", queue="default")
    return audit.record(actor=None, verb="job.tested", subject=job, facts={"n": 1})


def test_record__keeps_subject_verb_and_facts():
    entry = AuditEntry.objects.get(pk=_entry().pk)
    assert (entry.subject_type, entry.verb, entry.facts, entry.actor_id) == ("core.job", "job.tested", {"n": 1}, None)


@pytest.mark.django_db(transaction=True)
def test_record__outside_a_transaction__is_refused():
    job = Job.objects.create(kind="test", queue="default")
    with pytest.raises(RuntimeError):
        audit.record(actor=None, verb="job.tested", subject=job)
    assert AuditEntry.objects.count() == 0


@pytest.mark.django_db(transaction=True)
def test_record__of_a_change_that_is_rolled_back__is_rolled_back_too():
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        _entry()
        raise ZeroDivisionError
    assert AuditEntry.objects.count() == 0


@pytest.mark.parametrize(
    "change",
    [
        lambda entry: entry.save(),
        lambda entry: entry.delete(),
        lambda entry: AuditEntry.objects.update(verb="forged"),
        lambda entry: AuditEntry.objects.filter(pk=entry.pk).delete(),
        lambda entry: AuditEntry.objects.bulk_update([entry], ["verb"]),
    ],
)
def test_entry__changed_or_deleted__is_refused_and_stays(change):
    entry = _entry()
    entry.verb = "forged"
    with pytest.raises(AppendOnlyError):
        change(entry)
    assert list(AuditEntry.objects.values_list("verb", flat=True)) == ["job.tested"]
