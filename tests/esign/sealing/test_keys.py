"""Keys are read from PEM and PKCS#12, and what cannot sign is refused with its reason."""

from __future__ import annotations

import datetime as dt
from functools import cache

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from cryptography.hazmat.primitives.serialization import pkcs12
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from esign.sealing.exceptions import CertificateExpired, KeyDoesNotFit, KeysUnreadable, NotForSigning, WrongPassword
from esign.sealing.keys import Keys
from tests.esign.sealing.papers import AT

PEM = serialization.Encoding.PEM


@cache
def rsa_key(bits: int = 2048):
    return rsa.generate_private_key(65537, bits)


def certificate(key, *extensions, issuer_key=None, issuer: str = "Root") -> x509.Certificate:
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Silong")])
    above = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, issuer)])
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(above)
        .public_key(key.public_key())
        .serial_number(7)
        .not_valid_before(AT)
        .not_valid_after(AT + dt.timedelta(days=100))
    )
    for one in extensions:
        made = made.add_extension(one, critical=False)
    return made.sign(issuer_key or rsa_key(), hashes.SHA256())


def pem_of(key, password: bytes | None = None) -> bytes:
    how = serialization.BestAvailableEncryption(password) if password else serialization.NoEncryption()
    return key.private_bytes(PEM, serialization.PrivateFormat.PKCS8, how)


def usage(**allowed: bool) -> x509.KeyUsage:
    names = (
        "digital_signature content_commitment key_encipherment data_encipherment key_agreement key_cert_sign "
        "crl_sign encipher_only decipher_only"
    ).split()
    return x509.KeyUsage(**{name: allowed.get(name, False) for name in names})


@pytest.fixture(params=["rsa", "p256", "p384"])
def key(request):
    curves = {"p256": ec.SECP256R1(), "p384": ec.SECP384R1()}
    return rsa_key() if request.param == "rsa" else ec.generate_private_key(curves[request.param])


def test_pem__with_its_chain_in_one_file__gives_keys(key):
    own, above = certificate(key), certificate(rsa_key(), issuer="Higher")
    keys = Keys.from_pem(own.public_bytes(PEM) + above.public_bytes(PEM), pem_of(key))
    assert (keys.certificate, keys.chain) == (own, (above,))
    assert keys.subject == "Silong"
    assert keys.fingerprint == own.fingerprint(hashes.SHA256()).hex()
    assert not keys.is_self_made
    assert keys.expires_at == AT + dt.timedelta(days=100)


def test_pkcs12__with_its_password__gives_keys(key):
    own, above = certificate(key), certificate(rsa_key(), issuer="Higher")
    content = pkcs12.serialize_key_and_certificates(
        b"silong", key, own, [above], serialization.BestAvailableEncryption(b"secret")
    )
    keys = Keys.from_pkcs12(content, "secret")
    assert (keys.certificate, keys.chain) == (own, (above,))
    for password in (None, "wrong"):
        with pytest.raises(WrongPassword):
            Keys.from_pkcs12(content, password)


def test_pem__encrypted__wants_its_password():
    key = ec.generate_private_key(ec.SECP256R1())
    own, content = certificate(key).public_bytes(PEM), pem_of(key, b"secret")
    assert Keys.from_pem(own, content, password="secret").subject == "Silong"
    with pytest.raises(WrongPassword, match="does not open"):
        Keys.from_pem(own, content, password="wrong")
    with pytest.raises(WrongPassword, match="no password was given"):
        Keys.from_pem(own, content)
    with pytest.raises(WrongPassword, match="not encrypted"):
        Keys.from_pem(own, pem_of(key), password="secret")


def test_key__of_another_certificate__is_refused():
    with pytest.raises(KeyDoesNotFit, match="Silong"):
        Keys.from_pem(certificate(rsa_key()).public_bytes(PEM), pem_of(ec.generate_private_key(ec.SECP256R1())))


@pytest.mark.parametrize(
    ("made", "content"), [(b"", None), (b"nonsense", None), (None, b"nonsense"), (None, b""), (None, b"\xff\xfe")]
)
def test_file__that_is_no_pem__is_refused(made, content):
    own = certificate(rsa_key()).public_bytes(PEM)
    with pytest.raises(KeysUnreadable):
        Keys.from_pem(own if made is None else made, pem_of(rsa_key()) if content is None else content)


def test_file__that_is_no_pkcs12__is_refused():
    with pytest.raises(KeysUnreadable):
        Keys.from_pkcs12(b"nonsense", "secret")


@pytest.mark.parametrize(
    "extension",
    [
        usage(key_encipherment=True),
        x509.BasicConstraints(ca=True, path_length=None),
        x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]),
    ],
    ids=["key usage", "authority", "extended key usage"],
)
def test_certificate__not_for_signing__is_refused(extension):
    with pytest.raises(NotForSigning):
        Keys.from_pem(certificate(rsa_key(), extension).public_bytes(PEM), pem_of(rsa_key()))


@pytest.mark.parametrize("extension", [usage(digital_signature=True), usage(content_commitment=True),
                                       x509.ExtendedKeyUsage([ExtendedKeyUsageOID.EMAIL_PROTECTION])])  # fmt: skip
def test_certificate__for_signing__is_taken(extension):
    assert Keys.from_pem(certificate(rsa_key(), extension).public_bytes(PEM), pem_of(rsa_key())).subject == "Silong"


def test_key__too_weak_or_of_another_kind__is_refused():
    for key in (rsa_key(1024), ed25519.Ed25519PrivateKey.generate(), ec.generate_private_key(ec.SECP192R1())):
        with pytest.raises(NotForSigning):
            Keys.from_pem(certificate(key).public_bytes(PEM), pem_of(key))


def test_expiry__is_warned_of_sixty_days_ahead_and_ends_the_use():
    keys = Keys.from_pem(certificate(rsa_key()).public_bytes(PEM), pem_of(rsa_key()))
    end = keys.expires_at
    assert not keys.expires_within(at=end - dt.timedelta(days=60, seconds=1))
    assert keys.expires_within(at=end - dt.timedelta(days=60))
    assert keys.expires_within(5, at=end + dt.timedelta(days=1))
    keys.require_valid(end)
    with pytest.raises(CertificateExpired, match="expired on 9 March 2027"):
        keys.require_valid(end + dt.timedelta(seconds=1))
    with pytest.raises(CertificateExpired, match="holds from"):
        keys.require_valid(AT - dt.timedelta(seconds=1))


def test_self_made__says_so_and_comes_back_from_what_is_kept():
    made = Keys.self_made("Silong Law Offices", at=AT)
    kept = Keys.from_pem(*made.to_pem())
    assert kept.certificate == made.certificate
    assert kept.is_self_made
    assert kept.subject == "Silong Law Offices"
    assert "self-made: not for production" in kept.certificate.subject.rfc4514_string()
    assert kept.key.curve.name == "secp256r1"
    assert kept.expires_at == (AT + dt.timedelta(days=730)).astimezone(dt.UTC)


def test_keys__shown__tell_no_secret():
    made = Keys.self_made("Silong", at=AT)
    assert "EllipticCurve" not in repr(made)
    assert "PRIVATE" not in repr(made)
