"""`/api/jobs/{id}`: who sees a job, what it costs, who may cancel it."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from rest_framework.test import APIClient
from rest_framework_simplejwt.tokens import AccessToken

from core.models import AuditEntry, Job
from tests.practice import person

pytestmark = pytest.mark.django_db


def client_of(user) -> APIClient:
    """Logged in as over the wire: by a token, so that the user is looked up."""
    client = APIClient()
    client.credentials(HTTP_AUTHORIZATION=f"Bearer {AccessToken.for_user(user)}")
    return client


def job_for(**more) -> Job:
    return Job.objects.create(**{"kind": "x", "queue": "default", **more})


def path_of(job: Job, step: str = "") -> str:
    return f"/api/jobs/{job.pk}{step}"


@pytest.mark.parametrize("who", ["admin", "lawyer", "reviewer", "client"])
def test_job__costs_one_query_besides_that_of_the_authentication(practice, who):
    user = getattr(practice, who)
    job, client = job_for(user_id=user.pk, case_id=practice.case.pk), client_of(user)
    client.get(path_of(job))
    with CaptureQueriesContext(connection) as ran:
        assert client.get(path_of(job)).status_code == 200
    tables = [
        "accounts_user" if 'FROM "accounts_user"' in q or "FROM `accounts_user`" in q else "core_job" for q in sql(ran)
    ]
    assert tables == ["accounts_user", "core_job"], sql(ran)


def sql(ran) -> list[str]:
    return [one["sql"] for one in ran]


def test_job__is_seen_by_its_asker_the_lawyers_of_its_case_and_admins(practice):
    job = job_for(user_id=practice.client.pk, case_id=practice.case.pk)
    people = ("admin", "lawyer", "reviewer", "client", "other_lawyer", "other_client")
    seen = {who: client_of(getattr(practice, who)).get(path_of(job)).status_code for who in people}
    assert seen == {
        "admin": 200, "lawyer": 200, "reviewer": 200, "client": 200, "other_lawyer": 404, "other_client": 404
    }  # fmt: skip


def test_job_of_a_case__that_somebody_else_asked_for__is_not_seen_by_its_client(practice):
    job = job_for(user_id=practice.lawyer.pk, case_id=practice.case.pk)
    assert client_of(practice.client).get(path_of(job)).status_code == 404


def test_cancel__by_the_asker_of_a_job_that_waits__is_200_with_its_end(practice):
    job = job_for(user_id=practice.client.pk)
    answer = client_of(practice.client).post(path_of(job, "/cancel"))
    assert answer.status_code == 200
    assert (answer.json()["status"], answer.json()["error"]["code"]) == ("failed", "job-cancelled")
    assert AuditEntry.objects.filter(verb="job.cancelled").get().actor_id == practice.client.pk


def test_cancel__of_a_running_job_by_a_lawyer_of_its_case__is_202_and_it_still_runs(practice):
    job = job_for(user_id=practice.client.pk, case_id=practice.case.pk, status="running", lease_owner="x", progress=3)
    answer = client_of(practice.reviewer).post(path_of(job, "/cancel"))
    assert (answer.status_code, answer.json()["status"], answer.json()["progress"]) == (202, "running", 3)
    job.refresh_from_db()
    assert job.cancel_asked_at is not None


@pytest.mark.parametrize("status", ["succeeded", "failed"])
def test_cancel__of_a_job_that_has_ended__is_409(practice, status):
    job = job_for(user_id=practice.client.pk, status=status)
    answer = client_of(practice.client).post(path_of(job, "/cancel"))
    assert (answer.status_code, answer.json()["code"]) == (409, "job-finished")


@pytest.mark.parametrize("who", ["other_lawyer", "other_client"])
def test_cancel__of_a_job_of_others__is_404_and_changes_nothing(practice, who):
    job = job_for(user_id=practice.client.pk, case_id=practice.case.pk)
    assert client_of(getattr(practice, who)).post(path_of(job, "/cancel")).status_code == 404
    job.refresh_from_db()
    assert (job.status, job.cancel_asked_at) == ("queued", None)


def test_full_queue__is_answered_503_with_retry_after_and_keeps_nothing(practice, settings, monkeypatch):
    from documents.models import Order  # the order is what the request would have left behind

    settings.JOBS_MAX_QUEUED = {**settings.JOBS_MAX_QUEUED, "pdf": 0}
    body = {"caseId": str(practice.case.pk), "templateId": practice.version.template.slug, "inputs": practice.inputs}
    before = Job.objects.count()
    answer = client_of(practice.lawyer).post("/api/docs/generate", body, headers={"Idempotency-Key": "k"})
    assert (answer.status_code, answer.json()["code"], answer["Retry-After"]) == (503, "queue-full", "15")
    assert (Order.objects.count(), Job.objects.count()) == (0, before)


def test_nobody__who_is_not_logged_in__sees_or_cancels_a_job(practice):
    job = job_for()
    assert APIClient().get(path_of(job)).status_code == 401
    assert APIClient().post(path_of(job, "/cancel")).status_code == 401
    assert person("nobody", "client").pk != job.user_id
