"""Cases in the admin: what the services refuse there too, and who sees what.

The workspace is composed further up; here is the room's own form, whatever page it stands on.
"""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.admin.sites import AdminSite
from django.contrib.messages.storage.fallback import FallbackStorage
from django.test import RequestFactory

from cases.admin import CaseAdmin
from cases.models import Assignment, Case, CaseHold, Party
from cases.services import hold_place
from core.models import AuditEntry
from tests.accounts.people import admin_site

pytestmark = pytest.mark.django_db


def request(user, data: dict[str, Any] | None = None):
    factory = RequestFactory()
    made = factory.post("/admin/cases/case/", data) if data is not None else factory.get("/admin/cases/case/")
    made.user = user
    made.session = {}
    made._messages = FallbackStorage(made)
    made._dont_enforce_csrf_checks = True
    return made


def page(practice, user, changes: dict[str, Any]):
    """Post the whole form of the case, with `changes`."""
    case = Case.objects.get(pk=practice.case.pk)
    party, entity, assignment = practice.party, case.entity, case.assignments.get()
    data = {
        "title": case.title,
        "kind": case.kind,
        "priority": case.priority,
        "client": str(case.client_id),
        "due_date": "",
        "entity-TOTAL_FORMS": "1",
        "entity-INITIAL_FORMS": "1",
        "entity-0-id": str(entity.pk),
        "entity-0-case": str(case.pk),
        "entity-0-name": entity.name,
        "entity-0-legal_form": entity.legal_form,
        "entity-0-trade_names": "[]",
        "entity-0-principal_office": "{}",
        "entity-0-details": "{}",
        "parties-TOTAL_FORMS": "1",
        "parties-INITIAL_FORMS": "1",
        "parties-0-id": str(party.pk),
        "parties-0-case": str(case.pk),
        "parties-0-kind": "person",
        "parties-0-role": party.role,
        "parties-0-name": "Ma. Liwayway R. dela Cruz",
        "parties-0-tin": "123-456-789-000",
        "parties-0-address": "12 Sampaguita Street, Quezon City",
        "assignments-TOTAL_FORMS": "1",
        "assignments-INITIAL_FORMS": "1",
        "assignments-0-id": str(assignment.pk),
        "assignments-0-case": str(case.pk),
        "assignments-0-lawyer": str(assignment.lawyer_id),
        "assignments-0-role": assignment.role,
        "holds-TOTAL_FORMS": "0",
        "holds-INITIAL_FORMS": "0",
        **changes,
    }
    return CaseAdmin(Case, AdminSite()).changeform_view(request(user, data), str(case.pk))


@pytest.fixture(autouse=True)
def _urls(settings):
    settings.ROOT_URLCONF = "config.urls"


def test_form__unchanged__writes_nothing(practice):
    before = AuditEntry.objects.count()
    assert page(practice, practice.lawyer, {}).status_code == 302
    assert AuditEntry.objects.count() == before


def test_form__writes_through_the_services(practice):
    changes = {
        "title": "Tala Looms",
        "entity-0-name": "Tala Looms Inc.",
        "parties-TOTAL_FORMS": "2",
        "parties-0-name": "Ma. Liwayway D. Reyes",
        "parties-1-case": str(practice.case.pk),
        "parties-1-kind": "organization",
        "parties-1-role": "subscriber",
        "parties-1-name": "Mayumi Holdings Corp.",
        "holds-TOTAL_FORMS": "1",
        "holds-0-case": str(practice.case.pk),
        "holds-0-blocks": ["close"],
        "holds-0-reason": "Wait for the deed.",
    }
    assert page(practice, practice.lawyer, changes).status_code == 302
    case = Case.objects.get(pk=practice.case.pk)
    assert (case.title, case.entity.name, case.entity.former_names) == (
        "Tala Looms",
        "Tala Looms Inc.",
        ["Tala Weaving Inc."],
    )
    assert [one.name for one in Party.objects.order_by("created_at")] == [
        "Ma. Liwayway D. Reyes",
        "Mayumi Holdings Corp.",
    ]
    assert practice.party.names.count() == 2
    hold = CaseHold.objects.get()
    assert (hold.kind, hold.blocks, hold.placed_by) == ("manual", ["close"], practice.lawyer)
    verbs = set(AuditEntry.objects.filter(actor_id=practice.lawyer.pk).values_list("verb", flat=True))
    assert {"case.changed", "entity.changed", "party.changed", "party.added", "hold.placed"} <= verbs


