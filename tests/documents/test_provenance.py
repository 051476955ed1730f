"""Where each text and each answer of a revision came from."""

from __future__ import annotations

import copy
import datetime as dt
import json

import pytest
from rest_framework.test import APIClient

from ai.services import draft_edit
from core.pii.digests import digest_of_value
from documents import services
from documents.facts import leaves, stated
from documents.models import Document, Revision
from documents.services.ordering import Wish
from tests.documents import outside_files
from tests.documents.proofs import PROOFS

SLUG = "articles-of-incorporation-stock"
pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("files", "embedded_jobs")]


def generate(practice, **wish) -> Revision:
    asked = Wish(practice.version, copy.deepcopy(practice.inputs), **wish)
    return services.document_generate(actor=practice.lawyer, case=practice.case, wish=asked)


def revised(practice, revision: Revision, actor=None, **changes) -> Revision:
    document = Document.objects.get(pk=revision.document_id)
    latest = document.revisions.latest("number")
    wish = services.next_wish(document=document, latest=latest, **changes)
    services.revision_request(actor=actor or practice.lawyer, document=document, wish=wish)
    return document.revisions.latest("number")


def section(revision: Revision, key: str) -> dict:
    return next(one for one in revision.provenance["sections"] if one["key"] == key)


def key_of(practice) -> str:
    return practice.version.sections[0]["key"]


def test_drafted_texts__name_the_draft_its_prompt_and_its_model(practice):
    revision = generate(practice)
    draft = revision.draft
    assert draft is not None
    assert revision.provenance["version"] == 1
    version = practice.version
    assert revision.provenance["template"] == {"slug": SLUG, "version": 1, "checksum": version.checksum}
    assert [one["key"] for one in revision.provenance["sections"]] == [one["key"] for one in version.sections]
    assert section(revision, key_of(practice)) == {
        "key": key_of(practice),
        "origin": "ai-draft",
        "by": str(practice.lawyer.pk),
        "at": draft.created_at.isoformat(),
        "draft": str(draft.pk),
        "prompt": {"slug": "clauses", "version": "clauses-1"},
        "backend": "offline",
        "model": draft.model,
        "degraded": True,
    }


def test_texts_of_the_clause_library__name_template_version_and_tone__given_ones_who_gave_them(practice):
    keys = [one["key"] for one in practice.version.sections]
    revision = generate(practice, use_clauses=True, tone="plain", sections={keys[0]: "To weave."})
    assert section(revision, keys[0])["origin"] == "given"
    assert section(revision, keys[0])["by"] == str(practice.lawyer.pk)
    for key in keys[1:]:
        clause = section(revision, key)
        assert (clause["origin"], clause["template"], clause["templateVersion"]) == ("clause-library", SLUG, 1)
        assert (clause["locale"], clause["tone"]) == ("en", "plain")


def test_text_changed_for_the_next_revision__is_edited_by_who_ordered_it__and_stays_so_when_kept(practice):
    first = generate(practice)
    key = key_of(practice)
    second = revised(practice, first, actor=practice.reviewer, sections={key: "To weave."})
    edited = section(second, key)
    assert (edited["origin"], edited["beganAs"], edited["by"]) == ("edited", "ai-draft", str(practice.reviewer.pk))
    assert edited["draft"] == str(first.draft_id)
    third = revised(practice, second, sections={key: "To weave."})
    assert section(third, key) == {**edited, "keptFrom": 2}
    fourth = revised(practice, third, sections={})
    assert section(fourth, key) == {**edited, "keptFrom": 2}


def test_text_edited_on_the_draft_itself__is_edited_by_that_lawyer(practice):
    first = generate(practice)
    key = key_of(practice)
    text = "To weave and to sell."
    draft_edit(actor=practice.reviewer, draft=first.draft, sections=[{"key": key, "text": text}], note="shorter")
    edit = first.draft.edits.get()
    edited = section(revised(practice, first, sections={key: text}), key)
    assert (edited["origin"], edited["by"], edited["at"]) == (
        "edited",
        str(practice.reviewer.pk),
        edit.created_at.isoformat(),
    )


