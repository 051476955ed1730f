"""What the electronic signatures of a file from outside are worth: examined once, kept by the file's checksum."""

from __future__ import annotations

from pathlib import Path

import structlog
from django.conf import settings

from core import storage
from core.errors import Fault
from documents import signatures
from documents.exceptions import SignedCopyUnchanged
from documents.executions import ELECTRONIC
from documents.models import FileSignatures, Revision, Upload
from documents.signatures.certificates import certificates_in, fingerprint
from documents.signatures.trusting import own_certificates
from documents.uploads.kinds import PDF, FileError

log = structlog.get_logger(__name__)


def trusted_certificates() -> list[bytes]:
    """The certificates that the practice signs with, and those of SIGNATURES_TRUSTED_FILES (of earlier years, and of
    others), in DER. Raises OSError and ValueError for a file that has none.
    """
    files = [Path(path).read_bytes() for path in settings.SIGNATURES_TRUSTED_FILES]
    return [one.dump() for given in (*own_certificates(), *files) for one in certificates_in(given)]


def signatures_examined(*, upload: Upload) -> FileSignatures | None:
    """What is known of the signatures of the upload's file, else a new row about it that is not saved; None for a file
    that is no PDF. The caller has seen to it that the file may be opened. Raises as `core.storage.read`.
    """
    if upload.content_type != PDF:
        return None
    known = FileSignatures.objects.filter(checksum=upload.checksum).first()
    return known or _examined(upload.checksum, storage.read(upload.checksum))


def _examined(checksum: str, content: bytes) -> FileSignatures:
    trusted = trusted_certificates()
    anchors = [fingerprint(one) for given in trusted for one in certificates_in(given)]
    try:
        report = signatures.examined(content, trusted=trusted)
    except FileError as refused:
        log.info("signatures.not_examined", checksum=checksum, code=refused.code)
        return FileSignatures(checksum=checksum, count=None, problems=[refused.code], anchors=anchors)
    made = [one for one in report.signatures if one.kind != "timestamp"]
    ours = [one for one in made if one.pinned and one.trusted]
    names = {one.organization for one in ours}
    return FileSignatures(
        checksum=checksum,
        count=report.count,
        holds=report.holds,
        ours=len(ours),
        trusted=sum(one.trusted for one in made),
        organization=names.pop() if len(names) == 1 else "",
        covers_whole_file=report.covers_whole_file,
        problems=list(dict.fromkeys(one.code for one in report.problems)),
        anchors=anchors,
    )


def signatures_keep(found: FileSignatures) -> FileSignatures:
    """Save what was found, unless somebody else was first with the same file; within the caller's transaction."""
    if not found._state.adding:
        return found
    told = {field.attname: getattr(found, field.attname) for field in found._meta.concrete_fields}
    return FileSignatures.objects.get_or_create(checksum=found.checksum, defaults=told)[0]


def require_signed(*, approved: Revision, way: str, content: bytes) -> None:
    """Raise SignedCopyUnchanged for a PDF in which nobody has signed: the approved file with something appended, and
    for the electronic ways also one that shows the same as the approved file; and FileError for what cannot be opened.

    An electronic signature that is more than the approved file had makes the difference, whether it holds or not. A
    scan shows what it shows; people look at it.
    """
    if approved.content_type != PDF or not content.startswith(b"%PDF-"):
        return
    before = storage.read(approved.checksum)
    is_appended = content.startswith(before)
    if not is_appended and way not in ELECTRONIC:
        return
    if signatures.examined(content).count > _count_of(approved):
        return
    if is_appended:
        raise _unsigned("This is the approved file with something appended to it")
    if signatures.looks_the_same(before, content):
        raise _unsigned("This file shows the same as the approved one on every page")


def _count_of(approved: Revision) -> int:
    if approved.upload is None:
        return 0
    known = FileSignatures.objects.filter(checksum=approved.checksum).values_list("count", flat=True).first()
    return known or 0


def _unsigned(what: str) -> SignedCopyUnchanged:
    said = (
        f"{what}, and it holds no electronic signature: nobody signed it since. Send the signed file that came back, "
        "or the scan of the signed paper."
    )
    return SignedCopyUnchanged(said, errors=[Fault("/file", "unsigned", said)])
