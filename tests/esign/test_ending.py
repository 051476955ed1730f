"""Void, expiry, decline, reminders, replacing: what is dead stays dead, and who is asked has one good link."""

import datetime as dt

import pytest
from django.utils import timezone

from accounts.exceptions import StaffOnly
from cases.exceptions import CaseHeld
from cases.models import CaseHold
from cases.services import case_transition
from core.errors import InvalidInput, NotFound
from documents import services as documents
from esign.exceptions import (
    EnvelopeEnded,
    NobodyToRemind,
    SignerNotReplaceable,
    SigningLinkDead,
    SigningLinkUnknown,
)
from esign.models import Envelope, SignerLink
from esign.services import (
    envelope_attest,
    envelope_decline,
    envelope_remind,
    envelope_sign,
    envelope_void,
    envelopes_expire,
    envelopes_remind,
    link_find,
    signer_replace,
    void_for_revision,
)
from tests.esign.conftest import FIRST, SECOND, entered, initiate
from tests.esign.test_signing import SEEN, act, mailed, sign

pytestmark = pytest.mark.django_db(transaction=True)


def why_dead(token: str) -> str:
    with pytest.raises(SigningLinkDead) as caught:
        link_find(token)
    return caught.value.extra["because"]


def test_open_envelope__blocks_closing_the_case_until_it_ends(agreement):
    envelope, _ = initiate(agreement)
    hold = CaseHold.objects.get(case=agreement.case, cleared_at=None)
    assert (hold.kind, hold.blocks, hold.ref) == ("envelope", ["close"], str(envelope.pk))
    case_transition(actor=agreement.lawyer, case=agreement.case, to="active")
    with pytest.raises(CaseHeld):
        case_transition(actor=agreement.lawyer, case=agreement.case, to="closed")
    envelope_void(actor=agreement.lawyer, envelope=envelope, reason="Over.")
    case_transition(actor=agreement.lawyer, case=agreement.case, to="closed")


def test_void__kills_every_link_and_is_told_with_its_reason(agreement):
    envelope, token = initiate(agreement, workflow="parallel")
    second = mailed(envelope.signers.get(position=1))
    sign(token, FIRST["name"])
    envelope_void(actor=agreement.lawyer, envelope=envelope, reason="The term was changed.")
    envelope.refresh_from_db()
    assert (envelope.status, envelope.end_reason, envelope.open_key) == ("voided", "The term was changed.", None)
    assert (why_dead(token), why_dead(second)) == ("signed", "voided")
    assert not SignerLink.objects.exclude(sealed_token=b"", sealed_code=b"", code_hash="", pass_hash="").exists()
    with pytest.raises(EnvelopeEnded):
        envelope_void(actor=agreement.lawyer, envelope=envelope, reason="Again.")


def test_void_in_mid_signing__lets_nobody_sign(agreement):
    envelope, token = initiate(agreement)
    link, _ = entered(token)
    envelope_void(actor=agreement.admin, envelope=envelope, reason="Stop.")
    with pytest.raises(SigningLinkDead):
        envelope_sign(link=link, act=act(FIRST["name"]), seen=SEEN)
    assert [one.status for one in envelope.signers.all()] == ["sent", "waiting"]


@pytest.mark.parametrize("reason", ["", " \n ", "x" * 501])
def test_void__without_a_reason__changes_nothing(agreement, reason):
    envelope, _ = initiate(agreement)
    with pytest.raises(InvalidInput):
        envelope_void(actor=agreement.lawyer, envelope=envelope, reason=reason)
    envelope.refresh_from_db()
    assert envelope.status == "sent"


def test_void__is_for_the_staff_of_the_case(agreement):
    envelope, _ = initiate(agreement)
    with pytest.raises(StaffOnly):
        envelope_void(actor=agreement.client, envelope=envelope, reason="No.")
    with pytest.raises(NotFound):
        envelope_void(actor=agreement.other_lawyer, envelope=envelope, reason="No.")


def test_paper_that_becomes_void__is_signed_no_further(agreement):
    envelope, token = initiate(agreement)
    revision = agreement.revision
    documents.revision_void(
        actor=agreement.lawyer, document=revision.document, number=revision.number, checksum=revision.checksum,
        reason="Wrong party.",
    )  # fmt: skip
    event = documents.executing.RevisionVoided(
        document_id=revision.document_id, revision_id=revision.pk, case_id=agreement.case.pk
    )
    void_for_revision(event)
    void_for_revision(event)
    envelope.refresh_from_db()
    assert (envelope.status, why_dead(token)) == ("voided", "voided")


def test_envelope_whose_time_has_run_out__expires_once_and_its_links_were_dead_before(agreement):
    envelope, token = initiate(agreement)
    link, _ = entered(token)
    assert envelopes_expire() == 0
    past = timezone.now() - dt.timedelta(seconds=1)
    Envelope.objects.update(expires_at=past)
    SignerLink.objects.update(expires_at=past)
    assert why_dead(token) == "expired"
    with pytest.raises(SigningLinkDead):
        envelope_sign(link=link, act=act(FIRST["name"]), seen=SEEN)
    assert (envelopes_expire(), envelopes_expire()) == (1, 0)
    envelope.refresh_from_db()
    assert (envelope.status, envelope.open_key) == ("expired", None)


