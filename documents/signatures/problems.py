"""What can be wrong with a signed file: a code in kebab-case each, and a sentence that names nobody."""

from __future__ import annotations

from dataclasses import dataclass

SENTENCES = {
    # the file
    "file-malformed": "The file departs from the PDF standard: one program could show something else than another.",
    "bytes-appended": "Something stands behind the end of the file that was signed.",
    "changed-after-last": "The file was changed after its last signature, and nobody signed the change.",
    "object-hidden": "The file holds objects that its own table of contents does not list.",
    # what was done after a signature
    "page-added": "A page was added after a signature.",
    "page-removed": "A page was removed after a signature.",
    "page-changed": "What a page shows was changed after a signature.",
    "annotation-changed": "A note, a link or another mark on a page was added, changed or removed after a signature.",
    "field-added": "A form field was added after a signature.",
    "field-removed": "A form field was removed after a signature.",
    "field-changed": "A form field was changed after a signature.",
    "field-locked": "A form field that a signature had locked was changed.",
    "field-twice": "Two form fields have one name: which of them was meant is not told.",
    "metadata-changed": "The title or another statement about the file was changed after a signature.",
    "catalog-changed": "What the file does or lists as a whole was changed after a signature.",
    "changed-otherwise": "The file was changed after a signature in a way that signing does not need.",
    "changes-not-allowed": "A signature allowed fewer changes than were made after it.",
    # one signature
    "signature-removed": "A signature was removed from the file.",
    "signature-hidden": "The file holds a signature that none of its fields shows.",
    "signature-twice": "One signature stands in two fields.",
    "signature-unreadable": "A signature is damaged and cannot be read.",
    "signature-broken": "A signature was altered, or was not made with the key of its certificate.",
    "format-refused": "A signature is of a kind that is not accepted.",
    "bytes-changed": "What a signature covers was changed after it was made.",
    "range-gap": "A signature leaves out more of the file than itself.",
    "range-short": "A signature does not cover the file as it stood when it was made.",
    "algorithm-weak": "A signature was made with an algorithm or a key that is too weak.",
    "certificate-swapped": "The certificate of a signature is not the one it was made with.",
    "certificate-unbound": "A signature does not say which certificate it was made with.",
    "certificate-out-of-date": "A signature bears a time at which its certificate was not valid.",
    "time-stamp-broken": "The time-stamp of a signature does not hold.",
}


@dataclass(frozen=True)
class Problem:
    """One thing wrong: its code, and the name of the signature's field where it is about one."""

    code: str
    field: str = ""

    @property
    def sentence(self) -> str:
        """The code in words, for anybody."""
        return SENTENCES[self.code]
