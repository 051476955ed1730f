"""Storage against the database: every fault is found and named, and nothing is deleted. On disk and in S3 alike."""

from __future__ import annotations

import datetime as dt
import tracemalloc

import pytest
from django.core.files.storage import default_storage
from django.utils import timezone
from structlog.testing import capture_logs

from core import storage
from core.models import AuditEntry
from core.storage import recording, registry, verifying
from core.storage.objects import StorageUnavailable, StoredObjectMissing, checksum_of, key_of
from core.storage.verifying import verify
from tests.core.stores import everything, flipped, lay

pytestmark = pytest.mark.usefixtures("files")
FIRST = b"%PDF-1.7 first paper, of the articles"
SECOND = b"%PDF-1.7 second paper, the by-laws of it"


@pytest.fixture
def later(monkeypatch):
    """The clock of verifications stands two hours on: what was stored before is no longer fresh."""
    now = timezone.now
    monkeypatch.setattr(verifying.timezone, "now", lambda: now() + dt.timedelta(hours=2))


def named(report) -> list[tuple[str, str, tuple[str, ...]]]:
    return [(fault.kind.value, fault.key, fault.rows) for fault in report.faults]


def counts(report) -> dict[str, int]:
    return {kind.value: count for kind, count in report.counts.items() if count}


# --- what is found ----------------------------------------------------------------------------------------------


def test_verify__of_a_whole_store__is_silent(store, later):
    store.hold(FIRST)
    store.hold(SECOND)
    store.hold(SECOND, "another row of the second")
    with capture_logs() as logged:
        report = verify()
    assert (report.clean, report.faults, counts(report)) == (True, (), {})
    assert (report.named, report.listed, report.read) == (2, 2, 2)
    assert [line["log_level"] for line in logged] == ["info"]
    assert not AuditEntry.objects.exists()


def test_verify__of_nothing_at_all__is_silent(store):
    report = verify()
    assert (report.clean, report.named, report.listed, report.read) == (True, 0, 0, 0)


def test_verify__a_flipped_bit__is_damage(store):
    stored = store.hold(FIRST, "row 1")
    whole = store.hold(SECOND, "row 2")
    store.overwrite(stored, flipped(FIRST))
    report = verify()
    assert named(report) == [("damaged", stored.key, ("row 1",))]
    fault = report.faults[0]
    assert (fault.checksum, fault.recorded_size, fault.found_size) == (stored.checksum, len(FIRST), len(FIRST))
    assert fault.found_checksum == checksum_of(flipped(FIRST))
    assert whole.key not in {one.key for one in report.faults}


def test_verify__a_longer_file__is_damage(store):
    stored = store.hold(FIRST)
    store.overwrite(stored, FIRST + b"\n")
    assert counts(verify()) == {"damaged": 1}


@pytest.mark.parametrize("swapped_in", [SECOND, SECOND[:4]], ids=["longer", "shorter"])
def test_verify__the_content_of_another_object__is_swapped_and_not_damaged_or_truncated(store, swapped_in):
    stored = store.hold(FIRST, "row 1")
    store.hold(swapped_in, "row 2")
    store.overwrite(stored, swapped_in)
    report = verify()
    assert named(report) == [("swapped", stored.key, ("row 1",))]
    assert report.faults[0].found_checksum == checksum_of(swapped_in)


def test_verify__two_objects_exchanged__are_both_named(store):
    first, second = store.hold(FIRST, "row 1"), store.hold(SECOND, "row 2")
    store.overwrite(first, SECOND)
    store.overwrite(second, FIRST)
    assert sorted(named(verify())) == sorted([("swapped", first.key, ("row 1",)), ("swapped", second.key, ("row 2",))])


def test_verify__the_content_of_an_object_that_no_row_names__is_swapped_too(store):
    stored = store.hold(FIRST)
    storage.put(SECOND, content_type="application/pdf")
    store.overwrite(stored, SECOND)
    assert counts(verify()) == {"swapped": 1}


def test_verify__a_lost_object__is_missing(store):
    stored = store.hold(FIRST, "row 1")
    store.hold(SECOND)
    store.lose(stored)
    report = verify()
    assert named(report) == [("missing", stored.key, ("row 1",))]
    assert (report.faults[0].found_size, report.faults[0].found_checksum) == (None, None)


