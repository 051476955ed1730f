"""What an outside provider tells: late, twice, in any order it ends in the same, and what has ended never goes back."""

from __future__ import annotations

import datetime as dt
import itertools
import random

import pytest
from django.utils import timezone

from cases.models import CaseHold
from core.models import AuditEntry, Job
from esign import backends, standings
from esign.backends import PersonNow, Snapshot
from esign.exceptions import SignedFileInvalid
from esign.models import Envelope, Signer
from esign.services import envelope_reconcile, envelope_void, envelopes_reconcile, reconciling
from esign.services.evidence import evidence_of
from esign.states import ENVELOPE, SIGNER, STATUSES
from tests.documents.signatures import samples
from tests.esign.outside import chosen, send_out, standing, tell
from tests.servers.docuseal_server import DocusealServer

in_database = pytest.mark.django_db(transaction=True)
working = pytest.mark.usefixtures("embedded_jobs")
START = ("sent", ("sent", "waiting"))
# What happens at a provider, one thing after the other: who of two has come how far, or how all of it ends.
HISTORIES = {
    "completed": [(0, "viewed"), (0, "signed"), (1, "sent"), (1, "viewed"), (1, "signed"), "completed"],
    "declined": [(0, "viewed"), (0, "signed"), (1, "sent"), (1, "viewed"), (1, "declined"), "declined"],
    "expired": [(0, "viewed"), (1, "sent"), (1, "viewed"), (0, "signed"), "expired"],
    "voided": [(0, "viewed"), (0, "signed"), (1, "sent"), "voided"],
    "at once": [(1, "sent"), (1, "signed"), (0, "signed"), "completed"],
}

ENDS = {
    "completed": ("completed", ("signed", "signed")),
    "declined": ("declined", ("signed", "declined")),
    "expired": ("expired", ("signed", "viewed")),
    "voided": ("voided", ("signed", "sent")),
    "at once": ("completed", ("signed", "signed")),
}


def snapshots(history) -> list[tuple[str, tuple[str, str]]]:
    """How the provider stands after each of the things that happen."""
    status, people, found = "sent", list(START[1]), []
    for thing in history:
        if isinstance(thing, str):
            status = thing
        else:
            people[thing[0]] = thing[1]
        found.append((status, (people[0], people[1])))
    return found


def put_together(have, told):
    """As the service does it, without rows."""
    if have[0] in standings.ENDS:
        return have
    people = tuple(standings.person_further(one, other) for one, other in zip(have[1], told[1], strict=True))
    return standings.envelope_further(have[0], told[0], people), people


@pytest.mark.parametrize("name", HISTORIES)
def test_up_to_six_events__in_any_order__end_the_same(name):
    told = snapshots(HISTORIES[name])
    for count in range(1, len(told) + 1):
        ends = set()
        for order in itertools.permutations(told[:count]):
            have = START
            for one in order:
                have = put_together(have, one)
            ends.add(have)
        assert ends == {put_together(START, told[count - 1])}, (name, count)
    assert ends == {ENDS[name]}


@pytest.mark.parametrize("name", HISTORIES)
def test_events_that_come_twice__change_nothing(name):
    told = snapshots(HISTORIES[name])
    for seed in range(200):
        order = told * 2
        random.Random(seed).shuffle(order)
        have = START
        for one in order:
            have = put_together(have, one)
        assert have == put_together(START, told[-1])


@pytest.mark.parametrize(
    ("have", "told", "further"),
    [("waiting", "signed", "signed"), ("sent", "waiting", "sent"), ("viewed", "sent", "viewed"),
     ("signed", "declined", "signed"), ("declined", "signed", "declined"), ("signed", "viewed", "signed"),
     ("sent", "copied", "sent"), ("sent", "replaced", "sent"), ("viewed", "unknown", "viewed"),
     ("copied", "signed", "copied")],
)  # fmt: skip
def test_person__goes_forward_only(have, told, further):
    assert standings.person_further(have, told) == further


def test_every_step_that_a_provider_may_ask_for__is_one_that_the_tables_have():
    words = [*SIGNER.transitions, "unknown"]
    for have, told in itertools.product(SIGNER.transitions, words):
        for step in standings.person_steps(have, told):
            SIGNER.require(have, step)
            have = step
    for (have, _), (told, _) in itertools.product(STATUSES, STATUSES):
        to = standings.envelope_further(have, told, ["signed"])
        if have != "draft" and to not in (have, "completed"):  # completion goes by way of the signed file
            ENVELOPE.require(have, to)


@pytest.fixture
def server(settings):
    with DocusealServer() as running:
        chosen(settings, running)
        yield running


def verbs(envelope) -> list[str]:
    entries = AuditEntry.objects.filter(subject_id=str(envelope.pk)).order_by("at", "id")
    return list(entries.values_list("verb", flat=True))


@in_database
@working
def test_snapshots__applied_to_rows_in_any_order__end_the_same(agreement, server):
    envelope = send_out(agreement).envelope
    signers = list(envelope.signers.order_by("position"))
    begin = dt.datetime(2026, 11, 29, 2, 0, tzinfo=dt.UTC)
    for name in ("declined", "voided", "completed"):
        told = [_snapshot(envelope, signers, begin, one) for one in snapshots(HISTORIES[name])]
        orders = [told, told[::-1], [*told, *told], [told[-1]]]
        orders += [random.Random(seed).sample(told, len(told)) for seed in range(6)]
        ends = set()
        for order in orders:
            _begin_anew(envelope)
            for one in order:
                reconciling.apply(envelope_id=envelope.pk, snapshot=one)
            rows = Signer.objects.filter(envelope=envelope).order_by("position")
            ends.add((standing(envelope)[0], *rows.values_list("status", "viewed_at", "acted_at", "decline_reason")))
        assert len(ends) == 1, name
        assert ends.pop()[0] == {"completed": "partially_signed"}.get(name, name)  # until the file is here


