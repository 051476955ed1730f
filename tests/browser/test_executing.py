"""From approval on, as a lawyer does it: keep the signed copy, record the filing, make a paper void."""

from __future__ import annotations

import pytest

from documents import selectors, services
from documents.models import Revision
from documents.services.ordering import Wish
from tests.browser.conftest import AXE, DESKTOP, PHONE, SLUG
from tests.documents import outside_files

pytestmark = pytest.mark.browser


@pytest.fixture
def approved(site) -> Revision:
    lawyer = site.users["lawyer"]
    version = selectors.version_get(lawyer, SLUG, "latest")
    revision = services.document_generate(actor=lawyer, case=site.case, wish=Wish(version, version.sample))
    services.revision_submit(actor=lawyer, revision=revision)
    services.revision_approve(actor=site.users["admin"], revision=revision, note="Read.")
    return revision


@pytest.mark.parametrize("size", [DESKTOP, PHONE])
def test_lawyer__keeps_the_signed_copy_then_records_the_filing(visit, approved, tmp_path, size):
    scan = tmp_path / "scan of the articles.pdf"
    scan.write_bytes(outside_files.pdf())
    page = visit("lawyer", size)
    page.goto(f"/admin/documents/document/{approved.document_id}/change/")
    page.get_by_label("Note (may stay empty)").last.fill("Authenticated on 20 November")
    page.get_by_label("Signed copy of revision 1").set_input_files(scan)
    page.get_by_label("Signed on").fill("2026-11-20")
    page.get_by_label("Who signed the certificate").fill("Amihan Reyes")
    assert page.get_by_label("Note (may stay empty)").last.input_value() == "Authenticated on 20 November"
    page.get_by_role("button", name="Keep the signed copy").click()
    page.get_by_text("The signed copy is kept as the next revision.").wait_for()
    copy = Revision.objects.get(number=2)
    assert (copy.status, copy.note) == ("signed", "Authenticated on 20 November")
    assert copy.execution == {
        "way": "certificate-of-authentication", "on": "2026-11-20", "evidence": {"signedBy": ["Amihan Reyes"]},
    }  # fmt: skip
    page.get_by_text("Revision 1, which was signed").wait_for()
    page.get_by_text("is the signed copy, signed with a certificate of authentication on 20 Nov 2026.").wait_for()
    page.get_by_text("Record that it was filed").click()
    page.get_by_label("Agency").fill("SEC")
    page.get_by_label("Its reference").fill("2026-77")
    page.get_by_label("Filed on").fill("2026-11-20")
    page.get_by_role("button", name="Record the filing").click()
    page.get_by_text("was filed with SEC on 20 Nov 2026, reference 2026-77").wait_for()
    assert not page.get_by_text("Make it void").is_visible()
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


@pytest.mark.parametrize("size", [DESKTOP, PHONE])
def test_lawyer__is_asked_what_the_chosen_way_asks_and_corrects_it(visit, approved, tmp_path, size):
    from axe_playwright_python.sync_playwright import Axe

    scan = tmp_path / "scan.pdf"
    scan.write_bytes(outside_files.pdf())
    page = visit("lawyer", size)
    page.goto(f"/admin/documents/document/{approved.document_id}/change/")
    assert page.get_by_label("Who signed the certificate").is_visible()
    assert not page.get_by_label("Doc. No.").is_visible()
    page.get_by_label("How it was signed").select_option("wet+notary")
    assert not page.get_by_label("Who signed the certificate").is_visible()
    keep = page.get_by_role("button", name="Keep the signed copy")
    page.get_by_label("Signed copy of revision 1").set_input_files(scan)
    keep.click()  # the browser itself asks for what is required
    assert page.locator("#evidence-2-notary").evaluate("one => document.activeElement === one")
    page.get_by_label("Signed on").fill("2026-11-20")
    typed = {
        "Notary public": "Atty. Luz Aquino", "Where the notary acted": "Quezon City", "Commission number": "NP-118",
        "Doc. No.": "twelve", "Page No.": "3", "Book No.": "IV", "Series of": "2026",
    }  # fmt: skip
    for label, value in typed.items():
        page.get_by_label(label).fill(value)
    keep.click()
    page.get_by_text("The copy was not kept").wait_for()
    assert page.get_by_label("Notary public").input_value() == "Atty. Luz Aquino"
    found = Axe().run(page, context=".hain-page", options=AXE)
    assert [f"{one['id']} {one['nodes'][0]['html']}" for one in found.response["violations"]] == []
    page.get_by_role("link", name="Doc. No.").click()
    page.get_by_label("Doc. No.").fill("12")
    page.get_by_label("Signed copy of revision 1").set_input_files(scan)
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    keep.click()
    page.get_by_text("The signed copy is kept as the next revision.").wait_for()
    assert Revision.objects.get(number=2).execution["evidence"]["docNo"] == "12"


def test_lawyer__makes_a_paper_void_and_its_code_says_so(visit, approved):
    page = visit("lawyer")
    page.goto(f"/admin/documents/document/{approved.document_id}/change/")
    page.get_by_text("Make it void").click()
    page.get_by_label("Why it counts no more").fill("Signed by the wrong officer.")
    page.get_by_role("button", name="Make revision 1 void").click()
    page.get_by_text("Revision 1 is void: Signed by the wrong officer.").wait_for()
    told = page.context.request.get(f"/verify/{approved.order.verify_code}").text()
    assert "The paper with this code is void." in told
