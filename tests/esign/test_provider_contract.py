"""What every signing provider keeps: the same tests over all of them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from functools import cached_property

import pytest
from django.utils import timezone

from core import backends as registered
from core.backends import BackendError, Rejected, Unsupported
from core.errors import WebhookUnverified
from esign import backends
from esign.backends import SigningProvider, Snapshot, Submission
from esign.constants import BACKEND_KIND, BUILTIN, DOCUSEAL
from esign.models import Envelope
from esign.services import envelope_void
from esign.services.submitting import submission_of
from esign.services.turning import acting
from esign.states import ENVELOPE, SIGNER
from tests.esign.conftest import FIRST, SECOND, Agreement, initiate
from tests.esign.outside import chosen
from tests.esign.test_docuseal import submission
from tests.esign.test_signing import mailed, sign
from tests.servers.docuseal_server import KEY, DocusealServer

pytestmark = pytest.mark.django_db(transaction=True)
NOWHERE = "0199f3c2-0000-7c40-9d5b-3f1f6f9f2a77"


class Subject:
    """A provider, what is submitted to it, and how its people and its envelopes get on."""

    provider: SigningProvider
    submission: Submission
    unknown: str

    def sign_all(self) -> None:
        """All its people sign."""

    def withdraw(self, external_id: str) -> None:
        """Whoever sent it takes it back."""


class Builtin(Subject):
    """Our own rows; they are made for the tests that want a paper."""

    unknown = NOWHERE

    def __init__(self, agreement: Callable[[], Agreement]) -> None:
        self.provider = backends.named(BUILTIN)
        self._agreement = agreement

    @cached_property
    def submission(self) -> Submission:
        self.lawyer = self._agreement().lawyer
        self.envelope, self.token = initiate(self._agreement(), message="Please sign.")
        return submission_of(self.envelope, acting(self.envelope))

    def sign_all(self) -> None:
        sign(self.token, FIRST["name"])
        sign(mailed(self.envelope.signers.get(position=1)), SECOND["name"])

    def withdraw(self, external_id: str) -> None:
        envelope_void(actor=self.lawyer, envelope=Envelope.objects.get(pk=external_id), reason="Over.")


class Docuseal(Subject):
    """A DocuSeal on loopback."""

    unknown = "999"

    def __init__(self, server: DocusealServer) -> None:
        self.provider, self._server = backends.named(DOCUSEAL), server
        self.submission = submission()

    def sign_all(self) -> None:
        self._server.act(0, "completed")
        self._server.act(1, "completed")

    def withdraw(self, external_id: str) -> None:
        self.provider.cancel(external_id)


@pytest.fixture(params=[BUILTIN, DOCUSEAL])
def subject(request, settings) -> Iterator[Subject]:
    if request.param == BUILTIN:
        yield Builtin(lambda: request.getfixturevalue("agreement"))
        return
    with DocusealServer() as server:
        chosen(settings, server)
        yield Docuseal(server)


def submitted(subject: Subject):
    return subject.provider.submit(subject.submission, idempotency_key=subject.submission.key)


def test_every_provider_that_is_registered__is_tested_here():
    names = {one.name for one, _ in registered.all_backends() if one.kind == BACKEND_KIND}
    assert names == {BUILTIN, DOCUSEAL}


def test_provider__takes_a_paper_once_and_finds_it_by_our_key(subject):
    receipt = submitted(subject)
    assert receipt.external_id
    assert [one.key for one in receipt.people] == [one.key for one in subject.submission.people]
    assert len({one.external_id for one in receipt.people}) == 2
    assert submitted(subject).external_id == receipt.external_id
    found = subject.provider.find(subject.submission.key)
    assert found.external_id == receipt.external_id
    assert [(one.key, one.external_id) for one in found.people] == [
        (one.key, one.external_id) for one in receipt.people
    ]
    assert subject.provider.find(NOWHERE) is None


def test_provider__tells_how_it_stands_in_our_words(subject):
    receipt = submitted(subject)
    before = subject.provider.fetch(receipt.external_id)
    assert (before.external_id, before.status) == (receipt.external_id, "sent")
    assert [one.status for one in before.people] == ["sent", "waiting"]
    with pytest.raises(Rejected):
        subject.provider.signed_file(receipt.external_id)
    subject.sign_all()
    after = subject.provider.fetch(receipt.external_id)
    assert (after.status, [one.status for one in after.people]) == ("completed", ["signed", "signed"])
    assert all(one.at is not None and abs(one.at - timezone.now()) < dt.timedelta(minutes=5) for one in after.people)
    _in_our_words(before, after)
    assert subject.provider.signed_file(receipt.external_id).startswith(b"%PDF-")
    subject.provider.cancel(receipt.external_id)
    assert subject.provider.fetch(receipt.external_id).status == "completed"


def _in_our_words(*snapshots: Snapshot) -> None:
    assert {one.status for one in snapshots} <= set(ENVELOPE.transitions)
    assert {one.status for told in snapshots for one in told.people} <= set(SIGNER.transitions)


def test_provider__withdraws(subject):
    receipt = submitted(subject)
    subject.provider.remind(receipt.external_id, receipt.people[0])
    subject.withdraw(receipt.external_id)
    assert subject.provider.fetch(receipt.external_id).status == "voided"
    subject.provider.cancel(receipt.external_id)


def test_provider__asked_for_what_is_not_there__says_rejected(subject):
    for ask in (subject.provider.fetch, subject.provider.signed_file, subject.provider.cancel):
        with pytest.raises(Rejected):
            ask(subject.unknown)


def test_provider__says_how_it_is_without_a_secret(subject):
    found = subject.provider.check()
    assert found.ok, found.detail
    assert KEY not in found.detail
    assert (subject.provider.simulated, subject.provider.verified_live) == (False, subject.provider.name == BUILTIN)


def test_provider__takes_nobody_elses_calls(subject):
    if not subject.provider.webhooks:
        with pytest.raises(Unsupported):
            subject.provider.verify({}, b"{}")
        with pytest.raises(Unsupported):
            subject.provider.parse({}, b"{}")
        assert not subject.provider.listens()
        return
    assert subject.provider.listens()
    with pytest.raises(WebhookUnverified):
        subject.provider.verify({}, b"{}")
    with pytest.raises(BackendError):
        subject.provider.parse({}, b"{}")
