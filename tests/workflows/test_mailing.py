"""Who is mailed what: about cases, questions and mails that did not arrive. Once, in the reader's language, and nobody
about their own doing.
"""

from __future__ import annotations

import pytest
from django.db import transaction
from django.urls import reverse

from accounts.models import User
from accounts.services import user_vouch
from ai import services as ai
from ai.events import ConsultationReplied, QuestionHandedOver
from ai.models import Consultation
from cases.events import CaseOpened, LawyerAssigned
from cases.models import Assignment, Case
from cases.services import assignment_add, assignment_remove, case_open, case_update
from core.models import Job
from notifications.events import MailNotDelivered
from notifications.models import Message, Recipient
from notifications.services import mail_send
from tests.racing import at_once
from workflows import mail_cases, mail_questions, mail_undelivered, mailing

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("files", "embedded_jobs")]


@pytest.fixture
def case(house, post) -> Case:
    """Opened by Ana for the client, with Ben on it; all that was mailed about it has been read."""
    made = case_open(actor=house.ana, title="Tala Weaving", kind="incorporation", client=house.client)
    assignment_add(actor=house.admin, case=made, lawyer=house.ben, role="reviewer")
    post.fresh()
    return made


@pytest.fixture
def question(house, case) -> Consultation:
    """The client's, on the case."""
    return Consultation.objects.create(
        asker=house.client, served=house.client, case=case, title="May my sister-in-law sign?", locale="en"
    )


# --- cases --------------------------------------------------------------------------------------------------------


def test_case_opened__by_lawyer__client_is_told_and_the_lawyer_is_not(house, post):
    case = case_open(actor=house.ana, title="Tala Weaving", kind="incorporation", client=house.client)
    (message,) = post.fresh()
    assert (message.kind, message.recipients.get().address) == ("case-opened", "client@hain.example")
    assert message.recipients.get().name == "Client"
    assert (message.case, message.created_by, message.locale) == (case, None, "en")
    assert message.subject == f"Case {case.number} was opened"
    assert "“Tala Weaving”" in message.body_text
    assert message.status == "sent"


def test_case_opened__by_client__nobody_is_told(house, post):
    user_vouch(actor=None, user=house.client)
    case_open(actor=house.client, title="Mine", kind="contract")
    assert post.told() == []


def test_case_opened__without_client__nobody_is_told(house, post):
    case_open(actor=house.ana, title="Ours", kind="other")
    assert post.told() == []


def test_case_opened__lawyer_put_on_it_at_once__is_told_once(house, post):
    with transaction.atomic():
        case = case_open(actor=house.admin, title="Tala Weaving", kind="incorporation", client=house.client)
        assignment_add(actor=house.admin, case=case, lawyer=house.ana, role="lead")
    assert post.told() == [("case-opened", "ana"), ("case-opened", "client")]


def test_lawyer_assigned__is_told_as_what_and_by_whom(house, case, post):
    assignment_add(actor=house.admin, case=case, lawyer=house.cora, role="of_counsel")
    (message,) = post.fresh()
    assert (message.kind, message.recipients.get().address) == ("case-assigned", "cora@hain.example")
    assert "Admin put you on the case “Tala Weaving” as of counsel." in message.body_text
    assert f"http://testserver{reverse('admin:cases_case_change', args=[case.pk])}\n" in message.body_text


def test_lawyer_assigned__another_role__is_no_news(house, case, post):
    assignment_add(actor=house.admin, case=case, lawyer=house.ben, role="lead")
    assignment_add(actor=house.admin, case=case, lawyer=house.ana, role="associate")
    assert post.told() == []


def test_lawyer_assigned__again_after_being_taken_off__is_told_again(house, case, post):
    assignment_remove(actor=house.admin, case=case, lawyer=house.ben)
    assert post.told() == []
    assignment_add(actor=house.admin, case=case, lawyer=house.ben)
    assert post.told() == [("case-assigned", "ben")]


def test_lawyer_assigned__and_taken_off_before_the_mail__is_not_told(house, case, post, settings):
    assignment_remove(actor=house.admin, case=case, lawyer=house.ben)
    mail_cases.tell_lawyer(LawyerAssigned(case.pk, house.ben.pk, "reviewer"))
    assert post.told() == []


# --- questions ----------------------------------------------------------------------------------------------------


def test_question_handed_over__lawyers_of_the_case_are_told_without_its_words(house, case, question, post):
    ai.consultation_hand_over(actor=house.client, consultation=question, note="My TIN is 123-456-789-000")
    mails = post.fresh()
    assert sorted(one.recipients.get().address for one in mails) == ["ana@hain.example", "ben@hain.example"]
    for one in mails:
        assert (one.kind, one.case) == ("question-handed-over", case)
        assert "Client asks the lawyers of “Tala Weaving” to answer a question." in one.body_text
        assert "sister-in-law" not in one.body_text + one.subject and "123-456" not in one.body_text
        assert reverse("admin:ai_consultation_change", args=[question.pk]) in one.body_text


