"""The usual forms of a name, each as a sequence of levelled words.

A Filipino full name is given names, the mother's maiden surname as middle name (mostly an initial), the father's
surname (often with a particle: dela Cruz, de los Santos, San Juan) and perhaps a suffix. All of these are one person:
"Juan P. dela Cruz", "Dela Cruz, Juan P.", "J. P. dela Cruz", "JP de la Cruz", "Juan dela Cruz Jr.".
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from core.pii.folding import fold

WORD = re.compile(r"[^\W_]+")
HONORIFICS = frozenset(
    "mr mrs ms miss mx dr dra atty attorney engr arch ar hon sec gov sen rep capt col gen gng bb g "
    "ginang ginoo binibini "
    "sir maam madam judge justice prof rev fr sr".split()
)
SUFFIXES = frozenset("jr junior sr senior ii iii iv v vi".split())
POST_NOMINALS = frozenset("cpa esq md rn phd mba llb jd llm dmd ceb reb rea".split())
PARTICLES = frozenset(
    "de del dela delas delos la las los san santa santo sta sto y da das do dos di van von der den mac mc "
    "bin al el".split()
)
# Words with one meaning and several spellings; both sides of every comparison are brought to the right-hand one.
SPELLINGS = {
    "ma": "maria",
    "sta": "santa",
    "sto": "santo",
    "corp": "corporation",
    "inc": "incorporated",
    "co": "company",
    "ltd": "limited",
    "phils": "philippines",
    "phil": "philippines",
    "intl": "international",
    "bros": "brothers",
    "mfg": "manufacturing",
    "st": "street",
    "ave": "avenue",
    "av": "avenue",
    "brgy": "barangay",
    "bgy": "barangay",
    "blvd": "boulevard",
    "bldg": "building",
    "rd": "road",
    "subd": "subdivision",
    "flr": "floor",
    "rm": "room",
    "blk": "block",
    "mt": "mount",
    "junior": "jr",
    "senior": "sr",
}
COMPANY_SUFFIXES = frozenset("incorporated corporation company limited llc llp lp opc ltda plc gmbh pte pty".split())
_COMPANY_DESCRIPTIONS = frozenset(
    "foods food trading enterprises enterprise holdings holding services service solutions "
    "philippines group ventures "
    "venture industries industry development international global construction realty resources systems technologies "
    "technology manufacturing marketing logistics consulting consultancy partners associates capital finance "
    "lending foundation cooperative association brothers sons and".split()
)
_JOINING = PARTICLES | frozenset("and of the for in ng sa".split())
# Given names and surnames that are also words or months: alone they say too little.
_ORDINARY = frozenset(
    "april may june august will mark grace art faith hope joy rose angel christian bill rich guy king "
    "young white black long short park church castle field fields ford hall hill lake wood "
    "woods baker cook carpenter mason farmer fisher hunter judge bishop pope duke rivers cross "
    "day price power rice bean gray grey "
    "brown green stone banks law love sunday summer dawn star prince princess queen general major the "
    "an of to in on by "
    "or and for with go so no as at is be he we me my us if it do up am".split()
)
ANY_MIDDLE = "*"  # in a form: one initial or one capitalised word
_MAX_GIVEN = 4
_FEWEST_INITIALS = 3
_SURE_SURNAME = 4  # letters
_TITLES = ("mr", "mrs", "ms", "miss", "atty", "attorney", "dr", "dra", "engr", "arch", "sir", "ginoo", "ginang", "gng")
_MOST_ADDRESS_PARTS = 12
# "Unit 5B Tower 2 Acqua Residences" has three parts without a comma, and people put them in any order.
_NUMBERED = re.compile(r"\b(unit|tower|floor|room|rm|block|blk|lot|phase)\b(\.?\s*[0-9]\w*)", re.IGNORECASE)
_NUMBER_WORDS = frozenset("unit room lot block no number tower floor phase door".split())
_STREETS = frozenset("street avenue road boulevard drive lane extension highway".split())


@dataclass(frozen=True)
class Form:
    """A way to write a name. `needs_capital`: too short to count when written small."""

    words: tuple[str, ...]
    needs_capital: bool = False


def words_of(text: str) -> list[str]:
    """The levelled words of `text`, each in its one spelling."""
    return [SPELLINGS.get(word, word) for word in WORD.findall(fold(text))]


@dataclass(frozen=True)
class PersonName:
    """A full name taken apart: words of the given and middle names, of the surname, and the suffix."""

    given: tuple[str, ...]
    surname: tuple[str, ...]
    suffix: str


def parse_person(name: str) -> PersonName:
    """Take a full name apart: the surname stands before a comma, or is the last word with its particles."""
    before, _, after = name.partition(",")
    head, tail = _bare(words_of(before), leading=True), _bare(words_of(after.replace(",", " ")), leading=False)
    suffix = next((word for word in [*head[1], *tail[1]]), "")
    if tail[0]:
        return PersonName(tuple(tail[0]), tuple(head[0]), suffix)
    words = head[0]
    cut = max(len(words) - _words_in_last(before, words), 0)
    while cut > 1 and words[cut - 1] in PARTICLES:
        cut -= 1
    return PersonName(tuple(words[:cut]), tuple(words[cut:]), suffix)


def _words_in_last(name: str, words: list[str]) -> int:
    """How many of `words` the surname has by itself: Santos-Lim and O'Hara are one surname of two words."""
    for token in reversed(name.split()):
        inside = words_of(token)
        if inside and len(inside) < len(words) and words[-len(inside) :] == inside:
            return len(inside)
    return 1


