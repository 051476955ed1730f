"""Mail in the admin: who sees which, what its page says, another try, and the addresses that get none."""

from __future__ import annotations

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from backoffice import timeline
from backoffice.mail_page import HAPPENED, LABELS, why
from core import audit
from core.models import AuditEntry
from notifications import sealing, selectors, services
from notifications.models import MailEvent, Message, Recipient, Suppression
from notifications.states import STATUSES

LINK = "https://hain.example/account/reset?token=abcdef123456"


def make(practice, who: str = "lawyer", to: str = "liwayway@example.com", **values) -> Message:
    values = {"subject": "Your papers", "body_text": "Good day.", "body_html": "<p>Good day.</p>", **values}
    author = practice.users[who] if who else None
    message = Message.objects.create(sender="Hain <no-reply@hain.example>", created_by=author, **values)
    status = values.get("status", "queued")
    Recipient.objects.create(message=message, address=to, own_status=status)
    return message


def secret(practice, *, sent: bool) -> Message:
    seal = b"" if sent else sealing.sealed(text=f"Open {LINK} or type 482913.", html=f'<a href="{LINK}">Open</a>')
    return make(practice, who="", body_text="", body_html="", secret=True, sealed=seal, kind="password-reset")


def page(practice, who: str, message: Message):
    return practice.browser(who).get(practice.url("notifications_message_change", message.pk))


def listed(practice, who: str, **query) -> list[Message]:
    answer = practice.browser(who).get(practice.url("notifications_message_changelist"), query)
    assert answer.status_code == 200
    return list(answer.context["cl"].result_list)


def test_mails__are_seen_by_their_writer_the_lawyers_of_the_case_and_admins(practice):
    mine = make(practice)
    of_case = make(practice, who="", case=practice.case)
    other = make(practice, who="", case=practice.other_case)
    house = make(practice, who="")
    assert set(listed(practice, "admin")) == {mine, of_case, other, house}
    assert set(listed(practice, "lawyer")) == {mine, of_case}
    assert set(listed(practice, "reviewer")) == {of_case, other}
    shown = {who: page(practice, who, other).status_code for who in ("admin", "lawyer", "reviewer", "client")}
    assert shown == {"admin": 200, "lawyer": 404, "reviewer": 200, "client": 302}


def test_list__filters_by_status_and_kind(practice):
    failed = make(practice, status="failed")
    reset = make(practice, kind="password-reset", secret=True)
    assert listed(practice, "lawyer", status__exact="failed") == [failed]
    assert listed(practice, "lawyer", kind="password-reset") == [reset]
    assert listed(practice, "lawyer", kind="nonsense") == [reset, failed]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("liway", 1),
        ("liwayway@example.com", 1),
        ("Your", 1),
        ("your", 1),
        ("papers", 0),
        ("example.com", 0),
        ("CASE", 1),
        ("2026-999999", 0),
        ("%", 0),
        ("\\", 0),
        ("  ", 2),
    ],
)
def test_list__searches_by_the_beginning_of_address_and_subject_and_by_case(practice, text, found):
    make(practice, case=practice.case)
    make(practice, to="ben@sample.org", subject="An invoice")
    assert len(listed(practice, "lawyer", q=practice.case.number if text == "CASE" else text)) == found


@pytest.mark.parametrize("few", [0, 5000])
def test_lists_and_searches__show_the_same_whether_few_or_many_fit(practice, monkeypatch, few):
    """Which of two ways the database is led depends on how many there are; what is found does not."""
    monkeypatch.setattr(selectors, "FEW", few)
    make(practice, who="", case=practice.other_case)
    make(practice, who="")
    mine = [
        make(practice),
        make(practice, who="", case=practice.case),
        make(practice, who="reviewer", case=practice.case),
    ]
    other = make(practice, subject="Another", to="zoe@example.com")
    assert listed(practice, "lawyer") == [other, *mine[::-1]]
    assert listed(practice, "lawyer", q="Your") == mine[::-1]
    assert listed(practice, "lawyer", q="zoe") == [other]
    assert len(listed(practice, "admin", q="Your")) == 5


@pytest.mark.parametrize("who", ["lawyer", "admin"])
def test_list__takes_the_same_queries_for_many_and_counts_nothing(practice, who):
    browser, address = practice.browser(who), practice.url("notifications_message_changelist")
    make(practice, case=practice.case)
    with CaptureQueriesContext(connection) as few:
        browser.get(address)
    for _ in range(20):
        make(practice, case=practice.case)
    with CaptureQueriesContext(connection) as many:
        answer = browser.get(address)
    assert len(answer.context["cl"].result_list) == 21
    assert len(many) == len(few) <= 7
    asked = [one["sql"].replace("`", '"') for one in many]
    assert not [sql for sql in asked if "COUNT(" in sql and "notifications_message" in sql]
    assert not [sql for sql in asked if "body_html" in sql]