def test_question_handed_over__by_one_of_the_lawyers__the_others_are_told(house, case, post):
    own = Consultation.objects.create(asker=house.ana, served=house.ana, case=case, title="?", locale="en")
    ai.consultation_hand_over(actor=house.ana, consultation=own)
    assert post.told() == [("question-handed-over", "ben")]


def test_question_handed_over__again_after_a_reply__is_told_again(house, question, post):
    ai.consultation_hand_over(actor=house.client, consultation=question)
    ai.consultation_reply(actor=house.ana, consultation=question, text="Yes.")
    post.fresh()
    ai.consultation_hand_over(actor=house.client, consultation=question)
    assert post.told() == [("question-handed-over", "ana"), ("question-handed-over", "ben")]


def test_question_handed_over__answered_before_the_mail__is_not_told(house, case, question, post):
    ai.consultation_hand_over(actor=house.client, consultation=question)
    ai.consultation_reply(actor=house.ana, consultation=question, text="Yes.")
    Message.objects.all().delete()
    mail_questions.ask_lawyers(QuestionHandedOver(question.pk, case.pk))
    assert post.told() == []


def test_question_replied__asker_is_told_each_time_and_no_answer_is_quoted(house, question, post):
    for text in ("Yes, with a power of attorney.", "And two witnesses."):
        ai.consultation_reply(actor=house.ben, consultation=question, text=text)
    mails = post.fresh()
    assert [(one.kind, one.recipients.get().address) for one in mails] == [
        ("question-replied", "client@hain.example")
    ] * 2
    assert all("Ben answered your question." in one.body_text for one in mails)
    assert not [one for one in mails if "attorney" in one.body_text or "witnesses" in one.body_text]


def test_question_replied__by_the_asker__nobody_is_told(house, case, post):
    own = Consultation.objects.create(asker=house.ana, served=house.client, case=case, title="?", locale="en")
    ai.consultation_reply(actor=house.ana, consultation=own, text="Found it.")
    assert post.told() == []


def test_question_replied__on_a_case_that_the_asker_sees_no_more__is_not_told(house, case, question, post):
    case_update(actor=house.admin, case=case, changes={"client": house.other_client})
    post.fresh()
    ai.consultation_reply(actor=house.ana, consultation=question, text="Yes.")
    assert post.told() == []


# --- mails that did not arrive -------------------------------------------------------------------------------------


@pytest.fixture
def returned(house, case, post, smtp_server) -> Message:
    """Ana's mail to two people, one of whom has no such address."""
    smtp_server.refused["gone@example.com"] = "550 5.1.1 no such user"
    mail = mail_send(
        actor=house.ana,
        to=["gone@example.com", "here@example.com"],
        subject="Your papers",
        body_text="Here.",
        case=case,
    )
    mail.refresh_from_db()
    assert mail.status == "bounced"
    post.seen.add(mail.pk)
    return mail


def test_mail_not_delivered__its_sender_is_told_whom_it_missed(house, case, returned, post):
    (message,) = post.fresh()
    assert (message.kind, message.recipients.get().address) == ("mail-not-delivered", "ana@hain.example")
    assert message.subject == "Not delivered: Your papers"
    assert "did not arrive at: gone@example.com.\n" in message.body_text
    assert "here@example.com" not in message.body_text
    assert "Their server refused it." in message.body_text


def test_mail_not_delivered__of_the_house_itself__nobody_is_told(house, case, post, smtp_server):
    smtp_server.refused["cora@hain.example"] = "550 5.1.1 no such user"
    assignment_add(actor=house.admin, case=case, lawyer=house.cora)
    (message,) = post.fresh()
    assert (message.kind, message.status) == ("case-assigned", "bounced")


def test_mail_not_delivered__sender_left__nobody_is_told(house, returned, post):
    post.fresh()
    Message.objects.filter(kind="mail-not-delivered").delete()
    house.closes("ana")
    mail_undelivered.tell_sender(MailNotDelivered(returned.pk, returned.case_id, "bounced"))
    assert post.told() == []


def test_mail_not_delivered__sender_off_the_case__is_told_without_the_case(house, case, returned, post):
    post.fresh()
    Message.objects.filter(kind="mail-not-delivered").delete()
    Assignment.objects.filter(lawyer=house.ana).delete()
    mail_undelivered.tell_sender(MailNotDelivered(returned.pk, case.pk, "bounced"))
    (message,) = post.fresh()
    assert message.case is None
    assert case.number not in message.body_text and "http" not in message.body_text


