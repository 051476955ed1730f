"""Database, storage or broker away in the middle of work: a clear problem, a job that waits, nothing half written."""

from __future__ import annotations

import json
import time
from pathlib import Path

import httpx
import pytest

from tests import processes
from tests.servers.smtp_server import SMTPServer
from tests.services.mariadb import MariaDB
from tests.services.redis import Redis
from tests.services.seaweedfs import SeaweedFS

pytestmark = [pytest.mark.real_only, pytest.mark.timeout(300)]
# Two workers in place of four start sooner.
FEWER = {"WORKER_CONCURRENCY": "1", "WORKER_CONCURRENCY_EMAIL": "0", "WORKER_CONCURRENCY_EXTERNAL": "0"}
# What was in hand when the database went is found again sooner than in the minute that it takes in life.
SOONER = {"JOBS_RETRY_BASE_SECONDS": "1", "JOBS_LEASE_SECONDS": "6", "JOBS_REDISPATCH_SECONDS": "6"}
SLUG = "articles-of-incorporation-stock"
COMPANY = json.loads((Path(__file__).parents[1] / "flows" / "company.json").read_text())


class Office:
    """A running Hain on servers of its own, and a lawyer logged in to it."""

    def __init__(self, live, mails: SMTPServer, database: MariaDB, cache: Redis, files: SeaweedFS) -> None:
        self.mails, self.database, self.cache, self.files = mails, database, cache, files
        lawyer = live.logins()["lawyer"]
        self.http = httpx.Client(base_url=live.base_url, timeout=60)
        tokens = self.http.post(
            "/api/auth/token", json={"email": lawyer["email"], "password": lawyer["password"]}
        ).json()
        self.http.headers["Authorization"] = f"Bearer {tokens['access']}"
        self.case = self.http.get("/api/cases").json()["results"][0]["id"]

    def generate(self, name: str, *, wait: int = 30) -> httpx.Response:
        inputs = {**COMPANY, "corporateName": name}
        body = {"caseId": self.case, "templateId": SLUG, "inputs": inputs}
        return self.http.post("/api/docs/generate", json=body, headers={"Prefer": f"wait={wait}"})

    def mail(self, subject: str) -> httpx.Response:
        body = {"to": "liwayway@example.com", "subject": subject, "bodyText": "Good day."}
        return self.http.post("/api/email/send", json=body)

    def mail_status(self, answer: httpx.Response) -> str:
        return str(self.http.get(f"/api/email/{answer.json()['id']}").json()["status"])

    def arrived(self, subject: str) -> int:
        """How many mails of that subject reached the server; those of the house are others."""
        return sum(one.mail["Subject"] == subject for one in list(self.mails.mails))

    def documents(self) -> int:
        return len(self.http.get(f"/api/docs?case={self.case}").json()["results"])

    def job(self, answer: httpx.Response) -> dict:
        return self.http.get(f"/api/jobs/{answer.json()['jobId']}").json()


def until(condition, *, seconds: float = 90) -> None:
    ends = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < ends, "it did not happen in time"
        time.sleep(0.2)


@pytest.fixture
def office(live_hain, tmp_path):
    servers = [kind(tmp_path / kind.__name__) for kind in (MariaDB, Redis, SeaweedFS)]
    try:
        environment: dict[str, str] = {}
        for server in servers:
            server.start()
            environment.update(server.environment())
        environment["CELERY_BROKER_URL"] = environment.get("CELERY_BROKER_URL", environment["CACHE_URL"])
        var_dir = processes.prepare_with_one(SLUG, tmp_path / "office", environment)
        with SMTPServer() as mails:
            live = live_hain(var_dir, **environment, **FEWER, **SOONER, WEB_WORKERS="1", EMAIL_URL=mails.url)
            yield Office(live, mails, *servers)
    finally:
        for server in servers:
            server.stop()


def test_each_server_goes_away_and_comes_back__nothing_is_lost_and_nothing_is_half_written(office):
    assert office.generate("Before Foods Inc.").status_code == 200
    before = office.documents()

    office.files.stop()
    without_files = office.generate("Storage Away Foods Inc.", wait=4)
    assert without_files.status_code == 202, without_files.text
    until(lambda: office.http.get("/api/health/ready").status_code == 503)
    assert office.documents() == before
    office.files.start()
    until(lambda: office.job(without_files)["status"] == "succeeded")
    assert office.documents() == before + 1

    office.cache.stop()
    assert office.http.get("/api/cases").status_code == 200
    without_broker = office.generate("Broker Away Foods Inc.", wait=0)
    assert without_broker.status_code == 202, without_broker.text
    mail = office.mail("Broker away")
    assert (mail.status_code, mail.json()["status"], office.arrived("Broker away")) == (202, "queued", 0)
    office.cache.start()
    until(lambda: office.job(without_broker)["status"] == "succeeded")
    until(lambda: office.mail_status(mail) == "sent")
    assert office.arrived("Broker away") == 1
    assert office.documents() == before + 2

    asked = [office.generate(f"Restarted Under {number} Foods Inc.", wait=0) for number in range(4)]
    office.database.kill()
    time.sleep(1)
    office.database.start()
    until(lambda: office.http.get("/api/cases").status_code == 200)
    until(lambda: {office.job(one)["status"] for one in asked} == {"succeeded"})
    assert office.documents() == before + 6

    office.database.stop()
    refused = office.http.get("/api/cases")
    assert (refused.status_code, refused.json()["code"]) == (503, "service-unavailable")
    assert refused.headers["Content-Type"] == "application/problem+json"
    office.database.start()
    until(lambda: office.http.get("/api/cases").status_code == 200)
    assert office.generate("After Foods Inc.").status_code == 200
    assert office.documents() == before + 7
