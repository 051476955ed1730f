"""What somebody without the key can do to a signed file, and a later signer to those who signed before."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from typing import Any

from asn1crypto import cms
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.generic import pdf_name
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.reader import PdfFileReader

from tests.documents.signatures import samples

Change = Callable[[IncrementalPdfFileWriter], None]


def gap_of(content: bytes, which: int = -1) -> tuple[int, int]:
    """Where the string of a signature begins and ends, of the last one or of another."""
    found = re.findall(rb"/ByteRange \[(\d+) (\d+) (\d+) (\d+)\]", content)[which]
    return int(found[1]), int(found[2])


def with_cms(content: bytes, change: Callable[[cms.ContentInfo], None], which: int = -1) -> bytes:
    """The file with the CMS of one signature changed, at its old length."""
    begin, end = gap_of(content, which)
    held = cms.ContentInfo.load(bytes.fromhex(content[begin + 1 : end - 1].decode()))
    change(held)
    written = held.dump(force=True).hex().encode()
    return content[: begin + 1] + written.ljust(end - begin - 2, b"0") + content[end - 1 :]


def signer_of(held: cms.ContentInfo) -> Any:
    return held["content"]["signer_infos"][0]


# --- within the bytes that were signed ---------------------------------------------------------------------------


def other_words(content: bytes) -> bytes:
    assert content.count(b"(Agreement)") == 2
    return content.replace(b"(Agreement)", b"(Surrender)")


def other_digest(content: bytes) -> bytes:
    def change(held: cms.ContentInfo) -> None:
        for attribute in signer_of(held)["signed_attrs"]:
            if attribute["type"].native == "message_digest":
                attribute["values"] = [bytes(32)]

    return with_cms(content, change)


def other_signature_value(content: bytes) -> bytes:
    def change(held: cms.ContentInfo) -> None:
        value = bytearray(signer_of(held)["signature"].native)
        value[-1] ^= 1
        signer_of(held)["signature"] = bytes(value)

    return with_cms(content, change)


def swapped_certificate(content: bytes) -> bytes:
    """Another's name over the same key: the signature still fits."""

    def change(held: cms.ContentInfo) -> None:
        other = samples._asn1(samples.certificate_of("Somebody Else", key=samples.OFFICE))
        held["content"]["certificates"] = [other]
        signer_of(held)["sid"] = cms.SignerIdentifier(
            {
                "issuer_and_serial_number": cms.IssuerAndSerialNumber(
                    {"issuer": other.issuer, "serial_number": other.serial_number}
                )
            }
        )

    return with_cms(content, change)


def not_cms_at_all(content: bytes) -> bytes:
    begin, end = gap_of(content)
    return content[: begin + 1] + b"0" * (end - begin - 2) + content[end - 1 :]


def unknown_kind_of_signature(content: bytes) -> bytes:
    begin, _ = gap_of(content)
    where = content.rfind(b"/ETSI.CAdES.detached")
    assert where != -1
    return content[:where] + b"/adbe.x509.rsa_sha1 " + content[where + 20 :]


def range_moved(content: bytes) -> bytes:
    """The range says that a byte more is left out."""
    begin, end = gap_of(content)
    return content.replace(b"/ByteRange [0 %d %d" % (begin, end), b"/ByteRange [0 %d %d" % (begin - 1, end))


def gap_with_a_blank(content: bytes) -> bytes:
    """Something beside hexadecimal stands where the signature is; no hash is of it."""
    begin, end = gap_of(content)
    return content[: end - 2] + b" " + content[end - 1 :]


def padding_used(content: bytes) -> bytes:
    """What pads the string of the signature says something; no hash is of it."""
    _, end = gap_of(content)
    return content[: end - 9] + b"c0ffee00" + content[end - 1 :]


# --- behind them -------------------------------------------------------------------------------------------------


def junk_behind(content: bytes) -> bytes:
    return content + b"\n% paid in full\n"


def object_behind(content: bytes) -> bytes:
    return content + b"\n4 0 obj\n<< /Length 0 >>\nstream\n\nendstream\nendobj\n"


def cut_off(content: bytes) -> bytes:
    return content[: len(content) - 300]


def appended(change: Change) -> Callable[[bytes], bytes]:
    """An incremental update behind the last signature."""
    return lambda content: samples.updated(content, change)


