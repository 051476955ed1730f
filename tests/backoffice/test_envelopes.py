"""Envelopes in the admin: sending a paper out, watching it, and what staff can do about it."""

from __future__ import annotations

import json

import pytest
from django.conf import settings

from backoffice import timeline
from cases.services import party_add
from core import jobs, storage
from core.models import AuditEntry, Job
from documents import services as documents
from documents.models import Revision, TemplateVersion
from documents.services.ordering import Wish
from esign import services
from esign.constants import ATTEST
from esign.models import Envelope
from esign.services import Act, Seen, Terms
from tests.esign.conftest import FIRST, NDA, SECOND

SEEN = Seen("203.0.113.9", "Test browser", "sha256:" + "0" * 64)


def draft(practice) -> Revision:
    documents.library_import(actor=None, path=settings.BASE_DIR / "documents" / "library" / NDA)
    version = TemplateVersion.objects.select_related("template").get(template__slug=NDA)
    texts = {key: "The parties keep what they are told to themselves." for key in ("recitals", "handling")}
    wish = Wish(version=version, inputs=version.sample, sections=texts)
    return documents.document_generate(actor=practice.users["lawyer"], case=practice.case, wish=wish)


@pytest.fixture
def agreement(practice) -> Revision:
    """A mutual non-disclosure agreement of the demo's case, approved."""
    revision = draft(practice)
    documents.revision_submit(actor=practice.users["lawyer"], revision=revision)
    return documents.revision_approve(actor=practice.users["reviewer"], revision=revision, note="Read.")


@pytest.fixture
def envelope(practice, agreement) -> Envelope:
    return sent(practice, agreement, FIRST, SECOND)


def sent(practice, revision: Revision, *people: dict, **terms) -> Envelope:
    made = services.envelope_initiate(
        actor=practice.users["lawyer"], revision=revision, signers=list(people), terms=Terms(**terms)
    )
    return made.envelope


def signs(envelope: Envelope, place: int) -> None:
    signer = envelope.signers.get(position=place)
    _, url = services.linking.link_create(signer=signer, expires_at=envelope.expires_at)
    link = services.link_find(url.rpartition("/")[2])
    services.envelope_view(link=link, seen=SEEN)
    services.envelope_sign(link=link, act=Act(typed_name=signer.name, agreed=True), seen=SEEN)
    for job in Job.objects.filter(status=Job.Status.QUEUED, kind=ATTEST):  # what follows a commit
        jobs.run(job.pk)


def form(revision: Revision, *people: dict, **more) -> dict:
    """The form as a browser sends it."""
    lines = {
        f"{name}-{number}": one.get(name, "")
        for number, one in enumerate(people)
        for name in ("name", "email", "role", "order", "locale")
    }
    terms = {"workflow": "sequential", "days": "14", "message": "", "send": "1"}
    named = {"revision": revision.number, "checksum": revision.checksum, "lines": len(people)}
    return {**named, **lines, **terms, **more}


def sign_url(practice, revision: Revision) -> str:
    return practice.url("documents_document_sign", revision.document_id)


# --- sending ------------------------------------------------------------------------------------------------------


def test_form__proposes_those_whom_the_paper_names(practice, agreement):
    answer = practice.browser("lawyer").get(sign_url(practice, agreement))
    shown = [(one.name, one.email, one.order) for one in answer.context["filled"].lines]
    assert shown == [(FIRST["name"], FIRST["email"], "1"), (SECOND["name"], SECOND["email"], "2"), ("", "", "")]
    assert answer.context["reasons"] == []


def test_form__proposes_parties_whose_name_stands_in_the_paper(practice, agreement):
    inputs = {**agreement.inputs, "firstParty": {**agreement.inputs["firstParty"], "email": ""}}
    Revision.objects.filter(pk=agreement.pk).update(inputs=inputs)
    for name, email in (("evangeline T.  Sumalinog", "eva@lawud.example"), ("Somebody Else", "else@lawud.example")):
        party_add(
            actor=practice.users["lawyer"], case=practice.case, kind="person", role="counterparty", name=name,
            email=email,
        )  # fmt: skip
    answer = practice.browser("lawyer").get(sign_url(practice, agreement))
    shown = [one.email for one in answer.context["filled"].lines]
    assert shown == [SECOND["email"], "eva@lawud.example", ""]
    assert "else@lawud.example" in [one.email for one in answer.context["known"]]


