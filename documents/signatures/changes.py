"""What was done to a file between two of its revisions, in the words of `problems`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.reader import HistoricalResolver, PdfFileReader
from pyhanko.sign.diff_analysis import StandardDiffPolicy

from documents.signatures.fields import Field, at, fields_of, is_rewritten, raw
from documents.signatures.policy import AFTER_THE_LAST, WHILE_SIGNING, is_allowed
from documents.signatures.problems import Problem
from documents.signatures.statements import stated

MOST_PAGES = 5_000
_SHOWN = ("/Contents", "/Resources", "/MediaBox", "/CropBox", "/Rotate", "/UserUnit", "/Group")
_JUDGED_ELSEWHERE = {"/AcroForm", "/DSS", "/Extensions", "/Metadata", "/MarkInfo", "/Version", "/Pages"}


@dataclass(frozen=True)
class Signed:
    """A signature as far as it limits what comes after it: its revision, and what it locks and allows."""

    revision: int
    lock: Any
    most: Any


@dataclass(frozen=True)
class Step:
    """A revision after a signature: whether it was allowed, and what is wrong with it."""

    revision: int
    allowed: bool
    problems: tuple[Problem, ...] = ()


def steps_after(reader: PdfFileReader, signed: Sequence[Signed]) -> list[Step]:
    """Every revision after the first signature, each judged by what the one before it was.

    pyHanko compares each signature's revision with all later ones. One step at a time finds the same and more, since
    what an earlier step added is then fixed too; and it reads a long paper once for each signer in place of once for
    each pair.
    """
    first, last = min(one.revision for one in signed), max(one.revision for one in signed)
    found = []
    for number in range(first + 1, reader.xrefs.total_revisions):
        old, new = reader.get_historical_resolver(number - 1), reader.get_historical_resolver(number)
        before = [one for one in signed if one.revision < number]
        found.append(_judged(number, old, new, before, is_last=number > last))
    return found


def _judged(
    number: int, old: HistoricalResolver, new: HistoricalResolver, before: Sequence[Signed], *, is_last: bool
) -> Step:
    locks = [one.lock for one in before if one.lock is not None]
    limits = [one.most for one in before if one.most is not None]
    most = min(limits, key=lambda one: int(one.value)) if limits else None
    policy = AFTER_THE_LAST if is_last else WHILE_SIGNING
    restated = stated(old) != stated(new)
    allowed = is_allowed(policy, old, new, locks=locks, most=most)
    if allowed and not restated:
        return Step(number, True)
    codes = [] if allowed else list(_why(policy, old, new, locks, most))
    if restated:
        codes.append("metadata-changed")
    if is_last:
        codes.insert(0, "changed-after-last")
    return Step(number, False, tuple(Problem(code) for code in codes))


def _why(
    policy: StandardDiffPolicy, old: HistoricalResolver, new: HistoricalResolver, locks: Sequence[Any], most: Any
) -> Iterator[str]:
    if locks and is_allowed(policy, old, new, locks=(), most=most):
        yield "field-locked"
    elif most is not None and is_allowed(policy, old, new, locks=(), most=None):
        yield "changes-not-allowed"
    else:
        codes = list(_named(old, new, filling=policy is WHILE_SIGNING))
        yield from codes or ["changed-otherwise"]


def _named(old: HistoricalResolver, new: HistoricalResolver, *, filling: bool) -> Iterator[str]:
    """The codes of what differs and is no signature; where `filling` is allowed, no first value in a field either."""
    yield from _pages_changed(old, new)
    yield from _fields_changed(old, new, filling=filling)
    before, after = old.root, new.root
    keys = (set(before) | set(after)) - _JUDGED_ELSEWHERE
    if any(raw(before, key) != raw(after, key) or is_rewritten(new, raw(after, key)) for key in keys):
        yield "catalog-changed"


def _pages_changed(old: HistoricalResolver, new: HistoricalResolver) -> Iterator[str]:
    before, after = _pages(old), _pages(new)
    if len(after) > len(before):
        yield "page-added"
    if len(after) < len(before):
        yield "page-removed"
    both = [(before[key], after[key]) for key in before if key in after]
    if (len(both) < len(before) and len(before) == len(after)) or any(_shows_other(new, *one) for one in both):
        yield "page-changed"
    if any(_marks(one, old) != _marks(other, new) or _marks_rewritten(new, other) for one, other in both):
        yield "annotation-changed"


def _shows_other(new: HistoricalResolver, before: Any, after: Any) -> bool:
    return any(
        raw(before, key) != raw(after, key) or (key in after and is_rewritten(new, raw(after, key))) for key in _SHOWN
    )


def _pages(revision: HistoricalResolver) -> dict[Any, Any]:
    """Each page by its reference, in order."""
    found: dict[Any, Any] = {}
    waiting: list[Any] = [raw(revision.root, "/Pages")]
    seen: set[Any] = set()
    while waiting and len(seen) < MOST_PAGES * 2:
        one = waiting.pop(0)
        if not isinstance(one, generic.IndirectObject) or one.reference in seen:
            continue
        seen.add(one.reference)
        node = revision(one.reference)
        if isinstance(node, generic.DictionaryObject) and "/Kids" in node:
            waiting[:0] = list(list.__iter__(node["/Kids"]))
        else:
            found[one.reference] = node
    return found


def _marks(page: Any, revision: HistoricalResolver) -> Mapping[Any, Any]:
    """The annotations of a page that are no form fields, by reference."""
    listed = at(page, "/Annots") if isinstance(page, generic.DictionaryObject) else None
    found: dict[Any, Any] = {}
    for place, one in enumerate(list.__iter__(listed) if isinstance(listed, generic.ArrayObject) else ()):
        mark = revision(one.reference) if isinstance(one, generic.IndirectObject) else one
        if isinstance(mark, generic.DictionaryObject) and at(mark, "/Subtype") != "/Widget":
            key = one.reference if isinstance(one, generic.IndirectObject) else place
            found[key] = {name: raw(mark, name) for name in mark}
    return found


def _marks_rewritten(new: HistoricalResolver, page: Any) -> bool:
    return any(is_rewritten(new, value) for mark in _marks(page, new).values() for key, value in mark.items()
               if key not in ("/P", "/Parent", "/Dest", "/StructParent"))  # fmt: skip


def _fields_changed(old: HistoricalResolver, new: HistoricalResolver, *, filling: bool) -> Iterator[str]:
    before, after = ({one.name: one for one in fields_of(revision)} for revision in (old, new))
    if before.keys() - after.keys():
        yield "field-removed"
    if any(not after[name].is_signature for name in after.keys() - before.keys()):
        yield "field-added"
    both = [(before[name], after[name]) for name in before.keys() & after.keys()]
    if filling:
        both = [(one, other) for one, other in both if one.is_filled or not other.is_filled]
    if any(_is_another(new, *one) for one in both):
        yield "field-changed"


def _is_another(new: HistoricalResolver, before: Field, after: Field) -> bool:
    if before.is_signature and not before.is_filled:
        return False  # signing it changes its value and its look
    one, other = before.dictionary, after.dictionary
    keys = (set(one) | set(other)) - {"/P", "/Parent", "/Kids"}
    return any(raw(one, key) != raw(other, key) for key in keys) or any(
        is_rewritten(new, raw(other, key)) for key in ("/AP", "/V")
    )
