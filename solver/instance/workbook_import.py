"""A workbook as the files of an instance, and the problems of the files as problems of the workbook."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from openpyxl.utils import get_column_letter
from pydantic import BaseModel

from solver.errors import Problem
from solver.instance.columns import columns_of
from solver.instance.read import HEADER_FILE, TABLE_FILES
from solver.instance.record import Record
from solver.instance.records import Header
from solver.instance.start import README_FILE
from solver.instance.wording import shown, unknown_name
from solver.instance.workbook_layout import (
    KEY_COLUMNS,
    NEEDED_COLUMNS,
    READ_COLUMNS,
    RECORD_OF_SHEET,
    SHEETS,
    file_of,
    is_key_sheet,
)
from solver.instance.workbook_open import RawSheet, read_book
from solver.instance.workbook_places import Places, SheetProblem, row_number, translated
from solver.instance.workbook_toml import FilledRow, Value, text_of, toml_file
from solver.instance.write import rows_text

_LINE_BREAK = re.compile(r"\r\n|\r|\n")


class ImportedBook:
    """A workbook as files, with what is wrong with its cells.

    Parameters
    ----------
    path : Path
        The workbook.
    wishes : type
        What declares the keys of mandates.
    """

    def __init__(self, path: Path, wishes: type[BaseModel]) -> None:
        self.name = path.name
        self.files: dict[str, str] = {}
        """Name to content of the files that the sheets hold."""
        self.problems: list[Problem] = []
        """What is wrong with cells and sheets, whatever the files may say."""
        self._places: dict[str, Places] = {}
        self._unread: set[str] = set()
        for sheet in read_book(path):
            self._take(sheet, wishes)

    @property
    def new_files(self) -> dict[str, str]:
        """The files that an instance needs: those of tables that may be left out only if they have rows."""
        may_lack = {f"{name}.csv" for name, record in RECORD_OF_SHEET.items() if not record.required}
        return {
            name: text for name, text in self.files.items() if name not in may_lack or self._places[name].row_of_line
        }

    def translated(self, problems: Iterable[Problem]) -> list[Problem]:
        """Return all problems of the workbook: its own, and those of its files where they stand in its sheets.

        Parameters
        ----------
        problems : iterable of Problem
            What is wrong with the files.
        """
        told = list(self.problems)
        refused = {(problem.file, row_number(problem), problem.column) for problem in told}
        for problem in problems:
            if problem.file in self._unread:
                continue
            places = self._places.get(problem.file, Places())
            found = translated(problem, self._called(Path(problem.file).stem), places)
            if (found.file, row_number(found), found.column) not in refused:
                told.append(found)
        return told

    def _take(self, sheet: RawSheet, wishes: type[BaseModel]) -> None:
        file = file_of(sheet.name)
        for row, rule, cure in sheet.faults:
            self._refuse(sheet.name, str(row or ""), "", "", rule, cure)
        if file is None:
            self._refuse(sheet.name, "", "", "", *unknown_name(sheet.name, SHEETS, "sheet of an instance"))
        elif sheet.unread:
            self._leave(file)
        elif file in TABLE_FILES:
            self._take_table(sheet, file)
        elif is_key_sheet(sheet.name):
            self._take_keys(sheet, file, Header if file == HEADER_FILE else wishes)
        elif file == README_FILE:
            self._take_page(sheet)

    def _leave(self, file: str) -> None:
        """Leave a file empty, of which it has been told already why it cannot be read."""
        self.files[file] = ""
        self._places[file] = Places()
        self._unread.add(file)

    def _refuse(self, sheet: str, row: str, column: str, value: str, rule: str, cure: str) -> None:
        in_table = not is_key_sheet(sheet) or row == "1" or column in KEY_COLUMNS
        self.problems.append(SheetProblem(self._called(sheet), row, column, shown(value), rule, cure, in_table))

    def _called(self, sheet: str) -> str:
        return f"{self.name}, sheet {sheet}"

    def _take_table(self, sheet: RawSheet, file: str) -> None:
        record = RECORD_OF_SHEET[sheet.name]
        kept = _columns_with_content(sheet, record)
        rows = {number: [_text(cells[position]) for position in kept] for number, cells in sheet.rows.items()}
        header = rows.pop(1, [""] * len(kept))
        names = [name.strip() for name in header]
        for (row, column), (value, rule, cure) in sheet.refused.items():
            name = _text(sheet.rows[1][column - 1]).strip() if 1 in sheet.rows and row > 1 else ""
            self._refuse(sheet.name, str(row), name or get_column_letter(column), value, rule, cure)
        places = self._places[file] = Places()
        if "" in names:
            places.nameless = get_column_letter(kept[names.index("")] + 1)
        line = 2 + _breaks(header)
        for number, cells in sorted(rows.items()):
            places.row_of_line[line] = number
            line += 1 + _breaks(cells)
            places.row_of.setdefault(_key(record, dict(zip(names, cells, strict=True))), number)
        self.files[file] = rows_text([header, *(cells for _, cells in sorted(rows.items()))]) if header or rows else ""

    def _take_keys(self, sheet: RawSheet, file: str, model: type[BaseModel]) -> None:
        header = [_text(cell).strip() for cell in sheet.rows.get(1, [])]
        positions = {name: header.index(name) for name in READ_COLUMNS if name in header}
        for name in header:
            if name and name not in KEY_COLUMNS:
                self._refuse(sheet.name, "1", name, "", *unknown_name(name, KEY_COLUMNS, "column of this sheet"))
        missing = [name for name in NEEDED_COLUMNS if name not in header]
        for name in missing:
            cure = f"write the columns in the first row: {', '.join(KEY_COLUMNS)}"
            self._refuse(sheet.name, "1", name, "", "is missing", cure)
        if missing:
            self._leave(file)
            return
        made = toml_file(self._filled_rows(sheet, positions), model)
        for (row, column), (value, rule, cure) in sheet.refused.items():
            if column - 1 in positions.values():
                key = next((name for name, place in made.row_of_place.items() if place == row), "")
                self._refuse(sheet.name, str(row), key, value, rule, cure)
        for row, name, value, rule, cure in made.refusals:
            self._refuse(sheet.name, str(row), name, value, rule, cure)
        self.files[file] = made.text
        self._places[file] = Places(made.row_of_line, _blank_rows(sheet, positions) | made.row_of_place)

    def _filled_rows(self, sheet: RawSheet, positions: Mapping[str, int]) -> list[FilledRow]:
        """Return the rows that have a value, and the comments."""
        rows = []
        for number, cells in sorted(sheet.rows.items()):
            found = {name: cells[position] for name, position in positions.items()}
            section, key, comment = (_text(found.get(name)).strip() for name in ("section", "key", "comment"))
            value = found["value"]
            given = value is not None and value != ""
            if number == 1 or not (given or key.startswith("#")):
                continue
            if not key:
                self._refuse(
                    sheet.name, str(number), "", _text(value), "has no key", "write the key, or delete the row"
                )
                continue
            rows.append(FilledRow(number, section, key, "" if value is None else value, comment))
        return rows

    def _take_page(self, sheet: RawSheet) -> None:
        for (row, column), (value, rule, cure) in sheet.refused.items():
            self._refuse(sheet.name, str(row), get_column_letter(column), value, rule, cure)
        texts = {number: "".join(_text(cell) for cell in cells) for number, cells in sheet.rows.items()}
        first, last = (2 if texts.get(1) == README_FILE else 1), max(texts, default=0)
        lines = [texts.get(number, "") for number in range(first, last + 1)]
        self.files[README_FILE] = "".join(f"{line}\n" for line in lines)


def _columns_with_content(sheet: RawSheet, record: type[Record]) -> list[int]:
    """Return the positions of the columns that say something: a column that may be blank is left out if it is."""
    header = [_text(cell).strip() for cell in sheet.rows.get(1, [])]
    filled = {
        position
        for number, cells in sheet.rows.items()
        if number > 1
        for position, cell in enumerate(cells)
        if cell not in (None, "")
    }
    columns = columns_of(record)
    needed = {
        position
        for position, name in enumerate(header)
        if name and (name not in columns or not columns[name].blank or header.count(name) > 1)
    }
    return sorted(filled | needed)


def _blank_rows(sheet: RawSheet, positions: Mapping[str, int]) -> dict[str, int]:
    """Return place and row of the keys that have no value, for messages that one is missing."""
    section, key, value = (positions[name] for name in NEEDED_COLUMNS)
    return {
        f"{_text(cells[section])}.{_text(cells[key])}".removeprefix("."): number
        for number, cells in sheet.rows.items()
        if cells[value] is None and cells[key] is not None
    }


def _key(record: type[Record], cells: Mapping[str, str]) -> str:
    return "/".join(cells.get(name, "").strip() or "*" for name in record.key)


def _text(cell: Value | None) -> str:
    return "" if cell is None else text_of(cell)


def _breaks(cells: Sequence[str]) -> int:
    """Return how many lines of the file a row takes beside its own."""
    return sum(len(_LINE_BREAK.findall(cell)) for cell in cells)
