"""`manage.py audit_verify`, the weekly job, and what they leave behind."""

from __future__ import annotations

import datetime as dt
import io
import json

import pytest
from django.core.management import CommandError, call_command

from core import chain, clock, jobs
from core.chain import recording, scheduling
from core.jobs.schedule import periodic_table
from core.models import AuditEntry, Job
from tests.core import chains

pytestmark = pytest.mark.django_db


def command(*words: str) -> tuple[str, str, int]:
    """What `manage.py audit_verify` writes, its last sentence and its exit status."""
    out = io.StringIO()
    try:
        call_command("audit_verify", *words, stdout=out)
    except CommandError as told:
        return out.getvalue(), str(told), told.returncode
    return out.getvalue(), "", 0


def tamper() -> AuditEntry:
    entry = chains.sealed(3)[1]
    chains.sql("UPDATE core_auditentry SET verb = 'job.forged' WHERE id = %s", entry.pk)
    return AuditEntry.objects.get(pk=entry.pk)


def test_command__on_a_whole_chain__says_so_and_ends_well():
    chains.sealed(3)
    chains.entry()
    text, told, status = command()
    assert (told, status) == ("", 0)
    assert text.splitlines() == [
        "Entries verified: 3. Not sealed yet: 1, which is usual.",
        f"Head, to be kept elsewhere: {chain.head()}",
        "Every entry that was looked at is as it was sealed.",
    ]


def test_command__on_a_finding__names_the_entry_and_ends_with_1():
    entry = tamper()
    text, told, status = command()
    assert (told, status) == ("The audit trail is not as it was sealed: changed 2.", 1)
    for line in (
        "CHANGED. The entry is not what was sealed; which of its fields differs cannot be told.",
        "  seal: 2",
        f"  entry: {entry.pk}",
        "  verb: job.forged",
        f"  case: {entry.case_id}",
        f"  time: {entry.at.isoformat()}",
    ):
        assert line in text.splitlines()


def test_command__as_json__is_one_line():
    entry = tamper()
    text, _, status = command("--json")
    report = json.loads(text)
    assert (status, text.count("\n")) == (1, 1)
    assert (report["verified"], report["clean"], report["unsealed"]) == (1, False, {"young": 0, "late": 0})
    assert report["finding"] == {
        "kind": "changed",
        "sequence": 2,
        "entryId": str(entry.pk),
        "verb": "job.forged",
        "caseId": str(entry.case_id),
        "at": entry.at.isoformat(),
    }


def test_command__with_a_head_that_was_kept__finds_the_tail_cut_off():
    entries = chains.sealed(3)
    kept, _, status = command("--head")
    assert (kept, status) == (f"{chain.head()}\n", 0)
    assert command("--from-head", kept.strip())[2] == 0
    chains.drop_entry(entries[2])
    chains.drop_seal(3)
    text, told, status = command("--from-head", kept.strip())
    assert (told, status) == ("The audit trail is not as it was sealed: cut 3.", 1)
    assert "The chain does NOT contain the head that was kept." in text


@pytest.mark.parametrize("words", [("--from-head", "3"), ("--from-head", "0:" + "0" * 64), ("--after", "-1")])
def test_command__given_rubbish__is_refused(words):
    with pytest.raises(CommandError):
        call_command("audit_verify", *words)


@pytest.mark.parametrize("words", [("--head",), ("--after", "9"), ("--adopt", "1:" + "0" * 64)])
def test_command__that_cannot_be_done__ends_with_2(words):
    assert command(*words)[2] == 2


def test_finding__is_kept_in_the_audit_once_and_once_more_when_it_is_gone():
    entry = tamper()
    command()
    command()
    assert recording.standing() == "changed 2"
    chains.sql("UPDATE core_auditentry SET verb = 'job.tested' WHERE id = %s", entry.pk)
    command()
    assert recording.standing() == ""
    told = AuditEntry.objects.filter(subject_type="audit.chain").order_by("at", "id")
    assert [(one.verb, one.before, one.after, one.staff_only) for one in told] == [
        ("audit.fault-found", "", "changed 2", True),
        ("audit.fault-gone", "changed 2", "", True),
    ]


def test_schedule__seals_every_minute_and_cannot_be_switched_off_and_asks_for_verification_every_hour():
    table = periodic_table()
    entry = table["audit.seal"]
    assert (entry.seconds, entry.run, entry.essential) == (60, scheduling.run_pass, True)
    assert (table["audit.verify"].seconds, table["audit.verify"].run) == (3600, scheduling.ask_for_verification)
    assert jobs.kinds()["audit.verify"].run is scheduling.run


def test_verification__is_asked_for_once_a_week_and_the_next_day_where_it_failed(monkeypatch):
    monday = dt.datetime(2026, 11, 22, 16, 30, tzinfo=dt.UTC)
    for days in (0, 1, 7):
        monkeypatch.setattr(clock.timezone, "now", lambda days=days: monday + dt.timedelta(days=days))
        scheduling.ask_for_verification()
        scheduling.ask_for_verification()
        Job.objects.filter(dedupe_key="audit.verify:2026-W48").update(status=Job.Status.FAILED)
    assert set(Job.objects.values_list("dedupe_key", flat=True)) == {
        "audit.verify:2026-W48",
        "audit.verify:2026-W48:2026-11-24",
        "audit.verify:2026-W49",
    }


@pytest.mark.django_db(transaction=True)
def test_job_of_the_week__has_the_finding_as_its_result(embedded_jobs):
    tamper()
    job = scheduling.ask_for_verification()
    job.refresh_from_db()
    assert (job.status, job.result["finding"], job.result["verified"]) == ("succeeded", "changed 2", 1)
    assert recording.standing() == "changed 2"
