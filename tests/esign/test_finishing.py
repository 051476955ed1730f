"""The file: one act after the other, sealed, validated by our own validator, and only then completed."""

import copy
import datetime as dt
import json
import uuid
from io import StringIO
from types import SimpleNamespace

import pytest
from django.core.management import call_command
from django.utils import timezone

from cases.services import hold_place
from core import storage
from core.backends import NotAuthorised
from core.models import AuditEntry, Job
from documents.models import Revision
from documents.signatures.examining import report_of
from esign import sealing
from esign.exceptions import SignedFileInvalid, SigningKeyUnusable
from esign.models import Envelope, Signer
from esign.sealing.exceptions import TsaUnavailable
from esign.services import (
    attesting,
    completing,
    envelope_attest,
    envelope_sign,
    own_certificates,
    papers,
    signing_keys,
    stamping,
    timestamps_owed,
)
from esign.services.evidence import certificate_make
from tests.documents.signatures import samples
from tests.esign.conftest import FIRST, SECOND, entered, initiate
from tests.esign.test_signing import SEEN, act, mailed, sign
from tests.racing import at_once

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def examined_here(monkeypatch):
    """Our own files are examined in this process; in one of its own it is tried with the command, and with hostile
    files (tests/documents/signatures).
    """
    monkeypatch.setattr(papers, "examined", lambda content, trusted: report_of(content, trusted))


@pytest.fixture
def later(monkeypatch):
    """Acts are kept; the job that writes them into the file is run by the test."""
    monkeypatch.setattr("esign.tasks.attesting", SimpleNamespace(envelope_attest=lambda envelope_id: ""))


def both_acted(agreement) -> Envelope:
    envelope, token = initiate(agreement, workflow="parallel")
    second = mailed(envelope.signers.get(position=1))
    sign(token, FIRST["name"])
    sign(second, SECOND["name"])
    return envelope


def finish(envelope: Envelope) -> Envelope:
    attesting.envelope_attest(envelope_id=envelope.pk)
    envelope.refresh_from_db()
    return envelope


def test_finished_file__begins_with_the_approved_one_and_holds(agreement, later):
    envelope = finish(both_acted(agreement))
    content = storage.read(envelope.file_checksum)
    assert content.startswith(storage.read(agreement.revision.checksum))
    report = report_of(content, own_certificates())
    assert (report.count, report.holds, report.covers_whole_file, report.unfilled) == (3, True, True, ())
    assert [(one.field, one.kind) for one in report.signatures][-1] == ("seal", "seal")
    assert all(one.trusted for one in report.signatures)


def test_three_jobs_at_once__write_each_act_once(agreement, later):
    envelope = both_acted(agreement)
    _, errors = at_once(*[lambda: attesting.envelope_attest(envelope_id=envelope.pk)] * 3)
    assert errors == []
    envelope = finish(envelope)
    assert (envelope.status, Revision.objects.filter(document=envelope.document, status="signed").count()) == (
        "completed",
        1,
    )
    verbs = AuditEntry.objects.filter(subject_id=str(envelope.pk)).values_list("verb", flat=True)
    assert (list(verbs).count("signer.attested"), list(verbs).count("envelope.completed")) == (2, 1)
    report = report_of(storage.read(envelope.file_checksum))
    assert report.count == 3


STEPS = ["attested-1", "attested-2", "sealed", "accepted", "taken", "kept"]


@pytest.mark.embedded_only
@pytest.mark.parametrize("step", STEPS)
def test_job_cut_off_at_any_step__goes_on_when_it_is_run_again(agreement, later, monkeypatch, step):
    class Cut(Exception):
        pass

    envelope = both_acted(agreement)
    calls = {"attested": 0}
    with monkeypatch.context() as patch:

        def cutting(name, really):
            def call(*args, **named):
                made = really(*args, **named)
                calls[name] = calls.get(name, 0) + 1
                if step in (name, f"{name}-{calls[name]}"):
                    raise Cut
                return made

            return call

        patch.setattr(papers, "attested", cutting("attested", papers.attested))
        patch.setattr(papers, "sealed", cutting("sealed", papers.sealed))
        patch.setattr(papers, "require_accepted", cutting("accepted", papers.require_accepted))
        patch.setattr(completing.documents, "signed_file_take", cutting("taken", completing.documents.signed_file_take))
        patch.setattr(completing.documents, "signed_file_keep", cutting("kept", completing.documents.signed_file_keep))
        with pytest.raises(Cut):
            attesting.envelope_attest(envelope_id=envelope.pk)
    assert not Revision.objects.filter(document=envelope.document, status="signed").exists()
    envelope = finish(envelope)
    assert (envelope.status, envelope.signed_revision.number) == ("completed", 2)


