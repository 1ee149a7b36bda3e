"""An instance as a workbook: a sheet for each table, with lists to choose from, and sheets of keys and values.

Written with XlsxWriter: it writes text as text whatever it begins with, and comments and validations in few lines;
openpyxl would take ``=1+1`` for a formula and refuse control characters.
"""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from pathlib import PurePath
from typing import Any

from pydantic import BaseModel
from rich.cells import cell_len
from xlsxwriter.format import Format
from xlsxwriter.workbook import Workbook

from solver.errors import InputError, Problem
from solver.instance.columns import REFERENCES, columns_of
from solver.instance.instance import Instance
from solver.instance.read import HEADER_FILE
from solver.instance.record import Record
from solver.instance.records import RECORDS, Header
from solver.instance.start import README_FILE
from solver.instance.tables import MOST_ROWS
from solver.instance.workbook_exact import ExactSheet
from solver.instance.workbook_keys import KeyRow, key_rows
from solver.instance.workbook_layout import KEY_COLUMNS, LONGEST_CELL, characters, file_of
from solver.instance.workbook_rules import explanation, kept_as_text, key_list, validation

WIDEST = 60
"""Most characters that a column is made wide for."""

NOTE_SIZE = {"x_scale": 2.2, "y_scale": 1.6}
"""How much larger than usual a note is."""

_BEGINS_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_EMPTY_TAB, _README_TAB = "#B0B0B0", "#7F7F7F"


def workbook_bytes(instance: Instance, texts: Mapping[str, str], wishes: type[BaseModel]) -> bytes:
    """Return an instance as the content of an Excel workbook.

    Parameters
    ----------
    instance : Instance
        The facts.
    texts : mapping
        Name to content of the files that are not tables, in their order: header, mandates and page.
    wishes : type
        What declares the keys of mandates.

    Raises
    ------
    InputError
        If something is longer than a spreadsheet can hold.
    """
    content = io.BytesIO()
    book = _Book(Workbook(content, {"constant_memory": True}))
    for name, text in texts.items():
        if name != README_FILE:
            book.add_keys(name, key_rows(text, Header if name == HEADER_FILE else wishes))
    for record in RECORDS:
        book.add_table(record, instance.table(record.table))
    if README_FILE in texts:
        book.add_page(texts[README_FILE])
    book.close()
    if book.problems:
        raise InputError(book.problems)
    return content.getvalue()


