"""`/api/cases` as the contract words it."""

from __future__ import annotations

import datetime as dt

import pytest
from django.utils import timezone

from accounts.services import user_update
from cases.models import Case, Party, PartyAddress, PartyIdentifier, PartyName
from cases.services import assignment_add, case_open, hold_place
from core.ids import new_id
from core.models import AuditEntry, IdempotencyKey
from tests.accounts.people import api, faults, person

pytestmark = pytest.mark.django_db
PERSON = {
    "kind": "person",
    "name": " Ma.  Liwayway R. dela Cruz",
    "role": "Incorporator",
    "tin": "123456789000",
    "email": "liwayway@hain.example",
    "mobile": "0917 123 4567",
    "address": "12 Sampaguita Street, Quezon City",
    "nationality": "Filipino",
    "birthDate": "1988-03-14",
}


def opened(user, **changes):
    return api(user).post("/api/cases", {"title": "Tala Weaving", "kind": "incorporation", **changes})


def test_open__by_a_lawyer__answers_with_the_whole_case(practice):
    response = opened(
        practice.lawyer,
        clientId=str(practice.client.pk),
        priority="high",
        dueDate="2026-12-15",
        parties=[PERSON],
        entity={"name": "Tala Weaving Inc.", "legalForm": "stock_corporation", "fiscalYearEnd": "12-31"},
    )
    assert response.status_code == 201, response.content
    body = response.json()
    case = Case.objects.get(pk=body["id"])
    party = body.pop("parties")[0]
    entity = body.pop("entity")
    assert body == {
        "id": str(case.pk),
        "number": case.number,
        "title": "Tala Weaving",
        "kind": "incorporation",
        "status": "intake",
        "allowedTransitions": ["active", "declined"],
        "priority": "high",
        "dueDate": "2026-12-15",
        "clientId": str(practice.client.pk),
        "client": {"id": str(practice.client.pk), "fullName": "Client", "email": "client@hain.example"},
        "lawyers": [{"id": str(practice.lawyer.pk), "fullName": "Lawyer", "role": "lead"}],
        "holds": [],
        "createdAt": body["createdAt"],
        "updatedAt": body["updatedAt"],
        "closedAt": None,
    }
    assert party == {
        "id": party["id"],
        "kind": "person",
        "name": "Ma. Liwayway R. dela Cruz",
        "role": "incorporator",
        "tin": "123-456-789-000",
        "email": "liwayway@hain.example",
        "mobile": "+639171234567",
        "address": "12 Sampaguita Street, Quezon City",
        "nationality": "Filipino",
        "birthDate": "1988-03-14",
        "civilStatus": "",
        "identifiers": [{"scheme": "tin", "value": "123-456-789-000"}],
        "formerNames": [],
    }
    assert (entity["name"], entity["legalForm"], entity["fiscalYearEnd"]) == (
        "Tala Weaving Inc.",
        "stock_corporation",
        "12-31",
    )


@pytest.mark.parametrize(
    ("changes", "pointer", "code"),
    [
        ({"title": " "}, "/title", "blank"),
        ({"title": "x" * 201}, "/title", "max-length"),
        ({"kind": "divorce"}, "/kind", "invalid-choice"),
        ({"dueDate": "tomorrow"}, "/dueDate", "invalid"),
        ({"clientId": "x"}, "/clientId", "invalid"),
        ({"clientId": str(new_id())}, "/clientId", "unknown"),
        ({"parties": [PERSON, {**PERSON, "tin": "12"}]}, "/parties/1/tin", "invalid-tin"),
        ({"parties": [{**PERSON, "mobile": "12"}]}, "/parties/0/mobile", "invalid-phone"),
        ({"parties": [{**PERSON, "name": ""}]}, "/parties/0/name", "blank"),
        ({"parties": [{**PERSON, "kind": "organization"}]}, "/parties/0/birthDate", "persons-only"),
        (
            {"parties": [{**PERSON, "identifiers": [{"scheme": "psn", "value": "1234-5678-9012"}]}]},
            "/parties/0/identifiers/0/scheme",
            "never-kept",
        ),
        ({"entity": {"name": "T", "fiscalYearEnd": "13-31"}}, "/entity/fiscalYearEnd", "invalid-day"),
        ({"entity": {"name": "T", "principalOffice": {"x": "y"}}}, "/entity/principalOffice/x", "unknown-member"),
        ({"entity": {}}, "/entity/name", "required"),
    ],
)
def test_open__with_bad_input__is_refused_and_keeps_nothing(practice, changes, pointer, code):
    before = (Case.objects.count(), Party.objects.count(), AuditEntry.objects.count())
    assert faults(opened(practice.lawyer, **changes)) == {pointer: code}
    assert (Case.objects.count(), Party.objects.count(), AuditEntry.objects.count()) == before


