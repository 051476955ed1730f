"""A template that reads a file, fetches an address or calls Python is not published; the reason says what it tried."""

from __future__ import annotations

import base64
import re

import pytest

from documents import rendering
from documents.source import SectionSpec, from_files
from tests.documents.articles import articles, small, small_files

PIXEL = base64.b64encode(
    base64.b64decode("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==")
)
NAME = "<p>{{ data.name }}</p>"

TEMPLATES = [
    ("{{ ''.__class__.__mro__ }}", "calls-python", "__class__"),
    ("{{ cycler.__init__.__globals__ }}", "calls-python", "__globals__"),
    ("{{ data['__class__'] }}", "calls-python", "__class__"),
    ("{{ data | attr('__class__') }}", "template-syntax", "attr"),
    ("{{ lipsum(n=100000) }}", "undeclared-variable", "lipsum"),
    ("{{ self.__dict__ }}", "calls-python", "__dict__"),
    ("{% include '/etc/passwd' %}", "reads-file", "/etc/passwd"),
    ("{% import '../../settings.py' as s %}", "reads-file", "../../settings.py"),
    ("{% extends data.name %}", "reads-file", "a file whose name it computes"),
    ("<img src=file:///etc/passwd alt=x>", "reads-file", "file:///etc/passwd"),
    ("<img src='http://10.0.0.1/x.png' alt=x>", "fetches-url", "http://10.0.0.1/x.png"),
    ("<img srcset='https://example.org/x.png 1x' alt=x>", "fetches-url", "https://example.org/x.png"),
    ("<link rel=attachment href=file:///etc/passwd>", "reads-file", "attachment file:///etc/passwd"),
    ("<link rel=stylesheet href=https://example.org/x.css>", "fetches-url", "https://example.org/x.css"),
    ("<svg><image href='file:///etc/passwd'/></svg>", "reads-file", "file:///etc/passwd"),
    ("<svg><use xlink:href='https://example.org/x.svg#a'/></svg>", "fetches-url", "https://example.org/x.svg"),
    ("<object data='file:///etc/passwd'></object>", "reads-file", "file:///etc/passwd"),
    ("<base href='file:///'>", "reads-file", "base"),
    ("<p style='background: url(file:///etc/passwd)'>x</p>", "reads-file", "file:///etc/passwd"),
    ("<style>@import 'http://example.org/x.css';</style>", "foreign-reference", "style"),
    ("<script>alert(1)</script>", "foreign-reference", "script"),
    ("<p onclick='x()'>x</p>", "runs-script", "onclick"),
    ("<a href='file:///etc/passwd'>x</a>", "reads-file", "file:///etc/passwd"),
    ("{{ dta.name }}", "undeclared-variable", "dta"),
    ("{{ data.nmae }}", "undeclared-variable", "data.nmae"),
    ("{{ sections.aim }}", "undeclared-section", "aim"),
    ("{% for %}", "template-syntax", "line 1"),
]


@pytest.mark.parametrize(("body", "code", "told"), TEMPLATES, ids=[one[0][:40] for one in TEMPLATES])
def test_publish__of_a_template_that_reaches_out__is_refused_with_the_reason(body, code, told):
    faults = rendering.publish_checks(small(NAME + body))
    assert [fault for fault in faults if fault.code == code and told in fault.detail], faults


STYLES = [
    ("@import 'http://example.org/x.css';", "fetches-url", "http://example.org/x.css"),
    ("@import url(file:///etc/passwd);", "fetches-url", "file:///etc/passwd"),
    ("@font-face { font-family: x; src: url(http://example.org/f.ttf) }", "fetches-url", "http://example.org/f.ttf"),
    ("@font-face { font-family: x; src: url('file:///f.ttf') }", "reads-file", "file:///f.ttf"),
    ("p { background: url(//example.org/x.png) }", "fetches-url", "//example.org/x.png"),
    ("@media print { p { content: url('/etc/passwd') } }", "reads-file", "/etc/passwd"),
    ("@page { @top-left { content: url(https://example.org/x) } }", "fetches-url", "https://example.org/x"),
]


@pytest.mark.parametrize(("css", "code", "told"), STYLES, ids=[one[0][:40] for one in STYLES])
def test_publish__of_a_style_that_reaches_out__is_refused_with_the_reason(css, code, told):
    faults = rendering.publish_checks(small(css=css))
    assert [fault for fault in faults if fault.code == code and told in fault.detail], faults


BOMBS = [
    ("{% for i in range(10**9) %}x{% endfor %}", "range of more than|too large a value"),
    ("{% for i in range(999) %}{% for j in range(999) %}{% endfor %}{% endfor %}", "loops without end"),
    ("{{ 'a' * 10**9 }}", "too large a value"),
    ("{{ 9 ** 999999 }}", "too large a value"),
    ("{{ '%999999999d' % 1 }}", "formats text with %"),
    ("{% macro m(n) %}{{ m(n) }}{% endmacro %}{{ m(1) }}", "calls itself without end"),
    ("{{ data.name.upper() }}", "tried to call Python"),
    ("{{ data.note }}", "no value"),
    ("{{ data.name | long_date }}", "long_date"),
]


