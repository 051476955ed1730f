"""Places in a paper that nobody has filled in."""

from __future__ import annotations

import re

from ai.quality import blanks_in
from documents.models import Revision
from documents.texts import revision_text

# In the whole text only what can be nothing else: a line to write on is a part of many forms.
_OPEN = re.compile(
    r"\{\{[^{}]{0,200}\}\}|\[\[[^\[\]\n]{1,80}\]\]|<<[^<>\n]{1,80}>>|\[(?:●|•|insert [^\]\n]{1,60}|tbd)\]", re.I
)


def unresolved_in(revision: Revision) -> list[str]:
    """The placeholders that still stand in the revision, each once: in the texts that the AI or a lawyer wrote also
    blanks, since nobody writes into those by hand. Raises as `documents.texts.revision_text`.
    """
    written = [blank for text in revision.sections.values() for blank in blanks_in(str(text))]
    anywhere = [one[0] for one in _OPEN.finditer(revision_text(revision))]
    return list(dict.fromkeys([*written, *anywhere]))
