"""The articles' template and its sample, for tests that need no database."""

from __future__ import annotations

import copy
import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from documents import rendering
from documents.rendering.pdf import render_pdf
from documents.source import TemplateSource, from_files, read_folder

LIBRARY = Path(__file__).resolve().parents[2] / "documents" / "library"
SLUG = "articles-of-incorporation-stock"


@cache
def articles() -> TemplateSource:
    """The template as the library has it."""
    return read_folder(LIBRARY / SLUG)


def sample(**changes: Any) -> dict[str, Any]:
    """The template's own sample with some members changed."""
    return {**copy.deepcopy(articles().sample), **changes}


def html(data: Mapping[str, Any] | None = None, **options: Any) -> str:
    """The page of the sample, or of `data`."""
    given = sample() if data is None else data
    sections, _ = rendering.draft_clauses(articles(), given, locale="en", tone="formal")
    return rendering.render_html(articles(), given, sections, rendering.RenderOptions(**options))


def pdf(data: Mapping[str, Any] | None = None, **options: Any) -> rendering.RenderedPdf:
    """The PDF of the sample, or of `data`, made in this process."""
    given = sample() if data is None else data
    sections, _ = rendering.draft_clauses(articles(), given, locale="en", tone="formal")
    return render_pdf(articles(), given, sections, rendering.RenderOptions(**options))


def small_files(body: str = "<p>{{ data.name }}</p>", css: str = "", **files: bytes) -> dict[str, bytes]:
    """The files of a tiny template with one field, for tests that break it."""
    schema = {
        "type": "object",
        "additionalProperties": False,
        "required": ["name"],
        "properties": {"name": {"type": "string"}, "note": {"type": "string", "x-notPrinted": True}},
    }
    manifest = (
        "slug: small\ntitle: Small\ncategory: test\nexecution: none\nlocale: en\npaper: A4\ndocumentTitle: Small\n"
    )
    return {
        "manifest.yaml": manifest.encode(),
        "template.html": body.encode(),
        "style.css": css.encode(),
        "schema.json": json.dumps(schema).encode(),
        "sample.json": b'{"name": "Sinta"}',
        "README.md": b"A small template.",
        **files,
    }


def small(body: str = "<p>{{ data.name }}</p>", css: str = "", **files: bytes) -> TemplateSource:
    """The tiny template with one field."""
    return from_files(small_files(body, css, **files))
