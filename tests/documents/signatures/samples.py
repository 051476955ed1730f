"""Signed files as the practice makes them: fields in a revision of their own, each signer's act one signature, a seal.

Everything is made once per process with a P-256 key and a certificate that vouches for itself.
"""

from __future__ import annotations

import datetime as dt
import io
from functools import cache
from typing import Any

from asn1crypto import keys as asn1_keys
from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.generic import pdf_name
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign import fields, signers
from pyhanko.sign.timestamps import DummyTimeStamper
from pyhanko_certvalidator.registry import SimpleCertificateStore

from tests.documents import outside_files

OFFICE, TIME_OFFICE = "Example Law Office", "Time Office"
SIGNED_AT = dt.datetime(2026, 11, 20, 9, 30, tzinfo=dt.UTC)
FIRST, SECOND, SEAL = "Signer1", "Signer2", "Seal"
INITIALS = ("Initials1", "Initials2")


@cache
def key_of(name: str) -> Any:
    """The private key of that owner: P-256, or RSA of the length that the name ends in."""
    if name.startswith("RSA-"):
        return rsa.generate_private_key(65537, int(name[4:]))
    return ec.generate_private_key(ec.SECP256R1())


@cache
def certificate_of(
    name: str, *, stamps_time: bool = False, begins: int = 2026, issuer: str = "", key: str = ""
) -> x509.Certificate:
    """A certificate of `name`, made by itself or by `issuer`, which is valid for ten years."""
    owner = key_of(key or name)
    made_by = key_of(issuer) if issuer else owner
    builder = (
        x509.CertificateBuilder()
        .subject_name(x509.Name(_attributes(name)))
        .issuer_name(x509.Name(_attributes(issuer or name)))
        .public_key(owner.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(dt.datetime(begins, 1, 1, tzinfo=dt.UTC))
        .not_valid_after(dt.datetime(begins + 10, 1, 1, tzinfo=dt.UTC))
        .add_extension(x509.BasicConstraints(ca=not issuer, path_length=None), critical=True)
        .add_extension(x509.KeyUsage(True, True, False, False, False, not issuer, False, False, False), critical=True)
    )
    if stamps_time:
        usage = x509.ExtendedKeyUsage([ExtendedKeyUsageOID.TIME_STAMPING])
        builder = builder.add_extension(usage, critical=True)
    return builder.sign(made_by, hashes.SHA256())


def _attributes(name: str) -> list[x509.NameAttribute]:
    """A person is a name; an office is an organisation too."""
    made = [x509.NameAttribute(NameOID.COMMON_NAME, name)]
    return [*made, x509.NameAttribute(NameOID.ORGANIZATION_NAME, name)] if "Office" in name else made


def pem(name: str, **how: Any) -> bytes:
    """The certificate of `name` in PEM."""
    return certificate_of(name, **how).public_bytes(serialization.Encoding.PEM)


def _asn1(certificate: x509.Certificate) -> asn1_x509.Certificate:
    return asn1_x509.Certificate.load(certificate.public_bytes(serialization.Encoding.DER))


def _asn1_key(name: str) -> asn1_keys.PrivateKeyInfo:
    return asn1_keys.PrivateKeyInfo.load(
        key_of(name).private_bytes(
            serialization.Encoding.DER, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
    )


def signer_of(name: str = OFFICE, **how: Any) -> signers.SimpleSigner:
    """Signs with the key of `name`."""
    return signers.SimpleSigner(
        signing_cert=_asn1(certificate_of(name, **how)),
        signing_key=_asn1_key(how.get("key") or name),
        cert_registry=SimpleCertificateStore(),
    )


@cache
def stamper(key: str = "RSA-2048") -> DummyTimeStamper:
    """A time-stamping authority in this process, which gives the time SIGNED_AT; it knows RSA alone."""
    return DummyTimeStamper(
        _asn1(certificate_of(TIME_OFFICE, key=key, stamps_time=True)), _asn1_key(key), fixed_dt=SIGNED_AT
    )


def updated(content: bytes, change: Any) -> bytes:
    """The file with an incremental update in which `change(writer)` was done."""
    writer = IncrementalPdfFileWriter(io.BytesIO(content))
    change(writer)
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def with_fields(content: bytes) -> bytes:
    """The approved file with the fields of the signers in a revision of their own."""

    def change(writer: IncrementalPdfFileWriter) -> None:
        for place, name in enumerate((FIRST, SECOND)):
            box = (72, 500 - 80 * place, 272, 560 - 80 * place)
            fields.append_signature_field(writer, fields.SigFieldSpec(name, on_page=0, box=box))
        for place, name in enumerate(INITIALS):
            add_text_field(writer, name, (300, 500 - 80 * place, 340, 520 - 80 * place))

    return updated(content, change)


def add_text_field(writer: IncrementalPdfFileWriter, name: str, box: tuple[int, int, int, int]) -> None:
    """An empty text field on the first page."""
    page_ref, _ = writer.find_page_for_modification(0)
    page = page_ref.get_object()
    field = generic.DictionaryObject(
        {
            pdf_name("/Type"): pdf_name("/Annot"), pdf_name("/Subtype"): pdf_name("/Widget"),
            pdf_name("/FT"): pdf_name("/Tx"), pdf_name("/T"): generic.TextStringObject(name),
            pdf_name("/Rect"): generic.ArrayObject(map(generic.NumberObject, box)),
            pdf_name("/F"): generic.NumberObject(4), pdf_name("/P"): page_ref,
            pdf_name("/DA"): generic.TextStringObject("/Helv 10 Tf 0 g"),
        }
    )  # fmt: skip
    reference = writer.add_object(field)
    page["/Annots"].append(reference)
    writer.update_container(page["/Annots"])
    form = writer.root["/AcroForm"]
    form["/Fields"].append(reference)
    writer.update_container(form["/Fields"])


def filled(writer: IncrementalPdfFileWriter, name: str, value: str) -> None:
    """Write `value` into the text field of that name, with what is shown of it."""
    field = field_named(writer, name)
    field[pdf_name("/V")] = generic.TextStringObject(value)
    field[pdf_name("/AP")] = generic.DictionaryObject({pdf_name("/N"): writer.add_object(shown(value))})
    writer.update_container(field)


def shown(text: str) -> generic.StreamObject:
    """An appearance that shows `text`."""
    stream = generic.StreamObject(stream_data=f"/Tx BMC BT /Helv 10 Tf 2 5 Td ({text}) Tj ET EMC".encode())
    stream[pdf_name("/Type")], stream[pdf_name("/Subtype")] = pdf_name("/XObject"), pdf_name("/Form")
    stream[pdf_name("/BBox")] = generic.ArrayObject(map(generic.NumberObject, (0, 0, 40, 20)))
    return stream


def field_named(writer: IncrementalPdfFileWriter, name: str) -> Any:
    """The dictionary of the field of that name."""
    every = [one.get_object() for one in writer.root["/AcroForm"]["/Fields"]]
    return next(one for one in every if one["/T"] == name)


def signed(
    content: bytes, field: str, *, by: signers.Signer | None = None, fill: dict[str, str] | None = None,
    stamped: bool = False, change: Any = None, **how: Any,
) -> bytes:  # fmt: skip
    """The file with one more revision: the texts filled in, and the signature in `field`."""
    writer = IncrementalPdfFileWriter(io.BytesIO(content))
    for name, value in (fill or {}).items():
        filled(writer, name, value)
    if change is not None:
        change(writer)
    values = {"subfilter": fields.SigSeedSubFilter.PADES, "md_algorithm": "sha256", **how}
    made = signers.PdfSigner(
        signers.PdfSignatureMetadata(field_name=field, **values),
        signer=by or signer_of(),
        timestamper=stamper() if stamped else None,
    ).sign_pdf(writer)
    return made.getvalue()


def time_stamped(content: bytes) -> bytes:
    """The file with a document time-stamp after everything else."""
    writer = IncrementalPdfFileWriter(io.BytesIO(content))
    return signers.PdfTimeStamper(stamper()).timestamp_pdf(writer, "sha256", validation_context=None).getvalue()


@cache
def approved() -> bytes:
    """The file that nobody has signed yet."""
    return outside_files.pdf("Agreement")


@cache
def half_signed() -> bytes:
    """The first of two signers has signed."""
    return signed(with_fields(approved()), FIRST, fill={INITIALS[0]: "JDC"})


@cache
def both_signed() -> bytes:
    """Both signers have signed, each in a revision with the own initials; there is no seal yet."""
    return both_signed_of(approved())


def both_signed_of(content: bytes) -> bytes:
    """The file with fields, then with the acts of both signers."""
    half = signed(with_fields(content), FIRST, fill={INITIALS[0]: "JDC"})
    return signed(half, SECOND, fill={INITIALS[1]: "MRS"})


@cache
def sealed() -> bytes:
    """Both signatures, and the seal over the whole file."""
    return signed(both_signed(), SEAL)


@cache
def stamped() -> bytes:
    """A file with one signature that bears the time of an authority, and a document time-stamp behind it."""
    return time_stamped(signed(approved(), SEAL, stamped=True))
