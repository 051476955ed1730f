"""A real browser before the running site, on the embedded default."""

from __future__ import annotations

import asyncio
import shutil
from asyncio.events import _set_running_loop
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from backoffice import demo
from documents import services

FLAGS = (
    "--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking "
    "--disable-component-update --disable-sync"
)
DESKTOP, PHONE = (1440, 900), (390, 844)
# Only what is wrong is described: describing all that is right takes as long as finding it.
AXE = {"runOnly": ["wcag2a", "wcag2aa"], "resultTypes": ["violations"]}
SLUG = "articles-of-incorporation-stock"  # the one template that these tests need


@pytest.fixture(scope="session")
def _running_chromium() -> Iterator[tuple[Browser, asyncio.AbstractEventLoop]]:
    """One browser a test process, and the event loop that Playwright keeps in the thread: hidden between the tests."""
    path = shutil.which("chromium") or shutil.which("chromium-browser")
    assert path, "Chromium is missing: apt-get install chromium"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=FLAGS.split())
        loop = asyncio.get_running_loop()
        _set_running_loop(None)
        yield browser, loop
        _set_running_loop(loop)
        browser.close()


@pytest.fixture
def chromium(_running_chromium, monkeypatch) -> Iterator[Browser]:
    """The browser; each test opens contexts of its own in it, which share nothing and are closed afterwards."""
    browser, loop = _running_chromium
    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")  # that loop is not ours: the tests are plain code
    _set_running_loop(loop)
    yield browser
    for context in browser.contexts:
        context.close()
    _set_running_loop(None)


@pytest.fixture
def site(transactional_db, files, embedded_jobs, printed_once, live_server, settings, monkeypatch) -> demo.Demo:
    """The demo's people and case on the running site."""
    settings.PUBLIC_URL = live_server.url
    monkeypatch.setattr("documents.services.publishing._require_publishable", lambda source: None)
    services.library_import(actor=None, path=settings.BASE_DIR / "documents" / "library" / SLUG)
    return demo.demo_create()


@pytest.fixture
def visit(chromium, site, live_server) -> Iterator[Callable[..., Page]]:
    """Opens a page of a size, logged in as somebody; a page that logs an error in its console fails the test."""
    contexts, said = [], []

    def open_page(who: str = "lawyer", size: tuple[int, int] = DESKTOP) -> Page:
        context = chromium.new_context(
            base_url=live_server.url, viewport={"width": size[0], "height": size[1]}, locale="en-PH"
        )
        contexts.append(context)
        context.set_default_timeout(20_000)
        page = context.new_page()
        page.on("pageerror", lambda error: said.append(str(error)))
        page.on("console", lambda line: said.append(line.text) if line.type == "error" else None)
        page.goto("/admin/")
        page.get_by_label("E-mail").fill(site.users[who].email)
        page.get_by_label("Password").fill(site.passwords[who])
        page.get_by_role("button", name="Log in").click()
        page.wait_for_url("**/admin/")
        return page

    yield open_page
    for context in contexts:
        context.close()
    # A form with faults is answered 422, which the browser's console counts as an error of its own.
    assert [line for line in said if "422" not in line] == []
