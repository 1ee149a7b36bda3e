r"""Firms: compensation that makes owners leave, and the capital cost of what they build.

``compensation_mcny`` (a decision) for each closing with something due. With the gates :math:`b_h` that waive it:

.. math:: k_a \ge \mathrm{due}_a x_a - \mathrm{due}_a N_a \sum_h b_h, \qquad k_a \le \mathrm{due}_a x_a, \qquad
          k_a \le \mathrm{due}_a N_a (1 - b_h)

(``participation``, ``windfall``, ``windfall_if_waived``; the first as the mandate asks.) Compensation is a decision, so
the optimiser may choose it where owners need not get what is due. Without the lever *compensate_exits* nobody gets any.
Where owners get just what is due, whatever else is decided, it may be written as part of what a move costs instead.
"""

from __future__ import annotations

from typing import Any

from solver.instance.instance import Instance
from solver.levers.tables import Tables, TransitionRow
from solver.mandate import Mandate
from solver.model import algebra
from solver.model.ledger import Ledger
from solver.model.limits import add_limit

Key = tuple[str, int, str, str]
"""Plant, year and both states."""


def add_exits_of_owners(
    model: algebra.Model,
    ledger: Ledger,
    instance: Instance,
    mandate: Mandate,
    tables: Tables,
    chooses_compensation: bool = True,
) -> None:
    """Add compensation; post closure costs and what owners get and bear.

    Parameters
    ----------
    chooses_compensation : bool, optional
        Whether compensation is a column of its own even where nothing else than what is due is allowed.
    """
    rows = {row.key: row for row in tables.transitions if row.closes}
    is_due = mandate.limits.participation.level == "hard" and mandate.levers.compensate_exits
    settled = {key for key, row in rows.items() if is_due and not row.waived_by and not chooses_compensation}
    paid = [key for key, row in rows.items() if row.due_mcny > 0 and key not in settled]
    model.compensation_mcny = algebra.Var(paid, domain=algebra.NonNegativeReals)
    _add_participation(model, ledger, mandate, {key: rows[key] for key in paid})
    waived = [(*key, gate) for key in paid for gate in rows[key].waived_by]
    most_mcny = {key: rows[key].due_mcny if mandate.levers.compensate_exits else 0.0 for key in paid}

    @model.Constraint(paid)
    def windfall(model: algebra.Model, *key: Any) -> object:
        return model.compensation_mcny[key] - most_mcny[key] * model.lines_moved[key] <= 0

    @model.Constraint(waived)
    def windfall_if_waived(model: algebra.Model, *at: Any) -> object:
        key, gate = at[:-1], at[-1]
        most = rows[key].due_mcny * rows[key].most_lines
        return model.compensation_mcny[key] + most * model.gate_open[gate] <= most

    for key, row in rows.items():
        moved = model.lines_moved[key]
        closure = row.closure_cost_mcny * moved
        ledger.post("closure_costs", row.year, None, closure)
        ledger.receive(row.firm, row.year, None, -closure)
        if row.due_mcny > 0:
            compensation = row.due_mcny * moved if key in settled else model.compensation_mcny[key]
            ledger.receive(row.firm, row.year, None, compensation)
            for payer, share in instance.shares("exit_compensation", row.region).items():
                ledger.pay(payer, row.year, None, share * compensation)


def _add_participation(model: algebra.Model, ledger: Ledger, mandate: Mandate, rows: dict[Key, TransitionRow]) -> None:
    """Pay owners what is due; the index begins with plant and year.

    A mandate that does not ask for participation leaves the closure costs due, which owners get all the same.
    """
    limit = mandate.limits.participation
    if limit.level == "report":
        return
    missed = {}
    for key, row in rows.items():
        due = row.due_mcny * model.lines_moved[key] - model.compensation_mcny[key]
        missed[key] = due - row.due_mcny * row.most_lines * sum(model.gate_open[gate] for gate in row.waived_by)
    add_limit(model, ledger, "participation", limit, missed, in_scenarios=False)


def add_investments(model: algebra.Model, ledger: Ledger, tables: Tables) -> None:
    """Post the capital cost of lines that are upgraded or start, and let owners and payers bear their parts."""
    for row in tables.transitions:
        if row.capital_cost_mcny > 0:
            moved = model.lines_moved[row.key]
            ledger.post("investment_costs", row.year, None, row.capital_cost_mcny * moved)
            ledger.receive(row.firm, row.year, None, -(row.capital_cost_mcny - row.public_capital_mcny) * moved)
            if row.capital_payer is not None and row.public_capital_mcny > 0:
                ledger.pay(row.capital_payer, row.year, None, row.public_capital_mcny * moved)
