"""`manage.py storage_verify`: what it says to whoever runs it, and to machines."""

from __future__ import annotations

import io
import json

import pytest
from django.core.management import CommandError, call_command

from core.storage import verifying
from core.storage.faults import FaultKind
from core.storage.objects import StorageUnavailable, checksum_of
from tests.core.stores import flipped

pytestmark = pytest.mark.usefixtures("files")
FIRST = b"%PDF-1.7 first paper, of the articles"
SECOND = b"%PDF-1.7 second paper, the by-laws of it"


def command(*words: str) -> tuple[str, str, int]:
    """What `manage.py storage_verify` writes, its last sentence and its exit status."""
    out = io.StringIO()
    try:
        call_command("storage_verify", *words, stdout=out)
    except CommandError as told:
        return out.getvalue(), str(told), told.returncode
    return out.getvalue(), "", 0


def test_command__on_a_whole_store__says_so_and_ends_well(store):
    store.hold(FIRST)
    text, told, status = command()
    assert (told, status) == ("", 0)
    assert text.startswith("Files named by the database: 1; on the ")
    assert "Every file that was looked at is there and whole." in text


def test_command__on_faults__says_what_is_wrong_and_what_to_do_and_ends_with_1(store):
    damaged, missing = store.hold(FIRST, "row 1"), store.hold(SECOND, "row \x1b[2J 2")
    store.overwrite(damaged, flipped(FIRST))
    store.lose(missing)
    text, told, status = command()
    assert (told, status) == ("2 faults: 1 damaged, 1 missing. Nothing was changed or deleted.", 1)
    assert "DAMAGED: 1. The bytes are not those that were stored." in text
    assert f"  {damaged.key}\n" in text
    assert "    needed by row 1\n" in text
    assert text.count("What to do: Nobody can use the file until it is back: restore exactly this key from backup") == 2
    assert "\x1b" not in text


def test_command__as_json__gives_the_report_alone(store):
    stored = store.hold(FIRST, "row 1")
    store.overwrite(stored, FIRST[:9])
    text, _, status = command("--json", "--sample", "0.05", "--turn", "3")
    report = json.loads(text)
    assert status == 1
    assert (report["sample"], report["turn"], report["clean"], report["named"]) == (0.05, 3, False, 1)
    assert report["counts"] == {**dict.fromkeys([kind.value for kind in FaultKind], 0), "truncated": 1}
    assert report["faults"] == [
        {
            "kind": "truncated",
            "key": stored.key,
            "checksum": stored.checksum,
            "recordedSize": len(FIRST),
            "foundSize": 9,
            "foundChecksum": checksum_of(FIRST[:9]),
            "rows": ["row 1"],
        }
    ]


@pytest.mark.parametrize("sample", ["2", "-1", "much", "nan"])
def test_command__with_a_sample_that_is_no_part__is_refused(store, sample):
    with pytest.raises(CommandError, match="between 0 and 1"):
        call_command("storage_verify", f"--sample={sample}")


def test_command__where_storage_does_not_answer__ends_with_2(store, monkeypatch):
    def away():
        raise StorageUnavailable
        yield

    monkeypatch.setattr(verifying, "walk", away)
    text, told, status = command()
    assert (text, status) == ("", 2)
    assert told.startswith("The files were not verified.")
