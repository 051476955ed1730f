"""Files from outside: checked, stored under their hash, recorded; then scanned, read and examined by a job."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import structlog
from django.db import transaction
from django.utils import timezone

from accounts.exceptions import EmailUnconfirmed
from accounts.models import User
from cases.models import Case
from core import audit, events, jobs, storage
from core.backends import Rejected
from core.errors import Fault
from documents import backends, uploads
from documents.events import RevisionProduced, UploadRead
from documents.exceptions import UploadRefused
from documents.models import Document, Revision, Upload
from documents.services.recording import identified
from documents.services.signing import signatures_examined, signatures_keep
from documents.uploads.kinds import FileError

log = structlog.get_logger(__name__)

EXAMINE = "documents.examine"
KIND = "upload"
LONGEST_TITLE, LONGEST_KIND = 255, 60


@dataclass(frozen=True)
class Taken:
    """A file from outside that lies in storage: its name, its kind by its bytes, pages, checksum, bytes, and what a
    virus scanner has said of it so far.
    """

    name: str
    content_type: str
    pages: int | None
    checksum: str
    size: int
    scan: Upload.Scan


def upload_store(
    *, actor: User, case: Case, content: bytes, filename: str, title: str = "", kind: str = ""
) -> Document:
    """Keep the file as a document of the case, in its first revision; a job scans it and reads its text.

    The caller has found `case` through the cases that `actor` may see. What the file is, its bytes say. Raises
    EmailUnconfirmed; UploadRefused for a name, a kind or a content that is not taken; StorageUnavailable. Then nothing
    is kept.
    """
    if not actor.is_cleared:
        raise EmailUnconfirmed
    taken = file_take(content=content, filename=filename)
    with transaction.atomic():
        document = Document.objects.create(
            case=case,
            title=(title.strip() or uploads.clean_title(taken.name))[:LONGEST_TITLE],
            kind=kind.strip()[:LONGEST_KIND] or KIND,
            latest_number=1,
            created_by=actor,
        )
        upload = upload_keep(actor=actor, case=case, taken=taken)
        revision = Revision.objects.create(document=document, number=1, upload=upload, inputs={}, created_by=actor)
        _record(actor, "document.uploaded", document, upload, {"size": upload.size})
        events.publish(RevisionProduced(**identified(revision)))
    return document


def file_take(*, content: bytes, filename: str, scan_first: bool = False) -> Taken:
    """The file in storage, before any row names it; with `scan_first` not before the virus scanner, where there is one,
    has found nothing in it.

    Raises UploadRefused and StorageUnavailable, and what the scanner raises when it gives no verdict.
    """
    try:
        name = uploads.require_filename(filename)
        facts = uploads.examined(content)
    except FileError as refused:
        raise _refused(refused.code, refused.detail) from refused
    scan = Upload.Scan.WAITING if backends.configured().scans else Upload.Scan.UNSCANNED
    if scan_first and scan == Upload.Scan.WAITING:
        _require_clean(content)
        scan = Upload.Scan.CLEAN
    stored = storage.put(content, content_type=facts.content_type)
    return Taken(name, facts.content_type, facts.pages, stored.checksum, stored.size, scan)


def _require_clean(content: bytes) -> None:
    try:
        found = backends.configured().scan(content).found
    except Rejected as error:
        raise _refused("not-scanned", error.detail) from error
    if found:
        log.warning("upload.infected", checksum=storage.checksum_of(content), found=found[:200])
        raise _refused("infected", f"The virus scanner found {found[:100]} in this file. Ask who sent it for another.")


def _refused(code: str, detail: str) -> UploadRefused:
    return UploadRefused(detail, errors=[Fault("/file", code, detail)])


def upload_keep(*, actor: User, case: Case, taken: Taken) -> Upload:
    """The row of a file that was taken, and the job that scans and reads it; within the caller's transaction."""
    upload = Upload.objects.create(
        case=case,
        filename=taken.name,
        content_type=taken.content_type,
        checksum=taken.checksum,
        size=taken.size,
        pages=taken.pages,
        scan=taken.scan,
        scanned_at=timezone.now() if taken.scan == Upload.Scan.CLEAN else None,
        uploaded_by=actor,
    )
    jobs.enqueue(
        kind=EXAMINE,
        payload={"upload": str(upload.pk)},
        user_id=actor.pk,
        case_id=case.pk,
        dedupe_key=f"{EXAMINE}:{upload.pk}",
    )
    return upload


def upload_examine(*, upload: Upload) -> Upload:
    """Scan the file where a scanner is configured, then read its text and examine its signatures; run again, it does
    what is left.

    Raises what the scanner and storage raise; the file stays in quarantine until a scanner has found it clean.
    """
    if upload.scan == Upload.Scan.WAITING:
        _scan(upload)
    if upload.is_released and upload.reading == Upload.Reading.WAITING:
        _read(upload)
    return upload


def _scan(upload: Upload) -> None:
    scanner = backends.configured()
    found = scanner.scan(storage.read(upload.checksum)).found if scanner.scans else ""
    scan = Upload.Scan.INFECTED if found else Upload.Scan.CLEAN if scanner.scans else Upload.Scan.UNSCANNED
    with transaction.atomic():
        _set(upload, scan=scan, scan_said=found[:200], scanned_at=timezone.now() if scanner.scans else None)
        if found:
            _record(None, "document.infected", upload.revision.document, upload, {"found": found[:200]})


def _read(upload: Upload) -> None:
    try:
        text, cut = uploads.text_of(storage.read(upload.checksum))
    except FileError:
        text, cut = "", False
    found = signatures_examined(upload=upload)
    reading = Upload.Reading.READ if text.strip() else Upload.Reading.UNREADABLE
    revision = upload.revision
    with transaction.atomic():
        _set(upload, text=text, reading=reading)
        facts: dict[str, object] = {"characters": len(text), "cut": cut}
        if found is not None:
            kept = signatures_keep(found)
            facts |= {"signatures": kept.count, "signaturesHold": kept.holds}
        _record(None, "document.read", revision.document, upload, facts)
        named = {"document_id": revision.document_id, "revision_id": revision.pk, "case_id": upload.case_id}
        events.publish(UploadRead(**named))


def _set(upload: Upload, **values: object) -> None:
    for name, value in values.items():
        setattr(upload, name, value)
    upload.save(update_fields=list(values))


def _record(actor: User | None, verb: str, document: Document, upload: Upload, facts: Mapping[str, object]) -> None:
    told = {"title": document.title, "checksum": upload.checksum, "contentType": upload.content_type, **facts}
    audit.record(actor=actor, verb=verb, subject=document, case_id=upload.case_id, facts=told, staff_only=True)
