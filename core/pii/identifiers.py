"""Patterns of what identifies people in the Philippines, run over levelled text.

Formats as published by BIR, SSS, GSIS, PhilHealth, Pag-IBIG, PSA (PhilSys), DFA, LTO, PRC and SEC. A number without its
separators counts only near a word that says what it is. The BIR keeps the TIN's check digit formula to itself, so a
TIN is never validated; a card number is, by Luhn's formula (ISO/IEC 7812-1 annex B).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from core.pii import days

WORDS_BEFORE = 300  # characters in which a word counts for the number that follows
WORDS_AFTER = 40
Span = tuple[int, int, str]


@dataclass(frozen=True)
class Pattern:
    """A kind, its format, the words that must be near (none: the format says enough), and a test of the number.

    Looking for one of the `hints` as it stands is a hundred times faster than looking for the words, each of which
    has one in it. `before`: how many characters of the number stand before what the expression matches.
    """

    kind: str
    expression: re.Pattern[str]
    words: re.Pattern[str] | None = None
    hints: tuple[str, ...] = ()
    test: Callable[[str], bool] | None = None
    reach: int = WORDS_BEFORE
    before: int = 0
    in_digits: bool = True  # nothing without a digit is one


def luhn(number: str) -> bool:
    """Whether the digits in `number` pass Luhn's formula, as card numbers do."""
    digits = [int(one) for one in number if one.isdigit()]
    doubled = [sum(divmod(digit * 2, 10)) for digit in digits[-2::-2]]
    return 13 <= len(digits) <= 19 and len(set(digits)) > 1 and (sum(digits[-1::-2]) + sum(doubled)) % 10 == 0


def _format(rest: str, first: str = "[0-9]", before: str = "") -> re.Pattern[str]:
    """A number by itself: `before` (one character that stands in front), `first` (its first digit), `rest`.

    The digit comes first in the expression, and what must not stand before it after, because the machine skips at
    once to a character that may begin a match, but walks through what begins with a look behind.
    """
    alone = rf"(?<![a-z0-9]{before}{first})(?<![0-9][-.,]{before}{first})"
    follows = rf"(?<={before}{first})" if before else ""
    return re.compile(rf"{first}{follows}{alone}{rest}(?![a-z0-9]|[-.,][0-9])")


def _words(expression: str) -> re.Pattern[str]:
    return re.compile(rf"(?<![a-z])(?:{expression})(?![a-z])")


_MONTH = (
    r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|sept|oct|nov|dec|enero|pebrero|marso|abril|mayo|hunyo|hulyo|agosto"
    r"|setyembre|oktubre|nobyembre|disyembre)[a-z]*"
)
DATE = (
    rf"(?:[0-9]{{4}}[-/.][0-9]{{1,2}}[-/.][0-9]{{1,2}}|[0-9]{{1,2}}[-/.][0-9]{{1,2}}[-/.](?:[0-9]{{4}}|[0-9]{{2}})"
    rf"|{_MONTH}\.? ?[0-9]{{1,2}}(?:st|nd|rd|th)?,? ?[0-9]{{4}}"
    rf"|(?:ika-?)?[0-9]{{1,2}}(?:st|nd|rd|th)?(?: day)?(?: of| ng)?[ -]{_MONTH}\.?,?[ -][0-9]{{4}})"
)
_ACCOUNT_WORDS = (
    r"accounts?|acct|a/c|savings|checking|current account|passbook|bank|bdo|bpi|metrobank|landbank|unionbank|pnb|rcbc"
    r"|gcash|maya"
)
_ACCOUNT_HINTS = tuple("account acct a/c savings checking passbook bank bdo bpi pnb rcbc gcash maya".split())
_BIRTH_WORDS = _words(r"born|birth|birthdate|birthday|birthdates|dob|d\.o\.b|kapanganakan|ipinanganak|kaarawan")
_BIRTH_HINTS = ("born", "birth", "dob", "d.o.b", "kapanganakan", "ipinanganak", "kaarawan")
_SEP = "[- ]?"
# A TIN's groups, its branch of three to five digits, and V or N for who is registered for VAT and who is not.
_TIN_SEP = "(?: ?[-.] ?| )"
_TIN_BRANCH = f"(?:{_TIN_SEP}?[0-9]{{3,5}})?(?:[- ]?[vn])?"

