r"""Gates: binary decisions with a cost of their own.

``gate_open[gate]`` (binary, a decision). Gates share the room of the groups that they belong to, and some need one of
others to be open:

.. math:: \sum_{h \in H} a_{h,H} b_h \le \mathrm{room}_H, \qquad b_h \le \sum_{h' \in \mathrm{needs}_h} b_{h'}

(``group_room``, ``gate_needs``.)
"""

from __future__ import annotations

from solver.levers.tables import Tables
from solver.model import algebra
from solver.model.ledger import Ledger
from solver.model.terms import opened


def add_gates(model: algebra.Model, ledger: Ledger, tables: Tables) -> None:
    """Add the gates, and let their payers pay for those that are opened."""
    model.gate_open = algebra.Var([row.gate for row in tables.gates], domain=algebra.Binary)
    members: dict[str, list[tuple[str, int]]] = {group: [] for group, _ in tables.room}
    for row in tables.gates:
        for group, amount in row.memberships:
            members[group].append((row.gate, amount))
        if row.payer is not None and row.cost_mcny > 0:
            ledger.pay(row.payer, row.year, None, row.cost_mcny * model.gate_open[row.gate])
    room = dict(tables.room)
    needs = {row.gate: row.needs for row in tables.gates if row.needs is not None}

    @model.Constraint([group for group in room if members[group]])
    def group_room(model: algebra.Model, group: str) -> object:
        return algebra.quicksum(amount * model.gate_open[gate] for gate, amount in members[group]) <= room[group]

    @model.Constraint(list(needs))
    def gate_needs(model: algebra.Model, gate: str) -> object:
        return model.gate_open[gate] - opened(model, needs[gate]) <= 0
