"""A revision held against a policy: kept with it, and its blocking findings told for that revision alone."""

from __future__ import annotations

import copy

import pytest
from rest_framework.test import APIClient

from accounts.exceptions import StaffOnly
from ai.exceptions import PolicyNotFound
from ai.models import Analysis
from ai.services.policies import policy_publish
from documents import selectors, services
from documents.models import Revision
from documents.services.ordering import Wish
from tests.practice import Practice

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("files", "embedded_jobs")]
RULES = [
    {"id": "articles", "severity": "high", "blocking": True, "message": "It says articles.", "legalBasis": "L",
     "forbids": ["articles of incorporation"]},
]  # fmt: skip


@pytest.fixture
def revision(practice: Practice) -> Revision:
    policy_publish(actor=None, slug="corporate", title="Papers", rules=RULES)
    wish = Wish(practice.version, copy.deepcopy(practice.inputs))
    return services.document_generate(actor=practice.lawyer, case=practice.case, wish=wish)


def test_analyze__is_kept_with_the_revision__and_blocks_it_alone(practice: Practice, revision: Revision) -> None:
    assert selectors.blocking_findings_of(revision) == []
    made = services.revision_analyze(actor=practice.lawyer, revision=revision, policy="corporate")
    row = Analysis.objects.get()
    assert (row.case, row.subject) == (practice.case, f"document-revision:{revision.pk}")
    assert row.text[made.findings[0].start : made.findings[0].end].lower() == "articles of incorporation"
    assert {one.finding.rule_id for one in selectors.blocking_findings_of(revision)} == {"articles"}
    wish = Wish(practice.version, copy.deepcopy(practice.inputs))
    other = services.document_generate(actor=practice.lawyer, case=practice.case, wish=wish)
    assert selectors.blocking_findings_of(other) == []


def test_analyze__by_a_client__is_refused_and_keeps_nothing(practice: Practice, revision: Revision) -> None:
    with pytest.raises(StaffOnly):
        services.revision_analyze(actor=practice.client, revision=revision, policy="corporate")
    with pytest.raises(PolicyNotFound):
        services.revision_analyze(actor=practice.lawyer, revision=revision, policy="nope")
    assert not Analysis.objects.exists()


def test_api__answers_with_the_findings__to_the_lawyers_of_the_case(practice: Practice, revision: Revision) -> None:
    path = f"/api/docs/{revision.document_id}/analyze"
    api = APIClient()
    for user, body, status in (
        (practice.lawyer, {"policy": "corporate"}, 200), (practice.lawyer, {"policy": "corporate", "revision": 1}, 200),
        (practice.lawyer, {"policy": "corporate", "revision": 7}, 404), (practice.lawyer, {"policy": "nope"}, 404),
        (practice.lawyer, {}, 422), (practice.lawyer, {"policy": "corporate", "revision": 0}, 422),
        (practice.other_lawyer, {"policy": "corporate"}, 404), (practice.client, {"policy": "corporate"}, 404),
    ):  # fmt: skip
        api.force_authenticate(user)
        answer = api.post(path, body, format="json")
        assert answer.status_code == status, (user, body)
        if status == 200:
            assert {one["ruleId"] for one in answer.json()["findings"]} == {"articles"}
    assert Analysis.objects.count() == 2


def test_analyze__of_what_is_void__is_refused_and_keeps_nothing(practice: Practice, revision: Revision) -> None:
    services.revision_submit(actor=practice.lawyer, revision=revision)
    services.revision_approve(actor=practice.admin, revision=revision)
    services.revision_void(
        actor=practice.lawyer, document=revision.document, number=1, checksum=revision.checksum, reason="Wrong officer."
    )
    client = APIClient()
    client.force_authenticate(practice.lawyer)
    answer = client.post(f"/api/docs/{revision.document_id}/analyze", {"policy": "corporate"}, format="json")
    assert (answer.status_code, answer.json()["code"]) == (409, "revision-void")
    assert not Analysis.objects.exists()
