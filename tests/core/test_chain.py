"""The audit trail as a chain: what is sealed, and that whatever is done to it afterwards is found and named."""

from __future__ import annotations

import datetime as dt
import json
import uuid

import pytest
from django.db import connection, models, transaction
from django.utils import timezone
from structlog.testing import capture_logs

from core import audit, chain
from core.chain import links, recording, scheduling, sealer
from core.chain.findings import Finding, FindingKind, Head
from core.models import AppendOnlyError, AuditChain, AuditEntry, AuditSeal, Job
from tests.core import chains

pytestmark = pytest.mark.django_db
FIRST_MIDDLE_LAST = pytest.mark.parametrize("place", [1, 3, 5])


def found(**given) -> Finding:
    finding = chain.verify(**given).finding
    assert finding is not None
    return finding


def of(kind: FindingKind, sequence: int | None, entry: AuditEntry) -> Finding:
    return Finding(kind, sequence, entry.pk, entry.at, entry.verb, entry.case_id)


# --- sealing ---------------------------------------------------------------------------------------------------------


def test_seal__gives_each_entry_the_next_number_and_the_hash_of_the_seal_before():
    entries = chains.sealed()
    seals = list(AuditSeal.objects.order_by("sequence"))
    assert [(one.sequence, one.entry_id) for one in seals] == list(enumerate((one.pk for one in entries), start=1))
    assert [one.previous for one in seals] == [links.GENESIS, *(one.hash for one in seals[:-1])]
    assert chain.seal() == 0


def test_seal__in_batches_over_several_passes__leaves_none_out(monkeypatch):
    monkeypatch.setattr(sealer, "PAGE", 2)
    monkeypatch.setattr(sealer, "BATCH", 1)
    monkeypatch.setattr(sealer, "AT_MOST", 4)
    for _ in range(7):
        chains.entry()
    assert [chain.seal(), AuditChain.objects.get().passed_at] == [4, None]
    assert [chain.seal(), chain.seal()] == [3, 0]
    report = chain.verify()
    assert (report.verified, report.young, report.finding) == (7, 0, None)


def test_entry_that_became_visible_late__is_sealed_later_and_is_no_finding():
    chains.sealed()
    late = chains.entry(hours_ago=0.2)
    assert chain.verify().young == 1
    assert chain.seal() == 1
    assert AuditSeal.objects.get(entry_id=late.pk).sequence == 6
    assert chain.verify().finding is None


def test_entries_of_one_moment__are_all_sealed(monkeypatch):
    monkeypatch.setattr(sealer, "PAGE", 2)
    moment = timezone.now()
    monkeypatch.setattr(chains.timezone, "now", lambda: moment)
    for _ in range(5):
        chains.entry()
    assert chain.seal() == 5


def test_entry_of_a_clock_that_runs_ahead__leaves_no_other_behind():
    chains.entry(hours_ago=-72)
    chain.seal()
    chains.entry()
    assert chain.seal() == 1


def test_what_is_hashed__is_every_field_of_an_entry():
    assert set(links.FIELDS[links.VERSION]) == {field.name for field in AuditEntry._meta.concrete_fields}


def test_hashes__are_those_that_were_written_down_once():
    """A change here breaks every chain that exists: add a version instead."""
    entry = AuditEntry(
        id=uuid.UUID("01936f3e-0000-7000-8000-000000000001"),
        at=dt.datetime(2026, 11, 29, 14, 30, tzinfo=dt.timezone(dt.timedelta(hours=8))),
        subject_type="core.job",
        subject_id="1",
        verb="job.tested",
        actor_name="Niña",
        facts={"b": 1.5, "a": [None, True]},
    )
    told = {name: getattr(entry, name) for name in links.FIELDS[1]}
    assert links.canonical(told) == (
        '{"actor_id":null,"actor_name":"Ni\\u00f1a","after":"","at":"2026-11-29T06:30:00.000000Z","before":"",'
        '"case_id":null,"facts":{"a":[null,true],"b":1.5},"id":"01936f3e-0000-7000-8000-000000000001",'
        '"request_id":"","staff_only":false,"subject_id":"1","subject_type":"core.job","verb":"job.tested"}'
    )
    assert links.entry_hash(entry) == "400d539a23603a8ea56581697b0271d5c0eaf099246ed34e64a23734961bb669"
    seal = AuditSeal(
        sequence=1,
        entry_id=entry.pk,
        version=1,
        entry_hash="0" * 64,
        previous=links.GENESIS,
        sealed_at=entry.at,
    )
    assert links.link_hash(seal) == "ba9171b15a57244449e3479a46e328dcb299e840587e32723a1b897d5f791005"


