"""Names of people whom nobody told us of, by the signs that Philippine texts give.

Four kinds of sign: a title or form of address ("Atty. Reyes", "si Aling Nena"), a cue before or behind ("signed by",
"my name is", ", of legal age"), names that are common here, and the shape of a name ("Xandro P. Zamuco"). A word that
was part of a name once is one wherever it stands with a capital. What ends like a street, a company or a law is none.
A heuristic: it misses names and takes words for names; tests/core/test_pii_people.py holds both figures.
"""

from __future__ import annotations

import bisect
import re
from collections.abc import Callable, Iterator, Sequence

from core.pii import name_lists as lists
from core.pii.folding import FoldedText

Found = tuple[int, int, str]
_WORD = re.compile(r"[^\W_]+(?:['-][^\W_]+)*")
_LONGEST = 7  # words of one name
_SHORTEST_REPEATED = 4  # letters of a name that counts by itself once it was seen
_ABBREVIATED = frozenset("ma sta sto st jr sr".split())
_COMPANY_TAILS = frozenset("inc incorporated corp corporation co company ltd limited llc llp opc".split())
_UNLESS_PLACE = frozenset("mr mrs ms atty attorney engr gng ginang ginoo binibini binibining aling mang kgg".split())
_SURE_TITLES = frozenset("mr mrs ms atty".split())
_BREAKS = re.compile(r"\s{1,4}")
_DOT = re.compile(r"\.\s{0,2}")
_QUOTED = frozenset((' "', '" ', " '", "' "))
_LISTED = frozenset((", ", " "))

# What a word is: given name, surname, both (sure or ambiguous), particle, initial, unknown with a capital, no name.
_GIVEN, _SURNAME, _BOTH, _MAYBE_GIVEN, _MAYBE_SURNAME, _MAYBE_BOTH = "G", "S", "D", "A", "B", "E"
_PARTICLE, _INITIAL, _UNKNOWN, _OTHER = "P", "I", "U", "X"
_GIVENS, _SURNAMES, _SURE = frozenset("GDAE"), frozenset("SDBE"), frozenset("GSD")
_NAMES = frozenset("GSDABE")
_IN_NAMES = frozenset("GSDABEUI")


def _vocabulary() -> dict[str, str]:
    known: dict[str, str] = {}
    given, maybe_given = lists.GIVEN_NAMES, lists.AMBIGUOUS_GIVEN_NAMES
    surnames, maybe_surname = lists.SURNAMES - lists.AMBIGUOUS_SURNAMES, lists.AMBIGUOUS_SURNAMES
    for word in given | maybe_given | surnames | maybe_surname:
        first = _GIVEN if word in given - maybe_given else _MAYBE_GIVEN if word in maybe_given else ""
        last = _SURNAME if word in surnames else _MAYBE_SURNAME if word in maybe_surname else ""
        if first and last:
            known[word] = _BOTH if first == _GIVEN and last == _SURNAME else (last if last == _SURNAME else _MAYBE_BOTH)
        else:
            known[word] = first or last
    known |= dict.fromkeys(lists.PLACES - known.keys(), _OTHER)
    known |= dict.fromkeys(lists.ORDINARY | lists.PLACE_ENDS | lists.COMPANY_ENDS | lists.TITLES, _OTHER)
    known |= dict.fromkeys(lists.SUFFIXES, _OTHER)
    return known | dict.fromkeys(lists.PARTICLES, _PARTICLE) | {"ma": _GIVEN}


_VOCABULARY = _vocabulary()
_ENDS = lists.PLACE_ENDS | lists.COMPANY_ENDS
_TRIGGERS = (
    lists.TITLES
    | lists.MARKERS
    | lists.PLURAL_MARKERS
    | lists.CUES.keys()
    | lists.WEAK_CUES.keys()
    | lists.COLON_CUES
    | lists.CLOSINGS
)
# Words that are looked at in small letters too.
_WORTH_A_LOOK = (
    _TRIGGERS | lists.JOINED_PARTICLES | {"de"} | {word for word, code in _VOCABULARY.items() if code in "GD"}
)


