"""The main job as a lawyer does it: log in, fill in, preview, generate, open the PDF."""

from __future__ import annotations

import hashlib

import pytest

from documents.models import Document, Revision
from tests.browser.conftest import AXE, DESKTOP, PHONE

pytestmark = pytest.mark.browser
SLUG = "articles-of-incorporation-stock"


def open_form(page, case):
    """From the first page to the form, by the links a lawyer would click."""
    page.get_by_role("link", name=case.title).click()
    page.get_by_role("link", name="Generate document").click()
    page.get_by_role("link", name="Fill in Articles of Incorporation").click()
    page.get_by_role("button", name="Generate document").wait_for()


def test_lawyer__generates_the_incorporation_pdf_and_opens_it(visit, site):
    page = visit("lawyer")
    open_form(page, site.case)
    page.get_by_role("button", name="Generate document").click()
    page.wait_for_url("**/change/?new=*")
    revision = Revision.objects.get()
    assert page.get_by_text("is ready:").is_visible()
    paper = page.locator(f'[data-document="{revision.document_id}"]')
    assert paper.locator("[data-copy]").get_attribute("data-copy") == revision.checksum
    with page.context.expect_page() as opened:
        paper.get_by_role("link", name="Open PDF").click()
    assert opened.value is not page
    content = page.context.request.get(paper.get_by_role("link", name="Open PDF").get_attribute("href")).body()
    assert content.startswith(b"%PDF-")
    assert f"sha256:{hashlib.sha256(content).hexdigest()}" == revision.checksum


def test_lawyer__generates_with_the_keyboard_alone(visit, site):
    page = visit("lawyer")
    page.goto(f"/admin/cases/case/{site.case.pk}/generate/{SLUG}/")

    def reach(selector):
        for _ in range(300):
            if page.evaluate("selector => document.activeElement.matches(selector)", selector):
                return
            page.keyboard.press("Tab")
        raise AssertionError(f"Tab never reaches {selector}")

    reach(".hain-skip")
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.name") == "generate"
    page.reload()
    reach('[name="/corporateName"]')
    page.keyboard.press("Control+A")
    page.keyboard.type("Bituin Keyboards Inc.")
    page.keyboard.press("Enter")  # neither adds nor removes a row, nor sends half a form
    assert page.evaluate("document.activeElement.name") == "/corporateName"
    reach('[data-add-row][value="/tradeNames"]')
    page.keyboard.press("Enter")
    page.keyboard.type("Bituin Keys")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.matches('[data-remove-row]')")
    reach('button[name="generate"]')
    page.keyboard.press("Enter")
    page.wait_for_url("**/change/?new=*")
    inputs = Revision.objects.get().inputs
    assert inputs["corporateName"] == "Bituin Keyboards Inc."
    assert inputs["tradeNames"][-1] == "Bituin Keys"


def test_faults__are_listed_linked_and_kept_without_losing_what_was_typed(visit, site):
    page = visit("lawyer")
    page.goto(f"/admin/cases/case/{site.case.pk}/generate/{SLUG}/")
    page.get_by_label("Corporate name").fill("")
    page.get_by_label("Place of signing").fill("Vigan City")
    page.get_by_role("button", name="Generate document").click()
    summary = page.get_by_role("alert")
    assert "One thing needs your attention" in summary.inner_text()
    assert summary.evaluate("node => node === document.activeElement")
    summary.get_by_role("link").click()
    assert page.evaluate("document.activeElement.name") == "/corporateName"
    assert page.get_by_label("Place of signing").input_value() == "Vigan City"
    assert not Document.objects.exists()


def test_rows__come_and_go_and_are_announced(visit, site):
    page = visit("lawyer")
    page.goto(f"/admin/cases/case/{site.case.pk}/generate/{SLUG}/")
    rows = page.locator('[data-row][aria-label^="Incorporator "]')
    before = rows.count()
    page.get_by_role("button", name="Add incorporator").click()
    assert rows.count() == before + 1
    assert page.evaluate("document.activeElement.name").endswith("/name")
    assert page.locator("[data-announce]").inner_text() == f"Incorporator {before + 1} added."
    page.get_by_role("button", name="Remove Incorporator 1", exact=True).click()
    assert rows.count() == before
    assert rows.first.get_attribute("aria-label") == "Incorporator 1"
    assert rows.first.locator("[data-row-heading]").inner_text() == "Incorporator 1"


def test_preview__opens_a_tab_only_when_there_is_something_to_show(visit, site):
    page = visit("lawyer")
    page.goto(f"/admin/cases/case/{site.case.pk}/generate/{SLUG}/")
    page.get_by_label("Corporate name").fill("")
    page.get_by_role("button", name="Preview").click()
    page.get_by_role("alert").wait_for()
    assert len(page.context.pages) == 1
    page.get_by_label("Corporate name").fill("Bituin Foods Inc.")
    with page.context.expect_page():
        page.get_by_role("button", name="Preview").click()
    assert page.get_by_label("Corporate name").input_value() == "Bituin Foods Inc."
    assert not Document.objects.exists()


def test_review__goes_from_the_lawyer_to_the_reviewer(visit, site):
    page = visit("lawyer")
    open_form(page, site.case)
    page.get_by_role("button", name="Generate document").click()
    page.wait_for_url("**/change/?new=*")
    page.locator("[data-document] .hain-list-title").click()
    page.get_by_role("button", name="Submit for review").click()
    page.get_by_text("another lawyer of the case or an admin approves it").first.wait_for()
    reviewer = visit("reviewer")
    reviewer.get_by_role("region", name="Waits for you").get_by_role("link").click()
    reviewer.get_by_role("button", name="Approve").click()
    reviewer.get_by_text("Approved. It can be signed now.").wait_for()
    assert Revision.objects.get().status == "approved"


@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_pages__fit_the_screen_and_can_be_used_by_everybody(visit, site, size, tmp_path):
    from axe_playwright_python.sync_playwright import Axe

    from backoffice.demo import main_job

    revision = main_job(site.users["lawyer"], site.case)
    page = visit("lawyer", size)
    case, document = f"/admin/cases/case/{site.case.pk}", f"/admin/documents/document/{revision.document_id}"
    pages = {
        "today": "/admin/",
        "case": f"{case}/change/",
        "choose": f"{case}/generate/",
        "form": f"{case}/generate/{SLUG}/",
        "document": f"{document}/change/",
        "revise": f"{document}/revise/",
        "jobs": "/admin/core/job/",
    }
    for name, address in pages.items():
        assert page.goto(address).status == 200, name
        page.screenshot(path=tmp_path / f"{name}.png")
        assert page.evaluate("document.documentElement.scrollWidth") <= size[0], f"{name} is wider than the screen"
        found = Axe().run(page, context=".hain-page", options=AXE) if name != "jobs" else None
        if found is not None:
            assert found.violations_count == 0, f"{name}: {found.generate_report()}"
