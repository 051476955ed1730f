"""The text of a revision, as its reader sees it: for search, for the AI and for redlines."""

from __future__ import annotations

from documents import rendering
from documents.exceptions import TextNotRead
from documents.models import Revision

NO_TEXT = "The file's text has not been read yet, or it has none, as a scan. A person must read it."


def has_text(revision: Revision) -> bool:
    """Whether there is a text to read: always of what was made here, of an upload once a job has read one."""
    return revision.upload is None or bool(revision.upload.is_released and revision.upload.text)


def revision_text(revision: Revision) -> str:
    """What a reader of the revision sees, without its watermark: a paragraph each, headings marked; of an upload what
    a job has read in it.

    Raises TextNotRead for an upload without text; of what was made here, RenderFailed (RenderLimitExceeded for a limit)
    and ServiceUnavailable, since its page is made beside this process, within the limits of a rendering.
    """
    if revision.upload is not None:
        if not has_text(revision):
            raise TextNotRead(NO_TEXT)
        return revision.upload.text
    version, _ = revision.made_from
    return rendering.render_text(version.source(), revision.inputs, revision.sections)
