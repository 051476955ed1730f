"""The page that a stranger with a paper in hand opens: by its code, then with its file."""

from __future__ import annotations

import datetime as dt
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from backoffice.demo import Demo, main_job
from core import storage
from documents import services
from documents.models import FileSignatures, Revision
from tests.browser.conftest import AXE, DESKTOP, PHONE
from tests.documents.proofs import PROOFS
from tests.documents.signatures import samples

pytestmark = pytest.mark.browser


@pytest.fixture
def issued(site: Demo) -> Revision:
    """An approved paper of the demo's case."""
    revision = main_job(site.users["lawyer"], site.case)
    services.revision_submit(actor=site.users["lawyer"], revision=revision)
    return services.revision_approve(actor=site.users["reviewer"], revision=revision)


def compare(page: Page, file: Path) -> str:
    """What the page says of the file, in one line."""
    page.get_by_label("Compare the file that you were given").set_input_files(file)
    page.get_by_role("button", name="Compare", exact=True).click()
    return page.get_by_role("status").locator("strong").inner_text()


@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_stranger__learns_of_a_paper_that_it_is_ours_and_of_its_file_whether_it_was_changed(
    chromium: Browser, issued: Revision, live_server, tmp_path: Path, size: tuple[int, int]
) -> None:
    from axe_playwright_python.sync_playwright import Axe

    content = storage.read(issued.checksum)
    (tmp_path / "same.pdf").write_bytes(content)
    (tmp_path / "changed.pdf").write_bytes(content[:-40] + bytes([content[-40] ^ 1]) + content[-39:])
    assert issued.order is not None
    code = issued.order.verify_code
    context = chromium.new_context(viewport={"width": size[0], "height": size[1]}, locale="en-PH")
    page = context.new_page()
    page.goto(f"{live_server.url}/verify")
    page.get_by_label("Or type the code").fill(code.lower().replace("-", " "))
    page.get_by_role("button", name="Look it up").click()
    page.wait_for_url(f"**/verify/{code}")
    page.get_by_text("We issued a paper with this code.").wait_for()
    page.screenshot(path=tmp_path / "issued.png", full_page=True)
    seen = page.locator("body").inner_text()
    assert "Articles of Incorporation (stock corporation)" in seen
    assert issued.checksum.removeprefix("sha256:") in seen
    assert not [secret for secret in ("Habing", issued.document.title, "REF-") if secret in seen]
    assert compare(page, tmp_path / "same.pdf") == "This is the file that we issued."
    assert compare(page, tmp_path / "changed.pdf") == "This is not a file that we issued."
    page.screenshot(path=tmp_path / "changed.png", full_page=True)
    assert page.evaluate("document.documentElement.scrollWidth") <= size[0]
    found = Axe().run(page, options=AXE)
    assert found.violations_count == 0, found.generate_report()
    context.close()


@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_stranger__learns_how_many_signatures_there_are_and_what_they_prove(
    chromium: Browser, site: Demo, issued: Revision, live_server, tmp_path: Path, settings, size: tuple[int, int]
) -> None:
    from axe_playwright_python.sync_playwright import Axe

    (tmp_path / "ours.pem").write_bytes(samples.pem(samples.OFFICE))
    settings.SIGNATURES_TRUSTED_FILES = [str(tmp_path / "ours.pem")]
    with ThreadPoolExecutor(1) as apart:  # a loop of Playwright's runs in this thread, and pyHanko begins one
        content = apart.submit(samples.both_signed_of, storage.read(issued.checksum)).result()
    services.signed_copy_store(
        actor=site.users["lawyer"], document=issued.document, number=issued.number, checksum=issued.checksum,
        content=content, way="certificate-of-authentication", signed_on=dt.date(2026, 11, 20), filename="signed.pdf",
        evidence=PROOFS["certificate-of-authentication"],
    )  # fmt: skip
    context = chromium.new_context(viewport={"width": size[0], "height": size[1]}, locale="en-PH")
    page = context.new_page()
    page.goto(f"{live_server.url}/verify/{issued.order.verify_code}")
    seen = page.locator("main").inner_text()
    page.screenshot(path=tmp_path / "signed.png", full_page=True)
    for said in ("2 electronic signatures: all of them hold", f"made out to {samples.OFFICE}", "This does not prove"):
        assert said in seen
    assert page.evaluate("document.documentElement.scrollWidth") <= size[0]
    found = Axe().run(page, options=AXE)
    assert found.violations_count == 0, found.generate_report()
    FileSignatures.objects.update(holds=False, problems=["page-added", "changed-after-last"])
    page.reload()
    assert "A page was added after a signature." in page.get_by_role("list").inner_text()
    page.screenshot(path=tmp_path / "broken.png", full_page=True)
    context.close()


def test_code_that_no_paper_has__is_told_in_words(chromium: Browser, site: Demo, live_server) -> None:
    page = chromium.new_page()
    page.goto(f"{live_server.url}/verify/0000-0000-0000")
    assert "No paper has the code 0000-0000-0000." in page.get_by_role("status").inner_text()
    page.close()
