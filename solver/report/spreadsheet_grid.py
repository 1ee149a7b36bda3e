"""Parts of a report on sheets: sentences, and tables with numbers that can be calculated with."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from solver.report.grid import Column, Grid, Mark, Row
from solver.report.picture import Picture
from solver.report.section import Section
from solver.report.spreadsheet_book import WIDEST_COLUMN, Sheet, format_of
from solver.report.spreadsheet_formulas import Accounts, Formulas, live_formulas
from solver.report.wording import Figure

ACROSS = 8
"""Columns that a sentence spans."""

WIDEST_NUMBER = 16.0
TITLE: Mapping[str, Any] = {"bold": True, "font_size": 14}
CAPTION: Mapping[str, Any] = {"bold": True, "font_color": "#1f4e79"}
HEADING: Mapping[str, Any] = {"bold": True, "bg_color": "#eef2f7", "bottom": 1}
WARNING: Mapping[str, Any] = {"bold": True, "font_color": "#9a3412"}
MARKS: Mapping[Mark, Mapping[str, Any]] = {
    "": {},
    "total": {"bold": True, "top": 1},
    "broken": {"font_color": "#9a3412", "bg_color": "#fdf1ea"},
    "missed": {"font_color": "#5b21b6", "bg_color": "#f3eefb"},
    "binds": {"bg_color": "#fbf8e6"},
}
"""How rows stand out, as on the page."""


def write_section(sheet: Sheet, section: Section, accounts: Accounts | None) -> int:
    """Write a part of a report on its sheet and return the first row below it.

    Parameters
    ----------
    sheet : Sheet
        Where to.
    section : Section
        What; tables that a page folds away are written like all others.
    accounts : Accounts, optional
        What accounts are added up from, where the book has them.
    """
    tables = [*section.grids, *section.folded, *tables_of(section.pictures, section.grids)]
    for grid in tables:
        set_widths(sheet, grid)
    sheet.set_widths()
    sheet.worksheet.hide_gridlines(2)
    sheet.worksheet.freeze_panes(1, 1)
    sheet.text(0, 0, section.title, **TITLE)
    row = 1
    for style, texts in ((WARNING, section.warnings), ({}, section.sentences)):
        for text in texts:
            sheet.across(row, 0, ACROSS, text, **style)
            row += 1
    for grid in tables:
        row = write_grid(sheet, row + 1, grid, accounts)
    for caption, text in section.texts:
        row = write_text(sheet, row + 1, caption, text)
    return row


def tables_of(pictures: tuple[Picture, ...], shown: tuple[Grid, ...]) -> list[Grid]:
    """Return what is drawn in pictures and is not in a table already."""
    return [picture.table for picture in pictures if picture.table.rows and picture.table not in shown]


def write_text(sheet: Sheet, row: int, caption: str, text: str) -> int:
    """Write a text line by line under its caption and return the row below it."""
    sheet.text(row, 0, caption, **CAPTION)
    for line in text.splitlines():
        row += 1
        sheet.text(row, 0, line, font_name="Consolas")
    return row + 1


def write_grid(sheet: Sheet, top: int, grid: Grid, accounts: Accounts | None) -> int:
    """Write a table from a row on, with live totals, and return the row below it."""
    sheet.text(top, 0, grid.caption, **CAPTION)
    first = write_headings(sheet, top + 1, grid)
    formulas = live_formulas(grid, first, accounts)
    for position, row in enumerate(grid.rows):
        write_row(sheet, first, position, grid.columns, row, formulas)
    return first + len(grid.rows)


def write_headings(sheet: Sheet, row: int, grid: Grid) -> int:
    """Write the headings and return the row below them; what columns share stands above their own."""
    if grid.grouped:
        column = 0
        for group, span in grid.groups:
            if group:
                sheet.across(row, column, span, group, **HEADING, align="center")
            column += span
        row += 1
    for place, each in enumerate(grid.columns):
        sheet.across(row, place, 1, each.title, **HEADING, align=alignment(each))
    return row + 1


def write_row(
    sheet: Sheet, first: int, position: int, columns: tuple[Column, ...], row: Row, formulas: Formulas
) -> None:
    """Write a row of a table whose first row stands in a row of the sheet."""
    style = MARKS[row.mark]
    at = first + position
    for place, (column, cell) in enumerate(zip(columns, row.cells, strict=True)):
        if isinstance(cell, Figure) and (position, place) in formulas:
            sheet.formula(at, place, formulas[position, place], cell.value, format_of(cell), **style)
        elif isinstance(cell, Figure):
            sheet.number(at, place, cell.value, format_of(cell), **style)
        elif column.kind == "year" and cell.isascii() and cell.isdecimal():
            sheet.number(at, place, int(cell), "0", align="left", **style)
        else:
            sheet.text(at, place, cell, text_wrap=True, align=alignment(column), **style)


def alignment(column: Column) -> str:
    """Return where the text of a column stands."""
    return "right" if column.kind == "number" else "left"


def set_widths(sheet: Sheet, grid: Grid) -> None:
    """Make the columns wide enough for a table; headings of numbers may be folded, long names too."""
    for place, column in enumerate(grid.columns):
        cells = [row.cells[place] for row in grid.rows]
        number = column.kind == "number"
        sheet.widen(place, cells if number else [column.title, *cells], widest=WIDEST_COLUMN)
        if number:
            sheet.widen(place, [column.title], widest=WIDEST_NUMBER)
