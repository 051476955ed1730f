"""A mail that staff write: what is refused, what reaches the server, and what is written down."""

from __future__ import annotations

import base64

import pytest
from django.db import transaction

from core import audit
from core.models import Job
from notifications.addresses import Address
from notifications.exceptions import SenderNotAllowed
from notifications.models import Message, Suppression
from notifications.services import mail_queue
from notifications.services.asking import Mail

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("files", "embedded_jobs")]

MAIL = {"to": "liwayway@example.com", "subject": "Your papers", "bodyText": "Good day,\n\nhere they are."}


def test_send__reaches_the_server_and_is_written_down(user_api, smtp_server):
    lawyer = user_api("lawyer")
    answer = lawyer.post("/api/email/send", MAIL, format="json")
    assert (answer.status_code, sorted(answer.json())) == (202, ["id", "jobId", "status"])
    assert answer["Location"].endswith(f"/api/jobs/{answer.json()['jobId']}")
    shown = lawyer.get(f"/api/email/{answer.json()['id']}").json()
    assert (shown["status"], shown["attempts"], shown["possibleDuplicate"]) == ("sent", 1, False)
    assert [one["type"] for one in shown["events"]] == ["queued", "sent"]
    (received,) = smtp_server.mails
    assert received.recipients == ["liwayway@example.com"]
    assert received.mail["Subject"] == "Your papers"
    assert received.mail["Message-ID"] == Message.objects.get().message_id
    assert received.text() == "Good day,\n\nhere they are."
    assert "<p>Good day,</p>" in received.text("html")


def test_send__html_alone__has_a_text_made_from_it_and_no_scripts(user_api, smtp_server):
    body = '<p>Good day</p><script>alert(1)</script><p><a href="https://x.example/a" onclick="x()">papers</a></p>'
    user_api("lawyer").post("/api/email/send", {**MAIL, "bodyText": None, "bodyHtml": body}, format="json")
    assert smtp_server.mails[0].text() == "Good day\n\npapers (https://x.example/a)"
    html = smtp_server.mails[0].text("html")
    assert "script" not in html and "onclick" not in html and 'href="https://x.example/a"' in html


def test_send__by_client__is_403_and_keeps_nothing(user_api, smtp_server):
    answer = user_api("client").post("/api/email/send", MAIL, format="json")
    assert (answer.status_code, answer.json()["code"]) == (403, "staff-only")
    assert (Message.objects.count(), Job.objects.count(), smtp_server.mails) == (0, 0, [])


@pytest.mark.parametrize(
    ("changes", "pointer", "code"),
    [
        ({"to": "nobody"}, "/to", "invalid-address"),
        ({"to": ["a@example.com", "b@@example.com"]}, "/to/1", "invalid-address"),
        ({"to": "a@example.com\nBcc: all@example.com"}, "/to", "invalid-address"),
        ({"to": "Eve\r\nBcc: all@example.com <a@example.com>"}, "/to", "invalid-address"),
        ({"subject": "Hello\nBcc: all@example.com"}, "/subject", "line-break"),
        ({"subject": "   "}, "/subject", "length"),
        ({"replyTo": "x\ny@example.com"}, "/replyTo", "invalid-address"),
        ({"bodyText": None}, "/bodyText", "required"),
        ({"bodyText": "Dear {{ name }},"}, "/bodyText", "placeholder-unresolved"),
        ({"subject": "Case [[number]]"}, "/subject", "placeholder-unresolved"),
        ({"to": [f"p{n}@example.com" for n in range(51)]}, "/to", "too-many"),
        ({"attachments": [{"filename": "../a.pdf", "contentType": "application/pdf", "contentBase64": "YQ=="}]},
         "/attachments/0/filename", "invalid"),
        ({"attachments": [{"filename": "a.exe", "contentType": "application/pdf", "contentBase64": "YQ=="}]},
         "/attachments/0/filename", "barred"),
        ({"attachments": [{"filename": "a.pdf", "contentType": "x", "contentBase64": "YQ=="}]},
         "/attachments/0/contentType", "invalid"),
        ({"attachments": [{"filename": "a.pdf", "contentType": "application/pdf", "contentBase64": "%%"}]},
         "/attachments/0/contentBase64", "invalid"),
        ({"attachments": [{"documentId": "0199f3c2-61aa-7d10-8a31-8e6b7c5d4e3f"}]},
         "/attachments/0/documentId", "unknown-document"),
    ],
)  # fmt: skip
def test_send__bad_input__is_422_at_its_place_and_keeps_nothing(user_api, smtp_server, changes, pointer, code):
    answer = user_api("lawyer").post("/api/email/send", {**MAIL, **changes}, format="json")
    assert answer.status_code == 422, answer.json()
    assert [(one["pointer"], one["code"]) for one in answer.json()["errors"]] == [(pointer, code)]
    assert (Message.objects.count(), Job.objects.count(), smtp_server.mails) == (0, 0, [])