def find_people(
    folded: FoldedText, taken: Sequence[tuple[int, int]] = (), tick: Callable[[], None] = lambda: None
) -> Iterator[Found]:
    """Spans of the levelled text that name people, with what tells them apart, in order and without overlap.

    Nothing is found in the spans of the source that are `taken`. `tick` is called for every word that is looked at.
    """
    return iter(_Reader(folded, _masked(folded, taken), tick).read())


def _masked(folded: FoldedText, taken: Sequence[tuple[int, int]]) -> str:
    """The levelled text with a character that is no word in the place of what is taken."""
    pieces: list[str] = []
    position = 0
    for first, last in taken:
        start, end = first, last
        if folded.places is not None:
            start, end = bisect.bisect_left(folded.places, first), bisect.bisect_left(folded.places, last)
        pieces += [folded.text[position:start], "\0" * (end - start)]
        position = end
    return "".join([*pieces, folded.text[position:]])


def _code_of(word: str) -> str:
    """What a word with a capital is that no list holds."""
    if len(word) == 1:
        return _INITIAL if word.isalpha() else _OTHER
    if "-" not in word and "'" not in word:
        return _UNKNOWN if word.isalpha() else _OTHER
    parts = [_VOCABULARY.get(part, _UNKNOWN) for part in re.split("['-]", word)]
    if _OTHER in parts:
        return _OTHER
    return next((code for wanted in (_SURNAMES, _GIVENS) for code in parts if code in wanted), _UNKNOWN)


