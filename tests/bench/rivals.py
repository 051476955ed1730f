"""Who else makes a PDF of the contract: Debian's Chromium by Playwright, LibreOffice from a Word file by docxtpl."""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import subprocess
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import psutil
from docxtpl import DocxTemplate
from playwright.sync_api import Page, sync_playwright

from tests.bench import contract
from tests.browser.conftest import FLAGS

SYSTEM_PYTHON = "/usr/bin/python3"  # the one that Debian's python3-uno is for
LISTENER = Path(__file__).with_name("listener.py")


class Chromium:
    """One warm browser; a new page for each document (of its own, or beside others), or one page that is kept."""

    def __init__(self, browser: Any, driver: int) -> None:
        self._browser = browser
        self._context = browser.new_context()
        self._kept = self._context.new_page()
        self._driver = driver

    def new_page(self, html: str) -> bytes:
        """A PDF by `browser.new_page()`: a page that shares nothing with the page of another client's document."""
        return _printed_once(self._browser.new_page(), html)

    def shared_page(self, html: str) -> bytes:
        """A PDF by a new page that shares storage, cache and cookies with those before it."""
        return _printed_once(self._context.new_page(), html)

    def kept_page(self, html: str) -> bytes:
        """A PDF by the page that stays."""
        return _printed(self._kept, html)

    def processes(self) -> list[psutil.Process]:
        """The browser and its children, without the program that steers it."""
        started = psutil.Process(self._driver).children(recursive=True)
        return [one for one in started if "chrom" in _name(one)]


def _printed_once(page: Page, html: str) -> bytes:
    try:
        return _printed(page, html)
    finally:
        page.close()


def _printed(page: Page, html: str) -> bytes:
    page.set_content(html)
    return page.pdf(prefer_css_page_size=True, print_background=True)


def _name(process: psutil.Process) -> str:
    with contextlib.suppress(psutil.NoSuchProcess):
        return process.name()
    return ""


@contextlib.contextmanager
def chromium() -> Iterator[Chromium]:
    """Debian's Chromium without a window. Raises RuntimeError where it is not installed."""
    path = shutil.which("chromium") or shutil.which("chromium-browser")
    if path is None:
        raise RuntimeError("Chromium is missing: apt-get install chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=FLAGS.split())
        yield Chromium(browser, os.getpid())
        browser.close()


class LibreOffice:
    """docxtpl fills the Word file, LibreOffice prints it: by a call each, or by one that is kept and listens."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._template = folder / "contract.docx"
        contract.write_docx(self._template)

    def call(self, data: dict[str, Any]) -> bytes:
        """A PDF by a call of soffice."""
        path = self._filled(data)
        words = ["soffice", "--headless", "--convert-to", "pdf", "--outdir", str(self._folder), str(path)]
        subprocess.run([*words, self._profile("call")], check=True, capture_output=True, timeout=120)
        return path.with_suffix(".pdf").read_bytes()

    @contextlib.contextmanager
    def listening(self) -> Iterator[Callable[[dict[str, Any]], bytes]]:
        """A function as `call`, by an office that stays."""
        pipe = f"hain-{uuid.uuid4().hex}"
        words = ["soffice", "--headless", "--norestore", f"--accept=pipe,name={pipe};urp;", self._profile("kept")]
        quiet = subprocess.DEVNULL
        office = subprocess.Popen(words, stdin=quiet, stdout=quiet, stderr=quiet, start_new_session=True)
        steering = subprocess.Popen(
            [SYSTEM_PYTHON, str(LISTENER), pipe], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        try:
            _expect(steering, "ready")
            yield lambda data: self._by(steering, data)
        finally:
            steering.kill()
            steering.wait(30)
            os.killpg(office.pid, signal.SIGKILL)
            office.wait(30)

    def _by(self, steering: subprocess.Popen[str], data: dict[str, Any]) -> bytes:
        path = self._filled(data)
        if steering.stdin is not None:
            steering.stdin.write(f"{path}\n")
            steering.stdin.flush()
        _expect(steering, "done")
        return path.with_suffix(".pdf").read_bytes()

    def _filled(self, data: dict[str, Any]) -> Path:
        word = DocxTemplate(str(self._template))
        word.render(data, autoescape=True)
        path = self._folder / "filled.docx"
        word.save(str(path))
        return path

    def _profile(self, name: str) -> str:
        return f"-env:UserInstallation={(self._folder / name).as_uri()}"


def _expect(process: subprocess.Popen[str], word: str) -> None:
    said = process.stdout.readline().strip() if process.stdout is not None else ""
    if said != word:
        raise RuntimeError(f"The listener said {said!r} in place of {word!r}.")
