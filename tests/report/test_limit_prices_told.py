"""What more room in limits saves, in reports: the plan of the case pays 7 for Poor and 0.6 to 50 people of North."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest
from builders import build_mandate
from recomputed import Workbook
from report_case import RUN, make_instance, make_result
from test_page import Page

from solver.language import speaking
from solver.report.grid import Row
from solver.report.limit_prices import limit_prices_grid, limit_prices_sentences
from solver.report.run_files import write_run
from solver.report.run_folder import RunFolder
from solver.report.wording import Figure
from solver.solve.result import LimitPrice, Result

DUE = LimitPrice("participation", "poor", 2025, "mcny", 1.0)
FLOOR = LimitPrice("income_floor", "north", 0, "cny_per_month", 0.0006)
SUPPLY = LimitPrice("supply", "market", 2025, "munit", None)


def priced(*prices: LimitPrice) -> Result:
    return replace(make_result(make_instance(), build_mandate(limits={"participation": {}})), limit_prices=prices)


def rows_of(*prices: LimitPrice) -> tuple[Row, ...]:
    result = priced(*prices)
    assert result.plan is not None
    return limit_prices_grid(make_instance(), result.plan, prices).rows


def test_each_limit_says_of_what_when_and_for_how_much_room() -> None:
    due, floor, supply = (row.cells for row in rows_of(DUE, FLOOR, SUPPLY))
    assert due == ("Owners paid what is due", "Poor plant", "2025", "1", "CNY million", "1")
    assert floor == ("Income floor", "North", "all years", "1", "CNY a month", "0.00060")
    assert supply == ("Supply floor", "Home market", "2025", "1", "kt", "-")
    assert isinstance(floor[-1], Figure)
    assert floor[-1].value == 0.0006


def test_units_are_those_of_the_reader() -> None:
    # A mcny is 100 times 10,000 CNY, and a kt, of which 10 make 10,000 t, a tenth of it.
    with speaking("zh-CN"):
        due, supply = (row.cells for row in rows_of(DUE, SUPPLY))
    assert due[3:] == ("100", "万元", "100")
    assert supply[3:] == ("0.100", "万吨", "-")


def test_limits_that_save_the_same_share_a_row_and_only_some_are_named() -> None:
    alike = [replace(DUE, subject=key) for key in ("poor", "fine", "third", "fourth")]
    (three,) = rows_of(*alike[:3])
    assert three.cells[1] == "Poor plant, Fine plant, third"
    four, later = rows_of(*alike, replace(DUE, year=2026))
    assert four.cells[1] == "each of 4, such as Poor plant, Fine plant, third"
    assert later.cells[1:3] == ("Poor plant", "2026")


def test_a_soft_limit_is_called_so() -> None:
    result = make_result(
        make_instance(),
        build_mandate(
            limits={"unemployment": {"level": "soft", "breach_price_mcny": 1, "rise_ceiling_percentage_points": 0.1}}
        ),
    )
    assert result.plan is not None
    price = LimitPrice("unemployment", "north", 2025, "persons", 1.0)
    (row,) = limit_prices_grid(make_instance(), result.plan, [price]).rows
    assert row.cells[:2] == ("Unemployment ceiling (soft)", "North")


def test_it_is_said_that_decisions_are_held() -> None:
    held, rest = limit_prices_sentences(priced(DUE))
    assert "whole decisions" in held
    assert "modes of markets" in held
    assert rest.startswith("Limits that are not named save nothing")
    assert limit_prices_sentences(priced())[1].startswith("In this way no limit saves anything")
    assert limit_prices_sentences(priced(DUE, SUPPLY))[2].startswith("A dash")


def test_what_is_not_known_is_said_and_not_shown() -> None:
    result = make_result(make_instance())
    (sentence,) = limit_prices_sentences(result)
    assert "is not known" in sentence
    assert limit_prices_sentences(replace(result, plan=None)) == []


@pytest.fixture
def run(tmp_path: Path) -> Path:
    write_run(RunFolder.create(tmp_path / "run", RUN), make_instance(), build_mandate(), priced(DUE, FLOOR, SUPPLY))
    return tmp_path / "run"


def test_json_table_page_and_workbook_hold_the_same_prices(run: Path) -> None:
    told = json.loads((run / "run.json").read_text(encoding="utf-8"))["limit_prices"]
    assert [LimitPrice(**each) for each in told] == [DUE, FLOOR, SUPPLY]
    table = pd.read_csv(run / "limit_prices.csv")
    assert list(table.columns) == ["rule", "subject", "year", "unit", "saving_mcny"]
    assert list(table["saving_mcny"])[:2] == [1.0, 0.0006]
    assert table["saving_mcny"].isna().tolist() == [False, False, True]
    caption = "What one unit more room in a limit would save, decisions held as they are, CNY million"
    page = Page((run / "report.html").read_text(encoding="utf-8"))
    book = Workbook((run / "report.xlsx").read_bytes())
    assert [row[-1] for row in page.tables[caption][-3:]] == ["1", "0.00060", "-"]
    assert book.rows("Limits", caption)[1:] == page.tables[caption][1:]
    assert [cell.value for cell in book.written["data_limit_prices"]["E"]] == ["saving_mcny", 1, 0.0006, None]


def test_what_is_not_known_leaves_an_empty_table_and_a_null(tmp_path: Path) -> None:
    write_run(RunFolder.create(tmp_path / "run", RUN), make_instance(), build_mandate(), make_result(make_instance()))
    assert json.loads((tmp_path / "run" / "run.json").read_text(encoding="utf-8"))["limit_prices"] is None
    assert (tmp_path / "run" / "limit_prices.csv").read_text() == "rule,subject,year,unit,saving_mcny\n"
