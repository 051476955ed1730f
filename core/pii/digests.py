"""Telling whether a value is the one it was, without keeping what it was."""

from __future__ import annotations

import hashlib
import hmac
import json
import unicodedata
from collections.abc import Mapping
from typing import Any

from django.conf import settings


def digest_of(text: str) -> str:
    """A keyed hash of the text, alike for any case and spacing; without SECRET_KEY nobody can try values on
    it (a TIN has few enough to try them all).
    """
    plain = " ".join(unicodedata.normalize("NFC", text).casefold().split())
    return hmac.new(b"pii-digest\n" + settings.SECRET_KEY.encode(), plain.encode(), hashlib.sha256).hexdigest()


def plain_text(value: Any) -> str:
    """A value as the text that is hashed: a text itself, else as JSON, in which an empty member counts as none;
    "" where nothing is left.
    """
    if isinstance(value, str):
        return value
    filled = _filled(value)
    return "" if filled is None else json.dumps(filled, sort_keys=True, ensure_ascii=False, separators=(",", ":"))


def digest_of_value(value: Any) -> str:
    """The digest of a value as `plain_text` writes it; "" where nothing is left."""
    text = plain_text(value)
    return digest_of(text) if text else ""


def _filled(value: Any) -> Any:
    if isinstance(value, Mapping):
        members = {key: _filled(one) for key, one in value.items()}
        return {key: one for key, one in members.items() if one is not None} or None
    if isinstance(value, list | tuple):
        return [one for one in map(_filled, value) if one is not None] or None
    return None if value == "" else value
