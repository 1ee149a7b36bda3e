r"""Firms: compensation that makes owners leave, and the capital cost of what they build.

``compensation_mcny`` (a decision) for each closing with something due. With the gates :math:`b_h` that waive it:

.. math:: k_a \ge \mathrm{due}_a x_a - \mathrm{due}_a N_a \sum_h b_h, \qquad k_a \le \mathrm{due}_a x_a, \qquad
          k_a \le \mathrm{due}_a N_a (1 - b_h)

(``participation``, ``windfall``, ``windfall_if_waived``; the first as the mandate asks.) Compensation is a decision, so
the optimiser may choose it where owners need not get what is due. Without the lever *compensate_exits* nobody gets any.
Where owners get just what is due, whatever else is decided, it may be written as part of what a move costs instead.
"""

from __future__ import annotations

from functools import partial
from typing import Any

import numpy as np

from solver.instance.instance import Instance
from solver.levers.tables import Tables, TransitionRow
from solver.mandate import Mandate
from solver.model import algebra
from solver.model.ledger import Ledger, enter
from solver.model.limits import add_limit_rows
from solver.model.sums import Floats


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
    closing = [row for row in tables.transitions if row.closes]
    _bear_closure_costs(model, ledger, closing)
    due = [row for row in closing if row.due_mcny > 0]
    is_certain = mandate.limits.participation.level == "hard" and mandate.levers.compensate_exits
    is_settled = is_certain and not chooses_compensation
    settled = [row for row in due if is_settled and not row.waived_by]
    _compensate(ledger, instance, settled, _due_mcny(settled) * _moved(model, settled))
    chosen = [row for row in due if not is_settled or row.waived_by]
    _compensate(ledger, instance, chosen, _compensation_mcny(model, mandate, chosen))
    _add_participation(model, ledger, mandate, chosen)


def _moved(model: algebra.Model, rows: list[TransitionRow]) -> Any:
    return model.members(model.lines_moved, (row.key for row in rows))


def _due_mcny(rows: list[TransitionRow]) -> Floats:
    return np.array([row.due_mcny for row in rows], dtype=float)


def _bear_closure_costs(model: algebra.Model, ledger: Ledger, closing: list[TransitionRow]) -> None:
    cost = np.array([row.closure_cost_mcny for row in closing]) * _moved(model, closing)
    enter(partial(ledger.post, "closure_costs"), ((row.year, None) for row in closing), cost)
    ledger.receive_all([(row.firm, row.year, None) for row in closing], -cost)


def _compensate(ledger: Ledger, instance: Instance, rows: list[TransitionRow], amounts_mcny: Any) -> None:
    """Let owners get amounts, and payers pay them."""
    ledger.receive_all([(row.firm, row.year, None) for row in rows], amounts_mcny)
    for (region, year), amount in amounts_mcny.by_key((row.region, row.year) for row in rows).items():
        for payer, share in instance.shares("exit_compensation", region).items():
            ledger.pay(payer, year, None, share * amount)


def _compensation_mcny(model: algebra.Model, mandate: Mandate, rows: list[TransitionRow]) -> Any:
    """Add compensation for what is due, no more than that; return it."""
    keys = [row.key for row in rows]
    model.compensation_mcny = algebra.Var(keys, domain=algebra.NonNegativeReals)
    compensation, due = model.members(model.compensation_mcny), _due_mcny(rows) * _moved(model, rows)
    most = due if mandate.levers.compensate_exits else 0.0 * due
    model.windfall = algebra.Rows(keys, compensation - most <= 0)
    waived = {(*row.key, gate): row.due_mcny * row.most_lines for row in rows for gate in row.waived_by}
    full = np.array(list(waived.values()), dtype=float)
    if_waived = model.members(model.compensation_mcny, (at[:-1] for at in waived))
    gates = model.members(model.gate_open, (at[-1] for at in waived))
    model.windfall_if_waived = algebra.Rows(list(waived), if_waived + full * gates - full <= 0)
    return compensation


def _add_participation(model: algebra.Model, ledger: Ledger, mandate: Mandate, rows: list[TransitionRow]) -> None:
    """Pay owners what is due; the index begins with plant and year.

    A mandate that does not ask for participation leaves the closure costs due, which owners get all the same.
    """
    limit = mandate.limits.participation
    if limit.level == "report":
        return
    keys, waived = [row.key for row in rows], [(row.key, gate) for row in rows for gate in row.waived_by]
    gates = model.members(model.gate_open, (gate for _, gate in waived)).summed((key for key, _ in waived), keys)
    due = _moved(model, rows) - np.array([row.most_lines for row in rows], dtype=float) * gates
    missed = _due_mcny(rows) * due - model.members(model.compensation_mcny)
    add_limit_rows(model, ledger, "participation", limit, keys, missed, in_scenarios=False)


def add_investments(model: algebra.Model, ledger: Ledger, tables: Tables) -> None:
    """Post the capital cost of lines that are upgraded or start, and let owners and payers bear their parts."""
    for row in tables.transitions:
        if row.capital_cost_mcny > 0:
            moved = model.lines_moved[row.key]
            ledger.post("investment_costs", row.year, None, row.capital_cost_mcny * moved)
            ledger.receive(row.firm, row.year, None, -(row.capital_cost_mcny - row.public_capital_mcny) * moved)
            if row.capital_payer is not None and row.public_capital_mcny > 0:
                ledger.pay(row.capital_payer, row.year, None, row.public_capital_mcny * moved)
