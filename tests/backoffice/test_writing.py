"""Writing a mail on a case or a document: what is offered, what is refused, and that a double click sends one."""

from __future__ import annotations

import pytest

from documents import services as document_services
from documents.models import Revision
from notifications.models import Message

MAIL = {
    "to": "liwayway@example.com",
    "subject": "Your papers",
    "text": "Good day,\r\n\r\nhere they are.",
    "once": "one",
}


@pytest.fixture
def approved(practice) -> Revision:
    revision = practice.revision()
    document_services.revision_submit(actor=practice.users["lawyer"], revision=revision)
    return document_services.revision_approve(actor=practice.users["reviewer"], revision=revision)


def key(revision: Revision) -> str:
    return f"{revision.document_id}:{revision.number}:{revision.checksum}"


def write(practice, who: str = "lawyer", **changes):
    return practice.browser(who).post(practice.url("cases_case_mail", practice.case.pk), {**MAIL, **changes})


def test_form__begins_with_the_clients_address(practice):
    text = practice.browser("lawyer").get(practice.url("cases_case_mail", practice.case.pk)).content.decode()
    assert f'value="{practice.users["client"].email}"' in text
    assert "No paper of this case is approved yet." in text


def test_mail__is_kept_with_the_case_and_its_page_shown(practice):
    answer = write(practice)
    message = Message.objects.get()
    assert answer["Location"] == practice.url("notifications_message_change", message.pk)
    assert (message.subject, message.body_text) == ("Your papers", "Good day,\n\nhere they are.")
    assert (message.case, message.created_by) == (practice.case, practice.users["lawyer"])
    assert list(message.recipients.values_list("address", flat=True)) == ["liwayway@example.com"]


def test_mail__sent_twice_by_a_double_click__is_one(practice):
    write(practice)
    answer = practice.browser("lawyer").post(practice.url("cases_case_mail", practice.case.pk), MAIL, follow=True)
    assert "nothing was sent twice" in answer.content.decode()
    assert Message.objects.count() == 1


def test_mail__that_was_refused__can_be_sent_with_the_same_form(practice):
    assert write(practice, to="nobody").status_code == 422
    assert write(practice).status_code == 302
    assert Message.objects.count() == 1


def test_mail__to_several__has_each_once(practice):
    write(practice, to="a@example.com; Ben Cruz <b@example.com>,\n a@example.com")
    found = Message.objects.get().recipients.order_by("address").values_list("address", "name")
    assert list(found) == [("a@example.com", ""), ("b@example.com", "Ben Cruz")]


@pytest.mark.parametrize(
    ("changes", "field", "said"),
    [
        ({"to": ""}, "to", "A mail needs somebody to go to."),
        ({"to": "nobody"}, "to", "This is not one e-mail address"),
        ({"to": "a@example.com, b@@example.com"}, "to", "This is not one e-mail address"),
        ({"subject": " "}, "subject", "A subject has 1 to 255 characters."),
        ({"subject": "a\nBcc: x@example.com"}, "subject", "A subject is one line"),
        ({"text": " "}, "text", "A mail needs a text"),
        ({"text": "Dear [[name]],"}, "text", "[[name]] is not filled in."),
        ({"files": ["nonsense"]}, "files", "There is no such document"),
    ],
)
def test_fault__stands_at_its_field_with_everything_as_typed(practice, changes, field, said):
    answer = write(practice, **changes)
    assert answer.status_code == 422
    assert [one for one in answer.context["written"].faults] == [field]
    assert any(said in one for one in answer.context["written"].faults[field])
    text = answer.content.decode()
    assert 'class="hain-fault"' in text
    if field != "text":
        assert "here they are." in text
    assert Message.objects.count() == 0


def test_paper__goes_as_the_revision_that_was_ticked(practice, approved):
    form = practice.browser("lawyer").get(practice.url("cases_case_mail", practice.case.pk))
    assert [(one.key, one.ticked) for one in form.context["papers"]] == [(key(approved), False)]
    write(practice, files=[key(approved)])
    attached = Message.objects.get().attachments.get()
    assert (attached.revision, attached.checksum) == (approved, approved.checksum)


def test_document__begins_with_itself_ticked(practice, approved):
    url = practice.url("documents_document_mail", approved.document_id)
    form = practice.browser("lawyer").get(url)
    assert [(one.key, one.ticked) for one in form.context["papers"]] == [(key(approved), True)]
    practice.browser("lawyer").post(url, {**MAIL, "files": [key(approved)]})
    assert Message.objects.get().case == practice.case


def test_paper__that_is_another_file__is_refused(practice, approved):
    other = f"{approved.document_id}:{approved.number}:sha256:{'0' * 64}"
    answer = write(practice, files=[other])
    assert answer.context["written"].faults["files"] == ["That is not this revision's checksum."]
    assert Message.objects.count() == 0


def test_draft__is_not_offered(practice):
    practice.revision()
    form = practice.browser("lawyer").get(practice.url("cases_case_mail", practice.case.pk))
    assert form.context["papers"] == []


def test_case_of_others__is_not_there(practice):
    browser = practice.browser("lawyer")
    url = practice.url("cases_case_mail", practice.other_case.pk)
    assert (browser.get(url).status_code, browser.post(url, MAIL).status_code) == (404, 404)
    assert Message.objects.count() == 0


def test_attachment_on_the_mails_page__leads_to_the_documents_own_download(practice, approved):
    write(practice, files=[key(approved)])
    message = Message.objects.get()
    text = practice.browser("lawyer").get(practice.url("notifications_message_change", message.pk)).content.decode()
    assert practice.url("documents_document_file", approved.document_id, approved.number) in text
    assert approved.checksum.removeprefix("sha256:")[:12] in text
