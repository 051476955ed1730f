"""Signing as the signers do it: by mouse, by finger, by keyboard, without scripts; and what stops it midway."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.utils import timezone
from playwright.sync_api import Browser, Page

from esign.models import Envelope, Signer
from esign.services import code_open, envelope_void, link_find
from tests.browser.conftest import AXE, DESKTOP, PHONE
from tests.esign.conftest import FIRST, SECOND, Agreement, agreement, entered, initiate, room_alone  # noqa: F401
from tests.esign.visitors import mailed

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
TITLE = "Non-Disclosure Agreement (mutual)"
MOST_BYTES = 300_000


@pytest.fixture
def signing(agreement: Agreement, files, embedded_jobs, live_server, settings) -> Agreement:  # noqa: F811
    """An agreement to be signed on the running site."""
    settings.PUBLIC_URL = live_server.url
    return agreement


class SignerPage:
    """A signer's browser; what it asks elsewhere, what it is told by its console, and how much it loads, is kept."""

    def __init__(self, browser: Browser, home: str, token: str, size: tuple[int, int], *, scripts: bool = True) -> None:
        self.url, self.size, self.token = f"{home}/sign/{token}", size, token
        viewport = {"width": size[0], "height": size[1]}
        self.context = browser.new_context(viewport=viewport, java_script_enabled=scripts, has_touch=size is PHONE)
        self.context.set_default_timeout(20_000)
        self.page: Page = self.context.new_page()
        self.elsewhere: list[str] = []
        self.complaints: list[str] = []
        self.loaded: dict[str, int] = {}
        self.page.on("request", lambda one: one.url.startswith(home) or self.elsewhere.append(one.url))
        self.page.on("request", lambda one: self.elsewhere.extend(filter(None, [one.headers.get("referer")])))
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.on("console", lambda one: self.complaints.append(one.text) if one.type == "error" else None)
        self.page.on("requestfinished", self._count)

    def _count(self, request) -> None:
        sizes = request.sizes()
        self.loaded[request.url] = sizes["responseBodySize"] + sizes["responseHeadersSize"]

    def open(self) -> Page:
        self.page.goto(self.url)
        return self.page

    def enter(self) -> Page:
        """With the pass that the code gives, and the page open."""
        Signer.objects.update(code_sent_at=None)
        _, token = entered(self.token)
        cookie = {"name": "signing_pass", "value": token, "url": self.url, "sameSite": "Strict", "httpOnly": True}
        self.context.add_cookies([cookie])
        return self.open()

    def heading(self) -> str:
        return self.page.locator("h1").inner_text()

    def press(self, name: str) -> str:
        """The button of that name, and the heading of what it leads to."""
        with self.page.expect_navigation():
            self.page.get_by_role("button", name=name, exact=True).click()
        return self.heading()

    def look(self, picture: Path | None = None) -> None:
        """Nothing is cut off, and axe has nothing against it."""
        from axe_playwright_python.sync_playwright import Axe

        if picture is not None:
            self.page.screenshot(path=picture)
        assert self.page.evaluate("document.documentElement.scrollWidth") <= self.size[0]
        found = Axe().run(self.page, options=AXE)
        assert found.violations_count == 0, found.generate_report()

    def leave(self) -> None:
        assert self.elsewhere == []
        refused = ("410", "422")  # an answer's status counts as an error of the console
        assert [one for one in self.complaints if not any(f"status of {code}" in one for code in refused)] == []
        self.context.close()


@pytest.fixture
def signer(chromium: Browser, live_server) -> Iterator[Callable[..., SignerPage]]:
    """Gives somebody a browser of a size, with the link of a token."""
    made: list[SignerPage] = []

    def give(token: str, size: tuple[int, int] = DESKTOP, *, scripts: bool = True) -> SignerPage:
        made.append(SignerPage(chromium, live_server.url, token, size, scripts=scripts))
        return made[-1]

    yield give
    for one in made:
        one.leave()


