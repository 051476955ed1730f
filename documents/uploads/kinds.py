"""What a file is, by its first bytes and by nothing else: names and declared types are anybody's word."""

from __future__ import annotations

import io
import zipfile

PDF = "application/pdf"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
PNG = "image/png"
JPEG = "image/jpeg"
WEBP = "image/webp"
SUFFIXES = {PDF: ".pdf", DOCX: ".docx", PNG: ".png", JPEG: ".jpg", WEBP: ".webp"}
_SCRIPTS = (b"<script", b"<?php", b"<html", b"<!doctype html")


class FileError(Exception):
    """The file may not come in: a code in kebab-case, and a sentence for who sent it."""

    def __init__(self, code: str, detail: str) -> None:
        super().__init__(detail)
        self.code = code
        self.detail = detail


def kind_of(content: bytes) -> str:
    """The media type. Raises FileError for an empty file and for one of no kind that is taken."""
    if not content:
        raise FileError("file-empty", "The file is empty. Choose it again.")
    if content.startswith(b"%PDF-"):
        return PDF
    if content.startswith(b"PK\x03\x04"):
        return DOCX  # as far as the first bytes tell; its parts are looked into
    if content.startswith(b"\x89PNG\r\n\x1a\n"):
        return PNG
    if content.startswith(b"\xff\xd8\xff"):
        return JPEG
    if content[:4] == b"RIFF" and content[8:12] == b"WEBP":
        return WEBP
    raise FileError("file-type", "This is no PDF, Word document (DOCX), PNG, JPEG or WebP. Save it as one of these.")


def require_one_kind(content: bytes, kind: str) -> None:
    """Raise FileError for a file that is also something else: what one program shows, another would run."""
    if kind != DOCX and zipfile.is_zipfile(io.BytesIO(content)):
        raise FileError("file-polyglot", "The file is an archive as well. Save it anew and send that.")
    if kind != PDF and b"%PDF-" in content[:1024]:
        raise FileError("file-polyglot", "The file is a PDF as well. Save it anew and send that.")
    if kind != DOCX:
        head = content[:1024].lower() + content[-65_536:].lower()
        if any(one in head for one in _SCRIPTS):
            raise FileError(
                "file-polyglot", "The file holds a web page or a script as well. Save it anew and send that."
            )
