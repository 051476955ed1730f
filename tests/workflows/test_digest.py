"""The daily digest: when it is asked for, to whom, what stands in it, and that nobody gets it twice."""

from __future__ import annotations

import datetime as dt

import pytest
from django.utils import timezone

from ai.models import Consultation
from cases.models import Case
from cases.services import case_open, case_transition
from core.clock import MANILA, manila_today
from core.models import Job
from documents import services as documents
from documents.services.ordering import Wish as DocumentWish
from esign.models import Envelope
from notifications.models import Message, Notice
from notifications.notice_kinds import KINDS, Wish
from notifications.services import Telling, notice_give, preferences_set
from tests.esign.conftest import FIRST, initiate
from workflows import digest
from workflows.digest import Found, Waiting

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("files", "embedded_jobs")]
MONDAY = dt.datetime(2026, 3, 2, 7, 5, tzinfo=MANILA)
DAY = dt.date(2026, 3, 2)


def at(monkeypatch, moment: dt.datetime) -> None:
    monkeypatch.setattr(digest, "manila_now", lambda: moment)
    monkeypatch.setattr(digest, "manila_today", lambda: moment.date())


def digests() -> list[Message]:
    return list(Message.objects.filter(kind="digest"))


def titles(user, day: dt.date = DAY) -> dict[str, int]:
    return {one["title"]: one["count"] for one in digest.sections(digest.waiting_for(user, day), "en")}


def quiet(practice) -> None:
    """Nothing waits for anybody any more: the notices of the assignments are read."""
    Notice.objects.update(read_at=timezone.now())


@pytest.mark.parametrize(
    ("moment", "due"),
    [
        (dt.datetime(2026, 3, 2, 6, 59, tzinfo=MANILA), False),
        (dt.datetime(2026, 3, 2, 7, 0, tzinfo=MANILA), True),
        (dt.datetime(2026, 3, 2, 10, 59, tzinfo=MANILA), True),
        (dt.datetime(2026, 3, 2, 11, 0, tzinfo=MANILA), False),
        (dt.datetime(2026, 3, 6, 7, 30, tzinfo=MANILA), True),
        (dt.datetime(2026, 3, 7, 7, 30, tzinfo=MANILA), False),
        (dt.datetime(2026, 3, 8, 7, 30, tzinfo=MANILA), False),
    ],
)
def test_digest__is_due_in_the_morning_of_a_working_day(moment, due):
    assert digest.is_due(moment) == due


def test_digest__that_is_switched_off__is_never_due(settings):
    settings.DIGEST_ENABLED = False
    assert not digest.is_due(MONDAY)


def test_digest__at_another_hour(settings):
    settings.DIGEST_HOUR = 16
    assert not digest.is_due(MONDAY)
    assert digest.is_due(MONDAY.replace(hour=16))


def test_asked_every_ten_minutes__each_gets_one_mail_a_day(practice, monkeypatch):
    at(monkeypatch, MONDAY)
    assert digest.digests_ask() == 4  # admin, lawyer, reviewer, other lawyer
    assert digest.digests_ask() == 0
    (mail,) = digests()  # the reviewer alone has something unread: the assignment
    assert mail.recipients.get().address == "reviewer@hain.example"
    assert Job.objects.filter(kind=digest.SEND).count() == 4
    at(monkeypatch, MONDAY + dt.timedelta(days=1))
    assert digest.digests_ask() == 4
    assert len(digests()) == 2


def test_job__run_twice__is_one_mail(practice, monkeypatch):
    at(monkeypatch, MONDAY)
    digest.digest_send(practice.reviewer)
    digest.digest_send(practice.reviewer)
    assert len(digests()) == 1


def test_job__a_day_late__writes_nothing(practice, monkeypatch):
    at(monkeypatch, MONDAY)
    digest.digests_ask()
    Message.objects.filter(kind="digest").delete()
    at(monkeypatch, MONDAY + dt.timedelta(days=1))
    job = Job.objects.filter(kind=digest.SEND, payload__user=str(practice.reviewer.pk)).get()
    assert digest.send(job) == {"sent": False}
    assert digests() == []


