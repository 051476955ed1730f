"""`make run` with a database, a broker, a cache and a bucket named: the main job through web, worker and beat."""

from __future__ import annotations

import json
import os
import signal
import time
import urllib.request

import pytest

from core.ids import new_id
from tests import processes
from tests.services.process import command_line
from tests.services.stack import read_environment

pytestmark = pytest.mark.real_only
# Two workers in place of four start sooner: that of `default` takes these queues too.
FEWER = {"WORKER_CONCURRENCY": "1", "WORKER_CONCURRENCY_EMAIL": "0", "WORKER_CONCURRENCY_EXTERNAL": "0"}


@pytest.fixture
def environment():
    """This process's servers, with a database of its own that is gone afterwards."""
    import MySQLdb  # only where the real column has installed it

    slot = {name: os.environ[name] for name in read_environment()}
    url, name = slot["DATABASE_URL"].rsplit("/", 1)
    name = f"{name}_{os.environ.get('PYTEST_XDIST_WORKER', 'one')}_run"
    account, address = url.removeprefix("mysql://").split("@")
    user, password = account.split(":")
    host, port = address.split(":")
    connection = MySQLdb.connect(host=host, port=int(port), user=user, passwd=password)
    cursor = connection.cursor()
    cursor.execute(f"DROP DATABASE IF EXISTS {name}")
    cursor.execute(f"CREATE DATABASE {name} CHARACTER SET utf8mb4")
    bucket = f"{slot['S3_BUCKET']}-{new_id().hex[-12:]}"  # not there yet: the launcher makes it
    yield {**slot, "DATABASE_URL": f"{url}/{name}", "S3_BUCKET": bucket, "JOBS_SWEEP_SECONDS": "1", **FEWER}
    cursor.execute(f"DROP DATABASE {name}")
    connection.close()


def call(hain: processes.LiveHain, method: str, path: str, token: str = "", body: object = None) -> dict:
    headers = {"Content-Type": "application/json"}
    if token:
        headers["Authorization"] = f"Bearer {token}"
    data = None if body is None else json.dumps(body).encode()
    request = urllib.request.Request(hain.base_url + path, data=data, headers=headers, method=method)
    with urllib.request.urlopen(request, timeout=60) as answer:
        return json.loads(answer.read() or b"{}")


def child(hain: processes.LiveHain, word: str) -> int:
    """The pid of the child whose command holds the word, once it is there."""
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline:
        with open(f"/proc/{hain.pid}/task/{hain.pid}/children") as file:
            for pid in map(int, file.read().split()):
                if word in command_line(pid):
                    return pid
        time.sleep(0.1)
    raise AssertionError(f"no child with {word}")


@pytest.mark.timeout(240)
def test_launcher__with_a_broker__runs_the_main_job_through_worker_and_bucket_and_replaces_a_dead_worker(
    live_hain, environment
):
    hain = live_hain(**environment)
    lawyer = hain.logins()["lawyer"]
    token = call(hain, "POST", "/api/auth/token", body={key: lawyer[key] for key in ("email", "password")})["access"]
    ready = call(hain, "GET", "/api/health/ready")
    assert "sqlite" not in json.dumps(ready)
    worker = child(hain, "--queues=pdf")
    assert child(hain, " beat ") != worker
    case = next(one for one in call(hain, "GET", "/api/cases", token)["results"] if one["kind"] == "incorporation")
    slug = "articles-of-incorporation-stock"
    version = call(hain, "GET", f"/api/docs/templates/{slug}/versions/1", token)

    os.kill(worker, signal.SIGKILL)
    wish = {"caseId": case["id"], "templateId": slug, "inputs": version["sample"]}
    made = call(hain, "POST", "/api/docs/generate", token, wish)
    assert child(hain, "--queues=pdf") != worker
    if "jobId" in made:
        made = finished(hain, token, made["jobId"])
    assert made["checksum"].startswith("sha256:")

    metrics = hain.get("/metrics")[1].decode()
    assert "hain_jobs_run_total" in metrics, "the worker's counters are in the web process's answer"
    pids = [hain.pid, child(hain, "config.web"), child(hain, "--queues=pdf"), child(hain, " beat ")]
    assert hain.stop() == 0
    assert [pid for pid in pids if command_line(pid)] == []


def finished(hain: processes.LiveHain, token: str, job: str) -> dict:
    deadline = time.monotonic() + 90
    while time.monotonic() < deadline:
        state = call(hain, "GET", f"/api/jobs/{job}", token)
        if state["status"] in ("succeeded", "failed"):
            assert state["status"] == "succeeded", state
            return state["result"]
        time.sleep(0.5)
    raise AssertionError(f"job {job} did not end; {hain.said()[-2000:]}")
