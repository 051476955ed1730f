"""Dates by day: "2026-11-23", "November 23, 2026", "23rd day of November 2026", "ika-23 ng Nobyembre 2026"."""

from __future__ import annotations

import datetime as dt
import re

_ENGLISH = "january february march april may june july august september october november december".split()
_FILIPINO = "enero pebrero marso abril mayo hunyo hulyo agosto setyembre oktubre nobyembre disyembre".split()
_MONTHS = {name: number for names in (_ENGLISH, _FILIPINO) for number, name in enumerate(names, start=1)}
_MONTHS |= {name[:3]: number for number, name in enumerate(_ENGLISH, start=1)} | {"sept": 9}
_MONTH = "|".join(sorted(_MONTHS, key=len, reverse=True))
_ISO = re.compile(r"\b(\d{4})-(\d{2})-(\d{2})(?!\d)")
_MONTH_FIRST = re.compile(rf"\b({_MONTH})\.?\s+(\d{{1,2}})(?:st|nd|rd|th)?,?\s+(\d{{4}})\b", re.I)
_DAY_FIRST = re.compile(
    rf"\b(?:ika-)?(\d{{1,2}})(?:st|nd|rd|th)?\s+(?:day\s+of\s+|of\s+|ng\s+|araw\s+ng\s+)?({_MONTH})\.?,?\s+(\d{{4}})\b",
    re.I,
)
_SLASHED = re.compile(r"\b(\d{1,2})[/.](\d{1,2})[/.](\d{4})\b")


def dates_in(text: str) -> list[tuple[str, frozenset[dt.date]]]:
    """Each date as it is written, with the days it can mean: 03/04/2026 is one in March or one in April."""
    found = [(one[0], _days((one[1], one[2], one[3]))) for one in _ISO.finditer(text)]
    found += [(one[0], _days((one[3], _MONTHS[one[1].lower()], one[2]))) for one in _MONTH_FIRST.finditer(text)]
    found += [(one[0], _days((one[3], _MONTHS[one[2].lower()], one[1]))) for one in _DAY_FIRST.finditer(text)]
    found += [(one[0], _days((one[3], one[1], one[2]), (one[3], one[2], one[1]))) for one in _SLASHED.finditer(text)]
    return [(written, days) for written, days in found if days]


def _days(*readings: tuple[str | int, str | int, str | int]) -> frozenset[dt.date]:
    days = set()
    for year, month, day in readings:
        try:
            days.add(dt.date(int(year), int(month), int(day)))
        except ValueError:
            continue
    return frozenset(days)
