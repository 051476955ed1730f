"""A paper that was signed here, and then changed: the command finds it, and so does whoever asks us for it."""

import json
import logging
import subprocess
from io import StringIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.generic import pdf_name

from core import storage
from documents.signatures.examining import report_of
from esign.management.commands import esign_verify
from tests.documents.signatures import samples, tampering
from tests.esign.conftest import FIRST, SECOND, initiate
from tests.esign.test_signing import mailed, sign

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.embedded_only]


def _field(writer, name):
    found = [one.get_object() for one in writer.root["/AcroForm"]["/Fields"] if one.get_object()["/T"] == name]
    return found[0]


def _without_value(writer):
    field = _field(writer, "signer-1")
    del field["/V"]
    writer.update_container(field)


def _another_date(writer):
    field = _field(writer, "signer-1-date")
    field[pdf_name("/V")] = generic.TextStringObject("1 Jan 2020")
    writer.update_container(field)


def _another_look(writer):
    field = _field(writer, "signer-2")
    field[pdf_name("/AP")] = generic.DictionaryObject(
        {pdf_name("/N"): writer.add_object(samples.shown("Somebody Else"))}
    )
    writer.update_container(field)


TAMPERED = {
    "a byte of a page": lambda content: content[:3000] + bytes([content[3000] ^ 1]) + content[3001:],
    "the digest of the seal": tampering.other_digest,
    "the value of the seal": tampering.other_signature_value,
    "another certificate": tampering.swapped_certificate,
    "no signature at all in its place": tampering.not_cms_at_all,
    "the range that is covered": tampering.range_moved,
    "the padding": tampering.padding_used,
    "something behind the end": tampering.junk_behind,
    "an object behind the end": tampering.object_behind,
    "the end cut off": tampering.cut_off,
    "a page written over": tampering.appended(tampering.write_over_page),
    "a page added": tampering.appended(tampering.add_page),
    "a page removed": tampering.appended(tampering.remove_page),
    "another title": tampering.appended(tampering.change_metadata),
    "a field added": tampering.appended(tampering.add_field),
    "a signature taken out": tampering.appended(_without_value),
    "another date": tampering.appended(_another_date),
    "another look of a signature": tampering.appended(_another_look),
    "all signatures taken out": tampering.appended(tampering.remove_all_signatures),
}


@pytest.fixture
def signed(agreement) -> tuple[bytes, str]:
    """The finished file, and the code that is printed on it."""
    envelope, token = initiate(agreement)
    sign(token, FIRST["name"])
    sign(mailed(envelope.signers.get(position=1)), SECOND["name"])
    envelope.refresh_from_db()
    assert envelope.status == "completed"
    return storage.read(envelope.file_checksum), agreement.revision.order.verify_code


def verified(path, monkeypatch) -> tuple[int, dict]:
    out = StringIO()
    monkeypatch.setattr(esign_verify, "examined", lambda content, trusted: report_of(content, trusted))
    try:
        call_command("esign_verify", str(path), "--json", stdout=out)
    except SystemExit as ended:
        return int(ended.code), json.loads(out.getvalue())
    return 0, json.loads(out.getvalue())


def test_changed_file__is_found_by_the_command_and_is_none_of_ours(signed, client, tmp_path, monkeypatch):
    content, code = signed
    logging.disable()
    file, missed = tmp_path / "paper.pdf", {}
    try:
        for name, change in TAMPERED.items():
            changed = change(content)
            file.write_bytes(changed)
            status, told = verified(file, monkeypatch)
            asked = client.post("/api/docs/verify", {"file": SimpleUploadedFile("paper.pdf", changed)}).json()
            if (status, told["holds"] is True, told["issuedHere"], asked["valid"]) != (1, False, False, False):
                missed[name] = (status, told["holds"], told["issuedHere"], asked["valid"])
            assert name == "all signatures taken out" or told["problems"], name
    finally:
        logging.disable(logging.NOTSET)
    assert missed == {}
    page = client.post(f"/verify/{code}", {"file": SimpleUploadedFile("paper.pdf", changed)}).content.decode()
    assert "This is not a file that we issued." in page


def test_file_as_it_was_signed__holds_for_us_for_poppler_and_for_whoever_asks(signed, client, tmp_path, monkeypatch):
    content, code = signed
    file = tmp_path / "paper.pdf"
    file.write_bytes(content)
    status, told = verified(file, monkeypatch)
    assert (status, told["count"], told["holds"], told["coversWholeFile"], told["issuedHere"]) == (
        0,
        3,
        True,
        True,
        True,
    )
    said = subprocess.run(["pdfsig", "-nocert", str(file)], capture_output=True, text=True, check=True).stdout
    assert said.count("Signature is Valid.") == 3
    assert "Total document signed" in said
    asked = client.post("/api/docs/verify", {"file": SimpleUploadedFile("paper.pdf", content)}).json()
    assert (asked["valid"], asked["signatureCount"], asked["signaturesValid"]) == (True, 3, True)
    by_code = client.get(f"/api/docs/verify/{code}").json()
    assert (by_code["valid"], by_code["signatureCount"], by_code["signaturesBy"]) == (True, 3, "us")
