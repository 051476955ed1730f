"""The process that opens a file from outside: `python -m documents.uploads.worker check|read MEGABYTES SECONDS MOST`.

The file comes on standard input, JSON goes to standard output: {"type", "pages"} or {"code", "detail"} for `check`,
{"text", "cut"} for `read`. It limits itself before it reads a byte.
"""

from __future__ import annotations

import json
import resource
import sys
from collections.abc import Callable, Iterable
from typing import Any

from documents.uploads import docx, images, kinds, pdf

TOO_MUCH = "The file takes more time or memory to open than is given to one. Print it to a new PDF and send that."
DAMAGED = "The file cannot be read: it is damaged. Save it anew and send that."


def main() -> int:
    """Do one thing with one file."""
    mode, megabytes, seconds, most = sys.argv[1], *map(int, sys.argv[2:5])
    limit_self(megabytes, seconds)
    content = sys.stdin.buffer.read()
    told = told_by(lambda: _check(content) if mode == "check" else _read(content, most))
    sys.stdout.write(json.dumps(told))
    return 0


def limit_self(megabytes: int, seconds: int) -> None:
    """From now on this process may use so much memory and so many seconds of a core, and write no file."""
    resource.setrlimit(resource.RLIMIT_AS, (megabytes << 20, megabytes << 20))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def told_by(opened: Callable[[], dict[str, Any]]) -> dict[str, Any]:
    """What opening the file says, or {"code", "detail"} where it is refused or breaks what opens it."""
    try:
        return opened()
    except kinds.FileError as refused:
        return {"code": refused.code, "detail": refused.detail}
    except (RecursionError, MemoryError, SystemError, ImportError):
        # Where memory ends inside a C library or while one is loaded, it says so by the last two; no file raises them.
        return {"code": "file-too-complex", "detail": TOO_MUCH}
    except Exception as error:  # a parser that stumbles over a file says that the file is not sound
        return {"code": "file-damaged", "detail": DAMAGED, "error": type(error).__name__}


def _check(content: bytes) -> dict[str, Any]:
    kind = kinds.kind_of(content)
    kinds.require_one_kind(content, kind)
    pages: int | None = None
    if kind == kinds.PDF:
        pages = pdf.pages_of(content)
    elif kind == kinds.DOCX:
        docx.check(content)
    else:
        images.check(content, kind)
        pages = 1
    return {"type": kind, "pages": pages}


def _read(content: bytes, most: int) -> dict[str, Any]:
    kind = kinds.kind_of(content)
    if kind not in (kinds.PDF, kinds.DOCX):
        return {"text": "", "cut": False}
    pieces: Iterable[str] = pdf.text(content, most) if kind == kinds.PDF else docx.text(content, most)
    text = "\n\n".join(piece.strip() for piece in pieces if piece.strip())
    text = text.encode("utf-8", "ignore").decode().replace("\x00", "")
    return {"text": text[:most], "cut": len(text) > most}


if __name__ == "__main__":
    sys.exit(main())
