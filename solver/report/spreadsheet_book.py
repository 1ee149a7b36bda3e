"""A workbook being written: text that stays text, numbers with their decimals, and formulas with their values.

Whatever an instance calls itself is written as text and never read as a formula, a number or an address. Every formula
is written with its value, so that programs that do not calculate show the same figures.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from datetime import datetime
from io import BytesIO
from textwrap import wrap
from typing import Any

import xlsxwriter
from rich.cells import cell_len
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from solver.report.wording import Figure

MOST_ROWS = 1_048_576
"""Rows of a sheet."""

MOST_CHARACTERS = 32_767
"""Characters of a cell, as Excel counts them: one beyond the first 65,536 of Unicode counts as two."""

LONGEST_SHEET_NAME = 31
NOT_IN_SHEET_NAMES = str.maketrans(dict.fromkeys("[]:*?/\\'", " "))
FORMULA_SIGNS = ("=", "+", "-", "@")
"""What a text must not begin with when a cell is edited: the cell is then marked as text with an apostrophe."""

WIDEST_COLUMN = 60
NARROWEST_COLUMN = 9
A4 = 9
LINE_HEIGHT = 13.5
MOST_LINES = 30
"""What a row can be high is 409 points."""

OPTIONS = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}
FONT = {"font_name": "Arial", "font_size": 10}


class Book:
    """A workbook in memory.

    Parameters
    ----------
    title : str
        What the file says it is.
    created : datetime
        When what it tells was computed; the same run gives the same file.
    """

    def __init__(self, title: str, created: datetime) -> None:
        self._memory = BytesIO()
        self._workbook = xlsxwriter.Workbook(self._memory, OPTIONS)
        self._workbook.set_properties({"title": fitted(title)[:255], "created": created.replace(tzinfo=None)})
        self._formats: dict[tuple[tuple[str, Any], ...], Format] = {}

    def sheet(self, name: str) -> Sheet:
        """Add a sheet; a name that is taken gets a number."""
        taken = {each.get_name().casefold() for each in self._workbook.worksheets()}
        return Sheet(self, self._workbook.add_worksheet(sheet_name(name, taken)))

    def style(self, **properties: Any) -> Format:
        """Return the format with these properties; one for each combination."""
        key = tuple(sorted(properties.items()))
        if key not in self._formats:
            self._formats[key] = self._workbook.add_format({**FONT, "valign": "top", **properties})
        return self._formats[key]

    def content(self) -> bytes:
        """Close the workbook and return the file."""
        self._workbook.close()
        return self._memory.getvalue()


class Sheet:
    """A sheet of a book; made by :meth:`Book.sheet`. Rows and columns count from 0."""

    def __init__(self, book: Book, worksheet: Worksheet) -> None:
        self.book = book
        self.worksheet = worksheet
        self._widths: dict[int, float] = {}
        self._heights: dict[int, int] = {}
        worksheet.set_landscape()
        worksheet.set_paper(A4)
        worksheet.fit_to_pages(1, 0)
        worksheet.set_footer("&C&P / &N")

    @property
    def name(self) -> str:
        """What the sheet is called."""
        return str(self.worksheet.get_name())

    def text(self, row: int, column: int, text: str, **style: Any) -> None:
        """Write a text as it is; one that is too long for a cell ends in an ellipsis."""
        self.worksheet.write_string(row, column, *self.ready_text(text, **style))

    def ready_text(self, text: str, **style: Any) -> tuple[str, Format]:
        """Return a text as a cell takes it, and the format that keeps it a text."""
        if text.startswith(FORMULA_SIGNS) and len(text) > 1:
            style["quote_prefix"] = True
        return fitted(text), self.book.style(**style)

    def number(self, row: int, column: int, value: float, number_format: str, **style: Any) -> None:
        """Write a number; what is not finite leaves the cell empty."""
        shown = self.book.style(num_format=number_format, **style)
        if math.isfinite(value):
            self.worksheet.write_number(row, column, value, shown)
        else:
            self.worksheet.write_blank(row, column, None, shown)

    def formula(self, row: int, column: int, formula: str, value: float, number_format: str, **style: Any) -> None:
        """Write a formula with the value that it has."""
        shown = self.book.style(num_format=number_format, **style)
        self.worksheet.write_formula(row, column, formula, shown, value)

    def link(self, row: int, column: int, name: str) -> None:
        """Write the name of a sheet of the book, with a link to it."""
        style = self.book.style(font_color="#1f4e79", underline=1)
        self.worksheet.write_url(row, column, f"internal:'{name}'!A1", style, fitted(name))

    def across(self, row: int, first: int, columns: int, text: str, **style: Any) -> None:
        """Write a text over one or several columns and make the row high enough; widths are known by then."""
        if columns > 1:
            self.worksheet.merge_range(row, first, row, first + columns - 1, "", self.book.style(**style))
        self.text(row, first, text, text_wrap=True, **style)
        width = sum(self._widths.get(each, NARROWEST_COLUMN) for each in range(first, first + columns))
        self._heights[row] = max(self._heights.get(row, 1), min(MOST_LINES, lines_of(text, width)))
        self.worksheet.set_row(row, LINE_HEIGHT * self._heights[row])

    def widen(self, column: int, texts: Iterable[str], widest: float = WIDEST_COLUMN) -> None:
        """Make a column wide enough for texts, up to a width."""
        needed = max((cell_len(line) for text in texts for line in text.split("\n")), default=0) + 2
        self._widths[column] = max(self._widths.get(column, NARROWEST_COLUMN), min(needed, widest))

    def set_widths(self) -> None:
        """Give the columns their widths."""
        for column, width in self._widths.items():
            self.worksheet.set_column(column, column, width)


def lines_of(text: str, width: float) -> int:
    """Return how many lines a text takes in a width, counted rather too many than too few."""
    room = max(1, int(width * 0.95))  # bold letters are wider
    return sum(max(1, math.ceil(cell_len(line) / room), len(wrap(line, room))) for line in text.split("\n"))


def fitted(text: str) -> str:
    """Return a text that a cell can hold: the whole of it, or its beginning and an ellipsis."""
    if len(text) * 2 <= MOST_CHARACTERS or units(text) <= MOST_CHARACTERS:
        return text
    kept = text.encode("utf-16-le")[: 2 * (MOST_CHARACTERS - 1)].decode("utf-16-le", errors="ignore")
    return f"{kept}…"


def units(text: str) -> int:
    """Return how many characters a text has as Excel counts them."""
    return len(text.encode("utf-16-le")) // 2


def sheet_name(wanted: str, taken: Iterable[str]) -> str:
    """Return a name that a sheet may have and that none of the others has; capitals make no difference."""
    others = {each.casefold() for each in taken}
    name = " ".join(wanted.translate(NOT_IN_SHEET_NAMES).split()) or "-"
    number, candidate = 1, name[:LONGEST_SHEET_NAME].strip()
    while candidate.casefold() in others:
        number += 1
        ending = f" {number}"
        candidate = f"{name[: LONGEST_SHEET_NAME - len(ending)].strip()}{ending}"
    return candidate


def format_of(figure: Figure) -> str:
    """Return the number format that shows a figure as it is written; nothing is ``0``, as it is in words."""
    decimals = f".{'0' * figure.decimals}" if figure.decimals else ""
    ending = ("%", " %")[figure.endswith(" %")] if figure.is_percent else ""
    plus = "+" if figure.startswith("+") else ""
    minus = "" if figure.value < 0 and not figure.startswith("-") else "-"  # what is rounded to nothing has no sign
    return f"{plus}#,##0{decimals}{ending};{minus}#,##0{decimals}{ending};0{ending}"