def test_file_that_our_validator_refuses__completes_nothing_and_is_told_once(agreement, later, monkeypatch):
    envelope = both_acted(agreement)
    monkeypatch.setattr(sealing, "seal", lambda pdf, **more: pdf)
    for _ in range(2):
        with pytest.raises(SignedFileInvalid):
            attesting.envelope_attest(envelope_id=envelope.pk)
    envelope.refresh_from_db()
    assert (envelope.status, envelope.signed_revision) == ("partially_signed", None)
    assert "seal" in envelope.problem
    assert AuditEntry.objects.filter(verb="envelope.troubled").count() == 1
    monkeypatch.undo()
    assert finish(envelope).problem == ""


@pytest.mark.embedded_only
@pytest.mark.parametrize(
    "change",
    [
        lambda content: content + b"\n%%EOF\n",
        lambda content: content[:-200],
        lambda content: (
            content.replace(b"/Type /Page\n", b"/Type /Pag\n", 1)
            if b"/Type /Page\n" in content
            else content[:500] + b"X" + content[501:]
        ),
        lambda content: b"%PDF-1.7\n%another\n" + content,
    ],
)
def test_finished_file_that_was_changed__is_not_accepted(agreement, later, change):
    envelope = finish(both_acted(agreement))
    content = storage.read(envelope.file_checksum)
    papers.require_accepted(envelope, content)
    with pytest.raises(SignedFileInvalid):
        papers.require_accepted(envelope, change(content))


def test_finished_file_of_another_paper__is_not_accepted(agreement, later):
    envelope = finish(both_acted(agreement))
    content = storage.read(envelope.file_checksum)
    envelope.checksum = "sha256:" + "0" * 64
    with pytest.raises(SignedFileInvalid, match="begin with the approved"):
        papers.require_accepted(envelope, content)


def test_void_while_acts_are_written__ends_it_there(agreement, later, monkeypatch):
    from esign.services import envelope_void

    envelope = both_acted(agreement)
    really = papers.attested

    def voided_meanwhile(one, signer):
        if Envelope.objects.get(pk=one.pk).status != "voided":
            envelope_void(actor=agreement.lawyer, envelope=one, reason="Stop.")
        return really(one, signer)

    monkeypatch.setattr(papers, "attested", voided_meanwhile)
    assert attesting.envelope_attest(envelope_id=envelope.pk) == "voided"
    assert not Signer.objects.exclude(attested_at=None).exists()


def test_hold_that_comes_while_people_sign__does_not_undo_their_signing(agreement, later):
    envelope = both_acted(agreement)
    hold_place(actor=None, case=agreement.case, kind="payment", blocks=["sign"], reason="Invoice 7 is unpaid")
    assert finish(envelope).status == "completed"


def stamper(monkeypatch, *, away=False):
    """A time-stamp authority here, or one that does not answer."""
    tsa = copy.copy(samples.stamper())
    if away:

        async def gone(*args, **named):
            raise TsaUnavailable

        tsa.async_timestamp = gone
    monkeypatch.setattr(papers, "authority", lambda: tsa)
    monkeypatch.setattr(stamping, "authority", lambda: tsa)


def test_authority__stamps_every_signature(agreement, later, monkeypatch):
    stamper(monkeypatch)
    envelope = finish(both_acted(agreement))
    assert (envelope.seal_facts["level"], envelope.timestamp_owed) == ("PAdES B-T", False)


def test_authority_that_is_away__is_asked_later_and_its_stamp_is_another_file(agreement, later, monkeypatch, settings):
    settings.ESIGN_TSA_URL = "http://127.0.0.1:9/tsa"
    stamper(monkeypatch, away=True)
    envelope = finish(both_acted(agreement))
    sealed = envelope.signed_revision
    assert (envelope.status, envelope.seal_facts["level"], envelope.timestamp_owed) == ("completed", "PAdES B-B", True)
    with pytest.raises(TsaUnavailable):
        stamping.envelope_timestamp(envelope_id=envelope.pk)
    stamper(monkeypatch)
    assert timestamps_owed() == 1
    envelope.refresh_from_db()
    assert (envelope.timestamp_owed, timestamps_owed()) == (False, 0)
    stamped = envelope.signed_revision
    assert (stamped.number, stamped.status, stamped.executed_from) == (3, "signed", agreement.revision)
    assert storage.read(stamped.checksum).startswith(storage.read(sealed.checksum))
    sealed.refresh_from_db()
    assert sealed.status == "signed"
    assert stamping.envelope_timestamp(envelope_id=envelope.pk) is False


