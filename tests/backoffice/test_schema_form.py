"""The form made from a JSON Schema: what it shows, what comes back, where faults stand."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.http import QueryDict
from hypothesis import given, settings
from hypothesis import strategies as st

from backoffice.schema_form import build, parse
from backoffice.schema_form.shape import SchemaFormError
from backoffice.schema_form.tree import Field, Group, Node, Rows
from core.errors import Fault
from tests.backoffice.posting import drawn, posted

PERSON = {
    "type": "object",
    "title": "Incorporator",
    "required": ["name"],
    "properties": {
        "name": {"type": "string", "title": "Full name", "description": "As on the passport."},
        "nationality": {"enum": ["Filipino", "American", "Japanese"]},
        "birthDate": {"type": "string", "format": "date"},
    },
}
COMPANY: dict[str, Any] = {
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "type": "object",
    "required": ["corporateName", "termYears", "capital", "incorporators"],
    "$defs": {"person": PERSON, "money": {"type": "string", "pattern": r"^\d+\.\d{2}$"}},
    "properties": {
        "corporateName": {"type": "string", "title": "Corporate name"},
        "tradeNames": {"type": "array", "title": "Trade names", "items": {"type": "string"}},
        "purpose": {"type": "string", "format": "multiline"},
        "termYears": {"type": ["integer", "null"], "title": "Term in years"},
        "contact": {"type": "object", "properties": {"email": {"type": "string", "format": "email"}}},
        "capital": {
            "type": "object",
            "required": ["authorized", "currency"],
            "properties": {
                "currency": {"const": "PHP"},
                "authorized": {"$ref": "#/$defs/money", "title": "Authorized capital"},
                "listed": {"type": "boolean"},
                "classes": {
                    "type": "array",
                    "items": {
                        "type": "object",
                        "properties": {
                            "name": {"type": "string"},
                            "shares": {"type": "integer"},
                            "rights": {"type": "array", "items": {"type": "string"}},
                        },
                    },
                },
            },
        },
        "incorporators": {"type": "array", "minItems": 2, "maxItems": 15, "items": {"$ref": "#/$defs/person"}},
        "options": {"type": "object", "title": "Options"},
        "vote": {"oneOf": [{"const": 0.5, "title": "Half"}, {"const": 0.67, "title": "Two thirds"}]},
    },
}
DATA: dict[str, Any] = {
    "corporateName": "Niña <b>& Sons</b> \"Inc.\" 'é'",
    "tradeNames": ["Ani", "Kusina"],
    "purpose": "To sell.\n\nAnd to buy.",
    "termYears": None,
    "contact": {"email": "a@b.example"},
    "capital": {
        "currency": "PHP",
        "authorized": "5000000.00",
        "listed": False,
        "classes": [{"name": "Common", "shares": 50000, "rights": ["vote", "dividend"]}, {"name": "Preferred"}],
    },
    "incorporators": [
        {"name": "Ma. Liwayway", "nationality": "Filipino", "birthDate": "1988-03-14"},
        {"name": "José"},
    ],
    "options": {"a": [1, {"b": None}]},
    "vote": 0.67,
}


def node_at(pointer: str, schema: dict[str, Any], data: dict[str, Any] | None = None) -> Node:
    return next(node for node in build(schema, data).walk() if node.pointer == pointer)


def field_of(schema: dict[str, Any], value: Any = None) -> Field:
    node = node_at("/x", {"type": "object", "properties": {"x": schema}}, {} if value is None else {"x": value})
    assert isinstance(node, Field)
    return node


def parsed(schema: dict[str, Any], text: str, required: bool = False) -> dict[str, Any]:
    post = QueryDict(mutable=True)
    post["/x"] = text
    return parse({"type": "object", "required": ["x"] if required else [], "properties": {"x": schema}}, post)


# --- there and back -----------------------------------------------------------------------------------------------


def test_parse__of_a_drawn_form__gives_the_same_data_in_the_same_order() -> None:
    back = parse(COMPANY, posted(build(COMPANY, DATA)))
    assert back == DATA
    assert list(back) == [key for key in COMPANY["properties"]]


def test_parse__of_an_empty_form__has_only_what_is_required_and_can_be_said() -> None:
    assert parse(COMPANY, posted(build(COMPANY))) == {
        "termYears": None,
        "capital": {"currency": "PHP"},
        "incorporators": [],
    }


TEXT = st.text(st.characters(exclude_categories=["C", "Z"], include_characters=" ñ"), min_size=1, max_size=12)
WORDS = TEXT.map(str.strip).filter(bool)
LEAVES: list[tuple[dict[str, Any], st.SearchStrategy[Any]]] = [
    ({"type": "string"}, WORDS),
    ({"type": "string", "format": "multiline"}, st.lists(WORDS, min_size=1, max_size=3).map("\n".join)),
    ({"type": "string", "format": "date"}, st.dates().map(str)),
    ({"type": "string", "pattern": r"^\d+\.\d{2}$"}, st.decimals(0, 10**15, places=2).map(str)),
    ({"type": "integer"}, st.integers(-(10**20), 10**20)),
    ({"type": ["integer", "null"]}, st.none() | st.integers()),
    ({"type": "number"}, st.floats(allow_nan=False, allow_infinity=False, width=32)),
    ({"type": "boolean"}, st.booleans()),
    ({"enum": ["a b", "c", 'd"']}, st.sampled_from(["a b", "c", 'd"'])),
    ({"enum": [1, 2.5, True]}, st.sampled_from([1, 2.5, True])),
    ({"type": "array", "items": {"type": "string"}}, st.lists(WORDS, max_size=3)),
]


@st.composite
def objects(draw: st.DrawFn, depth: int = 2) -> tuple[dict[str, Any], dict[str, Any]]:
    """A schema of an object and data that it describes."""
    properties, required, data = {}, [], {}
    for key in draw(st.lists(WORDS, min_size=1, max_size=4, unique=True)):
        needed = draw(st.booleans())
        shape = draw(st.sampled_from(["leaf", "leaf", "object", "list"] if depth else ["leaf"]))
        if shape == "leaf":
            schema, values = draw(st.sampled_from(LEAVES))
            value = draw(values)
        elif shape == "object":
            schema, value = draw(objects(depth=depth - 1))
        else:
            item, first = draw(objects(depth=depth - 1))
            item = {**item, "properties": {**item["properties"], "id": {"type": "string"}}}
            schema, value = {"type": "array", "items": item}, [{**first, "id": "x"}]
        properties[key] = schema
        empty = value == [] or value == {} or (shape == "object" and not any(map(typed_in, value.values())))
        if needed:
            required.append(key)
        if needed or not empty:
            data[key] = value
    return {"type": "object", "properties": properties, "required": required}, data


def typed_in(value: Any) -> bool:
    if isinstance(value, dict):
        return any(map(typed_in, value.values()))
    return value is not None and value is not False and value != [] and value != ""


@settings(max_examples=150, deadline=None)
@given(objects())
def test_parse__of_any_drawn_form__gives_the_same_data(case: tuple[dict[str, Any], dict[str, Any]]) -> None:
    schema, data = case
    assert parse(schema, posted(build(schema, data))) == data


# --- kinds of fields ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("schema", "kind"),
    [
        ({"type": "string"}, "text"),
        ({"type": "string", "maxLength": 20000}, "text"),
        ({"type": "string", "format": "multiline"}, "long-text"),
        (
            {"type": "string", "examples": ["To weave cloth, to dye it, and to sell it at wholesale and retail"]},
            "long-text",
        ),
        ({"type": "string", "format": "date"}, "date"),
        ({"type": "string", "format": "email"}, "email"),
        ({"type": "string", "pattern": r"^\d+(\.\d{1,2})?$"}, "decimal"),
        ({"type": "string", "pattern": r"^\d{3}-\d{3}-\d{3}$"}, "text"),
        ({"type": "string", "pattern": r"^\p{L}+$"}, "text"),
        ({"type": ["integer", "null"]}, "integer"),
        ({"anyOf": [{"type": "integer"}, {"type": "null"}]}, "integer"),
        ({"type": "number"}, "number"),
        ({"enum": ["a", "b"]}, "choice"),
        ({"type": "boolean"}, "choice"),
        ({"type": "boolean", "default": False}, "boolean"),
        ({"type": "object"}, "json"),
    ],
)
def test_kind__of_a_subschema__is_the_input_that_suits_it(schema: dict[str, Any], kind: str) -> None:
    assert field_of(schema).kind == kind


def test_field__without_a_title__is_labelled_by_its_name() -> None:
    assert field_of({"type": "string"}).label == "X"
    assert node_at("/fiscalYearEnd", {"properties": {"fiscalYearEnd": {"type": "string"}}}).label == "Fiscal year end"


def test_field__with_an_example__shows_it_as_placeholder() -> None:
    assert field_of({"type": "string", "examples": ["12-31"]}).placeholder == "e.g. 12-31"


def test_date__that_is_no_date__is_shown_as_text_so_that_it_is_not_lost() -> None:
    field = field_of({"type": "string", "format": "date"}, "31/12/2026")
    assert (field.kind, field.value) == ("text", "31/12/2026")


def test_choice__with_a_value_that_is_none_of_them__shows_the_value() -> None:
    options = field_of({"enum": ["a", "b"]}, "z").options
    assert [(one.value, one.selected) for one in options] == [("", False), ("a", False), ("b", False), ("z", True)]


def test_required__of_a_nullable_member__is_not_marked() -> None:
    assert node_at("/termYears", COMPANY).required is False
    assert node_at("/corporateName", COMPANY).required is True


def test_list__that_is_required__opens_with_its_least_number_of_rows() -> None:
    rows = node_at("/incorporators", COMPANY)
    assert isinstance(rows, Rows)
    assert [row.label for row in rows.rows] == ["Incorporator 1", "Incorporator 2"]


def test_list__at_its_most_rows__offers_no_further_row() -> None:
    schema = {"properties": {"x": {"type": "array", "maxItems": 1, "items": {"type": "string"}}}}
    rows = node_at("/x", schema, {"x": ["a"]})
    assert isinstance(rows, Rows)
    assert rows.full is True


def test_nested_lists__have_blank_rows_with_different_tokens() -> None:
    html = drawn(build(COMPANY, DATA))
    assert 'name="/capital/classes/__row0__/rights/-" value="__row1__"' in html


def test_schema__that_refers_to_itself__is_refused() -> None:
    endless = {"$defs": {"a": {"type": "object", "properties": {"a": {"$ref": "#/$defs/a"}}}}, "$ref": "#/$defs/a"}
    with pytest.raises(SchemaFormError):
        build(endless)


@pytest.mark.parametrize("reference", ["#/$defs/none", "https://example.com/schema", "#/$defs/loop"])
def test_schema__with_a_reference_that_leads_nowhere__is_refused(reference: str) -> None:
    schema = {"$defs": {"loop": {"$ref": "#/$defs/loop"}}, "properties": {"x": {"$ref": reference}}}
    with pytest.raises(SchemaFormError):
        build(schema)


def test_all_of__is_read_as_one_object() -> None:
    schema = {
        "allOf": [{"properties": {"a": {"type": "string"}}, "required": ["a"]}],
        "properties": {"b": {"type": "string"}},
        "required": ["b"],
    }
    nodes = [(node.pointer, node.required) for node in build(schema).walk()][1:]
    assert sorted(nodes) == [("/a", True), ("/b", True)]


# --- what people type ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("schema", "text", "value"),
    [
        ({"type": "integer"}, " 50,000 ", 50000),
        ({"type": "integer"}, "fifty", "fifty"),
        ({"type": "integer"}, "1.5", "1.5"),
        ({"type": "integer"}, "1,5", "1,5"),
        ({"type": "number"}, "1.5", 1.5),
        ({"type": "number"}, "nan", "nan"),
        ({"type": "string", "format": "decimal"}, "5,000,000.00", "5000000.00"),
        ({"type": "string"}, "5,000,000.00", "5,000,000.00"),
        ({"type": "string", "format": "multiline"}, "a\r\nb", "a\nb"),
        ({"type": "boolean"}, "false", False),
        ({"enum": [1, 2]}, "2", 2),
        ({"enum": ["a"]}, "z", "z"),
        ({"type": "object"}, '{"a": 1}', {"a": 1}),
        ({"type": "object"}, "{a", "{a"),
    ],
)
def test_parse__of_typed_text__gives_the_json_type_or_the_text_itself(
    schema: dict[str, Any], text: str, value: Any
) -> None:
    assert parsed(schema, text) == {"x": value}


def test_parse__of_blanks__leaves_the_member_out_even_where_it_is_required() -> None:
    assert parsed({"type": "string"}, "   ", required=True) == {}


def test_parse__with_a_row_removed__keeps_the_others_in_order() -> None:
    post = posted(build(COMPANY, DATA))
    post["_remove_row"] = "/incorporators/0"
    assert parse(COMPANY, post)["incorporators"] == [{"name": "José"}]


def test_parse__with_rows_added_out_of_number__keeps_the_order_of_the_page() -> None:
    post = QueryDict(mutable=True)
    post.setlist("/tradeNames/-", ["n7", "0", "n3"])
    post.update({"/tradeNames/0": "b", "/tradeNames/n3": "c", "/tradeNames/n7": "a"})
    assert parse(COMPANY, post)["tradeNames"] == ["a", "b", "c"]


def test_build__with_an_extra_row__opens_one_more() -> None:
    tree = build(COMPANY, DATA, extra_row="/tradeNames")
    rows = next(node for node in tree.walk() if node.pointer == "/tradeNames")
    assert isinstance(rows, Rows)
    assert [row.children[0].value for row in rows.rows if isinstance(row.children[0], Field)] == ["Ani", "Kusina", ""]


def test_parse__of_names_that_the_schema_does_not_know__ignores_them() -> None:
    post = posted(build(COMPANY, DATA))
    post["/isAdmin"] = "true"
    post["csrfmiddlewaretoken"] = "t"
    assert parse(COMPANY, post) == DATA


# --- faults -------------------------------------------------------------------------------------------------------


def test_fault__of_a_field__stands_beside_it_and_in_the_summary_with_a_link() -> None:
    fault = Fault("/inputs/incorporators/1/birthDate", "format", "Give a date.")
    tree = build(COMPANY, DATA, faults=[fault], base="/inputs")
    assert [(line.place, line.detail) for line in tree.summary] == [("Incorporator 2, Birth date", "Give a date.")]
    html = drawn(tree)
    target = tree.summary[0].target
    assert f'href="#{target}"' in html
    field = re.search(rf'<input id="{re.escape(target)}"[^>]*>', html)
    assert field is not None
    assert 'aria-invalid="true"' in field[0]
    assert f'aria-describedby="{target}.fault"' in field[0]


@pytest.mark.parametrize(
    ("pointer", "place"),
    [
        ("/inputs/nowhere", ""),
        ("/inputs", ""),
        ("/caseId", ""),
        ("/inputs/capital/currency", "Capital"),
        ("/inputs/options/a/0", "Options"),
        ("/inputs/tradeNames/7", "Trade names"),
    ],
)
def test_fault__without_a_field_of_its_own__stands_at_the_nearest_thing_around_it(pointer: str, place: str) -> None:
    tree = build(COMPANY, DATA, faults=[Fault(pointer, "x", "Wrong.")], base="/inputs")
    assert [(line.place, line.detail) for line in tree.summary] == [(place, "Wrong.")]


def test_form__with_markup_in_data_and_schema__escapes_both() -> None:
    schema = {"properties": {"x": {"type": "string", "title": "<i>", "description": "<script>"}}}
    html = drawn(build(schema, {"x": '"><script>alert(1)</script>'}))
    assert "<script>" not in html
    assert "<i>" not in html


def test_ids__of_all_elements__are_different() -> None:
    schema = {"properties": {key: {"type": "string"} for key in ("a.b", "a/b", "a~b", "a-2e-b", "a b", "ñ")}}
    ids = [node.id for node in build(schema).walk()]
    assert len(ids) == len(set(ids)) == 7
    assert all(re.fullmatch(r"[A-Za-z0-9_.-]+", one) for one in ids)


def test_group__is_drawn_as_a_fieldset_with_its_title_and_help() -> None:
    tree = build(
        {
            "properties": {"x": {"type": "object", "title": "Office", "description": "Where.", "properties": {}}},
            "required": ["x"],
        }
    )
    group = tree.group.children[0]
    assert isinstance(group, Group)
    html = drawn(tree)
    assert "<legend>Office</legend>" in html
    assert f'<p class="hain-help" id="{group.id}.help">Where.</p>' in html
