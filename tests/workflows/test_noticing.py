"""Who is told what in the admin: each event, the people it is told to, and those it is not."""

from __future__ import annotations

import datetime as dt
import inspect

import pytest
from django.utils import timezone

from accounts.models import User
from ai.models import Consultation
from ai.services.consultations import consultation_hand_over
from cases.models import Case, Party
from cases.services import assignment_add, assignment_remove, case_open, hold_place, party_add, party_update
from core.models import Job
from documents import services
from documents.events import RevisionSubmitted
from documents.models import Revision
from documents.services.ordering import Wish
from notifications import notice_kinds
from notifications.events import MailNotDelivered
from notifications.models import Message, Notice
from workflows import noticing, noticing_signing

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("files", "embedded_jobs")]


def told(kind: str) -> list[str]:
    """The names of those who were told of `kind`, sorted."""
    return sorted(Notice.objects.filter(kind=kind).values_list("user__full_name", flat=True))


def generate(practice) -> Revision:
    wish = Wish(practice.version, practice.inputs, use_clauses=True)
    return services.document_generate(actor=practice.lawyer, case=practice.case, wish=wish)


def mail(**values) -> Message:
    return Message.objects.create(sender="Hain <no-reply@hain.example>", subject="Your papers", body_text="x", **values)


def not_delivered(message: Message, status: str = "bounced") -> None:
    event = MailNotDelivered(message_id=message.pk, case_id=message.case_id, status=status)
    noticing.tell_mail_not_delivered(event)


def test_submitted__tells_the_other_lawyers_of_the_case_alone(practice):
    revision = generate(practice)
    services.revision_submit(actor=practice.lawyer, revision=revision)
    assert told("for-review") == ["Reviewer"]
    notice = Notice.objects.get(kind="for-review")
    assert (notice.subject_type, notice.subject_id) == ("documents.document", str(revision.document_id))
    assert (notice.case_id, notice.read_at) == (practice.case.pk, None)
    assert notice.facts == {
        "document": revision.document.title, "revision": 1, "by": "Lawyer",
        "case": practice.case.number, "title": "Tala Weaving",
    }  # fmt: skip


def test_submitted__with_nobody_else_on_the_case__tells_the_admins(practice):
    assignment_remove(actor=practice.admin, case=practice.case, lawyer=practice.reviewer)
    services.revision_submit(actor=practice.lawyer, revision=generate(practice))
    assert told("for-review") == ["Admin"]


def test_submitted__handled_twice__tells_once(practice):
    revision = generate(practice)
    services.revision_submit(actor=practice.lawyer, revision=revision)
    noticing.tell_for_review(RevisionSubmitted(revision.document_id, revision.pk, practice.case.pk))
    assert told("for-review") == ["Reviewer"]


def test_submitted__handled_after_it_was_sent_back__tells_nobody(practice):
    revision = generate(practice)
    services.revision_submit(actor=practice.lawyer, revision=revision)
    services.revision_reject(actor=practice.reviewer, revision=revision)
    Notice.objects.all().delete()
    noticing.tell_for_review(RevisionSubmitted(revision.document_id, revision.pk, practice.case.pk))
    assert told("for-review") == []


def test_submitted_again__tells_again(practice):
    revision = generate(practice)
    services.revision_submit(actor=practice.lawyer, revision=revision)
    services.revision_reject(actor=practice.reviewer, revision=revision)
    services.revision_submit(actor=practice.lawyer, revision=revision)
    assert told("for-review") == ["Reviewer", "Reviewer"]


def test_approved__tells_the_author_and_who_submitted_it_and_not_who_approved(practice):
    revision = generate(practice)
    services.revision_submit(actor=practice.reviewer, revision=revision)
    services.revision_approve(actor=practice.reviewer, revision=revision)
    assert told("approved") == ["Lawyer"]
    assert Notice.objects.get(kind="approved").facts["by"] == "Reviewer"


def test_sent_back__tells_the_author_with_who_did_it(practice):
    revision = generate(practice)
    services.revision_submit(actor=practice.lawyer, revision=revision)
    services.revision_reject(actor=practice.reviewer, revision=revision)
    assert told("returned") == ["Lawyer"]


def test_taken_back__by_its_author__tells_nobody(practice):
    revision = generate(practice)
    services.revision_submit(actor=practice.lawyer, revision=revision)
    services.revision_reject(actor=practice.lawyer, revision=revision)
    assert told("returned") == []


def test_assigned__tells_the_lawyer_as_what(practice):
    assert told("assigned") == ["Reviewer"]  # the lawyer opened the case, and is on it by that
    assignment_add(actor=practice.admin, case=practice.case, lawyer=practice.other_lawyer, role="of_counsel")
    notice = Notice.objects.get(kind="assigned", user=practice.other_lawyer)
    assert notice.facts == {"role": "Of counsel", "case": practice.case.number, "title": "Tala Weaving"}


def test_question__tells_the_lawyers_of_its_case_and_not_who_asked(practice):
    asked = Consultation.objects.create(
        asker=practice.lawyer, served=practice.lawyer, case=practice.case, title="How long does it take?"
    )
    consultation_hand_over(actor=practice.lawyer, consultation=asked)
    assert told("question") == ["Reviewer"]
    assert "How long" not in str(Notice.objects.get(kind="question").facts)


