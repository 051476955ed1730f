"""What a file states about itself: title, author and the like, in its `/Info` and in its XMP (ISO 32000-2, 14.3)."""

from __future__ import annotations

import io
from typing import Any

from pyhanko.pdf_utils import generic, misc
from pyhanko.pdf_utils.decode_limits import DecodePurpose
from pyhanko.pdf_utils.reader import HistoricalResolver

from documents.signatures.fields import raw

# A program that signs may write these; they say who touched the file last, and nothing of what it is.
_OF_PROGRAMS = {"/ModDate", "/Producer", "ModifyDate", "MetadataDate", "Producer", "InstanceID"}


def stated(revision: HistoricalResolver) -> tuple[Any, ...]:
    """Everything stated in that revision, in a form that can be compared."""
    return _info(revision), _xmp(revision)


def _info(revision: HistoricalResolver) -> tuple[tuple[str, str], ...]:
    try:
        found = revision.trailer_view["/Info"]
    except KeyError:
        return ()
    if not isinstance(found, generic.DictionaryObject):
        return (("", repr(found)),)
    return tuple(sorted((str(key), str(found[key])) for key in found if key not in _OF_PROGRAMS))


def _xmp(revision: HistoricalResolver) -> Any:
    from pyhanko.pdf_utils.metadata import xmp_xml  # parses with lxml, wanted only for files that have it

    written = raw(revision.root, "/Metadata")
    # Asked for by its key, pyHanko would give a stream of another class, which no earlier revision can take over.
    stream = revision(written.reference) if isinstance(written, generic.IndirectObject) else written
    if not isinstance(stream, generic.StreamObject):
        return None
    content = stream.read_data(DecodePurpose.XMP_METADATA)
    try:
        roots = xmp_xml.parse_xmp(io.BytesIO(content))
    except (misc.PdfReadError, ValueError, SyntaxError):
        return content
    return tuple(
        sorted((str(name), str(value)) for root in roots for name, value in root if name.local_name not in _OF_PROGRAMS)
    )
