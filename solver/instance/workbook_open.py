"""The cells of an Excel workbook: read whole or refused with a reason, whatever the file holds."""

from __future__ import annotations

import datetime
import io
import re
import warnings
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import iterparse

from openpyxl.cell.text import Text
from openpyxl.reader.excel import ExcelReader
from openpyxl.utils.escape import unescape
from openpyxl.xml.constants import SHARED_STRINGS, SHEET_MAIN_NS

from solver.errors import InputError, Problem
from solver.instance.files import read_bytes
from solver.instance.tables import MOST_ROWS
from solver.instance.workbook_layout import file_of
from solver.instance.workbook_scan import MOST_COLUMNS, Scan, scan_sheet
from solver.instance.workbook_toml import Value

MOST_UNPACKED_BYTES = 256 * 1024 * 1024
"""Workbooks that unpack to more than this are refused."""

Refusal = tuple[str, str, str]
"""Value as shown, rule and cure."""

_OLD_CONTAINER = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_QUOTED = re.compile(r'"[^"]*"|\\.|\[[^]]*\]')


@dataclass
class RawSheet:
    """A sheet as it lies in the workbook.

    Parameters
    ----------
    name : str
        Its name.
    rows : dict
        Number of each row that has a value, from 1, to its cells, all rows equally long; ``None`` where nothing is.
    refused : dict
        Row and column, both from 1, of the cells whose value cannot be used.
    faults : list
        Row, rule and cure of what is wrong with the sheet itself; row 0 for all of it.
    unread : bool
        Whether its cells could not be read.
    """

    name: str
    rows: dict[int, list[Value | None]] = field(default_factory=dict)
    refused: dict[tuple[int, int], Refusal] = field(default_factory=dict)
    faults: list[tuple[int, str, str]] = field(default_factory=list)
    unread: bool = False


def read_book(path: Path) -> list[RawSheet]:
    """Return the sheets of a workbook in their order; those that are no sheets of an instance without their cells.

    Formulas count by the value that they had when the workbook was saved. Macros are not looked at.

    Parameters
    ----------
    path : Path
        The workbook.

    Raises
    ------
    InputError
        If it cannot be read as a workbook.
    """
    problems: list[Problem] = []
    content = read_bytes(path, problems, called=str(path))
    if content is None:
        raise InputError(problems)
    refusal = _not_a_workbook(content)
    if refusal:
        raise _unreadable(path, *refusal)
    try:
        with warnings.catch_warnings():
            # openpyxl warns of what it leaves out, such as styles, of which nothing is read.
            warnings.simplefilter("ignore", UserWarning)
            return _sheets(content)
    except Exception as error:  # a broken workbook makes openpyxl fail in any way there is
        rule = f"cannot be read as a workbook ({type(error).__name__})"
        cure = "open it in a spreadsheet program and save it as .xlsx again"
        raise _unreadable(path, rule, cure) from error


def _unreadable(path: Path, rule: str, cure: str) -> InputError:
    return InputError([Problem(str(path), "", "", "", rule, cure)])


def _not_a_workbook(content: bytes) -> tuple[str, str] | None:
    """Return rule and cure of what is no workbook, or one that unpacks to too much."""
    if content.startswith(_OLD_CONTAINER):
        if _ENCRYPTED in content:
            return "is encrypted", "save it without a password"
        return "is no .xlsx workbook, but may be one of the older kind .xls", "save it as .xlsx"
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            names = archive.namelist()
            unpacked = sum(each.file_size for each in archive.infolist())
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError):
        return "is not an Excel workbook, or only a part of one", "name a workbook that a spreadsheet program can open"
    if "[Content_Types].xml" not in names:
        return "is not an Excel workbook", "save it as .xlsx"
    if unpacked > MOST_UNPACKED_BYTES:
        most = MOST_UNPACKED_BYTES // (1024 * 1024)
        return f"unpacks to {unpacked} bytes; at most {most} MiB are read", "keep only what belongs to the instance"
    return None


class _Reader(ExcelReader):  # type: ignore[misc,unused-ignore]
    """The reader of openpyxl, which finds texts as they are written; it would take ``x005F_`` out of them."""

    def read_strings(self) -> None:
        """Read the table of texts."""
        package: Any = self.package
        text_of: Any = Text.from_tree
        part = package.find(SHARED_STRINGS)
        if part is None:
            return
        texts = []
        with self.archive.open(part.PartName[1:]) as source:
            for _, node in iterparse(source):
                if node.tag == f"{{{SHEET_MAIN_NS}}}si":
                    texts.append(text_of(node).content)
                    node.clear()
        self.shared_strings = texts

    def read_chartsheet(self, *_: object) -> None:
        """Leave charts alone."""


