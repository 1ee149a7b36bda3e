"""Tables and sentences on a terminal; wide enough where nobody watches, plain where colour is not wanted."""

from __future__ import annotations

import os

from rich.console import Console
from rich.text import Text

from solver.evaluate.outcome import Outcome
from solver.instance.instance import Instance
from solver.mandate import Mandate
from solver.report.consequences_markets import shipments_grid, temptations_grid
from solver.report.consequences_money import breaches_grid
from solver.report.decisions_rules import warnings
from solver.report.grid import Grid, Sides, to_rich

PIPED_WIDTH = 150
"""Columns of text where it goes into a file or another program, unless ``COLUMNS`` says otherwise."""


class PatientConsole(Console):
    """A console that falls silent when nobody reads any more, which is no reason to end a run."""

    def on_broken_pipe(self) -> None:
        """Send what is still to be printed nowhere."""
        self.quiet = True
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, self.file.fileno())


def open_console(stderr: bool = False, quiet: bool = False) -> Console:
    """Return where to print; a quiet console prints nothing."""
    console = PatientConsole(stderr=stderr, highlight=False, quiet=quiet)
    if not console.is_terminal and "COLUMNS" not in os.environ:
        console.width = PIPED_WIDTH
    return console


def say(console: Console, sentence: str, style: str = "") -> None:
    """Print a sentence as it is, without markup; lines are broken between words on a terminal, and nowhere else."""
    console.print(Text(sentence, style=style), soft_wrap=not console.is_terminal)


def say_place(console: Console, sentence: str) -> None:
    """Print a sentence with a path in it, on one line: a path that is broken leads nowhere."""
    console.print(Text(sentence), soft_wrap=True)


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
