"""Analyses of long texts: asked for at once, made by a job, paid once, and forgotten where they are nobody's case."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.conf import settings
from django.utils import timezone
from rest_framework.test import APIClient

from accounts.models import User
from ai import services
from ai.models import Analysis, AnalysisOrder
from ai.services.policies import policy_publish
from cases.models import Case
from core import jobs
from core.jobs import dispatching
from core.models import Job
from tests.servers.openai_server import OpenAIServer, answer, failure

pytestmark = pytest.mark.django_db(transaction=True)
RULES = [
    {"id": "waiver", "severity": "critical", "message": "A waiver.", "legalBasis": "L",
     "forbids": ["waive* <3> rights"], "question": "Does it waive a right?"},
]  # fmt: skip
LONG = "The lessee pays the rent. 🙂\n\n" * 900 + "The lessee waives all rights."
FOUND = answer('{"findings": [{"ruleId": "waiver", "quote": "waives all rights", "message": "Unlawful."}]}')


@pytest.fixture
def policy(db: Any) -> None:
    policy_publish(actor=None, slug="lease", title="Leases", rules=RULES)


@pytest.fixture
def later(monkeypatch: pytest.MonkeyPatch) -> None:
    """Jobs wait to be run by the test."""
    monkeypatch.setattr(dispatching, "dispatch", lambda job: True)


def post(user: User, text: str = LONG, prefer: str = "wait=0", **body: Any) -> Any:
    client = APIClient()
    client.force_authenticate(user)
    asked = {"text": text, "policy": "lease", **body}
    return client.post("/api/ai/analyze", asked, format="json", headers={"Prefer": prefer})


def get(user: User, path: str) -> Any:
    client = APIClient()
    client.force_authenticate(user)
    return client.get(path)


def test_long_text__is_202_with_a_job__whose_result_names_the_analysis(
    provider: OpenAIServer, policy: None, later: None, lawyer: User, case: Case
) -> None:
    provider.default = FOUND
    asked = post(lawyer, context={"caseId": str(case.pk)})
    assert (asked.status_code, asked.json()["status"]) == (202, "queued")
    job = Job.objects.get(pk=asked.json()["jobId"])
    assert asked["Location"] == f"{settings.PUBLIC_URL}/api/jobs/{job.pk}"
    assert LONG[:30] not in str(job.payload)
    jobs.run(job.pk)
    told = get(lawyer, f"/api/jobs/{job.pk}").json()
    assert (told["status"], list(told["result"])) == ("succeeded", ["analysisId"])
    shown = get(lawyer, f"/api/ai/analyses/{told['result']['analysisId']}").json()
    by_model = [one for one in shown["findings"] if one["foundBy"] == "model"] or shown["findings"]
    assert all(LONG[one["start"] : one["end"]] == one["quote"] for one in by_model)
    assert (shown["riskLevel"], shown["degraded"]) == ("critical", False)
    assert AnalysisOrder.objects.get().text == ""


def test_job_that_runs_again__finds_its_analysis_and_asks_nobody(
    provider: OpenAIServer, policy: None, later: None, lawyer: User
) -> None:
    provider.default = FOUND
    job = Job.objects.get(pk=post(lawyer).json()["jobId"])
    jobs.run(job.pk)
    asked = len(provider.chats)
    order = AnalysisOrder.objects.get()
    services.analysis_order_fulfil(order=order)
    assert (len(provider.chats), Analysis.objects.count()) == (asked, 1)


def test_provider_that_fails_midway__leaves_the_job_to_be_tried_again__and_no_piece_is_paid_twice(
    provider: OpenAIServer, policy: None, later: None, lawyer: User, settings: Any
) -> None:
    settings.LLM_MAX_RETRIES = 0
    provider.script(FOUND, failure(500))
    provider.default = FOUND
    job = Job.objects.get(pk=post(lawyer).json()["jobId"])
    jobs.run(job.pk)
    job.refresh_from_db()
    assert (job.status, Analysis.objects.exists(), AnalysisOrder.objects.get().text) == ("queued", False, LONG)
    assert 0 < job.progress < 100
    Job.objects.filter(pk=job.pk).update(run_after=timezone.now())
    jobs.run(job.pk)
    job.refresh_from_db()
    sent = [one.last_message for one in provider.chats]
    assert (job.status, len(sent) - len(set(sent))) == ("succeeded", 1)


@pytest.mark.usefixtures("embedded_jobs")
def test_text_of_no_case__is_forgotten__and_the_waiting_caller_still_gets_its_quotes(
    provider: OpenAIServer, policy: None, lawyer: User
) -> None:
    provider.default = FOUND
    body = post(lawyer, prefer="wait=5").json()
    placed = [one for one in body["findings"] if "start" in one]
    assert placed
    assert all(LONG[one["start"] : one["end"]] == one["quote"] for one in placed)
    kept = get(lawyer, f"/api/ai/analyses/{body['analysisId']}").json()
    assert [one.get("quote") for one in kept["findings"]] == [None] * len(body["findings"])
    assert "waives" not in str(Analysis.objects.values().get()) + str(AnalysisOrder.objects.values().get())


def test_short_text__and_a_long_one_without_a_model__are_answered_at_once(
    provider: OpenAIServer, policy: None, lawyer: User, settings: Any
) -> None:
    assert post(lawyer, "He waives all rights.").status_code == 200
    settings.LLM_MODEL = ""
    assert post(lawyer).status_code == 200
    assert (AnalysisOrder.objects.count(), Job.objects.count()) == (0, 0)


def test_too_long_text__and_an_unknown_policy__are_refused_before_anything_is_kept(
    provider: OpenAIServer, policy: None, lawyer: User
) -> None:
    assert post(lawyer, "x" * 200_001).status_code == 422
    assert post(lawyer, policy="nope").status_code == 404
    assert (AnalysisOrder.objects.count(), Job.objects.count(), provider.chats) == (0, 0, [])


def test_analysis_of_others__is_404(
    provider: OpenAIServer, policy: None, lawyer: User, other_lawyer: User, client_user: User, case: Case
) -> None:
    body = post(lawyer, "He waives all rights.", context={"caseId": str(case.pk)}).json()
    path = f"/api/ai/analyses/{body['analysisId']}"
    assert [get(one, path).status_code for one in (lawyer, other_lawyer, client_user)] == [200, 404, 404]


def test_orders__are_forgotten_when_their_jobs_are(
    provider: OpenAIServer, policy: None, later: None, lawyer: User
) -> None:
    post(lawyer)
    assert services.analysis_orders_purge() == 0
    old = timezone.now() - dt.timedelta(days=settings.JOBS_KEEP_DAYS, seconds=1)
    AnalysisOrder.objects.update(created_at=old)
    assert (services.analysis_orders_purge(), AnalysisOrder.objects.count()) == (1, 0)