def draw(page: Page) -> None:
    box = page.locator("#pad").bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + 40, box["y"] + 70)
    page.mouse.down()
    for step in range(1, 12):
        page.mouse.move(box["x"] + 40 + step * 18, box["y"] + (30 if step % 2 else 90))
    page.mouse.up()


def test_two_signers__draw_at_a_desk_and_type_on_a_phone__and_the_document_is_signed(signing, signer, tmp_path):
    envelope, token = initiate(signing, {**FIRST, "order": 1}, {**SECOND, "order": 2, "locale": "fil"}, initials=True)
    first = signer(token)
    page = first.open()
    assert first.heading() == "A document is waiting for you"
    page.wait_for_load_state("networkidle")
    assert 1_000 < sum(first.loaded.values()) <= MOST_BYTES
    first.look(tmp_path / "ask.png")
    assert first.press("Send me the code") == "Enter the code"
    page.get_by_label("Code from the mail").fill("12")
    assert first.press("Continue") == "Enter the code"
    first.look()
    page.get_by_label("Code from the mail").fill(code_open(link_find(token).pk) or "")
    first.loaded.clear()
    assert first.press("Continue") == TITLE
    page.wait_for_load_state("networkidle")
    pictures = [url for url in first.loaded if "/page/" in url]
    assert sum(size for url, size in first.loaded.items() if url not in pictures) <= MOST_BYTES
    assert 1 <= len(pictures) < page.locator(".sheet").count(), "pages far below are not loaded yet"
    assert Signer.objects.get(position=0).status == "viewed"
    page.get_by_label("I draw my signature").check()
    page.get_by_label("I agree").check()
    page.get_by_label("Your full name").fill("Eva")
    page.get_by_label("Your initials").fill("ETS")
    draw(page)
    assert first.press("Sign the document") == TITLE
    assert page.locator("#name").evaluate("one => one === document.activeElement")
    assert page.locator("#name-fault").inner_text() == f"Type your full name as it stands here: {FIRST['name']}"
    page.wait_for_function(
        "document.getElementById('pad').getContext('2d').getImageData(0, 0, 1200, 400).data.some(x => x)"
    )
    first.look(tmp_path / "faulty.png")
    page.get_by_label("Your full name").fill(FIRST["name"])
    assert first.press("Sign the document") == "Thank you, you have signed"
    assert first.context.cookies() == []
    signed = Signer.objects.get(position=0)
    assert (signed.status, signed.signature, signed.typed_initials, signed.drawing_size > 500) == (
        "signed", "drawn", "ETS", True,
    )  # fmt: skip

    second = signer(mailed(Signer.objects.get(position=1)), PHONE)
    page = second.enter()
    assert page.locator(".people .done").inner_text().startswith(FIRST["name"])
    page.get_by_role("button", name="Ipakita bilang teksto").click()
    assert page.locator(".sheet img:visible").count() == 0
    assert page.locator(".sheet .text").first.bounding_box()["width"] > 300
    page.get_by_role("button", name="Pirmahan ang dokumento").click()
    assert page.locator("#agreed").evaluate("one => one === document.activeElement")
    assert page.locator("#faulty").inner_text() == "Wala pang naitatala. Tingnan ang mga may marka."
    second.look(tmp_path / "missing.png")
    page.get_by_label("Sumasang-ayon ako").check()
    page.get_by_label("Buong pangalan mo").fill(SECOND["name"])
    page.get_by_label("Inisyal mo").fill("HVL")
    assert second.press("Pirmahan ang dokumento") == "Salamat, nakapirma ka na"
    envelope.refresh_from_db()
    assert envelope.status == "completed"
    second.open()
    assert second.heading() == "Nakapirma ka na rito"