def test_page__says_who_got_it_and_what_happened(practice):
    message = make(practice, case=practice.case, status="bounced")
    MailEvent.objects.create(
        message=message, backend="mailgun", kind="bounced", address="liwayway@example.com",
        detail="550 no such user", at=timezone.now(), identity="one",
    )  # fmt: skip
    text = page(practice, "reviewer", message).content.decode()
    for said in ("Bounced", "liwayway@example.com", "550 no such user", "Came back", message.message_id[1:-1]):
        assert said in text, said
    assert "It came back from at least one address." in text


def test_page__shows_html_in_a_frame_that_runs_nothing(practice):
    message = make(practice, body_html='<p onclick="x()">Hi</p><script>alert(1)</script>"><img src=x>')
    text = page(practice, "lawyer", message).content.decode()
    assert 'sandbox srcdoc="&lt;base target=&quot;_blank&quot;&gt;' in text
    assert "<script>alert(1)" not in text
    assert "<img src=x>" not in text


def test_page__of_a_mail_with_a_secret__hides_links_and_codes(practice):
    text = page(practice, "admin", secret(practice, sent=False)).content.decode()
    assert "links and codes are hidden" in text
    assert "Open ••••• or type •••••." in text
    for hidden in ("abcdef123456", "482913", "account/reset"):
        assert hidden not in text


def test_page__of_a_mail_whose_secret_was_purged__says_so(practice):
    text = page(practice, "admin", secret(practice, sent=True)).content.decode()
    assert "Removed after sending" in text
    assert "<iframe" not in text


def test_page__tells_plainly_that_it_may_have_come_twice(practice):
    assert (
        "It may have come twice." in page(practice, "lawyer", make(practice, possible_duplicate=True)).content.decode()
    )
    assert "come twice" not in page(practice, "lawyer", make(practice)).content.decode()


def failed(practice, **values) -> Message:
    return make(practice, status="failed", error={"code": "backend-rejected", "detail": "554 not like this"}, **values)


def test_again__sends_a_failed_mail_and_is_recorded(practice):
    message = failed(practice)
    browser = practice.browser("lawyer")
    assert "Send again" in page(practice, "lawyer", message).content.decode()
    answer = browser.post(practice.url("notifications_message_again", message.pk), follow=True)
    assert "It is under way again." in answer.content.decode()
    message.refresh_from_db()
    assert (message.status, message.error) == ("queued", None)
    entry = AuditEntry.objects.get(verb="mail.retried")
    assert entry.actor_id == practice.users["lawyer"].pk


def test_again__of_a_mail_that_went_out__is_told_and_changes_nothing(practice):
    message = make(practice, status="sent")
    assert "Send again" not in page(practice, "lawyer", message).content.decode()
    answer = practice.browser("lawyer").post(practice.url("notifications_message_again", message.pk), follow=True)
    assert "there is nothing to send again" in answer.content.decode()
    message.refresh_from_db()
    assert message.status == "sent"


def test_again__of_another_ones_mail__is_not_there(practice):
    message = failed(practice, who="reviewer")
    answer = practice.browser("lawyer").post(practice.url("notifications_message_again", message.pk))
    assert answer.status_code == 404
    message.refresh_from_db()
    assert message.status == "failed"


def test_again__by_get__is_refused(practice):
    message = failed(practice)
    for name in ("notifications_message_again", "notifications_message_release"):
        assert practice.browser("lawyer").get(practice.url(name, message.pk)).status_code == 405


def suppressed(practice) -> tuple[Message, Suppression]:
    row = services.address_suppress(actor=None, address="Liwayway@example.com", reason="bounced", note="550")
    return make(practice, status="suppressed"), row


def test_release__on_the_mails_page__is_for_admins(practice):
    message, row = suppressed(practice)
    assert "An admin can release it." in page(practice, "lawyer", message).content.decode()
    url = practice.url("notifications_message_release", message.pk)
    practice.browser("lawyer").post(url, {"address": row.address})
    assert Suppression.objects.filter(pk=row.pk).exists()
    answer = practice.browser("admin").post(url, {"address": "liwayway@example.com"}, follow=True)
    assert "Mail goes to liwayway@example.com again." in answer.content.decode()
    assert not Suppression.objects.exists()
    assert AuditEntry.objects.get(verb="address.released").actor_id == practice.users["admin"].pk