def _snapshot(envelope, signers, begin, told) -> Snapshot:
    status, people = told
    viewed = [begin + dt.timedelta(minutes=place) for place in range(2)]
    now = tuple(
        PersonNow(
            "", str(1200 + place), one, begin if one in ("signed", "declined") else None,
            "No." if one == "declined" else "", viewed[place] if one in ("viewed", "signed", "declined") else None,
        )
        for place, one in enumerate(people)
    )  # fmt: skip
    return Snapshot(envelope.external_id, status, now)


def _begin_anew(envelope: Envelope) -> None:
    Envelope.objects.filter(pk=envelope.pk).update(status="sent", ended_at=None, end_reason="", open_key="x")
    for signer, status in zip(Signer.objects.filter(envelope=envelope).order_by("position"), START[1], strict=True):
        Signer.objects.filter(pk=signer.pk).update(status=status, viewed_at=None, acted_at=None, decline_reason="")


@in_database
@working
def test_completed__its_file_is_validated_and_is_the_next_revision(agreement, server):
    envelope = send_out(agreement).envelope
    server.act(0, "opened")
    tell(server, "form.viewed")
    server.act(0, "completed")
    assert standing(envelope) == ("viewed", ["viewed", "waiting"])
    server.act(1, "completed")
    # What is no signed file completes nothing, and staff are told, once.
    assert tell(server, "submission.completed").status_code == 200
    assert standing(envelope) == ("partially_signed", ["signed", "signed"])
    with pytest.raises(SignedFileInvalid):
        envelope_reconcile(envelope_id=envelope.pk)
    envelope.refresh_from_db()
    assert envelope.problem
    assert verbs(envelope).count("envelope.troubled") == 1
    server.file = samples.sealed()
    assert envelope_reconcile(envelope_id=envelope.pk) == "completed"
    envelope.refresh_from_db()
    signed = envelope.signed_revision
    assert (signed.status, signed.number, signed.executed_from) == ("signed", 2, agreement.revision)
    assert (envelope.problem, envelope.seal_facts["attestedBy"], envelope.file_checksum) == (
        "", "docuseal", signed.checksum,
    )  # fmt: skip
    assert not CaseHold.objects.filter(case=agreement.case, cleared_at=None).exists()
    assert envelope.ended_at == max(envelope.signers.values_list("acted_at", flat=True))
    happened = [one for one in verbs(envelope) if one not in ("envelope.troubled", "envelope.certified")]
    assert happened == [
        "envelope.created", "envelope.sent", "signer.asked", "signer.viewed", "envelope.viewed", "signer.signed",
        "signer.asked", "signer.signed", "envelope.partially_signed", "envelope.completed",
    ]  # fmt: skip
    # Nothing of ours is claimed for what another has attested.
    assert Job.objects.values_list("status", "error").get(kind="esign.certify") == ("succeeded", None)
    evidence = evidence_of(envelope)
    said = " ".join(evidence["statements"])
    assert "docuseal" in said
    assert "one-time code" not in said
    assert {one["identity"] for one in evidence["people"]} == {None}
    # What comes now changes nothing.
    calls = len(server.calls)
    tell(server, "form.viewed")
    assert (standing(envelope)[0], len(server.calls)) == ("completed", calls)


@in_database
@working
def test_declined__ends_it_with_its_reason_and_nobody_is_called(agreement, server):
    envelope = send_out(agreement).envelope
    server.act(0, "declined", reason="The term is too long.")
    tell(server, "form.declined")
    assert standing(envelope) == ("declined", ["declined", "waiting"])
    assert envelope.end_reason == "The term is too long."
    assert [one.method for one in server.calls] == ["GET", "POST", "GET"]
    assert not CaseHold.objects.filter(case=agreement.case, cleared_at=None).exists()


@in_database
@working
def test_completed_there_after_it_ended_here__stays_ended(agreement, server):
    envelope = send_out(agreement).envelope
    envelope_void(actor=agreement.lawyer, envelope=envelope, reason="Over.")
    server.act(0, "completed")
    server.act(1, "completed")
    tell(server, "submission.completed")
    assert standing(envelope) == ("voided", ["sent", "waiting"])
    # Nor by a look that was under way when it ended.
    reconciling.apply(envelope_id=envelope.pk, snapshot=backends.named("docuseal").fetch(envelope.external_id))
    assert standing(envelope) == ("voided", ["sent", "waiting"])


@in_database
@working
def test_lost_call__is_made_good_by_a_look_now_and_then(agreement, server, settings):
    envelope = send_out(agreement).envelope
    server.act(0, "completed")
    assert envelopes_reconcile() == 0
    long_ago = timezone.now() - dt.timedelta(minutes=settings.ESIGN_RECONCILE_MINUTES + 1)
    Envelope.objects.filter(pk=envelope.pk).update(heard_at=long_ago)
    assert envelopes_reconcile() == 1
    assert standing(envelope) == ("partially_signed", ["signed", "sent"])
    assert envelopes_reconcile() == 0
    Envelope.objects.filter(pk=envelope.pk).update(heard_at=long_ago, problem="The file was not accepted.")
    assert envelopes_reconcile() == 0
    Envelope.objects.filter(pk=envelope.pk).update(status="draft", heard_at=None, submit_begun_at=long_ago)
    assert envelopes_reconcile() == 1
    assert [one.kind for one in Job.objects.order_by("created_at")][-1] == "esign.submit"