def test_production__signs_with_no_self_made_certificate(agreement, settings):
    settings.ENVIRONMENT = "production"
    with pytest.raises(SigningKeyUnusable):
        initiate(agreement)
    assert not Envelope.objects.exists()


@pytest.mark.parametrize(("age", "told"), [(1, False), (669, False), (671, True), (731, True)])
def test_certificate__is_told_from_sixty_days_before_its_end(db, monkeypatch, age, told):
    keys = sealing.Keys.self_made("Hain", at=timezone.now() - dt.timedelta(days=age))
    monkeypatch.setattr(signing_keys, "_read", lambda *files: keys)
    published = []
    monkeypatch.setattr(signing_keys.events, "publish", published.append)
    assert signing_keys.keys_watch() is told
    assert [one.day for one in published] == ([keys.expires_at.date().isoformat()] if told else [])
    if age == 731:
        with pytest.raises(NotAuthorised, match="expired"):
            signing_keys.signing_key_health()
    else:
        assert ("renew it now" in signing_keys.signing_key_health()) is told


def verify(path, *flags) -> tuple[int, str]:
    out = StringIO()
    try:
        call_command("esign_verify", str(path), *flags, stdout=out)
    except SystemExit as ended:
        return int(ended.code), out.getvalue()
    return 0, out.getvalue()


def test_command__says_whether_a_file_holds(agreement, later, tmp_path):
    envelope = finish(both_acted(agreement))
    file = tmp_path / "signed.pdf"
    content = storage.read(envelope.file_checksum)
    file.write_bytes(content)
    code, said = verify(file)
    assert (code, "All signatures hold." in said, "This very file was issued here." in said) == (0, True, True)
    file.write_bytes(content + b"%junk\n")
    code, said = verify(file, "--json")
    told = json.loads(said)
    assert (code, told["holds"], told["issuedHere"]) == (1, False, False)
    assert told["problems"]


def test_evidence__names_files_people_consent_and_events(agreement, later):
    envelope = finish(both_acted(agreement))
    checksum = certificate_make(envelope_id=envelope.pk)
    envelope.refresh_from_db()
    told = envelope.evidence
    assert envelope.certificate_checksum == checksum
    assert told["document"]["approved"]["checksum"] == agreement.revision.checksum
    assert told["document"]["signed"]["checksum"] == envelope.signed_revision.checksum
    assert [one["name"] for one in told["people"]] == [FIRST["name"], SECOND["name"]]
    person = told["people"][0]
    assert (person["identity"]["codeSentTo"], person["address"]) == (FIRST["email"], "203.0.113.9")
    assert person["identity"]["codeEnteredAt"] <= person["viewedAt"] <= person["actedAt"]
    assert told["consents"][0]["text"].startswith("I have read this document.")
    assert [one["type"] for one in told["events"]][-1] == "envelope.completed"
    numbers = [one["sequence"] for one in told["events"]]
    assert None not in numbers and numbers == sorted(numbers)
    assert any("Rule 6" in one for one in told["statements"])
    assert certificate_make(envelope_id=envelope.pk) == checksum


def test_job_for_an_unknown_envelope__fails_for_good(db):
    with pytest.raises(Envelope.DoesNotExist):
        envelope_attest(envelope_id=uuid.uuid4())


def test_act_of_an_approver__is_attested_as_approval(agreement, later):
    people = (FIRST, {**SECOND, "role": "approver"}, {"name": "Copy", "email": "copy@example.com", "role": "cc"})
    envelope, token = initiate(agreement, *people, workflow="parallel")
    second = mailed(envelope.signers.get(position=1))
    sign(token, FIRST["name"])
    sign(second, SECOND["name"])
    assert finish(envelope).status == "completed"
    assert [one.status for one in envelope.signers.all()] == ["signed", "signed", "copied"]


def test_job_of_the_act__is_asked_for_with_the_act(agreement, later):
    _, token = initiate(agreement)
    link, _ = entered(token)
    before = Job.objects.filter(kind="esign.attest").count()
    envelope_sign(link=link, act=act(FIRST["name"]), seen=SEEN)
    assert Job.objects.filter(kind="esign.attest").count() == before + 1