def test_open__for_a_lawyer_as_client__is_refused(practice):
    assert faults(opened(practice.lawyer, clientId=str(practice.other_lawyer.pk))) == {"/clientId": "not-a-client"}


def test_open__by_a_client__is_for_themselves(practice):
    for changes in ({}, {"clientId": str(practice.client.pk)}):
        body = opened(practice.client, **changes).json()
        assert (body["clientId"], body["lawyers"]) == (str(practice.client.pk), [])
    for other in (practice.other_client.pk, practice.lawyer.pk, new_id()):
        assert faults(opened(practice.client, clientId=str(other))) == {"/clientId": "not-yourself"}


def test_open__by_an_unconfirmed_client__is_refused_and_opens_nothing(db):
    response = opened(person("new", email_confirmed=False))
    assert (response.status_code, response.json()["code"], Case.objects.count()) == (403, "email-unconfirmed", 0)


def test_open__with_an_idempotency_key__opens_once(practice):
    client = api(practice.lawyer)
    sent = [
        client.post("/api/cases", {"title": "Once", "kind": "other"}, headers={"Idempotency-Key": "k1"})
        for _ in range(2)
    ]
    assert sent[0].json()["id"] == sent[1].json()["id"]
    assert sent[1]["Idempotency-Replayed"] == "true"
    assert Case.objects.filter(title="Once").count() == 1


def test_open__cut_off_before_its_answer_and_sent_again__opens_once_and_names_the_case(practice):
    client, body = api(practice.lawyer), {"title": "Once", "kind": "other"}
    first = client.post("/api/cases", body, headers={"Idempotency-Key": "k1"})
    ended = timezone.now() - dt.timedelta(seconds=1)
    IdempotencyKey.objects.update(status=None, body=b"", headers={}, lease_until=ended)
    second = client.post("/api/cases", body, headers={"Idempotency-Key": "k1"})
    assert (second.status_code, second.json()["code"]) == (409, "request-already-done")
    assert second.json()["subject"]["id"] == first.json()["id"]
    assert Case.objects.filter(title="Once").count() == 1


def test_patch__changes_what_is_given(practice):
    response = api(practice.lawyer).patch(
        f"/api/cases/{practice.case.pk}", {"title": "Tala Looms", "priority": "urgent", "dueDate": "2026-12-01"}
    )
    body = response.json()
    assert (body["title"], body["priority"], body["dueDate"], body["kind"]) == (
        "Tala Looms",
        "urgent",
        "2026-12-01",
        "incorporation",
    )
    cleared = api(practice.lawyer).patch(f"/api/cases/{practice.case.pk}", {"dueDate": "", "title": None}).json()
    assert (cleared["dueDate"], cleared["title"]) == (None, "Tala Looms")


@pytest.mark.parametrize("member", ["status", "number", "id", "parties", "entity", "lawyers"])
def test_patch__of_what_has_its_own_way__is_refused(practice, member):
    before = Case.objects.values().get(pk=practice.case.pk)
    response = api(practice.lawyer).patch(f"/api/cases/{practice.case.pk}", {member: "x", "title": "Changed"})
    assert faults(response) == {f"/{member}": "read-only"}
    assert Case.objects.values().get(pk=practice.case.pk) == before


