"""Handing an envelope to an outside provider: once, whatever breaks in between; and what follows from here."""

from __future__ import annotations

import base64
import datetime as dt
import json

import pytest
from django.core.cache import cache
from django.utils import timezone
from rest_framework_simplejwt.tokens import AccessToken

from cases.models import CaseHold
from core.backends import Retryable
from core.models import AuditEntry, Job
from core.storage import read
from esign.models import Envelope, Signer
from esign.services import envelope_remind, envelope_submit, envelope_void, envelopes_expire, submitting
from tests.esign.conftest import FIRST, SECOND
from tests.esign.outside import chosen, send_out, standing
from tests.racing import at_once
from tests.servers.docuseal_server import CLOSE, CLOSE_BEFORE, DocusealServer

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("embedded_jobs")]


@pytest.fixture
def server(settings):
    with DocusealServer() as running:
        chosen(settings, running)
        yield running


class Killed(BaseException):
    """The worker is gone."""


def posts(server) -> int:
    return [one.method for one in server.calls].count("POST")


def holds(agreement) -> int:
    return CaseHold.objects.filter(case=agreement.case, cleared_at=None).count()


def try_again(envelope, **more) -> str:
    return envelope_submit(envelope_id=envelope.pk, **more)


def test_initiate__by_an_outside_provider__gives_the_first_signers_page_there(agreement, server, client):
    copy = {"name": "Office", "email": "office@hain.example", "role": "cc"}
    stranger = {"name": "Amihan Reyes", "email": "amihan@example.com"}
    asked = {"docId": str(agreement.revision.document_id), "workflow": "sequential", "initials": True,
             "message": "Please.", "signers": [FIRST, SECOND, stranger, copy]}  # fmt: skip
    answer = client.post(
        "/api/esign/initiate", json.dumps(asked), content_type="application/json",
        headers={"Authorization": f"Bearer {AccessToken.for_user(agreement.lawyer)}"},
    )  # fmt: skip
    assert answer.status_code == 201, answer.content
    told = answer.json()
    assert told["signingUrl"] == "https://sign.example/s/slug1200"
    assert [one["status"] for one in told["signers"]] == ["sent", "waiting", "waiting", "copied"]
    envelope = Envelope.objects.get(pk=told["trackingId"])
    assert (envelope.status, envelope.provider, envelope.external_id) == ("sent", "docuseal", "12")
    assert [one.external_id for one in envelope.signers.order_by("position")] == ["1200", "1201", "1202", ""]
    assert (holds(agreement), envelope.sent_at is not None, envelope.heard_at is not None) == (1, True, True)
    body = server.calls[-1].body
    assert [one["name"] for one in body["submitters"]] == [FIRST["name"], SECOND["name"], "Amihan Reyes"]
    _has_the_paper_and_its_spots(body, read(agreement.revision.checksum))
    # The address is told once, and stands nowhere.
    assert cache.get(f"esign:address:{envelope.pk}") is None
    assert not Job.objects.filter(result__icontains="slug1200").exists()


def _has_the_paper_and_its_spots(body: dict, approved: bytes) -> None:
    """The approved bytes first; two sign in their blocks, the third on the page that is added."""
    (document,) = body["documents"]
    paper = base64.b64decode(document["file"])
    assert paper.startswith(approved)
    assert len(paper) > len(approved)
    signatures = [one["areas"][0] for one in document["fields"] if one["type"] == "signature"]
    assert [one["page"] for one in signatures] == [signatures[0]["page"]] * 2 + [signatures[0]["page"] + 1]
    assert all(0 < one[side] < 1 for one in signatures for side in "xywh")
    initials = [one["areas"] for one in document["fields"] if one["type"] == "initials"]
    assert [[one["page"] for one in areas] for areas in initials] == [list(range(1, signatures[2]["page"] + 1))] * 3
    assert len({(areas[0]["x"], areas[0]["y"]) for areas in initials}) == 3


def test_submit__timed_out__is_found_by_the_next_try_and_sent_once(agreement, server):
    server.answers.append(("POST", CLOSE))
    envelope = send_out(agreement).envelope
    assert standing(envelope) == ("draft", ["waiting", "waiting"])
    assert envelope.outcome_unknown_since is not None
    job = Job.objects.get(kind="esign.submit")
    assert (job.status, job.error["code"]) == ("queued", "backend-unavailable")
    server.act(0, "completed")  # a signer is faster than we are
    assert try_again(envelope) == "sent"
    assert (posts(server), len(server.submissions)) == (1, 1)
    envelope.refresh_from_db()
    assert (envelope.external_id, envelope.outcome_unknown_since) == ("12", None)
    assert standing(envelope) == ("partially_signed", ["signed", "sent"])  # looked at at once, since it was late


def test_submit__of_which_nothing_is_there__is_never_sent_again_and_told_to_staff(agreement, server):
    server.answers.append(("POST", CLOSE_BEFORE))
    envelope = send_out(agreement).envelope
    Envelope.objects.filter(pk=envelope.pk).update(submit_begun_at=timezone.now() - dt.timedelta(days=1))
    for last in (False, False, True, True):
        with pytest.raises(Retryable):
            try_again(envelope, last_try=last)
    assert (posts(server), server.submissions) == (1, {})
    assert standing(envelope) == ("draft", ["waiting", "waiting"])
    assert envelope.problem.startswith("docuseal has not taken it yet")
    assert AuditEntry.objects.filter(subject_id=str(envelope.pk), verb="envelope.troubled").count() == 1
    envelope_void(actor=agreement.lawyer, envelope=envelope, reason="It never arrived.")
    assert holds(agreement) == 0
    with pytest.raises(Retryable):
        try_again(envelope)
    assert posts(server) == 1


