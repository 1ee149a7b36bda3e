"""What runs are compared in: lines with a value for each run, shown as tables to readers and as records to programs."""

from __future__ import annotations

import math
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import Enum
from typing import Any, Literal, TypeGuard

from solver.language import _, marked
from solver.report.grid import Column, Grid, Mark, Row
from solver.report.wording import UNKNOWN, Scale, decimals_for, difference, number, plain

SAME = 1e-6
"""Results that differ by no more of the larger one, or of one unit, are the same."""

MOST_DECIMALS = 10


class Nothing(Enum):
    """What stands where a run has no value."""

    ABSENT = marked("not there")
    """The run has nothing of the kind: no such plant, no such table."""
    BLANK = marked("blank")
    """It has, and leaves it blank."""
    UNKNOWN = UNKNOWN
    """It cannot be said, as the run has no plan or no inputs that can be read; that is no difference."""


Value = float | str | bool | Nothing
EXACT = Scale("", 1.0)
"""The scale of what is shown as it is, with all its digits."""


@dataclass(frozen=True)
class Line:
    """One thing that runs are compared in."""

    key: tuple[str, ...]
    """What tells it from the others, in the words of files."""
    names: tuple[str, ...]
    """The same in the words of readers."""
    values: tuple[Value, ...]
    """One for each run."""
    scale: Scale = EXACT
    """How readers are told numbers; programs get them as they are."""
    mark: Mark = ""
    is_effort: bool = False
    """Whether it only tells what it took to find the results, in which two runs always differ."""

    @property
    def differs(self) -> bool:
        """Whether any two runs differ, as far as both can be told."""
        if self.is_effort:
            return False
        known = [each for each in self.values if each is not Nothing.UNKNOWN]
        if self.scale is EXACT:
            return any(each != known[0] for each in known)
        return any(not alike(each, known[0]) for each in known)


@dataclass(frozen=True)
class Comparison:
    """A table of what runs are compared in."""

    id: str
    """The same in every language."""
    caption: str
    keys: tuple[str, ...]
    """What the parts of each line's key are called, in the words of files."""
    titles: tuple[str, ...]
    """The same in the words of readers."""
    lines: tuple[Line, ...]
    everything: bool = False
    """Whether lines that do not differ are shown as well."""

    @property
    def differing(self) -> tuple[Line, ...]:
        """The lines in which runs differ."""
        return tuple(line for line in self.lines if line.differs)


def alike(one: Value, other: Value) -> bool:
    """Return whether two results are the same but for what solvers and the adding up of numbers leave open."""
    if is_number(one) and is_number(other):
        return math.isclose(one, other, rel_tol=SAME, abs_tol=SAME)
    return one == other


def is_number(value: Value) -> TypeGuard[float]:
    """Return whether a value is a number; what says yes or no is none."""
    return isinstance(value, int | float) and not isinstance(value, bool)


def joined(sides: Sequence[Mapping[Hashable, Value] | None]) -> dict[Hashable, tuple[Value, ...]]:
    """Return the values of all runs by key, in the order in which the keys first occur.

    Parameters
    ----------
    sides : sequence
        For each run its values by key, or nothing where the run cannot be compared.
    """
    keys = dict.fromkeys(key for side in sides if side is not None for key in side)
    return {
        key: tuple(Nothing.UNKNOWN if side is None else side.get(key, Nothing.ABSENT) for side in sides) for key in keys
    }


def scaled(values: Iterable[Value], scale: Callable[[Iterable[float]], Scale]) -> Scale:
    """Return the scale that fits all numbers among some values."""
    return scale([float(each) for each in values if is_number(each)])


def comparison_grid(comparison: Comparison, names: Sequence[str]) -> Grid:
    """Return a comparison as a table with a column for each run and, where there are numbers, how much they differ.

    Parameters
    ----------
    comparison : Comparison
        What to show: the lines that differ, or all of them where the comparison says so.
    names : sequence of str
        What the runs are called.
    """
    shown = comparison.lines if comparison.everything else comparison.differing
    united = any(line.scale.unit for line in shown)
    counted = any(is_number(each) for line in shown for each in line.values)
    measured = united and counted
    # Inputs may be addresses; and columns of names would be put into one where there is little room.
    kind: Literal["number", "link"] = "number" if measured else "link"
    columns = [Column(title, kind="year" if title == _("Year") else "name") for title in comparison.titles]
    columns += [Column(_("Unit"), kind="name")] if united else []
    columns += [Column(name, kind=kind) for name in names]
    if measured and len(names) == 2:
        columns.append(Column(_("Difference")))
    elif measured:
        columns += [Column(name, group=_("Less {first}").format(first=names[0])) for name in names[1:]]
    rows = []
    for line in shown:
        unit = (line.scale.unit,) if united else ()
        rows.append(Row((*line.names, *unit, *value_cells(line), *(differences(line) if measured else ())), line.mark))
    return Grid(comparison.caption, tuple(columns), tuple(rows))


def value_cells(line: Line) -> list[str]:
    """Return the values of a line as text, numbers with the decimals that the largest of them needs."""
    if line.scale is EXACT:
        is_year = line.key[-1].endswith("year")
        return [exact(each, is_year) for each in line.values]
    decimals = decimals_of(line)
    return [number(line.scale(float(each)), decimals) if is_number(each) else said(each) for each in line.values]


def differences(line: Line) -> list[str]:
    """Return by how much each run but the first is above the first."""
    first, *others = line.values
    decimals = decimals_of(line)
    return [
        difference(line.scale(float(other)), line.scale(float(first)), decimals)
        if is_number(first) and is_number(other)
        else UNKNOWN
        for other in others
    ]


def decimals_of(line: Line) -> int:
    """Return how many decimals the numbers of a line are shown with."""
    return decimals_for(line.scale(float(each)) for each in line.values if is_number(each))


def exact(value: Value, is_year: bool) -> str:
    """Return a value with all its digits; years have no separators between thousands."""
    if not is_number(value):
        return said(value)
    if is_year:
        return f"{value:g}"
    places = Decimal(repr(float(value))).normalize().as_tuple().exponent
    return number(float(value), min(MOST_DECIMALS, max(0, -int(places))))


def said(value: Value) -> str:
    """Return a value that is no number as text."""
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, Nothing):
        return _(value.value)
    return plain(str(value))


def comparison_facts(comparison: Comparison, names: Sequence[str]) -> list[dict[str, Any]]:
    """Return the lines that differ for programs; a run has no entry where it has nothing of the kind."""
    listed = []
    for line in comparison.differing:
        values = {
            name: None if isinstance(each, Nothing) else each
            for name, each in zip(names, line.values, strict=True)
            if each not in (Nothing.ABSENT, Nothing.UNKNOWN)
        }
        listed.append({**dict(zip(comparison.keys, line.key, strict=True)), "values": values})
    return listed