@pytest.mark.parametrize("word", ["closed", "intake", "nonsense", "ACTIVE"])
def test_transition__to_anything_else__is_409_with_the_targets(practice, word):
    response = api(practice.lawyer).post(f"/api/cases/{practice.case.pk}/transition", {"to": word})
    body = response.json()
    assert (response.status_code, body["code"]) == (409, "transition-not-allowed")
    assert body["allowedTargets"] == ["active", "declined"]
    assert Case.objects.get(pk=practice.case.pk).status == "intake"


def test_transition__moves_and_stands_in_the_timeline_with_its_note(practice):
    path = f"/api/cases/{practice.case.pk}"
    response = api(practice.lawyer).post(f"{path}/transition", {"to": "active", "note": "Engaged."})
    assert (response.status_code, response.json()["status"]) == (200, "active")
    assert response.json()["allowedTransitions"] == ["closed", "on_hold"]
    newest = api(practice.lawyer).get(f"{path}/timeline").json()["results"][0]
    assert (newest["verb"], newest["before"], newest["after"]) == ("case.moved", "intake", "active")
    assert newest["facts"] == {"note": "Engaged."}
    assert newest["actor"] == {"id": str(practice.lawyer.pk), "fullName": "Lawyer"}
    assert newest["subject"] == {"type": "cases.case", "id": str(practice.case.pk)}
    assert api(practice.client).get(f"{path}/timeline").json()["results"][0]["facts"] == {}


def test_transition__without_a_target__is_422(practice):
    assert faults(api(practice.lawyer).post(f"/api/cases/{practice.case.pk}/transition", {})) == {"/to": "required"}


def test_timeline__is_paged_newest_first(practice):
    address = f"/api/cases/{practice.case.pk}/timeline"
    whole = [row["id"] for row in api(practice.lawyer).get(address).json()["results"]]
    assert len(whole) == 4
    paged, link = [], f"{address}?limit=3"
    while link:
        page = api(practice.lawyer).get(link).json()
        paged += [row["id"] for row in page["results"]]
        link = page["next"]
    assert paged == whole


def test_party__changed__keeps_what_it_was(practice):
    address = f"/api/cases/{practice.case.pk}/parties/{practice.party.pk}"
    address_parts = {"line1": "7 Acacia Lane", "city": "Makati"}
    body = {"name": "Ma. Liwayway D. Reyes", "tin": "999-888-777", "address": address_parts}
    shown = api(practice.lawyer).patch(address, body).json()
    assert (shown["name"], shown["formerNames"]) == ("Ma. Liwayway D. Reyes", ["Ma. Liwayway R. dela Cruz"])
    assert (shown["tin"], shown["address"]) == ("999-888-777", {"line1": "7 Acacia Lane", "city": "Makati"})
    assert [(one.name, one.until is None) for one in PartyName.objects.order_by("created_at", "id")] == [
        ("Ma. Liwayway R. dela Cruz", False),
        ("Ma. Liwayway D. Reyes", True),
    ]
    assert list(PartyIdentifier.objects.filter(until__isnull=False).values_list("value", flat=True)) == [
        "123-456-789-000"
    ]
    assert list(PartyAddress.objects.filter(until__isnull=False).values_list("text", flat=True)) == [
        "12 Sampaguita Street, Quezon City"
    ]
    facts = AuditEntry.objects.get(verb="party.changed").facts
    assert facts == {"name": "Ma. Liwayway D. Reyes", "fields": ["address", "name", "tin"]}


def test_party__changed_to_the_same__changes_nothing(practice):
    address = f"/api/cases/{practice.case.pk}/parties/{practice.party.pk}"
    before = AuditEntry.objects.count()
    shown = api(practice.lawyer).patch(address, {"name": "Ma. Liwayway  R. dela Cruz", "tin": "123456789000"}).json()
    assert shown["formerNames"] == []
    assert AuditEntry.objects.count() == before