def test_form__deleting_a_party__removes_and_keeps_it(practice):
    assert page(practice, practice.lawyer, {"parties-0-DELETE": "on"}).status_code == 302
    assert Party.objects.get().removed_at is not None


@pytest.mark.parametrize("field", ["parties-0-tin", "parties-0-mobile", "parties-0-role", "entity-0-fiscal_year_end"])
def test_form__with_a_bad_value__is_shown_again_and_writes_nothing(practice, field):
    before = AuditEntry.objects.count()
    response = page(practice, practice.lawyer, {field: "***", "title": "Changed"})
    assert response.status_code == 200
    assert AuditEntry.objects.count() == before


def test_form__by_a_lawyer__leaves_assignments_alone(practice):
    page(practice, practice.lawyer, {"assignments-0-DELETE": "on"})
    assert Assignment.objects.filter(lawyer=practice.lawyer).count() == 1


def test_form__by_an_admin__assigns_and_unassigns(practice):
    changes = {"assignments-0-lawyer": str(practice.other_lawyer.pk), "assignments-0-role": "associate"}
    assert page(practice, practice.admin, changes).status_code == 302
    assert [(one.lawyer, one.role) for one in Assignment.objects.all()] == [(practice.other_lawyer, "associate")]


def test_form__clears_holds_placed_by_hand_only(practice):
    ours = hold_place(actor=practice.lawyer, case=practice.case, kind="manual", blocks=["close"], reason="Wait.")
    changes = {
        "holds-TOTAL_FORMS": "1",
        "holds-INITIAL_FORMS": "1",
        "holds-0-id": str(ours.pk),
        "holds-0-case": str(practice.case.pk),
        "holds-0-blocks": ["close"],
        "holds-0-reason": "Wait.",
        "holds-0-DELETE": "on",
    }
    assert page(practice, practice.lawyer, changes).status_code == 302
    ours.refresh_from_db()
    assert ours.cleared_by == practice.lawyer
    theirs = hold_place(actor=None, case=practice.case, kind="unpaid-fee", blocks=["close"], reason="Pay.")
    page(practice, practice.lawyer, {**changes, "holds-0-id": str(theirs.pk), "holds-0-reason": "Pay.", "title": "New"})
    theirs.refresh_from_db()
    assert (theirs.cleared_at, Case.objects.get(pk=practice.case.pk).title) == (None, "Tala Weaving")


@pytest.mark.parametrize(("who", "count"), [("admin", 1), ("lawyer", 1), ("other_lawyer", 0), ("client", 1)])
def test_rows__begin_with_what_is_visible(practice, who, count):
    admin = CaseAdmin(Case, AdminSite())
    assert admin.get_queryset(request(getattr(practice, who))).count() == count


def test_form__of_a_new_case__opens_it_through_the_service(practice):
    data = {"title": "New one", "kind": "contract", "priority": "normal", "client": "", "due_date": ""}
    response = CaseAdmin(Case, AdminSite()).changeform_view(request(practice.lawyer, data), None)
    assert response.status_code == 302
    case = Case.objects.get(title="New one")
    assert (case.opened_by, case.assignments.get().role) == (practice.lawyer, "lead")
    assert AuditEntry.objects.filter(case_id=case.pk, verb="case.opened").count() == 1


def test_list__shows_pages_without_counting_the_cases(practice, django_assert_max_num_queries):
    site = admin_site(practice.lawyer)
    with django_assert_max_num_queries(6) as seen:
        response = site.get("/admin/cases/case/")
    assert (response.status_code, b"Tala Weaving" in response.content) == (200, True)
    asked = [one["sql"].replace("`", '"') for one in seen.captured_queries]
    assert not [sql for sql in asked if sql.startswith('SELECT COUNT(*) AS "__count" FROM "cases_case"')]
    assert b"9999999999" not in response.content
    assert b"9,999,999,999" not in response.content


def test_list__searches_by_the_beginning_of_number_and_title(practice):
    site = admin_site(practice.lawyer)
    for text, found in (("Tala", True), (practice.case.number, True), ("Weaving", False)):
        response = site.get("/admin/cases/case/", {"q": text})
        assert (b"Tala Weaving" in response.content) == found
