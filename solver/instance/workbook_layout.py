"""How an instance lies in a workbook: which file is which sheet, and what a spreadsheet can hold."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import PurePath

from solver.instance.read import HEADER_FILE, MANDATE_FILE, TABLE_FILES
from solver.instance.record import Record
from solver.instance.records import RECORDS
from solver.instance.start import README_FILE

_MANDATE = re.compile(r"mandate[\w .-]{0,24}")
"""Sheets of mandates: their names become names of files, and 31 characters are most of a sheet's name."""

LONGEST_CELL = 32_767
"""Most characters of a cell, counted as UTF-16 does."""

LAST_ROW = 1_048_576
"""The last row that a sheet can have."""

KEY_COLUMNS: Mapping[str, str] = {
    "section": "Section of the file; in a list of sections with the number, such as budget_additions[2].",
    "key": "Key within the section. Text that begins with # is a comment on the next row.",
    "value": "Leave it blank to leave the key out. What a list holds is separated by commas.",
    "unit": "Unit of the value; only told, not read.",
    "allowed": "What the value may be; only told, not read.",
    "meaning": "What the key means; only told, not read.",
    "comment": "A comment on the row; kept.",
}
"""Columns of a sheet that holds keys and values, with what they are for."""

NEEDED_COLUMNS = ("section", "key", "value")
READ_COLUMNS = (*NEEDED_COLUMNS, "comment")
"""Those of them that must be there, and those that are read."""

RECORD_OF_SHEET: Mapping[str, type[Record]] = {record.table: record for record in RECORDS}
"""Sheet to the record of its rows, for every sheet that holds a table."""

FIRST_SHEETS = tuple(PurePath(name).stem for name in (HEADER_FILE, MANDATE_FILE))
LAST_SHEET = PurePath(README_FILE).stem
SHEETS = (*FIRST_SHEETS, *RECORD_OF_SHEET, LAST_SHEET)
"""Every sheet of an instance with one mandate, in their order."""


def file_of(sheet: str) -> str | None:
    """Return the file that a sheet holds, or ``None`` if it is no sheet of an instance."""
    known = {PurePath(name).stem: name for name in (HEADER_FILE, MANDATE_FILE, *TABLE_FILES, README_FILE)}
    return known.get(sheet) or (f"{sheet}.toml" if _MANDATE.fullmatch(sheet) else None)


def is_key_sheet(sheet: str) -> bool:
    """Return whether a sheet holds keys and values."""
    return (file_of(sheet) or "").endswith(".toml")


def characters(text: str) -> int:
    """Return how many characters a text has for a spreadsheet."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2
