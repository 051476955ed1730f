"""WeasyPrint, held to the template's own assets and our own fonts. Import it where a PDF is made: it takes a second."""

from __future__ import annotations

import base64
import binascii
import ctypes
import io
import logging
import mimetypes
import re
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any, NamedTuple
from urllib.parse import unquote

from weasyprint import CSS, HTML
from weasyprint.css.counters import CounterStyle
from weasyprint.text.ffi import ffi, fontconfig, gobject, pangoft2
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import FatalURLFetchingError, URLFetcher, URLFetcherResponse

from documents.rendering.exceptions import RenderFailed, TemplateUnsafe
from documents.rendering.fingerprint import FONT_FILES
from documents.rendering.html import Page
from documents.rendering.tagging import complete_tags

MAX_DATA_URI = 64 * 1024
_DATA_IMAGE = re.compile(r"data:(image/(?:png|jpeg));base64,([A-Za-z0-9+/=%]+)\Z")
# What a style can do beyond rules for elements and pages (@import, @font-face, also spelt with escapes) acts on the
# document that it is read with, so such a style is read with each.
_MORE_THAN_RULES = re.compile(r"@(?!(?:page|media|counter-style|top-|bottom-|left-|right-))")

# WeasyPrint warns of every CSS property it ignores; what matters is checked before a template is published.
logging.getLogger("weasyprint").setLevel(logging.CRITICAL)  # noqa: TID251
logging.getLogger("fontTools").setLevel(logging.ERROR)  # noqa: TID251


class AssetFetcher(URLFetcher):
    """Serves `asset:<name>` of one template and small inline PNG and JPEG; refuses all else, and remembers it."""

    def __init__(self, assets: Mapping[str, bytes]) -> None:
        super().__init__(allowed_protocols=("asset", "data"), allow_redirects=False, fail_on_errors=True)
        self.assets = assets
        self.refused = ""

    def fetch(self, url: str, headers: Mapping[str, str] | None = None) -> URLFetcherResponse:
        if url.startswith("asset:"):
            name = unquote(url.removeprefix("asset:"))
            if name in self.assets:
                kind = mimetypes.guess_type(name)[0] or "application/octet-stream"
                return URLFetcherResponse(url, self.assets[name], {"Content-Type": kind})
        inline = _DATA_IMAGE.match(url) if len(url) <= MAX_DATA_URI else None
        if inline:
            try:
                content = base64.b64decode(unquote(inline[2]), validate=True)
            except binascii.Error:
                content = b""
            if content:
                return URLFetcherResponse(url[:40], content, {"Content-Type": inline[1]})
        self.refused = self.refused or refusal(url)
        raise ValueError(self.refused)


def refusal(url: str) -> str:
    """What a template tried when it asked for `url`, as a sentence."""
    shown = url if len(url) <= 120 else f"{url[:119]}…"
    scheme = url.partition(":")[0].lower()
    if scheme == "file":
        return f"The template tried to read the file {shown}."
    if scheme == "asset":
        return f"The template has no asset {shown.removeprefix('asset:')!r}."
    if scheme == "data":
        return f"The template embeds data that is no PNG or JPEG image under {MAX_DATA_URI // 1024} KB: {shown}"
    return f"The template tried to fetch {shown}."


class ShippedFonts(FontConfiguration):
    """A fontconfig of its own with the shipped faces alone: no machine's fonts or settings can change a glyph."""

    def __init__(self) -> None:
        self._config = ffi.cast("FcConfig *", _new_config())
        for path in FONT_FILES:
            if not fontconfig.FcConfigAppFontAddFile(self._config, str(path).encode()):
                raise RenderFailed(f"The font {path.name} cannot be read.")
        self.font_map = ffi.gc(pangoft2.pango_ft2_font_map_new(), gobject.g_object_unref)
        pangoft2.pango_fc_font_map_set_config(ffi.cast("PangoFcFontMap *", self.font_map), self._config)
        fontconfig.FcConfigDestroy(self._config)  # the font map keeps its own reference
        self._folder = None
        self.strut_layouts: dict[Any, Any] = {}
        self.font_features: dict[Any, Any] = {}


def _new_config() -> int:
    # WeasyPrint's binding has no FcConfigCreate, and its own configuration begins with the machine's fonts.
    create = _fontconfig.FcConfigCreate
    create.restype = ctypes.c_void_p
    return int(create())


_fontconfig = ctypes.CDLL("libfontconfig.so.1")


def print_page(page: Page, *, assets: Mapping[str, bytes], pdf_variant: str) -> tuple[bytes, int]:
    """As `print_html`, its style read once for all documents that have the same."""
    if _MORE_THAN_RULES.search(page.css):
        return print_html(page.whole(), assets=assets, pdf_variant=pdf_variant)
    kept = _parsed(page.css)
    own = CSS(string=page.own_css, base_url="asset:")
    style = Style([*kept.sheets, own], kept.counters)
    return print_html(page.bare(), assets=assets, pdf_variant=pdf_variant, style=style)


class Style(NamedTuple):
    """Style that was read apart from the page: its sheets, and the ways of counting that they define."""

    sheets: Sequence[CSS]
    counters: CounterStyle


NO_STYLE = Style((), CounterStyle())


@lru_cache(maxsize=64)
def _parsed(css: str) -> Style:
    counters = CounterStyle()
    return Style([CSS(string=css, base_url="asset:", counter_style=counters)], counters)


def print_html(
    html: str, *, assets: Mapping[str, bytes], pdf_variant: str, style: Style = NO_STYLE
) -> tuple[bytes, int]:
    """(PDF, pages) of a self-contained page. Raises TemplateUnsafe for what it tried to fetch, RenderFailed."""
    fetcher = AssetFetcher(assets)
    out = io.BytesIO()
    try:
        page = HTML(string=html, base_url="asset:", url_fetcher=fetcher)
        document = page.render(
            font_config=ShippedFonts(),
            counter_style=style.counters.copy(),  # rendering adds to it
            stylesheets=style.sheets,
            pdf_variant=pdf_variant,
        )
        if document.metadata.attachments:
            raise TemplateUnsafe("The template tried to attach a file to the PDF.")
        document.write_pdf(out, finisher=complete_tags, pdf_variant=pdf_variant)
    except FatalURLFetchingError as error:
        raise TemplateUnsafe(fetcher.refused or str(error)) from error
    except RecursionError as error:
        raise RenderFailed("The document is nested too deeply to be laid out.") from error
    if fetcher.refused:
        raise TemplateUnsafe(fetcher.refused)
    return out.getvalue(), len(document.pages)


def bare(html: str, *, assets: Mapping[str, bytes], pdf_variant: str) -> bytes:
    """WeasyPrint's own one call, with the same fonts and assets: what our way is measured against."""
    page = HTML(string=html, base_url="asset:", url_fetcher=AssetFetcher(assets))
    return bytes(page.write_pdf(font_config=ShippedFonts(), pdf_variant=pdf_variant))
