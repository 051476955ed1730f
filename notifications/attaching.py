"""What may go with a mail: revisions of documents, named, and files that were given."""

from __future__ import annotations

import base64
import binascii
import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.conf import settings

from accounts.models import User
from core import storage
from core.errors import Fault, NotFound
from documents import selectors as documents
from documents.exceptions import UploadQuarantined
from documents.models import Revision
from documents.presenting import file_name, require_released
from documents.states import ISSUED, VOID
from notifications.constants import MOST_ATTACHMENTS

CONTENT_TYPE = re.compile(r"[a-z0-9][a-z0-9.+-]{0,60}/[a-z0-9][a-z0-9.+-]{0,60}", re.I)
LONGEST_NAME = 200
# Programs: no provider delivers them, and nobody should open one from a mail.
BARRED = frozenset(
    ".exe .bat .cmd .com .scr .pif .js .jse .vbs .vbe .wsf .wsh .msi .ps1 .jar .lnk .hta .cpl .reg .dll .iso".split()
)


@dataclass(frozen=True)
class Wanted:
    """A file to attach: facts of it, and its revision or the bytes that were given."""

    filename: str
    content_type: str
    checksum: str
    size: int
    revision: Revision | None = None
    content: bytes | None = None


def gathered(actor: User | None, asked: Sequence[Mapping[str, Any]]) -> tuple[list[Wanted], list[Fault]]:
    """The files that `asked` names, each `{documentId, revision?, checksum?}` or `{filename, contentType,
    contentBase64}`, and what is wrong with them. Documents are those that `actor` may see.
    """
    found: list[Wanted] = []
    faults: list[Fault] = []
    if len(asked) > MOST_ATTACHMENTS:
        return [], [Fault("/attachments", "too-many", f"A mail has at most {MOST_ATTACHMENTS} files.")]
    for number, one in enumerate(asked):
        made = _one(actor, one, f"/attachments/{number}")
        (faults if isinstance(made, Fault) else found).append(made)  # type: ignore[arg-type]
    total = sum(one.size for one in found)
    if total > settings.MAIL_LIMIT_BYTES:
        megabytes = settings.MAIL_LIMIT_BYTES // 1024**2
        faults.append(
            Fault("/attachments", "too-large", f"The files of one mail have at most {megabytes} MB together.")
        )
    return found, faults


def _one(actor: User | None, asked: Mapping[str, Any], pointer: str) -> Wanted | Fault:
    if asked.get("documentId") is not None:
        return _of_document(actor, asked, pointer)
    return _given(asked, pointer)


def _of_document(actor: User | None, asked: Mapping[str, Any], pointer: str) -> Wanted | Fault:
    """The named revision. Without a number it is the one that was issued last, or the only one there is: which of
    several drafts is meant nobody can know.
    """
    unknown = Fault(
        f"{pointer}/documentId", "unknown-document", "There is no such document, or it is not yours to see."
    )
    if actor is None:
        return unknown
    try:
        document = documents.document_get(actor, asked["documentId"])
    except NotFound:
        return unknown
    shown = (
        documents.revisions_visible_to(actor)
        .filter(document=document)
        .select_related("document", "rendering", "upload")
    )
    revisions = [one for one in shown.order_by("number") if one.status != VOID]
    if asked.get("revision") is not None:
        revisions = [one for one in revisions if one.number == asked["revision"]]
    elif issued := [one for one in revisions if one.status in ISSUED]:
        revisions = issued[-1:]
    if not revisions:
        return Fault(f"{pointer}/revision", "unknown-revision", "The document has no such revision, or it is void.")
    if len(revisions) > 1:
        return Fault(f"{pointer}/revision", "required", "Several revisions, none approved: name the one to send.")
    return _of_revision(revisions[0], asked, pointer)


def _of_revision(revision: Revision, asked: Mapping[str, Any], pointer: str) -> Wanted | Fault:
    if asked.get("checksum") not in (None, revision.checksum):
        return Fault(f"{pointer}/checksum", "another-file", "That is not this revision's checksum.")
    try:
        return of_revision(revision)
    except UploadQuarantined as error:
        return Fault(f"{pointer}/documentId", error.code, error.detail)


def of_revision(revision: Revision) -> Wanted:
    """The revision's file, named by its checksum, for a mail that the house writes itself; it is checked again when the
    mail leaves. Raises UploadQuarantined for a file that no scanner has released.
    """
    require_released(revision)
    return Wanted(file_name(revision), revision.content_type, revision.checksum, revision.size, revision)


def _given(asked: Mapping[str, Any], pointer: str) -> Wanted | Fault:
    name = str(asked.get("filename") or "")
    if not is_plain_name(name):
        return Fault(
            f"{pointer}/filename", "invalid", "A file name has 1 to 200 characters, no path and no line breaks."
        )
    if any(name.lower().rstrip(". ").endswith(ending) for ending in BARRED):  # Windows drops what is at the end
        return Fault(f"{pointer}/filename", "barred", "Programs are not sent by mail.")
    content_type = str(asked.get("contentType") or "")
    if not CONTENT_TYPE.fullmatch(content_type) or content_type.lower().startswith(("multipart/", "message/")):
        return Fault(f"{pointer}/contentType", "invalid", "Give a media type such as application/pdf.")
    try:
        content = base64.b64decode("".join(str(asked.get("contentBase64") or "").split()), validate=True)
    except (binascii.Error, ValueError):
        return Fault(f"{pointer}/contentBase64", "invalid", "This is not base64.")
    if not content:
        return Fault(f"{pointer}/contentBase64", "empty", "The file is empty.")
    return Wanted(name, content_type.lower(), storage.checksum_of(content), len(content), content=content)


def is_plain_name(name: str) -> bool:
    """Whether a file may be called so: no path, nothing invisible."""
    invisible = any(unicodedata.category(letter) in ("Cc", "Cf", "Zl", "Zp") for letter in name)
    return 1 <= len(name) <= LONGEST_NAME and not invisible and not set(name) & set('/\\":') and name.strip(". ") != ""
