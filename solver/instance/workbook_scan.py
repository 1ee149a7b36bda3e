"""What a sheet holds beside values: how far it goes, what is merged or hidden, and formulas that have no value."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import IO
from xml.etree.ElementTree import Element, iterparse

from openpyxl.utils import column_index_from_string
from openpyxl.xml.constants import SHEET_MAIN_NS

from solver.instance.workbook_layout import LAST_ROW

MOST_COLUMNS = 200
"""Sheets with values beyond this column are refused."""

_IN_SHEET = f"{{{SHEET_MAIN_NS}}}"
_CELL = re.compile(r"([A-Z]{1,3})([1-9][0-9]{0,6})")


@dataclass
class Scan:
    """What is found in a sheet.

    Parameters
    ----------
    last_row, last_column : int
        The last ones with a value, from 1; 0 if there is none.
    hidden : list of int
        Rows with values that are hidden.
    merged : list of str
        Ranges of cells that are one cell, such as ``A2:B3``.
    unvalued : dict
        Row and column of a formula that has no value yet, to the formula.
    broken : bool
        Whether a cell has no place that a sheet can have.
    """

    last_row: int = 0
    last_column: int = 0
    hidden: list[int] = field(default_factory=list)
    merged: list[str] = field(default_factory=list)
    unvalued: dict[tuple[int, int], str] = field(default_factory=dict)
    broken: bool = False


def scan_sheet(source: IO[bytes]) -> Scan:
    """Go through the XML of a sheet, of which openpyxl tells only the values when it reads row by row."""
    scan = Scan()
    for element in _ends(source):
        if element.tag == f"{_IN_SHEET}row":
            _scan_row(scan, element)
            element.clear()
        elif element.tag == f"{_IN_SHEET}mergeCell":
            scan.merged.append(element.get("ref", ""))
    return scan


def _ends(source: IO[bytes]) -> Iterator[Element]:
    for _, element in iterparse(source):
        yield element


def _scan_row(scan: Scan, row: Element) -> None:
    filled = [cell for cell in row.iter(f"{_IN_SHEET}c") if len(cell)]
    for cell in filled:
        found = _CELL.fullmatch(cell.get("r", ""))
        if found is None or int(found[2]) > LAST_ROW:
            scan.broken = True
            return
        number, column = int(found[2]), column_index_from_string(found[1])
        scan.last_row, scan.last_column = max(scan.last_row, number), max(scan.last_column, column)
        formula, value = cell.find(f"{_IN_SHEET}f"), cell.find(f"{_IN_SHEET}v")
        # An empty value is one only where it is said to be text.
        if formula is not None and (value is None or not (value.text or cell.get("t") == "str")):
            scan.unvalued[number, column] = f"={formula.text or ''}"
        if cell is filled[0] and row.get("hidden") in ("1", "true"):
            scan.hidden.append(number)
