"""Formulas that stay true: a sum, a difference or an account, written only where it gives the figure that is shown."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from xlsxwriter.utility import xl_rowcol_to_cell

from solver.language import _, spoken
from solver.report import wording
from solver.report.grid import Grid
from solver.report.spreadsheet_data import Tidy
from solver.report.wording import Figure, rounded

Formulas = Mapping[tuple[int, int], str]
"""Row and column of a table, counted from 0, to the formula there."""


@dataclass(frozen=True)
class Accounts:
    """The tidy accounts of both sides, and how likely each scenario is.

    Parameters
    ----------
    accounts : Tidy
        The accounts with the column ``case``.
    scenarios : Tidy
        Scenarios and their probabilities.
    """

    accounts: Tidy
    scenarios: Tidy

    def total(self, case: str, account: str | None, column: str) -> float:
        """Return an account over all years, expected over the scenarios; all accounts where none is named."""
        frame = self.accounts.frame
        rows = frame[(frame["case"] == case) & ((frame["account"] == account) if account else True)]
        if column == "objective_mcny":  # probabilities are in it already
            return float(rows[column].sum())
        likely = dict(zip(self.scenarios.frame["scenario"], self.scenarios.frame["probability"], strict=True))
        return float((rows[column] * rows["scenario"].map(likely)).sum())

    def formula(self, case: str, account: str | None, column: str, size: float) -> str:
        """Return the formula of :meth:`total`, in a unit of a size."""
        weighted = column != "objective_mcny" and len(self.scenarios.frame) > 1
        terms = []
        for amounts, cases, names, scenarios in self.accounts.ranges([column, "case", "account", "scenario"]):
            asked = f'{amounts},{cases},"{case}"' + (f',{names},"{account}"' if account else "")
            if weighted:
                ((keys, chances),) = self.scenarios.ranges(["scenario", "probability"])
                terms.append(f"SUMPRODUCT(SUMIFS({asked},{scenarios},{keys}),{chances})")
            else:
                terms.append(f"SUMIFS({asked})")
        total = "+".join(terms)
        if size == 1:
            return f"={total}"
        return f"=({total})/{size:g}" if len(terms) > 1 else f"={total}/{size:g}"


def live_formulas(grid: Grid, top: int, accounts: Accounts | None) -> Formulas:
    """Return the formulas of a table whose first row stands in a row of a sheet.

    Parameters
    ----------
    grid : Grid
        The table.
    top : int
        The row of the sheet, counted from 0.
    accounts : Accounts, optional
        What accounts are added up from, where the book has them.
    """
    found = sum_formulas(grid, top)
    return {**found, **account_formulas(grid, accounts)} if accounts is not None else found


def account_formulas(grid: Grid, accounts: Accounts) -> Formulas:
    """Return the formulas of the cells that are accounts of a side, or all of them together.

    A table tells either what accounts amount to or their parts of the objective, all in one unit of money.
    """
    cells = list(account_cells(grid))
    for column in ("amount", "objective_mcny"):
        for scale in wording.MONEY[spoken()]:
            asked = [(each, *column_and_size(each.account, column, scale.size)) for each in cells]
            if all(same(accounts.total(each.case, each.account, of) / size, each.value) for each, of, size in asked):
                return {each.place: accounts.formula(each.case, each.account, of, size) for each, of, size in asked}
    return {}


@dataclass(frozen=True)
class AccountCell:
    """A cell that tells an account of a side, or all of them where none is named."""

    place: tuple[int, int]
    case: str
    account: str | None
    value: float


def account_cells(grid: Grid) -> Iterator[AccountCell]:
    """Yield the cells of a table that tell accounts; a first row that stands out is all of them."""
    cases = {_("Status quo"): "status_quo", _("Plan"): "plan"}
    names = {_(label): account for account, label in wording.ACCOUNTS.items()}
    for position, row in enumerate(grid.rows):
        if row.cells[0] not in names and not (position == 0 and row.mark == "total"):
            continue
        for place, (column, figure) in enumerate(zip(grid.columns, row.cells, strict=True)):
            if column.title in cases and isinstance(figure, Figure):
                yield AccountCell((position, place), cases[column.title], names.get(row.cells[0]), figure.value)


def column_and_size(account: str | None, column: str, size: float) -> tuple[str, float]:
    """Return the column that an account is added up from, and the size of the unit that it is told in."""
    if account is None:
        return "objective_mcny", size
    return column, 1.0 if account in wording.PEOPLE and column == "amount" else size


def sum_formulas(grid: Grid, top: int) -> Formulas:
    """Return the formulas of sums and differences within a table whose first row stands in a row of a sheet."""
    found: dict[tuple[int, int], str] = {}
    titles = [column.title for column in grid.columns]
    for row, each in enumerate(grid.rows):
        for place, figure in enumerate(each.cells):
            if not isinstance(figure, Figure):
                continue
            if each.mark == "total" and row and is_sum_of_rows(grid, row, place):
                found[row, place] = f"=SUM({span((top, place), (top + row - 1, place))})"
            elif titles[place] == _("All years") and is_sum_of_cells(each.cells, place):
                first = first_number(each.cells)
                found[row, place] = f"=SUM({span((top + row, first), (top + row, place - 1))})"
            elif titles[place] == _("Difference") and is_difference(each.cells, place):
                plan, status_quo = (
                    f"ROUND({xl_rowcol_to_cell(top + row, place - back)},{figure.decimals})" for back in (1, 2)
                )
                found[row, place] = f"={plan}-{status_quo}"
    return found


def is_sum_of_rows(grid: Grid, row: int, place: int) -> bool:
    """Return whether a figure is the sum of all figures above it."""
    above = [each.cells[place] for each in grid.rows[:row]]
    return adds_up(above, grid.rows[row].cells[place])


def is_sum_of_cells(cells: tuple[str, ...], place: int) -> bool:
    """Return whether a figure is the sum of all figures to its left."""
    return (
        place > 0 and isinstance(cells[place - 1], Figure) and adds_up(cells[first_number(cells) : place], cells[place])
    )


def first_number(cells: tuple[str, ...]) -> int:
    """Return where the first figure of a row stands."""
    return next(place for place, cell in enumerate(cells) if isinstance(cell, Figure))


def is_difference(cells: tuple[str, ...], place: int) -> bool:
    """Return whether a figure is the one before it less the one before that, both as they are shown."""
    both, figure = cells[place - 2 : place], cells[place]
    if place < 2 or not isinstance(figure, Figure) or not all(isinstance(each, Figure) for each in both):
        return False
    status_quo, plan = (rounded(value_of(each), figure.decimals) for each in both)
    return same(plan - status_quo, value_of(figure))


def adds_up(parts: Sequence[str], total: str) -> bool:
    """Return whether cells are figures, but for those without a number, and their sum is another figure."""
    return bool(parts) and same(sum(value_of(each) for each in parts), value_of(total))


def value_of(cell: str) -> float:
    """Return the number in a cell; nothing where there is none."""
    return cell.value if isinstance(cell, Figure) else 0.0


def same(one: float, other: float) -> bool:
    """Return whether two numbers are the same but for the order in which they were added up."""
    return math.isclose(one, other, rel_tol=1e-9, abs_tol=1e-9)


def span(first: tuple[int, int], last: tuple[int, int]) -> str:
    """Return a range of cells as formulas name it."""
    return f"{xl_rowcol_to_cell(*first)}:{xl_rowcol_to_cell(*last)}"
