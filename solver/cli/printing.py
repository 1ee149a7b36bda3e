"""Tables and warnings on a terminal."""

from __future__ import annotations

from dataclasses import replace

from rich.console import Console

from solver.cli.console import say
from solver.evaluate.outcome import Outcome
from solver.instance.instance import Instance
from solver.language import counted
from solver.mandate import Mandate
from solver.report.consequences_markets import shipments_grid, temptations_grid
from solver.report.consequences_money import breaches_grid
from solver.report.decisions_rules import warnings
from solver.report.grid import Grid, Sides, to_rich

MOST_ROWS = 20
"""Rows of a table that a terminal shows unless it is asked for all."""


def show(console: Console, grid: Grid) -> None:
    """Print a table, set off by an empty line; nothing if it has no rows."""
    if grid.rows:
        console.print()
        console.print(to_rich(grid, console.width))


def show_rows(console: Console, grid: Grid, show_all: bool, *, reported: bool = False) -> None:
    """Print a table, or its first rows and how many more there are.

    Parameters
    ----------
    reported : bool, optional
        Whether a report has them all, so that nobody need ask again.
    """
    more = 0 if show_all else len(grid.rows) - MOST_ROWS
    if more <= 0:
        show(console, grid)
        return
    show(console, replace(grid, rows=grid.rows[:MOST_ROWS]))
    if reported:
        words = counted("and {n} more row, which is in the report", "and {n} more rows, which are in the report", more)
    else:
        words = counted("and {n} more row; --all shows it", "and {n} more rows; --all shows them", more)
    say(console, words.format(n=f"{more:,}"))


def warn(console: Console, instance: Instance, mandate: Mandate, judged: Outcome) -> None:
    """Say which decisions of a plan the law has to allow."""
    for warning in warnings(instance, mandate, judged.plan):
        say(console, warning, style="red")


def show_consequences(
    console: Console, instance: Instance, sides: Sides, show_all: bool, *, reported: bool = False
) -> None:
    """Print the consequences that a reader of the decisions asks for next: trade, temptations, missed soft limits."""
    for grid in (
        shipments_grid(instance, sides),
        temptations_grid(instance, sides[-1]),
        breaches_grid(instance, sides),
    ):
        show_rows(console, grid, show_all, reported=reported)
