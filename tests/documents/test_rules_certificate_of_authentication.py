"""Rules of the certificate of authentication."""

from __future__ import annotations

import copy
import json
from pathlib import Path

import pytest

from documents.rules.certificate_of_authentication import faults

SAMPLE = json.loads(
    (
        Path(__file__).resolve().parents[2] / "documents" / "library" / "certificate-of-authentication" / "sample.json"
    ).read_text()
)
FIRST = SAMPLE["incorporators"][0]


def found(**changes):
    return [(one.pointer, one.code) for one in faults({**copy.deepcopy(SAMPLE), **changes})]


def test_rules__of_the_sample_and_of_one_person__find_nothing():
    assert found() == []
    assert found(entityKind="one person corporation", incorporators=[FIRST]) == []


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"entityKind": "one person corporation"}, ("/incorporators", "opc-of-several")),
        ({"incorporators": [FIRST]}, ("/incorporators", "too-few-incorporators")),
        ({"incorporators": [FIRST, FIRST]}, ("/incorporators/1/name", "named-twice")),
        ({"signingDate": "2026-10-04", "papers": SAMPLE["papers"][:1]}, ("/papers/0/date", "paper-after-certificate")),
        ({"papers": SAMPLE["papers"][1:]}, ("/papers", "articles-missing")),
    ],
)
def test_rules__of_a_fault__name_it(changes, expected):
    assert found(**changes) == [expected]