def test_send__file_given__arrives_byte_for_byte(user_api, smtp_server):
    content = bytes(range(256)) * 20
    file = {"filename": "résumé.bin", "contentType": "application/octet-stream",
            "contentBase64": base64.b64encode(content).decode()}  # fmt: skip
    user_api("lawyer").post("/api/email/send", {**MAIL, "attachments": [file]}, format="json")
    (attached,) = smtp_server.mails[0].mail.iter_attachments()
    assert (attached.get_filename(), attached.get_content()) == ("résumé.bin", content)


def test_send__copies__go_to_all_and_bcc_stands_in_no_header(user_api, smtp_server):
    user_api("lawyer").post(
        "/api/email/send",
        {**MAIL, "to": ["Niña Ñ <a@example.com>", "A@example.com"], "cc": "b@example.com", "bcc": ["c@example.com"]},
        format="json",
    )
    (received,) = smtp_server.mails
    assert sorted(received.recipients) == ["a@example.com", "b@example.com", "c@example.com"]
    assert b"c@example.com" not in received.content
    assert received.mail["To"] == "Niña Ñ <a@example.com>"


def test_send__one_recipient_refused__is_bounced_and_suppressed_while_the_other_gets_it(user_api, smtp_server):
    smtp_server.refused["gone@example.com"] = "550 5.1.1 no such user"
    lawyer = user_api("lawyer")
    sent = lawyer.post("/api/email/send", {**MAIL, "to": ["gone@example.com", "a@example.com"]}, format="json").json()
    shown = lawyer.get(f"/api/email/{sent['id']}").json()
    assert {one["email"]: one["status"] for one in shown["recipients"]} == {
        "gone@example.com": "bounced", "a@example.com": "sent",
    }  # fmt: skip
    assert shown["status"] == "bounced"
    assert smtp_server.mails[0].recipients == ["a@example.com"]
    assert list(Suppression.objects.values_list("address", "reason")) == [("gone@example.com", "bounced")]
    again = lawyer.post("/api/email/send", {**MAIL, "to": "gone@example.com"}, format="json").json()
    assert lawyer.get(f"/api/email/{again['id']}").json()["status"] == "suppressed"
    assert len(smtp_server.mails) == 1


def test_send__refused_for_what_it_says__suppresses_nobody(user_api, smtp_server):
    smtp_server.refused["a@example.com"] = "550 5.7.1 blocked by policy"
    user_api("lawyer").post("/api/email/send", {**MAIL, "to": "a@example.com"}, format="json")
    assert Message.objects.get().status == "bounced"
    assert not Suppression.objects.exists()


def test_send__server_busy__is_queued_for_another_try(user_api, smtp_server):
    smtp_server.at_data = ["451 4.3.0 later"]
    user_api("lawyer").post("/api/email/send", MAIL, format="json")
    message, job = Message.objects.get(), Job.objects.get()
    assert (message.status, message.possible_duplicate, job.status) == ("queued", False, "queued")
    Job.objects.update(run_after=message.created_at)
    from core.jobs import run

    run(job.pk)
    message.refresh_from_db()
    assert (message.status, message.attempts, message.possible_duplicate) == ("sent", 2, False)
    assert len(smtp_server.mails) == 1


