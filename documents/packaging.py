"""Packages: a ZIP of named revisions for somebody, written piece by piece, the same bytes every time.

For the firm and for an agency the data that each paper was made from stands beside it as JSON; for a counterparty it
does not. The PDF is the one that was approved, byte for byte (docs/adr/0014).
"""

from __future__ import annotations

import datetime as dt
import hashlib
import io
import json
import uuid
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Literal, get_args

from core import storage
from core.storage.names import safe_filename
from documents.models import Revision
from documents.uploads import SUFFIXES

Audience = Literal["firm", "agency", "counterparty"]
AUDIENCES: tuple[str, ...] = get_args(Audience)
WITH_DATA = frozenset({"firm", "agency"})
ZIP = "application/zip"
MANIFEST = "manifest.json"
EPOCH = (1980, 1, 1, 0, 0, 0)  # of every part: a clock would change the bytes
_RIGHTS = 0o100644 << 16
_SHORT = 12  # hex digits of a checksum in a name


class _Pieces(io.RawIOBase):
    """What the archive writes, until somebody takes it away; nothing is ever written twice, so nothing is kept."""

    def __init__(self) -> None:
        self._pieces: list[bytes] = []

    def writable(self) -> bool:
        return True

    def write(self, piece: Any) -> int:
        self._pieces.append(bytes(piece))
        return len(piece)

    def taken(self) -> Iterator[bytes]:
        """What was written since the last time."""
        pieces, self._pieces = self._pieces, []
        yield from pieces


def package(
    revisions: Iterable[Revision], audience: Audience, voided: Mapping[uuid.UUID, dt.date] | None = None
) -> Iterator[bytes]:
    """The bytes of the ZIP, piece by piece, in the order of `revisions`; one file at a time is in memory.

    Each revision's file lies in it as `<place> <title> r<number> <checksum>.<suffix>`, for the firm and an agency with
    `….json` beside it; `manifest.json` names all of them with their checksums, for the firm also how each stands, on
    which day it was made void (`voided`), and how it was signed. Raises as `core.storage.read`, in the middle of the
    bytes: an archive without its end opens nowhere.
    """
    out = _Pieces()
    documents = []
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as archive:
        for place, revision in enumerate(revisions, start=1):
            name = _name(place, revision)
            _write(archive, name + SUFFIXES.get(revision.content_type, ""), storage.read(revision.checksum))
            told = {**_told(revision, name), **(_standing(revision, voided or {}) if audience == "firm" else {})}
            if audience in WITH_DATA and revision.upload is None:
                data = _json(_data(revision))
                _write(archive, f"{name}.json", data)
                told["data"] = {"file": f"{name}.json", "checksum": f"sha256:{hashlib.sha256(data).hexdigest()}"}
            documents.append(told)
            yield from out.taken()
        _write(archive, MANIFEST, _json({"audience": audience, "documents": documents}))
    yield from out.taken()


def package_name(title: str) -> str:
    """What the ZIP is saved as."""
    return safe_filename(title, suffix=".zip")


def _write(archive: zipfile.ZipFile, name: str, content: bytes) -> None:
    part = zipfile.ZipInfo(name, EPOCH)
    part.external_attr, part.create_system = _RIGHTS, 3
    archive.writestr(part, content, zipfile.ZIP_STORED)


def _name(place: int, revision: Revision) -> str:
    checksum = revision.checksum.removeprefix("sha256:")[:_SHORT]
    title = safe_filename(revision.document.title)[:80].strip()
    return f"{place:04d} {title} r{revision.number} {checksum}"


def _told(revision: Revision, name: str) -> dict[str, Any]:
    """What anybody may know of a file that lies before them."""
    return {
        "file": name + SUFFIXES.get(revision.content_type, ""),
        "title": revision.document.title,
        "kind": revision.document.kind,
        "revision": revision.number,
        "checksum": revision.checksum,
        "size": revision.size,
        "pages": revision.pages,
        "contentType": revision.content_type,
    }


def _standing(revision: Revision, voided: Mapping[uuid.UUID, dt.date]) -> dict[str, Any]:
    """Who opens the package later must not take for good what counted no more when it was made, and finds here in
    which notary's register a signed copy stands.
    """
    told: dict[str, Any] = {"status": revision.status}
    if revision.pk in voided:
        told["voidedOn"] = voided[revision.pk].isoformat()
    if revision.execution:
        way, day = revision.execution["way"], revision.execution["on"]
        told["signed"] = {"way": way, "signedOn": day, "evidence": revision.execution.get("evidence", {})}
    return told


def _data(revision: Revision) -> dict[str, Any]:
    version, _ = revision.made_from
    return {
        "documentId": str(revision.document_id),
        "revision": revision.number,
        "checksum": revision.checksum,
        "template": version.template.slug,
        "templateVersion": version.number,
        "templateChecksum": version.checksum,
        "inputs": revision.inputs,
        "sections": revision.sections,
        "options": revision.options,
    }


def _json(value: Any) -> bytes:
    return (json.dumps(value, ensure_ascii=False, indent=2, sort_keys=True) + "\n").encode()
