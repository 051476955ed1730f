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
from esign.sealing.shapes import Page, Party, Place

PAPER = Path(__file__).resolve().parent / "papers" / "signatures"
LEFT, RIGHT, TOP, BOTTOM = 85.0, MARGIN, 122.0, 62.0  # margins; points
GAP = 22.0  # between the two columns
ROOM = 36.0  # above the rule; more than in the paper's own blocks, since there is enough
ROW = 100.0  # room, rule, three lines of a long name, one of a role
BELOW = ROW - ROOM - AIR - 1
NAME_LENGTH, ROLE_LENGTH = 90, 90


def pages_of_signatures(title: str, parties: Sequence[Party], like: Page, *, first: int) -> tuple[bytes, list[Place]]:
    """(A PDF of as many pages as are wanted, as large as `like`; the place of each party, in their order).

    `first` is the number (from 0) that the first of these pages will have in the paper. Raises what rendering raises.
    """
    width = (like.width - LEFT - RIGHT - GAP) / 2
    spots = _spots(len(parties), like, width)
    frame = f"left: {LEFT:.2f}pt; width: {like.width - LEFT - RIGHT:.2f}pt"
    count = spots[-1][0] + 1
    pages: list[dict[str, Any]] = [
        {
            "said": f"Page {first + number} · signatures, page {number} of {count}",
            "style": f"width: {like.width:.2f}pt; height: {like.height:.2f}pt",
            "frame": frame,
            "signers": [],
        }
        for number in range(1, count + 1)
    ]
    for party, (number, left, rule) in zip(parties, spots, strict=True):
        pages[number]["signers"].append(_signer(party, left, rule, width))
    data = {"title": title, "sheet": f"{like.width:.2f}pt {like.height:.2f}pt", "pages": pages}
    made = rendering.render_pdf(_paper(), data, {}, RenderOptions())
    return made.content, [_place(first + number, left, like.height - rule, width) for number, left, rule in spots]


def _spots(parties: int, like: Page, width: float) -> list[tuple[int, float, float]]:
    """For each party the page (from 0), the left end of the rule and how far below the top it stands."""
    rows = max(1, int((like.height - TOP - BOTTOM) / ROW))
    found = []
    for one in range(parties):
        page, on_page = divmod(one, rows * 2)
        row, column = divmod(on_page, 2)
        found.append((page, LEFT + column * (width + GAP), TOP + row * ROW + ROOM + AIR))
    return found


def _signer(party: Party, left: float, rule: float, width: float) -> dict[str, str]:
    style = f"left: {left:.2f}pt; top: {rule:.2f}pt; width: {width:.2f}pt; height: {BELOW:.2f}pt"
    return {"style": style, "name": party.name[:NAME_LENGTH], "role": party.role[:ROLE_LENGTH]}


def _place(page: int, left: float, rule: float, width: float) -> Place:
    return Place(page, (left, rule + AIR, left + width, rule + AIR + ROOM))


@cache
def _paper() -> TemplateSource:
    return read_folder(PAPER)
