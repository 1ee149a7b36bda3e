"""A table of text, made once and shown twice: on a page and on a terminal."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from textwrap import wrap
from typing import Any, Literal

import pandas as pd
from rich import box
from rich.cells import cell_len, chop_cells
from rich.table import Table
from rich.text import Text

from solver.evaluate.outcome import Outcome
from solver.instance.instance import Instance
from solver.language import _

Sides = Sequence[Outcome]
"""The status quo, and the plan if there is one."""

Mark = Literal["", "total", "broken", "missed", "binds"]
STYLES: Mapping[Mark, str] = {"": "", "total": "bold", "broken": "red", "missed": "magenta", "binds": "yellow"}

SHORT_LINE = 12
"""Characters at which the heading of a column of numbers is broken, where its numbers are shorter."""

SHORTER_LINE = 7
"""The same where there is no room."""

SHORTEST_LINE = 4
"""The same where there is none at all: two Chinese characters."""

FOLDED = 20
"""Characters at which names may be folded before columns of them become one."""

PADDING = 2
"""Blanks that a column takes beside its text on a terminal."""

GAP = 1
"""Blanks between two columns, beside those."""

PARENTHESIS = re.compile("(?=\uff08)")
"""Where a parenthesis opens in Chinese."""

CLOSING = "\uff09"
"""What ends it, and is never alone on a line."""

INDENT = "  "
"""What sets the further lines of a cell off from the first."""


@dataclass(frozen=True)
class Column:
    """One column: columns side by side with the same group share a heading above their own."""

    title: str
    group: str = ""
    kind: Literal["number", "name", "year", "link"] = "number"


@dataclass(frozen=True)
class Row:
    """One row; the mark says why it stands out."""

    cells: tuple[str, ...]
    mark: Mark = ""


@dataclass(frozen=True)
class Grid:
    """A captioned table; the first cell of a row names it."""

    caption: str
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]

    @property
    def groups(self) -> list[tuple[str, int]]:
        """The headings above the columns' own, with how many columns each spans."""
        return [(group, len(list(members))) for group, members in groupby(self.columns, lambda each: each.group)]

    @property
    def grouped(self) -> bool:
        """Whether any column has a heading above its own."""
        return any(column.group for column in self.columns)


def cases(title: str, planned: bool) -> tuple[Column, ...]:
    """Return the columns of one measure: the status quo, and the plan if there is one."""
    return tuple(Column(case, group=title) for case in (_("Status quo"), _("Plan"))[: 1 + planned])


def to_rich(grid: Grid, width: int) -> Table:
    """Return the table for a terminal; names are shown as they are and never read as markup.

    Parameters
    ----------
    grid : Grid
        What to show.
    width : int
        Columns of the terminal. Where the table does not fit, headings of numbers are broken at shorter lines, and then
        neighbouring names share a column, one above the other.
    """
    folded = stacked(grid)
    shapes = ((grid, SHORT_LINE), (grid, SHORTER_LINE), (folded, SHORTER_LINE), (folded, SHORTEST_LINE))
    shown, line = next((shape for shape in shapes if least_width(*shape) <= width), shapes[-1])
    table = Table(title=Text(shown.caption), title_justify="left", box=box.SIMPLE_HEAD, show_edge=False)
    for column, title in zip(shown.columns, headings(shown, line), strict=True):
        # A number that is cut off would be another number; names are folded instead.
        number = column.kind == "number"
        fixed = number or column.kind == "year"
        table.add_column(Text(title), justify="right" if number else "left", overflow="fold", no_wrap=fixed)
    for row in shown.rows:
        table.add_row(*(Text(cell) for cell in row.cells), style=STYLES[row.mark])
    return table


