"""Who follows a mailed link: confirms the address, chooses a new password; and who forgot it asks for a link."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from accounts.models import User
from accounts.services import Purpose, link_open, user_create
from accounts.services.links import link_create
from core.models import Job
from tests.browser.conftest import DESKTOP, PHONE

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
NEW = "Another-horse-9"
SIZES = pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])


@pytest.fixture
def tala(transactional_db, embedded_jobs, live_server, settings) -> User:
    """A client whose address is not confirmed; the mails' links lead to the running site."""
    settings.PUBLIC_URL = live_server.url
    return user_create(actor=None, email="tala@hain.example", password="Correct-horse-9", full_name="Tala Reyes")


def mailed(user: User, purpose: Purpose) -> str:
    """The address in the mail."""
    link = link_open(link_create(user=user, purpose=purpose).pk)
    assert link is not None
    return link.url


class Visitor:
    """A page of a size; what it asks elsewhere, and what its console says against it, is kept."""

    def __init__(self, browser: Browser, size: tuple[int, int], home: str, *, scripts: bool = True) -> None:
        self.size = size
        viewport = {"width": size[0], "height": size[1]}
        self.context = browser.new_context(viewport=viewport, locale="en-PH", java_script_enabled=scripts)
        self.page: Page = self.context.new_page()
        self.elsewhere: list[str] = []
        self.referrers: list[str] = []
        self.complaints: list[str] = []
        self.page.on("request", lambda one: one.url.startswith(home) or self.elsewhere.append(one.url))
        self.page.on("request", lambda one: self.referrers.append(one.headers.get("referer", "")))
        self.page.on("console", lambda one: self.complaints.append(one.text) if one.type == "error" else None)

    def heading(self) -> str:
        return self.page.locator("h1").inner_text()

    def look(self, picture: Path) -> None:
        """Nothing is cut off, and axe has nothing against it."""
        from axe_playwright_python.sync_playwright import Axe

        self.page.screenshot(path=picture, full_page=True)
        assert self.page.evaluate("document.documentElement.scrollWidth") <= self.size[0]
        found = Axe().run(self.page, options={"runOnly": ["wcag2a", "wcag2aa"]})
        assert found.violations_count == 0, found.generate_report()

    def leave(self) -> None:
        assert self.elsewhere == []
        assert set(self.referrers) <= {""}
        # What is refused by its status (410, 422) counts as an error of the console.
        assert [one for one in self.complaints if "410" not in one and "422" not in one] == []
        assert self.context.cookies() == []
        self.context.close()


@SIZES
def test_new_user__confirms_the_address__by_the_button_alone(
    chromium: Browser, tala: User, live_server, tmp_path: Path, size: tuple[int, int]
) -> None:
    url = mailed(tala, Purpose.EMAIL_CONFIRMATION)
    visitor = Visitor(chromium, size, live_server.url)
    page = visitor.page
    page.goto(url)
    visitor.look(tmp_path / "confirm.png")
    page.reload()
    tala.refresh_from_db()
    assert (visitor.heading(), tala.email_confirmed_at) == ("Confirm your address", None)
    page.get_by_role("button", name="Confirm this address").click()
    page.get_by_role("status").wait_for()
    assert (visitor.heading(), page.url) == ("Your address is confirmed", f"{live_server.url}/account/confirm")
    visitor.look(tmp_path / "confirmed.png")
    tala.refresh_from_db()
    assert tala.email_confirmed_at is not None
    page.goto(url)
    assert visitor.heading() == "This link is no longer good"
    visitor.look(tmp_path / "dead.png")
    visitor.leave()


@SIZES
def test_who_forgot_the_password__chooses_a_new_one(
    chromium: Browser, tala: User, live_server, tmp_path: Path, size: tuple[int, int]
) -> None:
    visitor = Visitor(chromium, size, live_server.url)
    page = visitor.page
    page.goto(mailed(tala, Purpose.PASSWORD_RESET))
    visitor.look(tmp_path / "reset.png")
    page.get_by_label("New password").fill("short")
    page.get_by_label("The same again").fill("short")
    page.get_by_role("button", name="Change the password").click()
    assert page.get_by_role("alert").inner_text() == "This is too short: at least 10 characters."
    visitor.look(tmp_path / "short.png")
    page.get_by_label("New password").fill(NEW)
    page.get_by_label("The same again").fill("Another-horse-8")
    page.keyboard.press("Enter")
    page.get_by_text("The two passwords are not the same.").wait_for()
    visitor.look(tmp_path / "different.png")
    page.get_by_label("New password").fill(NEW)
    page.get_by_label("The same again").fill(NEW)
    page.keyboard.press("Enter")
    page.get_by_role("status").wait_for()
    assert (visitor.heading(), page.url) == ("Your password is changed", f"{live_server.url}/account/reset")
    visitor.look(tmp_path / "changed.png")
    tala.refresh_from_db()
    assert tala.check_password(NEW)
    visitor.leave()


def test_pages__work_without_javascript__and_in_filipino(chromium: Browser, tala: User, live_server) -> None:
    User.objects.update(locale="fil")
    visitor = Visitor(chromium, PHONE, live_server.url, scripts=False)
    page = visitor.page
    page.goto(mailed(tala, Purpose.EMAIL_CONFIRMATION))
    page.get_by_role("button", name="Kumpirmahin ang address").click()
    assert visitor.heading() == "Kumpirmado na ang iyong address"
    page.goto(mailed(tala, Purpose.PASSWORD_RESET))
    page.get_by_label("Bagong password").first.fill(NEW)
    page.get_by_label("Ulitin ang bagong password").fill(NEW)
    page.get_by_role("button", name="Palitan ang password").click()
    assert visitor.heading() == "Napalitan na ang iyong password"
    tala.refresh_from_db()
    assert (tala.email_confirmed_at is not None, tala.check_password(NEW)) == (True, True)
    visitor.leave()


@SIZES
def test_staff__who_forgot_the_password__ask_from_the_log_in_page(
    chromium: Browser, tala: User, live_server, tmp_path: Path, size: tuple[int, int]
) -> None:
    visitor = Visitor(chromium, size, live_server.url)
    page = visitor.page
    page.goto("about:blank")
    page.goto(f"{live_server.url}/admin/login/")
    visitor.look(tmp_path / "login.png")
    page.get_by_role("link", name="Forgot your password?").click()
    page.wait_for_url("**/account/forgot")
    visitor.look(tmp_path / "forgot.png")
    page.get_by_label("E-mail address").fill("nobody@hain.example")
    page.get_by_role("button", name="Send the link").click()
    page.get_by_role("status").wait_for()
    assert visitor.heading() == "Check your mail"
    visitor.look(tmp_path / "sent.png")
    assert list(Job.objects.values_list("kind", "status")) == [("accounts.password-reset", "succeeded")]
    assert visitor.elsewhere == []
    visitor.context.close()