def test_submit__refused__ends_the_envelope_and_the_caller_is_told(agreement, server, client):
    asked = {"docId": str(agreement.revision.document_id), "workflow": "parallel", "signers": [FIRST]}
    for count, status in enumerate((401, 405, 422), start=1):
        server.answers.append(("POST", status))
        answer = client.post(
            "/api/esign/initiate", json.dumps(asked), content_type="application/json",
            headers={"Authorization": f"Bearer {AccessToken.for_user(agreement.lawyer)}"},
        )  # fmt: skip
        assert (answer.status_code, answer.json()["code"]) == (502, "envelope-not-taken")
        envelope = Envelope.objects.order_by("-created_at")[0]
        assert standing(envelope) == ("voided", ["waiting"])
        assert envelope.problem == f"docuseal refused the paper: It answered with status {status}."
        assert (holds(agreement), envelope.open_key) == (0, None)
        assert try_again(envelope) == "voided"
        assert posts(server) == count


def test_submit__while_the_provider_is_away__is_sent_when_it_is_back(agreement, server):
    server.answers += [("POST", 503)]
    envelope = send_out(agreement).envelope
    assert (standing(envelope)[0], envelope.submit_begun_at, posts(server)) == ("draft", None, 1)
    assert try_again(envelope) == "sent"
    assert try_again(envelope) == "sent"
    assert (posts(server), len(server.submissions)) == (2, 1)


def test_submit__killed_after_each_step__sends_once(agreement, server, monkeypatch):
    """Before the call, after it, in the midst of writing what came of it, and after that."""
    steps = [("_called", False), ("_taken", False), ("_name_people", False), ("_hand_over", True)]
    for count, (step, is_sent) in enumerate(steps, start=1):
        with monkeypatch.context() as patched:
            patched.setattr(submitting, step, _killed)
            with pytest.raises(Killed):
                send_out(agreement)
        envelope = Envelope.objects.order_by("-created_at")[0]
        assert standing(envelope)[0] == ("sent" if is_sent else "draft"), step
        if step == "_called":  # nothing is there: it waits until the call that may be under way is over
            with pytest.raises(Retryable):
                try_again(envelope)
        Envelope.objects.filter(pk=envelope.pk, external_id="").update(
            submit_begun_at=timezone.now() - submitting.SETTLED
        )
        assert try_again(envelope) == "sent", step
        assert (posts(server), len(server.submissions)) == (count, count), step
        assert standing(envelope)[1] == ["sent", "waiting"]
        envelope_void(actor=agreement.lawyer, envelope=envelope, reason="Next.")


def _killed(*args: object, **more: object) -> None:
    raise Killed


def test_submit__by_four_workers_at_once__sends_once(agreement, server, monkeypatch):
    monkeypatch.setattr("core.jobs.dispatching.dispatch", lambda job: None)
    envelope = send_out(agreement).envelope
    returned, raised = at_once(*[lambda: try_again(envelope)] * 4)
    assert posts(server) == 1
    assert set(returned) <= {"sent"}
    assert {type(one) for one in raised} <= {Retryable}
    assert standing(envelope) == ("sent", ["sent", "waiting"])


def test_void__while_it_is_being_sent_and_afterwards__withdraws_it_there(agreement, server, monkeypatch):
    done = server._done

    def voided_meanwhile(call):
        if call.method == "POST":
            envelope_void(actor=agreement.lawyer, envelope=Envelope.objects.get(), reason="Wrong paper.")
        return done(call)

    with monkeypatch.context() as patched:
        patched.setattr(server, "_done", voided_meanwhile)
        first = send_out(agreement).envelope
    assert standing(first) == ("voided", ["waiting", "waiting"])
    assert server.submissions[12]["archived_at"] is not None
    second = send_out(agreement).envelope
    assert standing(second)[0] == "sent"
    envelope_void(actor=agreement.lawyer, envelope=second, reason="The term was changed.")
    assert server.submissions[13]["archived_at"] is not None


def test_remind__asks_the_provider_for_those_who_are_asked(agreement, server):
    envelope = send_out(agreement).envelope
    envelope_remind(actor=agreement.lawyer, envelope=envelope)
    assert [(one.path, one.body) for one in server.calls if one.method == "PUT"] == [
        ("/api/submitters/1200", {"send_email": True})
    ]
    assert not Signer.objects.filter(links__isnull=False).exists()


def test_expiry__is_left_to_the_provider_for_an_hour(agreement, server):
    envelope = send_out(agreement).envelope
    for minutes, ended, status in ((59, 0, "sent"), (61, 1, "expired")):
        Envelope.objects.filter(pk=envelope.pk).update(expires_at=timezone.now() - dt.timedelta(minutes=minutes))
        assert envelopes_expire() == ended
        assert standing(envelope)[0] == status
    assert server.only()["archived_at"] is not None
