"""Old values: which revisions are flagged when a party's or the entity's data changes, and when a flag goes."""

from __future__ import annotations

import copy
import json

import pytest
from rest_framework.test import APIClient

from cases.models import Case, Party
from cases.services import entity_put, party_add, party_update
from core.models import Job
from documents import services
from documents.models import Document, Revision
from documents.services import outdating
from documents.services.holding import Held, held_by
from documents.services.ordering import Wish

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("files", "embedded_jobs")]
FIRST = "Teresita M. Calderon"
RENAMED = "Teresita M. Calderon-Sy"


@pytest.fixture
def party(practice) -> Party:
    one = practice.inputs["incorporators"][0]
    return party_add(
        actor=practice.lawyer,
        case=practice.case,
        kind="person",
        role="incorporator",
        name=one["name"],
        nationality=one["nationality"],
        tin=one["tin"],
        address=one["residence"],
    )


def generate(practice, **changes) -> Revision:
    inputs = {**copy.deepcopy(practice.inputs), **changes}
    wish = Wish(practice.version, inputs, use_clauses=True)
    return services.document_generate(actor=practice.lawyer, case=practice.case, wish=wish)


def revised(practice, revision: Revision, **changes) -> Revision:
    document = Document.objects.get(pk=revision.document_id)
    latest = document.revisions.latest("number")
    wish = services.next_wish(document=document, latest=latest, **changes)
    services.revision_request(actor=practice.lawyer, document=document, wish=wish)
    return document.revisions.latest("number")


def approved(practice, revision: Revision) -> Revision:
    services.revision_submit(actor=practice.lawyer, revision=revision)
    return services.revision_approve(actor=practice.admin, revision=revision, note="Read.")


def flags(revision: Revision) -> list[tuple[str, str]]:
    return [(one["of"], one["field"]) for one in Revision.objects.get(pk=revision.pk).outdated]


def with_name(inputs: dict, old: str, new: str) -> dict:
    changed: dict = json.loads(json.dumps(inputs).replace(old, new))
    return changed


def test_name_changed__flags_the_latest_and_the_approved_revision_and_no_other_document(practice, party):
    first = approved(practice, generate(practice))
    second = revised(practice, first, inputs={**practice.inputs, "annualMeeting": "First Monday of May"})
    stranger = generate(practice, **with_name(practice.inputs, FIRST, "Ramona T. Villegas"))
    party_update(actor=practice.lawyer, party=party, changes={"name": RENAMED})
    assert (flags(first), flags(second), flags(stranger)) == ([("party", "name")], [("party", "name")], [])
    flag = Revision.objects.get(pk=first.pk).outdated[0]
    assert flag["subject"] == str(party.pk)
    assert "/incorporators/0/name" in flag["places"]
    assert flag["reason"] == "A party's name was changed after this revision was made."
    assert FIRST not in json.dumps(flag)
    assert RENAMED not in json.dumps(flag)


def test_draft_between__neither_latest_nor_standing__is_not_flagged(practice, party):
    first = generate(practice)
    second = revised(practice, first, inputs={**practice.inputs, "annualMeeting": "First Monday of May"})
    party_update(actor=practice.lawyer, party=party, changes={"name": RENAMED})
    assert (flags(first), flags(second)) == ([], [("party", "name")])


def test_flag_of_an_approved_revision__goes_when_one_without_the_old_value_is_approved(practice, party):
    first = approved(practice, generate(practice))
    party_update(actor=practice.lawyer, party=party, changes={"name": RENAMED})
    second = revised(practice, first, inputs=with_name(practice.inputs, FIRST, RENAMED))
    assert (flags(first), flags(second)) == ([("party", "name")], [])
    approved(practice, second)
    assert flags(first) == []


def test_flag__stays_when_the_newer_approved_revision_has_the_old_value_too(practice, party):
    first = approved(practice, generate(practice))
    party_update(actor=practice.lawyer, party=party, changes={"name": RENAMED})
    second = revised(practice, first, inputs={**practice.inputs, "annualMeeting": "First Monday of May"})
    assert flags(second) == [("party", "name")]  # made after the change, from the old data
    approved(practice, second)
    assert (flags(first), flags(second)) == ([("party", "name")], [("party", "name")])


def test_approved_revision__replaced_before_the_change__is_not_flagged(practice, party):
    first = approved(practice, generate(practice))
    second = approved(practice, revised(practice, first, inputs=with_name(practice.inputs, FIRST, RENAMED)))
    party_update(actor=practice.lawyer, party=party, changes={"name": RENAMED})
    assert (flags(first), flags(second)) == ([], [])


def test_value_changed_back__takes_its_flag_off_again(practice, party):
    first = generate(practice)
    party_update(actor=practice.lawyer, party=party, changes={"name": RENAMED})
    assert flags(first) == [("party", "name")]
    party_update(actor=practice.lawyer, party=party, changes={"name": FIRST})
    assert flags(first) == []


def test_same_change_told_twice__flags_once(practice, party):
    first = generate(practice)
    party_update(actor=practice.lawyer, party=party, changes={"name": RENAMED})
    former = {"name": Revision.objects.get(pk=first.pk).outdated[0]["digest"]}
    event = outdating.PartyChanged(case_id=practice.case.pk, party_id=party.pk, former=former)
    services.flag_outdated_by_party(event)
    assert flags(first) == [("party", "name")]