def test_signer__by_keyboard_alone__reaches_and_does_everything(signing, signer):
    page_of = signer(initiate(signing)[1])
    page = page_of.open()
    keys = page.keyboard
    keys.press("Tab")
    keys.press("Enter")
    page.locator("#code").wait_for()
    keys.type(code_open(link_find(page_of.token).pk) or "")  # the field has the focus
    keys.press("Enter")
    page.locator("#name").wait_for()
    reached = []
    for _ in range(40):
        keys.press("Tab")
        where = page.evaluate("document.activeElement.id || document.activeElement.tagName")
        reached.append(where)
        if where == "agreed":
            keys.press("Space")
        elif where == "name":
            keys.type(FIRST["name"])
        elif where == "sign":
            break
    assert reached[-4:] == ["agreed", "name", "typed", "sign"]
    assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") == "solid"
    with page.expect_navigation():
        keys.press("Enter")
    assert page_of.heading() == "Thank you, you have signed"


def test_signer__without_javascript__signs_by_the_typed_name(signing, signer):
    page_of = signer(initiate(signing)[1], PHONE, scripts=False)
    page = page_of.enter()
    assert (
        page.locator("#pad, #typed, #as-text").evaluate_all("all => all.map(one => one.checkVisibility())")
        == [False] * 3
    )
    page.get_by_label("I agree").check()
    page.get_by_label("Your full name").fill(FIRST["name"])
    assert page_of.press("Sign the document") == "Thank you, you have signed"


def test_signer__who_follows_the_mail_again__needs_no_second_code(signing, signer, live_server):
    page_of = signer(initiate(signing)[1])
    page_of.enter()
    assert page_of.heading() == TITLE
    webmail = page_of.context.new_page()
    webmail.goto(live_server.url.replace("localhost", "127.0.0.1") + "/account/forgot")  # another site to the browser
    assert "localhost" in page_of.url
    webmail.evaluate("url => { location.href = url }", page_of.url)
    webmail.get_by_role("heading", name=TITLE).wait_for()
    assert webmail.url == page_of.url


def test_signer__declines_on_a_phone(signing, signer, tmp_path):
    page_of = signer(initiate(signing)[1], PHONE)
    page = page_of.enter()
    page.get_by_text("I do not want to").click()
    page.get_by_role("button", name="Decline").click()
    assert page.locator("#reason-fault").inner_text() == "Say why, in at most 500 letters."
    page_of.look(tmp_path / "decline.png")
    page.get_by_label("Your reason").fill("The price is wrong.")
    assert page_of.press("Decline") == "You declined"
    assert Envelope.objects.get().status == "declined"


def test_signing__that_something_stops_midway__says_what_and_signs_nothing(signing, signer):
    def filled(page_of: SignerPage) -> SignerPage:
        page_of.page.get_by_label("I agree").check()
        page_of.page.get_by_label("Your full name").fill(FIRST["name"])
        return page_of

    envelope, token = initiate(signing)
    stopped = signer(token)
    stopped.enter()
    filled(stopped)
    envelope_void(actor=signing.lawyer, envelope=envelope, reason="A mistake")
    assert stopped.press("Sign the document") == "The document was withdrawn"
    stopped.look()

    envelope, token = initiate(signing)
    late = signer(token)
    late.enter()
    filled(late)
    Envelope.objects.filter(pk=envelope.pk).update(expires_at=timezone.now())
    assert late.press("Sign the document") == "The time has run out"
    assert Signer.objects.filter(acted_at__isnull=False).count() == 0

    Envelope.objects.filter(pk=envelope.pk).update(expires_at=timezone.now() + timezone.timedelta(days=1))
    tabs = signer(token)
    tabs.enter()
    other = tabs.context.new_page()
    other.goto(tabs.url)
    filled(tabs)
    other.get_by_label("I agree").check()
    other.get_by_label("Your full name").fill(FIRST["name"])
    assert tabs.press("Sign the document") == "Thank you, you have signed"
    with other.expect_navigation():
        other.get_by_role("button", name="Sign the document").click()
    assert other.locator("h1").inner_text() == "You have signed already"
    assert Signer.objects.filter(status="signed").count() == 1
