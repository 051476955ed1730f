"""What is hashed, how it is written out, and what is signed. Whoever has this page can compute a chain anew.

Everything is written as JSON in ASCII: keys sorted by code point, no spaces, everything else as `\\uXXXX`, whole
numbers in digits, others as Python's shortest `repr`; times in UTC with six digits of microseconds and `Z`; ids in
lower case with hyphens; what is missing as `null`. Hashes are SHA-256 over a line that names the kind, a line feed and
the JSON, in 64 hex digits. A signature is HMAC-SHA256 over the 64 digits. A later version changes none of the former
ones: seals made under them have to stay computable.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import hmac
import json
import uuid
from collections.abc import Mapping
from typing import Any

from core.models import AuditEntry, AuditSeal
from core.sealing import keys_of

VERSION = 1
FIELDS: Mapping[int, tuple[str, ...]] = {
    1: (
        "id",
        "at",
        "case_id",
        "subject_type",
        "subject_id",
        "verb",
        "before",
        "after",
        "actor_id",
        "actor_name",
        "request_id",
        "facts",
        "staff_only",
    ),
}
GENESIS = "0" * 64
PURPOSE = "audit chain"


def canonical(value: Mapping[str, Any]) -> str:
    """`value` as it is hashed."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=True, default=_plain)


def entry_hash(entry: AuditEntry, version: int = VERSION) -> str:
    """The hash of every field of `entry` as it was read from the database; empty for a version that there is not."""
    if version not in FIELDS:
        return ""
    return _hashed(f"hain audit entry {version}", {name: getattr(entry, name) for name in FIELDS[version]})


def link_hash(seal: AuditSeal, **instead: Any) -> str:
    """The hash that belongs to `seal`, over all of it but its signature; `instead` are other values for its fields."""
    names = ("sequence", "entry_id", "version", "entry_hash", "previous", "sealed_at", "passed_at")
    return _hashed("hain audit seal 1", {name: instead.get(name, getattr(seal, name)) for name in names})


def sign(link: str) -> tuple[str, str]:
    """The name of the present key, and the signature of a link's hash under it."""
    key = keys_of(PURPOSE)[0]
    return _name(key), _mac(key, link)


def is_ours(seal: AuditSeal) -> bool | None:
    """Whether the signature of `seal` was made under our key; None where its key is not known here (any more)."""
    for key in keys_of(PURPOSE):
        if _name(key) == seal.key:
            return hmac.compare_digest(_mac(key, seal.hash), seal.mac)
    return None


def _hashed(kind: str, value: Mapping[str, Any]) -> str:
    return hashlib.sha256(f"{kind}\n{canonical(value)}".encode("ascii")).hexdigest()


def _plain(value: object) -> str:
    if isinstance(value, uuid.UUID):
        return str(value)
    if isinstance(value, dt.datetime):
        return value.astimezone(dt.UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
    raise TypeError(f"{type(value).__name__} is not hashed")


def _mac(key: bytes, text: str) -> str:
    return hmac.new(key, text.encode(), hashlib.sha256).hexdigest()


def _name(key: bytes) -> str:
    """Tells keys apart and gives nothing of them away."""
    return _mac(key, "name")[:16]
