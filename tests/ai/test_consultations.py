"""Who may ask for whom, who sees what was asked, and handing a question to a lawyer."""

from __future__ import annotations

import pytest

from accounts.exceptions import EmailUnconfirmed
from accounts.models import User
from ai import selectors, services
from ai.exceptions import NoLawyerToAsk, NotYourUser
from ai.models import Consultation, ConsultationMessage, Source
from cases.models import Case
from core.errors import Forbidden, InvalidInput, NotFound
from core.models import AuditEntry
from tests.ai.asking import ask
from tests.ai.conftest import make_user
from tests.servers.openai_server import OpenAIServer

pytestmark = pytest.mark.django_db
committed = pytest.mark.django_db(transaction=True)  # a provider is never called inside a transaction


@committed
def test_lawyer__asks_on_behalf_of_the_client_of_a_case(
    provider: OpenAIServer, lawyer: User, client_user: User, case: Case
) -> None:
    reply = ask(lawyer, user_id=client_user.pk, case=case)
    assert (reply.consultation.asker, reply.consultation.served) == (lawyer, client_user)
    assert not selectors.consultations_visible_to(client_user).exists()


def test_somebody_elses_id__is_refused_and_nothing_is_sent(
    provider: OpenAIServer, lawyer: User, other_lawyer: User, client_user: User, case: Case
) -> None:
    stranger = make_user("client", "Santiago Iba")
    for actor, user_id, on in [
        (client_user, lawyer.pk, case),
        (client_user, stranger.pk, None),
        (lawyer, client_user.pk, None),
        (lawyer, stranger.pk, case),
        (lawyer, other_lawyer.pk, case),
    ]:
        with pytest.raises(NotYourUser):
            ask(actor, user_id=user_id, case=on)
    assert (provider.chats, Consultation.objects.count()) == ([], 0)


def test_unconfirmed_account__is_refused(provider: OpenAIServer, client_user: User) -> None:
    client_user.email_confirmed_at = None
    client_user.save()
    with pytest.raises(EmailUnconfirmed):
        ask(client_user)
    assert provider.chats == []


@committed
def test_client__is_quoted_only_texts_meant_for_clients(
    provider: OpenAIServer, lawyer: User, client_user: User, case: Case
) -> None:
    for origin, title, for_client in (("doc:1", "Approved lease", True), ("doc:2", "Draft lease", False)):
        services.case_text_put(
            actor=lawyer, case=case, origin=origin, title=title, text=f"{title}: the warehouse rent.",
            for_client=for_client,
        )  # fmt: skip
    titles = {
        user: {one.source.title for one in selectors.passages_visible_to(user, case=case)}
        for user in (client_user, lawyer)
    }
    assert titles == {client_user: {"Approved lease"}, lawyer: {"Approved lease", "Draft lease"}}
    ask(client_user, "What is the warehouse rent?", case=case)
    ask(lawyer, "What is the warehouse rent?", case=case)
    of_client, of_lawyer = (one.json["messages"][1]["content"] for one in provider.chats)
    assert ("Approved lease" in of_client, "Draft lease" in of_client) == (True, False)
    assert ("Approved lease" in of_lawyer, "Draft lease" in of_lawyer) == (True, True)
    assert "not advice" in provider.chats[0].json["messages"][0]["content"]


def test_consultations__are_seen_by_their_asker__the_lawyers_of_the_case__and_admins(
    source: Source, lawyer: User, other_lawyer: User, client_user: User, admin_user: User, case: Case
) -> None:
    on_case, alone = ask(client_user, case=case).consultation, ask(client_user).consultation
    seen = {
        one: set(selectors.consultations_visible_to(one)) for one in (client_user, lawyer, other_lawyer, admin_user)
    }
    assert seen == {client_user: {on_case, alone}, lawyer: {on_case}, other_lawyer: set(), admin_user: {on_case, alone}}
    with pytest.raises(NotFound):
        selectors.continued(lawyer, on_case.pk)
    case.assignments.all().delete()
    assert not selectors.consultations_visible_to(lawyer).exists()


@pytest.mark.parametrize("who", ["lawyer", "client_user"])
def test_own_consultation__on_a_case_that_one_sees_no_longer__is_gone(
    source: Source, request: pytest.FixtureRequest, who: str, case: Case
) -> None:
    asker = request.getfixturevalue(who)
    held = ask(asker, case=case).consultation
    case.assignments.all().delete()
    Case.objects.update(client=None)
    assert not selectors.consultations_visible_to(asker).exists()
    with pytest.raises(NotFound):
        selectors.continued(asker, held.pk)


def test_consultation_of_another_case__is_not_gone_on_with(source: Source, lawyer: User, case: Case) -> None:
    first = ask(lawyer)
    with pytest.raises(InvalidInput):
        ask(lawyer, consultation=first.consultation, case=case)
    assert ConsultationMessage.objects.count() == 2


# --- handing over -----------------------------------------------------------------------------------------------


def test_hand_over__puts_it_before_the_lawyers_until_one_replies(
    source: Source, lawyer: User, other_lawyer: User, client_user: User, case: Case
) -> None:
    consultation = ask(client_user, case=case).consultation
    services.consultation_hand_over(actor=client_user, consultation=consultation, note="This week, please.")
    services.consultation_hand_over(actor=client_user, consultation=consultation, note="Twice")
    assert [one.handed_over_note for one in selectors.waiting_for(lawyer)] == ["This week, please."]
    assert not selectors.waiting_for(other_lawyer).exists()
    assert not selectors.waiting_for(client_user).exists()
    with pytest.raises(Forbidden):
        services.consultation_reply(actor=other_lawyer, consultation=consultation, text="No.")
    reply = services.consultation_reply(actor=lawyer, consultation=consultation, text=" Two suffice. ")
    assert (reply.number, reply.role, reply.text, reply.author) == (3, "lawyer", "Two suffice.", lawyer)
    assert not selectors.waiting_for(lawyer).exists()
    entries = AuditEntry.objects.filter(subject_id=str(consultation.pk)).order_by("at")
    assert [one.verb for one in entries] == [
        "consultation.answered", "consultation.handed-over", "consultation.replied",
    ]  # fmt: skip


def test_hand_over__without_a_case_or_lawyer__is_refused(source: Source, client_user: User, case: Case) -> None:
    alone = ask(client_user).consultation
    on_case = ask(client_user, case=case).consultation
    case.assignments.all().delete()
    for one in (alone, on_case):
        with pytest.raises(NoLawyerToAsk):
            services.consultation_hand_over(actor=client_user, consultation=one)
    assert not AuditEntry.objects.filter(verb="consultation.handed-over").exists()
