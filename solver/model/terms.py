"""Terms that several families of equations are written with."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from solver.model import algebra
from solver.model.algebra import Expression
from solver.model.sums import Ints


def opened(model: algebra.Model, gates: tuple[str, ...] | None) -> Expression:
    """Return how many of some gates are open; 1 where no gate is needed."""
    return 1 if gates is None else algebra.quicksum(model.gate_open[gate] for gate in gates)


def term(variable: Any, index: tuple[object, ...]) -> Expression:
    """Return a variable's member, or zero where it has none of that index."""
    return variable[index] if index in variable else 0.0  # noqa: SIM401 - variables have no get


def in_all_years(numbers: Sequence[int], years: int) -> Ints:
    """Return the places of all years of what is numbered, where the years of each stand together."""
    places: Ints = np.add.outer(np.array(numbers, dtype=np.int64) * years, np.arange(years)).ravel()
    return places


def lines_of(model: algebra.Model, states: Sequence[int], years: int) -> Any:
    """Return how many lines are in some states in all years, one state after the other.

    Parameters
    ----------
    states : sequence of int
        Their places among the rows of the tables, each once.
    years : int
        How many years there are.
    """
    # The columns of lines are by state, in the order of these rows, and by year.
    return model.members(model.lines).taken(in_all_years(states, years))