class _Book:
    """A workbook while it is written."""

    def __init__(self, workbook: Workbook) -> None:
        self.workbook = workbook
        self.problems: list[Problem] = []
        common = {"font_name": "Calibri", "valign": "top"}
        self.heading = workbook.add_format({**common, "bold": True, "bg_color": "#DCE6F1", "bottom": 1})
        self.number = workbook.add_format(common)
        self.text = workbook.add_format({**common, "num_format": "@"})
        # Even when it is edited, such a text does not become a formula.
        self.quoted = workbook.add_format({**common, "num_format": "@", "quote_prefix": True})
        self.told = workbook.add_format({**common, "font_color": "#595959"})

    def close(self) -> None:
        """Finish the workbook."""
        for table in sorted({*REFERENCES.values()}):
            self.workbook.define_name(*key_list(table))
        self.workbook.close()

    def add_table(self, record: type[Record], rows: Mapping[str, Record]) -> None:
        """Add the sheet of a table, also of an empty one, which can be filled in then."""
        columns = list(columns_of(record).values())
        cells = [[getattr(row, column.name) for column in columns] for row in rows.values()]
        formats = [self.text if kept_as_text(column) else self.number for column in columns]
        header = {column.name: explanation(column) for column in columns}
        sheet = self._sheet(f"{record.table}.csv", header, cells, formats)
        sheet.freeze_panes(1, 1)
        if not rows:
            sheet.set_tab_color(_EMPTY_TAB)
        for position, column in enumerate(columns):
            rule = validation(column, 1, position)
            if rule:
                sheet.data_validation(1, position, MOST_ROWS, position, rule)

    def add_keys(self, name: str, rows: Sequence[KeyRow]) -> None:
        """Add the sheet of a file of keys and values."""
        cells = [_key_cells(row) for row in rows]
        formats = [self.text, self.text, self.number, self.told, self.told, self.told, self.text]
        sheet = self._sheet(name, KEY_COLUMNS, cells, formats)
        sheet.freeze_panes(1, 2)
        position = list(KEY_COLUMNS).index("value")
        for number, row in enumerate(rows, start=1):
            rule = validation(row.column, number, position) if row.column else None
            if rule:
                sheet.data_validation(number, position, number, position, rule)

    def add_page(self, text: str) -> None:
        """Add the page of the instance, a line a row."""
        lines = text.removesuffix("\n").split("\n")
        sheet = self._sheet(README_FILE, {README_FILE: ""}, [[line or None] for line in lines], [self.text])
        sheet.set_tab_color(_README_TAB)
        sheet.set_column(0, 0, 2 * WIDEST)

    def _sheet(
        self, file: str, header: Mapping[str, str], rows: Sequence[Sequence[object]], formats: Sequence[Format]
    ) -> Any:
        """Add a sheet with its cells; the header says for each column what is told in a note on it."""
        sheet = self._add(file)
        for position, (name, style) in enumerate(zip(header, formats, strict=True)):
            texts = (str(row[position]) for row in rows if row[position] is not None)
            widest = max((cell_len(text) for text in texts), default=0)
            sheet.set_column(position, position, min(max(widest, len(name)), WIDEST) + 2, style)
            sheet.write_string(0, position, name, self.heading)
            if header[name]:
                sheet.write_comment(0, position, header[name], NOTE_SIZE)
        for number, row in enumerate(rows, start=1):
            for position, value in enumerate(row):
                self._write(file, sheet, (number, position), value, formats[position])
        return sheet

    def _add(self, file: str) -> Any:
        """Add the sheet of a file, whose name must be one that import knows again."""
        name = PurePath(file).stem
        others = {sheet.get_name().lower() for sheet in self.workbook.worksheets()}
        fits = file_of(name) == file and name.lower() not in others
        if not fits:
            rule, cure = "has a name that no sheet can have", "rename it to mandate-NAME.toml with a short NAME"
            self.problems.append(Problem(file, "", "", "", rule, cure))
        return self.workbook.add_worksheet(name if fits else None, worksheet_class=ExactSheet)

    def _write(self, file: str, sheet: Any, cell: tuple[int, int], value: object, style: Format) -> None:
        """Write a cell: a number as a number, and any text as text; an empty text only says that text belongs there."""
        if value is None:
            return
        if value == "":
            sheet.write_blank(*cell, None, self.text)
        elif isinstance(value, bool):
            sheet.write_boolean(*cell, value, style)
        elif isinstance(value, int | float):
            sheet.write_number(*cell, value, style)
        else:
            text = str(value)
            if characters(text) > LONGEST_CELL:
                rule = f"has a text of {characters(text)} characters; a cell holds at most {LONGEST_CELL}"
                self.problems.append(Problem(file, f"line {cell[0]}", "", text[:20], rule, "shorten it"))
            sheet.write_string(*cell, text, self.quoted if text.startswith(_BEGINS_FORMULA) else self.text)


def _key_cells(row: KeyRow) -> list[object]:
    """Return the cells of a key; what a list holds is separated by commas."""
    value = ", ".join(str(each) for each in row.value) if isinstance(row.value, list) else row.value
    told = row.column
    if told is None:
        return [row.section or None, row.key, value, None, None, None, row.comment or None]
    value = "" if value is None and kept_as_text(told) else value
    return [row.section or None, row.key, value, told.unit, told.allowed, told.meaning, row.comment or None]
