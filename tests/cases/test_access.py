"""Who sees and who may: every endpoint with every kind of client, and proof that a refusal changed nothing."""

from __future__ import annotations

import pytest
from django.apps import apps

from accounts.models import User
from cases import selectors
from cases.services import case_open, case_transition
from core.models import AuditEntry
from tests.accounts.people import api, person

pytestmark = pytest.mark.django_db
WHO = ("anonymous", "other_client", "other_lawyer", "client", "lawyer", "admin")
PARTY = {"kind": "person", "name": "Jose Villanueva", "role": "director"}
# call, body, and the answer for each of WHO: during intake.
MATRIX = [
    ("GET", "", None, (401, 404, 404, 200, 200, 200)),
    ("PATCH", "", {"title": "Changed"}, (401, 404, 404, 403, 200, 200)),
    ("POST", "/transition", {"to": "active"}, (401, 404, 404, 403, 200, 200)),
    ("POST", "/parties", PARTY, (401, 404, 404, 201, 201, 201)),
    ("PATCH", "/parties/{party}", {"name": "Ma. Liwayway Reyes"}, (401, 404, 404, 200, 200, 200)),
    ("DELETE", "/parties/{party}", None, (401, 404, 404, 204, 204, 204)),
    ("GET", "/entity", None, (401, 404, 404, 200, 200, 200)),
    ("PUT", "/entity", {"name": "Tala Looms Inc."}, (401, 404, 404, 200, 200, 200)),
    ("GET", "/timeline", None, (401, 404, 404, 200, 200, 200)),
    ("POST", "/assignments", {"lawyerId": "{other_lawyer}", "role": "reviewer"}, (401, 404, 404, 403, 403, 201)),
    ("DELETE", "/assignments", {"lawyerId": "{lawyer}"}, (401, 404, 404, 403, 403, 204)),
]
CASES = [
    pytest.param(method, path, body, who, status, id=f"{method}{path or '/'}-{who}")
    for method, path, body, statuses in MATRIX
    for who, status in zip(WHO, statuses, strict=True)
]


def call(practice, method, path, body, who):
    user = None if who == "anonymous" else getattr(practice, who)
    ids = {"party": practice.party.pk, "lawyer": practice.lawyer.pk, "other_lawyer": practice.other_lawyer.pk}
    address = f"/api/cases/{practice.case.pk}{path}".format(**ids)
    filled = {key: value.format(**ids) if isinstance(value, str) else value for key, value in (body or {}).items()}
    return getattr(api(user), method.lower())(address, filled if body is not None else None)


def everything() -> dict[str, list[dict]]:
    return {
        model.__name__: list(model.objects.order_by("pk").values())
        for model in [*apps.get_app_config("cases").get_models(), User, AuditEntry]
    }


@pytest.mark.parametrize(("method", "path", "body", "who", "status"), CASES)
def test_call__during_intake__is_answered_by_role_and_a_refusal_changes_nothing(
    practice, method, path, body, who, status
):
    before = everything()
    response = call(practice, method, path, body, who)
    assert response.status_code == status, response.content
    changed = everything() != before
    assert changed == (method != "GET" and status < 300)


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [row[:3] for row in MATRIX if row[0] != "GET" and ("/parties" in row[1] or "/entity" in row[1])],
)
def test_client__after_intake__may_not_change_people_or_entity(practice, method, path, body):
    case_transition(actor=practice.lawyer, case=practice.case, to="active")
    before = everything()
    response = call(practice, method, path, body, "client")
    assert (response.status_code, response.json()["code"]) == (403, "case-under-way")
    assert everything() == before
    assert call(practice, method, path, body, "lawyer").status_code < 300


@pytest.mark.parametrize(("method", "path", "body"), [row[:3] for row in MATRIX if row[0] != "GET"])
def test_refusal__is_told_before_the_input_is_judged(practice, method, path, body):
    response = call(practice, method, path, {"nonsense": True} if body is not None else None, "other_client")
    assert response.status_code == 404


@pytest.mark.parametrize("who", WHO)
def test_list__shows_each_the_own_cases_only(practice, who):
    own = {
        "other_client": case_open(actor=None, title="Other", kind="other", client=practice.other_client).number,
        "other_lawyer": case_open(actor=practice.other_lawyer, title="Another", kind="other").number,
    }
    if who == "anonymous":
        assert api().get("/api/cases").status_code == 401
        return
    user = getattr(practice, who)
    expected = {practice.case.number} if who in ("client", "lawyer") else {own.get(who)}
    if who == "admin":
        expected = {practice.case.number, *own.values()}
    assert {row["number"] for row in api(user).get("/api/cases").json()["results"]} == expected


def test_visible_to__of_odd_users__is_nothing(practice):
    from django.contrib.auth.models import AnonymousUser

    closed = practice.admin
    closed.is_active = False
    strange = User(role="wizard", email="w@hain.example")
    uncleared = person("uncleared", email_confirmed=False)
    practice.case.client = uncleared
    practice.case.save()
    for user in (None, AnonymousUser(), closed, strange, uncleared):
        assert list(selectors.visible_to(user)) == []


def test_unconfirmed_client__added_by_staff__is_vouched_for_and_sees_the_case(practice):
    user = person("new", email_confirmed=False)
    assert api(user).get("/api/cases").json()["results"] == []
    response = api(practice.lawyer).patch(f"/api/cases/{practice.case.pk}", {"clientId": str(user.pk)})
    assert (response.status_code, response.json()["clientId"]) == (200, str(user.pk))
    user.refresh_from_db()
    assert user.is_cleared
    assert [row["id"] for row in api(user).get("/api/cases").json()["results"]] == [str(practice.case.pk)]
    assert api(practice.client).get(f"/api/cases/{practice.case.pk}").status_code == 404


def test_lawyer__taken_off_the_case__sees_it_no_more(practice):
    path = f"/api/cases/{practice.case.pk}"
    address = f"{path}/assignments?lawyerId={practice.lawyer.pk}"
    assert api(practice.admin).delete(address).status_code == 204
    assert api(practice.lawyer).get(path).status_code == 404
    assert api(practice.admin).delete(address).status_code == 404
