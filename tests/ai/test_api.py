"""`/api/ai` as the frontend sees it."""

from __future__ import annotations

import uuid
from typing import Any

import pytest
from rest_framework.test import APIClient

from accounts.models import User
from ai import services
from ai.models import Draft, DraftEdit, DraftType
from cases.models import Case
from tests.ai.conftest import INPUTS, TYPE
from tests.servers.openai_server import OpenAIServer, failure

pytestmark = pytest.mark.django_db
GENERATE = "/api/ai/generate-document"


def api(user: User | None) -> APIClient:
    client = APIClient()
    if user is not None:
        client.force_authenticate(user)
    return client


def generate(user: User | None, **body: Any) -> Any:
    return api(user).post(GENERATE, {"type": TYPE, "inputs": INPUTS, **body}, format="json")


def test_generate__answers_with_the_draft(draft_type: DraftType, lawyer: User, case: Case) -> None:
    response = generate(lawyer, context={"caseId": str(case.pk)})
    draft = Draft.objects.get()
    assert response.status_code == 200
    assert response.json() == {
        "draftId": str(draft.pk),
        "draftText": draft.text,
        "sections": draft.sections,
        "warnings": [],
        "qualityScore": 100,
        "degraded": True,
        "cached": False,
        "tokensUsed": 0,
    }
    assert (draft.case, draft.author) == (case, lawyer)


def test_generate__keys_of_inputs__stay_untouched(draft_type: DraftType, lawyer: User) -> None:
    generate(lawyer, inputs={"corporateName": None, "Odd key_ñ": {"x": [1, None]}})
    assert Draft.objects.get().inputs == {"corporateName": None, "Odd key_ñ": {"x": [1, None]}}


@pytest.mark.parametrize(
    ("body", "status", "pointers"),
    [
        ({"type": "nope"}, 404, None),
        ({"policy": "nope"}, 404, None),
        ({"type": ""}, 422, ["/type"]),
        ({"inputs": "text"}, 422, ["/inputs"]),
        ({"inputs": None}, 422, ["/inputs"]),
        ({"context": {"caseId": "not-an-id"}}, 422, ["/context/caseId"]),
        ({"context": {"caseId": str(uuid.uuid4())}}, 404, None),
        ({"tone": None, "locale": None, "policy": None, "context": None}, 200, None),
    ],
)
def test_generate__bad_input__is_told_where(
    draft_type: DraftType, lawyer: User, body: dict[str, Any], status: int, pointers: list[str] | None
) -> None:
    response = generate(lawyer, **body)
    assert response.status_code == status
    if pointers is not None:
        assert [one["pointer"] for one in response.json()["errors"]] == pointers


def test_generate__without_a_token__is_401(draft_type: DraftType) -> None:
    assert generate(None).status_code == 401
    assert Draft.objects.count() == 0


def test_generate__on_a_case__is_for_its_lawyers_and_admins(
    draft_type: DraftType, case: Case, lawyer: User, other_lawyer: User, admin_user: User, client_user: User
) -> None:
    context = {"caseId": str(case.pk)}
    statuses = [generate(one, context=context).status_code for one in (lawyer, admin_user, other_lawyer, client_user)]
    assert statuses[:3] == [200, 200, 404]
    assert statuses[3] in (403, 404)  # 404 as long as the client's address is not confirmed
    assert Draft.objects.count() == 2


def test_draft__of_a_case__is_seen_by_its_lawyers_and_admins_alone(
    draft_type: DraftType, case: Case, lawyer: User, other_lawyer: User, admin_user: User, client_user: User
) -> None:
    draft = services.draft(actor=lawyer, type=TYPE, inputs=INPUTS, case=case)
    users = (lawyer, admin_user, other_lawyer, client_user)
    url = f"/api/ai/drafts/{draft.pk}"
    assert [api(one).get(url).status_code for one in users] == [200, 200, 404, 404]
    edit = {"sections": [{"key": "office", "text": "x"}]}
    assert [api(one).patch(url, edit, format="json").status_code for one in (client_user, other_lawyer)] == [404, 404]
    assert DraftEdit.objects.count() == 0
    assert api(None).get(url).status_code == 401


def test_draft__without_a_case__is_its_authors_own(client_user: User, lawyer: User, admin_user: User) -> None:
    draft = services.draft(actor=client_user, type="freeform", inputs={"instructions": "x"})
    url = f"/api/ai/drafts/{draft.pk}"
    assert [api(one).get(url).status_code for one in (client_user, lawyer, admin_user)] == [200, 404, 200]


def test_draft__edited__shows_the_new_text_and_counts_the_edit(draft_type: DraftType, lawyer: User, case: Case) -> None:
    draft = services.draft(actor=lawyer, type=TYPE, inputs=INPUTS, case=case)
    url = f"/api/ai/drafts/{draft.pk}"
    response = api(lawyer).patch(
        url, {"sections": [{"key": "office", "text": "  Elsewhere.\n"}], "note": "moved"}, format="json"
    )
    assert response.status_code == 200
    assert response.json() == api(lawyer).get(url).json()
    assert (response.json()["sections"][1]["text"], response.json()["edits"]) == ("  Elsewhere.\n", 1)
    assert (response.json()["id"], response.json()["caseId"], response.json()["version"]) == (
        str(draft.pk),
        str(case.pk),
        1,
    )
    assert DraftEdit.objects.get().note == "moved"


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        ({}, "/sections"),
        ({"sections": []}, "/sections"),
        ({"sections": [{"key": "office"}]}, "/sections/0/text"),
        ({"sections": [{"key": "nope", "text": "x"}]}, "/sections/0/key"),
    ],
)
def test_draft__bad_edit__is_422_and_changes_nothing(
    draft_type: DraftType, lawyer: User, body: dict[str, Any], pointer: str
) -> None:
    draft = services.draft(actor=lawyer, type=TYPE, inputs=INPUTS)
    response = api(lawyer).patch(f"/api/ai/drafts/{draft.pk}", body, format="json")
    assert response.status_code == 422
    assert [one["pointer"] for one in response.json()["errors"]] == [pointer]
    assert DraftEdit.objects.count() == 0


@pytest.mark.django_db(transaction=True)
def test_generate__provider_down__is_a_problem_with_retry_after(
    provider: OpenAIServer, draft_type: DraftType, lawyer: User
) -> None:
    provider.default = failure(500)
    response = generate(lawyer)
    assert (response.status_code, response["Content-Type"], response["Retry-After"]) == (
        503,
        "application/problem+json",
        "5",
    )
    assert response.json()["code"] == "backend-unavailable"
    assert Draft.objects.count() == 0
