"""The organisation's signing key and certificate: read from PEM or PKCS#12, or made here for a trial.

Only `cryptography` is imported, so that a check at the start of the process costs nothing.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, TypeVar

from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import pkcs12
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from esign.sealing.exceptions import (
    CertificateExpired,
    KeyDoesNotFit,
    KeysUnreadable,
    NotForSigning,
    WrongPassword,
)

if TYPE_CHECKING:
    from pyhanko.sign.signers import SimpleSigner

T = TypeVar("T", bound=x509.ExtensionType)
PrivateKey = rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey
CURVES = ("secp256r1", "secp384r1", "secp521r1")
LEAST_RSA_BITS = 2048
SELF_MADE_DAYS = 2 * 365
SELF_MADE = "self-made: not for production"
WARN_DAYS = 60
# A certificate that names only such uses is for machines, and readers of PDFs refuse it.
_OTHER_USES = {
    ExtendedKeyUsageOID.SERVER_AUTH,
    ExtendedKeyUsageOID.CODE_SIGNING,
    ExtendedKeyUsageOID.TIME_STAMPING,
    ExtendedKeyUsageOID.OCSP_SIGNING,
}


@dataclass(frozen=True)
class Keys:
    """A private key, its certificate and the certificates above it. Made by the three ways below, which check it."""

    certificate: x509.Certificate
    key: PrivateKey = field(repr=False)
    chain: tuple[x509.Certificate, ...] = ()

    @classmethod
    def from_pem(cls, certificate: bytes, key: bytes, chain: bytes = b"", password: str | None = None) -> Keys:
        """From PEM files: certificate (others may follow it in the same file), key, further certificates.

        Raises KeysUnreadable, WrongPassword, KeyDoesNotFit, NotForSigning; never CertificateExpired.
        """
        try:
            own, *others = x509.load_pem_x509_certificates(certificate)
            above = x509.load_pem_x509_certificates(chain) if chain.strip() else []
        except ValueError as error:
            raise KeysUnreadable("The certificate is not a PEM file of certificates.") from error
        return cls._checked(own, _pem_key(key, password), [*others, *above])

    @classmethod
    def from_pkcs12(cls, content: bytes, password: str | None = None) -> Keys:
        """From a PKCS#12 file (.p12, .pfx). Raises as `from_pem`."""
        try:
            key, own, above = pkcs12.load_key_and_certificates(content, _encoded(password))
        except (ValueError, UnsupportedAlgorithm) as error:
            if "password" in str(error).lower():
                raise WrongPassword("The password does not open the PKCS#12 file.") from error
            raise KeysUnreadable("The file is not PKCS#12.") from error
        if key is None or own is None:
            raise KeysUnreadable("The PKCS#12 file holds no private key with its certificate.")
        return cls._checked(own, key, above)

    @classmethod
    def self_made(cls, organisation: str, *, at: dt.datetime) -> Keys:
        """A new P-256 key with a certificate that nobody vouches for, good for two years from `at` and named so.

        It differs each time: make it once, and keep what `to_pem` gives.
        """
        key = ec.generate_private_key(ec.SECP256R1())
        name = x509.Name(
            [
                x509.NameAttribute(NameOID.ORGANIZATION_NAME, organisation[:64]),
                x509.NameAttribute(NameOID.COMMON_NAME, f"{organisation[:32]} ({SELF_MADE})"),
            ]
        )
        certificate = (
            x509.CertificateBuilder()
            .subject_name(name)
            .issuer_name(name)
            .public_key(key.public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(at - dt.timedelta(minutes=5))
            .not_valid_after(at + dt.timedelta(days=SELF_MADE_DAYS))
            .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
            .add_extension(_signing_usage(), critical=True)
            .sign(key, hashes.SHA256())
        )
        return cls(certificate, key)

    @classmethod
    def _checked(cls, certificate: x509.Certificate, key: object, chain: Iterable[x509.Certificate]) -> Keys:
        usable = _usable_key(key)
        if _public_bytes(usable) != _public_bytes(certificate):
            raise KeyDoesNotFit(f"The private key is not that of the certificate of {_named(certificate.subject)}.")
        _require_signing_use(certificate)
        return cls(certificate, usable, tuple(one for one in chain if one != certificate))

    def to_pem(self) -> tuple[bytes, bytes]:
        """(certificate with its chain, private key without a password), as `from_pem` reads them."""
        certificates = b"".join(one.public_bytes(serialization.Encoding.PEM) for one in (self.certificate, *self.chain))
        return certificates, self.key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )

    @property
    def subject(self) -> str:
        """Whom the certificate names: the organisation, or else the common name."""
        return _named(self.certificate.subject)

    @property
    def expires_at(self) -> dt.datetime:
        """The last moment of the certificate, in UTC."""
        return self.certificate.not_valid_after_utc

    @property
    def fingerprint(self) -> str:
        """SHA-256 of the certificate, in hexadecimal."""
        return self.certificate.fingerprint(hashes.SHA256()).hex()

    @property
    def is_self_made(self) -> bool:
        """Whether nobody but the certificate itself vouches for it: not for production."""
        return self.certificate.subject == self.certificate.issuer

    def expires_within(self, days: int = WARN_DAYS, *, at: dt.datetime) -> bool:
        """Whether the certificate ends within so many days of `at`, or has ended."""
        return self.expires_at <= at + dt.timedelta(days=days)

    def require_valid(self, at: dt.datetime) -> None:
        """Raise CertificateExpired unless the certificate holds at that moment."""
        if at > self.expires_at:
            raise CertificateExpired(f"The certificate of {self.subject} expired on {self.expires_at:%-d %B %Y}.")
        if at < self.certificate.not_valid_before_utc:
            first = self.certificate.not_valid_before_utc
            raise CertificateExpired(f"The certificate of {self.subject} holds from {first:%-d %B %Y} only.")

    @cached_property
    def signer(self) -> SimpleSigner:
        """The same for pyHanko."""
        # pyHanko takes most of a second to import, and the checks above need none of it.
        from asn1crypto import keys as asn1_keys
        from asn1crypto import x509 as asn1_x509
        from pyhanko.sign.signers import SimpleSigner
        from pyhanko_certvalidator.registry import SimpleCertificateStore

        der = serialization.Encoding.DER
        private = self.key.private_bytes(der, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
        store = SimpleCertificateStore()
        store.register_multiple([asn1_x509.Certificate.load(one.public_bytes(der)) for one in self.chain])
        return SimpleSigner(
            signing_cert=asn1_x509.Certificate.load(self.certificate.public_bytes(der)),
            signing_key=asn1_keys.PrivateKeyInfo.load(private),
            cert_registry=store,
        )

    @cached_property
    def signature_bytes(self) -> int:
        """Bytes that a signature with these certificates takes at most, without a time stamp."""
        der = serialization.Encoding.DER
        certificates = sum(len(one.public_bytes(der)) for one in (self.certificate, *self.chain))
        return certificates + 2 * len(self.certificate.issuer.public_bytes()) + (self.key.key_size + 7) // 8 * 2 + 1024


def _pem_key(content: bytes, password: str | None) -> object:
    try:
        return serialization.load_pem_private_key(content, _encoded(password))
    except TypeError as error:  # a password where none is needed, or none where one is
        raise WrongPassword(_sentence(error)) from error
    except (ValueError, UnsupportedAlgorithm) as error:
        if password is not None and b"ENCRYPTED" in content:
            raise WrongPassword("The password does not open the private key.") from error
        raise KeysUnreadable("The private key is not a PEM file of a private key.") from error


def _sentence(error: TypeError) -> str:
    if "not given" in str(error):
        return "The private key is encrypted, and no password was given."
    return "A password was given, but the private key is not encrypted."


def _encoded(password: str | None) -> bytes | None:
    return password.encode() if password else None


def _usable_key(key: object) -> PrivateKey:
    if isinstance(key, rsa.RSAPrivateKey) and key.key_size >= LEAST_RSA_BITS:
        return key
    if isinstance(key, ec.EllipticCurvePrivateKey) and key.curve.name in CURVES:
        return key
    raise NotForSigning("The private key is neither RSA of 2,048 bits or more nor of the curves P-256, P-384 or P-521.")


def _public_bytes(holder: PrivateKey | x509.Certificate) -> bytes:
    return holder.public_key().public_bytes(serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo)


def _require_signing_use(certificate: x509.Certificate) -> None:
    usage = _extension(certificate, x509.KeyUsage)
    if usage is not None and not (usage.digital_signature or usage.content_commitment):
        raise NotForSigning(f"The certificate of {_named(certificate.subject)} does not allow signatures.")
    constraints = _extension(certificate, x509.BasicConstraints)
    if constraints is not None and constraints.ca:
        raise NotForSigning(f"The certificate of {_named(certificate.subject)} is that of an authority.")
    uses = _extension(certificate, x509.ExtendedKeyUsage)
    if uses is not None and set(uses) <= _OTHER_USES:
        raise NotForSigning(f"The certificate of {_named(certificate.subject)} is for servers or code, not documents.")


def _extension(certificate: x509.Certificate, kind: type[T]) -> T | None:
    try:
        return certificate.extensions.get_extension_for_class(kind).value
    except x509.ExtensionNotFound:
        return None


def _named(name: x509.Name) -> str:
    for kind in (NameOID.ORGANIZATION_NAME, NameOID.COMMON_NAME):
        found = name.get_attributes_for_oid(kind)
        if found:
            return str(found[0].value)
    return name.rfc4514_string()


def _signing_usage() -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=True,
        content_commitment=True,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=False,
        crl_sign=False,
        encipher_only=False,
        decipher_only=False,
    )
