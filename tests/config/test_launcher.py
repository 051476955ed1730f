"""The launcher as a process: what it makes, what it leaves alone, how it ends."""

from __future__ import annotations

import json
import os
import signal
import sqlite3
import stat
import subprocess
import sys
import time

import pytest

from tests import processes
from tests.architecture import rules
from tests.services.process import answers

pytestmark = pytest.mark.embedded_only


def children(pid: int) -> list[int]:
    found = subprocess.run(["ps", "-o", "pid=", "--ppid", str(pid)], capture_output=True, text=True, check=False)
    return [int(word) for word in found.stdout.split()]


def rows(hain: processes.LiveHain, table: str) -> int:
    with sqlite3.connect(hain.var_dir / "hain.sqlite3") as database:
        return int(database.execute(f"SELECT COUNT(*) FROM {table}").fetchone()[0])


def test_launcher__in_an_empty_directory__makes_the_practice_once_and_starts_again_quickly(live_hain):
    hain = live_hain()
    assert hain.get("/api/health/ready")[0] == 200
    assert {place: sorted(one) for place, one in hain.logins().items()} == {
        place: ["email", "id", "password"] for place in ("admin", "client", "lawyer", "reviewer")
    }
    assert stat.S_IMODE((hain.var_dir / "demo.json").stat().st_mode) == 0o600
    assert json.loads((hain.var_dir / "demo.json").read_text())["baseUrl"] == hain.base_url
    for address in (f"{hain.base_url}/admin/", f"{hain.base_url}/api/schema/ui", "demo.json"):
        assert address in hain.said()
    before = {table: rows(hain, table) for table in ("accounts_user", "documents_templateversion", "core_job")}
    log_ins = hain.logins()
    assert hain.stop() == 0
    assert not answers(int(hain.base_url.rsplit(":", 1)[1]))

    again = live_hain(var_dir=hain.var_dir)
    assert {table: rows(again, table) for table in before} == before
    assert again.logins() == log_ins


def test_launcher__whose_web_process_is_killed__serves_on_and_interrupted_ends_with_all_its_processes(live_hain):
    hain = live_hain()
    (web,) = children(hain.pid)
    os.kill(web, signal.SIGKILL)
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline:
        try:
            if hain.get("/api/health/ready")[0] == 200:
                break
        except OSError:
            time.sleep(0.1)
    mine = [hain.pid, *children(hain.pid)]
    assert len(mine) == 2
    assert web not in mine

    os.killpg(hain.pid, signal.SIGINT)  # as Ctrl-C does
    assert hain.process.wait(10) == 0
    assert [pid for pid in mine if os.path.exists(f"/proc/{pid}")] == []


def test_launcher__in_production_on_a_default_secret__does_not_start_and_says_why(tmp_path):
    environment = {**processes.clean_environment(), "ENVIRONMENT": "production", "VAR_DIR": str(tmp_path)}
    environment["DJANGO_SETTINGS_MODULE"] = "config.settings"
    run = subprocess.run(
        [sys.executable, "-m", "config.run"],
        env=environment,
        cwd=rules.REPOSITORY,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert run.returncode != 0
    assert "Hain does not start in production" in run.stderr
    assert not (tmp_path / "hain.sqlite3").exists()


def test_launcher__in_production__makes_no_demo(live_hain):
    hain = live_hain(ENVIRONMENT="production", SECRET_KEY="x7" * 30, EMAIL_URL="smtp://127.0.0.1:25")
    assert not (hain.var_dir / "demo.json").exists()
    assert rows(hain, "accounts_user") == 0
    assert rows(hain, "documents_templateversion") > 0
