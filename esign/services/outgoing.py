"""The file that goes to an outside provider, and where in it each person signs.

It is the approved file; who has no block in it signs on a page that is added at the end, behind the approved bytes. No
form fields of ours are in it: the provider puts its own at the spots that it is told.
"""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from pypdf import PdfReader, PdfWriter

from core import storage
from esign.backends import Spot
from esign.constants import Role
from esign.models import Envelope, Signer
from esign.placing import Place, Sheet, blocks_of, sheets_of
from esign.sealing.added import page_of_signatures
from esign.sealing.shapes import Party

INITIALS_WIDTH, INITIALS_HEIGHT = 30.0, 12.0
INITIALS_STEP = 34.0
LEFT, FOOT = 60.0, 14.0  # where the initials begin; points from the left and from the foot of each page


@dataclass(frozen=True)
class Outgoing:
    """The PDF, and for each signer's id where the signature and the initials go."""

    content: bytes = field(repr=False)
    spots: Mapping[str, Spot]
    initials: Mapping[str, tuple[Spot, ...]]


def outgoing(envelope: Envelope, people: Sequence[Signer]) -> Outgoing:
    """The file for those who act. Raises what storage and rendering raise."""
    content = storage.read(envelope.checksum)
    places = blocks_of(content, [one.name for one in people])
    homeless = [one for one, place in zip(people, places, strict=True) if place is None]
    if homeless:
        content, added = _with_page(content, envelope, homeless)
        left = iter(added)
        places = [next(left) if place is None else place for place in places]
    sheets = sheets_of(content)
    spots = {str(one.pk): _spot(place, sheets) for one, place in zip(people, places, strict=True) if place is not None}
    return Outgoing(content, spots, _initials(envelope, people, sheets))


def _with_page(content: bytes, envelope: Envelope, people: Sequence[Signer]) -> tuple[bytes, list[Place]]:
    sheets = sheets_of(content)
    parties = [Party(one.name, str(one.get_role_display())) for one in people]
    page, places = page_of_signatures(envelope.document.title, parties, sheets[-1], first=len(sheets))
    writer = PdfWriter(io.BytesIO(content), incremental=True)
    for one in PdfReader(io.BytesIO(page)).pages:
        writer.add_page(one)
    made = io.BytesIO()
    writer.write(made)
    return made.getvalue(), places


def _initials(envelope: Envelope, people: Sequence[Signer], sheets: Sequence[Sheet]) -> dict[str, tuple[Spot, ...]]:
    """At the foot of every page, side by side, in as many rows as it takes."""
    if not envelope.initials:
        return {}
    signing = [str(one.pk) for one in people if one.role == Role.SIGNER]
    return {
        key: tuple(_corner(number, sheet, page) for page, sheet in enumerate(sheets))
        for number, key in enumerate(signing)
    }


def _corner(number: int, sheet: Sheet, page: int) -> Spot:
    columns = max(1, int((sheet.width - 2 * LEFT) / INITIALS_STEP))
    row, column = divmod(number, columns)
    left, bottom = LEFT + column * INITIALS_STEP, FOOT + row * INITIALS_HEIGHT
    return _spot(Place(page, (left, bottom, left + INITIALS_WIDTH, bottom + INITIALS_HEIGHT)), [sheet] * (page + 1))


def _spot(place: Place, sheets: Sequence[Sheet]) -> Spot:
    """From points and the lower left corner to parts of the page and the upper left one."""
    sheet = sheets[place.page]
    left, bottom, right, top = place.box
    return Spot(
        page=place.page + 1,
        left=round(left / sheet.width, 5),
        top=round((sheet.height - top) / sheet.height, 5),
        width=round((right - left) / sheet.width, 5),
        height=round((top - bottom) / sheet.height, 5),
    )
