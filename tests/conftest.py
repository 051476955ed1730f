"""What every test may use, and which tests run in which column (docs/testing.md)."""

from __future__ import annotations

import gc
import json
import os
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests import lanes
from tests.environment import EMBEDDED, column

pytest_plugins = ["tests.fixtures", "tests.practice"]

gc.disable()  # importing and collecting make what stays: a third of that time was spent looking through it

# A test that asks for one of these touches a server; the real column runs it again.
TOUCHING = frozenset(
    {"db", "transactional_db", "django_db_setup", "live_server", "files", "settings_env", "celery_worker_process"}
)

# Who may take more than this, or starts one of these, is long.
LONG_SECONDS = 240
LONG = frozenset({"live_hain", "begun_in_production", "celery_worker_process"})


def belongs(item: pytest.Item, chosen: str) -> bool:
    """Whether a test runs in the column."""
    has = {mark.name for mark in item.iter_markers()}
    if "bench" in has:
        return False
    if chosen == EMBEDDED:
        return "real_only" not in has
    if "real_only" in has:
        return True
    if has & {"embedded_only", "browser"}:
        return False
    return "django_db" in has or bool(TOUCHING & set(getattr(item, "fixturenames", ())))


def is_short(item: pytest.Item) -> int:
    """0 for a test that takes long, by what it asks for, 1 for a browser's, 2 for all others: sorted by it, no worker
    is left alone at the end with a long one.
    """
    limit = item.get_closest_marker("timeout")
    if (limit and limit.args[0] > LONG_SECONDS) or LONG & set(getattr(item, "fixturenames", ())):
        return 0
    return 1 if item.get_closest_marker("browser") else 2


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    chosen = column()
    kept = [item for item in items if belongs(item, chosen)]
    dropped = [item for item in items if not belongs(item, chosen)]
    if dropped:
        config.hook.pytest_deselected(items=dropped)
    items[:] = sorted(kept, key=is_short)


@pytest.hookimpl(trylast=True)
def pytest_collection_finish() -> None:
    """From here on garbage is collected again, among what the tests themselves make."""
    gc.freeze()
    gc.enable()


def pytest_terminal_summary(terminalreporter: Any) -> None:
    """The lanes' times, before pytest's own last line."""
    kept = os.environ.get("TEST_LANES")
    if not kept or os.environ.get("PYTEST_XDIST_WORKER"):
        return
    times = json.loads(kept)
    if times["running"] == column():
        terminalreporter.write_sep("=", "lanes")
        done = {**times["done"], times["running"]: time.monotonic() - times["started"]}
        terminalreporter.write_line(lanes.table(done))


@pytest.fixture(autouse=True)
def _fresh_cache() -> Iterator[None]:
    """The cache is no memory between tests, in either column."""
    yield
    from django.core.cache import cache  # after Django is set up

    cache.clear()


@pytest.fixture
def settings_env(transactional_db: None) -> dict[str, str]:
    """The environment in which another process sees this test's database, cache, broker and files."""
    from django.db import connection

    database = connection.settings_dict
    if connection.vendor == "sqlite":
        url = f"sqlite:///{database['NAME']}"
    else:
        account = f"{database['USER']}:{database['PASSWORD']}"
        url = f"mysql://{account}@{database['HOST']}:{database['PORT']}/{database['NAME']}"
    return {**os.environ, "DATABASE_URL": url, "LOG_LEVEL": "INFO"}


@pytest.fixture
def celery_worker_process(settings_env: dict[str, str], tmp_path: Path) -> Iterator[Callable[..., Any]]:
    """Starts Celery workers on this test's database and broker; `celery_worker_process("pdf,default")`."""
    from tests import processes

    started: list[processes.Running] = []

    def start(queues: str = "default,pdf,email,external", app: str = "config", **extra: str) -> processes.Running:
        log = tmp_path / f"worker-{len(started)}.log"
        started.append(processes.start_worker({**settings_env, **extra}, log, queues, app))
        return started[-1]

    yield start
    for one in started:
        one.kill()


@pytest.fixture(scope="session")
def shared_by_workers(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A directory that all test processes of this run see."""
    base = tmp_path_factory.getbasetemp()
    return base.parent if "PYTEST_XDIST_WORKER" in os.environ else base


@pytest.fixture
def begun_in_production(shared_by_workers: Path) -> Path:
    """The VAR_DIR of a Hain that was started in production in an empty directory, and stopped; only to be read."""
    from tests import processes

    return processes.begun(shared_by_workers)


@pytest.fixture
def begun(shared_by_workers: Path, tmp_path: Path) -> Path:
    """A VAR_DIR of this test's own with the library in it and no people yet: `live_hain(var_dir=begun)` starts fast."""
    from tests import processes

    return processes.copy_begun(shared_by_workers, tmp_path / "begun")


@pytest.fixture
def live_hain(tmp_path: Path) -> Iterator[Callable[..., Any]]:
    """Starts the launcher with the embedded default and the given variables; `live_hain(LLM_MODEL="…")`."""
    from tests import processes

    started: list[processes.LiveHain] = []

    def start(var_dir: Path | None = None, **extra: str) -> processes.LiveHain:
        started.append(processes.start_hain(var_dir or tmp_path / f"hain-{len(started)}", extra))
        return started[-1]

    yield start
    for one in started:
        one.stop()