def page_of(writer: Any, number: int = 0) -> Any:
    return writer.find_page_for_modification(number)[0].get_object()


def write_over_page(writer: Any) -> None:
    page = page_of(writer)
    page[pdf_name("/Contents")] = writer.add_object(generic.StreamObject(stream_data=b"0 0 m 9 9 l S"))
    writer.update_container(page)


def write_over_content_in_place(writer: Any) -> None:
    stream = page_of(writer)["/Contents"]
    stream._data, stream._encoded_data = b"0 0 m 9 9 l S", None
    writer.update_container(stream)


def add_page(writer: Any) -> None:
    other = IncrementalPdfFileWriter(io.BytesIO(samples.approved()))
    page = generic.DictionaryObject(
        {
            pdf_name("/Type"): pdf_name("/Page"), pdf_name("/Parent"): writer.root.raw_get("/Pages"),
            pdf_name("/MediaBox"): page_of(other)["/MediaBox"], pdf_name("/Resources"): generic.DictionaryObject(),
        }
    )  # fmt: skip
    pages = writer.root["/Pages"]
    pages["/Kids"].append(writer.add_object(page))
    pages[pdf_name("/Count")] = generic.NumberObject(len(pages["/Kids"]))
    writer.update_container(pages)


def remove_page(writer: Any) -> None:
    pages = writer.root["/Pages"]
    pages["/Kids"].pop()
    pages[pdf_name("/Count")] = generic.NumberObject(len(pages["/Kids"]))
    writer.update_container(pages)


def add_note(writer: Any) -> None:
    page = page_of(writer)
    note = generic.DictionaryObject(
        {
            pdf_name("/Type"): pdf_name("/Annot"), pdf_name("/Subtype"): pdf_name("/FreeText"),
            pdf_name("/Rect"): generic.ArrayObject(map(generic.NumberObject, (72, 700, 300, 740))),
            pdf_name("/Contents"): generic.TextStringObject("Paid in full"),
            pdf_name("/DA"): generic.TextStringObject("/Helv 12 Tf 0 g"),
        }
    )  # fmt: skip
    page["/Annots"].append(writer.add_object(note))
    writer.update_container(page["/Annots"])


def change_metadata(writer: Any) -> None:
    info = generic.DictionaryObject({pdf_name("/Title"): generic.TextStringObject("Deed of sale")})
    writer.set_info(writer.add_object(info))


def change_value(writer: Any) -> None:
    samples.filled(writer, samples.INITIALS[0], "ABC")


def change_look_alone(writer: Any) -> None:
    field = samples.field_named(writer, samples.INITIALS[0])
    look = generic.DictionaryObject({pdf_name("/N"): writer.add_object(samples.shown("ABC"))})
    field[pdf_name("/AP")] = look
    writer.update_container(field)


def add_field(writer: Any) -> None:
    samples.add_text_field(writer, "Price", (300, 300, 400, 320))


def add_field_of_a_known_name(writer: Any) -> None:
    samples.add_text_field(writer, samples.INITIALS[0], (300, 300, 400, 320))


def remove_field(writer: Any) -> None:
    fields = writer.root["/AcroForm"]["/Fields"]
    fields[:] = [one for one in fields if one.get_object()["/T"] != samples.INITIALS[0]]
    writer.update_container(fields)


def remove_signature(writer: Any) -> None:
    field = samples.field_named(writer, samples.FIRST)
    del field["/V"]
    writer.update_container(field)


def remove_all_signatures(writer: Any) -> None:
    del writer.root["/AcroForm"]
    writer.update_root()


def show_a_signature_twice(writer: Any) -> None:
    field = samples.field_named(writer, samples.SECOND)
    field[pdf_name("/V")] = samples.field_named(writer, samples.FIRST).raw_get("/V")
    writer.update_container(field)


def open_with_an_action(writer: Any) -> None:
    action = {pdf_name("/S"): pdf_name("/URI"), pdf_name("/URI"): generic.TextStringObject("https://hain.example")}
    writer.root[pdf_name("/OpenAction")] = generic.DictionaryObject(action)
    writer.update_root()


def write_nothing(writer: Any) -> None:
    writer.update_root()


