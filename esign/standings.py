"""How what a provider told of an envelope is put together with what stands here: forward only, whatever came first.

Calls come late, twice and in no order, and a look at the provider may be older than another. Each status has a rank,
and the higher one stays; what has ended stays ended.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from esign.statuses import (
    ASKED,
    COMPLETED,
    COPIED,
    DECLINED,
    DRAFT,
    EXPIRED,
    PARTIALLY_SIGNED,
    REPLACED,
    SENT,
    SIGNED,
    VIEWED,
    VOIDED,
    WAITING,
)

ENDS: Final = frozenset({COMPLETED, DECLINED, EXPIRED, VOIDED})
_PERSON: Final = {WAITING: 0, ASKED: 1, VIEWED: 2, SIGNED: 3, DECLINED: 3, COPIED: 4, REPLACED: 4}
_ENVELOPE: Final = {DRAFT: 0, SENT: 1, VIEWED: 2, PARTIALLY_SIGNED: 3, **dict.fromkeys(ENDS, 4)}


def person_further(have: str, told: str) -> str:
    """The status of a person who stands at `have` and of whom `told` was told; an unknown word changes nothing."""
    return told if _PERSON.get(told, -1) > _PERSON[have] and told not in (COPIED, REPLACED) else have


def person_steps(have: str, told: str) -> list[str]:
    """The moves from `have` to what was told, in the order of the table of states; none where it is no further."""
    end = person_further(have, told)
    if end == have:
        return []
    return [ASKED, end] if have == WAITING and end != ASKED else [end]


def envelope_further(have: str, told: str, people: Iterable[str]) -> str:
    """The status of an envelope that stands at `have`, of which `told` was told, and whose people stand so. An end is
    told by the provider alone; before it, what its people have done says more.
    """
    done = set(people)
    reached = PARTIALLY_SIGNED if SIGNED in done else VIEWED if VIEWED in done else SENT
    if told in ENDS:
        reached = told
    return reached if _ENVELOPE[reached] > _ENVELOPE[have] else have
