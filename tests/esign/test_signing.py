"""From sending to the signed revision, with the built-in provider."""

import pytest

from cases.models import CaseHold
from core.models import AuditEntry
from esign.exceptions import SigningLinkDead
from esign.models import Signer
from esign.services import Act, Seen, envelope_sign, envelope_view, link_find
from esign.services.linking import link_open
from tests.esign.conftest import FIRST, SECOND, entered, initiate

pytestmark = pytest.mark.django_db(transaction=True)
SEEN = Seen("203.0.113.9", "Test browser", "sha256:" + "0" * 64)


def mailed(signer: Signer) -> str:
    """The token that is in the mail of the signer's good link."""
    link = signer.links.get(ended_at=None)
    return link_open(link.pk).url.rpartition("/")[2]


def act(name: str, **more) -> Act:
    return Act(typed_name=name, agreed=True, **more)


def sign(token: str, name: str) -> None:
    link, _ = entered(token)
    envelope_view(link=link, seen=SEEN)
    envelope_sign(link=link, act=act(name), seen=SEEN)


def test_two_signers_in_sequence__complete_the_envelope_and_the_document(agreement):
    envelope, token = initiate(agreement)
    assert [one.status for one in envelope.signers.all()] == ["sent", "waiting"]
    sign(token, FIRST["name"])
    envelope.refresh_from_db()
    assert (envelope.status, [one.status for one in envelope.signers.all()]) == ("partially_signed", ["signed", "sent"])
    sign(mailed(envelope.signers.get(position=1)), SECOND["name"].upper())
    envelope.refresh_from_db()
    assert envelope.status == "completed"
    signed = envelope.signed_revision
    assert (signed.status, signed.number, signed.executed_from) == ("signed", 2, agreement.revision)
    assert signed.execution["way"] == "esign"
    assert signed.checksum == envelope.file_checksum
    assert not CaseHold.objects.filter(case=agreement.case, cleared_at=None).exists()
    verbs = list(
        AuditEntry.objects.filter(subject_id=str(envelope.pk)).order_by("at", "id").values_list("verb", flat=True)
    )
    assert verbs == [
        "envelope.created", "envelope.sent", "signer.asked",
        "signer.code_sent", "signer.identified", "signer.viewed", "envelope.viewed",
        "signer.signed", "envelope.partially_signed", "signer.attested", "signer.asked",
        "signer.code_sent", "signer.identified", "signer.viewed", "signer.signed", "signer.attested",
        "envelope.completed", "envelope.certified",
    ]  # fmt: skip
    with pytest.raises(SigningLinkDead):
        link_find(token)