def test_form__sends_the_paper_out_and_leads_to_its_envelope(practice, agreement):
    copied = {"name": "Ramon Uy", "email": "ramon@lawud.example", "role": "cc", "locale": "fil"}
    posted = form(agreement, SECOND, {}, {**FIRST, "role": "approver"}, copied, message="By Friday.", initials="1")
    answer = practice.browser("lawyer").post(sign_url(practice, agreement), posted)
    made = Envelope.objects.get()
    assert answer["Location"] == practice.url("esign_envelope_change", made.pk)
    assert (made.revision, made.workflow, made.message, made.initials) == (agreement, "sequential", "By Friday.", True)
    assert made.created_by == practice.users["lawyer"]
    assert [(one.name, one.role, one.turn, one.locale, one.status) for one in made.signers.all()] == [
        (SECOND["name"], "signer", 1, "en", "sent"), (FIRST["name"], "approver", 2, "en", "waiting"),
        ("Ramon Uy", "cc", 3, "fil", "copied"),
    ]  # fmt: skip
    assert (made.expires_at - made.created_at).days in (13, 14)


FAULTS = [
    ({"email": "nobody"}, {}, ("line", "email"), "This is not one e-mail address"),
    ({"name": ""}, {}, ("line", "name"), "Give the full name"),
    ({"role": "notary"}, {}, ("line", "role"), "One of: signer"),
    ({"order": "first"}, {}, ("line", "order"), "From 1 to 50."),
    ({"locale": "xx"}, {}, ("line", "locale"), "One of: en"),
    ({}, {"days": "365"}, ("form", "days"), "From 1 to 90 days."),
    ({}, {"days": "soon"}, ("form", "days"), "From 1 to 90 days."),
    ({}, {"message": "x" * 2001}, ("form", "message"), "At most 2000 characters."),
    ({}, {"workflow": "random"}, ("form", "workflow"), "One of: parallel"),
    ({"name": "", "email": ""}, {}, ("form", "signers"), "Name at least one person"),
    ({"role": "cc"}, {}, ("form", "signers"), "whose role is signer"),
]


def test_fault__stands_at_its_field_with_everything_as_typed(practice, agreement):
    browser = practice.browser("lawyer")
    for line, more, (place, name), said in FAULTS:
        posted = form(agreement, {}, {**FIRST, **line}, **more)
        answer = browser.post(sign_url(practice, agreement), posted)
        assert answer.status_code == 422, name
        filled = answer.context["filled"]
        faults = filled.lines[1].faults if place == "line" else filled.faults
        assert said in faults[name][0]
        assert filled.lines[0].faults == {}
        assert (filled.lines[1].email, filled.days) == ({**FIRST, **line}["email"], posted["days"])
        assert said in answer.content.decode()
    assert not Envelope.objects.exists()


def test_buttons_of_the_form__send_nothing(practice, agreement):
    browser = practice.browser("lawyer")
    for button, left in [("more", 3), ("less", 1), ("stay", 2)]:
        posted = form(agreement, FIRST, {**SECOND, "email": "half"}, **{button: "0"})
        del posted["send"]
        answer = browser.post(sign_url(practice, agreement), posted)
        assert (answer.status_code, len(answer.context["filled"].lines)) == (200, left)
        assert answer.context["filled"].lines[-1 if button == "less" else 1].email == "half"
    assert not Envelope.objects.exists()


def test_what_stands_in_the_way__is_told_before_anything_is_typed(practice):
    revision = draft(practice)
    browser = practice.browser("lawyer")
    answer = browser.get(sign_url(practice, revision))
    assert [one.code for one in answer.context["reasons"]] == ["not-approved"]
    text = answer.content.decode()
    assert "Revision 1 is draft. Only an approved revision is sent for signature." in text
    assert 'name="send"' not in text
    assert browser.post(sign_url(practice, revision), form(revision, FIRST)).status_code == 302
    assert not Envelope.objects.exists()


def test_paper_that_is_out__leads_to_its_envelope(practice, agreement, envelope):
    browser = practice.browser("lawyer")
    for answer in (browser.get(sign_url(practice, agreement)),
                   browser.post(sign_url(practice, agreement), form(agreement, FIRST))):  # fmt: skip
        assert answer["Location"] == practice.url("esign_envelope_change", envelope.pk)
    assert Envelope.objects.count() == 1


def test_form__names_the_file_that_was_looked_at(practice, agreement):
    posted = form(agreement, FIRST, checksum="sha256:" + "0" * 64)
    answer = practice.browser("lawyer").post(sign_url(practice, agreement), posted)
    assert answer["Location"] == practice.url("documents_document_change", agreement.document_id)
    assert not Envelope.objects.exists()


# --- looking ------------------------------------------------------------------------------------------------------


