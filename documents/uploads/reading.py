"""Asking the process that opens files (`worker`), and what its silence means."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import structlog
from django.conf import settings

from documents.uploads.kinds import FileError, kind_of
from documents.uploads.worker import TOO_MUCH

log = structlog.get_logger(__name__)
ROOT = Path(__file__).resolve().parents[2]
MOST_TEXT = 2_000_000  # characters kept of one file


@dataclass(frozen=True)
class Facts:
    """What a file is: its media type, and its pages where it has any."""

    content_type: str
    pages: int | None


def examined(content: bytes) -> Facts:
    """What the file is. Raises FileError, with what to do next, for one that may not come in."""
    kind_of(content)  # most of what is refused is refused here, without a process
    told = asked("check", content)
    return Facts(told["type"], told["pages"])


def text_of(content: bytes) -> tuple[str, bool]:
    """(the text, whether it was cut at two million characters). Raises FileError where reading takes too much."""
    told = asked("read", content)
    return told["text"], told["cut"]


def asked(mode: str, content: bytes, *, worker: str = "documents.uploads.worker") -> dict[str, Any]:
    """What `python -m <worker>` answers to the file, within UPLOAD_READ_SECONDS and UPLOAD_READ_MEGABYTES. Raises
    FileError where it refuses the file, or breaks over it.
    """
    seconds = settings.UPLOAD_READ_SECONDS
    numbers = (settings.UPLOAD_READ_MEGABYTES, seconds, MOST_TEXT)
    command = [sys.executable, "-m", worker, mode, *map(str, numbers)]
    environment = {"PATH": "/usr/bin:/bin", "LANG": "C.UTF-8", "PYTHONDONTWRITEBYTECODE": "1"}
    try:
        done = subprocess.run(
            command,
            input=content,
            capture_output=True,
            timeout=seconds * 2,
            check=False,
            cwd=ROOT,
            env=environment,
        )
    except subprocess.TimeoutExpired:
        raise FileError("file-too-complex", TOO_MUCH) from None
    if done.returncode != 0:
        last = done.stderr.decode(errors="replace").strip().splitlines()[-1:]
        log.warning("upload.worker.ended", status=done.returncode, said=last[0][:80] if last else "")
        raise FileError("file-too-complex", TOO_MUCH)
    answer: dict[str, Any] = json.loads(done.stdout)
    if "code" in answer:
        if "error" in answer:
            log.warning("upload.unreadable", error=answer["error"])
        raise FileError(answer["code"], answer["detail"])
    return answer
