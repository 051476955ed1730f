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
from esign.placing import blocks_of, pages_of
from esign.sealing.added import pages_of_signatures
from esign.sealing.shapes import Page, Party, Place

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
    pages = pages_of(content)
    spots = {
        str(one.pk): _spot(pages[place.page], place)
        for one, place in zip(people, places, strict=True)
        if place is not None
    }
    return Outgoing(content, spots, _initials(envelope, people, pages))


def _with_page(content: bytes, envelope: Envelope, people: Sequence[Signer]) -> tuple[bytes, list[Place]]:
    pages = pages_of(content)
    parties = [Party(one.name, str(one.get_role_display())) for one in people]
    added, places = pages_of_signatures(envelope.document.title, parties, pages[-1], first=len(pages))
    writer = PdfWriter(io.BytesIO(content), incremental=True)
    for one in PdfReader(io.BytesIO(added)).pages:
        writer.add_page(one)
    made = io.BytesIO()
    writer.write(made)
    return made.getvalue(), places


def _initials(envelope: Envelope, people: Sequence[Signer], pages: Sequence[Page]) -> dict[str, tuple[Spot, ...]]:
    """At the foot of every page, side by side, in as many rows as it takes."""
    if not envelope.initials:
        return {}
    signing = [str(one.pk) for one in people if one.role == Role.SIGNER]
    return {
        key: tuple(_spot(page, _corner(who, number, page)) for number, page in enumerate(pages))
        for who, key in enumerate(signing)
    }


def _corner(who: int, number: int, page: Page) -> Place:
    columns = max(1, int((page.width - 2 * LEFT) / INITIALS_STEP))
    row, column = divmod(who, columns)
    left, bottom = LEFT + column * INITIALS_STEP, FOOT + row * INITIALS_HEIGHT
    return Place(number, (left, bottom, left + INITIALS_WIDTH, bottom + INITIALS_HEIGHT))


def _spot(page: Page, place: Place) -> Spot:
    """From points and the lower left corner to parts of the page and the upper left one."""
    left, bottom, right, top = place.box
    return Spot(
        page=place.page + 1,
        left=round(left / page.width, 5),
        top=round((page.height - top) / page.height, 5),
        width=round((right - left) / page.width, 5),
        height=round((top - bottom) / page.height, 5),
    )