def test_question__of_the_client__tells_every_lawyer_of_the_case(practice):
    asked = Consultation.objects.create(
        asker=practice.client, served=practice.client, case=practice.case, title="How long?"
    )
    consultation_hand_over(actor=practice.client, consultation=asked)
    assert told("question") == ["Lawyer", "Reviewer"]


def test_mail_not_delivered__tells_who_wrote_it(practice):
    message = mail(created_by=practice.lawyer, case=practice.case)
    not_delivered(message)
    not_delivered(message)
    assert told("mail-not-delivered") == ["Lawyer"]
    assert Notice.objects.get(kind="mail-not-delivered").subject_id == str(message.pk)


def test_mail_not_delivered__of_the_house__tells_the_lawyers_of_its_case_else_the_admins(practice):
    not_delivered(mail(case=practice.case))
    assert told("mail-not-delivered") == ["Lawyer", "Reviewer"]
    not_delivered(mail())
    assert told("mail-not-delivered") == ["Admin", "Lawyer", "Reviewer"]


def test_mail_not_delivered__that_carried_a_secret__says_nothing_of_its_subject(practice):
    not_delivered(mail(secret=True))
    assert Notice.objects.get(kind="mail-not-delivered").facts["subject"] == ""


def renamed(practice, *names: str) -> Party:
    one = practice.inputs["incorporators"][0]
    party = party_add(actor=practice.lawyer, case=practice.case, kind="person", role="incorporator", name=one["name"])
    generate(practice)
    generate(practice)
    for name in names:
        party_update(actor=practice.lawyer, party=party, changes={"name": name})
    return party


def test_flagged__tells_the_lawyers_once_for_all_documents_and_not_who_changed_it(practice):
    renamed(practice, "Teresita M. Calderon-Sy")
    assert Revision.objects.exclude(outdated=[]).count() == 2
    assert told("flagged") == ["Reviewer"]
    assert Notice.objects.get(kind="flagged").subject_type == "cases.case"


def test_changed__with_no_document_made_from_it__tells_nobody(practice):
    party = party_add(actor=practice.lawyer, case=practice.case, kind="person", role="witness", name="Ana Cruz")
    party_update(actor=practice.lawyer, party=party, changes={"name": "Ana Reyes"})
    assert told("flagged") == []


def test_papers_disagree__tells_the_lawyers_of_the_case(practice):
    hold_place(actor=None, case=practice.case, kind="consistency", blocks=["sign"], reason="They disagree.")
    assert told("papers-disagree") == ["Lawyer", "Reviewer"]


def test_other_hold__tells_nobody(practice):
    hold_place(actor=None, case=practice.case, kind="fee", blocks=["file"], reason="A fee is open.")
    assert told("papers-disagree") == []


def test_lawyer_taken_off_the_case__is_told_nothing_of_it(practice):
    revision = generate(practice)
    services.revision_submit(actor=practice.lawyer, revision=revision)
    assignment_remove(actor=practice.admin, case=practice.case, lawyer=practice.lawyer)
    services.revision_approve(actor=practice.reviewer, revision=revision)
    assert told("approved") == []


def failed_job(kind: str = "documents.produce", seconds_ago: float = 60, status: str = "failed") -> Job:
    at = timezone.now() - dt.timedelta(seconds=seconds_ago)
    return Job.objects.create(kind=kind, queue="default", status=status, finished_at=at)


def test_failed_jobs__tell_each_admin_one_notice_a_kind_and_only_once(practice):
    failed_job(seconds_ago=70)
    failed_job()
    one = failed_job("email.deliver")
    failed_job(status="succeeded")
    assert noticing.tell_failed_jobs() == 2
    assert noticing.tell_failed_jobs() == 0
    assert told("job-failed") == ["Admin", "Admin"]
    facts = {
        row.facts["kind"]: (row.facts["count"], row.subject_id) for row in Notice.objects.filter(kind="job-failed")
    }
    assert facts == {"documents.produce": (2, ""), "email.deliver": (1, str(one.pk))}


def test_failed_jobs__that_come_later__are_told_too(practice):
    failed_job(seconds_ago=90)
    noticing.tell_failed_jobs()
    failed_job(seconds_ago=30)
    assert noticing.tell_failed_jobs() == 1
    assert told("job-failed") == ["Admin", "Admin"]


def test_failed_jobs__of_long_ago__are_not_told(practice):
    failed_job(seconds_ago=4000)
    assert noticing.tell_failed_jobs() == 0


def test_every_kind__is_told_by_some_handler():
    source = inspect.getsource(noticing) + inspect.getsource(noticing_signing)
    names = {kind.upper().replace("-", "_") for kind in notice_kinds.KINDS}
    assert {name for name in names if f"notice_kinds.{name}" in source} == names


def test_staff_whose_account_is_closed__are_not_told(practice):
    User.objects.filter(pk=practice.reviewer.pk).update(is_active=False)
    hold_place(actor=None, case=practice.case, kind="consistency", blocks=["sign"], reason="They disagree.")
    assert told("papers-disagree") == ["Lawyer"]


def test_case_opened_by_an_admin_for_nobody__tells_nobody(practice):
    before = Notice.objects.count()
    case_open(actor=practice.admin, title="Another", kind="contract")
    assert Notice.objects.count() == before
    assert Case.objects.count() == 2
