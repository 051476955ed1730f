"""What follows when the papers of one case disagree: a reason before approval, a hold afterwards, a way out of both."""

from __future__ import annotations

import copy
import json

import pytest
from django.conf import settings
from rest_framework.test import APIClient

from accounts.exceptions import StaffOnly
from cases.models import CaseHold
from cases.selectors import holds_blocking
from cases.services import entity_put
from core.errors import InvalidInput, NotFound
from core.models import AuditEntry
from documents import services
from documents.consistency import of_case, of_document, of_issued
from documents.exceptions import PapersDisagree
from documents.models import AcceptedDifference, Document, Revision, TemplateVersion
from documents.services.ordering import Wish

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("files", "embedded_jobs")]
CERTIFICATE = "treasurers-certificate"


@pytest.fixture
def certificate(practice) -> TemplateVersion:
    services.library_import(actor=None, path=settings.BASE_DIR / "documents" / "library" / CERTIFICATE)
    return TemplateVersion.objects.select_related("template").get(template__slug=CERTIFICATE)


def articles(practice, **changes) -> Revision:
    wish = Wish(practice.version, {**copy.deepcopy(practice.inputs), **changes}, use_clauses=True)
    return services.document_generate(actor=practice.lawyer, case=practice.case, wish=wish)


def other(practice, certificate, **changes) -> Revision:
    wish = Wish(certificate, {**copy.deepcopy(certificate.sample), **changes}, use_clauses=True)
    return services.document_generate(actor=practice.lawyer, case=practice.case, wish=wish)


def submitted(practice, revision: Revision) -> Revision:
    return services.revision_submit(actor=practice.lawyer, revision=revision)


def approved(practice, revision: Revision, note: str = "") -> Revision:
    submitted(practice, revision)
    return services.revision_approve(actor=practice.reviewer, revision=revision, note=note)


def holds(practice) -> list[tuple[str, list[str]]]:
    found = CaseHold.objects.filter(case=practice.case, cleared_at__isnull=True)
    return [(one.kind, one.blocks) for one in found]


def test_papers_that_agree__are_approved_without_a_word_and_hold_nothing_up(practice, certificate):
    approved(practice, articles(practice))
    approved(practice, other(practice, certificate))
    assert of_case(practice.case.pk) == of_issued(practice.case.pk) == []
    assert holds(practice) == []


def test_approve__of_a_paper_that_disagrees__needs_a_note_and_changes_nothing_without(practice, certificate):
    articles(practice)
    revision = submitted(practice, other(practice, certificate, corporateName="Habing Kanluran Corporation"))
    with pytest.raises(PapersDisagree) as refused:
        services.revision_approve(actor=practice.reviewer, revision=revision, note="  ")
    assert "name of the company" in refused.value.detail
    assert [fault.pointer for fault in refused.value.errors] == ["/note"]
    assert "Habing" not in refused.value.detail
    assert Revision.objects.get(pk=revision.pk).status == "in_review"
    services.revision_approve(actor=practice.reviewer, revision=revision, note="Name reserved anew.")
    assert AuditEntry.objects.get(verb="document.approved").facts["note"] == "Name reserved anew."


def test_approve__of_the_only_paper__asks_for_no_note__also_against_the_case_s_own_data(practice):
    entity_put(actor=practice.lawyer, case=practice.case, name="Another Name Inc.", tin="111-222-333-000")
    revision = articles(practice)
    (found,) = of_document(revision.document, revision)
    assert (found.fact, found.between_documents) == ("entity.name", False)
    approved(practice, revision)
    assert holds(practice) == []


def test_issued_papers_that_disagree__hold_up_signing_and_filing_until_a_revision_puts_it_right(practice, certificate):
    approved(practice, articles(practice))
    wrong = approved(practice, other(practice, certificate, corporateName="Habing Kanluran Corporation"), "Yes.")
    assert holds(practice) == [("consistency", ["file", "sign"])]
    (hold,) = holds_blocking(practice.case, "sign")
    assert "name of the company" in hold.reason
    assert "Habing" not in hold.reason
    document = Document.objects.get(pk=wrong.document_id)
    wish = services.next_wish(document=document, latest=wrong, inputs=copy.deepcopy(certificate.sample))
    services.revision_request(actor=practice.lawyer, document=document, wish=wish)
    right = document.revisions.get(number=2)
    assert of_case(practice.case.pk) == []  # the latest agree already; what stands does not yet
    assert holds(practice) == [("consistency", ["file", "sign"])]
    approved(practice, right)
    assert holds(practice) == []


