"""What changed between two revisions, as a lawyer looks at it, and the paper that is saved of it."""

from __future__ import annotations

import pytest

from documents import selectors, services
from documents.models import Document, Revision
from documents.services.ordering import Wish
from tests.browser.conftest import DESKTOP, PHONE, SLUG

pytestmark = pytest.mark.browser


@pytest.fixture
def two(site) -> Document:
    """Articles, and their next revision with another place of signing."""
    lawyer = site.users["lawyer"]
    version = selectors.version_get(lawyer, SLUG, "latest")
    first = services.document_generate(actor=lawyer, case=site.case, wish=Wish(version, version.sample))
    inputs = {**version.sample, "signingPlace": "Baguio City, Benguet"}
    wish = services.next_wish(document=first.document, latest=first, inputs=inputs, note="Signed in Baguio")
    services.revision_request(actor=lawyer, document=first.document, wish=wish)
    assert Revision.objects.filter(document=first.document).count() == 2
    return first.document


@pytest.mark.parametrize("size", [DESKTOP, PHONE])
def test_lawyer__sees_what_changed_and_saves_it(visit, two, size):
    page = visit("lawyer", size)
    page.goto(f"/admin/documents/document/{two.pk}/change/")
    page.get_by_role("link", name="What changed in revision 2").click()
    page.get_by_role("heading", name="What changed", level=2).wait_for()
    assert "Baguio" in " ".join(page.locator(".redline ins").all_inner_texts())
    assert "Santa Rosa" in " ".join(page.locator(".redline del").all_inner_texts())
    page.locator(".redline summary").first.click()
    assert page.locator(".redline details").first.get_attribute("open") is not None
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    with page.expect_download() as saved:
        page.get_by_role("link", name="Download as PDF").click()
    assert saved.value.suggested_filename.endswith("changes r1 to r2.pdf")


def test_lawyer__who_names_one_revision_twice__is_told(visit, two):
    page = visit("lawyer")
    page.goto(f"/admin/documents/document/{two.pk}/changes/?from=2&to=2")
    page.get_by_text("A revision is compared with another one: name two numbers.").wait_for()
