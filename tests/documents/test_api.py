"""`/api/docs` as the contract words it."""

from __future__ import annotations

import copy
import datetime as dt

import pytest
from django.db import OperationalError
from django.utils import timezone
from rest_framework.test import APIClient

from core import idempotency, storage
from core.models import IdempotencyKey, Job
from documents import services
from documents.models import Document, Order, Revision
from documents.services.ordering import Wish
from tests import links

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("files", "embedded_jobs")]
SLUG = "articles-of-incorporation-stock"


def api(user) -> APIClient:
    client = APIClient()
    client.force_authenticate(user)
    return client


def render(practice, user=None, **changes):
    body = {"templateId": SLUG, "version": 1, "data": practice.inputs, **changes}
    return api(user or practice.lawyer).post("/api/docs/render-pdf", body)


def generate(practice, user=None, headers=None, **changes):
    body = {"caseId": str(practice.case.pk), "templateId": SLUG, "inputs": practice.inputs, **changes}
    return api(user or practice.lawyer).post("/api/docs/generate", body, headers=headers or {})


def opened(address: str) -> bytes:
    """The file behind a `fileUrl`, without any log-in."""
    return links.opened(address)[1]


def pointers(answer) -> list[tuple[str, str]]:
    assert answer["Content-Type"] == "application/problem+json"
    return [(one["pointer"], one["code"]) for one in answer.json()["errors"]]


def test_render__gives_a_link_to_the_pdf_and_its_checksum(practice):
    answer = render(practice)
    body = answer.json()
    assert answer.status_code == 200
    assert body["cached"] is False
    assert body["pages"] >= 2
    content = opened(body["fileUrl"])
    assert content.startswith(b"%PDF-")
    assert len(content) == body["size"]


def saved_as(address: str) -> str:
    return links.opened(address)[2]


def test_render__again_under_another_name__is_cached_and_saved_under_that_name(practice):
    first = render(practice, options={"filename": "one.pdf"}).json()
    second = render(practice, options={"filename": "two.pdf"}).json()
    assert second["cached"] is True
    assert "one.pdf" in saved_as(first["fileUrl"])
    assert "two.pdf" in saved_as(second["fileUrl"])


def test_render__of_what_another_had_rendered__says_that_it_was_cached(practice):
    first, second = render(practice).json(), render(practice, user=practice.reviewer).json()
    assert (first["cached"], second["cached"]) == (False, True)
    assert first["documentId"] != second["documentId"]


def test_render__again__is_cached_with_the_same_checksum_and_document(practice):
    first, second = render(practice).json(), render(practice).json()
    assert second["cached"] is True
    assert {key: first[key] for key in ("checksum", "size", "pages", "documentId")} == {
        key: second[key] for key in ("checksum", "size", "pages", "documentId")
    }


def test_render__with_texts_of_sections__uses_them(practice):
    key = practice.version.sections[0]["key"]
    plain = render(practice).json()
    given = render(practice, data={**practice.inputs, "sections": {key: "To weave and sell *hablon* cloth."}}).json()
    assert given["checksum"] != plain["checksum"]
    assert Revision.objects.get(document_id=given["documentId"]).sections[key] == "To weave and sell *hablon* cloth."


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        ({"corporateName": None}, [("/data/corporateName", "type")]),
        ({"corporateName": 5, "zzz": 1}, [("/data/corporateName", "type"), ("/data/zzz", "additional-property")]),
        ({"sections": {"nonsense": "x"}}, [("/data/sections/nonsense", "unknown-section")]),
        ({"sections": "x"}, [("/data/sections", "additional-property")]),
    ],
)
def test_render__with_bad_data__is_422_with_a_pointer_for_each_fault(practice, data, expected):
    answer = render(practice, data={**practice.inputs, **data})
    assert answer.status_code == 422
    assert pointers(answer) == expected
    assert not Order.objects.exists()


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({"version": 0}, [("/version", "invalid-version")]),
        ({"version": True}, [("/version", "invalid-version")]),
        ({"data": []}, [("/data", "not-an-object")]),
        ({"options": {"paper": "A3"}}, [("/options/paper", "invalid-choice")]),
        ({"options": {"colour": "red"}}, [("/options/colour", "unknown-option")]),
    ],
)
def test_render__with_a_bad_body__is_422(practice, change, expected):
    answer = render(practice, **change)
    assert answer.status_code == 422
    assert pointers(answer) == expected


