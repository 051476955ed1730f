"""Template and data to a PDF that is the same bytes wherever and whenever it is made."""

from __future__ import annotations

from documents.options import PAPER_SIZES, RenderedPdf, RenderOptions
from documents.rendering.clauses import draft_clauses
from documents.rendering.exceptions import RenderFailed, RenderLimitExceeded, TemplateUnsafe
from documents.rendering.fingerprint import renderer_fingerprint
from documents.rendering.html import render_html
from documents.rendering.pdf import bare_weasyprint
from documents.rendering.pool import publish_checks, render_pdf, render_text, render_trial
from documents.rendering.text import text_of_html

__all__ = [
    "PAPER_SIZES",
    "RenderFailed",
    "RenderLimitExceeded",
    "RenderOptions",
    "RenderedPdf",
    "TemplateUnsafe",
    "bare_weasyprint",
    "draft_clauses",
    "publish_checks",
    "render_html",
    "render_pdf",
    "render_text",
    "render_trial",
    "renderer_fingerprint",
    "text_of_html",
]
