"""What is said of signed files: of sound ones that they hold, and of each way of tampering what was done."""

from __future__ import annotations

import datetime as dt
import io
import logging
import random
from collections.abc import Callable, Iterator

import pypdf
import pytest
from pyhanko.sign import fields, signers
from pyhanko.sign.validation.dss import DocumentSecurityStore

from documents.signatures import SENTENCES, ranges
from documents.signatures.certificates import certificates_in
from documents.signatures.examining import report_of
from documents.signatures.report import SignatureReport, as_json, from_json
from documents.uploads.kinds import FileError
from tests.documents import outside_files
from tests.documents.signatures import samples, tampering
from tests.documents.signatures.samples import FIRST, INITIALS, OFFICE, SEAL, SECOND

OURS = [samples.pem(OFFICE)]
WITH_TIME = [*OURS, samples.pem(samples.TIME_OFFICE, key="RSA-2048", stamps_time=True)]


@pytest.fixture(autouse=True)
def quiet() -> Iterator[None]:
    """pyHanko writes a traceback for each thing it finds."""
    logging.disable()
    yield
    logging.disable(logging.NOTSET)


def codes(report: SignatureReport) -> set[str]:
    return {one.code for one in report.problems}


# --- sound files -------------------------------------------------------------------------------------------------


def test_file_that_nobody_signed__has_no_signatures_and_says_nothing_of_holding() -> None:
    report = report_of(samples.approved())
    assert (report.count, report.holds, report.signatures, report.problems) == (0, None, (), ())


def test_fields_that_wait__are_named() -> None:
    assert report_of(samples.with_fields(samples.approved())).unfilled == (FIRST, SECOND)
    half = report_of(samples.half_signed())
    assert (half.count, half.holds, half.covers_whole_file, half.unfilled) == (1, True, True, (SECOND,))


def test_sealed_file__holds_with_each_act_and_the_seal_over_all() -> None:
    report = report_of(samples.sealed(), OURS)
    assert (report.count, report.holds, report.covers_whole_file, report.problems) == (3, True, True, ())
    assert [(one.field, one.kind, one.changes_after) for one in report.signatures] == [
        (FIRST, "signature", "allowed"), (SECOND, "signature", "allowed"), (SEAL, "seal", "none"),
    ]  # fmt: skip
    for one in report.signatures:
        assert (one.organization, one.self_made, one.trusted, one.pinned) == (OFFICE, True, True, True)
        assert (one.intact, one.covers_revision, one.algorithm_ok, one.time_from) == (True, True, True, "claimed")


def test_certificate_that_was_not_given__is_not_trusted_and_the_signature_holds_all_the_same() -> None:
    (one,) = report_of(samples.half_signed(), [samples.pem("Somebody Else")]).signatures
    assert (one.trusted, one.pinned, one.intact, one.problem) == (False, False, True, None)


def test_certificate_of_an_authority_that_was_given__is_trusted_and_not_one_of_ours() -> None:
    content = samples.signed(samples.approved(), SEAL, by=samples.signer_of("Ana Reyes", issuer="Authority"))
    (one,) = report_of(content, [samples.pem("Authority")]).signatures
    assert (one.self_made, one.trusted, one.pinned) == (False, True, False)


def test_time_of_an_authority__counts_where_it_is_trusted() -> None:
    report = report_of(samples.stamped(), WITH_TIME)
    assert (report.count, report.holds, report.covers_whole_file) == (1, True, True)
    assert [(one.kind, one.time_from, one.signed_at) for one in report.signatures] == [
        ("seal", "timestamp", samples.SIGNED_AT), ("timestamp", "timestamp", samples.SIGNED_AT),
    ]  # fmt: skip
    seal, stamp = report_of(samples.stamped(), OURS).signatures
    assert (seal.time_from, stamp.time_from, stamp.trusted, seal.trusted) == ("claimed", "claimed", False, True)


def test_report__is_the_same_on_the_other_side_of_the_process() -> None:
    for content in (samples.stamped(), tampering.other_digest(samples.sealed())):
        report = report_of(content, WITH_TIME)
        assert from_json(as_json(report)) == report


def test_program_that_writes_the_day_of_the_change__changes_nothing_that_counts() -> None:
    assert b"/ModDate" in samples.sealed()[len(samples.both_signed()) :]
    assert report_of(samples.sealed()).holds is True


# --- tampering ---------------------------------------------------------------------------------------------------

