"""The clause library: the nearest clause, blanks for what is missing, and a sandbox around it all."""

from __future__ import annotations

import time
import tracemalloc

import jinja2
import pytest

from ai.clause_sandbox import MAX_SECONDS, MAX_TEXT, ClauseTooCostly
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


DOUBLED = "{% set a = a ~ a %}" * 60
ROWS = ["x" * 100] * 300
TWICE = "{% for a in rows %}{% for b in rows %}", "{% endfor %}{% endfor %}"
BOMBS = [
    ("{% for a in rows %}{% for b in rows %}{% for c in rows %}{% endfor %}{% endfor %}{% endfor %}", "10,000 times"),
    ("{% set a = name %}" + DOUBLED + "{{ a }}", "more than 100,000 characters"),
    ("{% set a = [name] %}" + "{% set a = a + a %}" * 60, "too large a value with +"),
    ("{% set a = [name, name] %}" + "{% set a = [a, a] %}" * 60 + "{{ a }}", "list of lists"),
    ("{% set a = (name,) %}" + "{% set a = {'x': a, 'y': a} %}" * 60 + "{{ a }}", "list of lists"),
    ("{% set t %}" + ("y" * 5_000).join(TWICE) + "{% endset %}", "100,000"),
    ("{% set t %}" + ("{{ '" + "y" * 5_000 + "' }}").join(TWICE) + "{% endset %}", "100,000"),
    ("{% set t %}" + "{{ b }}".join(TWICE) + "{% endset %}", "100,000"),
    ("{{ 'a' * 10**9 }}", "too large a value"),
    ("{{ 9 ** 9 ** 9 }}", "too large a value"),
    ("{{ '%999999999d' % 1 }}", "formats text with %"),
    ("{{ name" + " | replace('n', 'nnnnnnnnnn')" * 20 + " }}", "100,000"),
    ("{{ name" + " | replace(new='nnnnnnnnnn', old='n')" * 20 + " }}", "100,000"),
    ("{{ rows | join(rows | join) }}", "100,000"),
    ("{{ rows }}", "prints a whole list"),
    ("{{ rows | string }}", "uses a whole list as a text"),
    ("{{ name | center(10**9) }}", "No filter named 'center'"),
    ("{{ rows | batch(10**9, 'x') | list }}", "No filter named 'batch'"),
    ("{{ name }}" + "y" * MAX_TEXT, "more than 100,000 characters"),
]  # fmt: skip


@pytest.mark.parametrize(("clause", "told"), BOMBS, ids=[one[0][:40] for one in BOMBS])
def test_render__of_a_clause_without_end_or_measure__is_refused_in_little_time_and_memory(
    clause: str, told: str
) -> None:
    tracemalloc.start()
    started = time.monotonic()
    with pytest.raises(jinja2.TemplateError, match=told.replace("+", r"\+")):
        render({"en": clause}, {"name": "n" * 10, "rows": ROWS}, "en", "formal")
    most = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert time.monotonic() - started < 3 * MAX_SECONDS
    assert most < 30_000_000


def test_render__of_a_clause_that_takes_too_long__is_stopped(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ai.clause_sandbox.MAX_SECONDS", 0.0)
    with pytest.raises(ClauseTooCostly, match="longer than 0 seconds"):
        render({"en": "{% for a in rows %}x{% endfor %}"}, {"rows": ROWS}, "en", "formal")


def test_render__of_lists_of_data__counts_nothing_against_a_clause_of_common_size() -> None:
    clause = "{% for a in rows %}{{ loop.index }}. {{ a.name ~ ' of ' ~ a.place }}{% if not loop.last %}; {% endif %}{% endfor %} {{ names | listed }} {{ names | join(', ') }}"  # noqa: E501
    data = {"rows": [{"name": "A", "place": "B"}, {"name": "C"}], "names": ["x", "y", "z"]}
    assert render({"en": clause}, data, "en", "formal") == (f"1. A of B; 2. C of {BLANK} x, y and z x, y, z", ["place"])
