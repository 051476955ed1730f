"""Secrets that have to lie in the database for a while: encrypted and authenticated under a key made of SECRET_KEY.

Each purpose has a key of its own, so that what was sealed for one cannot be opened as another. What was sealed under
an earlier SECRET_KEY is opened as long as that key stands in SECRET_KEY_FALLBACKS.
"""

from __future__ import annotations

import base64
import functools
import hashlib

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings


class BrokenSealError(Exception):
    """It was sealed for another purpose or under a key that is gone, or it was changed since."""


def seal(plain: bytes, *, purpose: str) -> bytes:
    """`plain`, encrypted under the present key of `purpose` (a Fernet token, which is ASCII)."""
    return _cipher(purpose, settings.SECRET_KEY, tuple(settings.SECRET_KEY_FALLBACKS)).encrypt(plain)


def unseal(sealed: bytes, *, purpose: str) -> bytes:
    """What was sealed for `purpose`. Raises BrokenSealError."""
    try:
        return _cipher(purpose, settings.SECRET_KEY, tuple(settings.SECRET_KEY_FALLBACKS)).decrypt(sealed)
    except InvalidToken as error:
        raise BrokenSealError(f"What was sealed for {purpose!r} cannot be opened.") from error


def keys_of(purpose: str) -> tuple[bytes, ...]:
    """The keys of `purpose` for signatures that last longer than a token, the present one first."""
    return tuple(_derived(purpose, key) for key in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS))


@functools.lru_cache(maxsize=16)
def _cipher(purpose: str, key: str, former: tuple[str, ...]) -> MultiFernet:
    """The present key seals; each of them opens."""
    return MultiFernet([Fernet(_derived(purpose, one)) for one in (key, *former)])


def _derived(purpose: str, key: str) -> bytes:
    return base64.urlsafe_b64encode(hashlib.sha256(f"{purpose}\n{key}".encode()).digest())
