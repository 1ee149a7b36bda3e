"""Take the pictures of the README from the published reports, with the browser of the system."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

BROWSERS = ("chromium", "chromium-browser", "google-chrome")
DESK, PHONE = (1280, 800), (390, 844)


@dataclass(frozen=True)
class Shot:
    """A picture: of which report, in which window and language, and of what on the page."""

    name: str
    report: str
    window: tuple[int, int]
    language: str
    place: str = ""
    """What of the page the picture holds; without it, the top of the page."""


SHOTS = (
    Shot("headline", "cement-2024", DESK, "en"),
    Shot("merit-order", "steel-2025", DESK, "en", "chart-merit-after-china"),
    Shot("money", "polysilicon-2025", DESK, "en", "chart-money-plan"),
    Shot("map", "steel-2025", DESK, "en", "chart-map-displaced"),
    Shot("phone-in-chinese", "cement-2024", PHONE, "zh-CN"),
)


def find_browser() -> str:
    """Return where the browser is, or end the program."""
    path = next(filter(None, map(shutil.which, BROWSERS)), None)
    if path is None:
        raise SystemExit(f"no browser is installed for the pictures; install one of {', '.join(BROWSERS)}")
    return path


def take_all(reports: Path) -> None:
    """Take the pictures of all reports that are there anew into ``screenshots``."""
    place = reports / "screenshots"
    place.mkdir(exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find_browser(), args=["--no-sandbox"])
        for shot in SHOTS:
            if not (reports / shot.report).exists():
                print(f"no picture {shot.name}, as {shot.report} is not published")
                continue
            take(browser, shot, reports / shot.report / "report.html", place / f"{shot.name}.png")
        browser.close()


def take(browser: Browser, shot: Shot, report: Path, picture: Path) -> None:
    """Take one picture, with the network off and every chart drawn."""
    width, height = shot.window
    context = browser.new_context(viewport={"width": width, "height": height}, offline=True)
    page = context.new_page()
    page.goto(report.as_uri())
    page.click(f"[data-speak='{shot.language}']")
    draw_all(page)
    if shot.place:
        page.locator(f".edition:not([hidden]) [data-place='{shot.place}']").screenshot(path=picture)
    else:
        page.evaluate("window.scrollTo(0, 0)")
        page.screenshot(path=picture)
    context.close()


def draw_all(page: Page) -> None:
    """Have every chart of the language that is shown drawn, and wait for the last."""
    page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    undrawn = ".edition:not([hidden]) .chart:not([data-state='drawn']):not([data-state='failed'])"
    page.wait_for_function(f'document.querySelector("{undrawn}") === null')
