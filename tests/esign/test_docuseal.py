"""DocuSeal: transcribed exchanges are read as what they mean, a failure is one of the six, nothing is sent twice."""

from __future__ import annotations

import base64
import datetime as dt
import hashlib
import json
import threading
from pathlib import Path

import pytest

from core.backends import NotAuthorised, OutcomeUnknown, RateLimited, Rejected, Retryable, Unsupported
from core.errors import WebhookUnverified
from esign.backends import AskedPerson, Person, PersonNow, Spot, Submission, docuseal_answers, docuseal_webhooks
from esign.backends.docuseal import DocusealProvider, body_of
from tests.servers.docuseal_server import CLOSE, FILE, KEY, DocusealServer

ENVELOPE = "0199f3c2-7b1e-7c40-9d5b-3f1f6f9f2a77"
FIRST, SECOND = f"{ENVELOPE[:-1]}8", f"{ENVELOPE[:-1]}9"
PEOPLE = (
    Person(FIRST, "Evangeline T. Sumalinog", "legal@lawud.example", "signer", 1, spot=Spot(4, 0.14, 0.61, 0.32, 0.03)),
    Person(SECOND, "Hannah R. Velasquez-Lim", "contracts@northlight.example", "witness", 2,
           spot=Spot(4, 0.5, 0.6, 0.3, 0.03)),
)  # fmt: skip
EXPIRES = dt.datetime(2026, 12, 13, 9, 30, tzinfo=dt.timezone(dt.timedelta(hours=8)))


def submission(**changes) -> Submission:
    given = {
        "key": ENVELOPE, "title": "Mutual NDA", "filename": "Mutual NDA.pdf", "content": b"%PDF-1.7 paper",
        "people": PEOPLE, "sequential": True, "message": "", "expires_at": EXPIRES,
    }  # fmt: skip
    return Submission(**{**given, **changes})


def exchange(name: str):
    told = json.loads((Path(__file__).parent / "docuseal" / f"{name}.json").read_text())
    return told.get("answer", told)


def at(text: str) -> dt.datetime:
    return dt.datetime.fromisoformat(f"2026-11-29T{text}+00:00")


@pytest.fixture
def server(settings):
    with DocusealServer() as running:
        settings.ESIGN_DOCUSEAL_URL, settings.ESIGN_DOCUSEAL_TOKEN = running.url, KEY
        yield running


@pytest.fixture
def provider(server) -> DocusealProvider:
    return DocusealProvider()


def submitted(provider):
    return provider.submit(submission(), idempotency_key=ENVELOPE)


# --- what it says ------------------------------------------------------------------------------------------------
def test_created__is_a_receipt_with_the_pages_of_its_people():
    receipt = docuseal_answers.receipt_of(exchange("created"))
    assert receipt.external_id == "5012"
    assert receipt.people == (
        AskedPerson(FIRST, "90071", "https://docuseal.com/s/kQ2mVd7PzXw4Ls"),
        AskedPerson(SECOND, "90072", "https://docuseal.com/s/tR8nYb3HcKf9Wm"),
    )
    assert "kQ2mVd7PzXw4Ls" not in repr(receipt)


def test_created__without_the_place_of_a_person__has_an_empty_address():
    told = exchange("created")
    told["submitters"][0]["embed_src"] = "javascript:alert(1)"
    del told["submitters"][1]["embed_src"]
    assert [one.url for one in docuseal_answers.receipt_of(told).people] == ["", ""]


def test_declined__tells_who_and_why():
    snapshot = docuseal_answers.snapshot_of(exchange("declined"))
    assert (snapshot.external_id, snapshot.status) == ("5012", "declined")
    assert snapshot.people == (
        PersonNow(FIRST, "90071", "signed", at("02:04:40.120"), "", at("02:01:55.004")),
        PersonNow(
            SECOND, "90072", "declined", at("03:12:08.090"), "The term is too long. Three years at most.",
            at("03:10:13.551"),
        ),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("changes", "first", "status"),
    [
        ({}, "sent", "sent"),
        ({}, "opened", "viewed"),
        ({}, "completed", "partially_signed"),
        ({"status": "completed"}, "completed", "completed"),
        ({"status": "expired"}, "sent", "expired"),
        ({"archived_at": "2026-11-29T05:00:00Z"}, "opened", "voided"),
        ({"status": "completed", "archived_at": "2026-11-29T05:00:00Z"}, "completed", "completed"),
        ({"status": "something new"}, "something new", "sent"),
    ],
)
def test_submission__stands_as_its_words_say(changes, first, status):
    told = {**exchange("created"), **changes}
    told["submitters"][0]["status"] = first
    assert docuseal_answers.snapshot_of(told).status == status