PATTERNS = (
    Pattern("EMAIL", re.compile(r"(?<![\w.+-])[\w.!#$%&'*+/=?^{|}~-]{1,254}@(?:[\w-]{1,63}\.){1,8}[\w-]{2,63}")),
    Pattern("SECREG", _format(r"[0-9]{12}-[0-9]{2}")),
    Pattern("SECREG", _format(r"(?:(?<=c)s[0-9]{9}|(?<=a)[0-9]{9}|(?<=a)s[0-9]{6,12})", first="[ac]")),
    Pattern(
        "SECREG",
        _format(r"[0-9]{4,14}"),
        _words(r"sec (?:reg(?:istration)?|no|number|company)|company reg(?:istration)?"),
        ("sec ", "company reg"),
        reach=40,
    ),
    Pattern("PHILSYS", _format(r"[0-9]{3}(?:[- ][0-9]{4}){3}")),
    Pattern(
        "PHILSYS",
        _format(r"[0-9a-z]{3}(?:[- ]?[0-9a-z]{4}){2,3}", first="[0-9a-z]"),
        _words(r"philsys|pcn|psn|national id|philid"),
        ("philsys", "pcn", "psn", "national id", "philid"),
        test=lambda found: sum(c.isdigit() for c in found) >= 6,
    ),
    Pattern("PHILHEALTH", _format(r"[0-9]-[0-9]{9}-[0-9]")),
    Pattern(
        "PHILHEALTH", _format(rf"[0-9]{_SEP}[0-9]{{9}}{_SEP}[0-9]"), _words("philhealth|phic"), ("philhealth", "phic")
    ),
    Pattern(
        "PAGIBIG",
        _format(rf"[0-9]{{3}}{_SEP}[0-9]{{4}}{_SEP}[0-9]{{4}}"),
        _words("pag-?ibig|hdmf|mid"),
        ("ibig", "hdmf", "mid"),
    ),
    Pattern("ID", _format(r"[0-9]{3}[- ][0-9]{4}[- ][0-9]{4}")),
    Pattern("UMID", _format(r"[0-9]{3}-[0-9]{7}-[0-9]")),
    Pattern(
        "UMID",
        _format(rf"[0-9]{{3}}{_SEP}[0-9]{{7}}{_SEP}[0-9]"),
        _words("umid|crn|common reference"),
        ("umid", "crn", "common reference"),
    ),
    Pattern("SSS", _format(r"[0-9]-[0-9]{7}-[0-9]")),
    Pattern(
        "SSS", _format(rf"[0-9]{_SEP}[0-9]{{7}}{_SEP}[0-9]"), _words("sss|social security"), ("sss", "social security")
    ),
    Pattern("TIN", _format(rf"[0-9]{{2}}{_TIN_SEP}[0-9]{{3}}{_TIN_SEP}[0-9]{{3}}{_TIN_BRANCH}")),
    Pattern(
        "TIN",
        _format(rf"[0-9]{{2}}{_TIN_SEP}?[0-9]{{3}}{_TIN_SEP}?[0-9]{{3}}{_TIN_BRANCH}"),
        _words("tins?|t\\.i\\.n|tax(?:payer)?(?:'s)? identification|taxpayer"),
        ("tin", "t.i.n", "tax"),
    ),
    Pattern("GSIS", _format(r"(?:[- ]?[0-9]){9,10}"), _words("gsis|bp (?:no|number)"), ("gsis", "bp n")),
    Pattern("PASSPORT", _format(r"[0-9]{6}[a-z]", before="[a-z]"), before=1),
    Pattern(
        "PASSPORT",
        _format(r"[a-z]? ?[0-9]{6,8}[a-z]?", first="[a-z]"),
        _words("passports?|pasaporte"),
        ("passport", "pasaporte"),
    ),
    Pattern("LICENCE", _format(r"[0-9]-[0-9]{2}-[0-9]{6}", before="[a-z]"), before=1),
    Pattern(
        "LICENCE",
        _format(rf"[0-9]{_SEP}[0-9]{{2}}{_SEP}[0-9]{{6}}", before="[a-z]"),
        _words("driver|driver's|drivers|licen[cs]e|lto"),
        ("driver", "licen", "lto"),
        before=1,
    ),
    Pattern("VOTER", _format(r"[0-9]{3}-[0-9]{4}[a-z]-[a-z][0-9]{4}[a-z]{3}[0-9]{5}(?:-[0-9])?")),
    Pattern(
        "PRC",
        _format(r"[0-9]{4,6}"),
        _words("prc|professional regulation|professional id"),
        ("prc", "professional"),
        reach=60,
    ),
    Pattern(
        "ROLL",
        _format(r"[0-9]{3,7}"),
        _words(r"roll(?: of attorneys)?(?: no| number)?|ptr(?: no)?|ibp(?: no| lifetime)?"),
        ("roll", "ptr", "ibp"),
        reach=40,
    ),
    Pattern("ROLL", _format(r"[ivx]{0,5}-[0-9]{7}", first="[ivx]")),
    Pattern(
        "PLATE",
        _format(
            r"(?:(?<=[a-z])[a-z]{2}[- ]?[0-9]{3,4}|(?<=[0-9])[0-9]{2} ?[a-z]{3}|(?<=[a-z])[a-z] ?[0-9]{5})",
            first="[0-9a-z]",
        ),
        _words("plate|plaka|vehicle"),
        ("plate", "plaka", "vehicle"),
        reach=60,
    ),
    Pattern(
        "BIRTHDATE",
        re.compile(rf"(?<![a-z0-9]){DATE}(?![0-9])"),
        _BIRTH_WORDS,
        _BIRTH_HINTS,
        reach=60,
    ),
    Pattern(
        "BIRTHDATE",
        re.compile(rf"(?<![a-z0-9]){days.IN_WORDS}(?![a-z0-9])"),
        _BIRTH_WORDS,
        _BIRTH_HINTS,
        reach=60,
        in_digits=False,
    ),
    Pattern("BIRTHDATE", re.compile(rf"b(?<![a-z0-9]b)\. ?{DATE}(?![0-9])")),
    Pattern("ACCOUNT", _format(r"(?:[- ]?[0-9]){7,15}"), _words(_ACCOUNT_WORDS), _ACCOUNT_HINTS, reach=120),
)
_DIGITS = re.compile(r"[0-9](?<![a-z0-9][0-9])(?<![0-9][-.,][0-9])(?:[- ]?[0-9]){12,39}(?![a-z0-9])")
_PHONE_BEGINS = re.compile(r"[+(0-9](?<![a-z0-9].)")
# Philippine numbers, mobile and landline, one by one: two that stand side by side would be one too long to exist.
_LOCAL = re.compile(
    r"(?<![a-z0-9])(?:"
    r"(?:\+?\(?63\)?|\(?0)[ .\-]?\(?9[0-9]{2}\)?[ .\-]?[0-9]{3}[ .\-]?[0-9]{4}"
    r"|(?:\+\(?63\)?[ .\-]?\(?0?|\(0|0)(?:2\)?[ .\-]?[0-9]{4}|[3-8][0-9]\)?[ .\-]?[0-9]{3})[ .\-]?[0-9]{4}"
    r")(?![a-z0-9])"
)
_PHONE = re.compile(r"(?<![a-z0-9])(?<![0-9][-.,])(?:\+|00)?\(?[0-9][0-9 ().\-/]{5,20}[0-9](?![a-z0-9]|[-.,][0-9])")
_MOST_BRACKETS = 3  # in one phone number
_PHONE_WORDS = _words(
    r"tel|telephone|phones?|mobile|cell|cellphone|cp|contact|call|text|fax|landline|viber|whatsapp|telegram|telepono|selpon|numero"
)