def test_party__with_a_number_that_holds_no_longer__shows_none(practice):
    address = f"/api/cases/{practice.case.pk}/parties/{practice.party.pk}"
    assert api(practice.lawyer).patch(address, {"tin": ""}).json()["identifiers"] == []
    assert PartyIdentifier.objects.get().until is not None


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        ({"kind": "organization"}, "/kind"),
        ({"id": "x"}, "/id"),
        ({"tin": "1"}, "/tin"),
        ({"birthDate": "x"}, "/birthDate"),
    ],
)
def test_party__with_a_bad_change__is_refused_and_stays(practice, body, pointer):
    address = f"/api/cases/{practice.case.pk}/parties/{practice.party.pk}"
    assert list(faults(api(practice.lawyer).patch(address, {**body, "name": "Other"}))) == [pointer]
    assert PartyName.objects.count() == 1


def test_party__removed__is_shown_no_more_and_kept(practice):
    address = f"/api/cases/{practice.case.pk}/parties/{practice.party.pk}"
    assert api(practice.lawyer).delete(address).status_code == 204
    assert api(practice.lawyer).delete(address).status_code == 404
    assert api(practice.lawyer).patch(address, {"name": "X"}).status_code == 404
    assert api(practice.lawyer).get(f"/api/cases/{practice.case.pk}").json()["parties"] == []
    kept = Party.objects.get()
    assert (kept.removed_by, kept.name) == (practice.lawyer, "Ma. Liwayway R. dela Cruz")


def test_party__of_another_case__is_404(practice):
    other = case_open(actor=practice.lawyer, title="Other", kind="other")
    address = f"/api/cases/{other.pk}/parties/{practice.party.pk}"
    assert api(practice.lawyer).patch(address, {"name": "X"}).status_code == 404


def test_entity__put_again__replaces_all_and_keeps_the_name(practice):
    address = f"/api/cases/{practice.case.pk}/entity"
    first = {"name": "Tala Looms Inc.", "tradeNames": ["Tala"], "tin": "123456789", "details": {"freeKey": {"a": None}}}
    assert api(practice.lawyer).put(address, first).status_code == 200
    shown = api(practice.lawyer).get(address).json()
    assert (shown["tin"], shown["tradeNames"], shown["details"]) == ("123-456-789", ["Tala"], {"freeKey": {"a": None}})
    again = api(practice.lawyer).put(address, {"name": "Tala Cloth Inc."}).json()
    assert (again["tradeNames"], again["tin"], again["details"]) == ([], "", {})
    assert again["formerNames"] == ["Tala Weaving Inc.", "Tala Looms Inc."]


def test_entity__of_a_case_without_one__is_404(practice):
    bare = case_open(actor=practice.lawyer, title="Bare", kind="contract")
    assert api(practice.lawyer).get(f"/api/cases/{bare.pk}/entity").status_code == 404


def test_assignment__made_twice__is_one_with_the_last_role(practice):
    address = f"/api/cases/{practice.case.pk}/assignments"
    for role in ("associate", "reviewer"):
        response = api(practice.admin).post(address, {"lawyerId": str(practice.other_lawyer.pk), "role": role})
        assert (response.status_code, response.json()["role"]) == (201, role)
    lawyers = api(practice.admin).get(f"/api/cases/{practice.case.pk}").json()["lawyers"]
    assert [(one["fullName"], one["role"]) for one in lawyers] == [("Lawyer", "lead"), ("Other-Lawyer", "reviewer")]


@pytest.mark.parametrize(
    ("who", "role", "pointer"),
    [("client", "lead", "/lawyerId"), ("admin", "lead", "/lawyerId"), ("other_lawyer", "king", "/role")],
)
def test_assignment__of_nonsense__is_refused(practice, who, role, pointer):
    address = f"/api/cases/{practice.case.pk}/assignments"
    body = {"lawyerId": str(getattr(practice, who).pk), "role": role}
    assert list(faults(api(practice.admin).post(address, body))) == [pointer]
    assert practice.case.assignments.count() == 1


def test_assignment__of_a_lawyer_who_left__is_refused(practice):
    user_update(actor=practice.admin, user=practice.other_lawyer, changes={"is_active": False})
    body = {"lawyerId": str(practice.other_lawyer.pk), "role": "lead"}
    response = api(practice.admin).post(f"/api/cases/{practice.case.pk}/assignments", body)
    assert faults(response) == {"/lawyerId": "not-a-lawyer"}