def test_envelope_that_all_have_signed__does_not_expire_while_its_file_is_finished(agreement, monkeypatch):
    envelope, token = initiate(agreement, FIRST)
    with monkeypatch.context() as away:
        away.setattr("esign.tasks.attesting.envelope_attest", lambda envelope_id: "")
        sign(token, FIRST["name"])
    Envelope.objects.update(expires_at=timezone.now())
    assert envelopes_expire() == 0
    assert envelope_attest(envelope_id=envelope.pk) == "completed"


def test_decline__ends_the_envelope_for_all(agreement):
    envelope, token = initiate(agreement, workflow="parallel")
    second = mailed(envelope.signers.get(position=1))
    link, _ = entered(token)
    with pytest.raises(InvalidInput):
        envelope_decline(link=link, reason=" ", seen=SEEN)
    envelope_decline(link=link, reason="Clause 4 is not what we agreed.", seen=SEEN)
    envelope.refresh_from_db()
    assert (envelope.status, envelope.end_reason) == ("declined", "Clause 4 is not what we agreed.")
    assert (why_dead(token), why_dead(second)) == ("declined", "declined-by-another")


def test_reminder__carries_a_new_link_and_kills_the_one_before(agreement):
    envelope, token = initiate(agreement)
    envelope_remind(actor=agreement.lawyer, envelope=envelope)
    assert why_dead(token) == "replaced"
    fresh = mailed(envelope.signers.get(position=0))
    assert link_find(fresh).signer.reminded == 1
    sign(fresh, FIRST["name"])


def test_reminder__when_the_envelope_has_ended__is_refused(agreement):
    envelope, _ = initiate(agreement)
    envelope_void(actor=agreement.lawyer, envelope=envelope, reason="Over.")
    with pytest.raises(EnvelopeEnded):
        envelope_remind(actor=agreement.lawyer, envelope=envelope)


def test_reminder__while_the_file_is_finished__finds_nobody(agreement, monkeypatch):
    envelope, token = initiate(agreement, FIRST)
    monkeypatch.setattr("esign.tasks.attesting.envelope_attest", lambda envelope_id: "")
    sign(token, FIRST["name"])
    with pytest.raises(NobodyToRemind):
        envelope_remind(actor=agreement.lawyer, envelope=envelope)


def test_schedule__reminds_every_few_days_and_not_for_ever(agreement, settings):
    settings.ESIGN_MOST_REMINDERS = 2
    envelope, _ = initiate(agreement)
    counts = []
    for _ in range(4):
        assert envelopes_remind() == 0
        Envelope.objects.update(remind_at=timezone.now())
        counts.append((envelopes_remind(), envelope.signers.get(position=0).reminded))
        Envelope.objects.filter(remind_at=None).update(remind_at=timezone.now() + dt.timedelta(days=1))
    assert counts == [(1, 1), (1, 2), (0, 2), (0, 2)]
    assert envelope.signers.get(position=1).reminded == 0


def test_schedule__goes_on_for_the_next_when_the_one_before_was_reminded_often_enough(agreement, settings):
    settings.ESIGN_MOST_REMINDERS = 1
    envelope, _ = initiate(agreement)
    for _ in range(2):
        Envelope.objects.update(remind_at=timezone.now())
        envelopes_remind()
    envelope.refresh_from_db()
    assert envelope.remind_at is None
    sign(mailed(envelope.signers.get(position=0)), FIRST["name"])
    envelope.refresh_from_db()
    assert envelope.remind_at > timezone.now()
    Envelope.objects.update(remind_at=timezone.now())
    assert (envelopes_remind(), envelope.signers.get(position=1).reminded) == (1, 1)


def test_schedule__throws_nobody_out_who_is_reading(agreement):
    envelope, token = initiate(agreement)
    entered(token)
    Envelope.objects.update(remind_at=timezone.now())
    assert envelopes_remind() == 0
    assert link_find(token)
    envelope.refresh_from_db()
    assert timezone.now() < envelope.remind_at < timezone.now() + dt.timedelta(hours=1)


def test_signer__is_replaced_before_signing_and_not_afterwards(agreement):
    envelope, token = initiate(agreement)
    first = envelope.signers.get(position=0)
    other = {"name": "Jose P. Abad", "email": "jose@example.com"}
    with pytest.raises(StaffOnly):
        signer_replace(actor=agreement.client, envelope=envelope, signer=first, person=other)
    with pytest.raises(InvalidInput):
        signer_replace(actor=agreement.lawyer, envelope=envelope, signer=first, person={"name": "", "email": "x"})
    new = signer_replace(actor=agreement.lawyer, envelope=envelope, signer=first, person=other)
    assert (new.status, why_dead(token)) == ("sent", "released")
    sign(mailed(new), other["name"])
    with pytest.raises(SignerNotReplaceable):
        signer_replace(actor=agreement.lawyer, envelope=envelope, signer=new, person=other)
    sign(mailed(envelope.signers.get(position=1)), SECOND["name"])
    envelope.refresh_from_db()
    assert envelope.status == "completed"


def test_signer_whose_turn_has_not_come__is_replaced_and_waits(agreement):
    envelope, _ = initiate(agreement)
    second = envelope.signers.get(position=1)
    other = {"name": "Jose P. Abad", "email": "jose@example.com"}
    new = signer_replace(actor=agreement.lawyer, envelope=envelope, signer=second, person=other)
    assert (new.status, new.links.count()) == ("waiting", 0)


def test_unknown_link__is_unknown(db):
    with pytest.raises(SigningLinkUnknown):
        link_find("x" * 43)