def headings(grid: Grid, line: int) -> list[str]:
    """Return the heading of each column; what a group of them shares stands over the first.

    Parameters
    ----------
    grid : Grid
        The table.
    line : int
        Characters at which headings of numbers are broken, unless the numbers are longer.
    """
    titles = []
    for position, column in enumerate(grid.columns):
        texts = [column.title]
        if column.group and (position == 0 or grid.columns[position - 1].group != column.group):
            texts.insert(0, column.group)
        if column.kind == "number":
            longest = max([line, *(cell_len(row.cells[position]) for row in grid.rows)])
            texts = [line for text in texts for line in broken(text, longest)]
        titles.append("\n".join(texts))
    return titles


def broken(text: str, longest: int) -> list[str]:
    """Return a heading as lines of at most so many columns.

    It is broken between words; within them where Chinese is, which has no blanks, and there before a parenthesis first.
    """
    lines = []
    for part in wrap(text, longest, break_long_words=False):
        if part.isascii() or cell_len(part) <= longest:
            lines.append(part)
        else:
            lines += [line for piece in PARENTHESIS.split(part) if piece for line in even_lines(piece, longest)]
    return lines


def even_lines(text: str, longest: int) -> list[str]:
    """Return a text without blanks as lines of about the same length; what closes it may stand beyond their end."""
    room = longest + cell_len(CLOSING) * text.endswith(CLOSING)
    count = math.ceil(cell_len(text) / room)
    # A Chinese character takes two columns.
    lines = chop_cells(text, min(longest, 2 * math.ceil(cell_len(text) / count / 2))) if count > 1 else [text]
    return [*lines[:-2], lines[-2] + CLOSING] if lines[-1] == CLOSING else lines


def least_width(grid: Grid, line: int) -> int:
    """Return how many columns of a terminal the table takes with long names folded; see :func:`headings`."""
    widths = []
    for column, *cells in zip(grid.columns, headings(grid, line), *(row.cells for row in grid.rows), strict=True):
        natural = max(cell_len(part) for text in cells for part in text.split("\n"))
        widths.append(min(natural, FOLDED) if column.kind == "name" else natural)
    return sum(widths) + (PADDING + GAP) * len(widths) - GAP


def stacked(grid: Grid) -> Grid:
    """Return the table with neighbouring columns of names in one, each cell's lines one below the other."""
    columns: list[Column] = []
    places: list[tuple[int, ...]] = []
    for position, column in enumerate(grid.columns):
        last = columns[-1] if columns else None
        if last and last.kind == column.kind == "name" and last.group == column.group:
            columns[-1] = Column(f"{last.title}\n{INDENT}{column.title}", last.group, "name")
            places[-1] = (*places[-1], position)
        else:
            columns.append(column)
            places.append((position,))
    rows = tuple(
        Row(tuple(f"\n{INDENT}".join(row.cells[each] for each in place) for place in places), row.mark)
        for row in grid.rows
    )
    return Grid(grid.caption, tuple(columns), rows)


def expected(
    instance: Instance, table: pd.DataFrame, keys: list[str], columns: list[str]
) -> dict[str, dict[Any, float]]:
    """Return the columns expected over the scenarios, summed within each combination of the keys.

    Each column becomes a mapping from the key, or from the tuple of keys where there are several. A combination that
    does not occur in a scenario counts as zero there; one that never has a number is not a number. A row of no
    scenario counts in full.
    """
    # Plain sums: these tables are short and summed hundreds of times, and grouping one costs more than all else in it.
    probability = {each: instance.probability(str(each)) if each else 1.0 for each in table["scenario"].unique()}
    weights = [probability[each] for each in table["scenario"]]
    listed = [table[key].tolist() for key in keys]
    groups = listed[0] if len(keys) == 1 else list(zip(*listed, strict=True))
    sums: dict[str, dict[Any, float]] = {}
    for column in columns:
        sums[column] = dict.fromkeys(sorted(set(groups)), math.nan)
        for group, weight, value in zip(groups, weights, table[column].astype(float).tolist(), strict=True):
            if not math.isnan(value):
                known = sums[column][group]
                sums[column][group] = weight * value + (0.0 if math.isnan(known) else known)
    return sums
