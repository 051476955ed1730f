"""The order of found passages: the same on every database.

BM25 (Robertson and Zaragoza, 2009) over the weighted terms, with how rare a word is taken from the candidates; a
passage that answers more of the question's words stands before one that repeats a single word.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

K1 = 1.2
B = 0.6
OWN_LANGUAGE = 1.5
OWN_CASE = 1.5  # whoever asks about a case means its papers before the law in general


@dataclass(frozen=True)
class Candidate:
    """A passage that holds at least one of the words: its key (the tie-breaker), its terms, its language, and whether
    it is of the case that is asked about.
    """

    key: int
    terms: str
    locale: str = ""
    of_case: bool = False


def ranked(
    candidates: Sequence[Candidate], words: Sequence[str], *, locale: str | None = None
) -> list[tuple[int, float]]:
    """(key, score) of the candidates that hold a word, best first, ties by key. `locale` and the case that is asked
    about are preferred, not required.
    """
    wanted = set(words)
    counted = [(one, Counter(one.terms.split())) for one in candidates]
    counted = [(one, counts) for one, counts in counted if wanted & counts.keys()]
    if not counted:
        return []
    rarity = _rarity([counts for _, counts in counted], wanted)
    total = sum(rarity.values())
    average = sum(counts.total() for _, counts in counted) / len(counted)
    scored = []
    for one, counts in counted:
        present = wanted & counts.keys()
        length = K1 * (1 - B + B * counts.total() / average)
        score = sum(rarity[word] * counts[word] * (K1 + 1) / (counts[word] + length) for word in sorted(present))
        score *= 0.4 + 0.6 * sum(rarity[word] for word in sorted(present)) / total
        score *= (OWN_LANGUAGE if locale and one.locale == locale else 1.0) * (OWN_CASE if one.of_case else 1.0)
        scored.append((one.key, round(score, 6)))
    return sorted(scored, key=lambda pair: (-pair[1], pair[0]))


def _rarity(counted: Sequence[Counter[str]], wanted: set[str]) -> dict[str, float]:
    rarity = {}
    for word in sorted(wanted):
        holding = sum(1 for counts in counted if word in counts)
        if holding:
            rarity[word] = math.log(1 + (len(counted) - holding + 0.5) / (holding + 0.5))
    return rarity
