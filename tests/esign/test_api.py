"""`/api/esign`: the contract, who may, and what bad input gets."""

import json

import pytest

from core.models import Job
from esign.models import Envelope
from tests.esign.conftest import FIRST, SECOND, entered, initiate

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def call(client):
    from rest_framework_simplejwt.tokens import AccessToken

    def send(method, path, user, body=None, **headers):
        token = AccessToken.for_user(user)
        return client.generic(
            method, f"/api/esign/{path}", "" if body is None else json.dumps(body),
            content_type="application/json", headers={"Authorization": f"Bearer {token}", **headers},
        )  # fmt: skip

    return send


def asked(agreement, **changes):
    people = [{**FIRST, "role": "signer", "order": 1}, {**SECOND, "order": 2}]
    return {"docId": str(agreement.revision.document_id), "signers": people, "workflow": "sequential", **changes}


def test_initiate__gives_the_link_of_the_first_signer(agreement, call, settings):
    answer = call("POST", "initiate", agreement.lawyer, asked(agreement, expiresInDays=3, message="Please."))
    assert answer.status_code == 201
    told = answer.json()
    assert told["signingUrl"].startswith(f"{settings.PUBLIC_URL}/sign/")
    assert told["signers"] == [
        {"email": FIRST["email"], "status": "sent"},
        {"email": SECOND["email"], "status": "waiting"},
    ]
    envelope = Envelope.objects.get(pk=told["trackingId"])
    assert (envelope.status, envelope.message, envelope.checksum) == ("sent", "Please.", agreement.revision.checksum)
    shown = call("GET", told["trackingId"], agreement.client).json()
    assert (shown["status"], shown["docId"]) == ("sent", str(agreement.revision.document_id))
    assert "signer.code_sent" not in [one["type"] for one in shown["events"]]
    assert told["signingUrl"].rpartition("/")[2] not in json.dumps(shown)


def test_initiate__twice_with_one_key__sends_once_and_gives_the_same_link(agreement, call):
    key = {"Idempotency-Key": "once"}
    first = call("POST", "initiate", agreement.lawyer, asked(agreement), **key)
    again = call("POST", "initiate", agreement.lawyer, asked(agreement), **key)
    assert (first.json(), again["Idempotency-Replayed"]) == (again.json(), "true")
    assert Envelope.objects.count() == 1


def test_initiate__names_the_revision_that_is_meant(agreement, call):
    wrong = asked(agreement, revision=1, checksum="sha256:" + "0" * 64)
    assert call("POST", "initiate", agreement.lawyer, wrong).json()["code"] == "revision-not-named"
    right = asked(agreement, revision=1, checksum=agreement.revision.checksum)
    assert call("POST", "initiate", agreement.lawyer, right).status_code == 201


@pytest.mark.parametrize(
    ("who", "status"), [("client", 403), ("other_lawyer", 404)],
)  # fmt: skip
def test_initiate__by_who_may_not__sends_nothing(agreement, call, who, status):
    assert call("POST", "initiate", getattr(agreement, who), asked(agreement)).status_code == status
    assert not Envelope.objects.exists()


def test_initiate__of_a_paper_of_another_form__is_409_with_its_reasons(agreement, call):
    template = agreement.revision.document.template
    template.execution = "wet+notary"
    template.save(update_fields=["execution"])
    answer = call("POST", "initiate", agreement.lawyer, asked(agreement))
    assert (answer.status_code, answer.json()["reasons"][0]["code"]) == (409, "execution-not-esign")


