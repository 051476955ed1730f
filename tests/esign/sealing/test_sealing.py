"""From an approved paper to a sealed one: what is in the file after each step, and what is refused."""

from __future__ import annotations

import datetime as dt
import io

import pypdfium2
import pytest
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.content import RawContent
from pyhanko.pdf_utils.generic import pdf_name
from pyhanko.pdf_utils.layout import BoxConstraints
from pyhanko.sign.diff_analysis import ModificationLevel
from pyhanko.sign.fields import SigFieldSpec, append_signature_field
from pyhanko.sign.validation.status import SignatureCoverageLevel

from core.errors import InvalidInput
from esign import sealing
from esign.sealing.exceptions import (
    CertificateExpired,
    FieldFilled,
    FieldUnknown,
    PdfNotSealable,
    SignaturesMissing,
)
from tests.esign.sealing import checking, papers
from tests.esign.sealing.papers import AT, CODE, EVANGELINE, HANNAH, REASON, keys, parties, text


def words(pdf: bytes, page: int) -> str:
    """The text of a page with what its fields show."""
    document = pypdfium2.PdfDocument(pdf)
    document.init_forms()
    flat = document[page]
    pypdfium2.raw.FPDFPage_Flatten(flat, pypdfium2.raw.FLAT_NORMALDISPLAY)
    out = io.BytesIO()
    document.save(out)
    return pypdfium2.PdfDocument(out.getvalue())[page].get_textpage().get_text_range()


def test_prepare__keeps_the_approved_bytes_and_gives_the_same_each_time():
    approved = papers.nda()
    ready = papers.prepared()
    assert ready.pdf.startswith(approved)
    assert ready.approved_bytes == len(approved)
    assert sealing.prepare(approved, parties(EVANGELINE, HANNAH)) == ready
    assert papers.sealed().startswith(ready.pdf)


def test_prepare__makes_every_field_and_signs_none():
    ready = papers.prepared(initials=True)
    made = checking.fields(ready.pdf)
    pages = len(pypdfium2.PdfDocument(ready.pdf))
    assert set(made) == {
        "seal",
        *(name for one in ready.fields for name in (one.signature, one.date, *one.initials)),
    }
    assert [one.signature for one in ready.fields] == ["signer-1", "signer-2"]
    assert [len(one.initials) for one in ready.fields] == [pages, pages]
    assert not [name for name, one in made.items() if "/V" in one]
    assert made["signer-1"]["/TU"] == f"Signature of {EVANGELINE}"
    assert made["signer-1"]["/Lock"]["/Fields"] == ["signer-1", "signer-1-date", *ready.fields[0].initials]
    assert made["signer-1"]["/Lock"]["/P"] == 2
    assert made["seal"]["/Lock"]["/P"] == 1


def test_initials__stand_below_all_text_and_within_the_page():
    ready = papers.prepared(initials=True)
    made = checking.fields(ready.pdf)
    for number, page in enumerate(pypdfium2.PdfDocument(ready.pdf), start=1):
        for signer in ("signer-1", "signer-2"):
            left, bottom, right, top = map(float, made[f"{signer}-initials-{number}"]["/Rect"])
            assert page.get_textpage().get_text_bounded(0, 0, page.get_width(), top) == ""
            assert bottom >= 11
            assert 0 < left < right < page.get_width()


@pytest.mark.parametrize("count", [0, 51])
def test_prepare__for_nobody_or_too_many__is_refused(count):
    with pytest.raises(InvalidInput, match="one to 50"):
        sealing.prepare(papers.nda(), parties(*(f"Signer {one}" for one in range(count))))


@pytest.mark.parametrize("content", [b"", b"no pdf", b"%PDF-1.7\ntruncated"])
def test_prepare__of_no_pdf__is_refused(content):
    with pytest.raises(PdfNotSealable):
        sealing.prepare(content, parties(EVANGELINE))


def broken_inside(pdf: bytes) -> bytes:
    """The file with a stream of objects that does not unpack."""
    start = pdf.index(b"stream\n", pdf.index(b"/ObjStm")) + 10
    return pdf[:start] + bytes(20) + pdf[start + 20 :]


def test_step__on_a_paper_that_is_broken_inside__is_refused():
    field = papers.prepared().pdf.replace(b"/T (signer", b"/T >signer")
    with pytest.raises(PdfNotSealable):
        sealing.attest(field, field="signer-1", stamp=text(EVANGELINE), keys=keys())
    with pytest.raises(PdfNotSealable):
        sealing.prepare(broken_inside(papers.nda()), parties(EVANGELINE))