def test_entry_as_it_was_made__has_the_hash_of_the_one_that_is_read_back():
    made = chains.entry(actor_name="Ñ 😀 ", facts={"z": 0.1, "big": 2**60, "a": {"ü": "\u2028"}})
    made.at = made.at.astimezone(dt.timezone(dt.timedelta(hours=8)))
    assert links.entry_hash(AuditEntry.objects.get(pk=made.pk)) == links.entry_hash(made)


@pytest.mark.parametrize("change", [lambda seal: seal.save(), lambda seal: seal.delete(), lambda seal: _of_all(seal)])
def test_seal__changed_or_deleted__is_refused(change):
    chains.sealed(1)
    with pytest.raises(AppendOnlyError):
        change(AuditSeal.objects.get())
    assert AuditSeal.objects.count() == 1


def _of_all(seal: AuditSeal) -> None:
    AuditSeal.objects.filter(pk=seal.pk).delete()


def test_pass__logs_the_head_once_there_is_a_new_one():
    chains.entry()
    with capture_logs() as logged:
        scheduling.run_pass()
        scheduling.run_pass()
    end = chain.head()
    assert logged == [{"event": "audit.head", "log_level": "info", "sequence": 1, "hash": end.hash, "sealed": 1}]


def test_chain_of__gives_the_entries_of_a_row_with_their_seals_oldest_first():
    job = Job.objects.create(kind="test", queue="default")
    with transaction.atomic():
        first = audit.record(actor=None, verb="job.tested", subject=job)
    chain.seal()
    with transaction.atomic():
        second = audit.record(actor=None, verb="job.tried", subject=job)
    seal = AuditSeal.objects.get()
    assert audit.chain_of(job) == [
        audit.SealedEntry(first.pk, first.at, "job.tested", seal.hash, 1),
        audit.SealedEntry(second.pk, second.at, "job.tried", None, None),
    ]


# --- changed, removed, added, moved ----------------------------------------------------------------------------------


def test_trail_that_nobody_touched__is_verified():
    chains.sealed()
    report = chain.verify()
    assert (report.verified, report.young, report.late, report.finding) == (5, 0, 0, None)
    assert report.head == chain.head()


@FIRST_MIDDLE_LAST
def test_changed_entry__is_named(place):
    entry = chains.sealed()[place - 1]
    chains.sql("UPDATE core_auditentry SET verb = 'job.forged' WHERE id = %s", entry.pk)
    entry.verb = "job.forged"
    report = chain.verify()
    assert report.finding == of(FindingKind.CHANGED, place, entry)
    assert report.verified == place - 1


def test_any_changed_field__is_found():
    entry = chains.sealed(1)[0]
    for field in AuditEntry._meta.concrete_fields[1:]:
        with transaction.atomic():
            column, value = connection.ops.quote_name(field.column), _another(field)
            chains.sql(f"UPDATE core_auditentry SET {column} = %s WHERE id = %s", value, entry.pk)
            assert found().kind == FindingKind.CHANGED, field.name
            transaction.set_rollback(True)
    assert chain.verify().finding is None


def _another(field: models.Field):
    if isinstance(field, models.DateTimeField):
        return connection.ops.adapt_datetimefield_value(timezone.now())
    if isinstance(field, models.UUIDField):
        return uuid.uuid4()
    if isinstance(field, models.JSONField):
        return json.dumps({"n": 1.5, "ñ": [None, False]})
    return True if isinstance(field, models.BooleanField) else "other"


@FIRST_MIDDLE_LAST
def test_removed_entry__is_named(place):
    entry = chains.sealed()[place - 1]
    chains.drop_entry(entry)
    assert found() == Finding(FindingKind.REMOVED, place, entry.pk)


@pytest.mark.parametrize("place", [1, 3])
def test_entry_removed_with_its_seal__is_found_at_the_gap(place):
    entries = chains.sealed()
    chains.drop_entry(entries[place - 1])
    chains.drop_seal(place)
    assert found() == of(FindingKind.REMOVED, place + 1, entries[place])


