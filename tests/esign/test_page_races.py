"""Several requests with one link at one moment."""

from collections import Counter

import pytest

from core.models import AuditEntry
from esign.exceptions import EnvelopeEnded
from esign.models import Envelope, Signer
from esign.services import envelope_void
from tests.esign.conftest import FIRST, initiate
from tests.esign.visitors import Visitor, heading
from tests.racing import at_once

pytestmark = pytest.mark.django_db(transaction=True)
FORM = {"name": FIRST["name"], "agreed": "yes", "consent": "2026-11"}


@pytest.fixture
def tabs(agreement, files, embedded_jobs) -> list[Visitor]:
    """Four tabs of one browser, which has the pass."""
    first = Visitor(initiate(agreement, FIRST)[1]).enter()
    made = [first, *(Visitor(first.token) for _ in range(3))]
    for one in made:
        one.client.cookies = first.client.cookies
    return made


def test_tabs__that_sign_and_decline_at_once__do_one_of_it_once(tabs):
    form = {**FORM, **tabs[0].form()}
    acts = [lambda tab=tab: heading(tab.send("sign", **form)) for tab in tabs[:3]]
    answers, raised = at_once(*acts, lambda: heading(tabs[3].send("decline", reason="No")))
    assert raised == []
    assert sorted(status for status, _ in answers) == [200, 410, 410, 410]
    verbs = Counter(AuditEntry.objects.values_list("verb", flat=True))
    assert verbs["signer.signed"] + verbs["signer.declined"] == 1
    ended = {"signed": "completed", "declined": "declined"}
    assert Envelope.objects.get().status == ended[Signer.objects.get().status]


def test_signing__at_the_moment_of_a_void__is_done_wholly_or_not_at_all(tabs, agreement):
    envelope = Envelope.objects.get()
    form = {**FORM, **tabs[0].form()}
    answers, raised = at_once(
        lambda: heading(tabs[0].send("sign", **form))[0],
        lambda: envelope_void(actor=agreement.lawyer, envelope=envelope, reason="A mistake").status,
    )
    assert [type(one) for one in raised] in ([], [EnvelopeEnded])
    envelope.refresh_from_db()
    signer = Signer.objects.get()
    if 200 in answers:
        assert (signer.status, signer.typed_name) == ("signed", FIRST["name"])
    else:
        assert (envelope.status, signer.typed_name, signer.acted_at) == ("voided", "", None)


def test_pictures__asked_for_at_once__are_all_drawn(tabs):
    answers, raised = at_once(*(lambda n=n: tabs[n].open(f"/page/{n + 1}.png") for n in range(4)))
    assert raised == []
    assert [(one.status_code, one.content[:4]) for one in answers] == [(200, b"\x89PNG")] * 4
    assert AuditEntry.objects.filter(verb="signer.viewed").count() == 1
