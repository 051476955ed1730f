"""Rules of the general information sheet."""

from __future__ import annotations

import copy
import json
from pathlib import Path

import pytest

from documents.rules.general_information_sheet import faults

SAMPLE = json.loads(
    (
        Path(__file__).resolve().parents[2] / "documents" / "library" / "general-information-sheet" / "sample.json"
    ).read_text()
)


def found(*way):
    """The codes of the sample's faults when the place before the last of `way` has been changed."""
    data = copy.deepcopy(SAMPLE)
    if way:
        *path, last, value = way
        place = data
        for step in path:
            place = place[step]
        place[last] = value
    return [(one.pointer, one.code) for one in faults(data)]


def test_rules__of_the_sample__find_nothing():
    assert found() == []


@pytest.mark.parametrize(
    ("way", "expected"),
    [
        (("directors", 3, "stockholder", False), [("/directors/3/stockholder", "director-without-share")]),
        (("directors", 0, "board", "not on the board"), [("/directors/0/board", "president-no-director")]),
        (("directors", 0, "office", "President and Treasurer"), [("/directors/0/office", "president-other-office")]),
        (("directors", 0, "office", "Chief Executive"), [("/directors", "president-missing")]),
        (("directors", 0, "office", "President and Assistant Treasurer"), []),
        (("directors", 4, "nationality", "Canadian"), [("/directors/4/nationality", "secretary-citizenship")]),
        (("directors", 3, "name", "Teresita M. Calderon"), [("/directors/3/name", "named-twice")]),
        (("certifier", "name", "A. Ghost"), [("/certifier/name", "certifier-unknown")]),
        (("capital", "authorized", "1.00"), [("/capital/authorized", "authorized-capital-sum")]),
        (("capital", "classes", 0, "shares", 103455), [("/capital/authorized", "authorized-capital-sum")]),
        (("ownership", 0, "class", "Founders"), [("/ownership/0/class", "class-unknown")]),
        (("stockholders", 0, "shares", 14999), [("/stockholders", "shares-sum")]),
        (("stockholders", 0, "amountSubscribed", "1.00"), [("/stockholders", "amountSubscribed-sum")]),
        (("stockholders", 0, "amountPaid", "1.00"), [("/stockholders", "amountPaid-sum")]),
        (("stockholdersTotal", 6), [("/stockholdersTotal", "stockholders-number")]),
        (("stockholdersOf100", 6), [("/stockholdersOf100", "more-than-all")]),
        (("actualMeeting", "2026-11-21"), [("/actualMeeting", "date-after-oath")]),
    ],
)
def test_rules__of_a_change__find(way, expected):
    assert found(*way) == expected


def test_rules__of_over_subscription__name_the_class():
    assert ("/capital/classes/0/shares", "over-subscribed") in found("ownership", 0, "shares", 103457)
    assert ("/ownership/0/amountPaid", "paid-above-subscribed") in found("ownership", 0, "amountPaid", "2850000.01")


def test_rules__of_a_large_board__count_it():
    data = copy.deepcopy(SAMPLE)
    data["directors"] += [{**data["directors"][1], "name": f"Director {one}", "office": None} for one in range(11)]
    assert [one.code for one in faults(data)] == ["board-size"]