def find_identifiers(text: str, tick: Callable[[], None] = lambda: None) -> Iterator[Span]:
    """Spans of levelled `text` that identify somebody, with their kind; in order of trust, overlapping allowed.

    `tick` is called for every candidate that is looked at.
    """
    has_digit = any(map(str.isdigit, text)) or None
    if has_digit:
        yield from _cards(text, tick)
    for pattern in PATTERNS:
        if pattern.kind == "EMAIL":
            if "@" not in text:
                continue
        elif pattern.in_digits and not has_digit:
            continue
        yield from _matches(pattern, text, tick)
    if has_digit:
        local = [match.span() for match in _beginning(_LOCAL, text)]
        yield from ((*span, "PHONE") for span in local)
        yield from _phones(_covered(text, local), tick)


def _beginning(pattern: re.Pattern[str], text: str) -> Iterator[re.Match[str]]:
    """The matches of a pattern for phone numbers, tried only where one may begin."""
    position = 0
    for place in _PHONE_BEGINS.finditer(text):
        if place.start() >= position and (match := pattern.match(text, place.start())):
            yield match
            position = match.end()


def _covered(text: str, spans: list[tuple[int, int]]) -> str:
    pieces: list[str] = []
    position = 0
    for start, end in spans:
        pieces += [text[position:start], "#" * (end - start)]
        position = end
    return "".join([*pieces, text[position:]])


