"""One signature by itself: the cryptography, the certificate, the time (ETSI EN 319 102-1, without revocation)."""

from __future__ import annotations

import asyncio
import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from asn1crypto import x509
from pyhanko.sign.ades.report import AdESIndeterminate
from pyhanko.sign.general import NonexistentAttributeError, find_unique_cms_attribute
from pyhanko.sign.validation import async_validate_pdf_signature, async_validate_pdf_timestamp
from pyhanko.sign.validation.errors import SignatureValidationError
from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature
from pyhanko.sign.validation.utils import CMSAlgorithmUsagePolicy
from pyhanko_certvalidator import ValidationContext
from pyhanko_certvalidator.policy_decl import DisallowWeakAlgorithmsPolicy

from documents.signatures.fields import at

WEAK_HASHES = frozenset({"md2", "md5", "sha1"})
SHORTEST_CURVE = 224  # bits
POLICY = CMSAlgorithmUsagePolicy.lift_policy(
    DisallowWeakAlgorithmsPolicy(WEAK_HASHES, rsa_key_size_threshold=2048, dsa_key_size_threshold=2048)
)


@dataclass(frozen=True)
class Verdict:
    """What the cryptography says; `problem` is a code of `problems`, or empty."""

    signer: str
    organization: str
    self_made: bool
    trusted: bool
    pinned: bool
    signed_at: dt.datetime | None
    stamped: bool
    algorithm: str
    algorithm_ok: bool
    intact: bool
    problem: str


def judged(signature: EmbeddedPdfSignature, anchors: Sequence[x509.Certificate]) -> Verdict:
    """The verdict over one signature. Raises what pyHanko and asn1crypto raise for one that cannot be read."""
    is_stamp = signature.sig_object_type == "/DocTimeStamp"
    certificate = signature.signer_cert
    status = _status(signature, is_stamp, anchors, None)
    stamp: Any = None if is_stamp else status.timestamp_validity
    stamped = (is_stamp and status.trusted) or bool(stamp and stamp.valid and stamp.intact and stamp.trusted)
    signed_at = status.timestamp if is_stamp else stamp.timestamp if stamped else signature.self_reported_timestamp
    if stamped and not is_stamp:
        # The certificate was good when the authority says; that it has run out since takes nothing away.
        status = _status(signature, is_stamp, anchors, signed_at)
    algorithm_ok = _is_strong(signature, certificate)
    moment = signed_at if stamped and signed_at else dt.datetime.now(dt.UTC)
    return Verdict(
        signer=certificate.subject.human_friendly[:500],
        organization=_organization(certificate),
        self_made=certificate.self_signed in ("yes", "maybe"),
        trusted=bool(status.trusted) and _was_valid(certificate, moment),
        pinned=any(one.dump() == certificate.dump() for one in anchors),
        signed_at=signed_at.astimezone(dt.UTC) if signed_at else None,
        stamped=stamped,
        algorithm=_algorithm(signature),
        algorithm_ok=algorithm_ok,
        intact=bool(status.intact and status.valid),
        problem=_problem(signature, status, stamp, signed_at, algorithm_ok),
    )


def refused(error: SignatureValidationError) -> str:
    """The code for what pyHanko would not judge."""
    if error.ades_subindication is AdESIndeterminate.NO_SIGNING_CERTIFICATE_FOUND:
        return "certificate-swapped"
    return "format-refused"


def _problem(signature: Any, status: Any, stamp: Any, signed_at: dt.datetime | None, algorithm_ok: bool) -> str:
    found = {
        "algorithm-weak": not algorithm_ok,
        "signature-broken": not status.valid,
        "bytes-changed": not status.intact,
        "certificate-unbound": at(signature.sig_object, "/SubFilter") == "/ETSI.CAdES.detached"
        and not _names_certificate(signature),
        "certificate-out-of-date": signed_at is not None and not _was_valid(signature.signer_cert, signed_at),
        "time-stamp-broken": stamp is not None and not (stamp.valid and stamp.intact),
    }
    return next((code for code, is_so in found.items() if is_so), "")


def _status(
    signature: EmbeddedPdfSignature, is_stamp: bool, anchors: Sequence[x509.Certificate], moment: dt.datetime | None
) -> Any:
    def context() -> ValidationContext:
        # No fetching, and an empty list where nothing is trusted: without one the system's own would be.
        return ValidationContext(
            trust_roots=list(anchors), allow_fetching=False, moment=moment, algorithm_usage_policy=POLICY
        )

    if is_stamp:
        return asyncio.run(async_validate_pdf_timestamp(signature, context(), skip_diff=True))
    return asyncio.run(
        async_validate_pdf_signature(
            signature,
            signer_validation_context=context(),
            ts_validation_context=ValidationContext(
                trust_roots=list(anchors), allow_fetching=False, algorithm_usage_policy=POLICY
            ),
            skip_diff=True,
            algorithm_policy=POLICY,
        )
    )


def _organization(certificate: x509.Certificate) -> str:
    named = certificate.subject.native.get("organization_name", "")
    return (named if isinstance(named, str) else " / ".join(named))[:200]


def _was_valid(certificate: x509.Certificate, moment: dt.datetime) -> bool:
    return bool(certificate.not_valid_before <= moment <= certificate.not_valid_after)


def _names_certificate(signature: EmbeddedPdfSignature) -> bool:
    try:
        find_unique_cms_attribute(signature.signer_info["signed_attrs"], "signing_certificate_v2")
    except NonexistentAttributeError:
        return False
    return True


def _algorithm(signature: EmbeddedPdfSignature) -> str:
    mechanism = signature.signer_info["signature_algorithm"]["algorithm"].native
    return f"{mechanism} over {signature.external_md_algorithm}"


def _is_strong(signature: EmbeddedPdfSignature, certificate: x509.Certificate) -> bool:
    signer = signature.signer_info
    key = certificate.public_key
    hashes = (signer["digest_algorithm"]["algorithm"].native, signature.external_md_algorithm)
    return (
        bool(POLICY.signature_algorithm_allowed(signer["signature_algorithm"], None, key))
        and not WEAK_HASHES & set(hashes)
        and _hash_of(signer) not in WEAK_HASHES
        and (key.algorithm != "ec" or key.bit_size >= SHORTEST_CURVE)
    )


def _hash_of(signer: Any) -> str:
    try:
        return str(signer["signature_algorithm"].hash_algo)
    except ValueError:
        return ""  # it goes with the digest's