def test_list__has_what_the_user_may_see_with_how_many_signed(practice, envelope):
    signs(envelope, 0)
    url = practice.url("esign_envelope_changelist")
    text = practice.browser("lawyer").get(url).content.decode()
    assert (envelope.document.title in text, "1 of 2" in text, practice.case.number in text) == (True, True, True)
    other = practice.browser("reviewer")
    assert envelope.document.title in other.get(url).content.decode()
    practice.case.assignments.filter(lawyer=practice.users["reviewer"]).delete()
    assert envelope.document.title not in other.get(url).content.decode()


@pytest.mark.parametrize("who", ["reviewer", "client"])
def test_envelope_of_others__is_not_there_on_any_page(practice, envelope, who):
    practice.case.assignments.filter(lawyer=practice.users["reviewer"]).delete()
    browser = practice.browser(who)
    refused = {404} if who == "reviewer" else {302, 403}
    assert {
        browser.get(practice.url("esign_envelope_change", envelope.pk)).status_code,
        browser.get(practice.url("esign_envelope_certificate", envelope.pk)).status_code,
        browser.get(practice.url("esign_envelope_evidence", envelope.pk)).status_code,
        browser.post(practice.url("esign_envelope_step", envelope.pk, "void"), {"reason": "No."}).status_code,
        browser.get(practice.url("documents_document_sign", envelope.document_id)).status_code,
    } <= refused
    envelope.refresh_from_db()
    assert envelope.status == "sent"


def test_page__says_who_did_what_and_where(practice, envelope):
    signs(envelope, 0)
    text = practice.browser("lawyer").get(practice.url("esign_envelope_change", envelope.pk)).content.decode()
    assert "Partially signed" in text and "1 of 2 signed" in text
    assert "Evangeline T. Sumalinog signed it, at the network address 203.0.113.9." in text
    assert "Hannah R. Velasquez-Lim was asked by a mail to contracts@northlight.example." in text
    assert 'data-live="10"' in text
    for link in (practice.url("documents_document_change", envelope.document_id),
                 practice.url("cases_case_change", practice.case.pk)):  # fmt: skip
        assert link in text


def test_page_of_a_completed_one__offers_signed_copy_and_waits_for_the_certificate(practice, agreement):
    envelope = sent(practice, agreement, {**FIRST}, {**SECOND, "role": "approver"}, workflow="parallel")
    signs(envelope, 0)
    signs(envelope, 1)
    Envelope.objects.filter(pk=envelope.pk).update(certificate_checksum="", evidence={})
    browser, url = practice.browser("lawyer"), practice.url("esign_envelope_change", envelope.pk)
    text = browser.get(url).content.decode()
    assert "Hannah R. Velasquez-Lim approved it, at the network address 203.0.113.9." in text
    assert practice.url("documents_document_file", envelope.document_id, 2) in text
    assert "It is being made, and appears here by itself." in text and 'data-live="3"' in text
    assert practice.url("esign_envelope_step", envelope.pk, "void") not in text
    answer = browser.get(practice.url("esign_envelope_certificate", envelope.pk), follow=True)
    assert "The certificate of completion is made when all have signed." in answer.content.decode()


def test_evidence__is_given_as_pdf_and_json_and_that_is_recorded(practice, envelope):
    stored = storage.put(b"%PDF-1.7 certificate", content_type="application/pdf")
    evidence = {"envelope": str(envelope.pk), "signers": ["Ñ"]}
    Envelope.objects.filter(pk=envelope.pk).update(
        status="completed", open_key=None, certificate_checksum=stored.checksum, certificate_size=stored.size,
        evidence=evidence,
    )  # fmt: skip
    browser = practice.browser("lawyer")
    text = browser.get(practice.url("esign_envelope_change", envelope.pk)).content.decode()
    assert practice.url("esign_envelope_certificate", envelope.pk) in text
    assert "data-live=" not in text
    answer = browser.get(practice.url("esign_envelope_certificate", envelope.pk))
    assert (answer.status_code, "no-store" in answer["Cache-Control"]) == (302, True)
    answer = browser.get(practice.url("esign_envelope_evidence", envelope.pk))
    assert json.loads(answer.content) == evidence
    assert answer["Content-Disposition"] == f'attachment; filename="evidence-{envelope.pk}.json"'
    given = AuditEntry.objects.filter(verb="envelope.evidence_given").order_by("at")
    assert [(one.actor_id, one.facts["form"], one.staff_only) for one in given] == [
        (practice.users["lawyer"].pk, "pdf", True), (practice.users["lawyer"].pk, "json", True),
    ]  # fmt: skip


# --- steps --------------------------------------------------------------------------------------------------------


def step(practice, envelope: Envelope, what: str, who: str = "lawyer", **posted) -> str:
    """What the page says afterwards."""
    url = practice.url("esign_envelope_step", envelope.pk, what)
    answer = practice.browser(who).post(url, posted, follow=True)
    return " ".join(str(one) for one in answer.context["messages"])


