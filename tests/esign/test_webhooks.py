"""Calls of an outside provider: nobody else is listened to, nothing counts twice, and a call alone changes nothing."""

from __future__ import annotations

import json
import random
import time

import pytest
from django.test import Client

from core.errors import WebhookUnverified
from core.models import InboundEvent, Job
from esign.backends import docuseal_webhooks
from esign.models import Envelope, Signer
from tests.esign.outside import URL, chosen, post, send_out, standing, tell
from tests.servers.docuseal_server import SECRET, DocusealServer, signed, told

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("embedded_jobs")]
BODY = json.dumps(
    {
        "event_type": "submission.completed",
        "timestamp": "2026-11-29T02:04:40.120Z",
        "data": {"id": 12, "name": "Ñandú"},
    },
    ensure_ascii=False,
).encode()
HEADER = "X-Docuseal-Signature"


@pytest.fixture
def server(settings):
    with DocusealServer() as running:
        chosen(settings, running)
        yield running


def kept() -> tuple[int, int]:
    return InboundEvent.objects.count(), Job.objects.filter(kind="esign.apply").count()


def lines_about_refusals(caplog) -> list[dict]:
    told_of = [one.msg for one in caplog.records if isinstance(one.msg, dict)]
    return [one for one in told_of if one["event"] == "esign.webhook.refused"]


def test_call__moves_the_envelope_as_the_provider_stands(agreement, server):
    envelope = send_out(agreement).envelope
    server.act(0, "opened")
    answer = tell(server, "form.viewed")
    assert (answer.status_code, answer.json()) == (200, {"taken": True})
    assert standing(envelope) == ("viewed", ["viewed", "waiting"])
    job = Job.objects.get(kind="esign.apply")
    assert (job.status, job.result) == ("succeeded", {"envelopes": 1})


def test_call__that_comes_again__is_taken_once_and_in_reversed_order_changes_nothing(agreement, server):
    envelope = send_out(agreement).envelope
    server.act(0, "opened")
    viewed = told("form.viewed", server.only())
    server.act(0, "completed")
    completed = told("form.completed", server.only())
    answers = [post(completed).json(), post(viewed).json(), post(completed).json(), post(viewed).json()]
    assert answers == [{"taken": True}, {"taken": True}, {"taken": False}, {"taken": False}]
    assert kept() == (2, 2)
    assert standing(envelope) == ("partially_signed", ["signed", "sent"])


def test_call__that_claims_what_is_not_so__changes_nothing(agreement, server):
    """Even one that is signed: what counts is what the provider answers."""
    envelope = send_out(agreement).envelope
    claim = json.loads(told("submission.completed", server.only()))
    claim["data"]["status"] = "completed"
    assert post(json.dumps(claim).encode()).status_code == 200
    assert standing(envelope) == ("sent", ["sent", "waiting"])


def test_call__forged_stale_or_unsigned__is_401_with_one_line_and_keeps_nothing(agreement, server, caplog):
    envelope = send_out(agreement).envelope
    body = told("submission.completed", server.only())
    now = time.time()
    right = signed(body)[HEADER]
    wrong = [
        {}, {HEADER: ""}, {HEADER: right.partition(".")[2]}, {HEADER: right.upper().replace(".", ".", 1) + "0"},
        {HEADER: right.partition(".")[0] + "."}, {HEADER: f"{right}.{right}"}, {HEADER: f" {right}x"},
        {HEADER: "now." + right.partition(".")[2]}, {HEADER: f"{right[:-1]}ü"}, {HEADER: SECRET},
        {"X-Signature": right},
        signed(body, secret="another"), signed(b"{}"), signed(body + b" "),
        signed(body, at=now - 310), signed(body, at=now + 310), signed(body, at=0),
    ]  # fmt: skip
    for count, headers in enumerate(wrong, start=1):
        answer = post(body, headers)
        assert (answer.status_code, answer["Content-Type"]) == (401, "application/problem+json"), headers
        assert answer.json()["code"] == "webhook-unverified"
        assert len(lines_about_refusals(caplog)) == count
    assert {(one["provider"], one["code"], one["bytes"]) for one in lines_about_refusals(caplog)} == {
        ("docuseal", "webhook-unverified", len(body))
    }
    assert "legal@lawud.example" not in caplog.text
    assert (kept(), standing(envelope)) == ((0, 0), ("sent", ["sent", "waiting"]))
    assert post(body, signed(body, at=now - 290)).status_code == 200


