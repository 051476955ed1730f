"""Reading rules: what is wrong is told, each thing by its place."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest

from ai.analysis import read_rules, sample_faults
from ai.analysis.files import read_policy, write_policy
from ai.analysis.rules import DateBound, Day, Forbids, NumberBound, Requires
from core.errors import InvalidInput

RULE: dict[str, Any] = {"id": "a-rule", "severity": "low", "message": "Wrong.", "legalBasis": "RA 1"}
NUMBER: dict[str, Any] = {"near": ["rent"], "kind": "amount", "max": 5}


def faults(*rules: Any) -> list[tuple[str, str]]:
    with pytest.raises(InvalidInput) as refused:
        read_rules(list(rules))
    return [(one.pointer, one.code) for one in refused.value.errors]


def test_rule__with_everything__is_read_as_it_is_written() -> None:
    (rule,) = read_rules(
        [
            {
                **RULE,
                "blocking": True,
                "suggestion": " Better. ",
                "confirm": True,
                "question": "Is it?",
                "when": ["lease"],
                "forbids": ["no  rent"],
                "unless": ["free"],
                "keeps": ["k"],
                "offends": ["o"],
            }
        ]
    )
    assert (rule.id, rule.severity, rule.blocking, rule.message, rule.suggestion, rule.legal_basis) == (
        "a-rule", "low", True, "Wrong.", "Better.", "RA 1",
    )  # fmt: skip
    assert (rule.confirm, rule.question, rule.kind) == (True, "Is it?", "forbids")
    assert (rule.keeps, rule.offends) == (("k",), ("o",))
    assert isinstance(rule.check, Forbids)
    assert [one.source for one in (*rule.when, *rule.check.patterns, *rule.check.unless)] == [
        "lease",
        "no rent",
        "free",
    ]


def test_bounds__are_read_with_their_defaults() -> None:
    number, date, required = read_rules(
        [
            {**RULE, "number": {"near": ["rent"], "kind": "period", "max": 2.5, "unit": "months"}},
            {**RULE, "id": "b", "date": {"near": ["on"], "notBefore": "2019-02-23", "notAfter": "today-30"}},
            {**RULE, "id": "c", "requires": ["rent"]},
        ]
    )  # fmt: skip
    assert isinstance(number.check, NumberBound)
    assert isinstance(date.check, DateBound)
    assert isinstance(required.check, Requires)
    assert (number.check.least, number.check.most, number.check.near.side, number.check.near.within) == (
        None, Decimal("2.5"), "after", 12,
    )  # fmt: skip
    assert (date.check.not_before, date.check.not_after) == (Day(dt.date(2019, 2, 23)), Day(days=-30))
    assert Day(days=-30).on(dt.date(2026, 3, 1)) == dt.date(2026, 1, 30)


@pytest.mark.parametrize(
    ("rule", "expected"),
    [
        ({}, [("/id", "required"), ("/severity", "required"), ("/message", "required"), ("/legalBasis", "required")]),
        (3, [("", "type")]),
        ({**RULE, "requires": ["a"], "id": "A b"}, [("/id", "format")]),
        ({**RULE, "requires": ["a"], "id": "a\n"}, [("/id", "format")]),
        ({**RULE, "requires": ["a"], "severity": "grave"}, [("/severity", "choice")]),
        ({**RULE, "requires": ["a"], "message": "  "}, [("/message", "format")]),
        ({**RULE, "requires": ["a"], "message": "x" * 501}, [("/message", "max-length")]),
        ({**RULE, "requires": ["a"], "blocking": "yes"}, [("/blocking", "type")]),
        ({**RULE, "requires": ["a"], "regex/x": "a"}, [("/regex~1x", "unknown")]),
        ({**RULE, "requires": []}, [("/requires", "required")]),
        ({**RULE, "requires": ["fine", "(a+)+"]}, [("/requires/1", "pattern")]),
        ({**RULE, "requires": ["a"], "when": ["<2> x"]}, [("/when/0", "pattern")]),
        (RULE, [("", "one-check")]),
        ({**RULE, "requires": ["a"], "forbids": ["b"]}, [("", "one-check")]),
        ({**RULE, "requires": ["a"], "unless": ["b"]}, [("/unless", "unknown")]),
        ({**RULE, "number": {"near": ["a"], "kind": "amount"}}, [("/number", "required")]),
        ({**RULE, "number": {**NUMBER, "min": 6}}, [("/number/max", "out-of-range")]),
        ({**RULE, "number": {**NUMBER, "max": float("inf")}}, [("/number/max", "type")]),
        ({**RULE, "number": {**NUMBER, "kind": "period"}}, [("/number/unit", "required")]),
        ({**RULE, "number": {**NUMBER, "unit": "days"}}, [("/number/unit", "unknown")]),
        ({**RULE, "number": {**NUMBER, "per": "month"}}, [("/number/per", "unknown")]),
        ({**RULE, "number": {**NUMBER, "within": 41}}, [("/number/within", "out-of-range")]),
        ({**RULE, "number": {**NUMBER, "near": ["a*"]}}, [("/number/near/0", "pattern")]),
        ({**RULE, "date": {"near": ["a"]}}, [("/date", "required")]),
        ({**RULE, "date": {"near": ["a"], "notAfter": "tomorrow"}}, [("/date/notAfter", "format")]),
        ({**RULE, "date": {"near": ["a"], "notAfter": "2025-02-30"}}, [("/date/notAfter", "format")]),
        ({**RULE, "date": {"near": ["a"], "notBefore": "2025-02-03", "notAfter": "2025-02-02"}},
         [("/date/notAfter", "out-of-range")]),
    ],
)  # fmt: skip
def test_rule__that_is_wrong__is_refused_by_place(rule: Any, expected: list[tuple[str, str]]) -> None:
    assert faults(rule) == [(f"/rules/0{place}", code) for place, code in expected]


def test_rules__each_fault_of_each_rule_is_told_at_once() -> None:
    good = {**RULE, "requires": ["a"]}
    assert faults(good, {**good, "severity": 1}, {**good, "requires": ["<"]}, good) == [
        ("/rules/1/severity", "choice"),
        ("/rules/2/requires/0", "pattern"),
        ("/rules/2/id", "not-unique"),
        ("/rules/3/id", "not-unique"),
    ]


@pytest.mark.parametrize("rules", [None, {}, [], "x"])
def test_rules__that_are_no_list__are_refused(rules: Any) -> None:
    with pytest.raises(InvalidInput) as refused:
        read_rules(rules)
    assert [one.pointer for one in refused.value.errors] == ["/rules"]
    with pytest.raises(InvalidInput, match="at most 200"):
        read_rules([RULE] * 201)


def test_samples__that_the_rule_does_not_treat_as_said__are_told() -> None:
    rules = read_rules([{**RULE, "forbids": ["rent"], "keeps": ["no lease", "rent"], "offends": ["rent", "free"]}])
    assert [(one.pointer, one.code) for one in sample_faults(rules, today=dt.date(2026, 1, 1))] == [
        ("/rules/0/keeps/1", "sample"),
        ("/rules/0/offends/1", "sample"),
    ]


def test_yaml__written_and_read_again__is_the_same() -> None:
    rules = [{**RULE, "message": "Café: “x”\nyes", "date": {"near": ["on"], "notBefore": "2019-02-23"}}]
    read = read_policy(write_policy("a-b", "A: title", rules))
    assert (read.slug, read.title, read.rules) == ("a-b", "A: title", rules)


@pytest.mark.parametrize(
    ("text", "pointer", "said"),
    [
        ("slug: [", "", "line 1|line 2"),
        ("- a", "", "slug, title and rules"),
        ("slug: a\ntitle: b\nrules: 3", "/rules", "list"),
        ("title: b\nrules: []", "/slug", "slug"),
        ("slug: a\ntitle: b\nrules: []\nmore: 1", "/more", "not known"),
        ("slug: a\nslug: b\ntitle: c\nrules: []", "", "line 2: slug stands twice"),
        ("slug: a\ntitle: &t b\nrules: [*t]", "", "aliases are not read"),
        ("slug: a\ntitle: !!python/object/apply:os.system [x]\nrules: []", "", "not YAML"),
        ("rules: " + "[" * 2000, "", "too deep|not YAML"),
        ("? [a]\n: b", "", "not YAML"),
        ("x" * 500_001, "", "at most 500,000"),
    ],
)
def test_yaml__that_is_no_policy__is_refused_with_its_line(text: str, pointer: str, said: str) -> None:
    with pytest.raises(InvalidInput, match=said) as refused:
        read_policy(text)
    assert refused.value.errors[0].pointer == pointer


def test_yaml__dates_stay_as_written() -> None:
    assert read_policy("slug: a\ntitle: b\nrules: [2019-02-23, 1.5, true]").rules == ["2019-02-23", 1.5, True]