def test_render__of_an_unknown_template_or_version__is_404(practice):
    assert render(practice, templateId="letter-to-santa").json()["code"] == "template-not-found"
    assert render(practice, version=99).json()["code"] == "template-version-not-found"


def test_render__of_a_body_that_is_no_json__is_400(practice):
    answer = api(practice.lawyer).post("/api/docs/render-pdf", "{", content_type="application/json")
    assert (answer.status_code, answer.json()["code"]) == (400, "malformed-request")


def test_generate__gives_the_document_of_the_case(practice):
    answer = generate(practice)
    body = answer.json()
    assert answer.status_code == 200
    document = Document.objects.get()
    assert body["documentId"] == str(document.pk)
    assert body["status"] == "draft"
    assert body["draftId"]
    assert opened(body["fileUrl"]).startswith(b"%PDF-")
    shown = api(practice.lawyer).get(f"/api/docs/{document.pk}").json()
    assert shown["caseId"] == str(practice.case.pk)
    assert [one["checksum"] for one in shown["revisions"]] == [body["checksum"]]


def test_generate__with_wait_0__answers_202_and_the_job_tells_the_end(practice):
    answer = generate(practice, headers={"Prefer": "wait=0"})
    if answer.status_code == 202:
        job = api(practice.lawyer).get(answer.json()["jobId"] and f"/api/jobs/{answer.json()['jobId']}").json()
        assert answer["Location"].endswith(f"/api/jobs/{job['id']}")
    else:  # in process and at commit, the work had ended before the answer was written
        assert answer.status_code == 200


def test_generate__with_an_idempotency_key_twice__makes_one_document(practice):
    first = generate(practice, headers={"Idempotency-Key": "abc"})
    second = generate(practice, headers={"Idempotency-Key": "abc"})
    assert second.json() == first.json()
    assert second["Idempotency-Replayed"] == "true"
    assert Document.objects.count() == 1
    other = generate(practice, headers={"Idempotency-Key": "abc"}, tone="plain")
    assert (other.status_code, other.json()["code"]) == (422, "idempotency-key-reused")


def cut_off_before_the_answer() -> None:
    """The web process was stopped when the work was done and its answer not yet kept."""
    ended = timezone.now() - dt.timedelta(seconds=1)
    IdempotencyKey.objects.update(status=None, body=b"", headers={}, lease_until=ended)


def test_generate__cut_off_before_its_answer_and_sent_again__answers_from_the_same_work(practice):
    first = generate(practice, headers={"Idempotency-Key": "abc"})
    cut_off_before_the_answer()
    second = generate(practice, headers={"Idempotency-Key": "abc"})
    assert second.status_code == 200
    assert second.json()["documentId"] == first.json()["documentId"]
    assert (Document.objects.count(), Order.objects.count(), Job.objects.filter(queue="pdf").count()) == (1, 1, 1)


def test_generate__that_failed_and_is_sent_again__tries_the_same_work_again(practice, monkeypatch, settings):
    def down(*args, **kwargs):
        raise storage.StoredObjectMissing

    with monkeypatch.context() as patch:
        patch.setattr(storage, "put", down)
        first = generate(practice, headers={"Idempotency-Key": "abc"})
    second = generate(practice, headers={"Idempotency-Key": "abc"})
    assert (first.status_code, second.status_code) == (503, 200)
    assert (Document.objects.count(), Order.objects.count(), Job.objects.filter(queue="pdf").count()) == (1, 1, 1)


def test_generate__whose_answer_cannot_be_kept__is_answered_all_the_same(practice, monkeypatch):
    def away(*args, **kwargs):
        raise OperationalError("gone")

    monkeypatch.setattr(idempotency, "complete", away)
    assert generate(practice, headers={"Idempotency-Key": "abc"}).status_code == 200


@pytest.mark.parametrize(("who", "status"), [("client", 403), ("other_client", 404), ("other_lawyer", 404)])
def test_generate__by_who_may_not__is_refused_and_changes_nothing(practice, who, status):
    answer = generate(practice, user=getattr(practice, who))
    assert answer.status_code == status
    assert not Order.objects.exists()


