"""Rules of the by-laws of a stock corporation."""

from __future__ import annotations

import pytest

from documents.rules import bylaws_stock
from tests.documents.library.test_incorporation import AFTER, BYLAWS, sample


def test_sample__before_and_after_incorporation__has_no_fault():
    assert list(bylaws_stock.faults(sample(BYLAWS))) == []
    assert list(bylaws_stock.faults(sample(BYLAWS, **AFTER))) == []


@pytest.mark.parametrize(
    ("changes", "fault"),
    [
        ({"committeeMembers": 6}, ("/committeeMembers", "committee-above-board")),
        ({"outstandingShares": 30000}, ("/stockholders", "above-outstanding")),
        ({"outstandingShares": 62000}, ("/stockholders", "no-majority")),
        ({"directorsNumber": 6}, ("/directors", "certified-by-too-few")),
        ({"directors": [{"name": f"Director {one}"} for one in range(6)]}, ("/directors", "too-many-directors")),
        ({"meetingDate": "2026-12-01"}, ("/meetingDate", "meeting-after-signing")),
    ],
)
def test_fault__names_its_place(changes, fault):
    data = sample(BYLAWS, **{**AFTER, **changes})
    assert [(one.pointer, one.code) for one in bylaws_stock.faults(data)] == [fault]


def test_majority__is_more_than_half():
    assert list(bylaws_stock.faults(sample(BYLAWS, **{**AFTER, "outstandingShares": 61999}))) == []