def test_check__run_again__changes_nothing(practice, certificate):
    approved(practice, articles(practice))
    approved(practice, other(practice, certificate, corporateName="Habing Kanluran Corporation"), "Yes.")
    before = AuditEntry.objects.count()
    again = services.consistency_check(case=practice.case)
    assert again == CaseHold.objects.get()
    assert AuditEntry.objects.count() == before


def test_difference_that_is_meant__ends_the_hold_and_the_question__for_these_values_alone(practice, certificate):
    approved(practice, articles(practice))
    approved(practice, other(practice, certificate, corporateName="Habing Kanluran Corporation"), "Yes.")
    (found,) = of_case(practice.case.pk)
    accept = {"actor": practice.lawyer, "case": practice.case, "difference": found.digest}
    with pytest.raises(InvalidInput):
        services.difference_accept(**accept, reason=" ")
    assert holds(practice) != []
    made = services.difference_accept(**accept, reason="A change of name follows.")
    assert services.difference_accept(**accept, reason="Again.") == made
    assert holds(practice) == []
    assert AcceptedDifference.objects.get().fact == "entity.name"
    entry = AuditEntry.objects.get(verb="difference.accepted")
    assert (entry.staff_only, entry.facts["note"]) == (True, "A change of name follows.")
    third = submitted(practice, other(practice, certificate, corporateName="Habing Hilaga Corporation"))
    with pytest.raises(PapersDisagree):
        services.revision_approve(actor=practice.reviewer, revision=third)


def test_difference__accepted_by_others_or_not_there__is_refused(practice, certificate):
    articles(practice)
    other(practice, certificate, corporateName="Habing Kanluran Corporation")
    (found,) = of_case(practice.case.pk)
    for actor, digest, error in (
        (practice.client, found.digest, StaffOnly),
        (practice.other_lawyer, found.digest, NotFound),
        (practice.lawyer, "0" * 64, NotFound),
    ):
        with pytest.raises(error):
            services.difference_accept(actor=actor, case=practice.case, difference=digest, reason="x")
    assert not AcceptedDifference.objects.exists()


def api(user) -> APIClient:
    client = APIClient()
    client.force_authenticate(user)
    return client


def test_consistency__by_the_api__tells_who_says_what__and_takes_the_word_that_it_is_meant(practice, certificate):
    first = articles(practice)
    second = other(practice, certificate, corporateName="Habing Kanluran Corporation")
    address = f"/api/docs/{first.document_id}/consistency"
    told = api(practice.lawyer).get(address).json()
    assert (told["agrees"], told["noteNeeded"]) == (False, True)
    (found,) = told["disagreements"]
    assert (found["fact"], found["label"], found["accepted"]) == ("entity.name", "Name of the company", None)
    said = {value["value"]: [one["documentId"] for one in value["sources"]] for value in found["values"]}
    assert said == {
        "Habing Silangan Textiles Corporation": [str(first.document_id)],
        "Habing Kanluran Corporation": [str(second.document_id)],
    }
    assert {one["pointer"] for value in found["values"] for one in value["sources"]} == {"/inputs/corporateName"}
    after = api(practice.lawyer).post(address, {"id": found["id"], "reason": "Meant."}).json()
    assert (after["noteNeeded"], after["disagreements"][0]["accepted"]) == (False, "Meant.")
    assert api(practice.other_lawyer).get(address).status_code == 404
    assert api(practice.client).get(address).status_code == 404


def test_approve__by_the_api__of_a_paper_that_disagrees__names_the_note(practice, certificate):
    articles(practice)
    revision = submitted(practice, other(practice, certificate, corporateName="Habing Kanluran Corporation"))
    address = f"/api/docs/{revision.document_id}/approve"
    answer = api(practice.reviewer).post(address)
    assert (answer.status_code, answer.json()["code"]) == (422, "papers-disagree")
    assert [one["pointer"] for one in answer.json()["errors"]] == ["/note"]
    assert api(practice.reviewer).post(address, {"note": "Meant."}).status_code == 200


def test_accepted_difference__keeps_no_value(practice, certificate):
    articles(practice)
    other(practice, certificate, corporateName="Habing Kanluran Corporation")
    (found,) = of_case(practice.case.pk)
    made = services.difference_accept(
        actor=practice.lawyer, case=practice.case, difference=found.digest, reason="Meant."
    )
    assert "Habing" not in json.dumps([made.fact, made.digest, made.reason])
