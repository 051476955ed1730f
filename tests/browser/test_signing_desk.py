"""Sending an approved paper out for signature in the admin, and watching how it stands."""

from __future__ import annotations

import pytest
from django.conf import settings

from documents import services
from documents.models import Revision, TemplateVersion
from documents.services.ordering import Wish
from esign.models import Envelope
from esign.services import Seen, envelope_view
from tests.browser.conftest import AXE, DESKTOP, PHONE
from tests.esign.conftest import FIRST, NDA, SECOND

pytestmark = pytest.mark.browser


@pytest.fixture
def agreement(site) -> Revision:
    """A mutual non-disclosure agreement of the demo's case, approved."""
    services.library_import(actor=None, path=settings.BASE_DIR / "documents" / "library" / NDA)
    version = TemplateVersion.objects.select_related("template").get(template__slug=NDA)
    texts = {key: "The parties keep what they are told to themselves." for key in ("recitals", "handling")}
    wish = Wish(version=version, inputs=version.sample, sections=texts)
    revision = services.document_generate(actor=site.users["lawyer"], case=site.case, wish=wish)
    services.revision_submit(actor=site.users["lawyer"], revision=revision)
    return services.revision_approve(actor=site.users["admin"], revision=revision, note="Read.")


@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_lawyer__sends_the_paper_out_and_watches_it(visit, agreement, size):
    from axe_playwright_python.sync_playwright import Axe

    page = visit("lawyer", size)
    page.clock.install()
    page.goto(f"/admin/documents/document/{agreement.document_id}/change/")
    page.get_by_role("link", name="Send for signature").click()
    assert page.get_by_label("Name of person 1").input_value() == FIRST["name"]
    assert page.get_by_label("E-mail of person 2").input_value() == SECOND["email"]
    page.get_by_label("Name of person 3").fill("Ramon Uy")
    page.get_by_label("Name of person 3").press("Enter")  # sends nothing
    page.get_by_label("Part of person 3").select_option(label="Gets a copy")
    page.get_by_role("button", name="Send for signature").click()
    page.get_by_text("This is not one e-mail address").wait_for()
    assert not Envelope.objects.exists()
    found = [Axe().run(page, options=AXE)]
    page.get_by_label("E-mail of person 3").fill("ramon@lawud.example")
    page.get_by_role("button", name="Add another person").click()
    page.get_by_role("button", name="Remove person 4").click()
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    page.get_by_role("button", name="Send for signature").click()
    page.get_by_text("0 of 2 signed").wait_for()
    envelope = Envelope.objects.get()
    assert [(one.email, one.role, one.turn) for one in envelope.signers.all()] == [
        (FIRST["email"], "signer", 1), (SECOND["email"], "signer", 2), ("ramon@lawud.example", "cc", 3),
    ]  # fmt: skip
    page.get_by_label("Why").fill("The term is three years now.")
    envelope_view(link=envelope.signers.first().links.get(), seen=Seen("203.0.113.9", "Test", envelope.file_checksum))
    page.clock.fast_forward(11_000)  # the page looks again by itself
    page.get_by_text("opened the paper, at the network address 203.0.113.9.").wait_for()
    found.append(Axe().run(page, options=AXE))
    page.get_by_role("button", name="Withdraw").click()
    page.get_by_text("Withdrawn: The term is three years now.").wait_for()
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    assert [one.generate_report() for one in found if one.violations_count] == []