def test_everything__without_a_token__is_401(practice):
    document = generate(practice).json()["documentId"]
    anonymous = APIClient()
    for method, path in [
        ("get", "/api/docs"),
        ("get", "/api/docs/templates"),
        ("get", f"/api/docs/{document}"),
        ("get", f"/api/docs/{document}/download"),
        ("post", "/api/docs/render-pdf"),
        ("post", "/api/docs/generate"),
        ("post", f"/api/docs/{document}/approve"),
    ]:
        answer = getattr(anonymous, method)(path)
        assert (path, answer.status_code) == (path, 401)
        assert answer["Content-Type"] == "application/problem+json"


@pytest.mark.parametrize("who", ["client", "other_client", "other_lawyer"])
def test_document__of_another__is_404_everywhere_and_absent_from_lists(practice, who):
    document = generate(practice).json()["documentId"]
    client = api(getattr(practice, who))
    assert client.get("/api/docs").json()["results"] == []
    for method, tail in [
        ("get", ""),
        ("get", "/download"),
        ("post", "/approve"),
        ("post", "/reject"),
        ("post", "/submit-for-review"),
        ("post", "/revisions"),
    ]:
        body = {"sections": {}} if tail == "/revisions" else {}
        answer = (
            client.post(f"/api/docs/{document}{tail}", body)
            if method == "post"
            else client.get(f"/api/docs/{document}{tail}")
        )
        assert (tail, answer.status_code) == (tail, 404)
    assert Revision.objects.get().status == "draft"


def test_review__goes_by_the_table_and_the_author_does_not_approve(practice):
    document = generate(practice).json()["documentId"]
    author, reviewer = api(practice.lawyer), api(practice.reviewer)
    early = reviewer.post(f"/api/docs/{document}/approve")
    assert (early.status_code, early.json()["allowedTargets"]) == (409, ["in_review"])
    assert author.post(f"/api/docs/{document}/submit-for-review").json()["status"] == "in_review"
    own = author.post(f"/api/docs/{document}/approve")
    assert (own.status_code, own.json()["code"]) == (403, "approver-is-author")
    assert reviewer.post(f"/api/docs/{document}/approve", {"note": "Checked."}).json()["status"] == "approved"
    assert api(practice.client).get(f"/api/docs/{document}").json()["status"] == "approved"
    assert author.post(f"/api/docs/{document}/submit-for-review").status_code == 409


def test_timeline_of_a_client__tells_of_documents_only_from_approved_on(practice):
    document = generate(practice).json()["documentId"]
    client, lawyer = api(practice.client), api(practice.lawyer)

    def verbs(reader):
        entries = reader.get(f"/api/cases/{practice.case.pk}/timeline").json()["results"]
        return [one["verb"] for one in entries if one["verb"].startswith(("document.", "draft."))]

    assert verbs(lawyer) == ["document.generated", "draft.created"]
    assert verbs(client) == []
    lawyer.post(f"/api/docs/{document}/submit-for-review")
    api(practice.reviewer).post(f"/api/docs/{document}/approve")
    assert verbs(client) == ["document.approved"]


def test_reject__sends_it_back_to_draft(practice):
    document = generate(practice).json()["documentId"]
    api(practice.lawyer).post(f"/api/docs/{document}/submit-for-review")
    assert api(practice.reviewer).post(f"/api/docs/{document}/reject").json()["status"] == "draft"


def test_self_approval__where_two_persons_are_not_asked_for__needs_a_reason(practice, settings):
    settings.REVIEW_TWO_PERSON = False
    document = generate(practice).json()["documentId"]
    author = api(practice.lawyer)
    author.post(f"/api/docs/{document}/submit-for-review")
    refused = author.post(f"/api/docs/{document}/approve")
    assert pointers(refused) == [("/note", "reason-required")]
    assert author.post(f"/api/docs/{document}/approve", {"note": "Solo practice."}).json()["status"] == "approved"


