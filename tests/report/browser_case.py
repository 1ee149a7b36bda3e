"""A browser without a network for tests of the page, and a page with every lever and a chart drawn by hand."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from playwright.sync_api import Browser, ConsoleMessage, Page, Request, sync_playwright

PHONE = {"width": 390, "height": 844}
DESK = {"width": 1280, "height": 900}
BROWSER = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)


@dataclass
class Opened:
    """A page in a window, and everything that went wrong in it."""

    page: Page
    troubles: list[str] = field(default_factory=list)

    def note(self, message: ConsoleMessage) -> None:
        """Note what the page complains of."""
        if message.type in ("error", "warning"):
            self.troubles.append(message.text)

    def failed(self, request: Request) -> None:
        """Note what the page asked for in vain."""
        self.troubles.append(f"failed: {request.url}")

    def speak(self, language: str) -> None:
        """Press the button of a language, unless it is spoken."""
        self.page.click(f"[data-speak='{language}']")

    def draw_all(self) -> None:
        """Have every chart of the language that is shown drawn, and wait for the last."""
        self.page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
        undrawn = ".edition:not([hidden]) .chart:not([data-state='drawn']):not([data-state='failed'])"
        self.page.wait_for_function(f'document.querySelector("{undrawn}") === null')


@contextmanager
def opened(browser: Browser, path: Path, size: dict[str, int]) -> Iterator[Opened]:
    """Open a file with the network off."""
    context = browser.new_context(viewport={"width": size["width"], "height": size["height"]}, offline=True)
    window = Opened(context.new_page())
    window.page.on("console", window.note)
    window.page.on("pageerror", lambda error: window.troubles.append(str(error)))
    window.page.on("requestfailed", window.failed)
    window.page.goto(path.as_uri())
    yield window
    context.close()


@contextmanager
def launched() -> Iterator[Browser]:
    """Start a browser; one is enough for a file of tests."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=BROWSER, args=["--no-sandbox"])
        yield browser
        browser.close()
