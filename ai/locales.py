"""Language tags (BCP 47) as callers send them, and the two languages that the house speaks itself."""

from __future__ import annotations

import re

from core.errors import InvalidInput

ENGLISH = "en"
FILIPINO = "fil"
_NAMES = {ENGLISH: "English", FILIPINO: "Filipino", "tl": "Filipino"}
_TAG = re.compile(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8}){0,2}")


def require_language_tag(locale: str) -> None:
    """Raise InvalidInput at /locale for what is no language tag."""
    if not _TAG.fullmatch(locale):
        raise InvalidInput.at("/locale", "format", "locale is a language tag (BCP 47), such as en or fil-PH.")


def is_ours(locale: str) -> bool:
    """Whether `locale` is a bare tag of a language that the house speaks."""
    return locale in _NAMES


def language_name(locale: str) -> str:
    """The language of `locale` as a model is told it; the tag itself where it is none of ours."""
    return _NAMES.get(_language(locale), locale)


def nearest_language(locale: str) -> str:
    """`fil` or `en`, whichever of the two `locale` is nearer to."""
    return FILIPINO if _NAMES.get(_language(locale)) == "Filipino" else ENGLISH


def _language(locale: str) -> str:
    return locale.partition("-")[0].lower()