@pytest.mark.parametrize("left", [FIRST[:-1], b"%", b""], ids=["all-but-one", "one", "none"])
def test_verify__a_cut_off_file__is_truncated_also_when_it_is_not_in_the_sample(store, left):
    stored = store.hold(FIRST, "row 1")
    store.hold(b"")  # a file of no bytes does not make an emptied one a swapped one
    store.overwrite(stored, left)
    for sample in (None, 0.0):
        report = verify(sample)
        assert named(report) == [("truncated", stored.key, ("row 1",))]
        assert report.faults[0].found_size == len(left)


def test_verify__an_object_that_no_row_names__is_an_orphan_after_an_hour(store, monkeypatch):
    stored = storage.put(FIRST, content_type="application/pdf")
    store.hold(SECOND)
    assert verify().clean
    now = timezone.now
    monkeypatch.setattr(verifying.timezone, "now", lambda: now() + dt.timedelta(minutes=59))
    assert verify().clean
    monkeypatch.setattr(verifying.timezone, "now", lambda: now() + dt.timedelta(minutes=61))
    report = verify(0.0)
    assert named(report) == [("orphan", stored.key, ())]
    assert (report.faults[0].checksum, report.faults[0].found_size) == (stored.checksum, len(FIRST))


@pytest.mark.parametrize("name", ["sha256/stray.pdf", "sha256/00/00/short", "sha256/zz/zz/" + "z" * 64])
def test_verify__a_key_that_is_no_checksums__is_an_orphan(store, later, name):
    lay(name, b"a stranger")
    report = verify()
    assert named(report) == [("orphan", name, ())]
    assert report.faults[0].checksum == ""


def test_verify__an_object_under_another_ones_folder__is_an_orphan_and_its_own_key_missing(store, later):
    stored = store.hold(FIRST, "row 1")
    elsewhere = f"sha256/00/00/{stored.checksum[7:]}"
    lay(elsewhere, FIRST)
    store.lose(stored)
    assert sorted(named(verify())) == [("missing", stored.key, ("row 1",)), ("orphan", elsewhere, ())]


def test_verify__a_row_written_while_it_runs__makes_no_orphan_of_its_old_object(store, later, monkeypatch):
    stored = storage.put(FIRST, content_type="application/pdf")
    readings = iter([[], [(stored.checksum, stored.size, "new row")]])
    monkeypatch.setattr(registry, "_sources", {"tests.rows": lambda: next(readings)})
    assert verify().clean


def test_verify__what_lies_outside_the_stored_files__is_not_judged(store, later):
    lay("health/ready", b"ready")
    assert verify().clean


def test_verify__a_whole_file_whose_row_says_another_size__blames_the_row(store):
    stored = store.hold(FIRST, "row 1")
    store.rows[0] = (stored.checksum, stored.size + 1, "row 1")
    assert named(verify(0.0)) == [("misrecorded", stored.key, ("row 1",))]


@pytest.mark.parametrize("checksum", ["", "sha256:", "sha256:../../../etc/passwd", "md5:" + "0" * 64])
def test_verify__a_row_with_a_checksum_that_is_none__is_missing_and_touches_no_path(store, checksum):
    store.rows.append((checksum, 7, "odd row"))
    assert named(verify()) == [("missing", "", ("odd row",))]


def test_verify__an_object_of_many_rows__names_the_first_and_counts_the_rest(store):
    for number in range(8):
        stored = store.hold(FIRST, f"row {number}")
    store.lose(stored)
    assert verify().faults[0].rows == ("row 0", "row 1", "row 2", "row 3", "row 4", "and 3 more")


