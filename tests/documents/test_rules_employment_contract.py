"""Employment contracts: what a lawyer is warned of."""

from __future__ import annotations

from functools import partial

import pytest

from documents.rules.employment_contract import faults
from tests.documents.library import papers

sample = partial(papers.sample, "employment-contract")
found = partial(papers.warned, "employment-contract")


def part(name: str, **changes):
    return {**sample()[name], **changes}


def project(completion: str):
    return {"status": "project", "project": {"name": "a kiln", "scope": "wiring", "completion": completion}}


LAST_DAY = "/probation/lastDay"


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({}, []),
        ({"probation": part("probation", lastDay="2027-05-30")}, [(LAST_DAY, "probation-too-long")]),
        ({"probation": part("probation", lastDay="2026-11-30")}, [(LAST_DAY, "ends-before-start")]),
        ({"status": "regular", "probation": None}, []),
        (project("2026-12-01"), []),
        (project("2026-11-30"), [("/project/completion", "ends-before-start")]),
        ({"signingDate": "2026-12-01"}, []),
        ({"signingDate": "2026-12-02"}, [("/signingDate", "signed-after-start")]),
        ({"leaves": {"vacation": 2, "sick": 2}}, [("/leaves/vacation", "leave-below-law")]),
        ({"leaves": {"vacation": 2, "sick": 3}}, []),
        ({"leaves": {"vacation": 0, "sick": 0}}, []),
        ({"leaves": {"vacation": 2, "sick": 2}, "managerial": True}, []),
        ({"employee": part("employee", nationality="Korean")}, [("/foreign", "nationality-differs")]),
        ({"employee": part("employee", nationality="Korean"), "foreign": True}, []),
        ({"foreign": True}, [("/foreign", "nationality-differs")]),
    ],
)
def test_faults__name_the_member(changes, expected):
    assert found(**changes) == expected


def test_probation_too_long__says_the_last_day_that_the_law_allows():
    data = {**sample(), "probation": part("probation", lastDay="2027-06-30")}
    assert [fault.detail for fault in faults(data)] == [
        "Probation lasts six months at most, until 2027-05-29 (article 296)."
    ]
