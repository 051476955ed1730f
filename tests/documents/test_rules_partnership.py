"""Rules of the articles of partnership."""

from __future__ import annotations

import copy

import pytest

from documents.rules import partnership
from tests.documents.library.test_incorporation import PARTNERSHIP, limited_partnership, sample


def test_samples__have_no_fault():
    assert list(partnership.faults(sample(PARTNERSHIP))) == []
    assert list(partnership.faults(limited_partnership())) == []


@pytest.mark.parametrize(
    ("path", "value", "found"),
    [
        (("corporateName",), "Villaruz and Samonte", [("/corporateName", "name-suffix")]),
        (("partners", 0, "share"), "40.01", [("/partners", "shares-sum")]),
        (("partners", 0, "cash"), "0.00", [("/partners/0/cash", "no-contribution")]),
        (("partners", 1, "propertyValue"), None, [("/partners/1/propertyValue", "property-incomplete")]),
        (
            ("partners", 0, "kind"),
            "limited",
            [("/kind", "limited-partner-in-general"), ("/managers/0", "manager-limited")],
        ),
        (("partners", 2, "name"), "Carmelita S. Villaruz", [("/partners/2/name", "named-twice")]),
        (("managers", 0), "A. Ghost", [("/managers/0", "manager-unknown")]),
        (("kind",), "limited", [("/corporateName", "name-suffix"), ("/partners", "limited-needs-both")]),
    ],
)
def test_fault__names_its_place(path, value, found):
    data = copy.deepcopy(sample(PARTNERSHIP))
    place = data
    for step in path[:-1]:
        place = place[step]
    place[path[-1]] = value
    assert [(one.pointer, one.code) for one in partnership.faults(data)] == found


def test_limited_partner__contributes_no_services():
    data = limited_partnership()
    data["partners"][2]["industry"] = "work"
    assert [(one.pointer, one.code) for one in partnership.faults(data)] == [
        ("/partners/2/industry", "limited-industry")
    ]
