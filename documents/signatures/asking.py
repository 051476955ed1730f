"""Asking the process that opens signed files (`worker`)."""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Sequence

from documents.signatures.report import NO_SIGNATURES, SignatureReport, from_json
from documents.uploads.reading import asked

WORKER = "documents.signatures.worker"
# Where a signature could stand: it needs its ByteRange in plain bytes, unless a name is written with escapes or the
# object lies in a compressed stream.
_POSSIBLE = re.compile(rb"/ByteRange|/ObjStm|/[A-Za-z]{0,20}#[0-9A-Fa-f]{2}")


def examined(content: bytes, *, trusted: Sequence[bytes] = ()) -> SignatureReport:
    """What there is to say about the signatures of a PDF; `trusted` are certificates in PEM or DER.

    The file is opened in a process of its own within UPLOAD_READ_SECONDS and UPLOAD_READ_MEGABYTES. Raises FileError
    for what asks for a password, and for what takes too much; a file that is no sound PDF is a report that says so.
    """
    if not _POSSIBLE.search(content):
        return NO_SIGNATURES
    return from_json(asked("examine", framed(content, trusted), worker=WORKER)["report"])


def looks_the_same(content: bytes, other: bytes) -> bool:
    """Whether two PDFs show the same on every page, but for what a printer would not show either. Raises FileError for
    what takes too much.
    """
    head = json.dumps(len(content)).encode() + b"\n"
    return bool(asked("compare", head + content + other, worker=WORKER)["same"])


def framed(content: bytes, trusted: Sequence[bytes]) -> bytes:
    """What the worker reads: one line of JSON with the certificates, then the file."""
    return json.dumps([base64.b64encode(one).decode() for one in trusted]).encode() + b"\n" + content