BEHIND = {
    "page content replaced": (tampering.write_over_page, "page-changed"),
    "page content replaced in place": (tampering.write_over_content_in_place, "page-changed"),
    "page added": (tampering.add_page, "page-added"),
    "page removed": (tampering.remove_page, "page-removed"),
    "note added": (tampering.add_note, "annotation-changed"),
    "metadata changed": (tampering.change_metadata, "metadata-changed"),
    "value of a field changed": (tampering.change_value, "field-changed"),
    "look of a field changed": (tampering.change_look_alone, "field-changed"),
    "field added": (tampering.add_field, "field-added"),
    "field of a known name added": (tampering.add_field_of_a_known_name, "field-twice"),
    "field removed": (tampering.remove_field, "field-removed"),
    "signature removed": (tampering.remove_signature, "signature-removed"),
    "every signature removed": (tampering.remove_all_signatures, "signature-removed"),
    "signature shown twice": (tampering.show_a_signature_twice, "signature-twice"),
    "action on opening": (tampering.open_with_an_action, "catalog-changed"),
}
WITHIN = {
    "words replaced": (tampering.other_words, "bytes-changed"),
    "digest replaced": (tampering.other_digest, "signature-broken"),
    "signature value replaced": (tampering.other_signature_value, "signature-broken"),
    "certificate swapped": (tampering.swapped_certificate, "certificate-swapped"),
    "signature wiped": (tampering.not_cms_at_all, "signature-unreadable"),
    "kind of signature unknown": (tampering.unknown_kind_of_signature, "format-refused"),
    "range moved": (tampering.range_moved, "bytes-changed"),
    "gap that is no hexadecimal": (tampering.gap_with_a_blank, "range-gap"),
    "padding that says something": (tampering.padding_used, "range-gap"),
    "junk behind": (tampering.junk_behind, "bytes-appended"),
    "object behind": (tampering.object_behind, "object-hidden"),
    "cut off": (tampering.cut_off, "file-malformed"),
    "hybrid": (tampering.hybrid, "file-malformed"),
    "history dropped": (tampering.without_history, "signature-hidden"),
}


@pytest.mark.parametrize(("change", "code"), BEHIND.values(), ids=BEHIND)
def test_change_behind_the_last_signature__is_found_and_named(change: tampering.Change, code: str) -> None:
    report = report_of(tampering.appended(change)(samples.sealed()), OURS)
    assert code in codes(report)
    assert not report.holds
    assert not report.covers_whole_file
    if report.count:
        assert "changed-after-last" in codes(report)
        assert {one.changes_after for one in report.signatures} == {"forbidden"}


@pytest.mark.parametrize(("change", "code"), WITHIN.values(), ids=WITHIN)
def test_change_of_the_bytes__is_found_and_named(change: Callable[[bytes], bytes], code: str) -> None:
    report = report_of(change(samples.sealed()), OURS)
    assert code in codes(report)
    assert not report.holds


def test_signature_around_another_page__is_found_though_its_hash_fits() -> None:
    content = samples.signed(samples.approved(), SEAL)
    wrapped = tampering.wrapped(content)
    shown = [pypdf.PdfReader(io.BytesIO(one)).pages[0].extract_text() for one in (content, wrapped)]
    assert shown == ["Agreement", "Surrender"]
    report = report_of(wrapped, OURS)
    (one,) = report.signatures
    assert (one.intact, one.trusted, one.covers_revision) == (True, True, False)
    assert (report.holds, report.covers_whole_file, one.problem.code) == (False, False, "range-gap")


CHANGES_OF_A_SIGNER = ["page content replaced", "page content replaced in place", "page added", "page removed",
                       "note added", "metadata changed", "value of a field changed", "look of a field changed",
                       "field added", "field removed", "action on opening"]  # fmt: skip


@pytest.mark.parametrize("name", CHANGES_OF_A_SIGNER)
def test_change_by_a_later_signer__is_found_though_every_signature_fits(name: str) -> None:
    change, code = BEHIND[name]
    content = samples.signed(samples.half_signed(), SECOND, change=change)
    report = report_of(content, OURS)
    assert (report.count, report.holds, report.covers_whole_file) == (2, False, True)
    assert [(one.intact, one.changes_after) for one in report.signatures] == [(True, "forbidden"), (True, "none")]
    assert code in codes(report)


def test_any_byte_changed_outside_the_signatures__is_found() -> None:
    content, chance = samples.sealed(), random.Random(7)
    gaps = [tampering.gap_of(content, which) for which in range(3)]
    places = [one for one in range(len(content)) if not any(begin <= one < end for begin, end in gaps)]
    for place in chance.sample(places, 40):
        changed = content[:place] + bytes([content[place] ^ (1 << chance.randrange(8))]) + content[place + 1 :]
        report = report_of(changed, OURS)
        assert report.holds is not True, place
        assert report.problems or report.count == 0, place


def test_every_problem__has_a_sentence_that_ends() -> None:
    assert all(text[0].isupper() and text.endswith(".") for text in SENTENCES.values())


def test_certificates_for_checking_behind_the_last_signature__are_allowed_and_not_covered() -> None:
    out = io.BytesIO(samples.sealed())
    DocumentSecurityStore.add_dss(out, None, certs=[samples._asn1(samples.certificate_of(OFFICE))])
    report = report_of(out.getvalue())
    assert (report.holds, report.covers_whole_file, report.problems) == (True, False, ())
    assert report.signatures[-1].changes_after == "allowed"


