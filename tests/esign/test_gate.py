"""Nothing goes out for signature that may not: the form, the approval, placeholders, findings, holds."""

import datetime as dt

import pytest

from accounts.exceptions import StaffOnly
from cases.services import hold_place
from core.errors import InvalidInput, NotFound
from core.ids import new_id
from core.models import AuditEntry, Job
from documents import services as documents
from documents.models import Document, Order
from esign.exceptions import EnvelopeOpen, NotToBeSigned
from esign.models import Envelope
from esign.services import Terms, envelope_initiate, envelope_void, gate
from esign.services.people import people_of
from tests.esign.conftest import FIRST, SECOND, initiate

pytestmark = pytest.mark.django_db(transaction=True)


def refused(agreement, error=NotToBeSigned, **changes):
    """What sending raised; nothing was kept, recorded or asked for."""
    before = (Envelope.objects.count(), AuditEntry.objects.count(), Job.objects.count())
    asked = {"actor": agreement.lawyer, "revision": agreement.revision, "signers": [FIRST, SECOND], **changes}
    with pytest.raises(error) as caught:
        envelope_initiate(**asked)
    assert (Envelope.objects.count(), AuditEntry.objects.count(), Job.objects.count()) == before
    return caught.value


def codes(error: NotToBeSigned) -> list[str]:
    return [one["code"] for one in error.extra["reasons"]]


def pointers(error: InvalidInput) -> list[tuple[str, str]]:
    return [(one.pointer, one.code) for one in error.errors]


def execution(agreement, how: str | None) -> None:
    template = agreement.revision.document.template
    template.execution = how
    template.save(update_fields=["execution"])


@pytest.mark.parametrize("how", ["wet", "wet+notary", "certificate-of-authentication", "esap", "ien/ren", "none"])
def test_paper_of_another_form__is_not_sent(agreement, how):
    execution(agreement, how)
    assert codes(refused(agreement)) == ["execution-not-esign"]


def test_file_from_outside__is_not_sent(agreement):
    Document.objects.filter(pk=agreement.revision.document_id).update(template=None)
    agreement.revision.document.refresh_from_db()
    assert codes(refused(agreement)) == ["execution-unknown"]


@pytest.mark.parametrize("status", ["draft", "in_review", "signed", "filed", "void"])
def test_revision_that_is_not_approved__is_not_sent(agreement, status):
    agreement.revision.status = status
    agreement.revision.save(update_fields=["status"])
    assert codes(refused(agreement)) == ["not-approved"]


def test_revision_that_was_voided_while_the_file_was_made__is_not_sent(agreement, monkeypatch):
    from esign.services import papers

    really = papers.prepare

    def voided_meanwhile(envelope, people):
        really(envelope, people)
        revision = agreement.revision
        documents.revision_void(
            actor=agreement.lawyer, document=revision.document, number=revision.number, checksum=revision.checksum,
            reason="Wrong party.",
        )  # fmt: skip

    monkeypatch.setattr(papers, "prepare", voided_meanwhile)
    with pytest.raises(NotToBeSigned):
        initiate(agreement)
    assert not Envelope.objects.exists()


@pytest.mark.parametrize("text", ["Pay to [insert name].", "On [●] they met.", "For [[client]].", "Signed ____ today."])
def test_section_with_a_blank__is_not_sent(agreement, text):
    agreement.revision.sections = {**agreement.revision.sections, "recitals": text}
    agreement.revision.save(update_fields=["sections"])
    assert codes(refused(agreement)) == ["placeholder-unresolved"]


def test_case_with_a_hold_on_signing__is_not_sent(agreement):
    hold_place(actor=None, case=agreement.case, kind="payment", blocks=["sign"], reason="Invoice 7 is unpaid")
    error = refused(agreement)
    assert codes(error) == ["case-held"]
    assert "Invoice 7 is unpaid" in error.detail


def test_blocking_finding__is_named(agreement, monkeypatch):
    class Found:
        policy = "nda"
        finding = type("Finding", (), {"message": "No end of the term"})()

    monkeypatch.setattr(gate.documents, "blocking_findings_of", lambda revision: [Found(), Found()])
    error = refused(agreement)
    assert codes(error) == ["blocking-finding"]
    assert "No end of the term (1 more)" in error.detail


