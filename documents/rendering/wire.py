"""What a caller and its renderer say to each other: a frame is a JSON head and bytes behind it.

JSON and bytes, never pickle: the renderer runs templates, and what comes back from it is read as data alone.
"""

from __future__ import annotations

import json
import socket
import struct
from collections.abc import Mapping
from typing import Any

from documents.rendering.exceptions import ConnectionEnded

PREFIX = struct.Struct(">IQ")
LARGEST_HEAD = 32 * 1024 * 1024
# The largest PDF that comes back; a document of 1,000 pages has about 4 MB.
LARGEST_BODY = 64 * 1024 * 1024


def send(connection: socket.socket, head: Mapping[str, Any], *bodies: bytes) -> None:
    """Write one frame. Raises OSError."""
    text = json.dumps(head, separators=(",", ":")).encode()  # ASCII, so that a lone surrogate passes too
    connection.sendall(PREFIX.pack(len(text), sum(map(len, bodies))) + text)
    for body in bodies:
        connection.sendall(body)


def receive(connection: socket.socket) -> tuple[dict[str, Any], bytes]:
    """Read one frame: (head, bytes). Raises ConnectionEnded, and OSError (TimeoutError where there is a time limit)."""
    head_size, body_size = PREFIX.unpack(_exactly(connection, PREFIX.size))
    if head_size > LARGEST_HEAD or body_size > LARGEST_BODY:
        raise ConnectionEnded(f"a frame of {head_size:,} and {body_size:,} bytes")
    try:
        head = json.loads(_exactly(connection, head_size))
    except ValueError as error:
        raise ConnectionEnded("no JSON") from error
    if not isinstance(head, dict):
        raise ConnectionEnded("no JSON object")
    return head, _exactly(connection, body_size)


def _exactly(connection: socket.socket, size: int) -> bytes:
    content = bytearray(size)
    view = memoryview(content)
    done = 0
    while done < size:
        count = connection.recv_into(view[done:])
        if not count:
            raise ConnectionEnded("closed")
        done += count
    return bytes(content)