def test_verify__all_faults_at_once__names_each_and_deletes_nothing(store, later):
    content = {name: f"%PDF-1.7 the {name} one".encode() * 9 for name in ("damaged", "swapped", "truncated", "missing")}
    held = {name: store.hold(text, name) for name, text in content.items()}
    whole = store.hold(FIRST, "whole")
    orphan = storage.put(b"%PDF-1.7 nobody's", content_type="application/pdf")
    store.overwrite(held["damaged"], flipped(content["damaged"]))
    store.overwrite(held["swapped"], FIRST)
    store.overwrite(held["truncated"], content["truncated"][:-5])
    store.lose(held["missing"])
    before = everything()
    report = verify()
    assert {(fault.kind.value, fault.key, fault.rows) for fault in report.faults} == {
        *((name, one.key, (name,)) for name, one in held.items()),
        ("orphan", orphan.key, ()),
    }
    assert everything() == before
    assert whole.key in before


# --- what cannot be read ----------------------------------------------------------------------------------------


def failing(monkeypatch, keys: set[str], times: int = 10**6) -> None:
    """`measure` fails for these keys, so many times altogether."""
    left = [times]
    real = verifying.measure

    def measure(key):
        if key in keys and left[0] > 0:
            left[0] -= 1
            raise StorageUnavailable
        return real(key)

    monkeypatch.setattr(verifying, "measure", measure)


def test_verify__one_object_that_cannot_be_read__is_named_and_the_rest_is_verified(store, monkeypatch):
    unreadable, damaged = store.hold(FIRST, "row 1"), store.hold(SECOND, "row 2")
    store.overwrite(damaged, flipped(SECOND))
    failing(monkeypatch, {unreadable.key})
    assert {(kind, key) for kind, key, _ in named(verify())} == {
        ("unreadable", unreadable.key),
        ("damaged", damaged.key),
    }


def test_verify__an_object_that_could_not_be_read_once__is_no_fault(store, monkeypatch):
    stored = store.hold(FIRST)
    failing(monkeypatch, {stored.key}, times=1)
    report = verify()
    assert (report.clean, report.read) == (True, 1)


def test_verify__of_a_storage_that_goes_away__says_so_and_keeps_nothing(store, monkeypatch):
    keys = {store.hold(b"paper %d" % number).key for number in range(verifying.UNREADABLE_IN_A_ROW + 2)}
    failing(monkeypatch, keys)
    with pytest.raises(StorageUnavailable):
        verify()
    assert not AuditEntry.objects.exists()


@pytest.mark.embedded_only
def test_verify__a_file_without_the_right_to_read_it__is_unreadable(store, monkeypatch):
    stored = store.hold(FIRST, "row 1")
    # The tests may run as root, whom the file's mode does not stop.
    monkeypatch.setattr(type(default_storage._wrapped), "chunks", _refused)
    assert named(verify()) == [("unreadable", stored.key, ("row 1",))]


def _refused(self, key, size):
    raise PermissionError(13, "Permission denied", key)
    yield b""


# --- what is kept -----------------------------------------------------------------------------------------------


def test_verify__a_fault__is_logged_counted_and_kept_without_an_actor(store):
    stored = store.hold(FIRST, "row 1")
    store.overwrite(stored, flipped(FIRST))
    before = recording.NEW.labels("damaged")._value.get()
    with capture_logs() as logged:
        verify()
    lines = [line for line in logged if line["event"] == "storage.fault"]
    assert [(one["log_level"], one["kind"], one["key"], one["rows"]) for one in lines] == [
        ("error", "damaged", stored.key, ["row 1"])
    ]
    assert recording.NEW.labels("damaged")._value.get() == before + 1
    assert recording.STANDING.labels("damaged")._value.get() == 1
    entry = AuditEntry.objects.get()
    assert (entry.verb, entry.actor_id, entry.subject_type) == ("storage.fault-found", None, "storage.object")
    assert (entry.subject_id, entry.after, entry.staff_only) == (stored.checksum[7:], "damaged", True)
    assert (entry.facts["key"], entry.facts["checksum"], entry.facts["rows"]) == (
        stored.key,
        stored.checksum,
        ["row 1"],
    )


def test_verify__a_fault_that_stands__is_told_each_time_and_kept_once(store):
    stored = store.hold(FIRST)
    store.overwrite(stored, flipped(FIRST))
    verify()
    new = recording.NEW.labels("damaged")._value.get()
    assert counts(verify()) == {"damaged": 1}
    assert counts(verify(0.0)) == {"damaged": 1}  # read again though no sample holds it
    assert recording.NEW.labels("damaged")._value.get() == new
    assert AuditEntry.objects.count() == 1


