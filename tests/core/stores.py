"""A store with files in it and rows that name them, and the ways in which either comes to harm."""

from __future__ import annotations

from dataclasses import dataclass, field

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from core import storage


@dataclass
class Store:
    """Objects of this test, and what its rows say of them; `rows` is the source that the test registers."""

    rows: list[tuple[str, int, str]] = field(default_factory=list)

    def hold(self, content: bytes, label: str = "") -> storage.StoredObject:
        """Store the bytes and name them by a row."""
        stored = storage.put(content, content_type="application/pdf")
        self.rows.append((stored.checksum, stored.size, label or f"row of {content[:12]!r}"))
        return stored

    def overwrite(self, stored: storage.StoredObject, content: bytes) -> None:
        """Put other bytes under the object's key, past the application."""
        lay(stored.key, content)

    def lose(self, stored: storage.StoredObject) -> None:
        """Take the object away, past the application."""
        default_storage.delete(stored.key)


def lay(key: str, content: bytes) -> None:
    """Put bytes under any key, past the application."""
    default_storage.delete(key)
    default_storage.save(key, ContentFile(content))


def empty() -> None:
    """No object where the application stores: the storage of a test process is its own."""
    for found in list(storage.walk()):
        default_storage.delete(found.key)


def everything() -> dict[str, tuple[int, str]]:
    """Key to size and checksum of all there is, to see that nothing was changed."""
    return {found.key: (found.size, storage.measure(found.key).checksum) for found in storage.walk()}


def flipped(content: bytes) -> bytes:
    """The bytes with one bit in the middle flipped."""
    middle = len(content) // 2
    return content[:middle] + bytes([content[middle] ^ 0x10]) + content[middle + 1 :]