def test_nationality__which_many_share__flags_only_where_it_stands_beside_the_party(practice, party):
    first = generate(practice)
    other = party_add(
        actor=practice.lawyer,
        case=practice.case,
        kind="person",
        role="counterparty",
        name="Ramona T. Villegas",
        nationality="Filipino",
    )
    party_update(actor=practice.lawyer, party=other, changes={"nationality": "Spanish"})
    assert flags(first) == []
    party_update(actor=practice.lawyer, party=party, changes={"nationality": "American"})
    assert flags(first) == [("party", "nationality")]
    places = Revision.objects.get(pk=first.pk).outdated[0]["places"]
    assert "/incorporators/0/nationality" in places
    assert "/incorporators/1/nationality" not in places


def test_principal_office_of_the_entity__an_object__is_found_as_a_whole(practice):
    office = practice.inputs["principalOffice"]
    entity_put(actor=practice.lawyer, case=practice.case, name="Habi Corporation", principal_office=office)
    first = generate(practice)
    moved = {**office, "line1": "9 Acacia Road"}
    entity_put(actor=practice.lawyer, case=practice.case, name="Habi Corporation", principal_office=moved)
    assert flags(first) == [("entity", "principal_office")]
    assert Revision.objects.get(pk=first.pk).outdated[0]["places"] == ["/principalOffice"]


def test_one_of_the_entity_s_details__changed__is_told_by_itself(practice):
    case = practice.case
    details = {"annualMeeting": practice.inputs["annualMeeting"], "capital": practice.inputs["capital"]}
    entity_put(actor=practice.lawyer, case=case, name="Habi Corporation", details=details)
    first = generate(practice)
    changed = {**details, "capital": {**details["capital"], "authorized": "99.00"}}
    entity_put(actor=practice.lawyer, case=case, name="Habi Corporation", details=changed)
    assert flags(first) == [("entity", "details.capital")]


def test_holding__names_the_documents_before_any_flag_is_written(practice, party):
    first = generate(practice)
    generate(practice, **with_name(practice.inputs, FIRST, "Ramona T. Villegas"))
    former = {"name": outdating.present_of_party(Party.objects.get(pk=party.pk))["name"]}
    assert outdating.holding(practice.case.pk, former) == [first]
    assert outdating.holding(Case.objects.create(number="2026-999999", title="x", kind="other").pk, former) == []


def test_short_values__are_never_found():
    held = Held.of({"a": "abc", "b": ["abcd"], "c": 7})
    assert list(held.places.values()) == [["/b"], ["/b/0"]]
    assert list(Held.of([{"a": "x", "b": None}]).places) == list(Held.of([{"a": "x", "b": ""}]).places)
    assert held_by({"a": "abcd"}, {"role": next(iter(Held.of(["abcd"]).places))}, None) == {}


def api(user) -> APIClient:
    client = APIClient()
    client.force_authenticate(user)
    return client


def test_list__of_outdated_documents__holds_those_whose_latest_or_standing_revision_is_flagged(practice, party):
    flagged, approved_one = generate(practice), approved(practice, generate(practice))
    party_update(actor=practice.lawyer, party=party, changes={"name": RENAMED})
    right = revised(practice, approved_one, inputs=with_name(practice.inputs, FIRST, RENAMED))
    clean = generate(practice, **with_name(practice.inputs, FIRST, RENAMED))

    def listed(asked: str) -> set[str]:
        return {one["id"] for one in api(practice.lawyer).get(f"/api/docs?outdated={asked}").json()["results"]}

    both = {str(flagged.document_id), str(approved_one.document_id)}
    assert (listed("true"), listed("false")) == (both, {str(clean.document_id)})
    approved(practice, right)
    assert listed("true") == {str(flagged.document_id)}
    assert api(practice.other_lawyer).get("/api/docs?outdated=true").json()["results"] == []


def voided(practice, revision: Revision) -> Revision:
    return services.revision_void(
        actor=practice.lawyer, document=revision.document, number=revision.number, checksum=revision.checksum,
        reason="Signed by the wrong officer.",
    )  # fmt: skip


def test_what_is_void__is_told_to_nobody_as_outdated_and_its_next_revision_is(practice, party):
    void = voided(practice, approved(practice, generate(practice)))
    assert len(outdating.holding(practice.case.pk, outdating.present_of_party(party), party)) == 0
    party_update(actor=practice.lawyer, party=party, changes={"name": RENAMED})
    assert "RevisionFlagged" not in {job.payload.get("event") for job in Job.objects.all()}
    client = api(practice.lawyer)
    assert client.get("/api/docs?outdated=true").json()["results"] == []
    shown = client.get(f"/api/docs/{void.document_id}").json()["revisions"]
    assert [(one["status"], one["outdated"]) for one in shown] == [("void", [])]
    following = revised(practice, void, inputs={**practice.inputs, "annualMeeting": "First Monday of May"})
    assert flags(following) == [("party", "name")]
    assert [one["id"] for one in client.get("/api/docs?outdated=true").json()["results"]] == [str(void.document_id)]


def test_list__of_outdated_documents__is_for_staff_and_takes_true_or_false(practice):
    assert api(practice.client).get("/api/docs?outdated=true").json()["code"] == "staff-only"
    answer = api(practice.lawyer).get("/api/docs?outdated=maybe")
    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, "/outdated")