def test_second_envelope_of_a_revision__waits_for_the_end_of_the_first(agreement):
    envelope, _ = initiate(agreement)
    refused(agreement, EnvelopeOpen)
    envelope_void(actor=agreement.lawyer, envelope=envelope, reason="Another order.")
    again, _ = initiate(agreement)
    assert (again.status, Envelope.objects.count()) == ("sent", 2)


def test_next_revision__waits_for_the_end_of_the_one_that_is_out(agreement):
    initiate(agreement)
    revision = agreement.revision
    revision.pk, revision.number, revision._state.adding = new_id(), 2, True
    revision.order = Order.objects.create(
        document=revision.document, case=agreement.case, template_version=revision.template_version,
        ordered_by=agreement.lawyer, inputs={},
    )  # fmt: skip
    revision.save()
    assert "Revision 1 is out" in refused(agreement, EnvelopeOpen).detail


def test_client__sends_nothing(agreement):
    refused(agreement, StaffOnly, actor=agreement.client)


def test_lawyer_of_another_case__finds_nothing(agreement):
    refused(agreement, NotFound, actor=agreement.other_lawyer)


@pytest.mark.parametrize(
    ("signers", "wrong"),
    [
        ([], [("/signers", "required")]),
        ([FIRST] * 51, [("/signers", "too-many")]),
        ([FIRST, {**FIRST, "name": "Other"}], [("/signers/1/email", "duplicate")]),
        ([{**FIRST, "email": "nobody"}], [("/signers/0/email", "invalid-address")]),
        ([{**FIRST, "email": "a@b.example\nBcc: x@y.example"}], [("/signers/0/email", "invalid-address")]),
        ([{**FIRST, "name": "  "}], [("/signers/0/name", "invalid-name")]),
        ([{**FIRST, "name": "A\x00B"}], [("/signers/0/name", "invalid-name")]),
        ([{**FIRST, "name": "..."}], [("/signers/0/name", "invalid-name")]),
        ([{**FIRST, "role": "notary"}], [("/signers/0/role", "unknown-role")]),
        (
            [{**FIRST, "order": 51}, {**SECOND, "order": -1}],
            [("/signers/0/order", "out-of-range"), ("/signers/1/order", "out-of-range")],
        ),
        ([{**FIRST, "role": "cc"}], [("/signers", "no-signer")]),
        ([{**FIRST, "role": "approver"}], [("/signers", "no-signer")]),
        ([{**FIRST, "locale": "tlh"}], [("/signers/0/locale", "unknown-locale")]),
    ],
)
def test_bad_signers__are_each_named(agreement, signers, wrong):
    workflow = "parallel" if len(signers) == 2 and signers[0].get("order") is None else "sequential"
    assert pointers(refused(agreement, InvalidInput, signers=signers, terms=Terms(workflow=workflow))) == wrong


def test_who_has_no_order__comes_after_the_one_before():
    third = {**SECOND, "email": "third@example.com"}
    assert [one.turn for one in people_of([{**FIRST, "order": 5}, SECOND, third], "sequential")] == [5, 6, 7]


@pytest.mark.parametrize(
    ("terms", "pointer"),
    [
        (Terms(expires_in_days=0), "/expiresInDays"),
        (Terms(expires_in_days=91), "/expiresInDays"),
        (Terms(message="x" * 2001), "/message"),
        (Terms(workflow="random"), "/workflow"),
        (Terms(due_on=dt.date(2020, 1, 1)), "/dueOn"),
        (Terms(due_on=dt.date(2999, 1, 1)), "/dueOn"),
    ],
)
def test_bad_terms__are_named(agreement, terms, pointer):
    assert pointers(refused(agreement, InvalidInput, terms=terms))[0][0] == pointer


def test_same_address_in_two_turns__is_one_person_asked_twice(agreement):
    envelope, _ = initiate(agreement, FIRST, {**FIRST, "role": "witness"})
    assert [one.turn for one in envelope.signers.all()] == [1, 2]