def test_release__of_an_address_that_the_mail_did_not_go_to__is_refused(practice):
    message, _ = suppressed(practice)
    services.address_suppress(actor=None, address="other@example.com", reason="bounced")
    url = practice.url("notifications_message_release", message.pk)
    practice.browser("admin").post(url, {"address": "other@example.com"})
    assert Suppression.objects.count() == 2


def test_addresses_without_mail__are_for_admins_alone(practice):
    _, row = suppressed(practice)
    lists, add = practice.url("notifications_suppression_changelist"), practice.url("notifications_suppression_add")
    change = practice.url("notifications_suppression_change", row.pk)
    admin, lawyer = practice.browser("admin"), practice.browser("lawyer")
    assert "liwayway@example.com" in admin.get(lists).content.decode()
    assert "550" in admin.get(change).content.decode()
    assert [lawyer.get(one).status_code for one in (lists, add)] == [403, 403]
    assert lawyer.post(change).status_code in (302, 403)
    assert Suppression.objects.filter(pk=row.pk).exists()


def test_address__entered_by_hand__is_kept_with_who_did_it(practice):
    admin, add = practice.browser("admin"), practice.url("notifications_suppression_add")
    admin.post(add, {"address": "Ben@Example.com", "note": "asked by phone"})
    row = Suppression.objects.get()
    assert (row.address, row.reason, row.note) == ("ben@example.com", "by-hand", "asked by phone")
    assert row.created_by == practice.users["admin"]
    assert AuditEntry.objects.get(verb="address.suppressed").actor_id == practice.users["admin"].pk


def test_address__that_is_none__is_told_beside_the_field_and_kept_as_typed(practice):
    answer = practice.browser("admin").post(
        practice.url("notifications_suppression_add"), {"address": "nobody", "note": "x"}
    )
    text = answer.content.decode()
    assert (answer.status_code, Suppression.objects.count()) == (422, 0)
    assert "This is not one e-mail address" in text
    assert 'value="nobody"' in text


def test_address__released_from_its_page_or_the_list__is_recorded(practice):
    admin = practice.browser("admin")
    rows = [services.address_suppress(actor=None, address=f"{n}@example.com", reason="bounced") for n in range(3)]
    admin.post(practice.url("notifications_suppression_change", rows[0].pk))
    admin.post(
        practice.url("notifications_suppression_changelist"),
        {"action": "release_selected", "_selected_action": [str(rows[1].pk)]},
    )
    assert list(Suppression.objects.all()) == [rows[2]]
    assert AuditEntry.objects.filter(verb="address.released").count() == 2


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"status": "sent"}, ""),
        ({"status": "failed"}, "It was not sent. Put right what it names, then send it again."),
        ({"status": "failed", "error": {"detail": "Busy.", "retryable": True}},
         "Busy. It may well work now: send it again."),
        ({"status": "failed", "error": {"detail": "It is void.", "code": "attachment-changed"}},
         "It is void. Write a new mail with the file that holds now."),
        ({"status": "failed", "secret": True, "error": {"detail": "Busy.", "retryable": True}},
         "Busy. Its link has been removed, so it cannot be sent again: a new one is asked for."),
        ({"status": "queued", "error": {"detail": "Busy."}}, "Busy. It is tried again by itself."),
        ({"status": "queued"}, ""),
    ],
)  # fmt: skip
def test_why__is_a_sentence_with_what_to_do(values, said):
    assert why(Message(**values)) == said


def test_every_status_and_step__has_words_and_a_colour():
    assert set(LABELS) == {name for name, _ in STATUSES}
    assert set(LABELS) <= set(HAPPENED)


def test_case__lists_its_newest_mails_and_says_them_in_the_timeline(practice):
    message = services.mail_send(
        actor=practice.users["lawyer"], to=["a@example.com"], subject="Papers ahead", body_text="x", case=practice.case
    )
    make(practice, case=practice.other_case, subject="Of another case")
    text = practice.browser("reviewer").get(practice.url("cases_case_change", practice.case.pk)).content.decode()
    assert practice.url("notifications_message_change", message.pk) in text
    assert "Atty. Rafael Mabini wrote a mail (1 to read it)." in text
    assert "Of another case" not in text


def test_timeline__tells_of_a_mail_of_the_house_how_it_ended_and_no_more(practice):
    with transaction.atomic():
        message = make(practice, who="", case=practice.case, kind="document-approved")
        for verb in ("mail.queued", "mail.sent"):
            audit.record(actor=None, verb=verb, subject=message, case_id=practice.case.pk, facts={"kind": message.kind})
    said = [one.sentence for one in timeline.moments(practice.case, limit=5)]
    assert "Mail sent: a document was approved." in said
    assert not [one for one in said if "wrote a mail" in one]
