"""A table of text, made once and shown twice: on a page and on a terminal."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import groupby
from typing import Any, Literal

import pandas as pd
from rich import box
from rich.table import Table
from rich.text import Text

from solver.instance.instance import Instance

Mark = Literal["", "total", "broken", "binds"]
STYLES: Mapping[Mark, str] = {"": "", "total": "bold", "broken": "red", "binds": "yellow"}


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
    return tuple(Column(case, group=title) for case in ("Status quo", "Plan")[: 1 + planned])


def to_rich(grid: Grid) -> Table:
    """Return the table for a terminal; names are shown as they are and never read as markup."""
    table = Table(title=Text(grid.caption), title_justify="left", box=box.SIMPLE_HEAD, show_edge=False)
    for column in grid.columns:
        title = f"{column.group}\n{column.title}" if column.group else column.title
        # A number that is cut off would be another number; names are folded instead.
        table.add_column(Text(title), justify="right" if column.kind == "number" else "left", overflow="fold")
    for row in grid.rows:
        table.add_row(*(Text(cell) for cell in row.cells), style=STYLES[row.mark])
    return table


def expected(
    instance: Instance, table: pd.DataFrame, keys: list[str], columns: list[str]
) -> dict[str, dict[Any, float]]:
    """Return the columns expected over the scenarios, summed within each combination of the keys.

    Each column becomes a mapping from the key, or from the tuple of keys where there are several. A combination that
    does not occur in a scenario counts as zero there; one that never has a number is not a number.
    """
    weights = table["scenario"].map(lambda scenario: instance.probability(str(scenario))).astype(float)
    weighted = table[columns].astype(float).mul(weights, axis=0)
    sums = weighted.groupby([table[key] for key in keys]).sum(min_count=1)
    return {column: sums[column].to_dict() for column in columns}
