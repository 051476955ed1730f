"""From approval on, as a lawyer does it: keep the signed copy, record the filing, make a paper void."""

from __future__ import annotations

import pytest

from documents import selectors, services
from documents.models import Revision
from documents.services.ordering import Wish
from tests.browser.conftest import DESKTOP, PHONE, SLUG
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
    assert page.get_by_label("Note (may stay empty)").last.input_value() == "Authenticated on 20 November"
    page.get_by_role("button", name="Keep the signed copy").click()
    page.get_by_text("The signed copy is kept as the next revision.").wait_for()
    copy = Revision.objects.get(number=2)
    assert (copy.status, copy.note) == ("signed", "Authenticated on 20 November")
    assert copy.execution == {"way": "certificate-of-authentication", "on": "2026-11-20"}
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


def test_lawyer__makes_a_paper_void_and_its_code_says_so(visit, approved):
    page = visit("lawyer")
    page.goto(f"/admin/documents/document/{approved.document_id}/change/")
    page.get_by_text("Make it void").click()
    page.get_by_label("Why it counts no more").fill("Signed by the wrong officer.")
    page.get_by_role("button", name="Make revision 1 void").click()
    page.get_by_text("Revision 1 is void: Signed by the wrong officer.").wait_for()
    told = page.context.request.get(f"/verify/{approved.order.verify_code}").text()
    assert "The paper with this code is void." in told
