"""The main job, once through the house: draft → render → store → record.

Each step may be cut off (kill -9) and the whole run again: the draft is kept on the order before anything is
rendered, the object is stored under its hash before a row names it, and the order has one revision at most.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import IntegrityError, transaction

from ai import services as ai_services
from core import audit, events, storage
from documents import rendering, rules, selectors
from documents.events import RevisionProduced
from documents.models import Document, Order, Rendering, Revision
from documents.provenance import provenance_of
from documents.services.keys import render_key
from documents.services.outdating import carried_flags
from documents.services.saving import form_forget

PDF = "application/pdf"


def order_fulfil(order: Order) -> Revision:
    """The revision that `order` asked for; made now, or found where an earlier try had made it.

    Raises what drafting, rendering and storage raise; then nothing is recorded and the order can be run again.
    """
    made = _revision_of(order)
    if made is not None:
        return made
    sections = _sections(order)
    rendered, was_cached = _rendering(order, sections)
    return _record(order, sections, rendered, was_cached)


def _revision_of(order: Order) -> Revision | None:
    return Revision.objects.filter(order=order).select_related("document", "rendering").first()


def _sections(order: Order) -> dict[str, str]:
    """The text of every declared section: given, from the clause library, or drafted by the AI."""
    source = order.template_version.source()
    if not source.sections:
        return {}
    given: dict[str, str] = dict(order.sections or {})
    absent = [section.key for section in source.sections if section.key not in given]
    if not absent:
        return given
    if order.use_clauses:
        library, _ = rendering.draft_clauses(source, order.inputs, locale=order.locale, tone=order.tone)
        return {section.key: given.get(section.key, library[section.key]) for section in source.sections}
    if order.draft is None:
        order.draft = ai_services.draft(
            actor=order.ordered_by,
            type=order.template_version.template.slug,
            version=order.template_version.number,
            inputs=order.inputs,
            tone=order.tone,
            locale=order.locale,
            case=order.case,
        )
        order.save(update_fields=["draft"])
    # The draft is this order's own, so that it has every section of this version.
    drafted = {section["key"]: section["text"] for section in order.draft.sections}
    return {
        section.key: given[section.key] if section.key in given else drafted[section.key] for section in source.sections
    }


def _rendering(order: Order, sections: Mapping[str, str]) -> tuple[Rendering, bool]:
    """The rendering of these inputs and texts, and whether it was there already."""
    # Where the clause library fills in, the file is found by what the caller gave: the library is part of the version.
    key = render_key(
        order.template_version,
        order.inputs,
        (order.sections or {}) if order.use_clauses else sections,
        order.options,
        clauses=(order.locale, order.tone),
        verify_at=order.verify_at,
    )
    kept = selectors.rendering_with_file(key)
    if kept is not None:
        return kept, True
    pdf = rendering.render_pdf(order.template_version.source(), order.inputs, sections, _options(order))
    stored = storage.put(pdf.content, content_type=PDF)
    facts = {
        "template_version": order.template_version,
        "size": stored.size,
        "pages": pdf.pages,
        "fingerprint": pdf.fingerprint,
    }
    # A row is never given other bytes: a renderer that makes other ones (the old object is lost) makes another row.
    made, _ = Rendering.objects.get_or_create(key=key, checksum=stored.checksum, defaults=facts)
    return made, False


def _options(order: Order) -> rendering.RenderOptions:
    options = order.options
    return rendering.RenderOptions(
        pdf_variant=options.get("pdfVariant") or "pdf/a-3b",
        watermark=options.get("watermark"),
        paper=options.get("paper"),
        verify_at=order.verify_at or None,
    )


def _record(order: Order, sections: Mapping[str, str], rendered: Rendering, was_cached: bool) -> Revision:
    try:
        with transaction.atomic():
            return _write(order, sections, rendered, was_cached)
    except IntegrityError:
        made = _revision_of(order)
        if made is None:
            raise
        return made  # another worker was first; its document is the one document


def _write(order: Order, sections: Mapping[str, str], rendered: Rendering, was_cached: bool) -> Revision:
    document = _document(order)
    # A signed copy between has no data and no texts: what goes on is what it is a copy of.
    previous = Revision.objects.filter(document=document, order__isnull=False).order_by("-number").first()
    revision = Revision.objects.create(
        document=document,
        number=document.latest_number + 1,
        template_version=order.template_version,
        rendering=rendered,
        cached=was_cached,
        order=order,
        draft=order.draft,
        inputs=order.inputs,
        sections=dict(sections),
        options=order.options,
        warnings=_warnings(order),
        provenance=provenance_of(order, sections, previous),
        outdated=carried_flags(previous, inputs=order.inputs, sections=sections, draft=order.draft),
        note=order.note,
        created_by=order.ordered_by,
    )
    form_forget(order)
    Document.objects.filter(pk=document.pk).update(latest_number=revision.number)
    document.latest_number = revision.number
    audit.record(
        actor=order.ordered_by,
        verb="document.generated" if revision.number == 1 else "document.revised",
        subject=document,
        case_id=document.case_id,
        after=revision.status,
        facts={
            "title": document.title,
            "revision": revision.number,
            "checksum": rendered.checksum,
            "template": order.template_version.template.slug,
            "version": order.template_version.number,
            "draft": str(order.draft_id) if order.draft_id else None,
            "cached": was_cached,
        },
        staff_only=True,
    )
    events.publish(RevisionProduced(document_id=document.pk, revision_id=revision.pk, case_id=document.case_id))
    return revision


def _document(order: Order) -> Document:
    """The document to add to, locked so that two revisions never take one number."""
    if order.document_id is not None:
        return Document.objects.select_for_update().get(pk=order.document_id)
    template = order.template_version.template
    return Document.objects.create(
        case=order.case,
        template=template,
        title=document_title(template.title, order.inputs),
        kind=template.category,
        created_by=order.ordered_by,
    )


def document_title(template_title: str, inputs: Mapping[str, Any]) -> str:
    """What the document is called in lists: the template's title and whom it is about."""
    subject = next((inputs[key] for key in ("corporateName", "partnershipName", "name") if inputs.get(key)), "")
    title = f"{template_title}, {subject}" if isinstance(subject, str) and subject else template_title
    return " ".join(title.split())[:255]


def _warnings(order: Order) -> list[str]:
    """What the drafting said, and what the rules of this paper say against its data."""
    faults = rules.business_faults(order.template_version.template.slug, order.inputs, prefix="/inputs")
    said = list(order.draft.warnings) if order.draft else []
    return said + [f"{fault.pointer}: {fault.detail}" for fault in faults]
