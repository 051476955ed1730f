"""The environment of one test process, settled before Django reads its settings.

A column is chosen by TEST_COLUMN: `embedded` (SQLite, memory, disk; the default) or `real` (the servers of
`tests.services`, which must run). What the shell happens to hold, a production DATABASE_URL above all, never reaches
a test: only the variables named here are set, all other settings stand at their defaults.
"""

from __future__ import annotations

import atexit
import fcntl
import os
import re
import shutil
import tempfile
from pathlib import Path
from typing import IO

from tests.services.stack import REPOSITORY, read_environment

EMBEDDED = "embedded"
REAL = "real"
_SLOTS = 40
_held: list[IO[str]] = []


class ServersDown(RuntimeError):
    """TEST_COLUMN=real was asked for, and the servers do not run."""


def column() -> str:
    """The column of this run; anything but `embedded` or `real` is a mistake and is said."""
    chosen = os.environ.get("TEST_COLUMN", EMBEDDED)
    if chosen not in (EMBEDDED, REAL):
        raise RuntimeError(f"TEST_COLUMN is {chosen!r}; it must be {EMBEDDED} or {REAL}.")
    return chosen


def known_settings() -> set[str]:
    """Every variable that the application reads, as `config` names them."""
    call = re.compile(r"""\benv\.\w+\(\s*["']([A-Z0-9_]+)["']""")
    found: set[str] = set()
    for path in sorted((REPOSITORY / "config").rglob("*.py")):
        found.update(call.findall(path.read_text()))
    return found


def prepare() -> None:
    """Put this process's variables into os.environ: a slot, a VAR_DIR and, in the real column, servers of its own."""
    for name in known_settings():
        os.environ.pop(name, None)
        os.environ.pop(f"{name}_FILE", None)
    os.environ.update(process_environment(column(), _take_slot()))


def process_environment(chosen: str, slot: int) -> dict[str, str]:
    """The variables of the process that holds this slot (0 to 39)."""
    own = {
        "ENVIRONMENT": "test",
        "VAR_DIR": str(_var_dir()),
        "PUBLIC_URL": "http://testserver",
        "SECRET_KEY": "only-for-tests-" + "0123456789abcdef" * 4,
        "LITELLM_LOCAL_MODEL_COST_MAP": "True",
    }
    if chosen == REAL:
        own.update(_servers(slot))
    return own


def _servers(slot: int) -> dict[str, str]:
    """The shared servers, with a database, two Redis databases and a bucket that no other process uses."""
    shared = read_environment()
    if not shared:
        raise ServersDown("TEST_COLUMN=real needs the servers: run `make services` first.")
    return {
        **shared,
        "DATABASE_URL": f"{shared['DATABASE_URL']}_slot{slot}",
        "CACHE_URL": re.sub(r"/0$", f"/{2 + 2 * slot}", shared["CACHE_URL"]),
        "CELERY_BROKER_URL": re.sub(r"/1$", f"/{3 + 2 * slot}", shared["CELERY_BROKER_URL"]),
        "S3_BUCKET": f"{shared['S3_BUCKET']}-slot{slot}",
    }


def _take_slot() -> int:
    """The lowest number that no living test process of this work tree holds."""
    directory = REPOSITORY / "var" / "services" / "slots"
    directory.mkdir(parents=True, exist_ok=True)
    for slot in range(_SLOTS):
        lock = (directory / str(slot)).open("w")
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            lock.close()
            continue
        _held.append(lock)  # the kernel lets go of it when the process ends, however it ends
        return slot
    raise RuntimeError(f"More than {_SLOTS} test processes run in this work tree.")


def _var_dir() -> Path:
    path = Path(tempfile.mkdtemp(prefix="hain-test-"))
    atexit.register(shutil.rmtree, path, ignore_errors=True)
    return path