def _sheets(content: bytes) -> list[RawSheet]:
    reader = _Reader(io.BytesIO(content), read_only=True, data_only=True, keep_links=False)
    reader.read()
    tables = {sheet.title: sheet for sheet in reader.wb.worksheets}
    sheets = []
    for listed, relation in reader.parser.find_sheets():
        raw = RawSheet(listed.name)
        sheets.append(raw)
        if not file_of(raw.name):
            continue
        if raw.name in tables:
            with reader.archive.open(relation.target) as source:
                scan = scan_sheet(source)
            _read_cells(raw, tables[raw.name], scan)
        else:
            raw.faults.append((0, "is no sheet of cells", "delete it, and write the table in a sheet of that name"))
            raw.unread = True
    reader.archive.close()
    return sheets


def _read_cells(raw: RawSheet, sheet: Any, scan: Scan) -> None:
    raw.faults += _faults(sheet, scan)
    raw.unread = scan.broken or scan.last_column > MOST_COLUMNS
    if raw.unread:
        return
    # One row more than is allowed is enough for the message that says so.
    last = min(scan.last_row, MOST_ROWS + 2)
    for cells in sheet.iter_rows(max_row=last, max_col=scan.last_column) if last else ():
        row: list[Value | None] = [None] * scan.last_column
        for position, cell in enumerate(cells):
            number = getattr(cell, "row", None)  # an empty cell has no place
            if number is None:
                continue
            place = (number, position + 1)
            value, refusal = _value(cell, scan.unvalued.get(place))
            row[position] = value
            if refusal:
                raw.refused[place] = refusal
            if value is not None:
                raw.rows[number] = row


def _faults(sheet: Any, scan: Scan) -> Iterator[tuple[int, str, str]]:
    if sheet.sheet_state != "visible":
        yield 0, "is hidden", "show it, so that everybody sees what is read"
    if scan.broken:
        yield 0, "has a cell outside of what a sheet can hold", "open it in a spreadsheet program and save it again"
    if scan.last_column > MOST_COLUMNS:
        rule = f"has values beyond its column {MOST_COLUMNS}"
        yield 0, rule, "keep only columns that belong to the instance"
    if scan.hidden:
        yield scan.hidden[0], f"is hidden{_more(scan.hidden)}", "show all rows (clear the filter), or delete them"
    if scan.merged:
        row = int(re.sub(r"\D.*", "", scan.merged[0].lstrip("$ABCDEFGHIJKLMNOPQRSTUVWXYZ")) or 0)
        rule = f"has cells that are merged, {scan.merged[0]}{_more(scan.merged)}"
        yield row, rule, "unmerge them and fill in each"


def _more(found: Sequence[object]) -> str:
    return f", and {len(found) - 1} more" if len(found) > 1 else ""


def _value(cell: Any, formula: str | None) -> tuple[Value | None, Refusal | None]:
    """Return the value of a cell, and why it cannot be used if it cannot."""
    value = cell.value
    if formula is not None:
        rule = "is a formula whose value has not been computed"
        return formula, (formula, rule, "open the workbook in a spreadsheet program and save it, or write the value")
    if value is None:
        return None, None
    if cell.data_type == "e":
        return str(value), (str(value), "is the error of a formula", "mend the formula, or write the value")
    if isinstance(value, datetime.datetime | datetime.date | datetime.time | datetime.timedelta):
        rule, cure = "is a date or time", "format the cell as text or number, and write the value again"
        return str(value), (str(value), rule, cure)
    if isinstance(value, str):
        return _text(value) or None, None
    if isinstance(value, int | float) and not isinstance(value, bool) and "%" in _QUOTED.sub("", cell.number_format):
        rule = f"is formatted as a percentage, so that {value:g} stands there"
        return value, (f"{value:.15g}", rule, f"format the cell as a number and write {value * 100:.15g}")
    return value, None


def _text(value: str) -> str:
    """Return a text without escapes; halves of characters that only half are there are replaced."""
    text: str = unescape(value)
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
