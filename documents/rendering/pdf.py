"""HTML to PDF: WeasyPrint with our fonts alone, our fetcher alone, and nothing of the clock."""

from __future__ import annotations

import gc
import hashlib
import threading
from collections.abc import Callable, Mapping
from typing import Any

from documents.options import RenderedPdf, RenderOptions
from documents.rendering.fingerprint import renderer_fingerprint
from documents.rendering.html import render_html, render_page
from documents.source import TemplateSource
from documents.verification import MARK, mark_image


def render_pdf(
    source: TemplateSource, data: Mapping[str, Any], sections: Mapping[str, str], options: RenderOptions
) -> RenderedPdf:
    """The document as PDF/A-3b, or PDF/UA-1 where asked: a function of its arguments and the fingerprint alone.

    Raises RenderFailed and TemplateUnsafe.
    """
    from documents.rendering import engine  # imports weasyprint, which takes a second

    page = render_page(source, data, sections, options)
    with _pause:
        content, pages = engine.print_page(page, assets=_assets(source, options), pdf_variant=options.pdf_variant)
    checksum = f"sha256:{hashlib.sha256(content).hexdigest()}"
    return RenderedPdf(content, checksum, len(content), pages, renderer_fingerprint())


def _assets(source: TemplateSource, options: RenderOptions) -> Mapping[str, bytes]:
    """The template's own, and the QR code where the paper can be verified."""
    return {**source.assets, MARK: mark_image(options.verify_at)} if options.verify_at else source.assets


def bare_weasyprint(
    source: TemplateSource, data: Mapping[str, Any], sections: Mapping[str, str]
) -> Callable[[], bytes]:
    """WeasyPrint alone on the same HTML, in the same variant and with the same fonts: the yardstick of the bench."""
    from documents.rendering import engine  # imports weasyprint, which takes a second

    options = RenderOptions()
    html = render_html(source, data, sections, options)
    return lambda: engine.bare(html, assets=source.assets, pdf_variant=options.pdf_variant)


class CollectionPause:
    """No garbage collection while anything renders: layout makes many objects and few circles, and collecting
    meanwhile costs a tenth of the time. Threads share one pause."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.renderings = 0
        self.was_enabled = False

    def __enter__(self) -> None:
        with self.lock:
            if self.renderings == 0:
                self.was_enabled = gc.isenabled()
                gc.disable()
            self.renderings += 1

    def __exit__(self, *_: object) -> None:
        with self.lock:
            self.renderings -= 1
            if self.renderings == 0 and self.was_enabled:
                gc.enable()
            elif self.renderings:
                gc.collect(1)  # renderings that always overlap must not keep the pause for ever


_pause = CollectionPause()