def test_tail_that_was_cut_off__is_found_by_a_head_that_was_kept():
    entries = chains.sealed()
    kept = chain.head()
    chains.drop_entry(entries[4])
    chains.drop_seal(5)
    report = chain.verify(kept=kept)
    assert (report.finding, report.holds_kept_head) == (Finding(FindingKind.CUT, 5), False)
    assert chain.verify().finding is None  # without the head nothing tells of it


def test_earlier_head_that_was_kept__is_contained_in_the_longer_chain():
    chains.sealed(2)
    kept = chain.head()
    chains.entry()
    chain.seal()
    report = chain.verify(kept=kept)
    assert (report.holds_kept_head, report.finding) == (True, None)


@pytest.mark.parametrize("hours_ago", [6, 2.5, 0.5])
@pytest.mark.parametrize("sealing_goes_on", [False, True])
def test_added_entry__is_named(hours_ago, sealing_goes_on):
    chains.sealed()
    added = AuditEntry.objects.get(pk=chains.insert_entry(hours_ago=hours_ago))
    if sealing_goes_on:
        assert chain.seal() == 1
    assert found() == of(FindingKind.ADDED, 6 if sealing_goes_on else None, added)


def test_added_entry_from_long_before__is_not_sealed_and_stays_a_finding():
    chains.sealed()
    added = AuditEntry.objects.get(pk=chains.insert_entry(hours_ago=100))
    assert chain.seal() == 0
    assert found() == of(FindingKind.ADDED, None, added)


@pytest.mark.parametrize("passed_at", [None, "2026-01-01 00:00:00"])
def test_added_entry__is_found_too_where_the_time_of_the_last_pass_was_set_back(passed_at):
    chains.sealed()
    chains.entry()
    chain.seal()
    chains.sql("UPDATE core_auditchain SET passed_at = %s", passed_at)
    added = AuditEntry.objects.get(pk=chains.insert_entry(hours_ago=0.5))
    chain.seal()
    assert found() == of(FindingKind.ADDED, 7, added)


@pytest.mark.parametrize("place", [0, 3, 6, 9])
def test_added_seal_without_the_key__is_found(place, settings):
    """A number that is taken is refused by the database; so the seals after it have to move on."""
    entries = chains.sealed()
    if place == 3:
        for number in (5, 4, 3):
            chains.renumber(number, number + 1)
    added = AuditEntry.objects.get(pk=chains.insert_entry(hours_ago=0.01))
    before = AuditSeal.objects.filter(sequence__lt=place).order_by("-sequence").first()
    forged = AuditSeal(
        sequence=place,
        entry_id=added.pk,
        version=1,
        entry_hash=links.entry_hash(added),
        previous=before.hash if before else links.GENESIS,
        sealed_at=timezone.now(),
    )
    forged.hash = links.link_hash(forged)
    forged.key, forged.mac = AuditSeal.objects.first().key, "0" * 64
    chains.insert_seal(forged)
    assert found() == of(FindingKind.FORGED, place, added)
    assert len(entries) == 5


@pytest.mark.parametrize(("one", "other"), [(1, 2), (2, 4), (4, 5), (1, 5)])
def test_seals_that_changed_places__are_found_at_the_first(one, other):
    entries = chains.sealed()
    chains.renumber(one, 99)
    chains.renumber(other, one)
    chains.renumber(99, other)
    assert found() == of(FindingKind.MOVED, one, entries[other - 1])


@pytest.mark.parametrize(("one", "other"), [(1, 2), (2, 4), (4, 5)])
def test_entries_that_changed_seals__are_found_at_the_first(one, other):
    entries = chains.sealed()
    hashes = {place: AuditSeal.objects.get(sequence=place).entry_hash for place in (one, other)}
    for place, entry, digest in (
        (one, uuid.uuid4(), ""),
        (other, entries[one - 1].pk, hashes[one]),
        (one, entries[other - 1].pk, hashes[other]),
    ):
        chains.sql("UPDATE core_auditseal SET entry_id = %s, entry_hash = %s WHERE sequence = %s", entry, digest, place)
    assert found() == of(FindingKind.MOVED, one, entries[other - 1])


def test_seal_of_another_chain_of_ours__is_found_by_its_link():
    """As when the table of seals was put together from two backups."""
    entries = chains.sealed()
    other = AuditSeal.objects.get(sequence=3)
    other.previous = "f" * 64
    other.hash = links.link_hash(other)
    other.key, other.mac = links.sign(other.hash)
    chains.drop_seal(3)
    chains.insert_seal(other)
    assert found() == of(FindingKind.MOVED, 3, entries[2])


