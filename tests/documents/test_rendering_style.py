"""A template's style is read once for all its documents, and gives what it gives when it is read with each."""

from __future__ import annotations

import pytest

from documents import rendering
from documents.rendering import engine
from documents.rendering.html import render_page
from documents.rendering.pdf import _assets
from tests.documents import pairs
from tests.documents.articles import small

OPTIONS = rendering.RenderOptions()


@pytest.mark.parametrize("slug", pairs.SLUGS[::5])
def test_print_page__gives_what_the_page_with_its_style_inside_gives(slug):
    one = pairs.Pair(slug, "sample", rendering.RenderOptions(verify_at=pairs.VERIFY_AT, watermark="DRAFT"))
    source, data, sections, options = pairs.given(one)
    page, assets = render_page(source, data, sections, options), _assets(source, options)
    apart = engine.print_page(page, assets=assets, pdf_variant=options.pdf_variant)
    assert apart == engine.print_html(page.whole(), assets=assets, pdf_variant=options.pdf_variant)


def test_print_page__of_documents_with_codes_of_their_own__reads_the_style_once(monkeypatch):
    read = []
    real = engine.CSS
    monkeypatch.setattr(engine, "CSS", lambda **given: read.append(given["string"]) or real(**given))
    source = small("<p>{{ data.name }}</p>", css="p { color: #123456 }")
    for name in ("one", "two"):
        options = rendering.RenderOptions(verify_at=f"https://hain.example/verify/{name}")
        page = render_page(source, {"name": name}, {}, options)
        engine.print_page(page, assets=_assets(source, options), pdf_variant="pdf/a-3b")
    assert len([css for css in read if "#123456" in css]) == 1


@pytest.mark.parametrize(
    "css",
    [
        "@import 'file:///etc/passwd';",
        "@\\69mport 'file:///etc/passwd';",
        "@font-face { font-family: x; src: url(file:///etc/passwd) } p { font-family: x }",
        "p { background: url(file:///etc/passwd) }",
    ],
)
def test_print_page__whose_style_asks_for_a_file__is_refused_each_time(css):
    source = small("<p>{{ data.name }}</p>", css=css)
    page = render_page(source, {"name": "x"}, {}, OPTIONS)
    for _ in range(2):
        with pytest.raises(rendering.TemplateUnsafe, match="/etc/passwd"):
            engine.print_page(page, assets={}, pdf_variant="pdf/a-3b")
