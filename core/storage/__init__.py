"""Files under the hash of their content: what is stored is never changed, and every file can be proven.

An object is put here before any row names it, so that a row without an object cannot be.
"""

from core.storage.objects import (
    FoundObject,
    MeasuredObject,
    StorageUnavailable,
    StoredObject,
    StoredObjectDamaged,
    StoredObjectMissing,
    checksum_of,
    exists,
    key_of,
    link,
    measure,
    put,
    read,
    storage_errors,
    walk,
)
from core.storage.registry import referenced

__all__ = [
    "FoundObject",
    "MeasuredObject",
    "StorageUnavailable",
    "StoredObject",
    "StoredObjectDamaged",
    "StoredObjectMissing",
    "checksum_of",
    "exists",
    "key_of",
    "link",
    "measure",
    "put",
    "read",
    "referenced",
    "storage_errors",
    "walk",
]