def _bare(words: list[str], *, leading: bool) -> tuple[list[str], list[str]]:
    """The words without honorifics before and suffixes behind, and those suffixes."""
    start, end = 0, len(words)
    while leading and start < end - 1 and words[start] in HONORIFICS:
        start += 1
    suffixes: list[str] = []
    while end > start + (1 if leading else 0) and words[end - 1] in SUFFIXES | POST_NOMINALS:
        end -= 1
        if words[end] in SUFFIXES:
            suffixes.append(words[end])
    return words[start:end], suffixes


def person_forms(name: str) -> Iterator[Form]:
    """Every usual form of a person's name."""
    parsed = parse_person(name)
    full = tuple(words_of(name))
    if full:
        yield Form(full)
    if not parsed.given:
        return
    yield from _initials(parsed)
    for surname in _surname_spellings(parsed.surname):
        yield from _with_given(parsed, surname)
        yield from _joined(parsed.given, surname)
        yield from _surname_alone(surname)
    if (bare := _without_particles(parsed.surname)) != parsed.surname:  # Juan Cruz, of Juan dela Cruz
        yield from _with_given(parsed, bare)
    for word in (*(one for one in parsed.surname if one not in PARTICLES), *parsed.given):
        yield from _alone((word,))
    if len(parsed.given) > 1:
        yield from _alone(parsed.given)


def _with_given(name: PersonName, surname: tuple[str, ...]) -> Iterator[Form]:
    for given in _given_forms(name.given):
        yield Form(given + surname)
        yield Form(surname + given)
        if name.suffix:
            yield Form((*surname, name.suffix, *given))