def test_call__about_an_envelope_that_is_not_ours__is_taken_and_ignored(server):
    for event in ("submission.completed", "template.created"):
        body = json.dumps({"event_type": event, "timestamp": "2026-11-29T02:04:40Z", "data": {"id": 999}}).encode()
        assert post(body).json() == {"taken": True}
    assert [one.result for one in Job.objects.all()] == [{"envelopes": 0}] * 2
    assert server.calls == []
    assert not Envelope.objects.exists()


def test_call__signed_and_unreadable__is_taken_and_its_job_fails_in_sight_of_staff(server):
    assert post(b'{"event_type": "form.completed", "data": {}}').status_code == 200
    job = Job.objects.get()
    assert (job.status, job.attempts, job.error["code"]) == ("failed", 1, "backend-rejected")


@pytest.mark.parametrize("size", [1024 * 1024 + 1, 10 * 1024 * 1024])
def test_call__too_large__is_413_and_keeps_nothing(server, caplog, size):
    body = BODY.ljust(size)
    assert (post(body).status_code, kept()) == (413, (0, 0))
    assert len(lines_about_refusals(caplog)) <= 1


def test_call__over_the_limit_of_calls_alone__is_413_with_one_line(server, caplog, settings):
    settings.WEBHOOK_LIMIT_BYTES = 100
    assert (post(BODY).status_code, kept()) == (413, (0, 0))
    assert [(one["code"], one["bytes"]) for one in lines_about_refusals(caplog)] == [("body-too-large", len(BODY))]


def test_webhook__without_its_secret_or_of_nobody__is_404(server, settings):
    for name in ("builtin", "nobody", "docuseal%00", "DOCUSEAL"):
        assert post(BODY, url=f"/api/esign/webhooks/{name}").status_code == 404
    assert Client().get(URL).status_code == 405
    settings.ESIGN_DOCUSEAL_WEBHOOK_SECRET = ""
    assert post(BODY, signed(BODY, secret="")).status_code == 404
    assert kept() == (0, 0)


def test_webhook__listens_while_new_envelopes_go_elsewhere(server, settings):
    """Old envelopes go on with the provider that has them."""
    settings.ESIGN_BACKEND = "builtin"
    assert post(BODY).status_code == 200


def mutated(chance: random.Random, header: str, body: bytes) -> tuple[str, bytes]:
    """The call with one thing in it changed: in the header or in the body, a letter more, less, or another."""
    if chance.random() < 0.5:
        return _changed(chance, header.encode()).decode("latin-1"), body
    return header, _changed(chance, body)


def _changed(chance: random.Random, text: bytes) -> bytes:
    at = chance.randrange(len(text))
    kind = chance.randrange(6)
    if kind == 0:
        return text[:at] + bytes([text[at] ^ (1 << chance.randrange(8))]) + text[at + 1 :]
    if kind == 1:
        return text[:at] + bytes([chance.randrange(256)]) + text[at:]
    if kind == 2:
        return text[:at] + text[at + 1 :]
    if kind == 3:
        return text[:at]
    if kind == 4:
        return text + text[at:]
    return text[:at] + text[at:].swapcase()


def test_a_thousand_mutated_calls__are_all_refused(server):
    chance = random.Random(9)
    header, tried = signed(BODY)[HEADER], 0
    docuseal_webhooks.verified({HEADER: header}, BODY, secret=SECRET)
    through_the_door = []
    while tried < 1000:
        changed, body = mutated(chance, header, BODY)
        if (changed, body) == (header, BODY):
            continue
        tried += 1
        with pytest.raises(WebhookUnverified):
            docuseal_webhooks.verified({HEADER: changed}, body, secret=SECRET)
        if tried % 25 == 0 and changed.isprintable():
            through_the_door.append((changed, body))
    assert len(through_the_door) > 20
    assert {post(body, {HEADER: changed}).status_code for changed, body in through_the_door} == {401}
    assert (kept(), Signer.objects.count()) == ((0, 0), 0)
