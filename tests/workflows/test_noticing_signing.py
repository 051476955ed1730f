"""Who is told in the admin how papers that went out for signature ended."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import transaction
from django.utils import timezone

from core import events
from esign import services
from esign.events import EnvelopeCompleted, EnvelopeTroubled, EnvelopeWithdrawn, SigningCertificateExpires
from esign.models import Envelope
from esign.services import Act, Seen
from notifications.models import Notice
from tests.esign.conftest import FIRST, initiate
from tests.workflows.test_noticing import told
from workflows import noticing_signing

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("files", "embedded_jobs")]
SEEN = Seen("203.0.113.9", "Test browser", "sha256:" + "0" * 64)


def test_completed__tells_the_lawyers_of_the_case_once(agreement):
    envelope, token = initiate(agreement, FIRST)
    link = services.link_find(token)
    services.envelope_sign(link=link, act=Act(typed_name=FIRST["name"], agreed=True), seen=SEEN)
    envelope.refresh_from_db()
    event = EnvelopeCompleted(envelope.pk, envelope.document_id, envelope.signed_revision_id, agreement.case.pk)
    noticing_signing.tell_completed(event)
    assert told("signature-completed") == ["Lawyer", "Reviewer"]
    notice = Notice.objects.filter(kind="signature-completed").first()
    assert (notice.subject_type, notice.subject_id) == ("esign.envelope", str(envelope.pk))
    assert notice.facts == {
        "document": envelope.document.title, "case": agreement.case.number, "title": agreement.case.title,
    }  # fmt: skip


def test_declined_expired_and_voided__each_is_told_as_what_it_is(agreement):
    _, token = initiate(agreement, FIRST)
    services.envelope_decline(link=services.link_find(token), reason="No.", seen=SEEN)
    assert told("signature-declined") == ["Lawyer", "Reviewer"]
    assert Notice.objects.filter(kind="signature-declined")[0].facts["by"] == FIRST["name"]
    late, _ = initiate(agreement, FIRST)
    Envelope.objects.filter(pk=late.pk).update(expires_at=timezone.now())
    services.envelopes_expire()
    noticing_signing.tell_expired(EnvelopeWithdrawn(late.pk, agreement.case.pk))
    assert told("signature-expired") == ["Lawyer", "Reviewer"]
    before = Notice.objects.count()
    voided, _ = initiate(agreement, FIRST)
    services.envelope_void(actor=agreement.lawyer, envelope=voided, reason="Three years.")
    assert Notice.objects.count() == before


def test_trouble__tells_the_admins_too_while_it_lasts(agreement):
    envelope, _ = initiate(agreement, FIRST)
    noticing_signing.tell_trouble(EnvelopeTroubled(envelope.pk, agreement.case.pk))
    assert told("signature-trouble") == []
    Envelope.objects.filter(pk=envelope.pk).update(problem="The file has two owners.")
    for _ in range(2):
        noticing_signing.tell_trouble(EnvelopeTroubled(envelope.pk, agreement.case.pk))
    assert told("signature-trouble") == ["Admin", "Lawyer", "Reviewer"]


def test_certificate__admins_are_told_anew_at_each_step(house, monkeypatch):
    last = dt.date(2027, 3, 1)
    told_on = []
    for days in (70, 60, 59, 30, 29, 8, 7, 1, 0, -1, -5):
        monkeypatch.setattr(noticing_signing, "manila_today", lambda days=days: last - dt.timedelta(days=days))
        before = Notice.objects.count()
        with transaction.atomic():
            events.publish(SigningCertificateExpires(last.isoformat()))
        if Notice.objects.count() > before:
            told_on.append(days)
    assert told_on == [60, 30, 7, 0]
    assert told("signing-certificate") == ["Admin"] * 4 + ["Second-Admin"] * 4
    assert set(Notice.objects.values_list("facts__over", flat=True)) == {False}