def test_revision__from_new_inputs__leaves_the_approved_one_as_it_was(practice):
    first = generate(practice).json()
    author = api(practice.lawyer)
    author.post(f"/api/docs/{first['documentId']}/submit-for-review")
    api(practice.reviewer).post(f"/api/docs/{first['documentId']}/approve")
    inputs = {**copy.deepcopy(practice.inputs), "annualMeeting": "Last Friday of June"}
    answer = author.post(f"/api/docs/{first['documentId']}/revisions", {"inputs": inputs, "note": "Meeting moved"})
    assert answer.status_code == 201
    assert answer.json()["revision"] == 2
    shown = author.get(f"/api/docs/{first['documentId']}").json()
    assert [(one["number"], one["status"]) for one in shown["revisions"]] == [(1, "approved"), (2, "draft")]
    assert shown["revisions"][0]["checksum"] == first["checksum"]
    seen = api(practice.client).get(f"/api/docs/{first['documentId']}").json()
    assert [one["number"] for one in seen["revisions"]] == [1]


def test_revision__from_new_texts__changes_those_sections_only(practice):
    first = generate(practice).json()
    key, *others = [section["key"] for section in practice.version.sections]
    before = Revision.objects.get().sections
    api(practice.lawyer).post(f"/api/docs/{first['documentId']}/revisions", {"sections": {key: "To weave."}})
    after = Revision.objects.get(number=2).sections
    assert after[key] == "To weave."
    assert {name: after[name] for name in others} == {name: before[name] for name in others}


def test_revision__from_nothing__is_422(practice):
    first = generate(practice).json()
    answer = api(practice.lawyer).post(f"/api/docs/{first['documentId']}/revisions", {"note": "?"})
    assert pointers(answer) == [("/inputs", "required")]


def test_download__redirects_to_a_link_for_the_revision_asked_for(practice):
    first = generate(practice).json()
    lawyer = api(practice.lawyer)
    answer = lawyer.get(f"/api/docs/{first['documentId']}/download?revision=1")
    assert answer.status_code == 302
    assert opened(answer["Location"]).startswith(b"%PDF-")
    assert lawyer.get(f"/api/docs/{first['documentId']}/download?revision=2").status_code == 404
    assert lawyer.get(f"/api/docs/{first['documentId']}/download?revision=x").status_code == 422


def test_list__filters_searches_and_pages(practice):
    for name in ("Araw Foods Inc.", "Buwan Foods Inc.", "Tala Foods Inc."):
        generate(practice, inputs={**practice.inputs, "corporateName": name})
    lawyer = api(practice.lawyer)
    assert len(lawyer.get(f"/api/docs?case={practice.case.pk}&status=draft").json()["results"]) == 3
    assert lawyer.get("/api/docs?status=approved").json()["results"] == []
    found = lawyer.get("/api/docs?search=buwan").json()["results"]
    assert [one["title"] for one in found] == ["Articles of Incorporation (stock corporation), Buwan Foods Inc."]
    page = lawyer.get("/api/docs?limit=2").json()
    assert (len(page["results"]), page["previous"]) == (2, None)
    rest = lawyer.get("/api/docs", {"limit": 2, "cursor": page["next"]}).json()
    assert len(rest["results"]) == 1
    assert rest["next"] is None
    assert len({one["id"] for one in page["results"] + rest["results"]}) == 3


@pytest.mark.parametrize("limit", ["0", "201", "-1", "x", "1.5"])
def test_list__with_a_limit_out_of_range__is_422(practice, limit):
    assert pointers(api(practice.lawyer).get(f"/api/docs?limit={limit}")) == [("/limit", "out-of-range")]


def test_list__with_a_cursor_that_is_none_of_ours__is_422(practice):
    assert pointers(api(practice.lawyer).get("/api/docs?cursor=%C3%96x")) == [("/cursor", "invalid-cursor")]


