"""Problems of files as problems of the sheets that they were made from."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import PurePath

from solver.errors import Problem
from solver.instance.read import HEADER_FILE, MANDATE_FILE, TABLE_FILES

_NAMELESS = "without a name"
_FILE = re.compile(rf"\b({'|'.join(re.escape(PurePath(name).stem) for name in TABLE_FILES)})\.csv\b")
_KEY_OF_LINE = re.compile(r"(?<=is the key of )line (\d+)(?= already)")
_WORDS = {
    "is empty": "has no names of columns",
    "add the file": "add the sheet",
    "delete the line": "delete the row",
    "in the first line:": "in the first row:",
    "write key = value lines and [section] headings, each key once": "give each key once, and no section a value",
    "is not valid TOML": "cannot be put together",
    HEADER_FILE: "sheet instance",
    MANDATE_FILE: "sheet mandate",
}
"""What messages say of files, and what they say of sheets."""


@dataclass(frozen=True)
class SheetProblem(Problem):
    """A problem in a sheet of a workbook.

    Parameters
    ----------
    in_table : bool
        Whether the sheet holds a table, which has columns; others have keys.
    """

    in_table: bool = True

    @property
    def of_table(self) -> bool:
        """Whether it is in a table."""
        return self.in_table


@dataclass
class Places:
    """Where the content of a file stands in its sheet.

    Parameters
    ----------
    row_of_line : dict
        Line of the file to the row of the sheet.
    row_of : dict
        Key of a row of a table, or place of a key, to the row of the sheet.
    nameless : str
        Letter of the first column without a name.
    """

    row_of_line: dict[int, int] = field(default_factory=dict)
    row_of: dict[str, int] = field(default_factory=dict)
    nameless: str = ""


def translated(problem: Problem, sheet: str, places: Places) -> Problem:
    """Return a problem of a file as one of the sheet that the file was made from.

    Parameters
    ----------
    problem : Problem
        The problem.
    sheet : str
        What messages call the sheet.
    places : Places
        Where the content of the file stands in the sheet.
    """
    column = problem.column
    if column == _NAMELESS and places.nameless:
        column = f"{places.nameless} ({_NAMELESS})"
    rule = _KEY_OF_LINE.sub(lambda found: f"row {places.row_of_line.get(int(found[1]), found[1])}", problem.rule)
    row, in_table = _row(problem, places), problem.of_table
    return SheetProblem(sheet, row, column, problem.value, _of_sheets(rule), _of_sheets(problem.cure), in_table)


def row_number(problem: Problem) -> str:
    """Return the number of the row, without its key."""
    return problem.row.partition(" ")[0]


def _row(problem: Problem, places: Places) -> str:
    """Return number and key of the row, as far as they are known."""
    if problem.row.startswith("line "):
        number = places.row_of_line.get(int(problem.row.removeprefix("line ")))
        return str(number or "")
    if problem.row in places.row_of:
        return f"{places.row_of[problem.row]} ({problem.row})"
    if problem.of_table:
        return problem.row
    # What is in a list stands in the row of the list, and a section begins with its first key.
    whole = re.sub(r"\[\d+\]$", "", problem.column)
    inside = (row for place, row in places.row_of.items() if place.startswith(f"{problem.column}."))
    return str(places.row_of.get(problem.column) or places.row_of.get(whole) or next(inside, ""))


def _of_sheets(sentence: str) -> str:
    for old, new in _WORDS.items():
        sentence = sentence.replace(old, new)
    return _FILE.sub(r"sheet \1", sentence)
