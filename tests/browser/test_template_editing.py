"""A template from draft to version as two people do it: edit, preview beside it, check, propose; another publishes."""

from __future__ import annotations

import pytest

from documents.models import TemplateDraft, TemplateVersion
from tests.browser.conftest import AXE, DESKTOP, PHONE
from tests.documents import drafts

pytestmark = pytest.mark.browser
TITLE = "Small"
PREVIEW = "iframe[name=preview]"


def open_draft(page) -> None:
    """From the list of templates to a new draft of the tiny one, by the links a lawyer would click."""
    drafts.publish()
    page.goto("/admin/documents/template/")
    page.get_by_role("link", name=TITLE, exact=True).first.click()
    with page.expect_response(lambda answer: "/preview/" in answer.url) as preview:
        page.get_by_role("button", name="Start a draft").click()
    assert preview.value.headers["content-type"] == "application/pdf"


def change(page, old: str, new: str) -> None:
    text = page.get_by_label("template.html", exact=True).and_(page.locator("textarea"))
    assert old in text.input_value()
    text.fill(text.input_value().replace(old, new, 1))


def preview_typed(page):
    asked = lambda answer: "/preview/" in answer.url and answer.request.method == "POST"  # noqa: E731
    with page.expect_response(asked) as preview:
        page.get_by_role("button", name="Preview what is typed").click()
    return preview.value


def test_template__is_edited_previewed_proposed_and_published_by_another(visit, site):
    page = visit("lawyer")
    open_draft(page)
    editor, preview = page.locator("[data-panel='template.html']").bounding_box(), page.locator(PREVIEW).bounding_box()
    assert preview["x"] >= editor["x"] + editor["width"]
    change(page, "greetings", "welcome")
    assert page.get_by_text("Not saved yet").is_visible()
    answer = preview_typed(page)
    assert (answer.status, answer.headers["content-type"]) == (200, "application/pdf")
    page.get_by_text("As it was typed at").wait_for()
    assert TemplateDraft.objects.get().edition == 1
    page.get_by_label("What changes, and why").fill("A warmer greeting.")
    page.get_by_role("button", name="Save", exact=True).click()
    page.get_by_text("Nothing of it is in use before it is published.").wait_for()
    page.get_by_role("button", name="Propose").click()
    page.get_by_text("Proposed. An admin who did not write it publishes it").wait_for()
    assert page.get_by_role("button", name="Publish").count() == 0
    admin = visit("admin")
    admin.get_by_role("region", name="Waits for you").get_by_role("link", name=TITLE).click()
    admin.get_by_role("link", name="What differs").click()
    admin.locator("ins", has_text="welcome").first.wait_for()
    admin.get_by_role("link", name="Draft", exact=True).click()
    admin.get_by_role("button", name="Publish").click()
    admin.get_by_text("New documents are made from it from now on.").wait_for()
    version = TemplateVersion.objects.get(number=2)
    assert (version.published_by, version.note) == (site.users["admin"], "A warmer greeting.")
    assert "welcome" in version.source().html


def test_editor__keeps_what_was_typed_beside_the_fault_and_moves_by_keyboard(visit, site):
    page = visit("lawyer")
    open_draft(page)
    change(page, "greetings", "welcome")
    page.get_by_role("tab", name="template.html").focus()
    page.keyboard.press("ArrowRight")
    assert page.locator("[data-panel='style.css']").is_visible()
    assert page.locator("[data-panel='template.html']").is_hidden()
    page.get_by_role("tab", name="schema.json").click()
    schema = page.locator("[data-panel='schema.json'] textarea")
    schema.fill("{broken")
    assert preview_typed(page).status == 422
    page.frame_locator(PREVIEW).get_by_text("There is no preview yet").wait_for()
    page.keyboard.press("Control+s")
    summary = page.get_by_role("alert")
    summary.wait_for()
    assert "The file is no JSON" in summary.inner_text()
    assert summary.evaluate("node => node === document.activeElement")
    assert schema.input_value() == "{broken"
    assert schema.is_visible()
    page.get_by_role("tab", name="template.html").click()
    assert "welcome" in page.locator("[data-panel='template.html'] textarea").input_value()
    summary.get_by_role("link").click()
    assert page.evaluate("document.activeElement.name") == "file:schema.json"
    assert TemplateDraft.objects.get().edition == 1


@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_pages__fit_the_screen_and_can_be_used_by_everybody(visit, site, size):
    from axe_playwright_python.sync_playwright import Axe

    page = visit("lawyer", size)
    open_draft(page)
    draft = TemplateDraft.objects.get()
    editor, preview = page.locator("[data-panel='template.html']").bounding_box(), page.locator(PREVIEW).bounding_box()
    assert (preview["y"] > editor["y"] + editor["height"]) is (size == PHONE)
    own, template = f"/admin/documents/templatedraft/{draft.pk}", f"/admin/documents/template/{draft.template_id}"
    for address in (
        f"{own}/change/",
        f"{own}/impact/",
        f"{template}/change/",
        f"{template}/compare/",
        "/admin/documents/template/import/",
    ):
        assert page.goto(address).status == 200, address
        assert page.evaluate("document.documentElement.scrollWidth") <= size[0], f"{address} is wider than the screen"
        found = Axe().run(page, context=".hain-page", options=AXE)
        assert found.violations_count == 0, f"{address}: {found.generate_report()}"
