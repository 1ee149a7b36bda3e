"""Tables and warnings on a terminal."""

from __future__ import annotations

from rich.console import Console

from solver.cli.console import say
from solver.evaluate.outcome import Outcome
from solver.instance.instance import Instance
from solver.mandate import Mandate
from solver.report.consequences_markets import shipments_grid, temptations_grid
from solver.report.consequences_money import breaches_grid
from solver.report.decisions_rules import warnings
from solver.report.grid import Grid, Sides, to_rich


def show(console: Console, grid: Grid) -> None:
    """Print a table, set off by an empty line; nothing if it has no rows."""
    if grid.rows:
        console.print()
        console.print(to_rich(grid, console.width))


def warn(console: Console, instance: Instance, mandate: Mandate, judged: Outcome) -> None:
    """Say which decisions of a plan the law has to allow."""
    for warning in warnings(instance, mandate, judged.plan):
        say(console, warning, style="red")


def show_consequences(console: Console, instance: Instance, sides: Sides) -> None:
    """Print the consequences that a reader of the decisions asks for next: trade, temptations, missed soft limits."""
    for grid in (
        shipments_grid(instance, sides),
        temptations_grid(instance, sides[-1]),
        breaches_grid(instance, sides),
    ):
        show(console, grid)
