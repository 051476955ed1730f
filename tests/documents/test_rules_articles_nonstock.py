"""Rules of the articles of a non-stock corporation."""

from __future__ import annotations

import copy

import pytest

from documents.rules import articles_nonstock
from tests.documents.library.test_incorporation import NONSTOCK, sample


def test_sample__has_no_fault():
    assert list(articles_nonstock.faults(sample(NONSTOCK))) == []


@pytest.mark.parametrize(
    ("path", "value", "fault"),
    [
        (("corporateName",), "Kapit-Bisig", ("/corporateName", "name-suffix")),
        (("nature",), "foundation", ("/corporateName", "name-foundation")),
        (("corporateName",), "Kapit-Bisig Foundation Inc.", ("/corporateName", "name-foundation")),
        (("trustees", 0, "name"), "A. Ghost", ("/trustees/0/name", "trustee-no-member")),
        (("trustees", 1, "name"), "Salvador N. Quiambao", ("/trustees/1/name", "named-twice")),
        (("treasurer",), "B. Ghost", ("/treasurer", "treasurer-unknown")),
        (("contact", "alternateEmail"), None, ("/contact/alternateEmail", "alternate-contact")),
    ],
)
def test_fault__names_its_place(path, value, fault):
    data = copy.deepcopy(sample(NONSTOCK))
    place = data
    for step in path[:-1]:
        place = place[step]
    place[path[-1]] = value
    assert [(one.pointer, one.code) for one in articles_nonstock.faults(data)] == [fault]
