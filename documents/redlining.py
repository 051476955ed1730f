"""What changed between two revisions of a document: the comparison, and the paper that shows it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from typing import Any

from django.utils import timezone

from accounts.models import User
from core import storage
from core.errors import Fault, NotFound
from documents import rendering, selectors, uploads
from documents.exceptions import RedlineOfOneRevision, RedlineTooLong, RevisionNotFound, TextNotRead
from documents.models import Document, Revision
from documents.options import RenderedPdf, RenderOptions
from documents.presenting import require_released
from documents.redline import marking, reading
from documents.redline.blocks import Block, Paragraph, compare
from documents.source import TemplateSource, read_folder
from documents.texts import has_text, revision_text
from documents.uploads.kinds import PDF, FileError

MOST_CHARACTERS = 200_000  # of either text: some 70 pages
PAPER = Path(__file__).resolve().parent / "redline" / "paper"


@dataclass(frozen=True)
class Redline:
    """Two revisions of one document and what happened to each paragraph between them."""

    document: Document
    old: Revision
    new: Revision
    paragraphs: Sequence[Paragraph]

    @cached_property
    def summary(self) -> marking.Summary:
        """Words put in and taken out, paragraphs moved."""
        return marking.summary_of(self.paragraphs)

    @property
    def equal(self) -> bool:
        """Whether no paragraph differs."""
        return all(one.change == "same" for one in self.paragraphs)

    @property
    def by_file(self) -> bool:
        """Whether a file from outside is among the two, whose paragraphs are not known."""
        return self.old.upload is not None or self.new.upload is not None


def redline(user: User, document: Document, old: int, new: int) -> Redline:
    """Revision `new` against revision `old`, as far as the user may see both; white space and print at the edge of
    pages are no change.

    Raises RedlineOfOneRevision, RevisionNotFound, RedlineTooLong (over 200,000 characters), TextNotRead for a file
    without text, UploadQuarantined, and what rendering raises.
    """
    if old == new:
        raise RedlineOfOneRevision(
            "A revision is compared with another one: name two numbers.",
            errors=[Fault("/to", "same-revision", "That is the revision named in `from`.")],
        )
    before, after = _revision(user, document, old, "/from"), _revision(user, document, new, "/to")
    flat = _is_pdf(before) or _is_pdf(after)
    return Redline(document, before, after, compare(_blocks(before, flat), _blocks(after, flat)))


def _revision(user: User, document: Document, number: int, pointer: str) -> Revision:
    try:
        return selectors.revision_get(user, document, number)
    except NotFound as error:
        said = f"This document has no revision {number} that you may see."
        raise RevisionNotFound(said, errors=[Fault(pointer, "not-found", said)]) from error


def _is_pdf(revision: Revision) -> bool:
    return revision.upload is not None and revision.upload.content_type == PDF


def _blocks(revision: Revision, flat: bool) -> list[Block]:
    """Like with like: against a PDF from outside, our own paper is read from its PDF too."""
    text = _bounded(_text(revision, flat), revision)
    if flat:
        return reading.blocks_of_pdf(text)
    return reading.blocks_of_page(text) if revision.upload is None else reading.blocks_of_word_file(text)


def _text(revision: Revision, flat: bool) -> str:
    if revision.upload is not None:
        require_released(revision)
    elif flat:
        try:
            return uploads.text_of(storage.read(revision.checksum))[0]
        except FileError as error:
            raise TextNotRead(f"The text of revision {revision.number} cannot be read: {error}") from error
    if not has_text(revision):
        raise TextNotRead(
            f"Revision {revision.number} is a file whose text has not been read, or has none, as a scan. Open both "
            "files and compare them by eye."
        )
    return revision_text(revision)


def _bounded(text: str, revision: Revision) -> str:
    if len(text) > MOST_CHARACTERS:
        raise RedlineTooLong(
            f"Revision {revision.number} has {len(text):,} characters; up to {MOST_CHARACTERS:,} are compared. "
            "Open both files and compare them part by part."
        )
    return text


def redline_pdf(found: Redline) -> RenderedPdf:
    """The redline as a paper of its own, PDF/A-3b: the same two revisions give the same bytes. Raises as rendering."""
    return rendering.render_pdf(_paper(), paper_data(found), {}, RenderOptions())


def paper_data(found: Redline) -> dict[str, Any]:
    """What the paper is made from."""
    return {
        "title": found.document.title,
        "old": _side(found.old),
        "new": _side(found.new),
        "summary": str(found.summary),
        "byFile": found.by_file,
        "equal": found.equal,
        "paragraphs": [
            {
                "change": one.change,
                "heading": one.heading,
                "pieces": [{"op": piece.op, "text": piece.text} for piece in one.pieces],
            }
            for one in found.paragraphs
        ],
    }


def _side(revision: Revision) -> dict[str, Any]:
    made = timezone.localtime(revision.created_at)
    return {"number": revision.number, "made": f"{made:%-d %B %Y, %H:%M}", "checksum": revision.checksum}


@cache
def _paper() -> TemplateSource:
    return read_folder(PAPER)
