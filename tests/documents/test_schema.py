"""Faults of template data: each at its JSON Pointer, each with a code and a sentence."""

from __future__ import annotations

import json

import pytest

from documents import rendering, schema
from tests.documents.articles import articles, sample, small

OPEN = {"type": "object", "properties": {"a": {"type": "string"}}}
CLOSED = {"type": "object", "additionalProperties": False}


def found(data, prefix=""):
    return [(fault.pointer, fault.code) for fault in schema.validate(articles().schema, data, prefix=prefix)]


def test_validate__of_the_sample__finds_nothing():
    assert schema.validate(articles().schema, sample()) == []


def test_validate__names_the_missing_and_the_unknown_member_themselves():
    data = sample(nickname="x")
    del data["corporateName"], data["principalOffice"]["city"]
    data["incorporators"][1]["age"] = 3
    assert found(data, "/inputs") == [
        ("/inputs/corporateName", "required"),
        ("/inputs/incorporators/1/age", "additional-property"),
        ("/inputs/nickname", "additional-property"),
        ("/inputs/principalOffice/city", "required"),
    ]


@pytest.mark.parametrize(
    ("change", "pointer", "code"),
    [
        ({"corporateName": 7}, "/corporateName", "type"),
        ({"corporateName": ""}, "/corporateName", "min-length"),
        ({"corporateName": None}, "/corporateName", "type"),
        ({"termYears": 0}, "/termYears", "minimum"),
        ({"termYears": True}, "/termYears", "type"),
        ({"signingDate": "2026-02-30"}, "/signingDate", "format"),
        ({"fiscalYearEnd": "02-30"}, "/fiscalYearEnd", "pattern"),
        ({"fiscalYearEnd": "12-31\n"}, "/fiscalYearEnd", "pattern"),
        ({"tradeNames": ["A", "A"]}, "/tradeNames", "unique-items"),
        ({"directors": []}, "/directors", "min-items"),
    ],
)
def test_validate__of_a_wrong_value__names_it(change, pointer, code):
    assert found(sample(**change)) == [(pointer, code)]


def test_validate__of_deep_values__names_each():
    data = sample()
    data["contact"]["email"] = "nobody"
    data["capital"]["authorized"] = "12,000.00"
    data["capital"]["currency"] = "USD"
    data["subscriptions"][2]["shares"] = "many"
    data["incorporators"][0]["tin"] = "१२३-456-789"
    assert found(data) == [
        ("/capital/authorized", "pattern"),
        ("/capital/currency", "enum"),
        ("/contact/email", "format"),
        ("/incorporators/0/tin", "pattern"),
        ("/subscriptions/2/shares", "type"),
    ]


def test_validate__counts_incorporators_two_to_fifteen():
    one = sample()["incorporators"][:1]
    assert found(sample(incorporators=one)) == [("/incorporators", "min-items")]
    assert found(sample(incorporators=one * 16)) == [("/incorporators", "max-items")]


def test_validate__takes_null_in_an_optional_member_as_absent():
    assert found(sample(tradeNames=None, termYears=None, secondaryPurposes=None)) == []


def test_validate__of_no_object__says_so_at_the_prefix():
    assert [(one.pointer, one.code) for one in schema.validate(CLOSED, [], prefix="/data")] == [("/data", "type")]


def test_validate__escapes_names_in_pointers():
    assert [one.pointer for one in schema.validate(CLOSED, {"a/b~c": 1})] == ["/a~1b~0c"]


def test_validate__speaks_in_sentences():
    details = [fault.detail for fault in schema.validate(articles().schema, sample(termYears="x", corporateName=""))]
    assert details == ["This may not be empty.", "This must be a whole number or empty."]


def test_completed__gives_every_declared_member():
    data = sample()
    del data["termYears"], data["contact"]["alternateEmail"]
    full = schema.completed(articles().schema, data)
    assert (full["termYears"], full["contact"]["alternateEmail"]) == (None, None)
    assert full["contact"]["email"] == data["contact"]["email"]


