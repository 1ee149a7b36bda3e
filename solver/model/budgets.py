r"""Budgets: what payers may spend, what they give to each other, and what industry funds take from firms.

``transfer_mcny[transfer, year]`` (a decision). ``levied_mcny[fund, firm, year]`` is the product of the levy's gate
:math:`b` and the rate on the firm's open capacity, :math:`r K = r \sum_{i,s} C_s n_{i,s}`, exact since the gate is
binary:

.. math:: L \le r K, \qquad L \le r \overline{K} b, \qquad L \ge r K - r \overline{K} (1 - b)

(``levied_on_capacity``, ``levied_if_raised``, ``levied_least``.) From the first decision year on

.. math:: \mathrm{spent}_{p,t} + \mathrm{given}_{p,t} - \mathrm{got}_{p,t} \le \mathrm{budget}_{p,t}

(``budget``); for an industry fund both sides are added up from that year on, and its levies are on the right.
"""

from __future__ import annotations

from typing import Any

from solver.instance.instance import Instance
from solver.levers.tables import LevyRow, StateRow, Tables
from solver.mandate import Mandate
from solver.model import algebra
from solver.model.algebra import Expression
from solver.model.ledger import Ledger
from solver.model.limits import Today, add_limit, is_kept


def add_transfers(model: algebra.Model, ledger: Ledger, tables: Tables) -> None:
    """Add money that goes from one payer's budget to another's."""
    rows = {(row.transfer, row.year): row for row in tables.transfers}
    model.transfer_mcny = algebra.Var(
        list(rows), domain=algebra.NonNegativeReals, bounds=lambda _, *key: (0, rows[key].most_mcny)
    )
    for key, row in rows.items():
        ledger.give(row.from_payer, row.to_payer, row.year, model.transfer_mcny[key])


def add_levies(model: algebra.Model, ledger: Ledger, tables: Tables) -> None:
    """Add what firms pay to industry funds."""
    makers: dict[tuple[str, str], list[StateRow]] = {}
    for state in tables.states:
        if state.is_open:
            makers.setdefault((state.product, state.firm), []).append(state)
    rows = {
        (row.payer, firm, row.year): row for row in tables.levies for product, firm in makers if product == row.product
    }
    model.levied_mcny = algebra.Var(list(rows), domain=algebra.NonNegativeReals)

    def on_capacity(row: LevyRow, firm: str) -> Expression:
        return row.mcny_per_munit * algebra.quicksum(
            state.full_capacity_munit * model.lines[state.plant, state.state, row.year]
            for state in makers[row.product, firm]
        )

    def most(row: LevyRow, firm: str) -> float:
        return row.mcny_per_munit * _most_capacity_munit(makers[row.product, firm])

    @model.Constraint(list(rows))
    def levied_on_capacity(model: algebra.Model, *at: Any) -> object:
        return model.levied_mcny[at] - on_capacity(rows[at], at[1]) <= 0

    @model.Constraint(list(rows))
    def levied_if_raised(model: algebra.Model, *at: Any) -> object:
        return model.levied_mcny[at] - most(rows[at], at[1]) * model.gate_open[rows[at].gate] <= 0

    @model.Constraint(list(rows))
    def levied_least(model: algebra.Model, *at: Any) -> object:
        full = most(rows[at], at[1])
        raised = full * model.gate_open[rows[at].gate]
        return on_capacity(rows[at], at[1]) + raised - model.levied_mcny[at] <= full

    for fund, firm, year in rows:
        ledger.receive(firm, year, None, -model.levied_mcny[fund, firm, year])
        ledger.levy(fund, year, model.levied_mcny[fund, firm, year])


def _most_capacity_munit(states: list[StateRow]) -> float:
    """Return the most capacity that the lines of these states can have together, whatever states they are in."""
    most: dict[str, float] = {}
    for state in states:
        most[state.plant] = max(most.get(state.plant, 0.0), state.most_lines * state.full_capacity_munit)
    return sum(most.values())


def add_budgets(model: algebra.Model, ledger: Ledger, instance: Instance, mandate: Mandate, today: Today) -> None:
    """No payer spends more than its budget; to be called when all payments are posted."""
    limit = mandate.limits.budget
    if not is_kept(limit):
        return
    years = mandate.decision_years(instance.years)
    missed: dict[tuple[str, int, str], Expression] = {}
    for payer, facts in instance.payers.items():
        for year in years:
            counted = [each for each in years if each <= year] if facts.is_industry_fund else [year]
            levied = algebra.quicksum(ledger.levied_mcny(payer, each) for each in counted)
            for scenario in instance.futures:
                spent = algebra.quicksum(ledger.spent_mcny(payer, each, scenario) for each in counted)
                missed[payer, year, scenario] = spent - levied - today.budget_mcny(payer, year, scenario)
    add_limit(model, ledger, "budget", limit, missed)
