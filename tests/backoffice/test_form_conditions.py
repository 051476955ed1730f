"""Parts of a form that are asked for only under a condition, in what is drawn and in what is sent."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings

from backoffice.schema_form import build, parse, read, without_field
from backoffice.schema_form.conditions import holds, placed, rules_of
from backoffice.schema_form.shape import Shape
from backoffice.schema_form.tree import Field, Node
from documents.schema import validate
from documents.source import read_folder
from tests.backoffice.posting import drawn, posted

LIBRARY = Path(settings.BASE_DIR) / "documents" / "library"
FOLDERS = sorted(one for one in LIBRARY.iterdir() if not one.name.startswith("_"))
TEXT = {"type": "string"}


def asks(deciding: str, value: Any, *members: str) -> dict[str, Any]:
    """`then` those members, while `deciding` has the value."""
    judge = {"enum": value} if isinstance(value, list) else {"const": value}
    return {"if": {"properties": {deciding: judge}, "required": [deciding]}, "then": {"required": list(members)}}


PERSON: dict[str, Any] = {
    "type": "object",
    "required": ["name", "civilStatus"],
    "properties": {
        "name": TEXT,
        "civilStatus": {"enum": ["single", "married"]},
        "spouse": {"type": "object", "title": "Spouse", "required": ["name"], "properties": {"name": TEXT}},
    },
    "allOf": [asks("civilStatus", "married", "spouse")],
}
LEASE: dict[str, Any] = {
    "type": "object",
    "required": ["kind", "furnished", "people"],
    "properties": {
        "kind": {"enum": ["house", "office", "land"]},
        "furnished": {"type": "boolean"},
        "rooms": {"type": ["integer", "null"], "title": "Rooms"},
        "furniture": {"type": "array", "items": TEXT},
        "movers": TEXT,
        "people": {"type": "array", "items": {"$ref": "#/$defs/person"}},
    },
    "allOf": [
        asks("kind", "house", "rooms"),
        asks("kind", "office", "rooms"),
        asks("furnished", True, "furniture"),
        {"if": {"required": ["furniture"]}, "then": {"required": ["movers"]}},
    ],
    "$defs": {"person": PERSON},
}
MARRIED = {"name": "Ana", "civilStatus": "married", "spouse": {"name": "Jose"}}
DATA: dict[str, Any] = {
    "kind": "land",
    "furnished": False,
    "people": [MARRIED, {"name": "Eli", "civilStatus": "single"}],
}


def nodes(data: dict[str, Any], schema: dict[str, Any] = LEASE) -> dict[str, Node]:
    return {node.pointer: node for node in build(schema, data).walk()}


def hidden(data: dict[str, Any], schema: dict[str, Any] = LEASE) -> set[str]:
    return {pointer for pointer, node in nodes(data, schema).items() if node.hidden}


@pytest.mark.parametrize(
    ("changes", "missing"),
    [
        ({}, {"/rooms", "/furniture", "/movers", "/people/1/spouse"}),
        ({"kind": "house"}, {"/furniture", "/movers", "/people/1/spouse"}),
        ({"kind": "office"}, {"/furniture", "/movers", "/people/1/spouse"}),
        ({"furnished": True}, {"/rooms", "/movers", "/people/1/spouse"}),
        ({"furnished": True, "furniture": ["a bed"]}, {"/rooms", "/people/1/spouse"}),
        ({"furniture": ["a bed"]}, {"/rooms", "/furniture", "/movers", "/people/1/spouse"}),
        ({"kind": None}, {"/rooms", "/furniture", "/movers", "/people/1/spouse"}),
    ],
)
def test_member__that_only_conditions_require__is_hidden_while_none_of_them_holds(changes: Any, missing: Any) -> None:
    assert hidden({**DATA, **changes}) == missing


def test_member__asked_for__is_marked_as_required_although_it_may_be_null() -> None:
    assert [nodes(DATA)[one].required for one in ("/rooms", "/people/0/spouse", "/furniture")] == [True, True, True]
    assert nodes(DATA)["/kind"].when == ""


def test_member__required_anyway__is_always_shown() -> None:
    schema = {**LEASE, "required": [*LEASE["required"], "rooms"]}
    assert (nodes(DATA, schema)["/rooms"].hidden, nodes(DATA, schema)["/rooms"].when) == (False, "")


def test_member__that_else_requires__is_shown_while_the_condition_does_not_hold() -> None:
    schema: dict[str, Any] = {
        "properties": {"a": TEXT, "b": TEXT, "c": TEXT},
        "if": {"properties": {"a": {"enum": ["x", "y"]}}, "required": ["a"]},
        "then": {"required": ["b"]},
        "else": {"required": ["c"]},
    }
    assert hidden({"a": "y"}, schema) == {"/c"}
    assert hidden({"a": "z"}, schema) == {"/b"}
    assert hidden({}, schema) == {"/b"}


def test_member__that_a_condition_forbids__is_hidden_while_it_holds() -> None:
    schema: dict[str, Any] = {
        "properties": {"a": TEXT, "b": TEXT, "c": TEXT},
        "allOf": [
            {"if": {"properties": {"a": {"const": "x"}}, "required": ["a"]}, "then": {"properties": {"b": False}}},
            {"if": {"properties": {"a": {"const": "y"}}, "required": ["a"]}, "then": {"not": {"required": ["c"]}}},
        ],
    }
    assert (hidden({"a": "x"}, schema), hidden({"a": "y"}, schema), hidden({}, schema)) == ({"/b"}, {"/c"}, set())
    assert nodes({}, schema)["/b"].required is False


def test_member__under_a_condition_that_no_form_can_judge__is_always_shown() -> None:
    schema: dict[str, Any] = {
        "properties": {"a": TEXT, "b": TEXT},
        "allOf": [{"if": {"properties": {"a": {"pattern": "^x"}}}, "then": {"required": ["b"]}}, asks("a", "y", "b")],
    }
    assert (hidden({"a": "z"}, schema), nodes({}, schema)["/b"].required) == (set(), False)


def test_condition__inside_then__counts_only_while_the_outer_one_holds() -> None:
    schema: dict[str, Any] = {
        "properties": {"a": TEXT, "b": TEXT, "c": TEXT},
        "allOf": [{**asks("a", "x", "b"), "then": {"required": ["b"], "allOf": [asks("b", "y", "c")]}}],
    }
    assert hidden({"a": "x", "b": "y"}, schema) == set()
    assert hidden({"a": "z", "b": "y"}, schema) == {"/b", "/c"}


def test_condition__on_a_member_of_a_member__is_judged_where_it_stands() -> None:
    judge = {"properties": {"term": {"properties": {"kind": {"const": "fixed"}}, "required": ["kind"]}}}
    (rule,) = rules_of({"if": {**judge, "required": ["term"]}, "then": {"required": ["end"]}})
    assert rule.condition is not None
    assert holds(rule.condition, {"term": {"kind": "fixed"}})
    assert not holds(rule.condition, {"term": {"kind": "open"}})
    assert not holds(rule.condition, {})
    assert '"/row/3/term/kind"' in str(placed(rule.condition, "/row/3")).replace("'", '"')


def test_condition__without_required__holds_of_an_absent_member() -> None:
    """JSON Schema 2020-12 core, 10.3.2.1: what is said of properties says nothing of those that are absent."""
    (rule,) = rules_of({"if": {"properties": {"a": {"const": "x"}}}, "then": {"required": ["b"]}})
    assert rule.condition is not None
    assert [holds(rule.condition, data) for data in ({}, {"a": "x"}, {"a": "y"})] == [True, True, False]


def test_all_of__of_properties_and_conditions__are_both_read() -> None:
    schema = {"allOf": [PERSON, {"properties": {"tin": TEXT}, "required": ["tin"]}]}
    shape = Shape.of(schema, schema)
    assert set(shape.members) == {"name", "civilStatus", "spouse", "tin"}
    assert shape.hidden({"civilStatus": "single"}) == {"spouse"}


# --- what is sent -------------------------------------------------------------------------------------------------


def test_parse__of_a_hidden_part__leaves_it_out_but_read_keeps_what_was_typed() -> None:
    post = posted(build(LEASE, {**DATA, "kind": "house", "rooms": 3}))
    post["/kind"] = "land"
    post["/people/0/civilStatus"] = "single"
    sent = read(LEASE, post)
    assert sent.stated == {**DATA, "people": [{"name": "Ana", "civilStatus": "single"}, DATA["people"][1]]}
    assert (sent.typed["rooms"], sent.typed["people"][0]["spouse"]) == (3, {"name": "Jose"})
    again = posted(build(LEASE, sent.typed))
    again["/kind"] = "office"
    again["/people/0/civilStatus"] = "married"
    assert parse(LEASE, again) == {**DATA, "kind": "office", "rooms": 3}


def test_parse__of_a_part_hidden_by_a_hidden_part__leaves_both_out() -> None:
    post = posted(build(LEASE, {**DATA, "furnished": True, "furniture": ["a bed"], "movers": "Lipat"}))
    del post["/furnished"]
    assert parse(LEASE, post) == DATA


def test_parse__of_a_row_in_which_only_a_hidden_part_was_filled__drops_the_row() -> None:
    post = posted(build(LEASE, DATA, extra_row="/people"))
    post["/people/2/spouse/name"] = "Nobody"
    sent = read(LEASE, post)
    assert (len(sent.typed["people"]), len(sent.stated["people"])) == (2, 2)


def test_read__without_a_script_on_the_page__names_what_was_asked_for_unseen() -> None:
    post = posted(build(LEASE, DATA))
    assert read(LEASE, post).uncovered == ()
    post["/kind"] = "house"
    post["/people/1/civilStatus"] = "married"
    assert set(read(LEASE, post).uncovered) == {"/rooms", "/people/1/spouse"}


def test_read__of_what_was_seen_when_it_was_sent__names_nothing() -> None:
    post = posted(build(LEASE, {**DATA, "kind": "house"}))
    post["/kind"] = "office"
    assert read(LEASE, post).uncovered == ()


def test_page__carries_the_condition_as_data_and_hides_what_it_does_not_ask_for() -> None:
    html = drawn(build(LEASE, DATA))
    assert 'data-when="[&quot;is&quot;, &quot;/people/1/civilStatus&quot;, [&quot;married&quot;]]" hidden>' in html
    assert 'data-when="[&quot;is&quot;, &quot;/people/0/civilStatus&quot;, [&quot;married&quot;]]">' in html
    assert "[&quot;is&quot;, &quot;/people/__row0__/civilStatus&quot;" in html
    assert "<script" not in html


def test_moved_row__takes_its_hidden_part_along() -> None:
    post = posted(build(LEASE, DATA))
    post["_move_up"] = "/people/1"
    assert [one["name"] for one in parse(LEASE, post)["people"]] == ["Eli", "Ana"]
    post["_move_up"] = "/people/0"
    assert [one["name"] for one in parse(LEASE, post)["people"]] == ["Ana", "Eli"]
    del post["_move_up"]
    post["_move_down"] = "/people/0"
    assert [one["name"] for one in parse(LEASE, post)["people"]] == ["Eli", "Ana"]


def test_answers_without_a_field__are_named() -> None:
    data = {**DATA, "garden": "yes", "attic": "", "people": [{**MARRIED, "age": 40}]}
    assert without_field(LEASE, data) == ["age", "garden"] or without_field(LEASE, data) == ["garden", "age"]


# --- every template of the library --------------------------------------------------------------------------------


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda one: one.name)
def test_part__is_shown_exactly_while_the_validator_would_miss_it(folder: Path) -> None:
    """For the sample, and for the sample with each deciding answer in turn set to each of its values."""
    source = read_folder(folder)
    tree = build(source.schema, source.sample)
    deciding = set(re.findall(r'"(/[^"]*)"', " ".join(node.when for node in tree.walk())))
    choices = [node for node in tree.walk() if isinstance(node, Field) and node.pointer in deciding]
    _agrees(source.schema, source.sample, deciding)
    for node in choices:
        for value in (True, False) if node.kind == "boolean" else [one.value for one in node.options if one.value]:
            data = json.loads(json.dumps(source.sample))
            holder = _holder(data, node.pointer)
            if holder is not None:
                holder[node.pointer.rpartition("/")[2]] = {"true": True, "false": False}.get(value, value)
                _agrees(source.schema, data, deciding)


def _agrees(schema: Any, data: dict[str, Any], deciding: set[str]) -> None:
    sent = read(schema, posted(build(schema, data)))
    assert sent.uncovered == ()
    parts = [node for node in build(schema, sent.typed).walk() if node.when and node.pointer not in deciding]
    outer = [node for node in parts if not _within(node, parts)]
    for asked in (outer, [node for node in parts if _within(node, parts)]):
        without = json.loads(json.dumps(sent.stated))
        there = [node for node in asked if _holder(without, node.pointer) is not None]
        for node in there:
            (_holder(without, node.pointer) or {}).pop(node.pointer.rpartition("/")[2], None)
        missed = {fault.pointer for fault in validate(schema, without) if fault.code == "required"}
        assert {node.pointer for node in there if not node.hidden} == {node.pointer for node in there} & missed


def _within(node: Node, parts: list[Node]) -> bool:
    return any(node.pointer.startswith(f"{one.pointer}/") for one in parts)


def _holder(data: Any, pointer: str) -> dict[str, Any] | None:
    """The object that has or would have the member at `pointer`."""
    for token in pointer.split("/")[1:-1]:
        if isinstance(data, list):
            data = data[int(token)] if int(token) < len(data) else None
        else:
            data = data.get(token) if isinstance(data, dict) else None
    return data if isinstance(data, dict) else None


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda one: one.name)
def test_conditions_of_the_library__can_all_be_judged_by_a_form(folder: Path) -> None:
    source = read_folder(folder)

    def rules(shape: Shape) -> list[Any]:
        inside = [rule for one in shape.members.values() for rule in rules(one)]
        return [*shape.rules, *inside, *(rules(shape.item) if shape.kind == "list" else [])]

    assert [rule for rule in rules(Shape.of(source.schema, source.schema)) if rule.condition is None] == []
