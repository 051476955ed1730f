"""Numbers written in words, English and Filipino, and in figures."""

from __future__ import annotations

from decimal import Decimal
from typing import NamedTuple

from ai.analysis.words import Words

LONGEST_FIGURE = 18  # digits and the point; longer ones are serial numbers
_ENGLISH = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen "
    "eighteen nineteen"
)
_FILIPINO = (
    "isa dalawa tatlo apat lima anim pito walo siyam sampu labingisa labindalawa labintatlo labingapat labinlima "
    "labinganim labimpito labingwalo labinsiyam"
)
_FILIPINO_TENS = "dalawampu tatlumpu apatnapu limampu animnapu pitumpu walumpu siyamnapu"


def _linked(numbers: dict[str, int]) -> dict[str, int]:
    """Filipino numbers, also as they stand before what is counted: isa, isang."""
    return {**numbers, **{f"{word}ng": number for word, number in numbers.items() if word[-1] in "aeiou"}}


_SMALL = {
    **{word: number for number, word in enumerate(_ENGLISH.split())},
    **_linked({word: number for number, word in enumerate(_FILIPINO.split(), 1)}),
}
_TENS = {
    **{
        word: 10 * number
        for number, word in enumerate("twenty thirty forty fifty sixty seventy eighty ninety".split(), 2)
    },
    "fourty": 40,
    **_linked({word: 10 * number for number, word in enumerate(_FILIPINO_TENS.split(), 2)}),
}
_HUNDREDS = frozenset(("hundred", "daan", "daang", "raan", "raang"))
_SCALES = {
    "thousand": 10**3,
    "libo": 10**3,
    "libong": 10**3,
    "million": 10**6,
    "milyon": 10**6,
    "milyong": 10**6,
    "billion": 10**9,
    "bilyon": 10**9,
    "bilyong": 10**9,
}
_TEN_AND = frozenset(("labing", "labin", "labim"))  # labing-isa
_AND = frozenset(("and", "at"))
_LINKER = "na"  # apat na libo


class Numeral(NamedTuple):
    """A number that stands at the words `first` to `last`."""

    value: Decimal
    first: int
    last: int


def numeral_at(words: Words, at: int) -> Numeral | None:
    """The number that begins at the word `at`, as long as it goes on; None where none begins."""
    if at in words.figures:
        figure = words.folded[at]
        return Numeral(Decimal(figure), at, at) if 0 < len(figure) <= LONGEST_FIGURE else None
    word = words.folded[at]
    if word not in _SMALL and word not in _TENS and word not in _TEN_AND:
        return None
    return _Reader(words, at).read()


class _Reader:
    """Reads one number in words, left to right; it stops at the first word that cannot belong to it."""

    def __init__(self, words: Words, at: int) -> None:
        self.folded, self.sentences, self.first, self.at = words.folded, words.sentences, at, at
        self.total = self.group = 0
        self.scale = 10**12

    def read(self) -> Numeral | None:
        last = -1
        while self._is_in_sentence() and self._take(self.folded[self.at]):
            last = self.at
            self.at += 1
            self._skip_joint()
        return None if last < 0 else Numeral(Decimal(self.total + self.group), self.first, last)

    def _is_in_sentence(self) -> bool:
        return self.at < len(self.folded) and self.sentences[self.at] == self.sentences[self.first]

    def _take(self, word: str) -> bool:
        if word in _TEN_AND:
            return self._take_ten_and()
        if word in _SMALL:
            return self._take_small(_SMALL[word])
        if word in _TENS and self.group % 100 == 0:
            self.group += _TENS[word]
            return True
        if word in _HUNDREDS and 0 < self.group < 10:
            self.group *= 100
            return True
        scale = _SCALES.get(word, 0)
        if self.group and 0 < scale < self.scale:
            self.total += self.group * scale
            self.group, self.scale = 0, scale
            return True
        return False

    def _take_small(self, value: int) -> bool:
        room = self.group % 100 == 0 if value >= 10 else self.group % 10 == 0 and self.group % 100 != 10
        if not room or self.group >= 1000:
            return False
        self.group += value
        return True

    def _take_ten_and(self) -> bool:
        following = self.folded[self.at + 1] if self.at + 1 < len(self.folded) else ""
        unit = _SMALL.get(following, 0)
        if self.group % 100 or not 0 < unit < 10:
            return False
        self.group += 10 + unit
        self.at += 1
        return True

    def _skip_joint(self) -> None:
        """Step over "and" and "na" where the number goes on behind them; "six and seven" are two numbers."""
        if self.at + 1 >= len(self.folded) or self.folded[self.at] not in (*_AND, _LINKER):
            return
        following = self.folded[self.at + 1]
        if self.folded[self.at] == _LINKER:
            goes_on = following in _HUNDREDS or following in _SCALES
        else:
            open_end = self.group == 0 or self.group % 100 == 0
            tens = self.group % 10 == 0 and self.group % 100 >= 20  # dalawampu at lima
            is_small = following in _SMALL or following in _TENS or following in _TEN_AND
            goes_on = is_small and (open_end or (tens and self.folded[self.at] == "at"))
        if goes_on:
            self.at += 1