def test_entry_changed_together_with_its_hash__is_found():
    entry = chains.sealed()[2]
    chains.sql("UPDATE core_auditentry SET verb = 'job.forged' WHERE id = %s", entry.pk)
    changed = AuditEntry.objects.get(pk=entry.pk)
    chains.sql("UPDATE core_auditseal SET entry_hash = %s WHERE sequence = 3", links.entry_hash(changed))
    assert found() == of(FindingKind.CHANGED, 3, changed)


def test_known_finding__can_be_looked_past():
    entries = chains.sealed()
    for place in (2, 4):
        chains.drop_entry(entries[place - 1])
    assert found().sequence == 2
    assert found(after=2).sequence == 4
    assert chain.verify(after=4).finding is None


def test_entry_that_was_not_sealed_in_time__is_a_finding():
    entry = chains.entry(hours_ago=1)
    assert found() == of(FindingKind.UNSEALED, None, entry)


@pytest.mark.embedded_only
@pytest.mark.parametrize(("column", "value"), [("at", "no time"), ("verb", b"\xff"), ("case_id", "no id")])
def test_entry_that_cannot_be_read__is_found_and_keeps_no_other_from_its_seal(column, value):
    """SQLite keeps anything in any column."""
    entries = chains.sealed()
    added = chains.insert_entry(hours_ago=0)
    chains.sql(f"UPDATE core_auditentry SET {column} = %s WHERE id = %s", value, added)
    chains.entry()
    assert chain.seal() == 1
    if column == "at":
        assert found() == Finding(FindingKind.ADDED, None, added)
    chains.sql(f"UPDATE core_auditentry SET {column} = %s WHERE id = %s", value, entries[2].pk)
    assert found() == Finding(FindingKind.CHANGED, 3, entries[2].pk)


# --- the key ---------------------------------------------------------------------------------------------------------


def rewrite(entries: list[AuditEntry]) -> None:
    """A chain that is right in itself, written by somebody who does not have the key."""
    last: AuditSeal | None = None
    forged = []
    for entry in entries:
        last = sealer._following(last, entry, links.entry_hash(entry), timezone.now(), None)
        forged.append(last)
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM core_auditseal")
    AuditSeal.objects.bulk_create(forged)


def test_chain_rewritten_without_the_key__is_found_and_not_gone_on_with(settings):
    entries = chains.sealed()
    kept, key = chain.head(), settings.SECRET_KEY
    settings.SECRET_KEY = "of somebody who has the database alone"
    rewrite(entries[1:])
    settings.SECRET_KEY = key
    chains.entry()
    with capture_logs() as logged:
        scheduling.run_pass()
        scheduling.run_pass()
    assert [line["event"] for line in logged] == ["audit.chain_stopped"] * 2
    assert recording.standing() == "forged 4"
    assert AuditEntry.objects.filter(verb=recording.FOUND).count() == 1
    assert AuditSeal.objects.count() == 4
    assert found() == of(FindingKind.FORGED, 4, entries[4])
    assert chain.verify(kept=kept).holds_kept_head is False


def test_chain_rewritten_with_the_key__is_found_by_a_head_that_was_kept():
    entries = chains.sealed()
    kept = Head(3, AuditSeal.objects.get(sequence=3).hash)
    rewrite(entries[1:])
    assert found(kept=kept) == of(FindingKind.REWRITTEN, 3, entries[3])


def test_another_secret_key__is_gone_on_with_and_the_former_may_be_forgotten_later(settings):
    chains.sealed(2)
    former = settings.SECRET_KEY
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "another key", [former]
    chains.entry()
    assert chain.seal() == 1
    settings.SECRET_KEY_FALLBACKS = []
    assert chain.verify().finding is None
    assert len(set(AuditSeal.objects.values_list("key", flat=True))) == 2


def test_secret_key_that_was_lost__stops_sealing_until_somebody_vouches_for_the_head(settings):
    chains.sealed(2)
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "another key", []
    chains.entry()
    with pytest.raises(chain.ChainStoppedError):
        chain.seal()
    assert found().kind == FindingKind.FORGED
    with pytest.raises(chain.ChainStoppedError):
        chain.adopt(Head(2, "0" * 64))
    assert AuditEntry.objects.count() == 3
    end = chain.head()
    assert chain.adopt(end) == 2
    assert AuditEntry.objects.get(verb="audit.chain-adopted").facts == {"sequence": 2, "hash": end.hash}
    assert chain.verify().finding is None