def test_send__connection_lost_after_the_content__is_sent_again_and_marked(user_api, smtp_server):
    smtp_server.hang_up_after_data = 1
    user_api("lawyer").post("/api/email/send", MAIL, format="json")
    message, job = Message.objects.get(), Job.objects.get()
    assert (message.status, job.status) == ("sending", "queued")
    Job.objects.update(run_after=message.created_at)
    from core.jobs import run

    run(job.pk)
    message.refresh_from_db()
    assert (message.status, message.possible_duplicate) == ("sent", True)
    assert len({one.mail["Message-ID"] for one in smtp_server.mails}) == 1
    assert len(smtp_server.mails) == 2


def test_send__content_refused__fails_with_the_servers_words(user_api, smtp_server):
    smtp_server.at_data = ["554 5.6.0 not like this"]
    user_api("lawyer").post("/api/email/send", MAIL, format="json")
    message = Message.objects.get()
    assert (message.status, message.error["code"]) == ("failed", "backend-rejected")
    assert "554 5.6.0 not like this" in message.error["detail"]
    assert [entry.verb for entry in audit.entries_of(message)][::-1] == ["mail.queued", "mail.failed"]


def test_send__same_key__is_one_mail(user_api, smtp_server):
    lawyer = user_api("lawyer")
    answers = [lawyer.post("/api/email/send", MAIL, format="json", HTTP_IDEMPOTENCY_KEY="one") for _ in range(2)]
    assert [one.json()["id"] for one in answers] == [answers[0].json()["id"]] * 2
    assert answers[1]["Idempotency-Replayed"] == "true"
    assert len(smtp_server.mails) == 1


def test_read__by_others__is_404(user_api, smtp_server):
    sent = user_api("lawyer").post("/api/email/send", MAIL, format="json").json()
    assert user_api("lawyer").get(f"/api/email/{sent['id']}").status_code == 404
    assert user_api("client").get(f"/api/email/{sent['id']}").status_code == 404
    assert user_api("admin").get(f"/api/email/{sent['id']}").status_code == 200


def test_send__full_queue__is_503_and_keeps_nothing_while_mail_of_the_house_is_taken(user_api, smtp_server, settings):
    settings.JOBS_MAX_QUEUED = {**settings.JOBS_MAX_QUEUED, "email": 0}
    answer = user_api("lawyer").post("/api/email/send", MAIL, format="json")
    assert (answer.status_code, answer.json()["code"]) == (503, "queue-full")
    assert int(answer["Retry-After"]) > 0
    assert (Message.objects.count(), Job.objects.count(), smtp_server.mails) == (0, 0, [])
    with transaction.atomic():
        mail_queue(actor=None, mail=Mail([("to", Address("a@example.com"))], "Papers", "Good day.", "<p>Good day.</p>"))
    assert [one.recipients for one in smtp_server.mails] == [["a@example.com"]]


@pytest.mark.parametrize(("domains", "status", "arrived"), [(["Hain.example"], 202, 2), (["firm.example"], 409, 0)])
def test_send__from_a_domain_that_is_not_listed__is_refused_to_staff_and_to_the_house(
    user_api, smtp_server, settings, domains, status, arrived
):
    settings.MAIL_FROM, settings.MAIL_SENDER_DOMAINS = "Hain <no-reply@hain.example>", domains
    answer = user_api("lawyer").post("/api/email/send", MAIL, format="json")
    assert answer.status_code == status
    house = Mail([("to", Address("a@example.com"))], "Papers", "Good day.", "<p>Good day.</p>")
    if arrived:
        with transaction.atomic():
            mail_queue(actor=None, mail=house)
    else:
        assert answer.json()["code"] == "sender-not-allowed"
        with transaction.atomic(), pytest.raises(SenderNotAllowed):
            mail_queue(actor=None, mail=house)
    assert (Message.objects.count(), len(smtp_server.mails)) == (arrived, arrived)
