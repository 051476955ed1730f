"""The lanes of `make test`, one after the other, cheapest first; the first that fails ends the run.

`python -m tests.lanes [LANE …]`. Budgets are read from docs/testing.md. The times are handed to
the last pytest run, which prints them, so that the closing lines are pytest's own summary.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from tests.services.stack import REPOSITORY, Stack

BIN = Path(sys.executable).parent
PRINTED_BY_PYTEST = ("embedded", "real")
WORKERS = os.environ.get("TEST_WORKERS", "2")
PYTEST = [str(BIN / "pytest"), "-q", "-n", WORKERS, "--dist", "loadgroup", "--maxfail=20"]
LINTERS = (
    ("ruff", "check", "--quiet", "--no-cache", "."),
    ("djlint", "--lint", "--quiet", "templates", "backoffice"),
    ("deptry", "."),
    ("bandit", "-q", "-c", "pyproject.toml", "-r", "."),
    ("python", "manage.py", "check", "--fail-level", "WARNING"),
    ("python", "manage.py", "makemigrations", "--check", "--dry-run"),
)


def lint() -> int:
    """All linters, two at a time; what a linter printed is shown when it failed."""
    with tempfile.TemporaryDirectory(prefix="hain-lint-") as state, ThreadPoolExecutor(2) as pool:
        environment = {**os.environ, "VAR_DIR": state, "ENVIRONMENT": "test"}
        results = list(pool.map(lambda words: (words, _quietly(words, environment)), LINTERS))
    failed = [(words, output) for words, (status, output) in results if status]
    for words, output in failed:
        print(f"--- {' '.join(words)}\n{output}", flush=True)
    return 1 if failed else 0


def types() -> int:
    """mypy over the whole tree."""
    with tempfile.TemporaryDirectory(prefix="hain-types-") as state:
        return _run(["mypy", "--no-error-summary", "."], {"VAR_DIR": state, "ENVIRONMENT": "test"})


def contracts() -> int:
    """The floors, and the rules of tests/architecture."""
    return _run(["lint-imports", "--no-cache"]) or _run(["pytest", "-q", "tests/architecture"])


def embedded() -> int:
    """Every test on the embedded default."""
    return _pytest({"TEST_COLUMN": "embedded"})


def real() -> int:
    """What touches a server, on real servers; they are stopped afterwards unless they ran before."""
    stack = Stack()
    ours = stack.start()
    try:
        return _pytest({"TEST_COLUMN": "real"})
    finally:
        if ours:
            stack.stop()


LANES: Mapping[str, Callable[[], int]] = {
    "lint": lint,
    "types": types,
    "contracts": contracts,
    "embedded": embedded,
    "real": real,
}


def budgets() -> dict[str, float]:
    """Minutes by lane, as docs/testing.md promises them."""
    text = (REPOSITORY / "docs" / "testing.md").read_text()
    return {name: float(minutes) for name, minutes in re.findall(r"^\| (\w+) \| ([\d.]+) \|", text, re.MULTILINE)}


def table(seconds: Mapping[str, float]) -> str:
    """What each lane took, beside its budget."""
    promised = budgets()
    lines = [f"{'lane':<10} {'took':>8} {'budget':>8}"]
    for name, took in seconds.items():
        minutes = promised.get(name, 0.0)
        verdict = "  OVER BUDGET" if took > minutes * 60 else ""
        lines.append(f"{name:<10} {took / 60:>6.1f} m {minutes:>6.1f} m{verdict}")
    lines.append(f"{'all':<10} {sum(seconds.values()) / 60:>6.1f} m {sum(promised.values()):>6.1f} m")
    return "\n".join(lines)


def main(chosen: Sequence[str]) -> int:
    """Run the chosen lanes, all without a choice; the status of the first that failed."""
    unknown = sorted(set(chosen) - set(LANES))
    if unknown:
        print(f"No such lane: {', '.join(unknown)}. There are: {', '.join(LANES)}.", file=sys.stderr)
        return 2
    seconds: dict[str, float] = {}
    wanted = list(chosen or LANES)
    for name in wanted:
        print(f"=== {name}", flush=True)
        started = time.monotonic()
        os.environ["TEST_LANES"] = json.dumps({"done": seconds, "running": name, "started": started})
        status = LANES[name]()
        seconds[name] = time.monotonic() - started
        if status:
            if name not in PRINTED_BY_PYTEST:
                print(table(seconds), flush=True)
            print(f"The lane {name} failed.", file=sys.stderr, flush=True)
            return status
    if wanted[-1] not in PRINTED_BY_PYTEST:  # pytest has printed it else
        print(table(seconds), flush=True)
    return 0


def _pytest(environment: Mapping[str, str]) -> int:
    return _run([*PYTEST, "--ignore=tests/architecture", "tests"], environment)


def _command(words: Sequence[str]) -> list[str]:
    program = BIN / words[0]
    return [str(program) if program.exists() else words[0], *words[1:]]


def _run(words: Sequence[str], extra: Mapping[str, str] | None = None) -> int:
    environment = {**os.environ, **(extra or {})}
    environment.pop("PYTHONDONTWRITEBYTECODE", None)  # else each of the many processes compiles everything anew
    return subprocess.run(_command(words), cwd=REPOSITORY, env=environment, check=False).returncode


def _quietly(words: Sequence[str], environment: Mapping[str, str]) -> tuple[int, str]:
    run = subprocess.run(
        _command(words), cwd=REPOSITORY, env=dict(environment), capture_output=True, text=True, check=False
    )
    return run.returncode, run.stdout + run.stderr


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