def test_verify__a_fault_that_was_mended__is_gone_and_told_again_if_it_comes_back(store):
    stored = store.hold(FIRST)
    store.overwrite(stored, flipped(FIRST))
    verify()
    store.overwrite(stored, FIRST)
    assert verify(0.0).clean
    assert recording.STANDING.labels("damaged")._value.get() == 0
    store.lose(stored)
    verify()
    store.overwrite(stored, flipped(FIRST))
    verify()
    kept = list(AuditEntry.objects.order_by("at", "id").values_list("verb", "before", "after"))
    assert kept == [
        ("storage.fault-found", "", "damaged"),
        ("storage.fault-gone", "damaged", ""),
        ("storage.fault-found", "", "missing"),
        ("storage.fault-found", "", "damaged"),
    ]


def test_verify__more_faults_than_can_be_shown__counts_them_all(store, monkeypatch):
    monkeypatch.setattr(verifying, "FAULTS_LISTED", 3)
    for number in range(5):
        store.lose(store.hold(b"paper %d" % number))
    report = verify()
    assert (counts(report), len(report.faults), report.unlisted) == ({"missing": 5}, 3, 2)
    assert AuditEntry.objects.count() == 3
    verify()
    assert AuditEntry.objects.count() == 5


# --- what it costs ----------------------------------------------------------------------------------------------


def test_verify__of_fifty_megabytes__holds_a_few(store):
    verify_a_small_one_first(store)
    content = b"%PDF-1.7" + bytes(range(256)) * (50 * 4096)
    store.rows = [(checksum_of(content), len(content), "large")]
    lay(key_of(checksum_of(content)), flipped(content))
    size = len(content)
    del content
    tracemalloc.start()
    report = verify()
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert (counts(report), report.faults[0].found_size, report.read) == ({"damaged": 1}, size, 1)
    assert size > 50_000_000
    assert peak < 10_000_000


def verify_a_small_one_first(store) -> None:
    """What is loaded once is not what an object costs."""
    store.hold(FIRST)
    assert verify().clean


def test_walk__lists_page_by_page_in_the_order_of_the_keys(store, monkeypatch):
    if hasattr(default_storage, "bucket_name"):
        monkeypatch.setattr("core.storage.s3.LIST_PAGE", 2)
    keys = sorted(store.hold(b"paper %d" % number).key for number in range(7))
    found = list(storage.walk())
    assert [one.key for one in found] == keys
    assert {one.size for one in found} == {7}
    assert all(abs(timezone.now() - one.modified) < dt.timedelta(minutes=5) for one in found)


def test_measure__gives_checksum_and_size__and_says_what_is_not_there(store):
    stored = store.hold(FIRST)
    assert storage.measure(stored.key) == storage.MeasuredObject(stored.checksum, stored.size)
    with pytest.raises(StoredObjectMissing):
        storage.measure(key_of("sha256:" + "0" * 64))


# --- samples ----------------------------------------------------------------------------------------------------


def test_verify__in_samples__finds_every_damaged_object_over_the_turns(store, monkeypatch):
    held = [store.hold(b"A paper, number %d" % number) for number in range(24)]
    for number, stored in enumerate(held):
        store.overwrite(stored, flipped(b"A paper, number %d" % number))
    monkeypatch.setattr(recording, "standing", dict)  # each turn looks at its own part alone
    found, reads = set(), 0
    for turn in range(100, 104):
        report = verify(0.25, turn)
        reads += report.read
        found |= {fault.key for fault in report.faults}
    assert found == {one.key for one in held}
    assert reads == 24


# --- the registry, and the rows of the documents ----------------------------------------------------------------


def test_referenced__twice_under_one_name__is_refused():
    def mine():
        return iter(())

    storage.referenced("tests.once", mine)
    try:
        storage.referenced("tests.once", mine)
        with pytest.raises(ValueError, match=r"tests\.once"):
            storage.referenced("tests.once", lambda: iter(()))
    finally:
        registry._sources.pop("tests.once")
