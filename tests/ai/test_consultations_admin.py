"""Consultations in the admin: staff ask, ask further, and reply; each through the service."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from ai import services
from ai.models import Consultation, Source
from cases.models import Case
from tests.ai.asking import QUESTION, ask
from tests.servers.openai_server import OpenAIServer, failure

pytestmark = pytest.mark.django_db(transaction=True)
ASK = "/admin/ai/consultation/ask/"
LIST = "/admin/ai/consultation/"


def logged_in(user: User) -> Client:
    client = Client()
    client.force_login(user, backend="accounts.backends.RoleBackend")
    return client


def page_of(consultation: Consultation) -> str:
    return reverse("admin:ai_consultation_change", args=[consultation.pk])


def test_lawyer__asks_and_asks_further(provider: OpenAIServer, source: Source, lawyer: User, case: Case) -> None:
    client = logged_in(lawyer)
    assert f'value="{case.number}"' in client.get(f"{ASK}?case={case.number}").content.decode()
    answered = client.post(ASK, {"message": QUESTION, "case_number": case.number})
    consultation = Consultation.objects.get()
    assert (answered.status_code, answered["Location"]) == (302, page_of(consultation))
    assert (consultation.asker, consultation.case) == (lawyer, case)
    client.post(page_of(consultation), {"message": "And then <b>?"})
    page = client.get(page_of(consultation)).content.decode()
    assert consultation.messages.count() == 4
    assert "A plain answer." in page
    assert "And then &lt;b&gt;?" in page


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"message": "", "case_number": ""}, "This field is required"),
        ({"message": QUESTION, "case_number": "2026-999999"}, "There is no case of that number that you may see."),
    ],
)
def test_bad_question__is_told_and_nothing_is_sent(
    provider: OpenAIServer, lawyer: User, fields: dict[str, Any], said: str
) -> None:
    page = logged_in(lawyer).post(ASK, fields)
    assert said in page.content.decode()
    assert (provider.chats, Consultation.objects.exists()) == ([], False)


def test_provider_away__is_told_on_the_form(provider: OpenAIServer, lawyer: User) -> None:
    provider.default = failure(500)
    page = logged_in(lawyer).post(ASK, {"message": QUESTION}).content.decode()
    assert "An outside service does not answer at the moment" in page
    assert QUESTION in page


def test_question_handed_over__waits_on_the_first_page_until_a_lawyer_replies(
    source: Source, lawyer: User, client_user: User, case: Case
) -> None:
    consultation = ask(client_user, case=case).consultation
    services.consultation_hand_over(actor=client_user, consultation=consultation, note="By Friday?")
    client = logged_in(lawyer)
    assert QUESTION in client.get("/admin/").content.decode()
    page = client.get(page_of(consultation)).content.decode()
    assert "“By Friday?”" in page
    assert 'name="message"' not in page
    assert client.post(page_of(consultation), {"text": "Two suffice."}).status_code == 302
    assert consultation.messages.get(number=3).text == "Two suffice."
    assert QUESTION not in client.get("/admin/").content.decode()
    assert "Lawyer replied" in client.get(LIST).content.decode()


def test_page__of_a_case_of_others__is_404_and_the_list_leaves_it_out(
    source: Source, lawyer: User, other_lawyer: User, client_user: User, case: Case
) -> None:
    consultation = ask(client_user, case=case).consultation
    client = logged_in(other_lawyer)
    assert client.get(page_of(consultation)).status_code == 404
    assert client.post(page_of(consultation), {"text": "Hello."}).status_code == 404
    assert QUESTION[:40] not in client.get(LIST).content.decode()
    assert logged_in(client_user).get(page_of(consultation)).status_code in (302, 403)
    assert consultation.messages.count() == 2


def test_lawyer__cannot_ask_further_in_a_clients_consultation(
    provider: OpenAIServer, source: Source, lawyer: User, client_user: User, case: Case
) -> None:
    consultation = ask(client_user, case=case).consultation
    page = logged_in(lawyer).post(page_of(consultation), {"message": "In the client's name"})
    assert page.status_code == 200
    assert consultation.messages.count() == 2