# --- for all of them -----------------------------------------------------------------------------------------------


def test_handlers__run_twice__send_one_mail(house, case, question, returned, post):
    ai.consultation_hand_over(actor=house.client, consultation=question)
    assert len(post.fresh()) == 3
    count = Message.objects.count()
    mail_cases.tell_of_case(CaseOpened(case.pk))
    mail_cases.tell_lawyer(LawyerAssigned(case.pk, house.ben.pk, "reviewer"))
    mail_questions.ask_lawyers(QuestionHandedOver(question.pk, case.pk))
    mail_undelivered.tell_sender(MailNotDelivered(returned.pk, case.pk, "bounced"))
    ai.consultation_reply(actor=house.ben, consultation=question, text="Yes.")
    mail_questions.tell_asker(ConsultationReplied(question.pk, case.pk))
    assert post.told() == [("question-replied", "client")]
    assert Message.objects.count() == count + 1


def test_handlers__of_two_workers_at_one_moment__send_one_mail(house, case, post):
    Message.objects.all().delete()
    event = LawyerAssigned(case.pk, house.ben.pk, "reviewer")
    _, raised = at_once(*[lambda: mail_cases.tell_lawyer(event)] * 2)
    assert raised == []
    assert post.told() == [("case-assigned", "ben")]


def test_reader__gets_the_own_language(house, post):
    house.speaks_filipino("client", "ben")
    case = case_open(actor=house.ana, title="Tala Weaving", kind="incorporation", client=house.client)
    assignment_add(actor=house.admin, case=case, lawyer=house.ben)
    assignment_add(actor=house.admin, case=case, lawyer=house.cora)
    assert [(one.kind, one.locale, one.subject) for one in post.fresh()] == [
        ("case-opened", "fil", f"Binuksan ang kasong {case.number}"),
        ("case-assigned", "fil", f"Kasama ka na sa kasong {case.number}"),
        ("case-assigned", "en", f"You now work on case {case.number}"),
    ]


@pytest.mark.parametrize("how", ["closed", "not cleared"])
def test_client__closed_or_not_cleared__gets_nothing(house, case, question, post, how):
    user = house.client
    if how == "closed":
        house.closes("client")
    else:
        User.objects.filter(pk=user.pk).update(vouched_at=None, email_confirmed_at=None)
    ai.consultation_reply(actor=house.ana, consultation=question, text="Yes.")
    mail_cases.tell_of_case(CaseOpened(Case.objects.create(number="2026-9", title="x", kind="other", client=user).pk))
    assert post.told() == []


def test_lawyer__closed__gets_nothing(house, case, question, post):
    house.closes("ben")
    ai.consultation_hand_over(actor=house.client, consultation=question)
    assert post.told() == [("question-handed-over", "ana")]


def test_mail_of_a_case__is_answered_to_the_case(house, case, question, post, settings):
    settings.MAIL_CASE_REPLY_TO = "cases+{number}@practice.example"
    ai.consultation_reply(actor=house.ana, consultation=question, text="Yes.")
    assert post.fresh()[0].reply_to == f"cases+{case.number}@practice.example"


def test_link__of_a_client__leads_to_the_frontend_where_there_is_one(house, question, post, settings):
    ai.consultation_reply(actor=house.ana, consultation=question, text="Yes.")
    settings.FRONTEND_URL = "https://my.practice.example"
    ai.consultation_reply(actor=house.ana, consultation=question, text="Yes, really.")
    without, with_one = post.fresh()
    assert "http" not in without.body_text and "href=" not in without.body_html
    assert f"https://my.practice.example/consultations/{question.pk}\n" in with_one.body_text


def test_practice__is_named_as_its_mails_are_from(settings):
    settings.MAIL_FROM = "Reyes Law Office <office@reyes.example>"
    assert mailing.practice_name() == "Reyes Law Office"
    settings.MAIL_FROM = "office@reyes.example"
    assert mailing.practice_name() == "reyes.example"


def test_reader__whose_address_no_server_takes__keeps_nobody_from_theirs(house, case, question, post):
    User.objects.filter(pk=house.ana.pk).update(email="ana@localhost")
    ai.consultation_hand_over(actor=house.client, consultation=question)
    assert post.told() == [("question-handed-over", "ben")]
    assert not Job.objects.filter(status="failed").exists()


def test_mails__of_the_house__have_one_reader_each(house, case, question, post):
    ai.consultation_hand_over(actor=house.client, consultation=question)
    assert Recipient.objects.count() == Message.objects.count() > 2
