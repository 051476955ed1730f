"""The papers of the library as the tests read them: template, sample data, and the text of the PDF."""

from __future__ import annotations

import copy
import json
import re
import subprocess
from functools import cache
from pathlib import Path

from documents import rendering, rules, schema
from documents.source import TemplateSource, read_folder

LIBRARY = Path(__file__).resolve().parents[3] / "documents" / "library"


@cache
def template(slug: str) -> TemplateSource:
    return read_folder(LIBRARY / slug)


def sample(slug: str, **changes):
    return {**copy.deepcopy(template(slug).sample), **changes}


def without(slug: str, *members: str):
    """The sample with these members left out."""
    return {key: value for key, value in sample(slug).items() if key not in members}


def text_and_pages(slug: str, data, tone: str = "formal") -> tuple[str, int]:
    """The text of the paper made from schema-valid data, its white space made one, and its pages."""
    return _printed(slug, json.dumps(data), tone)


@cache
def _printed(slug: str, data: str, tone: str) -> tuple[str, int]:
    given = json.loads(data)
    assert schema.validate(template(slug).schema, given) == []
    sections, missing = rendering.draft_clauses(template(slug), given, locale="en", tone=tone)
    assert not missing
    made = rendering.render_pdf(template(slug), given, sections, rendering.RenderOptions())
    done = subprocess.run(["pdftotext", "-layout", "-", "-"], input=made.content, capture_output=True, check=True)
    return re.sub(r"\s+", " ", done.stdout.decode()), made.pages


def out_of_order(text: str, *marks: str) -> list[str]:
    """The first mark that does not stand in `text` after the one before it; [] when all do."""
    at = 0
    for mark in marks:
        found = text.find(mark, at)
        if found < 0:
            return [mark]
        at = found + len(mark)
    return []


def missing(slug: str, data) -> list[str]:
    """Where the schema finds fault with the data."""
    return [fault.pointer for fault in schema.validate(template(slug).schema, data)]


def warned(slug: str, **changes) -> list[tuple[str, str]]:
    """Place and code of what the rules of the paper say against the sample with some members changed."""
    return sorted((fault.pointer, fault.code) for fault in rules.RULES[slug](sample(slug, **changes)))
