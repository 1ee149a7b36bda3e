"""Workbooks: text stays text, totals are alive, and nothing is too long for a sheet or a cell."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pandas as pd
import pytest
from builders import build_mandate
from recomputed import Workbook, shown
from report_case import RUN, make_conflict, make_instance, make_result

from solver.evaluate.outcome import TABLES
from solver.instance.instance import Instance
from solver.language import Language, speaking
from solver.report.grid import Column, Grid, Row
from solver.report.page import edition_of
from solver.report.run_files import tidy_tables
from solver.report.spreadsheet import render_workbook
from solver.report.spreadsheet_book import MOST_CHARACTERS, Book, fitted, format_of, lines_of, sheet_name, units
from solver.report.spreadsheet_data import Tidy, write_tidy
from solver.report.spreadsheet_formulas import sum_formulas
from solver.report.wording import Figure, number, percent
from solver.solve.result import Result

HOSTILE = (
    "=1+1",
    "+cmd|' /C calc'!A0",
    "@SUM(A1:A9)",
    "-2+3",
    "{=1+1}",
    "https://evil.example",
    '<b>bold</b> & "quoted" \' _x0041_',
    "שלום \u202e abc",
    "🐉",
    "x" * 200,
)


def content_of(result: Result, instance: Instance, language: Language = "en") -> bytes:
    tables = tidy_tables(result)
    mandate = build_mandate()
    edition = edition_of(instance, mandate, result, {**RUN, "log": "=2+2\nround 1"}, language)
    with speaking(language):
        return render_workbook(instance, mandate, edition, RUN, tables)


def book_of(result: Result, instance: Instance, language: Language = "en") -> Workbook:
    return Workbook(content_of(result, instance, language))


def texts_of(book: Workbook) -> list[tuple[str, str]]:
    """Return the text and the type of every cell that holds neither a number nor a formula."""
    cells = [cell for sheet in book.written for row in sheet.iter_rows() for cell in row if cell.value is not None]
    return [(str(cell.value), cell.data_type) for cell in cells if cell.data_type not in ("n", "b", "f")]


def one_sheet(name: str, frame: pd.DataFrame, **sizes: int) -> tuple[Workbook, Tidy]:
    book = Book("case", datetime(2026, 1, 2))
    tidy = Tidy(name, frame, 1, **sizes)
    write_tidy(book, tidy)
    return Workbook(book.content()), tidy


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_names_come_out_as_text(name: str) -> None:
    instance = make_instance(
        header={"title": name},
        regions=[{"id": "north", "name": name}],
        firms=[{"id": "good", "name": name}, {"id": "bad", "name": name}],
        payers=[{"id": "fund", "name": name}],
    )
    book = book_of(make_result(instance), instance)
    assert (name, "s") in texts_of(book)
    assert all(kind == "s" for _, kind in texts_of(book))
    assert not any(name in formula for _, _, formula in book.formulas())
    assert [row["name"] for row in book.records("data_names") if row["table"] == "firms"] == [name, name]
    links = [cell.hyperlink for sheet in book.written for row in sheet.iter_rows() for cell in row if cell.hyperlink]
    assert all(link.target is None for link in links), "links lead to sheets of the book alone"


def test_a_text_that_begins_like_a_formula_stays_one_when_it_is_edited() -> None:
    instance = make_instance(payers=[{"id": "fund", "name": "=1+1"}])
    book = book_of(make_result(instance), instance)
    marked = {cell.value: cell.quotePrefix for cells in book.written["data_names"].iter_rows() for cell in cells}
    assert (bool(marked["=1+1"]), bool(marked["Good Inc."])) == (True, False)


def test_a_text_that_is_too_long_for_a_cell_ends_in_an_ellipsis() -> None:
    assert fitted("x" * MOST_CHARACTERS) == "x" * MOST_CHARACTERS
    assert fitted("x" * 40_000) == "x" * (MOST_CHARACTERS - 1) + "…"
    # A dragon counts as two characters: 16,383 of them and the ellipsis make 32,767.
    assert fitted("🐉" * 40_000) == "🐉" * 16_383 + "…"
    assert units("a🐉") == 3
    book, _ = one_sheet("case", pd.DataFrame({"name": ["=" + "1" * 39_999]}))
    (row,) = book.records("data_case")
    assert row["name"] == "=" + "1" * 32_765 + "…"


def test_names_of_sheets_are_ones_that_sheets_may_have() -> None:
    assert sheet_name("What: is [it]?", []) == "What is it"
    assert sheet_name("'quoted'", []) == "quoted"
    assert sheet_name("x" * 40, []) == "x" * 31
    assert sheet_name("Money", ["MONEY"]) == "Money 2"
    assert sheet_name("x" * 40, ["x" * 31]) == "x" * 29 + " 2"
    assert sheet_name("[]", []) == "-"


def test_a_table_that_is_too_long_for_a_sheet_goes_on_on_the_next() -> None:
    # Five rows, three of a sheet, one of them the heading: two and two and one.
    book, tidy = one_sheet("case", pd.DataFrame({"name": list("abcde"), "lines": [1, 2, 3, 4, 5]}), most_rows=3)
    assert book.written.sheetnames == ["data_case", "data_case_2", "data_case_3"]
    assert [row["lines"] for sheet in book.written.sheetnames for row in book.records(sheet)] == [1, 2, 3, 4, 5]
    assert list(tidy.ranges(["lines"])) == [
        ("data_case!$B$2:$B$3",),
        ("data_case_2!$B$2:$B$3",),
        ("data_case_3!$B$2:$B$2",),
    ]


def test_tidy_tables_have_filters_and_their_headings_and_keys_stay_in_sight() -> None:
    instance = make_instance()
    sheet = book_of(make_result(instance), instance).written["data_markets"]
    (table,) = sheet.tables.values()
    # A heading and a row for each side, of the case and fourteen columns.
    assert (table.ref, table.autoFilter.ref) == ("A1:O3", "A1:O3")
    assert sheet.freeze_panes == "E2"
    assert [cell.value for cell in sheet[1]] == ["case", *TABLES["markets"]]


def test_every_table_of_the_outcome_is_there_also_if_it_is_empty() -> None:
    instance = make_instance()
    book = book_of(make_result(instance), instance)
    for name, columns in TABLES.items():
        assert [cell.value for cell in book.written[f"data_{name}"][1]] == ["case", *columns]
    assert book.written["data_shipments"].max_row <= 2


def test_figures_are_numbers_that_show_what_is_written() -> None:
    figures = (number(1234.567, 1), number(-0.25, 2), number(-2.5, 0), number(-0.001, 2), number(0, 3))
    for figure in (*figures, number(5, 0, signed=True), number(0.01, 1, signed=True), percent(0.854, 1)):
        assert isinstance(figure, Figure)
        assert shown(figure.value, format_of(figure)) == figure
    with speaking("zh-CN"):
        figure = percent(0.5)
        assert isinstance(figure, Figure)
        assert shown(figure.value, format_of(figure)) == figure


def test_the_answer_comes_first_in_both_languages() -> None:
    instance = make_instance()
    book = book_of(make_result(instance), instance)
    assert book.written.sheetnames[:3] == ["Headline", "Decisions", "Markets"]
    assert book.written["Headline"]["A1"].value == instance.header.title
    told = [str(cell.value) for cell in book.written["Headline"]["A"]]
    assert any("no plan that keeps all limits is better by more than 1" in each for each in told)
    chinese = book_of(make_result(instance), instance, "zh-CN").written.sheetnames
    assert chinese[0] != "Headline"
    assert chinese[-12:] == book.written.sheetnames[-12:], "tidy tables are called alike"


def test_without_a_plan_the_status_quo_and_why_there_is_none_are_told() -> None:
    instance = make_instance()
    book = book_of(make_conflict(instance), instance)
    assert book.written.sheetnames[:2] == ["Headline", "Why no plan"]
    assert "Decisions" not in book.written.sheetnames
    assert {row["case"] for row in book.records("data_accounts")} == {"status_quo"}
    # No difference without a plan: the headline's formulas are accounts alone.
    assert not any("-" in formula for sheet, _, formula in book.formulas() if sheet == "Headline")


def test_the_same_run_gives_the_same_file() -> None:
    instance = make_instance()
    assert content_of(make_result(instance), instance) == content_of(make_result(instance), instance)


def grid_of(*rows: tuple[float, ...], titles: tuple[str, ...], total: bool = True) -> Grid:
    cells = [("name", *(number(each, 0) for each in row)) for row in rows]
    marked = [Row(each, "total" if total and place == len(rows) - 1 else "") for place, each in enumerate(cells)]
    columns = (Column("Name", kind="name"), *(Column(title) for title in titles))
    return Grid("case", columns, tuple(marked))


@pytest.mark.parametrize(
    ("grid", "formulas"),
    [
        # 1 + 2 = 3 is a sum; 1 + 2 is not 4.
        (grid_of((1, 1), (2, 2), (3, 4), titles=("x", "y")), {(2, 1): "=SUM(B11:B12)"}),
        # 5 - 2 = 3 is a difference; 5 - 2 is not 4.
        (
            grid_of((2, 5, 3), (2, 5, 4), titles=("Status quo", "Plan", "Difference"), total=False),
            {(0, 3): "=ROUND(C11,0)-ROUND(B11,0)"},
        ),
        # 1 + 2 = 3 over the years; 1 + 2 is not 4.
        (grid_of((1, 2, 3), (1, 2, 4), titles=("2025", "2026", "All years"), total=False), {(0, 3): "=SUM(B11:C11)"}),
    ],
)
def test_a_formula_is_written_only_where_it_gives_what_is_shown(grid: Grid, formulas: dict[Any, str]) -> None:
    # The first row of the table is the eleventh of the sheet.
    assert sum_formulas(grid, 10) == formulas


def test_amounts_of_several_scenarios_are_weighted_by_their_probabilities() -> None:
    # In the lower scenario demand is 100 - 5 * price, 75 at Good's cost of 5: Bad stands idle. In both scenarios Bad
    # loses its fixed cost of 30, and 0.6 * 30 + 0.4 * 30 = 30.
    scenarios = [{"id": "base", "probability_pct": 60}, {"id": "low", "probability_pct": 40, "demand_factor": 0.5}]
    instance = make_instance(scenarios=scenarios)
    book = book_of(make_result(instance), instance)
    weighted = [each for each in book.formulas() if "SUMPRODUCT" in each[2]]
    assert weighted
    for sheet, cell, _ in weighted:
        assert book.recomputed(sheet, cell) == pytest.approx(book.cached[sheet][cell].value)
    row = next(row for row in book.rows("Headline", "Totals of 2025 to 2025, in prices of 2025") if "loss" in row[0])
    assert row[2] == "30"


def test_rows_are_high_enough_for_what_is_folded() -> None:
    # Nineteen letters are what a width of 20 surely takes; a Chinese character is as wide as two letters.
    assert lines_of("x" * 19, 20) == 1
    assert lines_of("x" * 20, 20) == 2
    assert lines_of("亿" * 10, 20) == 2
    assert lines_of("one\ntwo", 20) == 2
    # Words of twelve letters do not share a line of nineteen.
    assert lines_of("abcdefghijkl abcdefghijkl abcdefghijkl", 20) == 3
    assert lines_of("", 20) == 1
