"""Rules of the appointment of officers of a One Person Corporation."""

from __future__ import annotations

import pytest

from documents.rules import appointment_opc
from tests.documents.library.test_incorporation import FAO, sample

OWNER = {
    "name": "Isidra V. Manalastas",
    "nationality": "Filipino",
    "residence": "Baguio City",
    "tin": "264-917-305-000",
}


def test_sample__has_no_fault():
    assert list(appointment_opc.faults(sample(FAO))) == []


@pytest.mark.parametrize(
    ("changes", "fault"),
    [
        ({"secretary": OWNER}, ("/secretary/name", "stockholder-secretary")),
        ({"treasurerIsStockholder": False, "treasurer": OWNER}, ("/treasurer/name", "treasurer-without-bond")),
        ({"nominee": OWNER["name"]}, ("/nominee", "nominee-not-another")),
        ({"alternateNominee": "Gregorio T. Manalastas"}, ("/alternateNominee", "nominee-not-another")),
        ({"appointedOn": "2026-09-27"}, ("/appointedOn", "before-registration")),
        ({"appointedOn": "2026-10-14"}, ("/appointedOn", "appointed-late")),
        (
            {"bond": {**sample(FAO)["bond"], "validUntil": "2026-10-08"}},
            ("/bond/validUntil", "bond-ended"),
        ),
    ],
)
def test_fault__names_its_place(changes, fault):
    assert [(one.pointer, one.code) for one in appointment_opc.faults(sample(FAO, **changes))] == [fault]


def test_appointment__on_the_fifteenth_day_or_after_a_later_change__is_in_time():
    assert list(appointment_opc.faults(sample(FAO, appointedOn="2026-10-13"))) == []
    assert list(appointment_opc.faults(sample(FAO, appointedOn="2027-02-01", filing="subsequent"))) == []
