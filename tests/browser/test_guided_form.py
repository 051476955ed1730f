"""The guided form in a real browser: parts appear at once, what is typed is saved, left and taken up again."""

from __future__ import annotations

import pytest
from django.conf import settings

from documents import services
from documents.models import Document, Order, SavedForm
from tests.browser.conftest import PHONE

pytestmark = pytest.mark.browser
ARTICLES, LEASE = "articles-of-incorporation-stock", "lease-contract"


@pytest.fixture
def lease(site):
    services.library_import(actor=None, path=settings.BASE_DIR / "documents" / "library" / LEASE)
    return f"/admin/cases/case/{site.case.pk}/generate/{LEASE}/"


def part(page, pointer):
    return page.locator(f'[id="data{pointer.replace("/", ".")}"]')


def test_conditional_part__appears_and_goes_at_once_and_keeps_what_was_typed(visit, lease):
    page = visit("lawyer")
    page.goto(lease)
    person, spouse = part(page, "/lessor/person"), part(page, "/lessor/person/spouse")
    assert not person.is_visible()
    page.locator('[name="/lessor/kind"]').select_option("person")
    assert person.is_visible()
    assert not spouse.is_visible()
    assert page.locator("[data-announce]").inner_text() == "Asked for now: Person."
    page.locator('[name="/lessor/person/name"]').fill("Ana Cruz")
    page.locator('[name="/lessor/person/civilStatus"]').select_option("married")
    assert spouse.is_visible()
    page.locator('[name="/lessor/kind"]').select_option("company")
    assert not person.is_visible()
    assert part(page, "/lessor/company").is_visible()
    page.locator('[name="/lessor/kind"]').select_option("person")
    assert page.locator('[name="/lessor/person/name"]').input_value() == "Ana Cruz"
    assert spouse.is_visible()


def test_conditional_part__in_a_list_and_in_the_list_of_parts__follows_too(visit, site):
    services.library_import(
        actor=None, path=settings.BASE_DIR / "documents" / "library" / "beneficial-ownership-declaration"
    )
    page = visit("lawyer")
    page.goto(f"/admin/cases/case/{site.case.pk}/generate/beneficial-ownership-declaration/")
    link = page.get_by_role("link", name="Beneficial owners")
    assert not link.is_visible()
    page.locator('[name="/kind"]').select_option("first declaration")
    assert link.is_visible()
    page.get_by_role("button", name="Add beneficial owner").click()
    row = page.locator('[aria-label="Beneficial owner 2"]')
    chain = row.locator('fieldset[id$=".chain"]')
    assert not chain.is_visible()
    row.locator('[name$="/ownership"]').select_option("indirect")
    assert chain.is_visible()
    assert not part(page, "/beneficialOwners/0/chain").is_visible()


def test_form__whose_script_did_not_load__asks_again_for_what_was_not_to_be_seen(chromium, lease, live_server, site):
    context = chromium.new_context(base_url=live_server.url)
    page = context.new_page()
    page.route("**/schema_form*.js", lambda route: route.abort())
    page.goto("/admin/")
    page.get_by_label("E-mail").fill(site.users["lawyer"].email)
    page.get_by_label("Password").fill(site.passwords["lawyer"])
    page.get_by_role("button", name="Log in").click()
    page.goto(lease)
    assert not part(page, "/lessor/person").is_visible()
    page.locator('[name="/lessor/kind"]').select_option("person")
    page.get_by_role("button", name="Generate document").click()
    assert "More is asked for by what you chose: Person." in page.get_by_role("alert").inner_text()
    assert part(page, "/lessor/person").is_visible()
    page.get_by_role("button", name="Generate document").click()
    assert "Lessor, Person, Full name: This is missing." in page.get_by_role("alert").inner_text()
    context.close()