def test_clause_edited__is_told_to_have_begun_as_one(practice):
    first = generate(practice, use_clauses=True)
    edited = section(revised(practice, first, sections={key_of(practice): "To weave."}), key_of(practice))
    assert (edited["origin"], edited["beganAs"], edited["tone"]) == ("edited", "clause-library", "formal")


def test_every_answer__has_an_origin__its_own_or_that_of_its_group_or_the_caller(practice):
    typed = {"source": "typed", "by": "x", "at": "2026-11-23T01:30:00+00:00"}
    case = {"source": "case", "by": "x", "at": "2026-11-23T01:30:00+00:00", "ref": "entity/name"}
    revision = generate(practice, origins={"/corporateName": case, "/capital": typed})
    data = revision.provenance["data"]
    assert set(data) == {pointer for pointer, _ in leaves(revision.inputs)}
    assert data["/corporateName"] == case
    assert data["/capital/authorized"] == data["/capital/classes/0/shares"] == typed
    assert (data["/fiscalYearEnd"]["source"], data["/fiscalYearEnd"]["by"]) == ("api", str(practice.lawyer.pk))


def test_unchanged_answer__keeps_its_origin__a_changed_one_has_a_new_one(practice):
    case = {"source": "case", "by": "x", "at": "2026-11-23T01:30:00+00:00", "ref": "entity/name"}
    first = generate(practice, origins={"/corporateName": case})
    second = revised(practice, first, inputs={**practice.inputs, "annualMeeting": "First Monday of May"})
    data = second.provenance["data"]
    assert data["/corporateName"] == {**case, "keptFrom": 1}
    assert "keptFrom" not in data["/annualMeeting"]


def test_unchanged_answer__named_by_the_form_as_it_was__is_kept__typed_anew_it_is_new(practice):
    first = generate(practice)
    own = first.provenance["data"]["/corporateName"]
    again = {"source": "typed", "by": "y", "at": "2026-11-24T01:30:00+00:00"}
    second = revised(practice, first, inputs=practice.inputs, origins={"/corporateName": own, "/fiscalYearEnd": again})
    data = second.provenance["data"]
    assert data["/corporateName"] == {**own, "keptFrom": 1}
    assert data["/fiscalYearEnd"] == again


def test_row_that_moved__takes_its_origins_with_it(practice):
    people = practice.inputs["incorporators"]
    case = {"source": "case", "by": "x", "at": "2026-11-23T01:30:00+00:00", "ref": "party/incorporator"}
    first = generate(practice, origins={"/incorporators/0/name": case})
    second = revised(practice, first, inputs={**practice.inputs, "incorporators": [*people[1:], people[0]]})
    assert second.provenance["data"][f"/incorporators/{len(people) - 1}/name"] == {**case, "keptFrom": 1}
    assert second.provenance["data"]["/incorporators/0/name"]["source"] == "api"


def test_record__holds_no_value_and_no_text(practice):
    kept = json.dumps(generate(practice).provenance, ensure_ascii=False)
    for value in ("Habing Silangan", "Calderon", "412-305-778"):
        assert value not in kept


def api(user) -> APIClient:
    client = APIClient()
    client.force_authenticate(user)
    return client


def test_provenance__by_the_api__is_told_to_staff_alone(practice):
    body = {"caseId": str(practice.case.pk), "templateId": SLUG, "inputs": practice.inputs}
    document = api(practice.lawyer).post("/api/docs/generate", body).json()["documentId"]
    address = f"/api/docs/{document}/provenance"
    told = api(practice.lawyer).get(address).json()
    assert (told["documentId"], told["revision"], told["version"]) == (document, 1, 1)
    name = next(one for one in told["data"] if one["pointer"] == "/inputs/corporateName")
    assert (name["source"], name["by"]) == ("api", str(practice.lawyer.pk))
    assert api(practice.other_lawyer).get(address).status_code == 404
    assert api(practice.client).get(address).status_code == 404
    assert api(practice.lawyer).get(f"{address}?revision=9").status_code == 404
    assert api(practice.lawyer).get(f"{address}?revision=x").status_code == 422
    revision = Revision.objects.get(document_id=document)
    services.revision_submit(actor=practice.lawyer, revision=revision)
    services.revision_approve(actor=practice.reviewer, revision=revision)
    assert api(practice.client).get(address).json()["code"] == "staff-only"


