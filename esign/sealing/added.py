"""The page of signatures that is added for signers whom the paper gives no block: rules in rows of two."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any

from documents import rendering
from documents.options import RenderOptions
from documents.source import TemplateSource, read_folder
from esign.placing import AIR, MARGIN
from esign.sealing.shapes import Party, Place, Sheet

PAPER = Path(__file__).resolve().parent / "papers" / "signatures"
LEFT, RIGHT, TOP, BOTTOM = 85.0, MARGIN, 122.0, 62.0  # margins; points
GAP = 22.0  # between the two columns
ROOM = 36.0  # above the rule; more than in the paper's own blocks, since there is enough
ROW = 100.0  # room, rule, three lines of a long name, one of a role
BELOW = ROW - ROOM - AIR - 1
NAME_LENGTH, ROLE_LENGTH = 90, 90


def page_of_signatures(title: str, parties: Sequence[Party], sheet: Sheet, *, first: int) -> tuple[bytes, list[Place]]:
    """(A PDF with as many pages as are wanted, of the size of `sheet`; the place of each party, in their order).

    `first` is the number that the first of these pages will have in the paper. Raises what rendering raises.
    """
    width = (sheet.width - LEFT - RIGHT - GAP) / 2
    rows = max(1, int((sheet.height - TOP - BOTTOM) / ROW))
    spots = [
        (page, LEFT + column * (width + GAP), TOP + row * ROW + ROOM + AIR)
        for page in range(-(-len(parties) // (rows * 2)))
        for row in range(rows)
        for column in range(2)
    ][: len(parties)]
    size = f"width: {sheet.width:.2f}pt; height: {sheet.height:.2f}pt"
    frame = f"left: {LEFT:.2f}pt; width: {sheet.width - LEFT - RIGHT:.2f}pt"
    number = spots[-1][0] + 1
    pages: list[dict[str, Any]] = [
        {
            "said": f"Page {first + one + 1} · signatures, page {one + 1} of {number}",
            "style": size,
            "frame": frame,
            "signers": [],
        }
        for one in range(number)
    ]
    for party, (page, left, rule) in zip(parties, spots, strict=True):
        pages[page]["signers"].append(_signer(party, left, rule, width))
    data = {"title": title, "sheet": f"{sheet.width:.2f}pt {sheet.height:.2f}pt", "pages": pages}
    made = rendering.render_pdf(_paper(), data, {}, RenderOptions())
    return made.content, [_place(first + page, left, sheet.height - rule, width) for page, left, rule in spots]


def _signer(party: Party, left: float, rule: float, width: float) -> dict[str, str]:
    style = f"left: {left:.2f}pt; top: {rule:.2f}pt; width: {width:.2f}pt; height: {BELOW:.2f}pt"
    return {"style": style, "name": party.name[:NAME_LENGTH], "role": party.role[:ROLE_LENGTH]}


def _place(page: int, left: float, rule: float, width: float) -> Place:
    return Place(page, (left, rule + AIR, left + width, rule + AIR + ROOM))


@cache
def _paper() -> TemplateSource:
    return read_folder(PAPER)