def test_empty_field_filled_in_after_the_last_signature__is_nobodys() -> None:
    content = samples.updated(samples.half_signed(), lambda writer: samples.filled(writer, INITIALS[1], "ABC"))
    assert codes(report_of(content)) == {"changed-after-last", "field-changed"}


# --- what a signature itself may not be --------------------------------------------------------------------------


def test_weak_algorithms__are_refused() -> None:
    for content in (
        samples.signed(samples.approved(), SEAL, md_algorithm="sha1"),
        samples.signed(samples.approved(), SEAL, by=samples.signer_of("RSA-1024")),
    ):
        (one,) = report_of(content, OURS).signatures
        assert (one.algorithm_ok, one.trusted and one.intact, one.problem.code) == (False, False, "algorithm-weak")


def test_certificate_that_was_not_valid_then__is_told() -> None:
    content = samples.signed(samples.approved(), SEAL, by=samples.signer_of("Old Office", begins=2010))
    report = report_of(content, [samples.pem("Old Office", begins=2010)])
    assert (codes(report), report.signatures[0].trusted) == ({"certificate-out-of-date"}, False)


def test_signature_that_allows_no_change__is_broken_by_another(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(signers.PdfSigner, "_enforce_certification_constraints", lambda *_: None)
    certified = samples.signed(
        samples.with_fields(samples.approved()), FIRST, certify=True, docmdp_permissions=fields.MDPPerm.NO_CHANGES
    )
    report = report_of(samples.signed(certified, SECOND))
    assert (codes(report), report.signatures[0].changes_after) == ({"changes-not-allowed"}, "forbidden")


def test_field_that_a_signature_locked__is_told_when_it_is_filled_in() -> None:
    def lock(writer) -> None:
        field = samples.field_named(writer, FIRST)
        spec = fields.FieldMDPSpec(fields.FieldMDPAction.INCLUDE, fields=[INITIALS[1]])
        field["/Lock"] = writer.add_object(spec.as_sig_field_lock())
        writer.update_container(field)

    locked = samples.signed(samples.with_fields(samples.approved()), FIRST, change=lock)
    assert report_of(samples.signed(locked, SECOND)).holds is True
    report = report_of(samples.signed(locked, SECOND, fill={INITIALS[1]: "MRS"}))
    assert codes(report) == {"field-locked"}


def test_broken_time_stamp__is_told() -> None:
    def change(held) -> None:
        for attribute in tampering.signer_of(held)["unsigned_attrs"]:
            token = attribute["values"][0]["content"]
            token["signer_infos"][0]["signature"] = bytes(256)

    content = tampering.with_cms(samples.signed(samples.approved(), SEAL, stamped=True), change)
    (one,) = report_of(content, WITH_TIME).signatures
    assert (one.problem.code, one.time_from) == ("time-stamp-broken", "claimed")


def test_password__is_refused() -> None:
    with pytest.raises(FileError, match="password"):
        report_of(outside_files.pdf_with_password())


@pytest.mark.parametrize(
    "given", [b"", b"no certificate", b"-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"]
)
def test_certificate_that_is_none__is_said_and_not_passed_over(given: bytes) -> None:
    with pytest.raises(ValueError):
        certificates_in(given)
    assert len(certificates_in(samples.pem(OFFICE) + samples.pem("Authority"))) == 2


@pytest.mark.parametrize(
    ("content", "byte_range", "held", "sound"),
    [
        (b"a/Contents <41>b", [0, 11, 15, 1], b"A", True),
        (b"a/Contents <41>b", [1, 10, 15, 1], b"A", False),  # not from the beginning
        (b"a/Contents <41>b", [0, 11, 15, 2], b"A", False),  # behind the end
        (b"a/Contents <41>b", [0, 11, 15, 1, 0, 1], b"A", False),
        (b"a/Contents <41>b", [0, 11, 15], b"A", False),
        (b"a/Contents <41>b", [0, 10, 15, 1], b"A", False),  # a blank more
        (b"a/Contents (A1)b", [0, 11, 15, 1], b"A1", False),  # not in hexadecimal: there is room for more
        (b"a/Contents <42>b", [0, 11, 15, 1], b"A", False),  # another's
        (b"a/Contentx <41>b", [0, 11, 15, 1], b"A", False),
        (b"a/Contents <41>b", [0, 15, 11, 1], b"A", False),
    ],
)
def test_range__leaves_out_the_signature_and_nothing_else(content, byte_range, held, sound) -> None:
    assert ranges.is_sound(content, byte_range, held) is sound


def test_signing_time__is_told_in_one_zone() -> None:
    (one,) = report_of(samples.half_signed()).signatures
    assert one.signed_at.utcoffset() == dt.timedelta(0)
