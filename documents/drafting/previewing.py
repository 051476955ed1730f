"""A draft on paper: the sample's data, marked as a preview, within the limits of a rendering; nothing is stored."""

from __future__ import annotations

from core.errors import Fault
from documents import rendering, schema
from documents.drafting.comparing import as_read
from documents.exceptions import TemplateDataInvalid
from documents.options import RenderedPdf, RenderOptions
from documents.source import TemplateSource

MARK = "PREVIEW"


def preview_pdf(source: TemplateSource) -> RenderedPdf:
    """The PDF of the sample. Raises TemplateDataInvalid (the schema or the sample's data, pointers name the file),
    RenderFailed, TemplateUnsafe, and ServiceUnavailable when no renderer is free.
    """
    faults = sample_faults(source)
    if faults:
        first = faults[0]
        raise TemplateDataInvalid(f"{first.pointer.removeprefix('/')}: {first.detail}", errors=faults)
    return rendering.render_trial(source, source.sample, {}, RenderOptions(watermark=MARK))


def sample_text(source: TemplateSource) -> str:
    """What a reader of the sample's document would read. Raises as `preview_pdf`."""
    faults = sample_faults(source)
    if faults:
        raise TemplateDataInvalid(f"{faults[0].pointer.removeprefix('/')}: {faults[0].detail}", errors=faults)
    return as_read(rendering.render_text(source, source.sample, {}))


def sample_faults(source: TemplateSource) -> list[Fault]:
    """What is wrong with the schema, else with the sample's data by it."""
    wrong = schema.check_schema(source.schema)
    if wrong:
        return [Fault(f"/schema.json{one.pointer}", one.code, one.detail) for one in wrong]
    return schema.validate(source.schema, source.sample, prefix="/sample.json")
