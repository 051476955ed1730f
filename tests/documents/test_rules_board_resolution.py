"""Rules of the board resolution."""

from __future__ import annotations

import copy
import json
from pathlib import Path

import pytest

from documents.rules.board_resolution import faults

SAMPLE = json.loads(
    (Path(__file__).resolve().parents[2] / "documents" / "library" / "board-resolution" / "sample.json").read_text()
)


def found(*changes, **members):
    """The faults of the sample in which director `index` has been given `given`."""
    data = {**copy.deepcopy(SAMPLE), **members}
    for index, given in changes:
        data["directors"][index] |= given
    return [(one.pointer, one.code) for one in faults(data)]


def test_rules__of_the_sample__find_nothing():
    assert found() == []


@pytest.mark.parametrize(
    ("changes", "members", "expected"),
    [
        ([], {"directorsFixed": 4}, [("/directors", "too-many-directors")]),
        ([], {"directorsFixed": 8}, [("/directors", "no-quorum")]),
        ([(2, {"vote": "in favor"})], {}, [("/directors/2/vote", "vote-of-absent")]),
        ([(3, {"vote": None})], {}, [("/directors/3/vote", "vote-missing")]),
        ([(4, {"name": "Teresita M. Calderon"})], {}, [("/directors/4/name", "named-twice")]),
        ([(0, {"vote": "against"})], {}, [("/directors", "not-carried")]),
        ([], {"signingDate": "2026-11-19"}, [("/meeting/date", "meeting-after-signing")]),
    ],
)
def test_rules__of_a_fault__name_it(changes, members, expected):
    assert found(*changes, **members) == expected