def _matches(pattern: Pattern, text: str, tick: Callable[[], None]) -> Iterator[Span]:
    if pattern.words is not None and not (any(map(text.__contains__, pattern.hints)) and pattern.words.search(text)):
        return
    for match in pattern.expression.finditer(text):
        tick()
        start, end = match.start() - pattern.before, match.end()
        if pattern.test is not None and not pattern.test(match.group()):
            continue
        if pattern.words is None or _near(pattern.words, text, start, end, pattern.reach):
            yield start, end, pattern.kind


def _cards(text: str, tick: Callable[[], None]) -> Iterator[Span]:
    """Card numbers in runs of digits: an expiry date or a code may stand right behind one."""
    for run in _DIGITS.finditer(text):
        tick()
        places = [at for at in range(*run.span()) if text[at].isdigit()]
        begin = 0
        while begin <= len(places) - 13:
            length = next((n for n in range(19, 12, -1) if _is_card(text, places, begin, begin + n)), 0)
            if length:
                yield places[begin], places[begin + length - 1] + 1, "CARD"
            begin += length or 1


def _is_card(text: str, places: list[int], begin: int, end: int) -> bool:
    """Whether the digits from `begin` to `end` stand by themselves and pass Luhn's formula."""
    if end > len(places) or (begin and places[begin] == places[begin - 1] + 1):
        return False
    if end < len(places) and places[end] == places[end - 1] + 1:
        return False
    return luhn(text[places[begin] : places[end - 1] + 1])


def _near(words: re.Pattern[str], text: str, start: int, end: int, reach: int) -> bool:
    return words.search(text, max(0, start - reach), min(len(text), end + WORDS_AFTER)) is not None


def _phones(text: str, tick: Callable[[], None]) -> Iterator[Span]:
    """Numbers that the world's numbering plans know; without +, 0 or 63 in front only near a word such as "mobile"."""
    candidates = list(_beginning(_PHONE, text))
    if not candidates:
        return
    import phonenumbers  # its metadata cost 0.1 s at import

    for match in candidates:
        tick()
        written = match.group()
        if written.count("(") > _MOST_BRACKETS:
            continue
        plain = written.lstrip("(")
        announced = plain.startswith(("+", "0", "63")) or _near(_PHONE_WORDS, text, *match.span(), 60)
        if not announced or re.fullmatch(DATE, written):
            continue
        try:
            number = phonenumbers.parse(written, "PH")
        except phonenumbers.NumberParseException:
            continue
        if phonenumbers.is_possible_number(number):
            yield match.start(), match.end(), "PHONE"
