"""Short codes: 60 random bits in twelve letters and digits that are read and typed without doubt.

The alphabet is Crockford's base 32: no I, L, O or U; what a reader takes for one of them is read as the digit it is.
"""

from __future__ import annotations

import re
import secrets

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_MISREAD = str.maketrans({"O": "0", "I": "1", "L": "1"})
_CODE = re.compile(rf"[{ALPHABET}]{{12}}")


def new_code() -> str:
    """A code such as 7K3M-Q9TD-W2XH. Nobody guesses one: there are more than 10^18."""
    letters = "".join(secrets.choice(ALPHABET) for _ in range(12))
    return "-".join((letters[:4], letters[4:8], letters[8:]))


def normalized(typed: str) -> str | None:
    """The code that somebody typed, in its one form; None for what is none."""
    if len(typed) > 40:
        return None
    letters = re.sub(r"[\s\-–—]", "", typed).upper().translate(_MISREAD)
    return "-".join((letters[:4], letters[4:8], letters[8:])) if _CODE.fullmatch(letters) else None


def address_of(public_url: str, code: str) -> str:
    """Where the code is looked up by hand or by the QR code."""
    return f"{public_url.rstrip('/')}/verify/{code}"
