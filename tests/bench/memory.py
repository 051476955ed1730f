"""What the web process weighs before its first request."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import psutil

PORT = "18473"
HEAVY = ("weasyprint", "litellm", "boto3", "pyhanko")


def web_process_megabytes() -> float:
    """The resident memory of the heaviest web process of `python -m config.run`, at rest, in MB."""
    environment = {**os.environ, "PORT": PORT, "PUBLIC_URL": f"http://127.0.0.1:{PORT}"}
    root = Path(__file__).resolve().parents[2]
    with subprocess.Popen(
        [sys.executable, "-m", "config.run"], cwd=root, env=environment, stdout=subprocess.DEVNULL
    ) as run:
        try:
            _wait_until_ready()
            processes = [psutil.Process(run.pid), *psutil.Process(run.pid).children(recursive=True)]
            return max(process.memory_info().rss for process in processes) / 1e6
        finally:
            run.send_signal(signal.SIGTERM)
            run.wait(30)


def _wait_until_ready() -> None:
    for _ in range(300):
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{PORT}/api/health/live", timeout=1) as answer:
                if answer.status == 200:
                    time.sleep(1)
                    return
        except OSError:
            time.sleep(0.1)
    raise RuntimeError("the web process did not start")
