"""The ways to write a day, in figures and in words, English and Filipino, as expressions over levelled text."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

MONTHS = (
    ("january", "jan", "enero"),
    ("february", "feb", "pebrero"),
    ("march", "mar", "marso"),
    ("april", "apr", "abril"),
    ("may", "mayo"),
    ("june", "jun", "hunyo"),
    ("july", "jul", "hulyo"),
    ("august", "aug", "agosto"),
    ("september", "sept", "sep", "setyembre"),
    ("october", "oct", "oktubre"),
    ("november", "nov", "nobyembre"),
    ("december", "dec", "disyembre"),
)
_GAP = r"[\s-]{1,20}"
_ONES = "one two three four five six seven eight nine".split()
_TEENS = "ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen".split()
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety".split()
_ORDINALS = (
    "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth fifteenth "
    "sixteenth seventeenth eighteenth nineteenth twentieth"
).split()
_ISA = "isa dalawa tatlo apat lima anim pito walo siyam sampu".split()
_LABI = "labing-isa labindalawa labintatlo labing-apat labinlima labing-anim labimpito labingwalo labinsiyam".split()
_UNA = {1: "unang?", 2: "ikalawang?", 3: "ikatlong?"}

_ANY_NUMBER = f"(?:(?:twenty|thirty){_GAP})?(?:{'|'.join(_ORDINALS)}|thirtieth)"
_ANY_YEAR = (
    rf"(?:[0-9]{{4}}|(?:nineteen|twenty|two{_GAP}thousand)"
    rf"(?:{_GAP}(?:hundred|and|{'|'.join((*_TENS, *_TEENS, *_ONES))})(?![a-z])){{0,4}})"
)
_ANY_MONTH = f"(?:{'|'.join(name for names in MONTHS for name in names)})"
# Any day whose number is said in words: "fourteenth day of March 1988".
IN_WORDS = (
    rf"(?:{_ANY_NUMBER}(?:\s{{1,20}}day)?(?:\s{{1,20}}of)?\s{{1,20}}{_ANY_MONTH}\.?,?\s{{1,20}}{_ANY_YEAR}"
    rf"|{_ANY_MONTH}\s{{1,20}}{_ANY_NUMBER},?\s{{1,20}}{_ANY_YEAR})"
)


def ways(day: dt.date) -> Iterator[str]:
    """The usual ways to write `day`."""
    month = rf"(?:{'|'.join(MONTHS[day.month - 1])})\.?"
    of_day, of_month, sep = f"0?{day.day}", f"0?{day.month}", r"[-/. ]"
    in_words = f"(?:{'|'.join((*_english(day.day), *_filipino(day.day)))})"
    numbered = rf"(?:(?:ika-?)?{of_day}(?:st|nd|rd|th)?|{in_words})"
    year = f"(?:{'|'.join(_years(day.year))})"
    of = r"(?:\s{1,20}(?:day|na\s{1,20}araw))?(?:\s{1,20}of|\s{1,20}ng)?"
    yield from (
        rf"{day.year}{sep}{of_month}{sep}{of_day}",
        rf"{day.year}{day.month:02}{day.day:02}",
        rf"{day.year},?\s{{1,20}}{month}\s{{1,20}}{numbered}",
        rf"{of_month}{sep}{of_day}{sep}(?:{day.year}|{day:%y})",
        rf"{of_day}{sep}{of_month}{sep}(?:{day.year}|{day:%y})",
        rf"{month}[\s-]{{1,20}}{numbered},?[\s-]{{1,20}}{year}",
        rf"{numbered}{of}[\s-]{{1,20}}{month},?[\s-]{{1,20}}{year}",
    )


def marks(day: dt.date) -> tuple[str, ...]:
    """One of these stands in every way to write the day, when all but its letters and digits is left out."""
    short = f"{day:%y}"
    before = (*MONTHS[day.month - 1], str(day.day), str(day.month), "st", "nd", "rd", "th")
    return str(day.year), "".join(_tail(day.year)), *(f"{one}{short}" for one in before)


def core(day: dt.date) -> str:
    """An expression for the year in every way to write the day."""
    return rf"{day.year}|[^0-9]{day:%y}(?![0-9])|{_GAP.join(_tail(day.year))}"


def _english(number: int) -> Iterator[str]:
    """14 as "fourteenth", 21 as "twenty-first"."""
    if number <= 20:
        yield _ORDINALS[number - 1]
    elif number % 10 == 0:
        yield f"{_TENS[number // 10 - 2].removesuffix('y')}ieth"
    else:
        yield f"{_TENS[number // 10 - 2]}{_GAP}{_ORDINALS[number % 10 - 1]}"


def _filipino(number: int) -> Iterator[str]:
    """14 as "ika-labing-apat"."""
    if number in _UNA:
        yield _UNA[number]
    if number <= 10:
        words = _ISA[number - 1]
    elif number < 20:
        words = _LABI[number - 11].replace("-", r"[\s-]?")
    else:
        tens, ones = ("dalawampu", "tatlumpu")[number // 10 - 2], number % 10
        words = rf"{tens}(?:'t|\s{{1,20}}at)\s{{1,20}}{_ISA[ones - 1]}" if ones else tens
    yield rf"ika[\s-]?{words}"


def _years(year: int) -> Iterator[str]:
    """1988, '88, nineteen eighty-eight, nineteen hundred and eighty-eight; two thousand and five, twenty ten."""
    yield str(year)
    yield f"'?{year % 100:02}"
    tail = _GAP.join(_tail(year))
    if year == 2000:
        yield rf"two{_GAP}thousand"
    elif 1900 < year < 2000:
        yield rf"nineteen{_GAP}(?:hundred{_GAP}(?:and{_GAP})?)?{tail}"
    elif 2000 < year < 2100:
        yield rf"(?:two{_GAP}thousand{_GAP}(?:and{_GAP})?|twenty{_GAP}){tail}"


def _tail(year: int) -> tuple[str, ...]:
    """The last words of the year as it is said."""
    return _below_hundred(year % 100) if year % 100 else ("thousand",) if year == 2000 else ("hundred",)


def _below_hundred(number: int) -> tuple[str, ...]:
    if number < 10:
        return (_ONES[number - 1],)
    if number < 20:
        return (_TEENS[number - 10],)
    tens, ones = _TENS[number // 10 - 2], number % 10
    return (tens, _ONES[ones - 1]) if ones else (tens,)
