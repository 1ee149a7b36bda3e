"""Tidy tables on sheets of their own: one row for each thing, filters, and columns that formulas can name."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import pandas as pd
from xlsxwriter.utility import xl_col_to_name

from solver.report.spreadsheet_book import MOST_ROWS, Book, Sheet, fitted

PREFIX = "data_"
"""What the names of sheets with tidy tables begin with."""

STYLE = "Table Style Light 1"
FORMATS: Mapping[str, str] = {
    "year": "0",
    "spent_mcny": "#,##0.00######",
    "probability": "0.0###",
    "lines": "#,##0",
    "open_lines": "#,##0",
}
"""Number formats of columns that have their own."""

ENDINGS: Mapping[str, str] = {
    "_munit": "#,##0.000",
    "_pct": "#,##0.0",
    "_rate": "0.000",
    "_mtco2": "#,##0.000",
    "_persons": "#,##0.0",
}
"""Number formats by the unit that a column's name ends in; ``#,##0.00`` for all others."""

SAMPLE_ROWS = 500
"""Rows that decide how wide a column is."""


@dataclass(frozen=True)
class Tidy:
    """A tidy table and the sheets that hold it; one that is too long for a sheet goes on on the next.

    Parameters
    ----------
    name : str
        The table, without the prefix of its sheets.
    frame : pandas.DataFrame
        Its rows.
    key_columns : int
        How many of the leading columns stay in sight.
    most_rows : int
        Rows of a sheet, with its heading.
    """

    name: str
    frame: pd.DataFrame
    key_columns: int
    most_rows: int = MOST_ROWS

    @property
    def parts(self) -> list[tuple[str, pd.DataFrame]]:
        """The sheets' names and the rows on each; one without rows where there are none."""
        step = self.most_rows - 1
        starts = range(0, max(1, len(self.frame)), step)
        names = (f"{PREFIX}{self.name}{f'_{number}' if number > 1 else ''}" for number in range(1, len(starts) + 1))
        return [(name, self.frame.iloc[start : start + step]) for name, start in zip(names, starts, strict=True)]

    def ranges(self, columns: Sequence[str]) -> Iterator[tuple[str, ...]]:
        """Yield where columns stand, as formulas name it, for each sheet that holds the table."""
        letters = [xl_col_to_name(list(self.frame.columns).index(each), col_abs=True) for each in columns]
        for sheet, rows in self.parts:
            yield tuple(f"{sheet}!{letter}$2:{letter}${max(1, len(rows)) + 1}" for letter in letters)


def write_tidy(book: Book, tidy: Tidy) -> None:
    """Write a table on its sheet or sheets."""
    for name, frame in tidy.parts:
        sheet = book.sheet(name)
        for position, column in enumerate(frame.columns):
            write_column(sheet, position, str(column), frame[column])
        headings = [{"header": str(each), "header_format": book.style(bold=True)} for each in frame.columns]
        last_row, last_column = max(1, len(frame)), len(frame.columns) - 1
        table = {"name": name, "columns": headings, "style": STYLE}
        sheet.worksheet.add_table(0, 0, last_row, last_column, table)
        sheet.worksheet.freeze_panes(1, tidy.key_columns)
        sheet.worksheet.repeat_rows(0)
        sheet.set_widths()


def write_column(sheet: Sheet, position: int, name: str, values: pd.Series) -> None:
    """Write the cells below a heading, each as what it is; there are many, so what they share is looked up once."""
    plain, number = sheet.book.style(), sheet.book.style(num_format=format_of_column(name))
    ready = {each: sheet.ready_text(each) for each in values.unique() if isinstance(each, str)}
    for row, value in enumerate(values.tolist(), start=1):
        if isinstance(value, str):
            sheet.worksheet.write_string(row, position, *ready[value])
        elif isinstance(value, bool):
            sheet.worksheet.write_boolean(row, position, value, plain)
        elif math.isfinite(value):
            sheet.worksheet.write_number(row, position, value, number)
    shown = (words(each) for each in values.head(SAMPLE_ROWS).tolist())
    sheet.widen(position, (f"{name}   ", *shown), widest=40)  # the blanks are for the button of the filter


def words(value: object) -> str:
    """Return about what a cell shows."""
    return f"{value:,.2f}" if isinstance(value, float) else fitted(str(value))


def format_of_column(name: str) -> str:
    """Return the number format of a column, by its name."""
    if name in FORMATS:
        return FORMATS[name]
    return next((shown for ending, shown in ENDINGS.items() if name.endswith(ending)), "#,##0.00")