def _without_particles(surname: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(itertools.dropwhile(PARTICLES.__contains__, surname)) or surname


def _initials(name: PersonName) -> Iterator[Form]:
    """J.P.D.C. and JPDC; fewer than three letters are anything, and so are three without their points."""
    for surname in {name.surname, _without_particles(name.surname)}:
        letters = tuple(word[0] for word in (*name.given[:_MAX_GIVEN], *surname))
        if len(letters) > _FEWEST_INITIALS - 1:
            yield Form(letters, needs_capital=True)
        if len(letters) > _FEWEST_INITIALS:
            yield Form(("".join(letters),), needs_capital=True)


def _given_forms(given: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    """The given and middle names in full, as initials, or left out except the first."""
    given = given[:_MAX_GIVEN]
    first: list[tuple[str, ...]] = [(given[0],), (given[0][0],)]
    later: list[list[tuple[str, ...]]] = [
        [(word,), (word[0],), ()] if len(word) > 1 else [(f"{word}{ANY_MIDDLE}",), ()] for word in given[1:]
    ]
    seen: set[tuple[str, ...]] = set()
    for choice in itertools.product(first, *later):
        flat = tuple(itertools.chain.from_iterable(choice))
        if flat not in seen:
            seen.add(flat)
            yield flat
    for length in range(2, len(given) + 1):  # JP, and the middle name that we were not told
        yield ("".join(word[0] for word in given[:length]),)
    yield (*given, ANY_MIDDLE)
    yield (given[0], ANY_MIDDLE)


def _surname_spellings(surname: tuple[str, ...]) -> list[tuple[str, ...]]:
    """dela Cruz, de la Cruz, delaCruz: particles together, apart, and glued to the name."""
    spellings = {surname, ("".join(surname),)}
    joined = {"dela": ("de", "la"), "delas": ("de", "las"), "delos": ("de", "los"), "del": ("de", "el")}
    if surname and surname[0] in joined:
        spellings.add((*joined[surname[0]], *surname[1:]))
    if surname[:1] == ("de",) and len(surname) > 2:
        spellings.add((f"de{surname[1]}", *surname[2:]))
    return sorted(spellings)


def _joined(given: tuple[str, ...], surname: tuple[str, ...]) -> Iterator[Form]:
    """As in file names and handles: juandelacruz, delacruzjuan."""
    if surname:
        whole = "".join(surname)
        for part in {given[0], "".join(given)}:
            yield Form((part + whole,))
            yield Form((whole + part,))


def _surname_alone(surname: tuple[str, ...]) -> Iterator[Form]:
    """A surname by itself, also in small letters, as people chat; one that is short or a word only behind a title."""
    if len("".join(surname)) >= _SURE_SURNAME and (len(surname) > 1 or surname[0] not in _ORDINARY):
        yield Form(surname)
    elif surname:
        yield from (Form((title, *surname)) for title in _TITLES)
        yield from _alone(surname)


def _alone(words: tuple[str, ...]) -> Iterator[Form]:
    if words and len("".join(words)) > 1 and not (len(words) == 1 and words[0] in _ORDINARY):
        yield Form(words, needs_capital=True)


def organization_forms(name: str) -> Iterator[Form]:
    """A company's name with and without Inc., Corp. and descriptive words at its end, with "&" or "and"."""
    for spelling in {name, name.replace("&", " and ")}:
        words = words_of(spelling)
        if words:
            yield Form(tuple(words))
        while len(words) > 1 and words[-1] in COMPANY_SUFFIXES:
            words.pop()
            yield from _company(tuple(words))
        if words[:1] == ["the"] and len(words) > 2:
            yield from _company(tuple(words[1:]))
        while len(words) > 2 and words[-1] in _COMPANY_DESCRIPTIONS:
            words.pop()
            yield from _company(tuple(words))
        yield from _first_words(words)
        if len(words) > 1:
            yield Form(("".join(words),))
        if "and" in words:
            yield from _company(tuple(word for word in words if word != "and"))


def _first_words(words: Sequence[str]) -> Iterator[Form]:
    """Tala Weaving, of Tala Weaving and Crafts: two words or more, the last of which may end a name."""
    for end in range(2, len(words)):
        if words[end - 1] not in _JOINING and words[0] not in _JOINING:
            yield Form(tuple(words[:end]), needs_capital=True)


def _company(words: tuple[str, ...]) -> Iterator[Form]:
    if len(words) == 1:
        yield from _alone(words)
    elif words:
        yield Form(words)


def address_forms(address: str) -> Iterator[Form]:
    """An address in full, and every stretch of its parts with the number of a house, lot or unit in it: people leave
    out the building before it, or the city behind it. "12 Sampaguita Street" is also written "12 Sampaguita".
    """
    split = [words_of(part) for part in re.split(r"[,\n;]", _NUMBERED.sub(r",\1\2,", address))]
    parts = [part for part in split if part][:_MOST_ADDRESS_PARTS]
    if parts:
        yield Form(tuple(itertools.chain.from_iterable(filter(None, split))))
    for start, end in itertools.combinations(range(len(parts) + 1), 2):
        words = tuple(itertools.chain.from_iterable(parts[start:end]))
        if _names_a_place(words):
            yield Form(words)
            if words[0] in _NUMBER_WORDS and words[1][0].isdigit() and _names_a_place(words[1:]):  # 5B Acqua Residences
                yield Form(words[1:])
        if end == start + 1 and words[-1] in _STREETS and _names_a_place(words[:-1]):
            yield Form(words[:-1], needs_capital=True)


def _names_a_place(words: Sequence[str]) -> bool:
    """A number and a word to it; a number alone is anything."""
    return any(word[0].isdigit() for word in words) and any(len(word) > 2 and word.isalpha() for word in words)