def test_lists__give_the_submission_and_the_document():
    assert docuseal_answers.submissions_in(exchange("found")) == [5012]
    assert docuseal_answers.document_in(exchange("documents")) == "https://docuseal.com/file/hash/paper.pdf"


@pytest.mark.parametrize(
    "told", [None, [], {}, {"id": "5012", "submitters": []}, {"id": True, "submitters": []}, {"id": 5012},
             {"id": 5012, "submitters": [None]}, {"id": 5012, "submitters": [{"id": -1}]},
             {"id": 5, "submitters": [{"id": 1, "opened_at": "yesterday"}]}],
)  # fmt: skip
def test_answer__of_another_form__is_rejected(told):
    with pytest.raises(Rejected):
        docuseal_answers.snapshot_of(told)


# --- what is sent ------------------------------------------------------------------------------------------------
def test_body__has_the_paper_its_fields_and_its_people_in_their_order():
    body = body_of(submission(), ENVELOPE)
    assert body["documents"] == [
        {
            "name": "Mutual NDA.pdf",
            "file": base64.b64encode(b"%PDF-1.7 paper").decode(),
            "fields": [
                {"name": "Signature 1", "type": "signature", "role": "Signer 1", "required": True,
                 "areas": [{"x": 0.14, "y": 0.61, "w": 0.32, "h": 0.03, "page": 4}]},
                {"name": "Signature 2", "type": "signature", "role": "Signer 2", "required": True,
                 "areas": [{"x": 0.5, "y": 0.6, "w": 0.3, "h": 0.03, "page": 4}]},
            ],
        }
    ]  # fmt: skip
    assert body["submitters"][1] == {
        "role": "Signer 2", "name": "Hannah R. Velasquez-Lim", "email": "contracts@northlight.example",
        "external_id": f"{ENVELOPE}.1", "metadata": {"hain_signer": SECOND}, "order": 1, "require_email_2fa": True,
    }  # fmt: skip
    assert (body["name"], body["order"], body["send_email"]) == ("Mutual NDA", "preserved", True)
    assert body["expire_at"] == "2026-12-13 01:30:00 UTC"
    assert "message" not in body
    assert body_of(submission(sequential=False), ENVELOPE)["order"] == "random"


def test_body__puts_initials_on_every_page_and_no_variable_of_the_senders_in_the_mail():
    marked = Person(
        FIRST, "E", "e@example.com", "signer", 1, spot=PEOPLE[0].spot, initials=(Spot(1, 0.1, 0.9, 0.05, 0.02),)
    )
    body = body_of(submission(people=[marked], message="Good day {{account.name}}"), ENVELOPE)
    assert body["documents"][0]["fields"][1] == {
        "name": "Initials 1", "type": "initials", "role": "Signer 1", "required": True,
        "areas": [{"x": 0.1, "y": 0.9, "w": 0.05, "h": 0.02, "page": 1}],
    }  # fmt: skip
    assert body["message"]["body"] == "Good day { {account.name}}\n\n{{submitter.link}}"


# --- the calls ---------------------------------------------------------------------------------------------------
def test_submit__twice_with_one_key__sends_once(server, provider):
    first = submitted(provider)
    assert [(one.method, one.path) for one in server.calls] == [
        ("GET", "/api/submitters"), ("POST", "/api/submissions/pdf"),
    ]  # fmt: skip
    assert server.calls[0].query["external_id"] == f"{ENVELOPE}.0"
    assert {one.key for one in server.calls} == {KEY}
    assert submitted(provider) == first
    assert len(server.submissions) == 1


