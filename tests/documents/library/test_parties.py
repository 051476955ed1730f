"""How an instrument names, signs for and acknowledges a party that is no corporation."""

from __future__ import annotations

import pytest

from tests.documents.library.test_deeds import out_of_order, printed, sample

LEASE = "lease-contract"
MOA = "memorandum-of-agreement"
LAW = "organized and existing under the laws of the Republic of the Philippines, with"


def lessee(**changes):
    given = sample(LEASE)["lessee"]
    return {**given, "company": {**given["company"], **changes}}


@pytest.mark.parametrize(
    ("form", "described", "acknowledged"),
    [
        (
            None,
            f"a corporation {LAW} SEC Registration No.",
            "and that of the corporation represented",
        ),
        (
            "one person corporation",
            f"a one person corporation {LAW} SEC Registration No.",
            "and that of the corporation represented",
        ),
        (
            "partnership",
            f"a partnership {LAW} SEC Registration No.",
            "and that of the entity represented",
        ),
        (
            "cooperative",
            f"a cooperative {LAW} CDA Registration No.",
            "and that of the entity represented",
        ),
        (
            "sole proprietorship",
            "a sole proprietorship under the laws of the Republic of the Philippines, with DTI Business Name",
            "and that of the entity represented",
        ),
    ],
)
def test_company__is_named_by_its_form(form, described, acknowledged):
    text, _ = printed(LEASE, lessee=lessee(form=form))
    assert not out_of_order(text, "NGITI DENTAL GROUP INC.,", described, "ACKNOWLEDGMENT", acknowledged)


def test_companies_of_different_forms__are_acknowledged_as_entities():
    first, person, third = sample(MOA)["parties"]
    assert (first["kind"], person["kind"], third["kind"]) == ("company", "person", "company")
    cooperative = {**third, "company": {**third["company"], "form": "cooperative"}}
    text, _ = printed(MOA, parties=[first, person, cooperative])
    assert "and that of the entities represented" in text


def test_party_that_is_a_person__is_acknowledged_for_nobody_else():
    person = sample(LEASE)["lessor"]
    text, _ = printed(LEASE, lessee={**person, "person": {**person["person"], "name": "Amado V. Dimaculangan"}})
    assert "represented." not in text.partition("ACKNOWLEDGMENT")[2]
