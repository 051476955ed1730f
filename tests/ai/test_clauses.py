"""The clause library: the nearest clause, blanks for what is missing, and a sandbox around it all."""

from __future__ import annotations

import jinja2
import pytest

from ai.clauses import BLANK, render


def test_render__fills_the_clause() -> None:
    assert render(
        {"en/formal": "{{ name }} has {{ shares|number }} at PHP {{ par|amount }}."},
        {"name": "A", "shares": 50000, "par": "100"},
        "en",
        "formal",
    ) == (
        "A has 50,000 at PHP 100.00.",
        [],
    )


def test_render__what_is_missing__is_a_blank_and_named_once() -> None:
    text, missing = render(
        {"en": "{{ a }} and {{ a }}, {{ office.line1 }}, {{ b.c.d }}"}, {"office": {}}, "en", "formal"
    )
    assert text == f"{BLANK} and {BLANK}, {BLANK}, {BLANK}"
    assert missing == ["a", "line1", "d"]


def test_render__loops_and_conditions_over_missing_data__are_empty() -> None:
    assert render(
        {"en": "x{% for p in people %}{{ p.name }}{% endfor %}{% if a.b %}y{% endif %}"}, {}, "en", "formal"
    ) == ("x", [])


@pytest.mark.parametrize(
    ("locale", "tone", "expected"),
    [
        ("en", "formal", "ef"),
        ("en", "plain", "ep"),
        ("en", "angry", "ef"),
        ("fil", "formal", "ff"),
        ("fil-PH", "plain", "ff"),
        ("ceb", "plain", "ep"),
        ("ceb", "angry", "ef"),
        ("EN", "FORMAL", "ef"),
    ],
)
def test_render__locale_and_tone__fall_back_to_the_nearest(locale: str, tone: str, expected: str) -> None:
    assert render({"en/formal": "ef", "en/plain": "ep", "fil/formal": "ff"}, {}, locale, tone)[0] == expected


def test_render__no_clause__is_an_empty_text() -> None:
    assert render({}, {}, "en", "formal") == ("", [])


def test_render__only_another_language__is_taken() -> None:
    assert render({"fil": "oo"}, {}, "en", "formal") == ("oo", [])


@pytest.mark.parametrize(
    "clause",
    [
        "{{ ''.__class__ }}",
        "{{ ''.__class__.__mro__[1].__subclasses__() }}",
        "{{ name.upper() }}",
        "{{ range(10) }}",
        "{{ cycler.__init__.__globals__ }}",
        "{% include 'x' %}",
        "{% import 'os' as os %}",
        "{{ name|attr('__class__') }}",
        "{{ missing.__class__.__init__.__globals__ }}",
        "{{ unclosed",
    ],
)
def test_render__python_from_inside_a_clause__is_out_of_reach(clause: str) -> None:
    try:
        text, _ = render({"en": clause}, {"name": "A"}, "en", "formal")
    except (jinja2.TemplateError, TypeError):
        return
    assert text == BLANK


def test_render__methods_of_data__are_data_lookups_only() -> None:
    assert (
        render({"en": "{{ data.items }}|{{ data.keys }}"}, {"data": {"items": "three"}}, "en", "formal")[0]
        == f"three|{BLANK}"
    )


def test_render__markup_in_inputs__is_plain_text() -> None:
    assert render({"en": "{{ a }}"}, {"a": "<b>{{ 7*7 }}</b>"}, "en", "formal")[0] == "<b>{{ 7*7 }}</b>"