def test_who_does_not_want_it__is_not_asked_for(practice, monkeypatch):
    at(monkeypatch, MONDAY)
    preferences_set(actor=practice.reviewer, wishes={"digest": Wish(in_digest=False)})
    assert digest.digests_ask() == 3
    assert not digest.digest_send(practice.reviewer)
    assert digests() == []


def test_clients__get_none(practice):
    assert not digest.digest_send(practice.client)
    assert digests() == []


def test_nothing_waits__nothing_is_sent(practice):
    quiet(practice)
    for user in (practice.admin, practice.lawyer, practice.reviewer):
        assert not digest.digest_send(user)
    assert digests() == []


def test_documents_for_review__of_the_reviewer_and_not_of_the_author(practice):
    wish = DocumentWish(practice.version, practice.inputs, use_clauses=True)
    revision = documents.document_generate(actor=practice.lawyer, case=practice.case, wish=wish)
    documents.revision_submit(actor=practice.lawyer, revision=revision)
    quiet(practice)
    assert titles(practice.reviewer) == {"Documents for your review": 1}
    assert titles(practice.lawyer) == titles(practice.other_lawyer) == {}
    (section,) = digest.sections(digest.waiting_for(practice.reviewer, DAY), "en")
    assert section["lines"] == [f"{revision.document.title}, {practice.case.number}"]


def test_questions__handed_over_and_unanswered__name_the_case_and_not_the_question(practice):
    quiet(practice)
    Consultation.objects.create(
        asker=practice.client, served=practice.client, case=practice.case, title="Am I in debt?",
        handed_over_at=timezone.now(),
    )  # fmt: skip
    (section,) = digest.sections(digest.waiting_for(practice.lawyer, DAY), "en")
    assert (section["title"], section["lines"]) == ("Questions to answer", [f"Tala Weaving, {practice.case.number}"])


def test_cases__due_within_seven_days_or_overdue_and_still_open(practice):
    quiet(practice)
    for days, to in ((-3, None), (7, None), (8, None), (1, "declined")):
        due = DAY + dt.timedelta(days=days)
        case = case_open(actor=practice.other_lawyer, title=f"In {days}", kind="contract", due_date=due)
        if to:
            case_transition(actor=practice.other_lawyer, case=case, to=to)
    (section,) = digest.sections(digest.waiting_for(practice.other_lawyer, DAY), "en")
    assert section["title"] == "Cases due within seven days"
    numbers = {case.title: case.number for case in Case.objects.all()}
    assert section["lines"] == [
        f"In -3, {numbers['In -3']}, due February 27, 2026", f"In 7, {numbers['In 7']}, due March 9, 2026",
    ]  # fmt: skip


def failed(status: str = "failed", days_ago: float = 1, **values) -> Job:
    at = timezone.now() - dt.timedelta(days=days_ago)
    return Job.objects.create(kind="documents.produce", queue="pdf", status=status, finished_at=at, **values)


def test_failed_jobs__ones_own_and_of_an_admin_all(practice):
    quiet(practice)
    failed(user_id=practice.lawyer.pk)
    failed(user_id=practice.reviewer.pk)
    failed(user_id=practice.lawyer.pk, days_ago=8)
    failed("succeeded", user_id=practice.lawyer.pk)
    assert titles(practice.lawyer) == {"Failed jobs": 1}
    assert titles(practice.admin) == {"Failed jobs": 2}


def test_mails__that_did_not_arrive__are_told_to_their_writer(practice):
    quiet(practice)
    for status in ("failed", "bounced", "suppressed", "sent"):
        Message.objects.create(sender="a@hain.example", subject=status, created_by=practice.lawyer, status=status)
    assert titles(practice.lawyer) == {"Mails of yours that did not arrive": 3}
    assert titles(practice.reviewer) == {}