@pytest.mark.parametrize("broken", [CLOSE, 500, 502, 504, b"<html>", b"{}", b'{"id": 12}'])
def test_submit__with_an_outcome_that_nobody_knows__is_found_and_not_sent_again(server, provider, broken):
    server.answers.append(("POST", broken))
    with pytest.raises(OutcomeUnknown):
        submitted(provider)
    assert [one.method for one in server.calls].count("POST") == 1
    if isinstance(broken, int):
        assert provider.find(ENVELOPE) is None
    else:
        assert [one.key for one in provider.find(ENVELOPE).people] == [FIRST, SECOND]


def test_submit__timed_out_after_it_was_sent__has_an_unknown_outcome(server, provider, monkeypatch):
    monkeypatch.setattr("esign.backends.docuseal.SUBMIT_SECONDS", 0.2)
    slow = server._done
    released = []

    def done(call):
        if call.method == "POST":
            made = slow(call)
            waiting = threading.Event()
            released.append(waiting)
            waiting.wait(5)
            return made
        return slow(call)

    monkeypatch.setattr(server, "_done", done)
    with pytest.raises(OutcomeUnknown):
        submitted(provider)
    released[0].set()
    assert provider.find(ENVELOPE).external_id == "12"


@pytest.mark.parametrize(
    ("status", "error"),
    [(401, NotAuthorised), (403, NotAuthorised), (404, Rejected), (405, Unsupported), (422, Rejected),
     (429, RateLimited), (503, Retryable)],
)  # fmt: skip
def test_submit__refused_with_a_status__raises_what_it_means_and_leaves_nothing(server, provider, status, error):
    server.answers.append(("POST", status))
    with pytest.raises(error):
        submitted(provider)
    assert server.submissions == {}


def test_look_before_sending__that_fails__sends_nothing(server, provider):
    server.answers.append(("GET", 503))
    with pytest.raises(Retryable):
        submitted(provider)
    assert [one.method for one in server.calls] == ["GET"]


def test_address_that_nobody_listens_at__is_retryable(settings, provider):
    settings.ESIGN_DOCUSEAL_URL = "http://127.0.0.1:9/api"
    with pytest.raises(Retryable):
        submitted(provider)


def test_without_a_key__nothing_is_called(settings, server, provider):
    settings.ESIGN_DOCUSEAL_TOKEN = ""
    with pytest.raises(NotAuthorised):
        provider.fetch("12")
    assert (server.calls, provider.check().ok) == ([], False)


def test_person_without_a_spot__is_refused_before_anything_is_sent(server, provider):
    homeless = Person(FIRST, "E", "e@example.com", "signer", 1)
    with pytest.raises(Rejected):
        provider.submit(submission(people=[homeless]), idempotency_key=ENVELOPE)
    assert server.submissions == {}


@pytest.mark.parametrize("external_id", ["", "12/documents", "../templates", "１２", "12?x=1", "-1"])
def test_id_that_is_no_number__is_rejected_and_not_asked_for(server, provider, external_id):
    with pytest.raises(Rejected):
        provider.fetch(external_id)
    assert server.calls == []


# --- the signed file -----------------------------------------------------------------------------------------------
def completed(server, provider) -> str:
    receipt = submitted(provider)
    server.act(0, "completed")
    server.act(1, "completed")
    return receipt.external_id


def test_signed_file__comes_from_the_host_of_the_settings_without_the_key(server, provider):
    assert provider.signed_file(completed(server, provider)) == FILE
    assert server.calls[-2].query == {"merge": "true"}
    assert (server.calls[-1].path, server.calls[-1].key) == ("/file/signed.pdf", "")


@pytest.mark.parametrize(
    "address", ["http://localhost:{port}/file/signed.pdf", "http://127.0.0.1:1/file/signed.pdf",
                "http://10.0.0.7/file/signed.pdf", "http://169.254.169.254/latest/meta-data", "file:///etc/passwd",
                "ftp://127.0.0.1:{port}/file/signed.pdf", "http://a:b@127.0.0.1:{port}/file/signed.pdf",
                "http://127.0.0.1:{port}@[::1]/file/signed.pdf", "http://127.0.0.1:x/", "//127.0.0.1:{port}/", ""],
)  # fmt: skip
def test_signed_file__at_an_address_inside_another_network__is_not_fetched(server, provider, address):
    number = completed(server, provider)
    server.file_url = address.format(port=server.home.rpartition(":")[2]) or " "
    with pytest.raises(Rejected):
        provider.signed_file(number)
    assert server.calls[-1].path != "/file/signed.pdf"