def test_templates__show_versions_schema_and_a_sample_that_renders(practice):
    lawyer = api(practice.lawyer)
    listed = lawyer.get("/api/docs/templates").json()["results"]
    assert [one["slug"] for one in listed] == [SLUG]
    version = lawyer.get(f"/api/docs/templates/{SLUG}/versions/latest").json()
    assert version["version"] == 1
    assert version["schema"]["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    assert version["checksum"] == practice.version.checksum
    assert render(practice, data=version["sample"]).status_code == 200
    assert lawyer.get(f"/api/docs/templates/{SLUG}/versions/9").status_code == 404
    assert lawyer.get(f"/api/docs/templates/{SLUG}/versions/x").status_code == 404
    assert lawyer.get("/api/docs/templates/none").status_code == 404


def test_unknown_client__sees_no_template_and_may_render_nothing(practice):
    stranger = practice.other_client
    stranger.email_confirmed_at = stranger.vouched_at = None
    stranger.save()
    assert api(stranger).get("/api/docs/templates").json()["results"] == []
    answer = render(practice, user=stranger)
    assert answer.status_code in (403, 404)
    assert not Order.objects.exists()


def test_case_documents__do_not_cost_more_queries_for_more_rows(practice, django_assert_max_num_queries):
    for number in range(3):
        inputs = {**practice.inputs, "annualMeeting": f"{number + 1} May"}
        services.document_generate(actor=practice.lawyer, case=practice.case, wish=Wish(practice.version, inputs))
    with django_assert_max_num_queries(5):
        assert len(api(practice.lawyer).get("/api/docs").json()["results"]) == 3


def approved_with_a_newer_draft(practice) -> str:
    """A document whose first revision is approved and whose second one is not; its id."""
    document = generate(practice).json()["documentId"]
    lawyer = api(practice.lawyer)
    lawyer.post(f"/api/docs/{document}/submit-for-review")
    api(practice.reviewer).post(f"/api/docs/{document}/approve", {"note": "Capital checked."})
    lawyer.post(f"/api/docs/{document}/revisions", {"inputs": practice.inputs, "note": "Not yet for the client."})
    return document


@pytest.mark.parametrize(("who", "status"), [("client", "approved"), ("lawyer", "draft"), ("admin", "draft")])
def test_list__by_status__goes_by_the_newest_revision_that_the_caller_may_see(practice, who, status):
    document = approved_with_a_newer_draft(practice)
    caller = api(getattr(practice, who))
    found = {
        asked: [one["id"] for one in caller.get(f"/api/docs?status={asked}").json()["results"]]
        for asked in ("draft", "in_review", "approved")
    }
    assert found == {"draft": [], "in_review": [], "approved": [], status: [document]}


def test_list__by_an_unknown_status__is_refused(practice):
    answer = api(practice.lawyer).get("/api/docs?status=signed-off")
    assert (answer.status_code, pointers(answer)) == (422, [("/status", "invalid-choice")])


def test_document_of_a_case__shown_to_its_client__is_without_the_remarks_of_staff(practice):
    document = approved_with_a_newer_draft(practice)
    staff = {"draftId", "note", "warnings", "outdated"}
    to_client = api(practice.client).get(f"/api/docs/{document}").json()
    to_lawyer = api(practice.lawyer).get(f"/api/docs/{document}").json()
    assert [set(one) & staff for one in to_client["revisions"]] == [set()]
    assert [set(one) & staff for one in to_lawyer["revisions"]] == [staff, staff]
    assert "Not yet for the client" not in str(to_client)


def test_job_of_a_document__holds_no_value_of_its_inputs(practice):
    generate(practice)
    job = Job.objects.get(queue="pdf")
    assert set(job.payload) == {"order"}
    assert "warnings" not in job.result
    assert practice.inputs["corporateName"] not in str(job.result)


@pytest.mark.parametrize("key", ["²", "①", "٣"])
def test_generate__with_a_strange_digit_as_a_key__is_a_fault_of_the_input(practice, key):
    answer = generate(practice, inputs={**practice.inputs, key: 1})
    assert (answer.status_code, pointers(answer)) == (422, [(f"/inputs/{key}", "additional-property")])


@pytest.mark.parametrize("nest", [lambda inner: [inner], lambda inner: {"a": inner}], ids=["lists", "objects"])
def test_generate__with_inputs_nested_too_deep__is_a_fault_of_the_input(practice, nest):
    deep = "x"
    for _ in range(480):
        deep = nest(deep)
    answer = generate(practice, inputs={**practice.inputs, "corporateName": deep})
    assert (answer.status_code, pointers(answer)) == (422, [("/inputs", "too-deep")])
    drafted = api(practice.lawyer).post("/api/ai/generate-document", {"type": "freeform", "inputs": {"a": deep}})
    assert (drafted.status_code, pointers(drafted)) == (422, [("/inputs", "too-deep")])
    assert not Order.objects.exists()