def test_unassign__without_a_lawyer__is_422(practice):
    assert faults(api(practice.admin).delete(f"/api/cases/{practice.case.pk}/assignments")) == {"/lawyerId": "required"}


def test_case__shows_what_holds_it_up(practice):
    hold_place(actor=None, case=practice.case, kind="unpaid-fee", blocks=["file"], reason="Pay the filing fee.")
    holds = api(practice.client).get(f"/api/cases/{practice.case.pk}").json()["holds"]
    assert [(one["kind"], one["blocks"], one["reason"]) for one in holds] == [
        ("unpaid-fee", ["file"], "Pay the filing fee.")
    ]


def test_list__filters_searches_and_orders(practice):
    second = case_open(actor=practice.admin, title="Mayumi Sari-sari Store", kind="business_name")
    third = case_open(
        actor=practice.other_lawyer, title="Lease of a loom", kind="contract", client=practice.other_client
    )
    assignment_add(actor=practice.admin, case=second, lawyer=practice.other_lawyer)

    def found(query: str) -> list[str]:
        response = api(practice.admin).get(f"/api/cases?{query}")
        assert response.status_code == 200, response.content
        return [row["number"] for row in response.json()["results"]]

    one, two, three = practice.case.number, second.number, third.number
    assert found("") == [three, two, one]
    assert found("kind=contract") == [three]
    assert found("status=active") == []
    assert found(f"lawyer={practice.other_lawyer.pk}") == [three, two]
    assert found(f"client={practice.client.pk}") == [one]
    assert found("search=sari+MAYUMI") == [two]
    assert found(f"search={one}") == [one]
    assert found("search=nobody") == []
    assert found("ordering=number") == [one, two, three]
    assert found("ordering=-number&limit=2") == [three, two]


@pytest.mark.parametrize(
    "query",
    [
        "kind=x",
        "status=x",
        "lawyer=x",
        "client=x",
        "ordering=x",
        "limit=0",
        "limit=201",
        "limit=0002009999",
        "limit=" + "9" * 5000,
    ],
)
def test_list__with_a_bad_filter__is_422(practice, query):
    assert list(faults(api(practice.admin).get(f"/api/cases?{query}"))) == [f"/{query.split('=')[0]}"]


@pytest.mark.parametrize("ordering", ["dueDate", "-dueDate", "createdAt", "-updatedAt"])
def test_list__page_by_page__shows_every_case_once(practice, ordering):
    for day in (None, dt.date(2026, 12, 1), dt.date(2026, 12, 1), None, dt.date(2026, 11, 30)):
        case_open(actor=practice.lawyer, title="More", kind="other", due_date=day)
    seen, link = [], f"/api/cases?limit=2&ordering={ordering}"
    while link:
        page = api(practice.lawyer).get(link).json()
        seen += [row["number"] for row in page["results"]]
        link = page["next"]
    assert len(seen) == len(set(seen)) == 6


def test_list_and_detail__take_the_same_number_of_queries_for_many_rows(practice, django_assert_max_num_queries):
    for index in range(12):
        case = case_open(actor=practice.lawyer, title=f"More {index}", kind="other", client=practice.client)
        hold_place(actor=None, case=case, kind="k", blocks=["file"], reason="R")
        for _ in range(3):
            api(practice.lawyer).post(f"/api/cases/{case.pk}/parties", PERSON)
    with django_assert_max_num_queries(4):
        assert len(api(practice.lawyer).get("/api/cases").json()["results"]) == 13
    with django_assert_max_num_queries(8):
        assert len(api(practice.lawyer).get(f"/api/cases/{case.pk}").json()["parties"]) == 3


def test_unknown_case__is_404_for_everybody(practice):
    for user in (practice.admin, practice.lawyer, practice.client):
        assert api(user).get(f"/api/cases/{new_id()}").status_code == 404
        assert api(user).get("/api/cases/nonsense").status_code == 404
