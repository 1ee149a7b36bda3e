"""Terms that several families of equations are written with."""

from __future__ import annotations

from typing import Any

from solver.model import algebra
from solver.model.algebra import Expression


def opened(model: algebra.Model, gates: tuple[str, ...] | None) -> Expression:
    """Return how many of some gates are open; 1 where no gate is needed."""
    return 1 if gates is None else algebra.quicksum(model.gate_open[gate] for gate in gates)


def term(variable: Any, index: tuple[object, ...]) -> Expression:
    """Return a variable's member, or zero where it has none of that index."""
    return variable[index] if index in variable else 0.0  # noqa: SIM401 - variables have no get
