"""Each figure is the same on the page, in the workbook, in the document and in JSON, and the accounts add up."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from builders import build_mandate
from chinese_fonts import needs_chinese_font
from pypdf import PdfReader
from recomputed import Workbook
from report_case import RUN, closing_plan, make_instance, make_result
from test_decisions_levers import every_decision, every_lever
from test_page import Page

from solver.evaluate.outcome import ACCOUNTS
from solver.instance.instance import Instance
from solver.language import LANGUAGES, Language, _, speaking
from solver.mandate import Mandate
from solver.report.consequences import accounts_grid
from solver.report.grid import Grid
from solver.report.run_files import write_run
from solver.report.run_folder import RunFolder
from solver.report.summary import headline_grid
from solver.solve.result import Result

FEN = 1e-8
"""One hundredth of a CNY, in millions of CNY."""

CASES = (("closing", "en"), ("closing", "zh-CN"), ("scenarios", "zh-CN"), ("every lever", "en"))


@dataclass(frozen=True)
class Written:
    """A run in all its forms, in one language."""

    instance: Instance
    result: Result
    language: Language
    page: Page
    book: Workbook
    outcome: Mapping[str, Any]
    run: Mapping[str, Any]

    @property
    def grids(self) -> dict[str, Grid]:
        """The headline and the accounts."""
        with speaking(self.language):
            return grids_of(self.instance, self.result)


def grids_of(instance: Instance, result: Result) -> dict[str, Grid]:
    """Return the headline and the accounts, by the name of their sheet, in the language that is spoken."""
    assert result.plan is not None
    return {
        _("Headline"): headline_grid(instance, result.status_quo, result.plan),
        _("Accounts"): accounts_grid([result.status_quo, result.plan]),
    }


def case_of(name: str) -> tuple[Instance, Mandate, Result]:
    if name == "every lever":
        instance, mandate = every_lever(), build_mandate(levers={"conduct_rules": ("joint_cut_10",)})
        return instance, mandate, make_result(instance, mandate, every_decision())
    scenarios = [{"id": "base", "probability_pct": 60}, {"id": "low", "probability_pct": 40, "demand_factor": 0.7}]
    instance = make_instance(**({"scenarios": scenarios} if name == "scenarios" else {}))
    return instance, build_mandate(), make_result(instance, plan=closing_plan())


@pytest.fixture(scope="module", params=CASES, ids=" in ".join)
def written(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Written:
    case, language = request.param
    return written_run(case, language, tmp_path_factory.mktemp("same") / "run")


def written_run(case: str, language: Language, path: Path) -> Written:
    instance, mandate, result = case_of(case)
    with speaking(language):
        write_run(RunFolder.create(path, RUN), instance, mandate, result)
    return Written(
        instance,
        result,
        language,
        Page((path / "report.html").read_text(encoding="utf-8"), language),
        Workbook((path / "report.xlsx").read_bytes()),
        json.loads((path / "outcome.json").read_text(encoding="utf-8")),
        json.loads((path / "run.json").read_text(encoding="utf-8")),
    )


def test_the_headline_and_the_accounts_are_the_same_on_page_and_sheets(written: Written) -> None:
    for sheet, grid in written.grids.items():
        on_page = written.page.tables[grid.caption]
        assert on_page[0] == [column.title for column in grid.columns]
        assert on_page[1:] == [list(row.cells) for row in grid.rows]
        assert written.book.rows(sheet, grid.caption) == on_page


def test_json_has_the_accounts_of_the_page_and_they_add_up(written: Written) -> None:
    for case, side in (("status_quo", written.result.status_quo), ("plan", written.result.plan)):
        told = written.outcome[case]
        assert side is not None
        assert told["accounts"] == side.accounts
        assert sum(told["accounts"].values()) == pytest.approx(told["objective_mcny"], abs=FEN)
    assert written.run["objective"] == written.outcome["plan"]["objective_mcny"]


def test_every_formula_gives_the_value_that_is_shown(written: Written) -> None:
    found = list(written.book.formulas())
    for sheet, cell, formula in found:
        value = written.book.cached[sheet][cell].value
        assert written.book.recomputed(sheet, cell) == pytest.approx(value, rel=1e-9, abs=1e-9), (sheet, cell, formula)
    # Both sides of each account and of the objective, and a difference in each row.
    headline, accounts = written.grids
    assert sum(sheet == accounts for sheet, _cell, _formula in found) == 3 * (len(ACCOUNTS) + 1)
    rows = len(written.grids[headline].rows)
    assert sum("-" in formula for sheet, _cell, formula in found if sheet == headline) == rows
    assert sum("SUMIFS" in formula for sheet, _cell, formula in found if sheet == headline) >= 2 * len(ACCOUNTS) - 4


def test_tidy_accounts_are_those_of_json(written: Written) -> None:
    parts: defaultdict[tuple[str, str], float] = defaultdict(float)
    for row in written.book.records("data_accounts"):
        parts[row["case"], row["account"]] += row["objective_mcny"]
    for case in ("status_quo", "plan"):
        for account in ACCOUNTS:
            assert parts[case, account] == pytest.approx(written.outcome[case]["accounts"][account], abs=FEN)


def test_payments_add_up_to_public_outlay_to_the_last_fen(written: Written) -> None:
    # Public outlay is all that payers spend, industry funds apart, in each year and scenario.
    paid: defaultdict[tuple[str, str, int], float] = defaultdict(float)
    for row in written.book.records("data_payments"):
        if not written.instance.payers[row["payer"]].is_industry_fund:
            paid[row["case"], row["scenario"], row["year"]] += row["spent_mcny"]
    accounts = [row for row in written.book.records("data_accounts") if row["account"] == "public_outlay"]
    assert len(accounts) == 2 * len(written.instance.futures) * len(written.instance.years)
    for row in accounts:
        assert paid[row["case"], row["scenario"], row["year"]] == pytest.approx(row["amount"], abs=FEN / 2)


@pytest.mark.parametrize(
    "language", [pytest.param(each, marks=needs_chinese_font if each == "zh-CN" else ()) for each in LANGUAGES]
)
def test_the_document_shows_the_headline_and_the_accounts_row_by_row(language: Language, tmp_path: Path) -> None:
    instance, mandate, result = case_of("closing")
    with speaking(language):
        write_run(RunFolder.create(tmp_path / "run", RUN), instance, mandate, result, pdf=True)
        grids = grids_of(instance, result)
    pages = PdfReader(BytesIO((tmp_path / "run" / "report.pdf").read_bytes())).pages
    text = "".join("".join(page.extract_text().split()) for page in pages)
    for grid in grids.values():
        assert "".join(grid.caption.split()) in text
        for row in grid.rows:
            assert "".join("".join(row.cells).split()) in text


def test_the_figures_are_those_done_in_ones_head(tmp_path: Path) -> None:
    # 7 of closing, 12.6 of outlay, 95 of harm, 10 for 100 people and 5 for 50 years: 129.6, and 30 in the status quo.
    run = written_run("closing", "en", tmp_path / "run")
    assert run.outcome["plan"]["objective_mcny"] == pytest.approx(129.6)
    row = run.book.rows("Headline", "Totals of 2025 to 2025, in prices of 2025")[1]
    assert row[1:] == ["CNY million", "30.0", "129.6", "+99.6"]
