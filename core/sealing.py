"""Keeping a secret at rest: sealed under SECRET_KEY, opened under it or one of SECRET_KEY_FALLBACKS."""

from __future__ import annotations

import base64
import functools
import hashlib

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings


class Unsealable(Exception):  # noqa: N818 - a state of affairs; who keeps sealed things says what it means
    """It was sealed under a key that is not known here any more, for another purpose, or was changed."""


def seal(purpose: str, plain: bytes) -> bytes:
    """`plain`, encrypted and authenticated; only `unseal` with the same purpose opens it."""
    return _cipher(purpose, settings.SECRET_KEY, tuple(settings.SECRET_KEY_FALLBACKS)).encrypt(plain)


def unseal(purpose: str, sealed: bytes) -> bytes:
    """What was sealed. Raises Unsealable."""
    try:
        return _cipher(purpose, settings.SECRET_KEY, tuple(settings.SECRET_KEY_FALLBACKS)).decrypt(sealed)
    except InvalidToken:
        raise Unsealable from None


@functools.lru_cache(maxsize=16)
def _cipher(purpose: str, key: str, former: tuple[str, ...]) -> MultiFernet:
    """The present key seals; each of them opens."""
    return MultiFernet([Fernet(_derived(purpose, one)) for one in (key, *former)])


def _derived(purpose: str, key: str) -> bytes:
    return base64.urlsafe_b64encode(hashlib.sha256(f"{purpose}\n{key}".encode()).digest())