def test_form__saved_by_itself_left_and_taken_up_again__generates_the_document(visit, site, monkeypatch):
    monkeypatch.setattr("backoffice.generating.AUTOSAVE_SECONDS", 0.3)
    page = visit("lawyer")
    page.goto(f"/admin/cases/case/{site.case.pk}/generate/{ARTICLES}/")
    origin = page.locator('[id="data.corporateName.origin"]')
    assert origin.inner_text() == "From the case"
    page.get_by_label("Corporate name").fill("Bituin Looms Corp.")
    assert origin.count() == 0
    status = page.locator("[data-saved]")
    status.get_by_text("Saved").wait_for()
    page.goto(f"/admin/cases/case/{site.case.pk}/change/")
    card = page.get_by_role("region", name="You began this form")
    card.get_by_role("link", name="Continue").click()
    page.get_by_text("You began this on").wait_for()
    assert page.get_by_label("Corporate name").input_value() == "Bituin Looms Corp."
    page.get_by_role("button", name="Generate document").click()
    page.wait_for_url("**/change/?new=*")
    assert Document.objects.get().title.endswith("Bituin Looms Corp.")
    assert Order.objects.get().origins["/corporateName"]["source"] == "typed"
    assert not page.get_by_role("region", name="You began this form").is_visible()
    assert not SavedForm.objects.exists()


def test_form__sent_with_a_fault__is_saved_although_nothing_more_is_typed(visit, site, monkeypatch):
    monkeypatch.setattr("backoffice.generating.AUTOSAVE_SECONDS", 0.3)
    page = visit("lawyer")
    page.goto(f"/admin/cases/case/{site.case.pk}/generate/{ARTICLES}/")
    page.get_by_label("Corporate name").fill("")
    page.get_by_label("Place of signing").fill("Vigan City")
    page.get_by_role("button", name="Generate document").click()
    page.get_by_role("alert").wait_for()
    page.locator("[data-saved]").get_by_text("Saved").wait_for()
    saved = SavedForm.objects.get()
    assert (saved.typed["signingPlace"], "corporateName" in saved.typed) == ("Vigan City", False)


def test_start_over__asks_first(visit, site):
    page = visit("lawyer")
    address = f"/admin/cases/case/{site.case.pk}/generate/{ARTICLES}/"
    page.goto(address)
    page.get_by_label("Corporate name").fill("Old Name Corp.")
    page.get_by_role("button", name="Save for later").click()
    page.get_by_role("region", name="You began this form").wait_for()
    page.once("dialog", lambda dialog: dialog.dismiss())
    page.get_by_role("button", name="Start over").click()
    assert SavedForm.objects.exists()
    page.once("dialog", lambda dialog: dialog.accept())
    page.get_by_role("button", name="Start over").click()
    page.wait_for_url(f"**{address}")
    page.get_by_role("button", name="Generate document").wait_for()
    assert page.get_by_label("Corporate name").input_value() != "Old Name Corp."
    assert not SavedForm.objects.exists()


def test_rows__move_with_what_was_typed(visit, site):
    page = visit("lawyer", PHONE)
    page.goto(f"/admin/cases/case/{site.case.pk}/generate/{ARTICLES}/")
    names = page.locator('[name^="/incorporators/"][name$="/name"]')
    first, second = names.nth(0).input_value(), names.nth(1).input_value()
    names.nth(0).fill(f"{first} Jr.")
    page.get_by_role("button", name="Move down Incorporator 1", exact=True).click()
    assert [names.nth(at).input_value() for at in (0, 1)] == [second, f"{first} Jr."]
    assert page.locator("[data-announce]").inner_text() == "Moved: it is Incorporator 2 now."
    page.get_by_role("button", name="Generate document").click()
    page.wait_for_url("**/change/?new=*")
    made = Order.objects.get()
    assert [one["name"] for one in made.inputs["incorporators"][:2]] == [second, f"{first} Jr."]
    assert made.origins["/incorporators/0/name"]["source"] == "case"
    assert made.origins["/incorporators/1/name"]["source"] == "typed"
    assert made.origins["/incorporators/1/tin"]["source"] == "case"
