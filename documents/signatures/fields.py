"""The form fields of a file in one of its revisions."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.rw_common import PdfHandler

MOST_FIELDS = 5_000


class TooManyFieldsError(Exception):
    """More form fields than a paper has."""


@dataclass(frozen=True)
class Field:
    """A field: its full name, its kind (`/Sig`, `/Tx` …), its dictionary and its value as they are written."""

    name: str
    kind: str
    reference: Any
    dictionary: Any
    value: Any

    @property
    def is_signature(self) -> bool:
        """Whether it is for a signature."""
        return self.kind == "/Sig"

    @property
    def is_filled(self) -> bool:
        """Whether anything was written into it."""
        return is_said(self.value)


def fields_of(handler: PdfHandler) -> list[Field]:
    """Every field with a value of its own, in the order of the form. Raises TooManyFieldsError."""
    form = at(handler.root, "/AcroForm")
    listed = at(form, "/Fields") if isinstance(form, generic.DictionaryObject) else None
    found: list[Field] = []
    for one in _walk(listed, "", None, set()):
        found.append(one)
        if len(found) > MOST_FIELDS:
            raise TooManyFieldsError
    return found


def is_said(value: Any) -> bool:
    """Whether a value says something: neither nothing nor an empty text, nor a box without its cross."""
    if isinstance(value, generic.IndirectObject):
        value = value.get_object()
    if value is None or isinstance(value, generic.NullObject):
        return False
    return value not in ("", b"", "/Off")


def raw(dictionary: Any, key: str) -> Any:
    """The value as it is written, not what a reference leads to; None where there is none."""
    return dictionary.raw_get(key) if key in dictionary else None


def is_rewritten(handler: Any, value: Any, *, most: int = 10_000) -> bool:
    """Whether a value, or anything it leads to, was written in this very revision; not by way of parents and pages."""
    written = handler.explicit_refs_in_revision()
    waiting, seen = [value], set()
    while waiting and most > 0:
        most -= 1
        one = waiting.pop()
        if isinstance(one, generic.IndirectObject):
            if one.reference in written:
                return True
            if one.reference in seen:
                continue
            seen.add(one.reference)
            one = handler(one.reference)
        if isinstance(one, generic.DictionaryObject):
            waiting.extend(raw(one, key) for key in one if key not in ("/Parent", "/P"))
        elif isinstance(one, generic.ArrayObject):
            waiting.extend(list.__iter__(one))
    return bool(waiting)  # more than is looked through counts as touched


def at(dictionary: Any, key: str) -> Any:
    """What the value leads to; None where there is none."""
    return dictionary[key] if key in dictionary else None  # noqa: SIM401 - pyHanko's `get` leads nowhere


def _walk(listed: Any, above: str, kind: str | None, seen: set[Any]) -> Iterator[Field]:
    for one in listed if isinstance(listed, generic.ArrayObject) else ():
        field = one.get_object() if isinstance(one, generic.IndirectObject) else one
        if not isinstance(field, generic.DictionaryObject):
            continue
        reference = one.reference if isinstance(one, generic.IndirectObject) else None
        if reference is not None and reference in seen and "/Kids" in field:
            continue  # a circle
        seen.add(reference)
        part = str(field["/T"]) if "/T" in field else ""
        name = ".".join(filter(None, (above, part)))
        own_kind = str(field["/FT"]) if "/FT" in field else kind
        children = [kid for kid in at(field, "/Kids") or () if "/T" in _dictionary(kid)]
        if children:
            yield from _walk(generic.ArrayObject(children), name, own_kind, seen)
        elif own_kind is not None:
            yield Field(name, own_kind, reference, field, raw(field, "/V"))


def _dictionary(one: Any) -> Any:
    found = one.get_object() if isinstance(one, generic.IndirectObject) else one
    return found if isinstance(found, generic.DictionaryObject) else {}
