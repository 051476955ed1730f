"""Telling whether a text is the one it was, without keeping what it was."""

from __future__ import annotations

import hashlib
import hmac
import unicodedata

from django.conf import settings


def digest_of(text: str) -> str:
    """A keyed hash of the text, alike for any case and spacing; without SECRET_KEY nobody can try values on
    it (a TIN has few enough to try them all).
    """
    plain = " ".join(unicodedata.normalize("NFC", text).casefold().split())
    return hmac.new(b"pii-digest\n" + settings.SECRET_KEY.encode(), plain.encode(), hashlib.sha256).hexdigest()
