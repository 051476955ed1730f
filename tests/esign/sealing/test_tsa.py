"""Time stamps: B-T while the service answers, a typed error when it does not, a document time stamp afterwards."""

from __future__ import annotations

import datetime as dt

import pytest
from asn1crypto import tsp

from core.errors import DomainError
from esign import sealing
from esign.sealing.exceptions import TsaUnavailable
from tests.esign.sealing import checking, papers, tsa
from tests.esign.sealing.papers import AT, EVANGELINE, keys, text


def sealed_by(authority) -> bytes:
    return sealing.seal(papers.attested(), keys=keys(), reason="Everybody has signed", at=AT, tsa=authority)


def test_seal__with_a_service__carries_its_time_stamp():
    said = checking.verdicts(sealed_by(tsa.authority()), tsa.certificate())
    assert said["seal"].bottom_line
    assert said["seal"].timestamp_validity.timestamp == AT
    assert said["seal"].timestamp_validity.trusted
    assert said["signer-1"].timestamp_validity is None


def test_act__with_a_service__carries_its_time_stamp():
    one = sealing.attest(
        papers.prepared().pdf, field="signer-1", stamp=text(EVANGELINE), keys=keys(), tsa=tsa.authority()
    )
    assert checking.verdicts(one, tsa.certificate())["signer-1"].timestamp_validity.timestamp == AT


def test_service__on_the_net__is_asked_through_the_guard():
    with tsa.server() as (address, seen):
        sealed = sealed_by(sealing.authority_at(address))
    assert [one["content-type"] for one in seen] == ["application/timestamp-query"]
    assert checking.verdicts(sealed, tsa.certificate())["seal"].timestamp_validity.timestamp == AT


def test_service__that_is_down_or_refuses__is_a_typed_error():
    with tsa.server(status=500) as (address, _):
        with pytest.raises(TsaUnavailable, match="500"):
            sealed_by(sealing.authority_at(address))
    with pytest.raises(TsaUnavailable, match="did not answer"):
        sealed_by(sealing.authority_at(address))


def _rejecting(request: bytes) -> bytes:
    return tsp.TimeStampResp({"status": {"status": "rejection", "status_string": ["not today"]}}).dump()


def _other_nonce(request: bytes) -> bytes:
    asked = tsp.TimeStampReq.load(request)
    asked["nonce"] = 5
    return tsa.answer(asked.dump())


def _other_digest(request: bytes) -> bytes:
    asked = tsp.TimeStampReq.load(request)
    asked["message_imprint"]["hashed_message"] = b"\0" * 32
    return tsa.answer(asked.dump(force=True))


@pytest.mark.parametrize(
    "fetch", [lambda _: b"", lambda _: b"<html>", lambda _: b"\x30\x80", _rejecting, _other_nonce, _other_digest]
)
def test_answer__that_is_no_time_stamp_of_this__is_a_typed_error(fetch):
    with pytest.raises(TsaUnavailable):
        sealed_by(tsa.authority(fetch))


def test_time_stamp__larger_than_its_room__is_a_typed_error(monkeypatch):
    monkeypatch.setattr("esign.sealing.tsa.TOKEN_BYTES", 1_000)
    with pytest.raises(TsaUnavailable, match="more than the 1,000 bytes"):
        sealed_by(tsa.authority())


def test_error_of_the_guard__is_told_and_can_be_tried_again():
    def fetch(_: bytes) -> bytes:
        raise DomainError("The line is dead.")

    with pytest.raises(TsaUnavailable, match="The line is dead") as caught:
        sealing.timestamped(papers.sealed(), tsa=tsa.authority(fetch))
    assert caught.value.retryable


def test_time_stamp__added_later__keeps_the_seal_whole_and_proves_the_file():
    later = sealing.timestamped(papers.sealed(), tsa=tsa.authority())
    assert later.startswith(papers.sealed())
    said = checking.verdicts(later, tsa.certificate())
    assert [one.bottom_line for one in said.values()] == [True] * 3
    (stamp,) = checking.timestamps(later, tsa.certificate()).values()
    assert (stamp.valid, stamp.trusted, stamp.timestamp) == (True, True, AT)
    again = sealing.timestamped(later, tsa=tsa.authority())
    assert list(checking.timestamps(again, tsa.certificate())) == ["timestamp-1", "timestamp-2"]
    assert all(one.bottom_line for one in checking.verdicts(again, tsa.certificate()).values())


def test_moments__of_the_service_and_of_the_act__are_told_apart():
    sealed = sealing.seal(papers.attested(), keys=keys(), reason="", at=AT - dt.timedelta(hours=2), tsa=tsa.authority())
    seal = checking.verdicts(sealed, tsa.certificate())["seal"]
    assert (seal.signer_reported_dt, seal.timestamp_validity.timestamp) == (AT - dt.timedelta(hours=2), AT)
