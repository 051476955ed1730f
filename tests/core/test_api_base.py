"""What holds for every address: request ids, problems, limits, sizes, health."""

from __future__ import annotations

import errno
import json

import pytest
from django.core.files.storage import default_storage
from django.test import Client
from rest_framework.test import APIClient

from core import health, limits
from core.api.addresses import client_address
from core.models import Job

pytestmark = pytest.mark.django_db


def test_request_id__of_the_caller__is_kept_if_sane():
    assert Client().get("/api/health/live", headers={"X-Request-Id": "abc-1"})["X-Request-Id"] == "abc-1"


@pytest.mark.parametrize("bad", ["a b", "x" * 65, "a\tb", "<script>", ""])
def test_request_id__that_is_not_sane__is_replaced(bad):
    given = Client().get("/api/health/live", headers={"X-Request-Id": bad})["X-Request-Id"]
    assert given != bad
    assert len(given) == 36


def test_unknown_address_of_the_api__is_a_problem():
    answer = Client().get("/api/nothing")
    assert (answer.status_code, answer["Content-Type"]) == (404, "application/problem+json")
    body = answer.json()
    assert set(body) == {"type", "title", "status", "detail", "instance", "requestId", "code"}
    assert (body["instance"], body["requestId"]) == ("/api/nothing", answer["X-Request-Id"])


def test_problem_type__leads_to_a_page_that_explains_it():
    body = Client().get("/api/nothing").json()
    page = Client().get("/problems/" + body["type"].rsplit("/", 1)[1])
    assert page.status_code == 200
    assert "What to do:" in page.content.decode()
    assert Client().get("/problems/no-such-code").status_code == 404


def test_method_that_is_not_taken__is_a_405_problem(user_api):
    answer = user_api("lawyer").put("/api/jobs/0199f3c2-5c1e-7c40-9d5b-3f1f6f9f2a11", {})
    assert (answer.status_code, answer.json()["code"]) == (405, "method-not-allowed")


def test_body_over_the_limit__is_413_and_not_read(settings):
    settings.BODY_LIMIT_BYTES = 100
    answer = APIClient().post("/api/auth/token", {"email": "x" * 200, "password": "y"})
    assert (answer.status_code, answer.json()["code"]) == (413, "body-too-large")


@pytest.mark.parametrize("body", ["{", '{"a": NaN}', "[" * 200_000, '{"email": "\\ud800"}', b"\xff\xfe"])
def test_body_that_is_no_json__is_400(body):
    answer = APIClient().post("/api/auth/token", body, content_type="application/json")
    assert (answer.status_code, answer.json()["code"]) == (400, "malformed-request")


def test_anonymous_calls_over_the_limit__are_429_with_retry_after(settings):
    settings.LIMIT_ANONYMOUS_PER_MINUTE = 2
    client = Client()
    allowed = [client.get("/api/docs").status_code for _ in range(2)]
    refused = client.get("/api/docs")
    assert allowed == [401, 401]
    assert (refused.status_code, refused.json()["code"]) == (429, "too-many-requests")
    assert 1 <= int(refused["Retry-After"]) <= 60
    assert refused["RateLimit-Policy"] == '"anonymous";q=2;w=60'
    assert refused["RateLimit"].startswith('"anonymous";r=0;t=')


def test_made_up_tokens__open_no_way_around_the_anonymous_limit(settings):
    settings.LIMIT_ANONYMOUS_PER_MINUTE = 3
    client = APIClient()
    forged = {"Authorization": "Bearer made.up.token"}
    assert [client.get("/api/docs", headers=forged).status_code for _ in range(4)] == [401, 401, 401, 429]
    limits.reset()
    body = {"refresh": "x"}
    tries = [client.post("/api/auth/token/refresh", body, headers=forged).status_code for _ in range(4)]
    assert tries == [401, 401, 401, 429]


@pytest.mark.parametrize("path", ["/api/schema", "/api/schema/ui", "/api/no/such/address"])
@pytest.mark.parametrize("headers", [{}, {"Authorization": "Bearer x"}, {"Authorization": "Basic x"}])
def test_addresses_that_know_no_user__count_as_anonymous_whatever_is_brought(settings, path, headers):
    settings.LIMIT_ANONYMOUS_PER_MINUTE = 2
    tries = [Client().get(path, headers=headers).status_code for _ in range(3)]
    assert tries[:2] != [429, 429]
    assert tries[2] == 429


def test_calls_that_are_refused__count_for_their_user_and_not_for_the_address(settings, user_api):
    settings.LIMIT_ANONYMOUS_PER_MINUTE, settings.LIMIT_USER_PER_MINUTE = 1, 3
    client = user_api("client")
    tries = [client.put("/api/docs", {}, headers={"Authorization": "Bearer x"}).status_code for _ in range(4)]
    assert tries == [405, 405, 405, 429]


