"""The mails of e-signature: each reader gets what is theirs, once, and secrets lie nowhere else."""

from __future__ import annotations

import re

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from cases.models import Assignment
from core.models import Job
from documents import services as documents
from esign import services
from esign.events import EnvelopeCompleted, EnvelopeDeclined, EnvelopeWithdrawn, SignerAsked, SigningCodeMade
from esign.models import Envelope, SignerLink
from esign.services import Act, Seen
from notifications.models import Message
from tests.esign.conftest import FIRST, SECOND, initiate
from tests.practice import person
from workflows import mail_signing

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("files", "embedded_jobs")]
SEEN = Seen("203.0.113.9", "Test browser", "sha256:" + "0" * 64)
TITLE = "Mutual non-disclosure agreement"


@pytest.fixture
def ready(agreement, post, smtp_server):
    """The agreement, with all that was mailed about its review read."""
    post.fresh()
    smtp_server.mails.clear()
    return agreement


def to(smtp_server, email: str, part: str = "") -> list:
    """What came for that address, oldest first; with `part`, those whose subject has it."""
    return [one for one in smtp_server.mails if one.recipients == [email] and part in one.mail["Subject"]]


def token_for(smtp_server, person: dict) -> str:
    """The token of the newest link that was mailed to that person."""
    texts = [one.text() for one in to(smtp_server, person["email"])]
    return re.findall(r"http://testserver/sign/([\w-]{43})\n", "".join(texts))[-1]


def sign(smtp_server, person: dict) -> None:
    """As the person does it: by the link and the code of the mails."""
    link = services.link_find(token_for(smtp_server, person))
    services.code_send(link=link)
    code = re.findall(r"^(\d{6})$", to(smtp_server, person["email"], "Your code")[-1].text(), re.M)[0]
    services.code_enter(link=link, code=code, address="203.0.113.9", user_agent="Test")
    services.envelope_view(link=link, seen=SEEN)
    services.envelope_sign(link=link, act=Act(typed_name=person["name"], agreed=True), seen=SEEN)


def attached(received) -> list[tuple[str, bytes]]:
    return [(one.get_filename(), one.get_payload(decode=True)) for one in received.mail.iter_attachments()]


# --- the link -----------------------------------------------------------------------------------------------------


def test_asked__link_of_the_mail_opens_the_paper(ready, smtp_server, settings):
    settings.MAIL_CASE_REPLY_TO = "cases+{number}@practice.example"
    envelope, token = initiate(ready, message="Please sign by Friday.\nThank you.")
    (received,) = smtp_server.mails
    assert received.recipients == [FIRST["email"]]
    assert received.mail["Subject"] == f"Please sign: {envelope.document.title}"
    assert received.mail["Reply-To"] == f"cases+{ready.case.number}@practice.example"
    assert received.mail["To"].startswith('"Evangeline T. Sumalinog" <')
    assert token_for(smtp_server, FIRST) == token
    assert "Lawyer asks you to sign" in received.text()
    assert "\n\nPlease sign by Friday.\nThank you.\n\n" in received.text()
    assert services.link_find(token).signer.email == FIRST["email"]


def test_asked__in_the_language_of_the_signer(ready, smtp_server):
    initiate(ready, {**FIRST, "locale": "fil"})
    assert smtp_server.mails[0].mail["Subject"].startswith("Pakipirmahan: ")


def test_asked__secret_lies_in_no_row_once_the_mail_is_sent(ready, smtp_server):
    _, token = initiate(ready)
    message = Message.objects.get(kind="signature-request")
    assert (message.secret, message.case, message.status) == (True, ready.case, "sent")
    assert (message.body_text, message.body_html, bytes(message.sealed)) == ("", "", b"")
    assert bytes(SignerLink.objects.get().sealed_token) == b""
    assert token not in repr(list(Job.objects.values())) + repr(list(Message.objects.values()))


def test_asked__twice_by_one_event__sends_one_mail(ready, smtp_server):
    envelope, _ = initiate(ready)
    link = SignerLink.objects.get()
    mail_signing.ask_signer(SignerAsked(envelope.pk, link.signer_id, link.pk, ready.case.pk, False))
    assert len(smtp_server.mails) == 1


def test_asked__voided_before_the_mail__nobody_is_asked(ready, post, monkeypatch):
    monkeypatch.setattr("esign.services.link_open", lambda link_id: None)
    envelope, _ = initiate(ready)
    monkeypatch.undo()
    link = SignerLink.objects.get()
    Envelope.objects.filter(pk=envelope.pk).update(status="voided")
    mail_signing.ask_signer(SignerAsked(envelope.pk, link.signer_id, link.pk, ready.case.pk, False))
    assert (post.told(), bytes(link.sealed_token) != b"") == ([], True)


