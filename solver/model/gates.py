r"""Gates: binary decisions with a cost of their own.

``gate_open[gate]`` (binary, a decision); of each group at most one (``one_of_group``):

.. math:: \sum_{h \in H} b_h \le 1
"""

from __future__ import annotations

import pyomo.environ as pyo

from solver.levers.tables import Tables
from solver.model.ledger import Ledger


def add_gates(model: pyo.ConcreteModel, ledger: Ledger, tables: Tables) -> None:
    """Add the gates, and let their payers pay for those that are opened."""
    groups: dict[str, list[str]] = {}
    for row in tables.gates:
        groups.setdefault(row.group, []).append(row.gate)
    model.gate_open = pyo.Var([row.gate for row in tables.gates], domain=pyo.Binary)
    for row in tables.gates:
        ledger.pay(row.payer, row.year, None, row.cost_mcny * model.gate_open[row.gate])

    @model.Constraint(list(groups))
    def one_of_group(model: pyo.ConcreteModel, group: str) -> object:
        return pyo.quicksum(model.gate_open[gate] for gate in groups[group]) <= 1
