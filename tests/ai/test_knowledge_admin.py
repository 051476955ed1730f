"""Sources in the admin: who may keep them, that saving goes through the service, and the search try-out."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from ai import services
from ai.models import Source
from cases.models import Case
from core import audit

# A FULLTEXT index shows committed rows only.
pytestmark = pytest.mark.django_db(transaction=True)

FORM: dict[str, Any] = {
    "title": "Birds",
    "kind": "memo",
    "citation": "RA 1",
    "url": "",
    "locale": "en",
    "text": "## Penguins [RA 1 s.2]\r\nPenguins <b>walk</b> in Tondo.",
}


@pytest.fixture
def source(lawyer: User) -> Source:
    return services.source_put(actor=lawyer, **FORM)


def logged_in(user: User) -> Client:
    client = Client()
    client.force_login(user, backend="accounts.backends.RoleBackend")
    return client


def page(user: User, name: str, *args: object, **query: str) -> Any:
    return logged_in(user).get(reverse(f"admin:ai_source_{name}", args=args), query)


@pytest.mark.parametrize("who", ["lawyer", "admin_user"])
def test_add__by_staff__keeps_a_source_with_its_passages(who: str, request: pytest.FixtureRequest) -> None:
    user = request.getfixturevalue(who)
    answer = logged_in(user).post(reverse("admin:ai_source_add"), FORM)
    assert answer.status_code == 302
    source = Source.objects.get()
    assert (source.title, source.updated_by, source.passages.get().citation) == ("Birds", user, "RA 1 s.2")
    assert [one.verb for one in audit.entries_of(source)] == ["source.added"]


def test_change__goes_through_the_service_and_shows_escaped_passages(source: Source, other_lawyer: User) -> None:
    shown = page(other_lawyer, "change", source.pk).content.decode()
    assert "Penguins &lt;b&gt;walk&lt;/b&gt; in Tondo." in shown
    url = reverse("admin:ai_source_change", args=[source.pk])
    assert logged_in(other_lawyer).post(url, {**FORM, "text": "Ostriches run."}).status_code == 302
    source.refresh_from_db()
    assert (source.updated_by, source.passages.get().text) == (other_lawyer, "Ostriches run.")
    assert [one.verb for one in audit.entries_of(source)] == ["source.changed", "source.added"]


def test_list__shows_staff_the_sources_and_how_many_passages(source: Source, lawyer: User) -> None:
    shown = page(lawyer, "changelist")
    assert [(one.title, one.passage_total) for one in shown.context["cl"].result_list] == [("Birds", 1)]


@pytest.mark.parametrize("name", ["changelist", "add", "try_out"])
def test_client__is_let_in_nowhere(source: Source, client_user: User, name: str) -> None:
    assert page(client_user, name).status_code in (302, 403)
    assert logged_in(client_user).post(reverse("admin:ai_source_add"), FORM).status_code in (302, 403)
    assert Source.objects.count() == 1


def chosen(user: User, action: str, source: Source) -> str:
    url = reverse("admin:ai_source_changelist")
    data = {"action": action, "_selected_action": [str(source.pk)]}
    return logged_in(user).post(url, data, follow=True).content.decode()


def test_retire__and_put_back__from_the_list(source: Source, lawyer: User) -> None:
    assert "1 source is retired." in chosen(lawyer, "retire", source)
    source.refresh_from_db()
    assert (source.is_active, source.passages.count()) == (False, 0)
    assert "None while the source is retired." in page(lawyer, "change", source.pk).content.decode()
    assert "1 source is back in use." in chosen(lawyer, "restore", source)
    source.refresh_from_db()
    assert (source.is_active, source.passages.count()) == (True, 1)


def test_case_text__is_read_by_its_lawyer_and_changed_by_nobody(
    case: Case, lawyer: User, other_lawyer: User, admin_user: User
) -> None:
    text = services.case_text_put(case=case, origin="r1", title="Lease", text="The lessee keeps penguins.")
    assert "keeps penguins" in page(lawyer, "change", text.pk).content.decode()
    assert page(other_lawyer, "change", text.pk).status_code in (302, 404)
    for user in (lawyer, admin_user):
        url = reverse("admin:ai_source_change", args=[text.pk])
        assert logged_in(user).post(url, FORM).status_code == 403
        assert "comes and goes with the document" in chosen(user, "retire", text)
    text.refresh_from_db()
    assert (text.title, text.is_active) == ("Lease", True)


def test_delete__is_not_offered(source: Source, admin_user: User) -> None:
    url = reverse("admin:ai_source_delete", args=[source.pk])
    assert logged_in(admin_user).post(url, {"post": "yes"}).status_code == 403
    assert Source.objects.count() == 1


def test_try_out__shows_passages_escaped_with_their_rank(source: Source, lawyer: User) -> None:
    assert "Ask as a client would" in page(lawyer, "try_out").content.decode()
    shown = page(lawyer, "try_out", question="Where do penguins walk?", locale="en").content.decode()
    assert "Penguins &lt;b&gt;walk&lt;/b&gt; in Tondo." in shown
    assert "RA 1 s.2" in shown
    assert "Fit 100% of the best" in shown
    assert "Nothing was found" in page(lawyer, "try_out", question='"(*').content.decode()


def test_try_out__with_a_case__searches_its_documents_for_those_who_may_see_it(
    case: Case, lawyer: User, other_lawyer: User
) -> None:
    services.case_text_put(case=case, origin="r1", title="Lease", text="The lessee keeps penguins.")
    asked = {"question": "penguins", "case_number": case.number}
    assert "The lessee keeps penguins." in page(lawyer, "try_out", **asked).content.decode()
    refused = page(other_lawyer, "try_out", **asked).content.decode()
    assert "The lessee keeps penguins." not in refused
    assert "no case of that number that you may see" in refused
