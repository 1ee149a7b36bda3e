"""Terms that several families of equations are written with."""

from __future__ import annotations

import pyomo.environ as pyo

from solver.model.ledger import Expression


def opened(model: pyo.ConcreteModel, gates: tuple[str, ...] | None) -> Expression:
    """Return how many of some gates are open; 1 where no gate is needed."""
    return 1 if gates is None else pyo.quicksum(model.gate_open[gate] for gate in gates)