def test_prepare__of_a_prepared_or_an_encrypted_pdf__is_refused():
    import pikepdf  # for tests alone

    with pytest.raises(PdfNotSealable, match="signature fields already"):
        sealing.prepare(papers.prepared().pdf, parties(EVANGELINE))
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(papers.nda())) as pdf:
        pdf.save(out, encryption=pikepdf.Encryption(owner="secret", user=""))
    with pytest.raises(PdfNotSealable, match="encrypted"):
        sealing.prepare(out.getvalue(), parties(EVANGELINE))


def test_attest__shows_the_act_in_the_fields_of_its_signer_alone():
    ready = papers.prepared(initials=True)
    one = sealing.attest(ready.pdf, field="signer-2", stamp=text(HANNAH), keys=keys())
    assert one.startswith(ready.pdf)
    made = checking.fields(one)
    assert {name for name, field in made.items() if "/V" in field} == {
        "signer-2", "signer-2-date", *ready.fields[1].initials,
    }  # fmt: skip
    assert made["signer-2-date"]["/V"] == "29 Nov 2026"
    assert made["signer-2-initials-1"]["/V"] == "HRV"
    signature = made["signer-2"]["/V"]
    assert signature["/Reason"] == f"{HANNAH}: {REASON}"
    assert signature["/SubFilter"] == "/ETSI.CAdES.detached"
    assert signature["/M"] == "D:20261129103100+08'00'"
    shown = words(one, ready.fields[1].place.page)
    said = f"{HANNAH} · {REASON}\r\nAttested by Silong Law Offices · 29 Nov 2026 10:31 PHT"
    assert said in shown
    assert CODE in shown
    assert shown.count("29 Nov 2026") == 2
    assert "HRV" in words(one, 0)


def test_times__given_in_another_zone__are_shown_in_manila():
    at = dt.datetime(2026, 11, 29, 18, 5, tzinfo=dt.UTC)
    one = sealing.attest(papers.prepared().pdf, field="signer-1", stamp=text(EVANGELINE, at=at), keys=keys())
    assert checking.fields(one)["signer-1-date"]["/V"] == "30 Nov 2026"
    assert "30 Nov 2026 02:05 PHT" in words(one, papers.prepared().fields[0].place.page)


def test_sealed__is_valid_by_the_default_policy_and_the_seal_covers_the_whole_file():
    said = checking.verdicts(papers.sealed(initials=True))
    assert list(said) == ["signer-1", "signer-2", "seal"]
    assert all(one.bottom_line for one in said.values())
    assert [one.modification_level for one in said.values()] == [
        ModificationLevel.FORM_FILLING, ModificationLevel.FORM_FILLING, ModificationLevel.NONE,
    ]  # fmt: skip
    assert said["seal"].coverage == SignatureCoverageLevel.ENTIRE_FILE
    assert said["signer-1"].coverage == SignatureCoverageLevel.ENTIRE_REVISION
    assert said["signer-1"].signer_reported_dt == AT


def test_signers__in_the_other_order__make_a_valid_paper_too():
    one = sealing.attest(papers.prepared().pdf, field="signer-2", stamp=text(HANNAH), keys=keys())
    two = sealing.attest(one, field="signer-1", stamp=text(EVANGELINE), keys=keys())
    said = checking.verdicts(sealing.seal(two, keys=keys(), reason="", at=AT))
    assert [one.bottom_line for one in said.values()] == [True] * 3


def test_seal__while_somebody_has_not_signed__is_refused():
    one = sealing.attest(papers.prepared().pdf, field="signer-1", stamp=text(EVANGELINE), keys=keys())
    with pytest.raises(SignaturesMissing, match=r"^1 of the signatures are missing: signer-2\.$"):
        sealing.seal(one, keys=keys(), reason="", at=AT)


@pytest.mark.parametrize("field", ["signer-3", "signer-1-date", "", "nothing"])
def test_attest__of_a_field_that_is_not_there__is_refused(field):
    with pytest.raises(FieldUnknown):
        sealing.attest(papers.prepared().pdf, field=field, stamp=text(EVANGELINE), keys=keys())