def without_history(content: bytes) -> bytes:
    """The file that was approved, and in it a signature that no field shows."""
    begin, end = gap_of(content)

    def change(writer: Any) -> None:
        values = {
            pdf_name("/Type"): pdf_name("/Sig"),
            pdf_name("/Contents"): generic.ByteStringObject(bytes.fromhex(content[begin + 1 : end - 1].decode())),
            pdf_name("/ByteRange"): generic.ArrayObject(map(generic.NumberObject, (0, 1, 2, 3))),
        }
        writer.add_object(generic.DictionaryObject(values))

    return samples.updated(samples.approved(), change)


def wrapped(content: bytes) -> bytes:
    """Signature wrapping: both signed pieces are kept, and between them stands another table with another page.

    The piece that ends the file points to where its table was; there the attacker's now begins. The signature is
    written as a plain string, which takes half the room of hexadecimal: the rest of the gap is free.
    """
    begin, end = gap_of(content)
    head, tail = content[:begin], content[end:]
    table_at = int(re.findall(rb"startxref\s+(\d+)", tail)[-1])
    before = re.findall(rb"startxref\s+(\d+)", head)[-1]
    old = {
        int(one[1]): one[0]
        for one in re.finditer(rb"(\d+) 0 obj\b.*?endobj\n", content[len(samples.approved()) :], re.S)
    }
    signature = next(number for number, text in old.items() if b"/ByteRange" in text)
    page_text = PdfFileReader(io.BytesIO(content)).root["/Pages"]["/Kids"][0]["/Contents"].container_ref.idnum
    drawn = b"BT /F1 12 Tf 72 720 Td (Surrender) Tj ET"
    others = {
        **old,
        page_text: b"%d 0 obj\n<< /Length %d >>\nstream\n%s\nendstream\nendobj\n" % (page_text, len(drawn), drawn),
    }
    del others[signature]
    held = bytes.fromhex(content[begin + 1 : end - 1].decode()).rstrip(b"\0")
    rest = re.sub(rb"/ByteRange \[.*?\]|/Contents\s*<[0-9A-Fa-f]*>", b"", old[signature][: -len(b">>\nendobj\n")])

    def written(length: int) -> bytes:
        """The gap with a signature of `length` bytes in it."""
        plain = b"".join(b"\\%03o" % one if one in b"()\\\r\n" else bytes([one]) for one in held.ljust(length, b"\0"))
        gap = length * 2 + 2
        signed_range = b"/ByteRange [0 %d %d %d]" % (begin, begin + gap, len(tail))
        every = {**others, signature: rest + signed_range + b" /Contents (" + plain + b")\n>>\nendobj\n"}
        size = max(every) + 1
        table_length = len(b"xref\n") + sum(len(b"%d 1\n" % one) + 20 for one in every)
        trailer = b"trailer\n<< /Size %d /Root %s /Prev %s >>\n" % (
            size, re.findall(rb"/Root (\d+ 0 R)", tail)[-1], before,
        )  # fmt: skip
        place, table, objects = table_at + table_length + len(trailer), b"xref\n", b""
        for number, text in sorted(every.items()):
            table += b"%d 1\n%010d 00000 n \n" % (number, place + len(objects))
            objects += text
        return (b"<00>>>\nendobj\n".ljust(table_at - begin) + table + trailer + objects).ljust(gap)

    length = next(one for one in range(len(held), 200_000, 64) if len(written(one)) == one * 2 + 2)
    return head + written(length) + tail


def hybrid(content: bytes) -> bytes:
    """An update with a table, and beside it a hidden stream that some programs read in its place."""
    before = PdfFileReader(io.BytesIO(content))
    begin = len(content) + 1
    size = before.trailer["/Size"]
    stream = b"%d 0 obj\n<</Type/XRef/W[1 2 1]/Index[0 0]/Size %d/Length 0>>\nstream\n\nendstream\nendobj\n" % (
        size, size + 1,
    )  # fmt: skip
    table = begin + len(stream)
    root = before.trailer.raw_get("/Root").idnum
    trailer = b"xref\n0 0\ntrailer\n<</Size %d/Root %d 0 R/Prev %d/XRefStm %d>>\nstartxref\n%d\n%%%%EOF\n" % (
        size + 1, root, before.last_startxref, begin, table,
    )  # fmt: skip
    return content + b"\n" + stream + trailer
