"""HTML to PDF: WeasyPrint with our fonts alone, our fetcher alone, and nothing of the clock."""

from __future__ import annotations

import gc
import hashlib
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from documents.rendering.fingerprint import renderer_fingerprint
from documents.rendering.html import render_html
from documents.options import RenderedPdf, RenderOptions
from documents.source import TemplateSource


def render_pdf(
    source: TemplateSource, data: Mapping[str, Any], sections: Mapping[str, str], options: RenderOptions
) -> RenderedPdf:
    """The document as PDF/A-3b, or PDF/UA-1 where asked: a function of its arguments and the fingerprint alone.

    Raises RenderFailed and TemplateUnsafe.
    """
    from documents.rendering import engine  # imports weasyprint, which takes a second

    html = render_html(source, data, sections, options)
    with _no_garbage_collection():
        content, pages = engine.print_html(html, assets=source.assets, pdf_variant=options.pdf_variant)
    checksum = f"sha256:{hashlib.sha256(content).hexdigest()}"
    return RenderedPdf(content, checksum, len(content), pages, renderer_fingerprint())


def bare_weasyprint(
    source: TemplateSource, data: Mapping[str, Any], sections: Mapping[str, str]
) -> Callable[[], bytes]:
    """WeasyPrint alone on the same HTML, in the same variant and with the same fonts: the yardstick of the bench."""
    from documents.rendering import engine  # imports weasyprint, which takes a second

    options = RenderOptions()
    html = render_html(source, data, sections, options)
    return lambda: engine.bare(html, assets=source.assets, pdf_variant=options.pdf_variant)


_lock = threading.Lock()
_rendering = 0
_collect_after = False


@contextmanager
def _no_garbage_collection() -> Iterator[None]:
    """Layout makes many objects and few circles: collecting meanwhile costs a tenth of the time. One pause for all threads."""  # noqa: E501
    global _rendering, _collect_after
    with _lock:
        if _rendering == 0:
            _collect_after = gc.isenabled()
            gc.disable()
        _rendering += 1
    try:
        yield
    finally:
        with _lock:
            _rendering -= 1
            if _rendering == 0 and _collect_after:
                gc.enable()
