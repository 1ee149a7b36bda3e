"""Reading one table: a CSV file into records, with every problem of every row."""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from pydantic import ValidationError

from solver.errors import Problem
from solver.instance.columns import NUMBERS, columns_of
from solver.instance.files import read_text
from solver.instance.record import Record
from solver.instance.wording import blank_refusal, number_refusal, refusals, shown, unknown_name

if TYPE_CHECKING:
    from _csv import Reader

MOST_ROWS = 200_000
"""Tables with more rows than this are refused."""


@dataclass(frozen=True)
class Row:
    """A row as written.

    Parameters
    ----------
    line : int
        Line of the file on which it begins.
    label : str
        Its key, or its line where the key is at fault.
    cells : dict
        Known column to value without blanks around it.
    """

    line: int
    label: str
    cells: dict[str, str]


@dataclass
class Table:
    """A table while it is read."""

    record: type[Record]
    problems: list[Problem] = field(default_factory=list)
    rows: list[Row] = field(default_factory=list)
    records: dict[str, Record] = field(default_factory=dict)
    first_lines: dict[str, int] = field(default_factory=dict)
    """Key to the line of the row that has it first."""
    keyed: bool = True
    """Whether the keys of the rows can be told."""

    @property
    def file(self) -> str:
        """The name of its file."""
        return f"{self.record.table}.csv"

    @property
    def keys(self) -> Collection[str] | None:
        """The keys of all rows, broken ones too, or ``None`` if they cannot be told."""
        return self.first_lines.keys() if self.keyed else None

    def refuse(self, row: str, column: str, value: str, refusal: tuple[str, str]) -> None:
        """Add a problem."""
        self.problems.append(Problem(self.file, row, column, shown(value), *refusal))


def read_table(folder: Path, record: type[Record]) -> Table:
    """Read a table of an instance folder.

    Parameters
    ----------
    folder : Path
        The instance folder.
    record : type
        The record of the table's rows.
    """
    table = Table(record)
    if not record.required and not (folder / table.file).exists():
        return table
    text = read_text(folder / table.file, table.problems)
    if text is None:
        table.keyed = False
        return table
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    try:
        header = [name.strip() for name in next(reader, [])]
        if _read_header(table, header):
            _read_rows(table, reader, header)
    except csv.Error:
        table.keyed = False
        rule = "cannot be split into cells"
        table.refuse(f"line {reader.line_num}", "", "", (rule, "close every quote, and double quotes within text"))
    return table


def _read_header(table: Table, header: list[str]) -> bool:
    """Check the first line; return whether rows can be read below it."""
    columns = columns_of(table.record)
    if not any(header):
        table.keyed = False
        table.refuse("", "", "", ("is empty", f"write the columns in the first line: {','.join(columns)}"))
        return False
    if len(header) == 1 and (";" in header[0] or "\t" in header[0]):
        table.keyed = False
        table.refuse("", "", "", ("is not separated by commas", "save it with commas between the cells"))
        return False
    for name, count in Counter(header).items():
        if name not in columns:
            table.refuse("", name or "without a name", "", unknown_name(name, columns, "column of this table"))
        elif count > 1:
            table.refuse("", name, "", (f"is there {count} times", "keep one of them"))
    for name, column in columns.items():
        if name not in header and not column.blank:
            table.refuse("", name, "", ("is missing", f"add the column ({column.meaning})"))
    table.keyed = set(table.record.key) <= set(header)
    return True


def _read_rows(table: Table, reader: Reader, header: list[str]) -> None:
    for count, (line, cells) in enumerate(_numbered(reader)):
        if count == MOST_ROWS:
            table.refuse("", "", "", (f"has more than {MOST_ROWS} rows", "keep only rows that belong to the instance"))
            return
        _read_row(table, line, cells, header)
    if not table.first_lines and not table.problems and table.record.required:
        table.keyed = False
        table.refuse("", "", "", ("has no rows", "write at least one row"))


def _numbered(reader: Reader) -> Iterator[tuple[int, list[str]]]:
    """Yield the rows that are not empty lines, each with the line on which it begins."""
    line = reader.line_num
    for cells in reader:
        if cells:
            yield line + 1, cells
        line = reader.line_num


def _read_row(table: Table, line: int, cells: list[str], header: list[str]) -> None:
    columns = columns_of(table.record)
    values = {name: cell.strip() for name, cell in zip(header, cells, strict=False) if name in columns}
    place = f"line {line}"
    if not any(cell.strip() for cell in cells):
        table.refuse(place, "", "", ("holds only blanks", "delete the line"))
        return
    key = _key(table.record, values)
    repeated = table.first_lines.get(key) if key else None
    if key and repeated is None:
        table.first_lines[key] = line
    if len(cells) != len(header):
        rule = f"has {len(cells)} cells where the first line has {len(header)}"
        table.refuse(place, "", "", (rule, "write one cell for each column, and quotes around text with commas"))
        return
    if repeated is not None:
        cure = "give each row a key of its own"
        table.refuse(place, "/".join(table.record.key), key, (f"is the key of line {repeated} already", cure))
        key = ""
    row = Row(line, key or place, values)
    table.rows.append(row)
    _build(table, row, known_key=key)


def _key(record: type[Record], values: dict[str, str]) -> str:
    """Return the key of a row, or nothing where a part of it is at fault."""
    parts = {name: values.get(name) or None for name in record.key}
    if any(part is None and not columns_of(record)[name].blank for name, part in parts.items()):
        return ""
    try:
        record.model_validate(parts)
    except ValidationError as error:
        if any(each["loc"][0] in record.key for each in error.errors(include_url=False)):
            return ""
    return "/".join(part or "*" for part in parts.values())


def _build(table: Table, row: Row, known_key: str) -> None:
    """Make the record of a row, or say all that is wrong with it."""
    refused = _refused_cells(table.record, row.cells)
    try:
        made = table.record.model_validate({name: value or None for name, value in row.cells.items()})
    except ValidationError as error:
        # A column that is not there has been told once for all rows.
        for path, value, rule, cure in refusals(table.record, error):
            if path[0] in row.cells:
                refused.setdefault(str(path[0]), (value, (rule, cure)))
    else:
        if known_key and not refused:
            table.records[known_key] = made
    for name in row.cells:
        if name in refused:
            table.refuse(row.label, name, *refused[name])


def _refused_cells(record: type[Record], cells: dict[str, str]) -> dict[str, tuple[str, tuple[str, str]]]:
    """Return value, rule and cure of the cells that are blank or no numbers, but should not be so."""
    refused: dict[str, tuple[str, tuple[str, str]]] = {}
    for name, value in cells.items():
        column = columns_of(record)[name]
        if not value and not column.blank:
            refused[name] = ("", blank_refusal(column))
        elif value and column.kind in NUMBERS:
            refusal = number_refusal(value)
            if refusal:
                refused[name] = (value, refusal)
    return refused