class _Reader:
    """One pass over the words of one text."""

    def __init__(self, folded: FoldedText, text: str, tick: Callable[[], None]) -> None:
        self.text, self.tick = text, tick
        self.found: list[tuple[int, int]] = []  # spans of words
        self._split(folded)

    def _split(self, folded: FoldedText) -> None:
        """Words, where they stand and what they are; whole lists at a time, as this is most of the work."""
        spans = [match.span() for match in _WORD.finditer(self.text)]
        self.words = [self.text[start:end] for start, end in spans]
        self.starts, self.ends = [start for start, _ in spans], [end for _, end in spans]
        source, places = folded.source, folded.places
        letters = [source[at] for at in (self.starts if places is None else [places[at] for at in self.starts])]
        self.capitals = list(map(str.isupper, letters))
        if "'s" in self.text:
            self._without_possessive()
        known = list(map(_VOCABULARY.get, self.words))
        for at, capital in enumerate(self.capitals):
            if capital and (known[at] is None or len(self.words[at]) == 1):
                known[at] = _code_of(self.words[at])
        self.codes = [code or _OTHER for code in known]
        self.worth_a_look = [
            at
            for at, word in enumerate(self.words)
            if word in _WORTH_A_LOOK or (self.capitals[at] and known[at] != _OTHER)
        ]

    def _without_possessive(self) -> None:
        for at in [at for at, word in enumerate(self.words) if word[-2:] == "'s"]:
            self.words[at] = self.words[at][:-2]
            self.ends[at] -= 2

    def read(self) -> list[Found]:
        done = 0
        for index in self.worth_a_look:
            self.tick()
            if index >= done:
                done = max(done, self._at(index))
        self._repeated()
        return [(self.starts[i], self.ends[j - 1], " ".join(self.words[i:j])) for i, j in sorted(self.found)]

    def _at(self, index: int) -> int:
        """Look at one word; the index up to which everything is decided then."""
        word = self.words[index]
        if word in _TRIGGERS:
            end = (
                self._titled(index, word)
                or self._marked(index, word)
                or self._cued(index, word)
                or self._headed(index, word)
            )
            if end:
                return end
        if self.codes[index] == _OTHER:
            return index + 1
        return self._told_by_itself(index)

    # --- signs before a name ---------------------------------------------------------------------------------

    def _titled(self, index: int, word: str) -> int:
        """Mr. Reyes, Atty. Xandro Zamuco, Aling Nena."""
        if word not in lists.TITLES or (word in lists.CAPITAL_TITLES and not self.capitals[index]):
            return 0
        at = index + 1
        gap = self._gap(index)
        dotted = _DOT.fullmatch(gap) is not None
        if (
            at == len(self.words)
            or not (dotted or gap == " ")
            or (len(word) < 3 and word in ("g", "sr", "fr") and not dotted)
        ):
            return 0
        if self.words[at] in lists.TITLES and (self.capitals[at] or self.words[at] not in lists.CAPITAL_TITLES):
            return 0  # the last of several titles decides
        end = self._run(at, small=word not in lists.CAPITAL_TITLES)
        if end == at and self._may_follow_title(at, word, dotted):
            end = self._run(at + 1, small=False) if self._joined(at) else at + 1
            end = max(end, at + 1)
        if end == at or not self._has_name(at, end) or (word not in _UNLESS_PLACE and self._is_no_person(at, end)):
            return 0
        return self._take(at, end)

    def _may_follow_title(self, at: int, title: str, dotted: bool) -> bool:
        """Surnames that are words ("Mr. So"), and names in small letters behind a title with its full stop."""
        word = self.words[at]
        if self.capitals[at]:
            return word in lists.AMBIGUOUS_SURNAMES
        listed = word in lists.ORDINARY or word in lists.PARTICLES
        return dotted and title in _SURE_TITLES and not listed and len(word) > 2 and word.isalpha()

    def _marked(self, index: int, word: str) -> int:
        """Si Juan, ni Zamuco, sina Ana Reyes at Pedro."""
        plural = word in lists.PLURAL_MARKERS
        if not plural and word not in lists.MARKERS:
            return 0
        at, done = index + 1, 0
        while at < len(self.words) and self._gap(at - 1) in _LISTED:
            end = self._run(at, small=True)
            if end == at or not self._has_name(at, end) or self._is_no_person(at, end):
                break
            done = self._take(at, end)
            at = done
            if not plural:
                break
            if at < len(self.words) and self.words[at] == "at":
                at += 1
        return done

    def _cued(self, index: int, word: str) -> int:
        """My name is Xandro, signed by Xandro Zamuco, I, Xandro Zamuco."""
        if index + 1 >= len(self.words) or (word in lists.WEAK_CUES and self.codes[index + 1] == _OTHER):
            return 0  # most of them: "of the", "by a"
        strong = self._behind(index, lists.CUES.get(word, ()))
        if not strong and not self._behind(index, lists.WEAK_CUES.get(word, ())):
            return 0
        at = index + 1
        expected = ", " if word == "i" else " "
        if self._gap(index) != expected:
            return 0
        end = self._take_after_cue(at, strong=strong, small=strong)
        if end and word == "between" and end + 1 < len(self.words) and self.words[end] == "and":
            return self._take_after_cue(end + 1, strong=False, small=False) or end
        return end

    def _headed(self, index: int, word: str) -> int:
        """Name: Xandro Zamuco; and below "Sincerely,"."""
        if word not in lists.COLON_CUES and word not in lists.CLOSINGS:
            return 0
        at, gap = index + 1, self._gap(index)
        if at >= len(self.words):
            return 0
        if word in lists.COLON_CUES and gap.lstrip(" ").startswith(":") and not gap.strip(" :"):
            return self._take_after_cue(at, strong=False, small=False)
        if word in lists.CLOSINGS and gap.startswith(",") and not gap[1:].strip() and len(gap) < 12:
            return self._take_after_cue(at, strong="\n" in gap, small=False)
        return 0

    def _take_after_cue(self, at: int, *, strong: bool, small: bool) -> int:
        end = self._run(at, small=small)
        names = sum(code in _IN_NAMES and code != _INITIAL for code in self.codes[at:end])
        listed = any(code in _SURE for code in self.codes[at:end])
        enough = names >= 1 if strong or listed else names >= 2
        if not enough or self._is_no_person(at, end):
            return 0
        return self._take(at, end)

    def _behind(self, index: int, leads: Sequence[tuple[str, ...]]) -> bool:
        return any(tuple(self.words[max(0, index - len(lead)) : index]) == lead for lead in leads)

    # --- names by themselves ---------------------------------------------------------------------------------

    def _told_by_itself(self, index: int) -> int:
        if not self.capitals[index] and self.codes[index] != _PARTICLE:
            return self._small(index)
        if self.codes[index] == _INITIAL and not self._gap(index).startswith("."):
            return index + 1
        end = self._run(index, small=False)
        if end == index:
            return index + 1
        if whole := self._surname_first(index, end):
            return self._take(index, whole)
        if self._is_no_person(index, end):
            return end
        if self._is_name(index, end):
            return self._take(index, end)
        return end

    def _small(self, index: int) -> int:
        """Juan dela cruz, all small: only a given name with a surname, both sure."""
        end = self._run(index, small=True)
        if end - index < 2 or self.codes[index] not in "GD" or self.codes[end - 1] not in "SD":
            return index + 1
        return self._take(index, end)

    def _is_name(self, start: int, end: int) -> bool:
        codes = self.codes[start:end]
        given = next((at for at, code in enumerate(codes) if code in _GIVENS), None)
        behind = codes[given + 1 :] if given is not None else []
        if len(codes) == 1:
            return codes[0] in _SURE
        if given is not None and codes[given] in _SURE:
            return True
        if given is not None and (any(code in _SURNAMES for code in behind) or behind[:1] == [_INITIAL]):
            return True
        if any(code in "SD" for code in codes):
            return True
        return self._has_shape(start, end, codes) or self._is_said_to_be_a_person(end, codes)

    def _has_shape(self, start: int, end: int, codes: list[str]) -> bool:
        """Xandro P. Zamuco, H. Sy, Xandro dela Vega."""
        if codes[0] == _INITIAL:
            return codes[-1] in _SURNAMES
        initials = [at for at in range(start + 1, end - 1) if self.codes[at] == _INITIAL]
        if any(self._gap(at).startswith(".") for at in initials) and len(self.words[end - 1]) > 1:
            return True
        joined = any(word in lists.JOINED_PARTICLES for word in self.words[start : end - 1])
        return joined or ("de la" in (pair := " ".join(self.words[start:end])) or "de los" in pair)

    def _is_said_to_be_a_person(self, end: int, codes: list[str]) -> bool:
        """Xandro Zamuco, of legal age; Xandro Zamuco Jr."""
        if sum(code in _IN_NAMES for code in codes) < 2:
            return False
        if self.words[end - 1] in lists.SUFFIXES or self._suffix_at(end):
            return True
        if end >= len(self.words) or self._gap(end - 1) not in (", ", ",", ",\n"):
            return False
        word = self.words[end]
        if word not in lists.AFTER_NAMES:
            return False
        following = self.words[end + 1] if end + 1 < len(self.words) else ""
        return (
            following in ("legal", "age")
            if word == "of"
            else (following in ("hustong", "sapat", "asawa") if word in ("nasa", "may") else True)
        )

    def _surname_first(self, start: int, end: int) -> int:
        """Dela Cruz, Juan P.: the end of the whole, 0 where it is none."""
        codes = self.codes[start:end]
        if end >= len(self.words) or self._gap(end - 1) not in (", ", ",") or len(codes) > 3 or not self.capitals[end]:
            return 0
        if any(code in (_GIVEN, _MAYBE_GIVEN, _INITIAL) for code in codes) or self.codes[end] not in _GIVENS:
            return 0
        whole = self._run(end, small=False)
        has_initial = _INITIAL in self.codes[end:whole]
        sure_given = self.codes[end] in "GD"
        if any(code in "SD" for code in codes) or self.words[start] in lists.JOINED_PARTICLES:
            return whole if sure_given or has_initial else 0
        if any(code in "BE" for code in codes):
            return whole if sure_given else 0
        return whole if sure_given and has_initial and whole - end > 1 else 0

    # --- runs of words ---------------------------------------------------------------------------------------

    def _run(self, start: int, *, small: bool) -> int:
        """The end of the words from `start` on that may be one name; `start` where there is none."""
        at, last = start, start
        while at < len(self.words) and at - start < _LONGEST:
            if at > start and not self._joined(at - 1):
                break
            if not self._may_stand_in_name(at, small=small):
                break
            at += 1
            if self.codes[at - 1] != _PARTICLE:
                last = at
        return last

    def _may_stand_in_name(self, at: int, *, small: bool) -> bool:
        code = self.codes[at]
        if code == _PARTICLE:
            return at + 1 < len(self.words) and (self.capitals[at + 1] or small) and self.words[at] != "y"
        return code in _IN_NAMES if self.capitals[at] else small and code in _NAMES

    def _joined(self, at: int) -> bool:
        """Whether a word and the next may be parts of one name, by what stands between them."""
        gap = self._gap(at)
        if gap == " ":
            return True
        if gap.startswith("."):
            return (self.codes[at] == _INITIAL or self.words[at] in _ABBREVIATED) and _DOT.fullmatch(gap) is not None
        if gap in _QUOTED:
            return True
        # A line may break within a name, but lines that are names each are more names.
        return _BREAKS.fullmatch(gap) is not None and gap.count("\n") < 2 and self.codes[at] not in "SDBE"

    def _gap(self, at: int) -> str:
        """What stands behind the word, up to the next."""
        return self.text[self.ends[at] : self.starts[at + 1]] if at + 1 < len(self.starts) else ""

    def _has_name(self, start: int, end: int) -> bool:
        return any(self.codes[at] in _IN_NAMES and len(self.words[at]) > 1 for at in range(start, end)) or any(
            self.codes[at] == _OTHER for at in range(start, end)
        )

    def _is_no_person(self, start: int, end: int) -> bool:
        """Whether what stands around makes it a place, a street, a company or a law."""
        if start and (self._gap(start - 1) in (" ", ". ", ".")) and self.codes[start] != _PARTICLE:
            before = self.words[start - 1]
            of_place = before in ("of", "ng") and start > 1 and self.words[start - 2] in lists.PLACE_STARTS
            if of_place or (self.capitals[start - 1] and before in lists.PLACE_STARTS | lists.SAINTS):
                return True
        if self.words[start] in lists.SAINTS and self.codes[start] == _PARTICLE:
            return True
        return self._ends_as_no_person(end, 3)

    def _ends_as_no_person(self, end: int, chain: int) -> bool:
        if end >= len(self.words) or not chain:
            return False
        gap, word = self._gap(end - 1), self.words[end]
        if gap in (", ", ","):
            return word in _COMPANY_TAILS
        if gap in (" & ", " and ") and self.capitals[end]:
            behind = self._run(end, small=False)
            follows = behind if behind > end else end
            if gap == " and " and follows == end:
                return False
            return (word in _ENDS and gap == " & ") or self._ends_as_no_person(follows, chain - 1)
        return gap in (" ", ". ", "-", "\n") and self.capitals[end] and word in _ENDS

    def _suffix_at(self, at: int) -> bool:
        if at >= len(self.words) or self._gap(at - 1) not in (" ", ", ", ". "):
            return False
        return self.words[at] in lists.SUFFIXES and self.capitals[at]

    def _take(self, start: int, end: int) -> int:
        if self._suffix_at(end):
            end += 1
        self.found.append((start, end))
        return end

    # --- once a name, always one -----------------------------------------------------------------------------

    def _repeated(self) -> None:
        """Take what has been part of a name wherever it stands with a capital."""
        if not self.found:
            return
        inside = {at for start, end in self.found for at in range(start, end)}
        parts = {
            self.words[at] for at in inside if self.codes[at] in "GSDU" and len(self.words[at]) >= _SHORTEST_REPEATED
        }
        for at in self.worth_a_look:
            if (
                at not in inside
                and self.capitals[at]
                and self.words[at] in parts
                and not self._is_no_person(at, at + 1)
            ):
                self.tick()
                self.found.append((at, at + 1))
