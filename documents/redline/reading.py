"""A paper's text as the paragraphs that are compared: of what was made here, and of a file from outside."""

from __future__ import annotations

import re
from collections import Counter

from documents.redline.blocks import Block

_SPACE = re.compile(r"\s+")
_DIGITS = re.compile(r"\d+")
# Where a sentence ends and another begins: a PDF's lines end where the page does, not where a paragraph does.
_SENTENCE = re.compile(r"(?<=[.;:!?])\s+(?=[\"“(]?[A-Z0-9À-Þ])")
_EDGE = 2  # lines at the head and at the foot of a page that may be a running title, a number or a code
_LINE_BREAK = "\n"
_PAGE_BREAK = "\n\n"


def blocks_of_page(text: str) -> list[Block]:
    """Of the text that `rendering.text_of_html` gives: a paragraph each, headings known."""
    blocks = []
    for one in text.split("\n\n"):
        heading = one.startswith("## ")
        said = _single(one.removeprefix("## "))
        if said:
            blocks.append(Block(said, heading))
    return blocks


def blocks_of_word_file(text: str) -> list[Block]:
    """Of the text of a DOCX: its paragraphs and cells."""
    return [Block(said) for said in map(_single, text.split(_LINE_BREAK)) if said]


def blocks_of_pdf(text: str) -> list[Block]:
    """Of the text of a PDF, page after page: its sentences, since it does not say where a paragraph ends. What is
    printed at the edge of most pages (a running title, the page's number) is left out.
    """
    flowing = " ".join(_body(text.split(_PAGE_BREAK)))
    return [Block(said) for said in map(_single, _SENTENCE.split(flowing)) if said]


def _single(text: str) -> str:
    return _SPACE.sub(" ", text).strip()


def _body(pages: list[str]) -> list[str]:
    lines = [[line for line in page.split(_LINE_BREAK) if line.strip()] for page in pages]
    common = Counter(mask for page in lines for mask in {_mask(page[at]) for at in _edges(page)})
    most = max(2, len(lines) // 2 + 1)
    kept = []
    for page in lines:
        edges = _edges(page)
        kept += [line for at, line in enumerate(page) if at not in edges or common[_mask(line)] < most]
    return kept


def _edges(page: list[str]) -> set[int]:
    """Places of the lines at the head and at the foot."""
    places = range(len(page))
    return {*places[:_EDGE], *places[-_EDGE:]}


def _mask(line: str) -> str:
    """The line with every number alike."""
    return _DIGITS.sub("0", _single(line))