@pytest.mark.parametrize(
    ("bad", "code"),
    [
        ({"type": "string"}, "schema-root"),
        (OPEN, "schema-open-object"),
        ({**CLOSED, "properties": {"a": {"$ref": "https://example.org/a.json"}}}, "schema-remote-ref"),
        ({**CLOSED, "properties": {"a": {"$ref": "file:///etc/passwd"}}}, "schema-remote-ref"),
        ({**CLOSED, "properties": {"a": {"$ref": "#/$defs/none"}}}, "schema-dangling-ref"),
        ({**CLOSED, "properties": {"a": {"type": "text"}}}, "schema-invalid"),
        ({**CLOSED, "properties": {"a": {"type": "string", "pattern": "("}}}, "schema-pattern"),
        ({**CLOSED, "properties": {"a": {"$id": "https://example.org/x"}}}, "schema-remote-ref"),
    ],
)
def test_check_schema__of_a_schema_that_may_not_be__says_why(bad, code):
    assert code in [fault.code for fault in schema.check_schema(bad)]


def test_check_schema__allows_a_field_that_is_called_like_a_keyword():
    fields = {"$ref": {"type": "string"}, "pattern": {"type": "string"}, "properties": {"type": "string"}}
    assert schema.check_schema({**CLOSED, "properties": fields}) == []


def test_check_schema__lets_a_condition_name_members_that_are_declared_beside_it():
    married = {"if": {"properties": {"status": {"const": "married"}}}, "then": {"required": ["spouse"]}}
    fields = {"status": {"type": "string"}, "spouse": {"type": "string"}}
    assert schema.check_schema({**CLOSED, "properties": fields, "allOf": [married]}) == []
    nested = {**CLOSED, "properties": {"if": OPEN}}
    assert [one.code for one in schema.check_schema(nested)] == ["schema-open-object"]


def test_check_schema__of_the_deepest_nesting__stops():
    deep: dict = {"type": "string"}
    for _ in range(60):
        deep = {"type": "array", "items": deep}
    assert {one.code for one in schema.check_schema({**CLOSED, "properties": {"a": deep}})} == {"schema-too-deep"}


ENDLESS = {"type": "object", "additionalProperties": False, "properties": {"in": {"$ref": "#/$defs/box"}}}


@pytest.mark.parametrize(
    ("more", "pointer", "code"),
    [
        ({"properties": [1]}, "/properties", "schema-invalid"),
        ({"properties": {"a": True}}, "/properties/a", "schema-no-form"),
        ({"properties": {"a": {"$ref": "#/properties/a"}}}, "", "schema-endless-ref"),
        ({"properties": {"a": {"$ref": "#/$defs/box"}}, "$defs": {"box": ENDLESS}}, "", "schema-endless-ref"),
        ({"properties": {"a": {"$ref": "#foo"}}}, "/properties/a/$ref", "schema-remote-ref"),
        ({"patternProperties": {"(": {"type": "string"}}}, "/patternProperties/(", "schema-pattern"),
    ],
)
def test_publish__of_a_schema_that_no_form_can_be_made_of__is_refused_with_the_place(more, pointer, code):
    bad = {**CLOSED, **more}
    assert (pointer, code) in [(fault.pointer, fault.code) for fault in schema.check_schema(bad)]
    faults = rendering.publish_checks(small(**{"schema.json": json.dumps(bad).encode()}))
    assert (f"/schema.json{pointer}", code) in [(fault.pointer, fault.code) for fault in faults]


def test_check_schema__allows_one_definition_used_in_several_places():
    box = {**CLOSED, "properties": {"size": {"type": "string"}}}
    fields = {name: {"$ref": "#/$defs/box"} for name in ("a", "b")}
    assert schema.check_schema({**CLOSED, "properties": fields, "$defs": {"box": box}}) == []
