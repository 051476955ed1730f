"""Putting, reading and linking objects by their checksum (`sha256:<hex>`)."""

from __future__ import annotations

import datetime as dt
import hashlib
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import structlog
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from core.errors import ServiceUnavailable

# Everything that `put` stores lies below this folder; what lies elsewhere is not ours to judge.
AREA = "sha256/"
CHUNK_BYTES = 1024 * 1024
CHECKSUM = re.compile(r"sha256:[0-9a-f]{64}")
log = structlog.get_logger(__name__)


class StorageUnavailable(ServiceUnavailable):
    code = "storage-unavailable"
    title = "The file storage does not answer"


class StoredObjectMissing(ServiceUnavailable):
    """A row names an object that storage does not have. Staff must restore it; trying again does not help."""

    code = "stored-object-missing"
    title = "The file is missing from storage"
    retryable = False


class StoredObjectDamaged(ServiceUnavailable):
    """The bytes in storage are not those that were stored."""

    code = "stored-object-damaged"
    title = "The file in storage is not the one that was stored"
    retryable = False


@dataclass(frozen=True)
class StoredObject:
    """What was stored: its checksum (`sha256:<hex>`), its size in bytes, and the key it lies under."""

    checksum: str
    size: int
    key: str


@dataclass(frozen=True, slots=True)
class FoundObject:
    """An object as storage lists it: its key, its size in bytes, and when it was written (aware)."""

    key: str
    size: int
    modified: dt.datetime


@dataclass(frozen=True)
class MeasuredObject:
    """What lies under a key in truth: the checksum of its bytes, and how many there are."""

    checksum: str
    size: int


def checksum_of(content: bytes) -> str:
    """`sha256:` and the hex digest of the bytes."""
    return f"sha256:{hashlib.sha256(content).hexdigest()}"


def key_of(checksum: str) -> str:
    """The storage key of a checksum: two levels of folders keep a directory listing short."""
    digest = checksum.removeprefix("sha256:")
    return f"{AREA}{digest[:2]}/{digest[2:4]}/{digest}"


def checksum_of_key(key: str) -> str | None:
    """The checksum whose key this is; None for a key that `key_of` gives to none."""
    checksum = f"sha256:{key.rpartition('/')[2]}"
    return checksum if CHECKSUM.fullmatch(checksum) and key_of(checksum) == key else None


def put(content: bytes, *, content_type: str) -> StoredObject:
    """Store the bytes unless they are there already. Raises StorageUnavailable, and then nothing is stored."""
    checksum = checksum_of(content)
    key = key_of(checksum)
    with storage_errors("put"):
        if not _present(key, len(content)):
            file = ContentFile(content)
            file.content_type = content_type  # type: ignore[attr-defined]
            default_storage.save(key, file)
    return StoredObject(checksum, len(content), key)


def read(checksum: str) -> bytes:
    """The bytes of an object, checked against their checksum."""
    with storage_errors("read"), default_storage.open(key_of(checksum), "rb") as file:
        content: bytes = file.read()
    if checksum_of(content) != checksum:
        log.error("storage.damaged", checksum=checksum)
        raise StoredObjectDamaged(f"The stored bytes of {checksum} were changed. Restore the file from backup.")
    return content


def exists(checksum: str) -> bool:
    """Whether storage has an object under this checksum (its bytes are not read)."""
    with storage_errors("exists"):
        return default_storage.exists(key_of(checksum))


def walk() -> Iterator[FoundObject]:
    """Every object that lies where `put` stores, in the order of the keys; listed page by page (S3) or folder by
    folder (disk), so that memory does not grow with their number. Raises StorageUnavailable.
    """
    with storage_errors("walk"):
        yield from default_storage.objects(AREA)  # type: ignore[attr-defined]


def measure(key: str) -> MeasuredObject:
    """Checksum and size of the bytes under `key`, read in pieces of a megabyte and never held whole.

    Raises StoredObjectMissing, and StorageUnavailable for bytes that cannot be read.
    """
    digest, size = hashlib.sha256(), 0
    with storage_errors("measure"):
        for piece in default_storage.chunks(key, CHUNK_BYTES):  # type: ignore[attr-defined]
            digest.update(piece)
            size += len(piece)
    return MeasuredObject(f"sha256:{digest.hexdigest()}", size)


def link(checksum: str, *, filename: str, content_type: str) -> str:
    """An absolute link to the object that dies in minutes and needs no log-in."""
    with storage_errors("link"):
        return default_storage.link(key_of(checksum), filename=filename, content_type=content_type)  # type: ignore[attr-defined]


def _present(key: str, size: int) -> bool:
    """A truncated leftover counts as absent, and is written anew."""
    return default_storage.exists(key) and default_storage.size(key) == size


@contextmanager
def storage_errors(step: str) -> Iterator[None]:
    """Turn what a storage raises into errors of ours; `step` is what was tried, for the log."""
    try:
        yield
    except FileNotFoundError as error:
        raise StoredObjectMissing(
            "The file is recorded, but storage does not have it. Tell an administrator."
        ) from error
    except (StorageUnavailable, StoredObjectMissing, StoredObjectDamaged):
        raise
    except Exception as error:
        if not _is_storage_error(error):
            raise
        log.warning("storage.failed", step=step, error=type(error).__name__)
        raise StorageUnavailable("The file storage did not answer. Try again in a minute.") from error


def _is_storage_error(error: Any) -> bool:
    """Disk errors, and botocore's by the name of their module, since boto3 is not loaded where disk is used."""
    return isinstance(error, OSError) or type(error).__module__.split(".")[0] in (
        "botocore",
        "boto3",
        "urllib3",
        "s3transfer",
    )
