"""A part of a report: sentences, tables, charts, and what is folded away until somebody asks for it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from solver.evaluate.outcome import Outcome
from solver.language import _
from solver.report.grid import Grid, Sides
from solver.report.picture import Picture


@dataclass(frozen=True)
class Section:
    """A part of a report in the language that was spoken when it was made; warnings come first."""

    id: str
    """The same in every language."""
    title: str
    sentences: tuple[str, ...] = ()
    grids: tuple[Grid, ...] = ()
    folded: tuple[Grid, ...] = ()
    warnings: tuple[str, ...] = ()
    pictures: tuple[Picture, ...] = ()
    texts: tuple[tuple[str, str], ...] = ()
    """Captions of texts that are shown as they are, such as a log, and the texts."""
    tables_first: bool = False
    """Whether tables come before charts."""


def filled(grids: Iterable[Grid]) -> tuple[Grid, ...]:
    """Return the tables that have something to tell."""
    return tuple(grid for grid in grids if grid.rows)


def told_apart(sides: Sides) -> list[tuple[Outcome, str]]:
    """Return the sides with what they are called, the plan first."""
    return list(reversed(list(zip(sides, (_("Status quo"), _("Plan")), strict=False))))
