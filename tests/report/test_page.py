"""The page: everything is in it, nothing is loaded, and names are only names."""

from __future__ import annotations

import base64
import hashlib
import html
import re
from functools import cache
from html.parser import HTMLParser

import pytest
from builders import build_mandate
from report_case import RUN, make_conflict, make_instance, make_result
from test_decisions_levers import every_decision, every_lever

from solver.evaluate.judge import Judge
from solver.instance.instance import Instance
from solver.language import Language
from solver.report.page import render_page
from solver.report.summary import headline
from solver.solve.result import Result

VOID = {"meta", "link", "img", "br", "hr", "input"}
HOSTILE = ("<script>alert(1)</script>", "x" * 200, "שלום \u202e abc", "🐉 & <b>bold</b>", "{{ 7 * 7 }} [red]no[/red]")


class Page(HTMLParser):
    """The page as tags with their attributes; sections, texts, and tables by caption are those of one edition."""

    def __init__(self, text: str, language: str = "en") -> None:
        super().__init__()
        self.language = language
        self.edition: str | None = None
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []
        self.sections: list[str] = []
        self.tables: dict[str, list[list[str]]] = {}
        self.caption = ""
        self.rows: list[list[str]] = []
        self.text = ""
        self.feed(text)
        self.close()
        assert self.open == [], "every tag is closed"

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note a tag, and begin an edition, section, table, row or cell with it."""
        facts = dict(attrs)
        self.tags.append((tag, facts))
        if tag not in VOID:
            self.open.append(tag)
        if facts.get("class") == "edition":
            self.edition = facts["lang"]
        if tag == "section" and self.edition == self.language:
            self.sections.append(str(facts["id"]).removeprefix(f"{self.language}-"))
        if tag == "table":
            self.caption, self.rows = "", []
        if tag == "tr":
            self.rows.append([])
        if tag in ("td", "th"):
            self.rows[-1].append("")

    def handle_endtag(self, tag: str) -> None:
        """Hold a closing tag against the one that is open."""
        assert self.open.pop() == tag, "tags are closed in their order"
        if tag == "table" and self.edition == self.language:
            self.tables[self.caption] = self.rows

    def handle_data(self, data: str) -> None:
        """Add a text to the cell or caption that is open; code and style are no texts."""
        if {"script", "style"} & set(self.open):
            return
        if self.edition in (None, self.language):
            self.text += data
        if "caption" in self.open:
            self.caption += data.strip()
        elif "td" in self.open or "th" in self.open:
            self.rows[-1][-1] += data.strip()


@cache
def case_text() -> str:
    """Return the page of the case, made once: to make the charts takes a while."""
    instance = make_instance()
    return render_page(instance, build_mandate(), make_result(instance), RUN)


@cache
def case_page() -> Page:
    return Page(case_text())


@cache
def conflict_text() -> str:
    instance = make_instance()
    return render_page(instance, build_mandate(), make_conflict(instance), RUN)


def page_of(result: Result, instance: Instance) -> Page:
    return Page(render_page(instance, build_mandate(), result, RUN))


def test_the_headline_is_on_the_page_figure_by_figure() -> None:
    instance = make_instance()
    result = make_result(instance)
    rows = case_page().tables["Totals of 2025 to 2025, in prices of 2025"]
    assert rows[0] == ["Measure", "Unit", "Status quo", "Plan", "Difference"]
    assert rows[1:] == [list(each.cells) for each in headline(instance, result.status_quo, result.plan)]
    assert rows[1][2:] == ["30.0", "129.6", "+99.6"]


def test_sections_come_in_their_order() -> None:
    both = ["people", "money", "regions", "limits", "accounts", "calibration", "sources", "run"]
    assert case_page().sections == ["answer", "decisions", "markets", *both]
    assert Page(conflict_text()).sections == ["conflict", "answer", "markets", *both]


def test_decisions_of_every_lever_and_what_follows_are_on_the_page() -> None:
    instance = every_lever()
    mandate = build_mandate(levers={"conduct_rules": ("joint_cut_10",)})
    judge = Judge(instance, mandate)
    result = Result("optimal", "x", judge.status_quo, judge.evaluate(every_decision()), None, seconds=1, rounds=1)
    page = Page(render_page(instance, mandate, result, RUN))
    assert page.sections[:4] == ["answer", "decisions", "markets", "firms"]
    assert "Agreements on output or price are unlawful unless the law allows them." in page.text
    assert "The mandate gives this reason for its levers: Chosen for a test." in page.text
    assert [attributes for _, attributes in page.tags if attributes.get("class") == "warning"]
    assert {
        "Rules of conduct",
        "Planned lines that start unless they are stopped",
        "Lines that change hands by mergers",
        "Plan: upgrading, lines that start and firms that are integrated, CNY million",
        "Temptations: what each firm would gain by breaking the joint cut alone",
        "pot: what comes in and goes out",
        "Emissions",
    } <= set(page.tables)
    assert "Industry funds are not part of public outlay" in page.text


def test_what_there_is_nothing_of_is_not_on_the_page() -> None:
    page = case_page()
    assert "Emissions" not in page.tables
    assert "Industry funds" not in page.text
    assert "Warning" not in page.text
    assert "A soft one may be missed" not in page.text


def test_without_a_plan_the_cheapest_relaxation_comes_first() -> None:
    page = Page(conflict_text())
    rows = page.tables["The least by which one limit must give way, all others kept"]
    # Two rows of headings, one of them over the amounts.
    assert rows[2][:5] == ["Unemployment ceiling", "North", "12.50", "-", "persons"]
    assert rows[3][:3] == ["Budget", "The fund", "not enough alone"]
    together = "These limits cannot hold together: the budget of The fund and the unemployment ceiling in North."
    assert together in page.text


def test_accounts_on_the_page_add_up_on_both_sides() -> None:
    page = case_page()
    (rows,) = [table for caption, table in page.tables.items() if caption.startswith("The objective, acc")]
    for column, objective in ((1, 30.0), (2, 129.6)):
        amounts = [float(row[column]) for row in rows[1:]]
        assert sum(amounts[:-1]) == pytest.approx(amounts[-1])
        assert amounts[-1] == objective


def test_sources_assumptions_versions_options_and_hashes_are_on_the_page() -> None:
    page = case_page()
    assert page.tables["Sources"][1][:3] == ["office", "Office", "Yearbook"]
    # The header states 1 figure, the market 5, two firms 3 each, two plants 10 each, three duties 1 each: 35, all
    # assumed; the 6 of the region are measured.
    assert ["Measured", "6", "14.6 %"] in page.tables["How well the figures are known"]
    assert "Of the 41 figures of the instance, 35 (85.4 %) are assumptions." in page.text
    assert ["pyomo", RUN["versions"]["pyomo"]] in page.tables["Versions"]
    assert ["settings", "a=b"] in page.tables["Options"]
    assert ["plants.csv", "ab" * 32] in page.tables["Input files and their SHA-256"]


def test_nothing_is_loaded_and_only_the_pages_own_code_runs() -> None:
    page = case_page()
    assert not {"link", "iframe", "object", "embed", "base", "form"} & {tag for tag, _ in page.tags}
    for tag, attributes in page.tags:
        assert not {"src", "srcset", "style", "background"} & set(attributes)
        assert not any(name.startswith("on") for name in attributes)
        reference = attributes.get("href") or "#"
        assert reference.startswith("#") or (tag, reference) == ("a", "https://example.org/yearbook")


def test_the_policy_names_each_script_by_its_hash() -> None:
    text = case_text()
    scripts = re.findall(r"<script>(.*?)</script>", text, re.DOTALL)
    (policy,) = re.findall(r'Content-Security-Policy" content="([^"]*)"', text)
    hashes = [base64.b64encode(hashlib.sha256(each.encode()).digest()).decode() for each in scripts]
    named = " ".join(f"'sha256-{each}'" for each in hashes)
    allowed = f"default-src 'none'; style-src 'unsafe-inline'; img-src data:; script-src {named}"
    assert html.unescape(policy) == allowed
    assert scripts


def test_both_languages_have_the_same_sections_and_different_identifiers() -> None:
    text = case_text()
    english, chinese = Page(text, "en"), Page(text, "zh-CN")
    assert english.sections == chinese.sections
    named = [attributes["id"] for _, attributes in english.tags if "id" in attributes]
    assert len(named) == len(set(named))
    assert {"en-answer", "zh-CN-answer"} <= set(named)


@pytest.mark.parametrize("language", ["en", "zh-CN"])
def test_the_page_opens_in_the_language_that_was_asked_for(language: Language) -> None:
    instance = make_instance()
    page = Page(render_page(instance, build_mandate(), make_result(instance), RUN, language))
    editions = {attributes["lang"]: attributes for _, attributes in page.tags if attributes.get("class") == "edition"}
    assert [each for each, attributes in editions.items() if "hidden" not in attributes] == [language]
    assert next(attributes["lang"] for tag, attributes in page.tags if tag == "html") == language


def test_the_still_page_has_one_language_no_code_and_nothing_folded() -> None:
    instance = make_instance()
    page = Page(render_page(instance, build_mandate(), make_result(instance), RUN, "en", still=True))
    tags = {tag for tag, _ in page.tags}
    assert not {"script", "details", "button", "nav", "noscript"} & tags
    assert {attributes["lang"] for _, attributes in page.tags if "lang" in attributes} == {"en"}
    assert "Every payment to the last fen" in page.tables


def test_numbers_carry_their_value() -> None:
    page = case_page()
    carried = [float(str(attributes["data-value"])) for _, attributes in page.tags if "data-value" in attributes]
    # The objective of the plan; its public outlay is 7 + 5.6 = 12.6.
    assert any(each == pytest.approx(129.6) for each in carried)
    assert any(each == pytest.approx(12.6) for each in carried)


def test_the_log_of_the_run_is_on_the_page() -> None:
    instance = make_instance()
    run = {**RUN, "log": "first <b>line\nsecond \x1b line\n"}
    page = Page(render_page(instance, build_mandate(), make_result(instance), run))
    assert "first <b>line\nsecond   line" in page.text
    assert "Log of the run (2 lines)" in page.text


def test_the_style_refers_to_nothing_outside() -> None:
    text = case_text()
    style = text[text.index("<style>") : text.index("</style>")]
    assert "url(" not in style
    assert "@import" not in style


def test_the_page_is_made_of_landmarks_and_captioned_tables() -> None:
    page = case_page()
    tags = [tag for tag, _ in page.tags]
    assert {"header", "nav", "main", "footer", "h1"} <= set(tags)
    assert tags.count("main") == tags.count("h1") == 2  # one for each language, of which one is shown
    assert tags.count("table") == tags.count("caption") > 10
    assert all(attributes.get("scope") for tag, attributes in page.tags if tag == "th")
    targets = {attributes.get("id") for _, attributes in page.tags}
    links = [str(attributes["href"]) for tag, attributes in page.tags if tag == "a"]
    assert {link[1:] for link in links if link.startswith("#")} <= targets


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_names_come_out_as_text(name: str) -> None:
    instance = make_instance(
        header={"title": name},
        regions=[{"id": "north", "name": name}],
        firms=[{"id": "good", "name": name}, {"id": "bad", "name": name}],
        payers=[{"id": "fund", "name": name}],
        products=[{"id": "product", "name": name, "unit": name}],
    )
    text = render_page(instance, build_mandate(), make_result(instance), RUN)
    page = Page(text)
    assert "b" not in {tag for tag, _ in page.tags}
    assert "<script>alert" not in text
    row = page.tables["Lines that close"][1]
    assert (row[2], row[3], row[8]) == (name, name, name)
    assert page.tables["Regions where people lose a job"][2][0] == name


def test_control_characters_do_not_reach_the_page() -> None:
    instance = make_instance(header={"title": "red \x1b[31m and \x00 nothing"})
    page = page_of(make_result(instance), instance)
    assert "\x1b" not in page.text
    assert "\x00" not in page.text
    assert "red  [31m and   nothing" in page.text


def test_a_name_that_looks_like_an_address_is_not_a_link() -> None:
    instance = make_instance(firms=[{"id": "good", "name": "https://evil.example"}, {"id": "bad"}])
    page = page_of(make_result(instance), instance)
    assert "https://evil.example" not in [attributes.get("href") for _, attributes in page.tags]


def test_an_address_that_would_run_is_not_a_link() -> None:
    source = {"id": "office", "publisher": "x", "title": "x", "url": "javascript:alert(1)", "licence": "x"}
    instance = make_instance(sources=[source])
    page = page_of(make_result(instance), instance)
    assert page.tables["Sources"][1][3] == "javascript:alert(1)"
    assert "javascript:alert(1)" not in [attributes.get("href") for _, attributes in page.tags]
