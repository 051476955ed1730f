"""Who is mailed about the review of a document."""

from __future__ import annotations

import copy

import pytest
from django.urls import reverse

from accounts.models import User
from cases.models import Assignment
from documents import services
from documents.events import RevisionApproved, RevisionRejected, RevisionSubmitted
from documents.models import Revision
from documents.services.ordering import Wish
from notifications.models import Message
from workflows import mail_documents

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("files", "embedded_jobs")]
TITLE = "Articles of Incorporation (stock corporation)"


@pytest.fixture
def revision(practice, post) -> Revision:
    """The lawyer's draft; the reviewer is on the case, too."""
    wish = Wish(practice.version, copy.deepcopy(practice.inputs), use_clauses=True)
    made = services.document_generate(actor=practice.lawyer, case=practice.case, wish=wish)
    post.fresh()
    return made


def submitted(practice, revision: Revision, **more) -> Revision:
    return services.revision_submit(actor=practice.lawyer, revision=revision, **more)


def test_submitted__lawyers_who_may_approve_are_asked(practice, revision, post):
    submitted(practice, revision, note="Please look at article two.\nThe office is new.")
    (message,) = post.fresh()
    assert (message.kind, message.recipients.get().address) == ("document-for-review", "reviewer@hain.example")
    assert (message.case, message.subject) == (practice.case, f"For your review: {revision.document.title}")
    assert "\n\nPlease look at article two.\nThe office is new.\n\n" in message.body_text
    assert f"Lawyer asks you to review “{revision.document.title}”." in message.body_text
    assert f"Case: {practice.case.number}, Tala Weaving\n" in message.body_text
    assert reverse("admin:documents_document_change", args=[revision.document_id]) in message.body_text


def test_submitted__no_other_lawyer_on_the_case__admins_are_asked(practice, revision, post):
    Assignment.objects.filter(lawyer=practice.reviewer).delete()
    submitted(practice, revision)
    assert post.told() == [("document-for-review", "admin")]


def test_submitted__author_may_approve_alone__nobody_is_asked(practice, revision, post, settings):
    settings.REVIEW_TWO_PERSON = False
    Assignment.objects.filter(lawyer=practice.reviewer).delete()
    submitted(practice, revision)
    assert post.told() == []


def test_submitted__by_the_one_who_may_approve__is_not_asked(practice, revision, post):
    services.revision_submit(actor=practice.reviewer, revision=revision)
    assert post.told() == []


def test_submitted__again_after_it_was_sent_back__is_asked_again(practice, revision, post):
    submitted(practice, revision)
    services.revision_reject(actor=practice.reviewer, revision=revision, note="Not yet.")
    post.fresh()
    submitted(practice, revision)
    assert post.told() == [("document-for-review", "reviewer")]


def test_submitted__decided_before_the_mail__nobody_is_asked(practice, revision, post):
    submitted(practice, revision)
    services.revision_approve(actor=practice.reviewer, revision=revision)
    Message.objects.all().delete()
    mail_documents.ask_for_review(RevisionSubmitted(revision.document_id, revision.pk, practice.case.pk))
    assert post.told() == []


def test_approved__author_and_client_are_told(practice, revision, post, settings):
    settings.FRONTEND_URL = "https://my.practice.example"
    submitted(practice, revision)
    post.fresh()
    services.revision_approve(actor=practice.reviewer, revision=revision)
    mails = {one.recipients.get().address: one for one in post.fresh()}
    assert sorted(mails) == ["client@hain.example", "lawyer@hain.example"]
    assert {one.kind for one in mails.values()} == {"document-approved"}
    assert "was reviewed and approved by Reviewer." in mails["client@hain.example"].body_text
    page = f"https://my.practice.example/documents/{revision.document_id}\n"
    assert page in mails["client@hain.example"].body_text
    assert "/admin/documents/document/" in mails["lawyer@hain.example"].body_text


def test_approved__client_who_may_not_see_it__is_not_told(practice, revision, post):
    User.objects.filter(pk=practice.client.pk).update(vouched_at=None)
    submitted(practice, revision)
    post.fresh()
    services.revision_approve(actor=practice.reviewer, revision=revision)
    assert post.told() == [("document-approved", "lawyer")]


def test_approved__by_its_author_in_a_solo_practice__only_the_client_is_told(practice, revision, post, settings):
    settings.REVIEW_TWO_PERSON = False
    submitted(practice, revision)
    post.fresh()
    services.revision_approve(actor=practice.lawyer, revision=revision, note="Alone here.")
    assert post.told() == [("document-approved", "client")]


def test_approved__void_before_the_mail__nobody_is_told(practice, revision, post):
    submitted(practice, revision)
    services.revision_approve(actor=practice.reviewer, revision=revision)
    Message.objects.all().delete()
    services.revision_void(
        actor=practice.reviewer,
        document=revision.document,
        number=revision.number,
        checksum=revision.checksum,
        reason="Wrong name.",
    )
    mail_documents.tell_of_approval(RevisionApproved(revision.document_id, revision.pk, practice.case.pk))
    assert post.told() == []


def test_rejected__author_is_told_with_the_note(practice, revision, post):
    submitted(practice, revision)
    post.fresh()
    services.revision_reject(actor=practice.reviewer, revision=revision, note="<b>Article two</b> is old.")
    (message,) = post.fresh()
    assert (message.kind, message.recipients.get().address) == ("document-returned", "lawyer@hain.example")
    assert "\n\n<b>Article two</b> is old.\n\n" in message.body_text
    assert "&lt;b&gt;Article two&lt;/b&gt; is old." in message.body_html


def test_rejected__taken_back_by_its_author__nobody_is_told(practice, revision, post):
    submitted(practice, revision)
    post.fresh()
    services.revision_reject(actor=practice.lawyer, revision=revision)
    assert post.told() == []


def test_rejected__author_off_the_case__is_not_told(practice, revision, post):
    submitted(practice, revision)
    post.fresh()
    Assignment.objects.filter(lawyer=practice.lawyer).delete()
    services.revision_reject(actor=practice.reviewer, revision=revision, note="No.")
    assert post.told() == []


def test_handlers__run_twice__send_one_mail(practice, revision, post):
    ids = (revision.document_id, revision.pk, practice.case.pk)
    submitted(practice, revision)
    mail_documents.ask_for_review(RevisionSubmitted(*ids))
    assert post.told() == [("document-for-review", "reviewer")]
    services.revision_reject(actor=practice.reviewer, revision=revision, note="No.")
    mail_documents.tell_of_rejection(RevisionRejected(*ids))
    assert post.told() == [("document-returned", "lawyer")]
    submitted(practice, revision)
    post.fresh()
    services.revision_approve(actor=practice.reviewer, revision=revision)
    mail_documents.tell_of_approval(RevisionApproved(*ids))
    assert post.told() == [("document-approved", "client"), ("document-approved", "lawyer")]
