"""What sealing takes and gives."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import Literal

TypedStyle = Literal["italic", "bold", "upright"]  # faces of Liberation Serif: italic, bold italic, upright
MOST_PARTIES = 50
SEAL_FIELD = "seal"
Box = tuple[float, float, float, float]  # left, bottom, right, top; points from the lower left corner of the page


@dataclass(frozen=True, slots=True)
class Place:
    """Room for a signature: the page (from 0) and the box above the rule."""

    page: int
    box: Box

    @property
    def width(self) -> float:
        """In points."""
        return self.box[2] - self.box[0]

    @property
    def height(self) -> float:
        """In points."""
        return self.box[3] - self.box[1]


@dataclass(frozen=True, slots=True)
class Page:
    """A page's size in points, and where on it the lowest text between the margins stands."""

    width: float
    height: float
    lowest: float


@dataclass(frozen=True, slots=True)
class Party:
    """Who is to sign: the name as the paper prints it, and in which role (printed where a page is added for it)."""

    name: str
    role: str = ""


@dataclass(frozen=True, slots=True)
class SignerFields:
    """The fields of one signer: their names in the PDF, and where the signature stands."""

    signature: str
    date: str
    initials: tuple[str, ...]
    place: Place


@dataclass(frozen=True, slots=True)
class Prepared:
    """The PDF with all its empty fields; `fields` in the order of the parties, `seal` the name of the last one.

    The first `approved_bytes` bytes of the PDF, and of every later state, are the approved file.
    """

    pdf: bytes = field(repr=False)
    fields: tuple[SignerFields, ...]
    seal: str
    approved_bytes: int


@dataclass(frozen=True, slots=True)
class StampText:
    """What the act of one signer shows: name, moment (aware; shown in Manila's time), reason, the reference code.

    `drawn` is a PNG of the signature; without it the name is set in `typed_style`. `initials` are those that were
    given; without any they are made of the name.
    """

    name: str
    at: dt.datetime
    reason: str
    code: str
    drawn: bytes | None = field(default=None, repr=False)
    typed_style: TypedStyle = "italic"
    initials: str = ""