def test_notices__are_counted_by_kind_and_those_of_the_digest_alone_are_told_once(practice, monkeypatch):
    at(monkeypatch, MONDAY)
    quiet(practice)
    preferences_set(actor=practice.lawyer, wishes={"approved": Wish(in_admin=False, in_digest=True)})
    for number in range(2):
        notice_give(user=practice.lawyer, telling=Telling("approved", str(number)))
    notice_give(user=practice.lawyer, telling=Telling("flagged", "three"))
    (section,) = digest.sections(digest.waiting_for(practice.lawyer, DAY), "en")
    assert (section["count"], section["lines"]) == (3, ["Documents approved: 2", "Outdated documents: 1"])
    digest.digest_send(practice.lawyer)
    (section,) = digest.sections(digest.waiting_for(practice.lawyer, DAY), "en")
    assert section["lines"] == ["Outdated documents: 1"]


def test_mail__is_in_the_readers_language_with_one_link(practice, settings, monkeypatch):
    at(monkeypatch, MONDAY)
    settings.PUBLIC_URL = "https://hain.example"
    practice.reviewer.locale = "fil"
    practice.reviewer.save()
    digest.digest_send(practice.reviewer)
    (mail,) = digests()
    assert mail.subject == "Mga naghihintay sa iyo, Marso 2, 2026"
    assert "Mga paunawang hindi pa nababasa (1)\n\n- Mga kasong itinalaga sa iyo: 1" in mail.body_text
    assert "https://hain.example/admin/" in mail.body_text


def test_sections__leave_out_what_is_empty_and_say_how_many_more():
    waiting = Waiting(
        {"jobs": Found(11, [{"kind": f"k{n}"} for n in range(8)]), "reviews": Found(0, []),
         "due": Found(1, [{"title": "T", "number": "2026-000001", "due_date": DAY}])},
        {},
    )  # fmt: skip
    assert digest.sections(waiting, "fil") == [
        {"title": "Mga kasong may takdang araw sa loob ng pitong araw", "count": 1, "more": 0,
         "lines": ["T, 2026-000001, takda sa Marso 2, 2026"]},
        {"title": "Mga trabahong hindi natapos", "count": 11, "more": 3, "lines": [f"k{n}" for n in range(8)]},
    ]  # fmt: skip
    assert digest.sections(Waiting({}, {}), "en") == []


def test_every_kind_of_notice__has_its_words_in_both_languages():
    assert set(digest.NOTICE_TITLES) == set(KINDS)
    assert {KINDS[name].label for name in KINDS} == {words["en"] for words in digest.NOTICE_TITLES.values()}


def test_signatures__that_end_within_three_days__are_told_to_those_of_the_case(agreement):
    envelope, _ = initiate(agreement, FIRST, expires_in_days=2)
    found = digest.waiting_for(agreement.lawyer, manila_today()).found["signatures"]
    assert found.first == [
        {"document__title": envelope.document.title, "case__number": agreement.case.number},
    ]  # fmt: skip
    assert digest.waiting_for(agreement.other_lawyer, manila_today()).found["signatures"].count == 0
    Envelope.objects.filter(pk=envelope.pk).update(expires_at=timezone.now() + dt.timedelta(days=4))
    assert digest.waiting_for(agreement.lawyer, manila_today()).found["signatures"].count == 0


@pytest.mark.parametrize("many", [1, 12])
def test_digest__takes_the_same_number_of_queries_for_many(practice, django_assert_max_num_queries, many):
    for number in range(many):
        case_open(actor=practice.other_lawyer, title=f"C{number}", kind="contract", due_date=manila_today())
    with django_assert_max_num_queries(14):
        digest.waiting_for(practice.other_lawyer, manila_today())


def test_mail_of_a_kind_that_was_switched_off__is_not_sent_and_the_notice_is_given(practice):
    preferences_set(actor=practice.reviewer, wishes={"for-review": Wish(by_mail=False)})
    wish = DocumentWish(practice.version, practice.inputs, use_clauses=True)
    revision = documents.document_generate(actor=practice.lawyer, case=practice.case, wish=wish)
    documents.revision_submit(actor=practice.lawyer, revision=revision)
    assert not Message.objects.filter(kind="document-for-review").exists()
    assert Notice.objects.filter(user=practice.reviewer, kind="for-review").count() == 1