@pytest.mark.parametrize(
    ("changes", "pointers"),
    [
        ({"signers": []}, ["/signers"]),
        ({"signers": None}, ["/signers"]),
        ({"signers": [FIRST] * 51}, ["/signers"]),
        ({"signers": [FIRST, FIRST], "workflow": "parallel"}, ["/signers/1/email"]),
        ({"signers": [{**FIRST, "email": "x"}]}, ["/signers/0/email"]),
        ({"signers": [{**FIRST, "role": "notary"}]}, ["/signers/0/role"]),
        ({"signers": [{"name": "A"}]}, ["/signers/0/email"]),
        ({"signers": "all"}, ["/signers"]),
        ({"workflow": "random"}, ["/workflow"]),
        ({"expiresInDays": 0}, ["/expiresInDays"]),
        ({"docId": "x"}, ["/docId"]),
    ],
)
def test_initiate__with_bad_input__names_each_fault_and_sends_nothing(agreement, call, changes, pointers):
    jobs = Job.objects.count()
    answer = call("POST", "initiate", agreement.lawyer, asked(agreement, **changes))
    assert answer.status_code == 422
    assert [one["pointer"] for one in answer.json()["errors"]] == pointers
    assert (Envelope.objects.count(), Job.objects.count()) == (0, jobs)


def test_unknown_document__is_404(agreement, call):
    body = asked(agreement, docId="0199f3c2-7b1e-7c40-9d5b-3f1f6f9f2a77")
    assert call("POST", "initiate", agreement.lawyer, body).status_code == 404


def test_void_and_remind__give_the_envelope(agreement, call):
    path = call("POST", "initiate", agreement.lawyer, asked(agreement)).json()["trackingId"]
    assert call("POST", f"{path}/remind", agreement.lawyer, {}).json()["events"][-1]["type"] == "signer.reminded"
    assert call("POST", f"{path}/void", agreement.client, {"reason": "No."}).status_code == 403
    assert call("POST", f"{path}/void", agreement.lawyer, {}).status_code == 422
    told = call("POST", f"{path}/void", agreement.lawyer, {"reason": "Another term."}).json()
    assert (told["status"], told["endReason"]) == ("voided", "Another term.")
    assert call("POST", f"{path}/void", agreement.lawyer, {"reason": "Again."}).json()["code"] == "envelope-ended"
    assert call("POST", f"{path}/remind", agreement.lawyer, {}).status_code == 409


def test_what_is_for_staff__is_not_among_the_events_of_the_client(agreement, call):
    token = initiate(agreement)[1]
    entered(token)
    path, seen = str(Envelope.objects.get().pk), {}
    for who in ("client", "lawyer"):
        told = call("GET", path, getattr(agreement, who)).json()["events"]
        seen[who] = {one["type"] for one in told}
    assert seen["lawyer"] - seen["client"] == {"signer.code_sent", "signer.identified"}


def test_envelope_of_another_case__is_404(agreement, call):
    path = call("POST", "initiate", agreement.lawyer, asked(agreement)).json()["trackingId"]
    for method, where in (("GET", path), ("POST", f"{path}/void"), ("POST", f"{path}/remind")):
        assert call(method, where, agreement.other_lawyer, {"reason": "x"}).status_code == 404


def test_client__learns_who_signed_and_not_how_they_were_known(agreement, call, client):
    from rest_framework_simplejwt.tokens import AccessToken

    from tests.esign.conftest import initiate
    from tests.esign.test_signing import sign

    _, token = initiate(agreement)
    sign(token, FIRST["name"])
    path = f"/api/cases/{agreement.case.pk}/timeline?limit=200"
    seen = {}
    for who in ("client", "lawyer"):
        user = getattr(agreement, who)
        seen[who] = client.get(path, headers={"Authorization": f"Bearer {AccessToken.for_user(user)}"}).json()[
            "results"
        ]
    signed = {who: [one for one in rows if one["verb"] == "signer.signed"] for who, rows in seen.items()}
    assert signed["client"][0]["facts"]["name"] == FIRST["name"]
    assert signed["lawyer"][0]["facts"]["address"] == "203.0.113.9"
    assert not any(secret in json.dumps(seen["client"]) for secret in ("203.0.113.9", FIRST["email"], "Test browser"))
