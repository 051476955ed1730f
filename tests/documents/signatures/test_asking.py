"""The process that opens signed files: its answers, its limits, and that it reaches no network."""

from __future__ import annotations

import io
from typing import Any

import pypdf
import pytest
from django.core.management import call_command
from django.core.management.base import SystemCheckError

from documents import signatures
from documents.signatures import asking
from documents.uploads.kinds import FileError
from tests.documents import outside_files
from tests.documents.signatures import samples


def test_examined__in_its_process__says_what_the_examination_says() -> None:
    report = signatures.examined(samples.sealed(), trusted=[samples.pem(samples.OFFICE)])
    assert (report.count, report.holds, [one.pinned for one in report.signatures]) == (3, True, [True] * 3)


def test_file_without_a_place_for_a_signature__costs_no_process(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(asking, "asked", None)
    assert signatures.examined(outside_files.pdf()).count == 0


@pytest.mark.parametrize("name", [b"/ByteRange", b"/Byte#52ange", b"/ObjStm"])
def test_file_with_a_place_for_a_signature__is_opened(monkeypatch: pytest.MonkeyPatch, name: bytes) -> None:
    asked: list[Any] = []

    def refused(*given: Any, **_: Any) -> Any:
        asked.append(given)
        raise FileError("file-damaged", "No.")

    monkeypatch.setattr(asking, "asked", refused)
    with pytest.raises(FileError):
        signatures.examined(b"%PDF-1.7 " + name)
    assert len(asked) == 1


def test_file_that_takes_too_much__is_refused(settings: Any) -> None:
    settings.UPLOAD_READ_MEGABYTES = 40
    with pytest.raises(FileError) as told:
        signatures.examined(samples.sealed())
    assert told.value.code == "file-too-complex"


def test_looks_the_same__is_told_by_what_is_seen() -> None:
    one = outside_files.pdf("Agreement", pages=1)
    out = io.BytesIO()
    pypdf.PdfWriter(clone_from=io.BytesIO(one)).write(out)
    assert signatures.looks_the_same(one, out.getvalue() + b"\n")
    assert not signatures.looks_the_same(one, outside_files.pdf("Agreement", pages=2))
    assert not signatures.looks_the_same(one, outside_files.pdf("Agreement x", pages=1))


@pytest.mark.parametrize("content", [None, b"", b"no certificate"])
def test_file_of_trusted_certificates__that_is_none__stops_the_start(
    settings: Any, tmp_path: Any, content: Any
) -> None:
    path = tmp_path / "ours.pem"
    if content is not None:
        path.write_bytes(content)
    settings.SIGNATURES_TRUSTED_FILES = [str(path)]
    with pytest.raises(SystemCheckError, match="SIGNATURES_TRUSTED_FILES"):
        call_command("check")
    path.write_bytes(samples.pem(samples.OFFICE))
    call_command("check")
