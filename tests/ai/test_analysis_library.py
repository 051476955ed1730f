"""The policies that are shipped: complete, publishable, and right about the wordings that contracts use."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from ai.analysis import evaluated, read_rules, risk_level, sample_faults
from ai.analysis.files import PolicyFile, read_folder

LIBRARY = Path(__file__).resolve().parents[2] / "ai" / "policies" / "library"
FILES = read_folder(LIBRARY)
TODAY = dt.date(2026, 11, 23)
LEASE = """\
CONTRACT OF LEASE

The LESSOR leases to the LESSEE the residential unit located at 12 Mabini Street, Pasig City.

1. The term of this lease is one (1) year, from 1 January 2027 to 31 December 2027. It may be renewed in writing; the \
rent shall then increase by four percent (4%).
2. The monthly rental is FIFTEEN THOUSAND PESOS (P15,000.00), payable on the fifth day of each month.
3. A security deposit of two (2) months' rent is paid on signing. It shall be returned within thirty (30) days after \
the lease ends, less unpaid bills.
4. Major repairs are for the account of the LESSOR. The LESSEE shall not sublease the premises.
5. The LESSOR shall not padlock the premises without an order of a court.

BEFORE ME, a Notary Public for Pasig City, personally appeared the parties.
"""
LOAN = """\
PROMISSORY NOTE

For value received the BORROWER promises to pay the LENDER the principal sum of P100,000.00 with interest at five \
percent (5%) per month, compounded monthly.

If the BORROWER shall not pay on the due date, the LENDER shall automatically become the owner of the car given as \
security, and the BORROWER confesses judgment.
"""


def test_library__ships_the_six_policies() -> None:
    assert [one.slug for one in FILES] == ["corporate", "data-privacy", "employment", "lease", "loan", "nda"]


@pytest.mark.parametrize("file", FILES, ids=lambda one: one.slug)
def test_policy__has_enough_rules_each_with_law_advice_and_samples(file: PolicyFile) -> None:
    rules = read_rules(file.rules)
    assert len(rules) >= 8
    assert sample_faults(rules, today=TODAY) == []
    for rule in rules:
        assert rule.keeps and rule.offends and rule.suggestion and rule.legal_basis, rule.id
        assert rule.message.endswith("."), rule.id
    assert {rule.severity for rule in rules} >= {"high", "medium", "low"}
    assert any(rule.blocking for rule in rules)
    assert any(rule.confirm for rule in rules)
    assert any(rule.question for rule in rules) or file.slug == "lease"


def found(slug: str, text: str) -> list[tuple[str, str | None]]:
    rules = read_rules(next(one for one in FILES if one.slug == slug).rules)
    return [(one.rule_id, one.quote) for one in evaluated(text, rules, today=TODAY).findings]


def test_lease__that_is_well_written__has_no_finding() -> None:
    assert found("lease", LEASE) == []


def test_loan__that_is_badly_written__has_its_gravest_fault_first() -> None:
    findings = found("loan", LOAN)
    assert findings[0] == ("pledge-kept-on-default", "automatically become the owner")
    assert {one for one, _ in findings} == {
        "pledge-kept-on-default", "confession-of-judgment", "cost-disclosed", "interest-a-month", "compounding-agreed",
        "maturity-stated",
    }  # fmt: skip
    assert ("interest-a-month", "interest at five percent (5%)") in findings
    rules = read_rules(next(one for one in FILES if one.slug == "loan").rules)
    assert risk_level(evaluated(LOAN, rules, today=TODAY).findings) == "critical"


@pytest.mark.parametrize(
    ("slug", "text", "rule"),
    [
        ("lease", "Maaaring putulin ng nagpapaupa ang kuryente.", "self-help-eviction"),
        ("loan", "Ang tubo ay limang porsiyento (5%) kada buwan.", "interest-a-month"),
        ("employment", "Ang panahon ng pagsubok ay walong (8) buwan.", "probation-at-most-six-months"),
        ("employment", "Maaaring tanggalin ang empleyado anumang oras nang walang dahilan.", "dismissal-by-cause"),
        ("data-privacy", "Itatago namin ang datos habambuhay.", "kept-for-ever"),
        ("nda", "Hindi siya magsusumbong sa pulis.", "silence-towards-authorities"),
        ("corporate", "Ang bilang ng mga direktor ay labing-anim (16).", "at-most-fifteen-directors"),
    ],
)
def test_filipino_wording__is_found(slug: str, text: str, rule: str) -> None:
    assert rule in {one for one, quote in found(slug, text) if quote is not None}


@pytest.mark.parametrize(
    ("slug", "text", "rule"),
    [
        ("employment", "No employee may be dismissed without cause.", "dismissal-by-cause"),
        ("employment", "The Employee shall be paid overtime; nothing waives it.", "overtime-waived"),
        ("employment", "Work is eight hours a day and forty-eight hours a week.", "hours-of-work"),
        ("loan", "The loan bears interest at 24% per annum.", "interest-a-month"),
        ("data-privacy", "The customer does not waive rights under the Data Privacy Act.", "rights-waived"),
        ("corporate", "The number of directors under Section 13 shall be five (5).", "at-most-fifteen-directors"),
    ],
)
def test_lawful_wording__is_left_alone(slug: str, text: str, rule: str) -> None:
    assert rule not in {one for one, quote in found(slug, text) if quote is not None}