def test_signed_copy__shows_the_record_of_what_was_signed__and_the_next_revision_carries_it_on(practice):
    case = {"source": "case", "by": "x", "at": "2026-11-23T01:30:00+00:00", "ref": "entity/name"}
    first = generate(practice, origins={"/corporateName": case})
    services.revision_submit(actor=practice.lawyer, revision=first)
    services.revision_approve(actor=practice.reviewer, revision=first)
    Revision.objects.filter(pk=first.pk).update(
        outdated=[{"reason": "R.", "at": "", "of": "party", "subject": "s", "field": "name",
                   "digest": digest_of_value(practice.inputs["corporateName"]), "places": []}]
    )  # fmt: skip
    services.signed_copy_store(
        actor=practice.lawyer, document=first.document, number=1, checksum=first.checksum, content=outside_files.pdf(),
        way="certificate-of-authentication", signed_on=dt.date(2026, 11, 20), filename="signed.pdf",
        evidence=PROOFS["certificate-of-authentication"],
    )  # fmt: skip
    told = api(practice.lawyer).get(f"/api/docs/{first.document_id}/provenance").json()
    assert (told["revision"], told["recordOf"], told["template"]["slug"]) == (2, 1, SLUG)
    assert {"pointer": "/inputs/corporateName", **case} in told["data"]
    shown = api(practice.lawyer).get(f"/api/docs/{first.document_id}").json()
    assert (shown["status"], shown["template"], shown["version"]) == ("signed", SLUG, 1)
    key = key_of(practice)
    answer = api(practice.lawyer).post(f"/api/docs/{first.document_id}/revisions", {"sections": {key: "To weave."}})
    assert (answer.status_code, answer.json()["revision"]) == (201, 3)
    third = Revision.objects.get(number=3)
    assert (third.inputs, third.sections) == (first.inputs, {**first.sections, key: "To weave."})
    assert third.provenance["data"]["/corporateName"] == {**case, "keptFrom": 1}
    kept = [one.get("keptFrom") for one in third.provenance["sections"]]
    assert kept == [None, *([1] * (len(kept) - 1))]
    assert [one["digest"] for one in third.outdated] == [digest_of_value(practice.inputs["corporateName"])]


def test_revision_of_before_origins_were_kept__is_told_without_any(practice):
    revision = generate(practice)
    Revision.objects.filter(pk=revision.pk).update(provenance={})
    told = api(practice.lawyer).get(f"/api/docs/{revision.document_id}/provenance").json()
    assert (told["version"], told["template"], told["sections"], told["data"]) == (None, None, [], [])
    again = revised(practice, revision, inputs={**practice.inputs, "annualMeeting": "First Monday of May"})
    assert again.provenance["data"]["/corporateName"]["source"] == "api"


def test_facts__are_found_under_references_and_conditions():
    schema = {
        "type": "object",
        "$defs": {"office": {"type": "object", "x-fact": "entity.principalOffice", "properties": {"city": {}}}},
        "properties": {
            "office": {"$ref": "#/$defs/office"},
            "inner": {"type": "object", "properties": {"name": {"x-fact": "entity.name"}}},
        },
        "allOf": [{"if": {}, "then": {"properties": {"tin": {"x-fact": "entity.tin"}}}}],
    }
    data = {"office": {"city": "Pasig City"}, "inner": {"name": "Habi"}, "tin": "1", "unknown": 3}
    assert [(one.name, one.pointer) for one in stated(schema, data)] == [
        ("entity.tin", "/tin"),
        ("entity.principalOffice", "/office"),
        ("entity.name", "/inner/name"),
    ]
    assert list(stated(schema, {"office": None, "inner": {"name": ""}})) == []
