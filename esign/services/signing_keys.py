"""The organisation's certificate and key, as the settings name them, and the time-stamp authority.

Without settings there is a self-made certificate in VAR_DIR, made once for the installation; production refuses it.
"""

from __future__ import annotations

import contextlib
import functools
import os
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from cryptography.hazmat.primitives import serialization
from django.conf import settings
from django.db import transaction
from django.utils import timezone

from core import events
from core.backends import NotAuthorised
from esign.events import SigningCertificateExpires
from esign.exceptions import SigningKeyUnusable
from esign.organisation import organisation_name
from esign.sealing import Keys, authority_at
from esign.sealing.exceptions import KeysRefused

if TYPE_CHECKING:
    from esign.sealing.tsa import TimeAuthority

WARN_DAYS = 60
CERTIFICATE, KEY = "certificate.pem", "key.pem"


def signing_keys() -> Keys:
    """The key with its certificate, checked and valid now. Raises SigningKeyUnusable, saying what to put right."""
    try:
        keys = _read(*_files())
        keys.require_valid(timezone.now())
    except KeysRefused as refused:
        raise SigningKeyUnusable(refused.detail) from refused
    except OSError as error:
        raise SigningKeyUnusable(f"The file of the signing key cannot be read: {error.strerror}.") from error
    return keys


def authority() -> TimeAuthority | None:
    """The time-stamp authority of ESIGN_TSA_URL; None where there is none."""
    return authority_at(settings.ESIGN_TSA_URL) if settings.ESIGN_TSA_URL else None


def own_certificates() -> list[bytes]:
    """The certificate (PEM) that the practice signs with; none where it cannot be used. A new certificate takes its
    place: the one before belongs into SIGNATURES_TRUSTED_FILES, so that files of earlier years are known on.
    """
    try:
        return [signing_keys().certificate.public_bytes(serialization.Encoding.PEM)]
    except SigningKeyUnusable:
        return []  # what was sealed before is judged all the same


def signing_key_health() -> str:
    """One sentence on the key, for the connections page. Raises NotAuthorised where it cannot be used."""
    try:
        keys = signing_keys()
    except SigningKeyUnusable as unusable:
        raise NotAuthorised(unusable.detail) from unusable
    made = "self-made, for trying out" if keys.is_self_made else "issued by others"
    until = f"{keys.expires_at:%-d %B %Y}"
    soon = "; renew it now" if keys.expires_within(WARN_DAYS, at=timezone.now()) else ""
    stamped = "with time-stamps" if settings.ESIGN_TSA_URL else "without a time-stamp authority"
    return f"Certificate of {keys.subject}, {made}, good until {until}{soon}; {stamped}."


def keys_watch() -> bool:
    """Publish that the certificate expires, from 60 days before until another has taken its place; whether it was.
    How often the admins are told of it is the flow's matter.
    """
    try:
        keys = _read(*_files())
    except (SigningKeyUnusable, KeysRefused, OSError):
        return False  # the connections page and every envelope say so
    if not keys.expires_within(WARN_DAYS, at=timezone.now()):
        return False
    with transaction.atomic():
        events.publish(SigningCertificateExpires(day=keys.expires_at.date().isoformat()))
    return True


def _files() -> tuple[str, str, str, float]:
    """Paths of certificate, key and PKCS#12 file (empty where there is none), and when they were last written."""
    if settings.ESIGN_PKCS12_PATH:
        return "", "", settings.ESIGN_PKCS12_PATH, Path(settings.ESIGN_PKCS12_PATH).stat().st_mtime
    certificate, key = settings.ESIGN_CERTIFICATE_PATH, settings.ESIGN_KEY_PATH
    if not certificate:
        certificate, key = _self_made()
    return certificate, key or certificate, "", Path(certificate).stat().st_mtime


@functools.lru_cache(maxsize=4)
def _read(certificate: str, key: str, pkcs12: str, written: float) -> Keys:
    password = settings.ESIGN_KEY_PASSWORD or None
    if pkcs12:
        return Keys.from_pkcs12(Path(pkcs12).read_bytes(), password)
    return Keys.from_pem(Path(certificate).read_bytes(), Path(key).read_bytes(), password=password)


def _self_made() -> tuple[str, str]:
    """Where the installation's own certificate and key lie; they are made by whoever is first, in one step."""
    if settings.ENVIRONMENT == "production":
        raise SigningKeyUnusable(
            "There is no signing certificate. Set ESIGN_CERTIFICATE_PATH and ESIGN_KEY_PATH, or ESIGN_PKCS12_PATH; "
            "production signs with no self-made one."
        )
    folder = Path(settings.VAR_DIR) / "esign"
    if not (folder / CERTIFICATE).exists():
        folder.parent.mkdir(parents=True, exist_ok=True)
        certificate, key = Keys.self_made(organisation_name(), at=timezone.now()).to_pem()
        with tempfile.TemporaryDirectory(dir=folder.parent, prefix="esign-") as made:
            place = Path(made) / "esign"
            place.mkdir(mode=0o700)
            (place / KEY).touch(mode=0o600)
            (place / KEY).write_bytes(key)
            (place / CERTIFICATE).write_bytes(certificate)
            with contextlib.suppress(OSError):  # another process was first
                os.rename(place, folder)  # noqa: PTH104 - one step, and fails where the folder has files
    return str(folder / CERTIFICATE), str(folder / KEY)
