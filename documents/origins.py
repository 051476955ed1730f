"""Where each answer of an order came from: its source, who gave it, and when (docs/guided-forms.md).

An origin is `{"source": "case" | "document" | "earlier" | "typed" | "api" | "batch", "by": user id, "at": ISO time}`
with `"ref"` where the source has a name: `entity/name`, `party/director`, `<document id> r2`. It stands under the JSON
Pointer (RFC 6901) of the answer in the inputs; an origin under the pointer of a group or a list is that of every answer
in it, and one under "" that of all.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from documents.facts import leaves
from documents.models import Order
from documents.schema import escaped

Origin = Mapping[str, str]
CASE: Final = "case"
DOCUMENT: Final = "document"
EARLIER: Final = "earlier"
TYPED: Final = "typed"
API: Final = "api"
LIKENESSES: Final = 10_000  # comparisons of rows with rows, beyond which rows are only sought where they stood


@dataclass(frozen=True)
class Known:
    """Data with the origins of its answers; `otherwise` is the origin of those that have none of their own."""

    data: Mapping[str, Any]
    origins: Mapping[str, Origin] = field(default_factory=dict)
    otherwise: Origin | None = None

    def origin_at(self, pointer: str) -> Origin | None:
        """The origin of the answer, or of the nearest group around it."""
        return self.origins.get(pointer) or origin_around(self.origins, pointer) or self.otherwise


def origins_for(
    inputs: Mapping[str, Any],
    *,
    otherwise: Origin,
    known: Sequence[Known] = (),
    given: Mapping[str, Origin] | None = None,
) -> dict[str, dict[str, str]]:
    """The origin of every answer in `inputs`, by its pointer; null is no answer.

    First counts what `given` says of just this answer, then the first of `known` that holds the same answer in the same
    place (a row of a list is found again where it moved to), then what `given` says of a group around it, else
    `otherwise`.
    """
    given = given or {}
    found: dict[str, dict[str, str]] = {}
    for pointer, _ in leaves(inputs):
        found[pointer] = dict(given.get(pointer) or origin_around(given, pointer) or otherwise)
    for one in reversed(known):
        for pointer, place in unchanged(inputs, one.data):
            origin = None if pointer in given else one.origin_at(place)
            if origin is not None and pointer in found:
                found[pointer] = dict(origin)
    return found


def order_known(order: Order, *, revision: int) -> Known:
    """An order's inputs with the origins of their answers. An order of before origins were kept gives `earlier`."""
    when = {"by": str(order.ordered_by_id), "at": order.created_at.isoformat()}
    return Known(order.inputs, order.origins, {"source": EARLIER, **when, "ref": f"r{revision}"})


def origin_around(origins: Mapping[str, Origin], pointer: str) -> Origin | None:
    """The origin of the nearest group around `pointer`."""
    while pointer:
        pointer = pointer.rpartition("/")[0]
        if pointer in origins:
            return origins[pointer]
    return None


def unchanged(new: Any, old: Any, here: str = "", there: str = "") -> Iterator[tuple[str, str]]:
    """(pointer in `new`, pointer in `old`) of the answers that both hold in the same place."""
    if isinstance(new, Mapping) and isinstance(old, Mapping):
        for key in new.keys() & old.keys():
            yield from unchanged(new[key], old[key], f"{here}/{escaped(key)}", f"{there}/{escaped(key)}")
    elif isinstance(new, list | tuple) and isinstance(old, list | tuple):
        for index, match in enumerate(_matches(new, old)):
            if match is not None:
                yield from unchanged(new[index], old[match], f"{here}/{index}", f"{there}/{match}")
    elif new is not None and _same(new, old):
        yield here, there


def _matches(new: Sequence[Any], old: Sequence[Any]) -> list[int | None]:
    """For each row of `new` the row of `old` that it was: the same one, else the one most like it."""
    found = [index if index < len(old) and _same(row, old[index]) else None for index, row in enumerate(new)]
    taken = {match for match in found if match is not None}
    elsewhere: dict[str, list[int]] = {}
    for index in range(len(old) - 1, -1, -1):
        if index not in taken:
            elsewhere.setdefault(_text(old[index]), []).append(index)
    for index, row in enumerate(new):
        if found[index] is None and elsewhere.get(_text(row)):
            found[index] = elsewhere[_text(row)].pop()
    used = set(found)
    free = [index for index in range(len(old)) if index not in used]
    left = [index for index, match in enumerate(found) if match is None and isinstance(new[index], Mapping)]
    many = len(left) * len(free) > LIKENESSES
    for index in left:
        choices = [one for one in free if one == index] if many else free
        best = max(choices, key=lambda one: (_likeness(new[index], old[one]), -abs(one - index)), default=None)
        if best is not None and _likeness(new[index], old[best]):
            found[index] = best
            free.remove(best)
    return found


def _text(row: Any) -> str:
    return json.dumps(row, sort_keys=True)


def _likeness(row: Mapping[str, Any], other: Any) -> int:
    """How many members two rows share."""
    if not isinstance(other, Mapping):
        return 0
    return sum(_same(value, other[key]) for key, value in row.items() if key in other and value not in (None, ""))


def _same(one: Any, other: Any) -> bool:
    """Equal, and of one kind: true is not 1."""
    return one == other and isinstance(one, bool) == isinstance(other, bool)