def test_host_that_is_not_ours__is_a_400_problem():
    answer = Client().get("/api/docs", headers={"Host": "elsewhere.example"})
    assert (answer.status_code, answer["Content-Type"]) == (400, "application/problem+json")
    assert answer.json()["code"] == "malformed-request"
    assert Client().get("/admin/", headers={"Host": "elsewhere.example"})["Content-Type"].startswith("text/html")


def test_calls_of_a_user_over_the_limit__are_429__and_another_user_is_not_touched(settings, user_api):
    settings.LIMIT_USER_PER_MINUTE = 3
    first, second = user_api("lawyer"), user_api("lawyer")
    path = "/api/jobs/0199f3c2-5c1e-7c40-9d5b-3f1f6f9f2a11"
    assert [first.get(path).status_code for _ in range(4)] == [404, 404, 404, 429]
    assert second.get(path).status_code == 404


def test_log_ins_over_the_limit__are_429_by_address(settings):
    settings.LIMIT_LOGIN_PER_MINUTE = 2
    client = APIClient()
    tries = [client.post("/api/auth/token", {"email": "a@b.example", "password": "x"}).status_code for _ in range(3)]
    assert tries == [401, 401, 429]


def test_job__is_shown_to_its_asker_and_to_admins_only(user_api):
    lawyer, other, admin = user_api("lawyer"), user_api("lawyer"), user_api("admin")
    job = Job.objects.create(kind="x", queue="default", user_id=lawyer.user.pk, status="succeeded", result={"a": 1})
    assert lawyer.get(f"/api/jobs/{job.pk}").json()["result"] == {"a": 1}
    assert admin.get(f"/api/jobs/{job.pk}").status_code == 200
    assert other.get(f"/api/jobs/{job.pk}").status_code == 404


def test_address__of_the_client__is_taken_from_our_own_proxies_only(rf, settings):
    request = rf.get("/", headers={"X-Forwarded-For": "6.6.6.6, 10.0.0.9"}, REMOTE_ADDR="10.0.0.1")
    settings.TRUSTED_PROXIES = 0
    assert client_address(request) == "10.0.0.1"
    settings.TRUSTED_PROXIES = 1
    assert client_address(request) == "10.0.0.9"


def test_ready__names_every_part():
    body = Client().get("/api/health/ready").json()
    assert body["status"] == "ok"
    assert set(body["checks"]) == {"database", "cache", "storage", "broker", "migrations"}


def test_ready__with_storage_down__is_503_and_names_it(monkeypatch):
    def away(*args):
        raise OSError("disk at /secret/place")

    monkeypatch.setitem(health.PARTS, "storage", away)
    answer = Client().get("/api/health/ready")
    assert answer.status_code == 503
    assert answer.json()["checks"]["storage"]["status"] == "failed"
    assert "/secret" not in answer.content.decode()
    assert default_storage is not None


def test_ready__with_a_storage_that_cannot_be_written_to__is_503(monkeypatch):
    def full(*args, **kwargs):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(health, "_written", None)
    monkeypatch.setattr(type(default_storage._wrapped or default_storage), "_save", full)
    assert Client().get("/api/health/ready").json()["checks"]["storage"]["status"] == "failed"


def test_ready__asked_often__writes_once(monkeypatch, files):
    written = []
    monkeypatch.setattr(health, "_written", None)
    monkeypatch.setattr(default_storage, "save", lambda name, content: written.append(name))
    states = [Client().get("/api/health/ready").json()["checks"]["storage"]["status"] for _ in range(3)]
    assert (states, written) == (["ok"] * 3, ["health/ready"])


def test_metrics__need_the_token_where_one_is_set(settings):
    assert b"hain_jobs_run_total" in Client().get("/metrics").content
    settings.METRICS_TOKEN = "abc"
    assert Client().get("/metrics").status_code == 401
    assert Client().get("/metrics", headers={"Authorization": "Bearer ñ"}).status_code == 401
    assert Client().get("/metrics", headers={"Authorization": "Bearer 木"}).status_code == 401
    assert Client().get("/metrics", headers={"Authorization": "Bearer abc"}).status_code == 200


def test_database_away__is_a_503_problem(user_api, monkeypatch):
    from django.db import OperationalError

    def away(*args, **kwargs):
        raise OperationalError("(2002, can't connect to 10.1.2.3)")

    client = user_api("lawyer")
    monkeypatch.setattr(Job.objects, "filter", away)
    answer = client.get("/api/jobs/0199f3c2-5c1e-7c40-9d5b-3f1f6f9f2a11")
    assert (answer.status_code, answer.json()["code"]) == (503, "service-unavailable")
    assert "10.1.2.3" not in answer.content.decode()


def test_fault_of_ours__is_a_500_problem_without_a_trace(user_api, monkeypatch):
    def broken(*args, **kwargs):
        raise KeyError("secret value")

    client = user_api("lawyer")
    monkeypatch.setattr(Job.objects, "filter", broken)
    answer = client.get("/api/jobs/0199f3c2-5c1e-7c40-9d5b-3f1f6f9f2a11")
    assert (answer.status_code, answer.json()["code"]) == (500, "internal-error")
    assert "secret" not in json.dumps(answer.json())
