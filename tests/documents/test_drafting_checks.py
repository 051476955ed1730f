"""The list of checks: what failed, why, and what was not run; and hostile data."""

from __future__ import annotations

import json

import pytest

from documents.drafting.checks import TITLES, checks_from
from documents.rendering.hostile import HOSTILE, hostile_data, hostile_faults
from documents.rendering.publish import publish_checks
from tests.documents.articles import articles, small, small_files


def outcomes(source):
    return {one.key: one.outcome for one in checks_from(publish_checks(source))}


def test_checks__of_a_sound_template__all_pass():
    assert outcomes(small()) == dict.fromkeys(TITLES, "passed")


def test_checks__of_a_schema_that_reaches_out__leave_the_rest_undone():
    schema = {**json.loads(small_files()["schema.json"]), "$ref": "https://example.com/a.json"}
    found = outcomes(small(**{"schema.json": json.dumps(schema).encode()}))
    assert found == {key: "failed" if key == "schema" else "not-run" for key in TITLES}


@pytest.mark.parametrize(
    ("body", "failed", "reason"),
    [
        ("<p>{{ data.name }} {{ data.rank }}</p>", "declared", "data.rank"),
        ("<p>Nobody</p>", "used", "The field name is declared"),
        ("<p>{{ data.name }}<script>1</script></p>", "safe", "template.html"),
        ("<p>{{ data.name.__class__ }}</p>", "safe", "__class__"),
    ],
)
def test_checks__of_a_fault_in_the_template__say_why_and_render_nothing(body, failed, reason):
    found = {one.key: one for one in checks_from(publish_checks(small(body)))}
    assert (found[failed].outcome, found["renders"].outcome, found["hostile"].outcome) == (
        "failed",
        "not-run",
        "not-run",
    )
    assert reason in " ".join(found[failed].reasons)


def test_checks__of_a_sample_that_does_not_render__leave_hostile_data_undone():
    found = outcomes(small("<p>{{ data.name | peso_words }}</p>"))
    assert (found["renders"], found["hostile"]) == ("failed", "not-run")


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ("<p title={{ data.name }}>x</p>", "quotes"),
        ("<p>{{ data.name | long_date }}</p>", "makes no document"),
    ],
)
def test_hostile_data__that_leaves_its_place__is_named(body, said):
    faults = list(hostile_faults(small(body)))
    assert [fault.code for fault in faults][:1] == ["hostile-data"]
    assert said in faults[0].detail


def test_hostile_data__of_a_library_template__stays_text():
    assert list(hostile_faults(articles())) == []


def test_hostile_data__stands_in_free_texts_alone():
    schema = {
        "type": "object",
        "properties": {
            "name": {"type": "string", "maxLength": 10},
            "day": {"type": "string", "format": "date"},
            "rows": {"type": "array", "items": {"$ref": "#/$defs/row"}},
            "count": {"type": "integer"},
        },
        "$defs": {"row": {"type": "object", "properties": {"kind": {"enum": ["a"]}, "text": {"type": "string"}}}},
    }
    sample = {"name": "N", "day": "2026-01-01", "rows": [{"kind": "a", "text": "t"}], "count": 3}
    assert hostile_data(schema, sample, HOSTILE) == {
        "name": HOSTILE[:10],
        "day": "2026-01-01",
        "rows": [{"kind": "a", "text": HOSTILE}],
        "count": 3,
    }