def test_reminded__new_link_is_mailed_and_the_one_before_is_dead(ready, smtp_server):
    envelope, first = initiate(ready)
    services.envelope_remind(actor=ready.lawyer, envelope=envelope)
    assert [one.mail["Subject"].partition(":")[0] for one in smtp_server.mails] == ["Please sign", "Still to sign"]
    second = token_for(smtp_server, FIRST)
    assert second != first
    assert services.link_find(second).signer.email == FIRST["email"]
    with pytest.raises(services.linking.SigningLinkDead):
        services.link_find(first)


# --- the code -----------------------------------------------------------------------------------------------------


def test_code__is_mailed_once_and_lies_nowhere(ready, smtp_server, settings):
    settings.ESIGN_CODE_MINUTES = 7
    _, token = initiate(ready)
    link = services.link_find(token)
    services.code_send(link=link)
    (received,) = to(smtp_server, FIRST["email"], "Your code")
    (code,) = re.findall(r"^(\d{6})$", received.text(), re.M)
    assert "It is good for 7 minutes" in received.text()
    assert "http" not in received.text() and code not in received.mail["Subject"]
    assert bytes(SignerLink.objects.get().sealed_code) == b""
    turns = {one.kind: Job.objects.get(pk=one.job_id).priority for one in Message.objects.all()}
    assert (turns["signature-code"], turns["signature-request"]) == (Job.Priority.INTERACTIVE, Job.Priority.ORDINARY)
    assert f"'{code}'" not in repr(list(Message.objects.values()))
    entry = link.signer.envelope  # the occasion is the record of the code
    record = services.recording.audit.entries_of(entry).filter(verb="signer.code_sent").get()
    mail_signing.send_code(SigningCodeMade(link.pk, record.pk))
    assert len(to(smtp_server, FIRST["email"], "Your code")) == 1
    services.code_enter(link=link, code=code, address="203.0.113.9", user_agent="Test")


# --- the end ------------------------------------------------------------------------------------------------------


def test_completed__who_has_no_account_gets_the_file_and_the_house_gets_a_link(ready, smtp_server, settings):
    settings.FRONTEND_URL = "https://my.practice.example"
    copied = {"name": "Ramon Uy", "email": "ramon@lawud.example", "role": "cc", "locale": "fil"}
    envelope, _ = initiate(ready, FIRST, SECOND, copied)
    sign(smtp_server, FIRST)
    sign(smtp_server, SECOND)
    envelope.refresh_from_db()
    revision = envelope.signed_revision
    signed = "Everybody has signed"
    for person_ in (FIRST, SECOND):
        (received,) = to(smtp_server, person_["email"], signed)
        ((name, content),) = attached(received)
        assert (name.endswith(".pdf"), len(content)) == (True, revision.size)
        assert f"goes with this mail: {name}." in received.text()
        assert revision.checksum in received.text()
        assert ready.case.number not in received.text() and ready.case.title not in received.text()
    assert len(attached(to(smtp_server, copied["email"], "Napirmahan na ng lahat")[0])) == 1
    kept = Message.objects.filter(kind="signature-completed", attachments__isnull=False)
    assert {(one.attachments.get().revision, one.attachments.get().checksum) for one in kept} == {
        (revision, revision.checksum)
    }
    page = reverse("admin:documents_document_change", args=[revision.document_id])
    (received,) = to(smtp_server, ready.lawyer.email, signed)
    assert (page in received.text(), attached(received)) == (True, [])
    assert f"Case: {ready.case.number}, {ready.case.title}" in received.text()
    (received,) = to(smtp_server, ready.client.email, signed)
    assert f"https://my.practice.example/documents/{revision.document_id}\n" in received.text()
    assert to(smtp_server, ready.reviewer.email, signed) == []  # lawyers of the case are told in the admin


def test_completed__handled_twice__tells_once(ready, smtp_server, post):
    envelope, _ = initiate(ready, FIRST)
    sign(smtp_server, FIRST)
    envelope.refresh_from_db()
    event = EnvelopeCompleted(envelope.pk, envelope.document_id, envelope.signed_revision_id, ready.case.pk)
    mail_signing.tell_of_completion(event)
    assert [who for kind, who in post.told() if kind == "signature-completed"] == ["client", "lawyer", "legal"]