def test_remind__makes_a_new_link(practice, envelope):
    assert "gets a mail with a new link" in step(practice, envelope, "remind")
    assert envelope.signers.get(position=0).reminded == 1
    assert "reminded 1 time<" in practice.browser("lawyer").get(
        practice.url("esign_envelope_change", envelope.pk)
    ).content.decode()  # fmt: skip


def test_void__wants_a_reason_and_ends_it(practice, envelope):
    assert "Say why" in step(practice, envelope, "void", reason=" ")
    envelope.refresh_from_db()
    assert envelope.status == "sent"
    assert "It is withdrawn." in step(practice, envelope, "void", who="admin", reason="Three years now.")
    envelope.refresh_from_db()
    assert (envelope.status, envelope.end_reason) == ("voided", "Three years now.")
    assert "It is voided already." in step(practice, envelope, "void", reason="Again.")


def test_replace__asks_the_other_person(practice, envelope):
    signer = envelope.signers.get(position=0)
    person = {"name": "Jose Uy", "email": "jose@lawud.example"}
    assert step(practice, envelope, "replace", signer=str(signer.pk), **person) == (
        "Jose Uy takes the place of Evangeline T. Sumalinog."
    )
    assert [one.status for one in envelope.signers.all()] == ["replaced", "waiting", "sent"]
    assert "not one e-mail address" in step(
        practice, envelope, "replace", signer=str(envelope.signers.get(position=1).pk), name="X Y", email="x"
    )
    assert "Only who has not signed is replaced" in step(practice, envelope, "replace", signer=str(signer.pk), **person)


def test_replace__of_nobody__is_refused(practice, envelope):
    for signer in ("", "nonsense", "00000000-0000-7000-8000-000000000000"):
        said = step(practice, envelope, "replace", signer=signer, name="A B", email="a@x.example")
        assert "is not in the envelope" in said


def test_steps__by_get_or_unknown__are_refused(practice, envelope):
    browser = practice.browser("lawyer")
    assert browser.get(practice.url("esign_envelope_step", envelope.pk, "void")).status_code == 405
    assert browser.post(practice.url("esign_envelope_step", envelope.pk, "sign")).status_code == 404


# --- elsewhere ----------------------------------------------------------------------------------------------------


def test_document__offers_to_send_then_shows_how_it_stands(practice, agreement):
    browser, url = practice.browser("lawyer"), practice.url("documents_document_change", agreement.document_id)
    text = browser.get(url).content.decode()
    assert sign_url(practice, agreement) in text
    envelope = sent(practice, agreement, FIRST)
    text = browser.get(url).content.decode()
    assert sign_url(practice, agreement) not in text
    assert "Revision 1 is out for signature: 0 of 1 signed." in text
    signs(envelope, 0)
    text = browser.get(url).content.decode()
    assert "is the signed copy, signed electronically on" in text
    assert practice.url("esign_envelope_change", envelope.pk) in text


def test_document_of_another_form__is_not_offered_for_signature(practice):
    revision = practice.revision()
    documents.revision_submit(actor=practice.users["lawyer"], revision=revision)
    documents.revision_approve(actor=practice.users["reviewer"], revision=revision)
    browser = practice.browser("lawyer")
    text = browser.get(practice.url("documents_document_change", revision.document_id)).content.decode()
    assert "Send for signature" not in text
    answer = browser.get(sign_url(practice, revision))
    assert [one.code for one in answer.context["reasons"]] == ["execution-not-esign"]


def test_case_and_first_page__list_it_and_the_timeline_tells_it_in_words(practice, envelope):
    signs(envelope, 0)
    browser, page = practice.browser("lawyer"), practice.url("esign_envelope_change", envelope.pk)
    text = browser.get(practice.url("cases_case_change", practice.case.pk)).content.decode()
    title = envelope.document.title
    assert page in text
    assert f"Atty. Rafael Mabini sent “{title}” out for signature." in text
    assert f"Evangeline T. Sumalinog signed “{title}”." in text
    assert f"Hannah R. Velasquez-Lim was asked to sign “{title}”." in text
    assert "attested" not in text
    assert page in browser.get("/admin/").content.decode()
    for verb in ("mail.sent", "mail.bounced"):
        AuditEntry.objects.create(verb=verb, facts={"kind": "signature-request"}, case_id=practice.case.pk)
    said = [one.sentence for one in timeline.moments(practice.case, limit=2)]
    assert said == ["A mail came back: a document to sign."]
    assert page not in practice.browser("lawyer").get(practice.url("cases_case_changelist")).content.decode()
