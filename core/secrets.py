"""Short secrets that we must be able to read again: encrypted by the installation's secret, each purpose by a key of
its own.

What SECRET_KEY sealed stays readable after a change while the old one stands in SECRET_KEY_FALLBACKS.
"""

from __future__ import annotations

import base64
import hashlib

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings


class Unreadable(ValueError):
    """The secret key that sealed this is not known any more."""


def seal(text: str, *, purpose: str) -> bytes:
    """`text`, encrypted and authenticated (Fernet)."""
    return _cipher(purpose).encrypt(text.encode())


def unseal(content: bytes, *, purpose: str) -> str:
    """What was sealed for that purpose. Raises Unreadable."""
    try:
        return _cipher(purpose).decrypt(bytes(content)).decode()
    except InvalidToken as error:
        raise Unreadable("The key that sealed this is not known any more.") from error


def _cipher(purpose: str) -> MultiFernet:
    keys = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    return MultiFernet([Fernet(_derived(key, purpose)) for key in keys])


def _derived(key: str, purpose: str) -> bytes:
    return base64.urlsafe_b64encode(hashlib.sha256(f"{purpose}\n{key}".encode()).digest())
