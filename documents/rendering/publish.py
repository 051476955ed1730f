"""What must hold before a template version may be published: it is safe and whole, its sample makes a document, and
hostile data does too.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import jinja2

from ai import clauses
from core.errors import DomainError, Fault
from documents import schema
from documents.options import RenderOptions
from documents.rendering import inspection
from documents.rendering.clauses import draft_clauses
from documents.rendering.exceptions import RenderFailed, TemplateUnsafe
from documents.rendering.hostile import hostile_faults
from documents.rendering.html import page_css
from documents.rendering.pdf import render_pdf
from documents.rendering.sandbox import TemplateEnvironment
from documents.source import TemplateSource

# Members of a schema that are for people (help, prefilling), not for the page.
UNPRINTED = "x-notPrinted"


def publish_checks(source: TemplateSource) -> list[Fault]:
    """Every reason why `source` may not be published, in plain sentences; [] when it may. Pointers name the file."""
    faults = list(_of_schema(source))
    if any(fault.pointer.startswith("/schema.json") for fault in faults):
        return faults  # what the templates may ask for is read from the schema
    faults += [*_of_templates(source), *_of_styles(source), *_of_assets(source)]
    if not faults:
        faults = list(_of_sample(source)) or list(hostile_faults(source))
    return list(dict.fromkeys(faults))


def _of_schema(source: TemplateSource) -> Iterator[Fault]:
    faults = schema.check_schema(source.schema)
    yield from (Fault(f"/schema.json{fault.pointer}", fault.code, fault.detail) for fault in faults)
    if not faults:
        yield from schema.validate(source.schema, source.sample, prefix="/sample.json")


def _of_templates(source: TemplateSource) -> Iterator[Fault]:
    environment = TemplateEnvironment(source.partials)
    texts = {"template.html": source.html, "manifest.yaml": source.document_title, **source.partials}
    fields = inspection.Fields(source.schema)
    sections: set[str] = set()
    for file, text in texts.items():
        tree = inspection.parsed(environment, text, file)
        if isinstance(tree, Fault):
            yield tree
            continue
        yield from inspection.inclusions(tree, source.partials, file)
        yield from inspection.python_internals(tree, file)
        if file == "template.html":  # a partial takes names from the template that includes it
            yield from inspection.undeclared(tree, file)
        yield from inspection.markup(text, file)
        fields.walk(tree)
        sections |= inspection.sections_used(tree)
    yield from _of_clauses(source, environment)
    yield from _of_sections(source, sections)
    yield from _of_fields(source, fields)


def _of_clauses(source: TemplateSource, environment: TemplateEnvironment) -> Iterator[Fault]:
    for section in source.sections:
        for name, text in section.clauses.items():
            file = f"clauses/{section.key}/{name}.md"
            try:
                clauses.check(text)
                tree = jinja2.Environment(autoescape=True).parse(text)  # as it is written, without our counting
            except (jinja2.TemplateError, RecursionError) as error:
                yield Fault(f"/{file}", "template-syntax", f"The clause cannot be read: {error}.")
                continue
            yield from inspection.inclusions(tree, {}, file)
            yield from inspection.python_internals(tree, file)


def _of_sections(source: TemplateSource, used: set[str]) -> Iterator[Fault]:
    declared = {section.key for section in source.sections}
    for key in sorted(used - declared):
        yield Fault(
            "/template.html", "undeclared-section", f"It uses the section {key}, which the manifest does not declare."
        )
    for key in sorted(declared - used):
        yield Fault(
            "/manifest.yaml", "unused-section", f"The section {key} is declared, but the template does not use it."
        )


def _of_fields(source: TemplateSource, fields: inspection.Fields) -> Iterator[Fault]:
    for path in sorted(fields.unknown):
        yield Fault("/template.html", "undeclared-variable", f"It uses data.{path}, which the schema does not declare.")
    used = " ".join(text for section in source.sections for text in section.clauses.values())
    for name, member in source.schema.get("properties", {}).items():
        if name not in fields.used and name not in used and not member.get(UNPRINTED):
            yield Fault("/schema.json", "unused-field", f"The field {name} is declared, but nothing uses it.")


def _of_styles(source: TemplateSource) -> Iterator[Fault]:
    yield from inspection.styles(source.css, "style.css")
    for name, text in source.styles.items():
        yield from inspection.styles(text, f"_shared/{name}")
    if "</style" in page_css(source, RenderOptions()).lower():
        yield Fault("/style.css", "style-syntax", "A style may not close the element it stands in.")


def _of_assets(source: TemplateSource) -> Iterator[Fault]:
    for name, content in source.assets.items():
        if name.lower().endswith(".svg"):
            yield from inspection.svg(name, content)


def _of_sample(source: TemplateSource) -> Iterator[Fault]:
    try:
        sample: dict[str, Any] = source.sample
        texts, missing = draft_clauses(source, sample, locale=source.locale, tone="formal")
        for name in missing:
            yield Fault("/clauses", "undeclared-variable", f"A clause uses {name}, which the sample does not have.")
        render_pdf(source, sample, texts, RenderOptions())
    except TemplateUnsafe as error:
        yield Fault("/template.html", "unsafe", error.detail)
    except RenderFailed as error:
        yield Fault("/template.html", "sample-fails", error.detail)
    except DomainError as error:
        yield Fault("/template.html", "sample-fails", error.detail)
