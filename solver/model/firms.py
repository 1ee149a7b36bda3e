r"""Firms: compensation that makes owners leave, overheads, cash, and that none is driven into insolvency.

``compensation_mcny`` (a decision) for each closing with something due, ``runs[firm, year]`` (binary, implied),
``cash_mcny[firm, year, scenario]`` (a response):

.. math:: k_a \ge \mathrm{due}_a x_a, \qquad k_a \le \mathrm{due}_a x_a, \qquad n_{i,s,t} \le N_i y_{f,t}

.. math:: m_{f,t} = m_{f,t-1} + \mathrm{flow}_{f,t} - O_f y_{f,t}, \qquad m_{f,t} + \mathrm{credit}_f \ge 0

(``participation``, ``windfall``, ``runs_if_lines``, ``cash_kept``, ``solvency``).

A firm that runs no line any more has no flow but compensation, which covers its closure costs, so its cash cannot fall
and the last row needs no exception for it.
"""

from __future__ import annotations

from typing import Any

import pyomo.environ as pyo

from solver.instance.instance import Instance
from solver.levers.tables import StateRow, Tables
from solver.model.ledger import Ledger


def add_exits_of_owners(model: pyo.ConcreteModel, ledger: Ledger, instance: Instance, tables: Tables) -> None:
    """Add compensation; post closure costs and what owners get and bear."""
    rows = {row.key: row for row in tables.transitions if row.to_state == "closed"}
    paid = [key for key, row in rows.items() if row.due_mcny > 0]
    model.compensation_mcny = pyo.Var(paid, domain=pyo.NonNegativeReals)

    @model.Constraint(paid)
    def participation(model: pyo.ConcreteModel, *key: Any) -> object:
        return rows[key].due_mcny * model.lines_moved[key] - model.compensation_mcny[key] <= 0

    @model.Constraint(paid)
    def windfall(model: pyo.ConcreteModel, *key: Any) -> object:
        return model.compensation_mcny[key] - rows[key].due_mcny * model.lines_moved[key] <= 0

    for key, row in rows.items():
        closure = row.closure_cost_mcny * model.lines_moved[key]
        ledger.post("closure_costs", row.year, None, closure)
        ledger.receive(row.firm, row.year, None, -closure)
        if row.due_mcny > 0:
            ledger.receive(row.firm, row.year, None, model.compensation_mcny[key])
            for payer, share in instance.shares("exit_compensation", row.region).items():
                ledger.pay(payer, row.year, None, share * model.compensation_mcny[key])


def add_overheads(model: pyo.ConcreteModel, ledger: Ledger, instance: Instance, tables: Tables) -> None:
    """Let every firm that runs a line bear its overhead."""
    firms = {firm.id: firm for firm in instance.firms.values() if firm.overhead_mcny_per_year > 0}
    states: dict[str, list[StateRow]] = {}
    for row in tables.states:
        if row.firm in firms:
            states.setdefault(row.plant, []).append(row)
    model.runs = pyo.Var([(firm, year) for firm in firms for year in instance.years], domain=pyo.Binary)

    @model.Constraint([(plant, year) for plant in states for year in instance.years])
    def runs_if_lines(model: pyo.ConcreteModel, plant: str, year: int) -> object:
        rows = states[plant]
        open_lines = pyo.quicksum(model.lines[row.plant, row.state, year] for row in rows)
        return open_lines - rows[0].most_lines * model.runs[rows[0].firm, year] <= 0

    for firm, year in model.runs:
        overhead = firms[firm].overhead_mcny_per_year * model.runs[firm, year]
        ledger.post("overheads", year, None, overhead)
        ledger.receive(firm, year, None, -overhead)


def add_cash(model: pyo.ConcreteModel, ledger: Ledger, instance: Instance) -> None:
    """Add every firm's cash and that it stays solvent; to be called when all flows are posted."""
    index = [(f, year, scenario) for f in instance.firms for year in instance.years for scenario in instance.futures]
    model.cash_mcny = pyo.Var(index, domain=pyo.Reals)

    @model.Constraint(index)
    def cash_kept(model: pyo.ConcreteModel, firm: str, year: int, scenario: str) -> object:
        start = instance.firms[firm].cash_mcny
        before = start if year == instance.years[0] else model.cash_mcny[firm, year - 1, scenario]
        flow = ledger.cash_flow_mcny(firm, year, scenario)
        return model.cash_mcny[firm, year, scenario] - before - flow == 0

    @model.Constraint(index)
    def solvency(model: pyo.ConcreteModel, firm: str, year: int, scenario: str) -> object:
        return -model.cash_mcny[firm, year, scenario] <= instance.firms[firm].credit_mcny
