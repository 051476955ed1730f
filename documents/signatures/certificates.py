"""Certificates that are trusted, as somebody wrote them down."""

from __future__ import annotations

import hashlib

from asn1crypto import pem, x509


def certificates_in(given: bytes) -> list[x509.Certificate]:
    """The certificates of a PEM file, or the one that is written in DER. Raises ValueError for anything else."""
    blocks = [given]
    if pem.detect(given):
        blocks = [der for kind, _, der in pem.unarmor(given, multiple=True) if kind == "CERTIFICATE"]
    found = [x509.Certificate.load(one, strict=True) for one in blocks]
    for one in found:
        _ = one.subject.native, one.public_key.native  # asn1crypto reads on demand, and complains only then
    return found


def fingerprint(given: x509.Certificate) -> str:
    """SHA-256 of the certificate in hex, by which people name it."""
    return hashlib.sha256(given.dump()).hexdigest()