def test_signed_file__that_is_no_pdf__is_rejected(server, provider):
    server.file = b"<html>Log in</html>"
    with pytest.raises(Rejected):
        provider.signed_file(completed(server, provider))


# --- withdrawing and reminding -----------------------------------------------------------------------------------
def test_cancel__archives_what_runs_and_leaves_what_has_ended(server, provider):
    number = submitted(provider).external_id
    provider.cancel(number)
    assert provider.fetch(number).status == "voided"
    provider.cancel(number)
    assert [one.method for one in server.calls].count("DELETE") == 1


def test_cancel__of_a_completed_one__leaves_it(server, provider):
    number = completed(server, provider)
    provider.cancel(number)
    assert (provider.fetch(number).status, server.only()["archived_at"]) == ("completed", None)


def test_remind__asks_for_one_more_mail_to_that_person(server, provider):
    receipt = submitted(provider)
    provider.remind(receipt.external_id, receipt.people[0])
    assert (server.calls[-1].method, server.calls[-1].path) == ("PUT", "/api/submitters/1200")
    assert server.calls[-1].body == {"send_email": True}
    server.act(0, "completed")
    with pytest.raises(Rejected):
        provider.remind(receipt.external_id, receipt.people[0])


# --- what it calls us with -----------------------------------------------------------------------------------------
def test_signature__of_the_known_vector__is_right(monkeypatch):
    digest = "f5a131af104d1c1624551668e089377efc5317cc715258c10d2c12d6cf67cb4e"
    assert docuseal_webhooks.signature_of(b'{"a":1}', at="1700000000", secret="test_secret") == digest
    headers = {"x-DOCUSEAL-signature": f"1700000000.{digest}"}
    for now, holds in ((1_700_000_300, True), (1_699_999_700, True), (1_700_000_301, False), (1_699_999_699, False)):
        monkeypatch.setattr("time.time", lambda now=now: float(now))
        if holds:
            identity = docuseal_webhooks.verified(headers, b'{"a":1}', secret="test_secret")
            assert identity == hashlib.sha256(b'{"a":1}').hexdigest()
        else:
            with pytest.raises(WebhookUnverified):
                docuseal_webhooks.verified(headers, b'{"a":1}', secret="test_secret")


def test_no_secret__verifies_nothing(monkeypatch):
    monkeypatch.setattr("time.time", lambda: 1_700_000_000.0)
    digest = docuseal_webhooks.signature_of(b"{}", at="1700000000", secret="")
    with pytest.raises(WebhookUnverified):
        docuseal_webhooks.verified({"X-Docuseal-Signature": f"1700000000.{digest}"}, b"{}", secret="")


@pytest.mark.parametrize(
    ("name", "kind", "when"),
    [
        ("form_completed", "form.completed", "02:04:40.120"),
        ("submission_completed", "submission.completed", "04:20:31.777"),
    ],
)
def test_call__names_its_submission(name, kind, when):
    body = json.dumps(exchange(name)).encode()
    (told,) = docuseal_webhooks.told_in(body)
    assert (told.external_id, told.kind, told.at) == ("5012", kind, at(when))


def test_call_about_a_template__tells_nothing():
    assert (
        docuseal_webhooks.told_in(
            b'{"event_type":"template.created","timestamp":"2026-11-29T02:04:40Z","data":{"id":6}}'
        )
        == []
    )


@pytest.mark.parametrize(
    "body", [b"", b"null", b"[]", b"{}", b'{"data": 5}', b"\xff\xfe", b"[" * 100_000,
             b'{"event_type":"form.viewed","timestamp":"2026-11-29T02:04:40Z","data":{"id":6}}',
             b'{"event_type":"submission.created","timestamp":"then","data":{"id":6}}',
             b'{"event_type":"submission.created","data":{"id":6}}',
             b'{"event_type":"submission.created","timestamp":"2026-11-29T02:04:40Z","data":{"id":"6"}}'],
)  # fmt: skip
def test_call__that_cannot_be_read__is_rejected(body):
    with pytest.raises(Rejected):
        docuseal_webhooks.told_in(body)