def test_attest__twice__is_refused():
    with pytest.raises(FieldFilled):
        sealing.attest(papers.attested(), field="signer-1", stamp=text(EVANGELINE), keys=keys())
    with pytest.raises(FieldFilled):
        sealing.seal(papers.sealed(), keys=keys(), reason="", at=AT)


def test_attest__of_an_unprepared_paper__is_refused():
    with pytest.raises(FieldUnknown):
        sealing.attest(papers.nda(), field="signer-1", stamp=text(EVANGELINE), keys=keys())


def test_certificate__that_expired__signs_nothing():
    late = AT + dt.timedelta(days=1_000)
    with pytest.raises(CertificateExpired):
        sealing.attest(papers.prepared().pdf, field="signer-1", stamp=text(EVANGELINE, at=late), keys=keys())
    with pytest.raises(CertificateExpired):
        sealing.seal(papers.attested(), keys=keys(), reason="", at=late)


def _later_date(writer) -> None:
    for one in writer.root["/AcroForm"]["/Fields"]:
        if one.get_object()["/T"] == "signer-1-date":
            one.get_object()[pdf_name("/V")] = generic.pdf_string("1 Jan 2020")
            writer.mark_update(one)


def _other_text(writer) -> None:
    writer.add_stream_to_page(0, writer.add_object(generic.StreamObject(stream_data=b"0 0 99 99 re f")))


def _another_field(writer) -> None:
    append_signature_field(writer, SigFieldSpec("intruder", on_page=0, box=(10, 10, 90, 40)))


def _other_look(writer) -> None:
    for one in writer.root["/AcroForm"]["/Fields"]:
        if one.get_object()["/T"] == "signer-1":
            empty = RawContent(b"", box=BoxConstraints(width=10, height=10)).as_form_xobject()
            one.get_object()[pdf_name("/AP")] = generic.DictionaryObject({pdf_name("/N"): writer.add_object(empty)})
            writer.mark_update(one)


@pytest.mark.parametrize("change", [_another_field, _other_look])
def test_change__of_fields_after_the_seal__breaks_the_seal(change):
    assert not checking.verdicts(checking.changed(papers.sealed(), change))["seal"].bottom_line


@pytest.mark.parametrize("change", [_later_date, _other_text])
def test_change__after_an_act_or_the_seal__breaks_the_signatures_before_it(change):
    assert not checking.verdicts(checking.changed(papers.sealed(), change))["seal"].bottom_line
    assert not checking.verdicts(checking.changed(papers.attested(), change))["signer-1"].bottom_line


def test_byte__changed_in_the_approved_part__breaks_every_signature():
    broken = bytearray(papers.sealed())
    at = broken.index(b"endstream") - 10
    broken[at] ^= 1
    assert not any(one.intact for one in checking.verdicts(bytes(broken)).values())


def test_signer_without_a_block__signs_on_an_added_page_of_the_same_size():
    approved = papers.nda(size="Folio")
    ready = sealing.prepare(approved, parties("Juan dela Cruz", HANNAH, "Ana Ñ. Cruz"))
    assert ready.pdf.startswith(approved)
    document = pypdfium2.PdfDocument(ready.pdf)
    added = len(document) - 1
    assert [one.place.page for one in ready.fields] == [added, added - 1, added]
    assert document[added].get_size() == document[0].get_size() == pytest.approx((612, 936))
    printed = document[added].get_textpage().get_text_range()
    for said in ("JUAN DELA CRUZ", "ANA Ñ. CRUZ", "Director", "Signatures", "Mutual Non-Disclosure Agreement"):
        assert said in printed
    assert HANNAH.upper() not in printed


def test_fifty_signers_without_a_block__have_each_a_place_of_their_own():
    names = [f"Signer Number {one}" for one in range(50)]
    ready = sealing.prepare(papers.nda(), parties(*names), initials=True)
    document = pypdfium2.PdfDocument(ready.pdf)
    for name, one in zip(names, ready.fields, strict=True):
        left, bottom, right, _ = one.place.box
        below = document[one.place.page].get_textpage().get_text_bounded(left, bottom - 20, right + 70, bottom)
        assert name.upper() in " ".join(below.split())
    assert len({one.place for one in ready.fields}) == 50
    rects = {
        tuple(map(float, one["/Rect"]))
        for name, one in checking.fields(ready.pdf).items()
        if "-initials-1" == name[-11:]
    }
    assert len(rects) == 50
