"""Processes that are kept running, and ended together."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time

import pytest

from config import supervisor
from core.jobs.registry import QUEUES
from tests.architecture import rules

SLEEPER = [sys.executable, "-c", "import time; time.sleep(600)"]
# Runs the supervisor over two sleepers, tells their pids, and says goodbye when it ends.
PROGRAM = """
import django, sys, threading, time
django.setup()
from config import supervisor
one, two = (supervisor.Child(name, [sys.executable, "-c", "import time; time.sleep(600)"]) for name in ("one", "two"))
def tell():
    while not (one.process and two.process):
        time.sleep(0.05)
    print(one.process.pid, two.process.pid, flush=True)
threading.Thread(target=tell, daemon=True).start()
print("ended", supervisor.run([one, two]), flush=True)
"""


def alive(pid: int) -> bool:
    try:
        with open(f"/proc/{pid}/stat") as file:
            return file.read().rsplit(")", 1)[1].split()[0] != "Z"
    except OSError:
        return False


def wait_for(condition, seconds: float = 20.0) -> bool:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline and not condition():
        time.sleep(0.05)
    return bool(condition())


@pytest.fixture
def supervised():
    run = subprocess.Popen(
        [sys.executable, "-c", PROGRAM],
        cwd=rules.REPOSITORY,
        env={**os.environ, "DJANGO_SETTINGS_MODULE": "config.settings"},
        stdout=subprocess.PIPE,
        text=True,
    )
    pids = [int(word) for word in run.stdout.readline().split()]
    yield run, pids
    run.kill()
    run.wait()


def test_supervisor__told_to_stop__ends_every_child_and_then_itself(supervised):
    run, pids = supervised
    run.send_signal(signal.SIGTERM)
    assert run.wait(20) == 0
    assert run.stdout.read() == "ended 0\n"
    assert not any(alive(pid) for pid in pids)


def test_supervisor__killed__leaves_no_orphans(supervised):
    run, pids = supervised
    run.kill()
    run.wait()
    assert wait_for(lambda: not any(alive(pid) for pid in pids))


def test_child__that_dies__starts_again_after_a_pause_that_grows():
    child = supervisor.Child("planted", SLEEPER)
    pauses = []
    try:
        for _ in range(3):
            supervisor._tend(child)
            child.process.kill()
            child.process.wait()
            supervisor._tend(child)
            assert child.process is None
            pauses.append(child.start_after - time.monotonic())
            child.start_after = 0.0
        supervisor._tend(child)
        assert child.process.poll() is None
    finally:
        supervisor._stop_all([child])
    assert [round(pause) for pause in pauses] == [1, 2, 4]
    assert child.process.poll() is not None


def test_child__that_ignores_sigterm__is_killed(monkeypatch):
    monkeypatch.setattr(supervisor, "STOP_SECONDS", 0.5)
    stubborn = (
        "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); print('up', flush=True); time.sleep(99)"
    )
    process = subprocess.Popen([sys.executable, "-c", stubborn], stdout=subprocess.PIPE, text=True)
    assert process.stdout.readline() == "up\n"
    supervisor._stop_all([supervisor.Child("stubborn", [], process=process)])
    assert process.returncode == -signal.SIGKILL


def test_children__consume_every_queue_and_share_their_metrics(settings, tmp_path, monkeypatch):
    settings.VAR_DIR = tmp_path
    monkeypatch.setenv("PROMETHEUS_MULTIPROC_DIR", "elsewhere")
    (tmp_path / "metrics").mkdir()
    (tmp_path / "metrics" / "counter_1.db").write_text("of a process long gone")
    children = supervisor.children()
    assert [one.name for one in children] == ["web", *(f"worker-{name}" for name in QUEUES), "beat"]
    for name, worker in zip(QUEUES, children[1:-1], strict=True):
        assert {f"--queues={name}", "--concurrency=2"} <= set(worker.command)
    assert len({word for one in children for word in one.command if word.startswith("--hostname=")}) == len(QUEUES)
    assert os.environ["PROMETHEUS_MULTIPROC_DIR"] == str(tmp_path / "metrics")
    assert list((tmp_path / "metrics").iterdir()) == []


def test_workers__have_the_processes_that_the_settings_give_their_queue(monkeypatch):
    monkeypatch.setenv("WORKER_CONCURRENCY", "3")
    monkeypatch.setenv("WORKER_CONCURRENCY_PDF", "1")
    assert supervisor._workers(supervisor._concurrency()) == [
        (["default"], 3),
        (["pdf"], 1),
        (["email"], 3),
        (["external"], 3),
    ]


def test_queue__with_no_process_of_its_own__is_worked_on_by_that_of_default(monkeypatch):
    for name in ("DEFAULT", "EMAIL", "EXTERNAL"):
        monkeypatch.setenv(f"WORKER_CONCURRENCY_{name}", "0")
    assert supervisor._workers(supervisor._concurrency()) == [(["default", "email", "external"], 1), (["pdf"], 2)]