@pytest.mark.parametrize(("body", "told"), BOMBS, ids=[one[0][:40] for one in BOMBS])
def test_publish__of_a_template_that_does_not_end_or_fails__is_refused_with_the_reason(body, told):
    faults = rendering.publish_checks(small(NAME + body))
    assert [fault.code for fault in faults] in (["sample-fails"], ["unsafe"])
    assert re.search(told, faults[0].detail), faults


def test_publish__of_a_schema_field_that_nothing_uses__is_refused():
    faults = rendering.publish_checks(small("<p>nothing</p>"))
    assert [(fault.pointer, fault.code) for fault in faults] == [("/schema.json", "unused-field")]


def test_publish__of_an_invalid_sample__names_the_member():
    faults = rendering.publish_checks(small(**{"sample.json": b'{"name": 7}'}))
    assert ("/sample.json/name", "type") in [(fault.pointer, fault.code) for fault in faults]


@pytest.mark.parametrize("name", ["logo.svg", "LOGO.SVG"])
def test_publish__of_an_svg_asset_that_reaches_out__is_refused(name):
    picture = b"<svg xmlns='http://www.w3.org/2000/svg'><image href='file:///etc/passwd'/></svg>"
    faults = rendering.publish_checks(small(**{f"assets/{name}": picture}))
    assert [(fault.pointer, fault.code) for fault in faults] == [(f"/assets/{name}", "reads-file")]


def test_publish__of_the_articles__finds_nothing():
    assert rendering.publish_checks(articles()) == []


@pytest.mark.parametrize(
    "body",
    [
        "<img src='file:///etc/passwd' alt=x>",
        "<img src='http://127.0.0.1:9/x.png' alt=x>",
        "<link rel=attachment href='file:///etc/passwd'>",
        "<link rel=attachment href='asset:../../etc/passwd'>",
        "<link rel=stylesheet href='http://127.0.0.1:9/x.css'>",
        "<style>@import 'file:///etc/passwd';</style>",
        "<style>@font-face { font-family: x; src: url(file:///etc/passwd) } p { font-family: x }</style>",
        "<img alt=x src='data:text/html;base64,PHA+'>",
        "<img alt=x src='asset:missing.png'>",
        "<object data='file:///etc/passwd'>x</object>",
        "<svg><image href='file:///etc/passwd' width='9' height='9'/></svg>",
    ],
)
def test_render__of_what_slipped_into_a_template__is_stopped_by_the_fetcher(body):
    with pytest.raises(rendering.TemplateUnsafe, match="tried to|no asset|embeds data"):
        rendering.render_pdf(small(NAME + body), {"name": "x"}, {}, rendering.RenderOptions())


def test_render__of_an_attached_asset__is_refused():
    source = small(NAME + "<link rel=attachment href='asset:a.txt'>", **{"assets/a.txt": b"x"})
    with pytest.raises(rendering.TemplateUnsafe, match="attach"):
        rendering.render_pdf(source, {"name": "x"}, {}, rendering.RenderOptions())


def test_render__of_own_and_small_inline_images__works():
    body = NAME + f"<img alt=x src='asset:dot.png'><img alt=x src='data:image/png;base64,{PIXEL.decode()}'>"
    source = small(body, **{"assets/dot.png": base64.b64decode(PIXEL)})
    assert rendering.publish_checks(source) == []
    assert rendering.render_pdf(source, {"name": "x"}, {}, rendering.RenderOptions()).pages == 1


@pytest.mark.parametrize("body", ["{{ [1, 2] | map('string') }}", "{{ range }}", "{{ self }}", "{{ data.name == 1 }}"])
def test_publish__of_a_template_that_prints_what_is_no_text__is_refused_with_what_to_do(body):
    faults = rendering.publish_checks(small(NAME + body))
    assert [fault for fault in faults if "which is no text" in fault.detail and "| list | listed" in fault.detail], (
        faults
    )


def test_draft_clauses__of_a_clause_without_measure__is_a_render_failure_that_names_the_section():
    section = SectionSpec("aims", "Aims", "", (), {"en/formal": "{% set a = name %}" + "{% set a = a ~ a %}" * 60})
    with pytest.raises(rendering.RenderFailed, match=r"The clause for 'aims' .* 100,000 characters"):
        rendering.draft_clauses([section], {"name": "Sinta"})


def test_publish__of_a_clause_in_a_tone_that_the_sample_does_not_use__is_checked_too():
    manifest = small_files()["manifest.yaml"] + b"sections: [{key: aims, title: Aims, brief: b, requiredPoints: []}]\n"
    clauses = {"clauses/aims/en/formal.md": b"Fine.", "clauses/aims/en/plain.md": b"{{ name | center(10**9) }}"}
    files = small_files(NAME + "{{ sections.aims | prose }}", **{"manifest.yaml": manifest, **clauses})
    faults = rendering.publish_checks(from_files(files))
    assert [(fault.pointer, fault.code) for fault in faults] == [("/clauses/aims/en/plain.md", "template-syntax")]