def test_completed__signer_with_an_account_that_sees_it__gets_a_link_and_one_mail(ready, smtp_server, settings):
    settings.FRONTEND_URL = "https://my.practice.example"
    signer = {"name": ready.client.full_name, "email": ready.client.email}
    initiate(ready, signer)
    sign(smtp_server, signer)
    (received,) = to(smtp_server, ready.client.email, "Everybody has signed")
    assert ("https://my.practice.example/documents/" in received.text(), attached(received)) == (True, [])


@pytest.mark.parametrize("why", ["of another case", "closed", "without a frontend"])
def test_completed__signer_with_an_account_that_leads_nowhere__gets_the_file(ready, smtp_server, settings, why):
    settings.FRONTEND_URL = "" if why == "without a frontend" else "https://my.practice.example"
    user = ready.client if why == "without a frontend" else person("stranger", "client")
    if why == "closed":
        User.objects.filter(pk=user.pk).update(is_active=False)
    signer = {"name": user.full_name, "email": user.email}
    initiate(ready, signer)
    sign(smtp_server, signer)
    (received,) = to(smtp_server, user.email, "Everybody has signed")
    assert len(attached(received)) == 1


def test_completed__file_too_large_for_a_mail__stays_here(ready, smtp_server, settings):
    settings.MAIL_LIMIT_BYTES = 1000
    initiate(ready, FIRST)
    sign(smtp_server, FIRST)
    (received,) = to(smtp_server, FIRST["email"], "Everybody has signed")
    assert attached(received) == []
    assert "ask for it whenever you need it" in received.text()
    assert "sha256:" not in received.text()


def test_declined__sender_is_told_why_and_the_others_that_it_ended(ready, smtp_server, post):
    envelope, token = initiate(ready, workflow="parallel")
    post.fresh()
    services.envelope_decline(link=services.link_find(token), reason="Clause <4> is wrong.", seen=SEEN)
    (received,) = to(smtp_server, ready.lawyer.email, "Not signed: ")
    assert "Evangeline T. Sumalinog will not sign" in received.text()
    assert "\n\nClause <4> is wrong.\n\n" in received.text()
    assert reverse("admin:esign_envelope_change", args=[envelope.pk]) in received.text()
    (received,) = to(smtp_server, SECOND["email"], "No longer to be signed")
    assert "Clause" not in received.text() and "withdrawn" not in received.text()
    assert post.told() == [("signature-declined", "lawyer"), ("signature-withdrawn", "contracts")]
    mail_signing.tell_sender_of_refusal(EnvelopeDeclined(envelope.pk, envelope.signers.first().pk, ready.case.pk))
    assert post.told() == []


def test_declined__sender_who_is_off_the_case__is_not_told(ready, post):
    _, token = initiate(ready, FIRST)
    post.fresh()
    Assignment.objects.filter(lawyer=ready.lawyer).delete()
    services.envelope_decline(link=services.link_find(token), reason="No.", seen=SEEN)
    assert post.told() == []


def test_voided__who_was_asked_is_told_why_and_who_waits_hears_nothing(ready, smtp_server, post):
    envelope, _ = initiate(ready)
    post.fresh()
    services.envelope_void(actor=ready.reviewer, envelope=envelope, reason="The term is three years now.")
    (received,) = to(smtp_server, FIRST["email"], "No longer to be signed")
    assert "is no longer to be signed: Reviewer has withdrawn it." in received.text()
    assert "The term is three years now." in received.text()
    assert "http" not in received.text()
    mail_signing.tell_of_end(EnvelopeWithdrawn(envelope.pk, ready.case.pk))
    assert post.told() == [("signature-withdrawn", "legal")]


def test_expired__those_who_signed_are_told_too(ready, smtp_server, post):
    envelope, _ = initiate(ready)
    sign(smtp_server, FIRST)
    post.fresh()
    Envelope.objects.filter(pk=envelope.pk).update(expires_at=timezone.now())
    assert services.envelopes_expire() == 1
    assert post.told() == [("signature-withdrawn", "contracts"), ("signature-withdrawn", "legal")]
    (received,) = to(smtp_server, SECOND["email"], "No longer to be signed")
    assert "has run out: it ended on" in received.text()


def test_revision_made_void__its_envelope_is_withdrawn(ready, smtp_server):
    envelope, _ = initiate(ready)
    revision = ready.revision
    documents.revision_void(
        actor=ready.lawyer, document=revision.document, number=revision.number, checksum=revision.checksum,
        reason="Wrong name.",
    )  # fmt: skip
    envelope.refresh_from_db()
    assert (envelope.status, envelope.end_reason) == ("voided", "The document was made void.")
    (received,) = to(smtp_server, FIRST["email"], "No longer to be signed")
    assert "is no longer to be signed.\n" in received.text()
