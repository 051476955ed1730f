"""Rules of the articles of a One Person Corporation."""

from __future__ import annotations

import copy

import pytest

from documents.rules import articles_opc
from tests.documents.library.test_incorporation import OPC, sample


def found(*path, value):
    data = copy.deepcopy(sample(OPC))
    place = data
    for step in path[:-1]:
        place = place[step]
    place[path[-1]] = value
    return [(one.pointer, one.code) for one in articles_opc.faults(data)]


def test_sample__has_no_fault():
    assert list(articles_opc.faults(sample(OPC))) == []


@pytest.mark.parametrize(
    ("path", "value", "fault"),
    [
        (("corporateName",), "Lakbay Dunong Corporation", ("/corporateName", "name-suffix")),
        (("subscriptions", 0, "subscriber"), "A. Ghost", ("/subscriptions/0/subscriber", "subscriber-unknown")),
        (("nominee", "name"), "Isidra V. Manalastas", ("/nominee/name", "nominee-not-another")),
        (("alternateNominee", "name"), "Gregorio T. Manalastas", ("/alternateNominee/name", "nominee-not-another")),
        (("capital", "authorized"), "1.00", ("/capital/authorized", "authorized-capital-sum")),
        (("subscriptions", 0, "amountPaid"), "1000001.00", ("/subscriptions/0/amountPaid", "paid-above-subscribed")),
        (("birthDate",), "2012-01-01", ("/birthDate", "stockholder-minor")),
        (("contact", "alternateMobile"), None, ("/contact/alternateMobile", "alternate-contact")),
    ],
)
def test_fault__names_its_place(path, value, fault):
    assert found(*path, value=value) == [fault]
