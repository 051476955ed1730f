"""What a signer's form brings: read, kept for showing it again, and the faults that the services found, in words."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Mapping
from dataclasses import dataclass, field

from django.http import QueryDict

from core.errors import InvalidInput
from esign.services import Act

PICTURE = "data:image/png;base64,"
LONGEST_SHOWN_AGAIN = 500
# What a pointer's fault is called in the words, where it does not bring a name of its own.
NAMED = {"/agreed": "agreed-required", "/typedName": "another-name", "/initials": "initials-required"}
FIELDS = {"/agreed": "agreed", "/typedName": "name", "/initials": "initials", "/drawing": "drawing"}


@dataclass(frozen=True)
class SignForm:
    """The fields as they were filled in."""

    name: str = ""
    initials: str = ""
    way: str = "typed"
    agreed: bool = False
    consent: str = ""
    drawing: str = field(default="", repr=False)

    @classmethod
    def of(cls, posted: QueryDict) -> SignForm:
        """The form in a request's body; what is missing there is empty."""
        way = "drawn" if posted.get("way") == "drawn" else "typed"
        return cls(
            posted.get("name", ""), posted.get("initials", ""), way, posted.get("agreed") == "yes",
            posted.get("consent", ""), posted.get("drawing", "") if way == "drawn" else "",
        )  # fmt: skip

    def act(self) -> Act:
        """What the signer gave."""
        drawing = picture_in(self.drawing) if self.way == "drawn" else None
        return Act(self.name, self.initials, drawing, self.agreed, self.consent)

    def shown_again(self, faults: Mapping[str, str]) -> SignForm:
        """The form as it stands beside its faults: what is too long is cut, and a drawing that was refused is gone."""
        drawing = "" if "drawing" in faults else self.drawing
        cut = LONGEST_SHOWN_AGAIN
        agreed = self.agreed and "agreed" not in faults
        return SignForm(self.name[:cut], self.initials[:cut], self.way, agreed, self.consent, drawing)


def picture_in(address: str) -> bytes:
    """The bytes in a `data:` address; nothing for an empty one, and what is no picture for one that cannot be read."""
    if not address:
        return b""
    try:
        return base64.b64decode(address.removeprefix(PICTURE), validate=True)
    except (binascii.Error, ValueError):
        return b"?"


def faults_in(refused: InvalidInput, words: Mapping[str, str], name: str) -> dict[str, str]:
    """What is wrong, in words, by the name of the field; `name` is how the signer is called in the paper."""
    return {
        FIELDS[fault.pointer]: words[NAMED.get(fault.pointer, fault.code)].format(name=name) for fault in refused.errors
    }
