"""The page in a real browser with the network off: nothing is missing, everything works, and nobody is shut out."""

from __future__ import annotations

from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from browser_case import BROWSER, DESK, PHONE, Opened, launched, opened
from builders import build_mandate
from playwright.sync_api import Browser
from pypdf import PdfReader
from report_case import RUN, make_instance, make_result
from test_decisions_levers import every_decision, every_lever
from test_page import HOSTILE

from solver.evaluate.judge import Judge
from solver.report.page import render_page
from solver.solve.result import Result

pytestmark = pytest.mark.skipif(BROWSER is None, reason="no Chromium or Chrome is installed")

LANGUAGES = ("en", "zh-CN")
SHOWN = ".edition:not([hidden])"


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with launched() as started:
        yield started


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Write the page of an instance in which every lever is pulled."""
    instance = every_lever()
    mandate = build_mandate(levers={"conduct_rules": ("joint_cut_10",)})
    judge = Judge(instance, mandate)
    result = Result("optimal", "x", judge.status_quo, judge.evaluate(every_decision()), None, seconds=1, rounds=1)
    file = tmp_path_factory.mktemp("page") / "report.html"
    file.write_text(render_page(instance, mandate, result, RUN), encoding="utf-8")
    return file


@pytest.fixture
def window(browser: Browser, path: Path) -> Iterator[Opened]:
    with opened(browser, path, DESK) as each:
        yield each


def column_of(window: Opened, caption: str, position: int) -> list[str]:
    """Return the texts of a column, from top to bottom."""
    table = window.page.locator(f"{SHOWN} table", has=window.page.locator("caption", has_text=caption)).first
    return table.locator(f"tbody tr > :nth-child({position + 1})").all_inner_texts()


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_chart_is_drawn_and_nothing_is_complained_of(window: Opened, language: str) -> None:
    window.speak(language)
    window.draw_all()
    marks = window.page.eval_on_selector_all(
        f"{SHOWN} figure", "all => all.map(each => each.querySelectorAll('.chart svg [class*=mark-] > *').length)"
    )
    assert marks
    assert min(marks) > 0
    assert window.troubles == []


def test_charts_are_drawn_before_printing_without_scrolling(window: Opened) -> None:
    window.page.pdf()
    undrawn = window.page.locator(f"{SHOWN} .chart:not([data-state='drawn'])").count()
    assert undrawn == 0
    assert window.troubles == []


def test_a_long_table_goes_on_with_its_headings_on_each_printed_page(window: Opened) -> None:
    label = window.page.locator("#en-accounts tbody th").first.inner_text()
    window.page.evaluate(
        "() => { const body = document.querySelector('#en-accounts tbody');"
        " for (let n = 0; n < 100; n += 1) body.prepend(body.rows[0].cloneNode(true)); }"
    )
    texts = [page.extract_text() for page in PdfReader(BytesIO(window.page.pdf())).pages]
    long = [text for text in texts if text.count(label) > 20]
    assert len(long) > 1
    assert all("Account Status quo Plan" in text for text in long)


@pytest.mark.parametrize("language", LANGUAGES)
def test_nothing_is_wider_than_a_phone(browser: Browser, path: Path, language: str) -> None:
    with opened(browser, path, PHONE) as window:
        window.speak(language)
        window.draw_all()
        window.page.eval_on_selector_all("details", "all => all.forEach(each => { each.open = true; })")
        assert window.page.evaluate("document.documentElement.scrollWidth") == PHONE["width"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_axe_finds_nothing(window: Opened, language: str) -> None:
    window.speak(language)
    window.draw_all()
    window.page.eval_on_selector_all("details", "all => all.forEach(each => { each.open = true; })")
    found = Axe().run(window.page, options={"resultTypes": ["violations"]})
    assert [(each["id"], each["nodes"][0]["html"]) for each in found.response["violations"]] == []


def test_the_language_switch_works_by_keyboard_and_keeps_the_place(window: Opened) -> None:
    page = window.page
    page.evaluate("document.querySelector('#en-money').scrollIntoView({ behavior: 'instant' })")
    before = page.evaluate("document.querySelector('#en-money').getBoundingClientRect().top")
    page.focus("[data-speak='zh-CN']")
    page.keyboard.press("Enter")
    assert page.get_attribute("html", "lang") == "zh-CN"
    assert page.locator("main:visible").get_attribute("id") == "zh-CN-report"
    assert page.get_attribute("[data-speak='zh-CN']", "aria-pressed") == "true"
    assert page.get_attribute("[data-speak='en']", "aria-pressed") == "false"
    after = page.evaluate("document.querySelector('#zh-CN-money').getBoundingClientRect().top")
    assert after == pytest.approx(before, abs=2)  # charts above are as tall in either language
    assert page.evaluate("document.activeElement.dataset.speak") == "zh-CN"
    assert page.evaluate("localStorage.length + sessionStorage.length") == 0


def test_an_address_within_the_other_language_shows_it(browser: Browser, path: Path) -> None:
    with opened(browser, path, DESK) as window:
        window.page.goto(f"{path.as_uri()}#zh-CN-limits")
        window.page.reload()
        assert window.page.get_attribute("html", "lang") == "zh-CN"
        assert window.page.locator("#zh-CN-limits").is_visible()


def test_tables_are_sorted_by_keyboard_and_sums_stay_last(window: Opened) -> None:
    caption = "The objective, account by account:"
    written = column_of(window, caption, 2)
    heading = window.page.locator(f"{SHOWN} #en-accounts th", has_text="Plan").first
    for direction, is_descending in (("ascending", False), ("descending", True)):
        heading.locator("button").press("Enter")
        assert heading.get_attribute("aria-sort") == direction
        texts = column_of(window, caption, 2)
        values = [float(text.replace(",", "")) for text in texts[:-1]]
        assert values == sorted(values, reverse=is_descending)
        assert texts[-1] == written[-1]
    heading.locator("button").press("Enter")
    assert heading.get_attribute("aria-sort") == "none"
    assert column_of(window, caption, 2) == written


def test_names_are_sorted_as_words_and_numbers_as_numbers(window: Opened) -> None:
    heading = window.page.locator(f"{SHOWN} #en-accounts th", has_text="Account").first
    heading.locator("button").click()
    names = column_of(window, "The objective, account by account:", 0)[:-1]
    assert names == sorted(names)


def test_without_scripts_the_page_is_whole_in_its_language(browser: Browser, path: Path) -> None:
    context = browser.new_context(java_script_enabled=False, offline=True)
    page = context.new_page()
    page.goto(path.as_uri())
    assert page.locator("#en-answer").is_visible()
    assert not page.locator("#zh-CN-answer").is_visible()
    assert not page.locator(".switch").is_visible()
    assert page.locator("figure noscript").first.is_visible()
    context.close()


def test_hostile_names_are_text_in_tables_and_charts(browser: Browser, tmp_path: Path) -> None:
    script, long, right_to_left, bold, braces = HOSTILE
    instance = make_instance(
        header={"title": script},
        regions=[{"id": "north", "name": bold}],
        markets=[{"name": braces}],
        firms=[{"id": "good", "name": script}, {"id": "bad", "name": right_to_left}],
        payers=[{"id": "fund", "name": bold}],
        products=[{"id": "product", "name": long, "unit": script}],
    )
    file = tmp_path / "hostile.html"
    file.write_text(render_page(instance, build_mandate(), make_result(instance), RUN), encoding="utf-8")
    with opened(browser, file, PHONE) as window:
        window.page.on("dialog", lambda dialog: pytest.fail("a name was run as code"))
        window.draw_all()
        assert window.page.locator("main b, main script:not([type='application/json'])").count() == 0
        assert window.page.evaluate("document.documentElement.scrollWidth") == PHONE["width"]
        assert window.page.inner_text("h1 >> visible=true") == script
        # The payer is a node of the picture of where its money goes.
        drawn = window.page.locator(f"{SHOWN} #en-money .chart svg text").all_text_contents()
        assert any("& <b>bold</b>" in text for text in drawn)
        assert window.troubles == []
