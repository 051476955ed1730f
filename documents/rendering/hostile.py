"""Hostile data through a template: markup, template code and attributes in every free text must stay text."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import tinyhtml5

from core.errors import DomainError, Fault
from documents.options import RenderOptions
from documents.rendering.html import render_html
from documents.rendering.trying import filled
from documents.schema import resolved
from documents.source import TemplateSource

MARK = "hostile-mark"
COMPUTED = "1355953"  # what the code in HOSTILE gives where it is run
HOSTILE = f"<{MARK}>{{{{ 1355952 + 1 }}}}</{MARK}></style></title>\" {MARK}=\"1\" ' {MARK}='1' \u202e&amp;<!--"
LONG_WORD = "W" * 2_000
# A text that must be one of a few, or of a certain form, cannot be hostile: the data is refused before it is rendered.
BOUND = ("enum", "const", "pattern", "format")
MOST_DEPTH = 20


def hostile_faults(source: TemplateSource) -> Iterator[Fault]:
    """What hostile texts do to the page made from the sample's data; nothing where they stay texts."""
    for name, text in (("with markup and template code in every text", HOSTILE), ("with very long words", LONG_WORD)):
        yield from _faults(source, name, text)


def hostile_data(schema: Mapping[str, Any], sample: Any, text: str) -> Any:
    """The sample with `text` in place of each free text, as much of it as the schema allows."""
    return _replaced(schema, schema, sample, text, 0)


def _faults(source: TemplateSource, what: str, text: str) -> Iterator[Fault]:
    data = hostile_data(source.schema, source.sample, text)
    try:
        sections = {section.key: text for section in source.sections}
        pages = [render_html(source, data, sections, RenderOptions())]
        if source.sections:
            pages.append(render_html(source, data, filled(source, data, {}), RenderOptions()))
    except DomainError as error:
        yield Fault("/template.html", "hostile-data", f"The sample's data {what} makes no document: {error.detail}")
        return
    for page in pages:
        said = _escaped_out(page)
        if said:
            yield Fault("/template.html", "hostile-data", f"The sample's data {what}: {said}")
            return


def _escaped_out(page: str) -> str:
    """How a text of the data became a part of the page, as a sentence; empty where none did."""
    if COMPUTED in page:
        return "template code that stands in a text is run. Print texts with {{ … }} alone."
    for element in tinyhtml5.parse(page, namespace_html_elements=False).iter():
        if not isinstance(element.tag, str):
            continue
        if element.tag == MARK:
            return "markup that stands in a text becomes markup of the page."
        if MARK in element.keys():  # noqa: SIM118 - an element's members are its children
            return f"a text leaves the quotes of an attribute of <{element.tag}>. Put quotes around the value."
    return ""


def _replaced(schema: Mapping[str, Any], node: Any, value: Any, text: str, depth: int) -> Any:
    if depth > MOST_DEPTH:
        return value
    found = resolved(node, schema) if isinstance(node, Mapping) else {}
    if isinstance(value, str):
        if any(key in found for key in BOUND):
            return value
        return text[: found["maxLength"]] if isinstance(found.get("maxLength"), int) else text
    if isinstance(value, Mapping):
        members = found.get("properties", {})
        return {
            name: _replaced(schema, members[name], one, text, depth + 1) if name in members else one
            for name, one in value.items()
        }
    if isinstance(value, list):
        return [_replaced(schema, found.get("items", {}), one, text, depth + 1) for one in value]
    return value
