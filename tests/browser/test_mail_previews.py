"""The mails of the house as staff look at them, and as their readers do: on a wide and on a narrow screen, in both
languages, light and dark.
"""

from __future__ import annotations

import pytest

from notifications.kinds import KINDS
from notifications.rendering import rendered
from tests.browser.conftest import DESKTOP, PHONE

pytestmark = pytest.mark.browser
RULES = {"runOnly": ["wcag2a", "wcag2aa"], "iframes": False}


@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_lawyer__looks_at_a_mail_with_a_case(visit, site, size, tmp_path):
    from axe_playwright_python.sync_playwright import Axe

    page = visit("lawyer", size)
    page.goto("/admin/mail-templates/")
    found = [Axe().run(page, options=RULES)]
    page.get_by_role("link", name="A case was opened").click()
    page.get_by_role("heading", name="A case was opened", level=2).wait_for()
    page.get_by_label("Number of a case").fill(site.case.number)
    page.get_by_role("button", name="Fill in").click()
    page.get_by_text(f"Filled in with case {site.case.number}").wait_for()
    for title, words in [
        ("English mail, 600 pixels wide", f"Case {site.case.number} was opened"),
        ("English mail, 380 pixels wide", f"Case {site.case.number} was opened"),
        ("Filipino mail, 380 pixels wide", f"Binuksan ang kasong {site.case.number}"),
    ]:
        page.frame_locator(f'iframe[title="{title}"]').get_by_role("heading", name=words).wait_for()
    page.get_by_text("The text, for mail programs that show no HTML").first.click()
    assert page.locator("pre").first.inner_text().startswith("Good day, ")
    page.screenshot(path=tmp_path / "preview.png", full_page=True)
    found.append(Axe().run(page, options=RULES))
    assert [one.generate_report() for one in found if one.violations_count] == []
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [600, 380])
def test_mails__are_readable_and_fit(chromium, scheme, width):
    from axe_playwright_python.sync_playwright import Axe

    context = chromium.new_context(viewport={"width": width, "height": 800}, color_scheme=scheme)
    asked: list[str] = []
    page = context.new_page()
    page.on("request", lambda request: asked.append(request.url))
    faults = []
    for key, kind in KINDS.items():
        for locale in ("en", "fil"):
            page.set_content(rendered(key, locale, {**kind.sample, "reader": "Liwayway" * 20}).html)
            if page.evaluate("document.documentElement.scrollWidth") > width:
                faults.append(f"{key} {locale} is wider than {width}")
            found = Axe().run(page, options=RULES)
            faults += [f"{key} {locale} {found.generate_report()}"] if found.violations_count else []
    context.close()
    assert (faults, asked) == ([], [])
