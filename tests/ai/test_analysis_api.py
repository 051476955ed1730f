"""`/api/ai/analyze` and `/api/ai/policies`, and their admin pages."""

from __future__ import annotations

import uuid
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse
from rest_framework.test import APIClient

from accounts.models import User
from ai.models import Analysis, Policy, PolicyVersion
from ai.services.policies import policies_import
from cases.models import Case
from tests.servers.openai_server import OpenAIServer

pytestmark = pytest.mark.django_db(transaction=True)
ANALYZE = "/api/ai/analyze"
TEXT = "This lease is for one hundred (100) years. The interest shall be five percent (5%) per month."
SHIPPED = ["corporate", "data-privacy", "employment", "lease", "loan", "nda"]


@pytest.fixture
def policies(db: Any) -> None:
    policies_import(actor=None, path=settings.BASE_DIR / "ai" / "policies" / "library")


def api(user: User | None) -> APIClient:
    client = APIClient()
    if user is not None:
        client.force_authenticate(user)
    return client


def analyze(user: User | None, **body: Any) -> Any:
    return api(user).post(ANALYZE, {"text": TEXT, "policy": "loan", **body}, format="json")


def test_analyze__by_rules__quotes_the_text_at_its_place(policies: None, lawyer: User, case: Case) -> None:
    response = analyze(lawyer, context={"caseId": str(case.pk)})
    body = response.json()
    assert response.status_code == 200
    assert (body["degraded"], body["policy"], body["version"]) == (True, "loan", 1)
    assert body["riskLevel"] in ("low", "medium", "high", "critical")
    placed = [one for one in body["findings"] if "start" in one]
    assert placed
    assert all(TEXT[one["start"] : one["end"]] == one["quote"] for one in placed)
    assert all({"ruleId", "severity", "message"} <= set(one) for one in body["findings"])
    assert set(body["suggestions"]) == {one["suggestion"] for one in body["findings"] if "suggestion" in one}
    assert str(Analysis.objects.get().pk) == body["analysisId"]


@pytest.mark.parametrize(
    ("change", "status", "pointer"),
    [
        ({"text": ""}, 422, "/text"), ({"text": None}, 422, "/text"), ({"text": "x" * 200_001}, 422, "/text"),
        ({"policy": ""}, 422, "/policy"), ({"policy": "nope"}, 404, None), ({"policy": "LOAN"}, 404, None),
        ({"context": {"caseId": "x"}}, 422, "/context/caseId"), ({"context": 7}, 422, "/context"),
        ({"context": {"caseId": str(uuid.uuid4())}}, 404, None),
    ],
)  # fmt: skip
@pytest.mark.django_db(transaction=False)  # nothing is sent, so nothing needs to be committed
def test_analyze__bad_input__is_told_and_nothing_is_sent_or_kept(
    provider: OpenAIServer, policies: None, lawyer: User, change: dict[str, Any], status: int, pointer: str | None
) -> None:
    response = analyze(lawyer, **change)
    assert response.status_code == status
    if pointer:
        assert [one["pointer"].removesuffix("/non_field_errors") for one in response.json()["errors"]] == [pointer]
    assert (provider.chats, Analysis.objects.exists()) == ([], False)


def test_analyze__on_a_case_of_others__is_404__and_without_login_401(
    policies: None, other_lawyer: User, case: Case
) -> None:
    assert analyze(other_lawyer, context={"caseId": str(case.pk)}).status_code == 404
    assert analyze(None).status_code == 401


def test_policies__are_listed_with_their_rules(policies: None, client_user: User) -> None:
    listed = api(client_user).get("/api/ai/policies").json()["results"]
    assert [one["slug"] for one in listed] == SHIPPED
    assert all(one["rules"] and one["version"] == 1 and one["title"] for one in listed)
    assert {"id", "severity", "message", "check"} <= set(listed[0]["rules"][0])


def logged_in(user: User) -> Client:
    client = Client()
    client.force_login(user, backend="accounts.backends.RoleBackend")
    return client


@pytest.mark.parametrize("role", ["admin_user", "lawyer"])
def test_admin_pages__open(policies: None, request: pytest.FixtureRequest, role: str, lawyer: User, case: Case) -> None:
    analyze(lawyer, context={"caseId": str(case.pk)})
    client = logged_in(request.getfixturevalue(role))
    policy, row = Policy.objects.get(slug="loan"), Analysis.objects.get()
    version = PolicyVersion.objects.get(policy=policy)
    for name, args in [
        ("policy_changelist", []), ("policy_change", [policy.pk]), ("policyversion_change", [version.pk]),
        ("analysis_changelist", []), ("analysis_change", [row.pk]),
    ]:  # fmt: skip
        page = client.get(reverse(f"admin:ai_{name}", args=args))
        assert page.status_code == 200, name


def test_admin_pages__show_other_lawyers_and_clients_nothing(
    policies: None, lawyer: User, other_lawyer: User, client_user: User, case: Case
) -> None:
    analyze(lawyer, context={"caseId": str(case.pk)})
    url = reverse("admin:ai_analysis_change", args=[Analysis.objects.get().pk])
    assert logged_in(other_lawyer).get(url).status_code in (302, 404)
    assert logged_in(client_user).get(url).status_code in (302, 403)
