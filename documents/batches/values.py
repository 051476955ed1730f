"""Cells as the schema wants them: what a spreadsheet shows, in the form that a template's data has."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from functools import lru_cache
from typing import Any

from documents.batches.columns import kinds_of
from documents.schema import ecma_pattern

YES = frozenset({"yes", "y", "true", "oo"})
NO = frozenset({"no", "n", "false", "hindi"})
ERRORS = frozenset({"#REF!", "#N/A", "#VALUE!", "#DIV/0!", "#NAME?", "#NULL!", "#NUM!", "#SPILL!"})
_MONEY = re.compile(r"(?:PHP|Php|₱|P)?\s*(-?(?:[0-9]{1,3}(?:,[0-9]{3})+|[0-9]+)(?:\.[0-9]+)?)")
_EXACT = 15  # digits that a spreadsheet keeps of a number


class CellError(Exception):
    """The cell cannot be what its column holds; the message says why and what to do."""


def coerced(cell: Any, schema: Mapping[str, Any]) -> Any:
    """The cell as a value of `schema`; what fits no form is given as text, and the schema says what is wrong with it.

    Raises CellError for an error of the spreadsheet and a number that it has rounded already.
    """
    kinds = kinds_of(schema)
    if isinstance(cell, str) and cell in ERRORS:
        raise CellError(f"The cell holds {cell}, an error of the spreadsheet. Put the value itself.")
    if isinstance(cell, Mapping):
        return str(cell["date"])
    if "boolean" in kinds and (found := _truth(cell)) is not None:
        return found
    if ("integer" in kinds or "number" in kinds) and "string" not in kinds:
        return _number(cell)
    if "string" in kinds or "enum" in schema or not kinds:
        return _text(cell, schema)
    return cell


def shown(value: Any) -> Any:
    """A value of the sample as a cell: true and false as words, the rest as it is."""
    return {True: "yes", False: "no"}[value] if isinstance(value, bool) else value


def _truth(cell: Any) -> bool | None:
    if isinstance(cell, bool):
        return cell
    word = str(cell).strip().lower()
    return True if word in YES else False if word in NO else None


def _number(cell: Any) -> Any:
    if isinstance(cell, float) and cell.is_integer():
        return int(cell)
    if not isinstance(cell, str):
        return cell
    found = _MONEY.fullmatch(cell)
    if found is None:
        return cell
    figure = found[1].replace(",", "")
    return float(figure) if "." in figure else int(figure[:30])


def _text(cell: Any, schema: Mapping[str, Any]) -> str:
    choices = [one for one in schema.get("enum", ()) if isinstance(one, str)]
    if choices:
        return _choice(cell, choices)
    text = _written(cell)
    fits = _fits(schema.get("pattern"))
    if isinstance(cell, bool) or fits is None:
        return text
    return next((one for one in (text, *_figures(text)) if fits.search(one)), text)


def _choice(cell: Any, choices: list[str]) -> str:
    words = ["yes" if cell else "no", str(cell).lower()] if isinstance(cell, bool) else [_written(cell)]
    known = {one.casefold(): one for one in choices}
    return next((known[word.casefold()] for word in words if word.casefold() in known), words[0])


def _written(cell: Any) -> str:
    """A number as people write it: no exponent, no ".0"."""
    if isinstance(cell, str):
        return cell
    if isinstance(cell, bool):
        return "true" if cell else "false"
    figure = Decimal(repr(cell))
    if len(figure.as_tuple().digits) > _EXACT and figure == figure.to_integral_value():
        raise CellError("The spreadsheet has rounded this number. Format the column as text and type it again.")
    return format(figure.to_integral_value() if figure == figure.to_integral_value() else figure, "f")


def _figures(text: str) -> Iterator[str]:
    """An amount in the forms that schemas ask for: without its commas and its sign, then with centavos."""
    found = _MONEY.fullmatch(text)
    if found is None:
        return
    figure = found[1].replace(",", "")
    yield figure
    try:
        amount = Decimal(figure)
    except InvalidOperation:  # more digits than a number has
        return
    if amount == amount.quantize(Decimal("0.01"), ROUND_HALF_UP):  # nothing is rounded away
        yield format(amount.quantize(Decimal("0.01")), "f")


@lru_cache(maxsize=512)
def _fits(pattern: str | None) -> re.Pattern[str] | None:
    return re.compile(ecma_pattern(pattern), re.ASCII) if pattern else None
