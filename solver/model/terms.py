"""Terms that several families of equations are written with."""

from __future__ import annotations

import pyomo.environ as pyo

from solver.model.ledger import Expression


def opened(model: pyo.ConcreteModel, gates: tuple[str, ...] | None) -> Expression:
    """Return how many of some gates are open; 1 where no gate is needed."""
    return 1 if gates is None else pyo.quicksum(model.gate_open[gate] for gate in gates)


def term(variable: pyo.Var, index: tuple[object, ...]) -> Expression:
    """Return a variable's member, or zero where it has none of that index."""
    return variable[index] if index in variable else 0.0  # noqa: SIM401 - variables have no get
