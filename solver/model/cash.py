r"""Cash: which firms run lines, the overheads they bear, and that none of them is driven into insolvency.

``runs[firm, year]`` (binary, implied), ``cash_mcny[firm, year, scenario]`` (a response):

.. math:: n_{i,s,t} \le N_i y_{f,t}, \qquad m_{f,t} = m_{f,t-1} + \mathrm{flow}_{f,t} - O_f y_{f,t}, \qquad
          m_{f,t} + \mathrm{credit}_f \ge 0

(``runs_if_lines``, ``cash_kept``, ``solvency``.) To run without a line costs the overhead and keeps no limit, so
nothing is gained by it.

Only firms that may run out of cash have these rows: lines sell at no less than what covers their cash cost, so a firm
is safe that could bear all fixed costs and overheads of all years, and everything that it could have to pay once, from
what it has at the start (:func:`firms_at_risk`).

Only a firm that runs lines must be solvent. A firm that runs none has no flow but what it gets and pays for leaving and
for taking over others. Where that cannot fall, and cash and credit are not below zero at the start, the last row needs
no exception for it. Elsewhere ``unfunded_mcny`` is what such a firm lacks, never more than could be lacking:

.. math:: m_{f,t} + \mathrm{credit}_f + d_{f,t} \ge 0, \qquad d_{f,t} \le D_f (1 - y_{f,t})

(``unfunded_if_idle``.) The credit of a target ends with the merger: :math:`\mathrm{credit}_f (1 - \mathrm{merged})`.
From then on it may lack something only while its acquirer is idle as well (``unfunded_if_partner_idle``):

.. math:: d_{f,t} \le D_f (2 - \mathrm{merged}_{f,t} - y_{a,t})

Since cash goes freely between the two, this keeps the cash of both together above the acquirer's credit.
"""

from __future__ import annotations

from collections import defaultdict
from functools import partial
from typing import Any

import numpy as np

from solver.instance.instance import Instance
from solver.levers.tables import Tables
from solver.mandate import Mandate
from solver.model import algebra
from solver.model.algebra import Expression
from solver.model.ledger import Ledger, enter
from solver.model.terms import in_all_years, lines_of, term

ROUNDING = 1e-9
"""Offers may be below what they have to cover by so much, in CNY per unit."""


def firms_at_risk(instance: Instance, tables: Tables) -> frozenset[str]:
    """Return the firms that could run out of cash and credit; all others stay solvent whatever is decided.

    Those are at risk, too, whose cash may go to another firm or to an industry fund, or whose lines may have to sell
    below their cash cost.
    """
    risky = {firm for row in tables.mergers for firm in (row.acquirer, row.target)}
    levied = {row.product for row in tables.levies}
    yearly: dict[tuple[str, str], float] = {}
    for row in tables.states:
        market = instance.markets[row.market]
        sells_below_cost = row.offer_cny_per_unit + row.subsidy_cny_per_unit < row.cash_cost_cny_per_unit - ROUNDING
        if market.is_fixed or market.is_rationed or row.product in levied or sells_below_cost:
            risky.add(row.firm)
        plant, borne = (row.firm, row.plant), row.most_lines * row.fixed_cost_mcny
        yearly[plant] = max(yearly.get(plant, 0.0), borne)
    once: dict[tuple[str, str, str], float] = {}
    for move in tables.transitions:
        way, paid = (move.firm, move.plant, move.to_state), move.capital_cost_mcny - move.public_capital_mcny
        borne = move.most_lines * (paid + move.closure_cost_mcny)
        if borne > once.get(way, 0.0):
            once[way] = borne
    years = len(instance.years)
    borne_mcny = {firm.id: years * firm.overhead_mcny_per_year for firm in instance.firms.values()}
    for (owner, *_), cost in (*once.items(), *((plant, years * cost) for plant, cost in yearly.items())):
        borne_mcny[owner] += cost
    firms = instance.firms.values()
    return frozenset(
        firm.id for firm in firms if firm.id in risky or firm.cash_mcny + firm.credit_mcny < borne_mcny[firm.id]
    )


def add_overheads(model: algebra.Model, ledger: Ledger, instance: Instance, mandate: Mandate, tables: Tables) -> None:
    """Say which firms run lines where it matters, and let those bear their overheads."""
    short = set(most_unfunded_mcny(instance, mandate, tables, ledger.at_risk))
    short |= {row.acquirer for row in tables.mergers if row.target in short}
    firms = [firm.id for firm in instance.firms.values() if firm.overhead_mcny_per_year > 0 or firm.id in short]
    bearing, years = set(firms), instance.years
    model.runs = algebra.Var([(firm, year) for firm in firms for year in years], domain=algebra.Binary)
    states = {at: row for at, row in enumerate(tables.states) if row.firm in bearing and row.is_open}
    plants = {row.plant: row for row in states.values()}
    index = [(plant, year) for plant in plants for year in years]
    number = {plant: at for at, plant in enumerate(plants)}
    places = in_all_years([number[row.plant] for row in states.values()], len(years))
    open_lines = lines_of(model, list(states), len(years)).onto(places, len(index))
    most = np.repeat([float(row.most_lines) for row in plants.values()], len(years))
    runs = model.members(model.runs, ((plants[plant].firm, year) for plant, year in index))
    model.runs_if_lines = algebra.Rows(index, open_lines - most * runs <= 0)

    overhead = np.array([instance.firms[firm].overhead_mcny_per_year for firm, _ in model.runs])
    borne = overhead * model.members(model.runs)
    enter(partial(ledger.post, "overheads"), ((year, None) for _, year in model.runs), borne)
    ledger.receive_all([(*key, None) for key in model.runs], -borne)


def most_unfunded_mcny(
    instance: Instance, mandate: Mandate, tables: Tables, at_risk: frozenset[str]
) -> dict[str, float]:
    """Return the firms at risk that may lack cash while they run no line, and how much at most.

    That is what they lack at the start, closure costs for which they may not be compensated, and what it costs to take
    over others; a target may lack its credit besides. Whoever merges is at risk.
    """
    lacking: defaultdict[str, float] = defaultdict(float)
    for firm in map(instance.firms.__getitem__, at_risk):
        if firm.cash_mcny + firm.credit_mcny < 0:
            lacking[firm.id] -= firm.cash_mcny + firm.credit_mcny
    closing: dict[tuple[str, str], float] = {}
    for row in tables.transitions:
        if row.firm not in at_risk or not row.closes:
            continue
        paid = not row.waived_by and mandate.limits.participation.level in ("hard", "off")
        if row.closure_cost_mcny > (row.due_mcny if paid else 0.0):
            plant = row.firm, row.plant
            closing[plant] = max(closing.get(plant, 0.0), row.closure_cost_mcny * row.most_lines)
    for (owner, _), cost in closing.items():
        lacking[owner] += cost
    for acquirer, cost in {(row.pair, row.acquirer): row.integration_cost_mcny for row in tables.mergers}.items():
        if cost > 0:
            lacking[acquirer[1]] += cost
    for target in {row.target for row in tables.mergers} & set(lacking):
        lacking[target] += instance.firms[target].credit_mcny
    return dict(lacking)


def add_cash(model: algebra.Model, ledger: Ledger, instance: Instance, mandate: Mandate, tables: Tables) -> None:
    """Add the cash of every firm at risk and that it stays solvent; to be called when all flows are posted."""
    firms = [firm for firm in instance.firms if firm in ledger.at_risk]
    index = [(firm, year, scenario) for firm in firms for year in instance.years for scenario in instance.futures]
    most = most_unfunded_mcny(instance, mandate, tables, ledger.at_risk)
    model.cash_mcny = algebra.Var(index, domain=algebra.Reals)
    model.unfunded_mcny = algebra.Var([at for at in index if at[0] in most], domain=algebra.NonNegativeReals)
    merged = _merged_as_target(model, tables)

    @model.Constraint(index)
    def cash_kept(model: algebra.Model, firm: str, year: int, scenario: str) -> object:
        start = instance.firms[firm].cash_mcny
        before = start if year == instance.years[0] else model.cash_mcny[firm, year - 1, scenario]
        flow = ledger.cash_flow_mcny(firm, year, scenario)
        return model.cash_mcny[firm, year, scenario] - before - flow == 0

    @model.Constraint(index)
    def solvency(model: algebra.Model, *at: Any) -> object:
        credit = instance.firms[at[0]].credit_mcny
        lost = credit * merged[at[:2]] if credit > 0 and at[:2] in merged else 0.0
        return -model.cash_mcny[at] - term(model.unfunded_mcny, at) + lost <= credit

    _add_idle_firms(model, tables, most)


def _merged_as_target(model: algebra.Model, tables: Tables) -> dict[tuple[str, int], Expression]:
    """Return firm and year to whether it has been taken over by then, by whichever acquirer."""
    pairs = {row.pair: row.target for row in tables.mergers}
    merged: defaultdict[tuple[str, int], list[Expression]] = defaultdict(list)
    for pair, year in model.merged:
        merged[pairs[pair], year].append(model.merged[pair, year])
    return {at: algebra.quicksum(terms) for at, terms in merged.items()}


def _add_idle_firms(model: algebra.Model, tables: Tables, most: dict[str, float]) -> None:
    """Let firms lack cash only while they, and whoever they have merged with, run no line."""
    pairs = {row.pair: row for row in tables.mergers}
    bound = [
        (pair, year, scenario)
        for pair, row in pairs.items()
        for firm, year, scenario in model.unfunded_mcny
        if firm == row.target and (pair, year) in model.merged
    ]

    @model.Constraint(list(model.unfunded_mcny))
    def unfunded_if_idle(model: algebra.Model, firm: str, year: int, scenario: str) -> object:
        return model.unfunded_mcny[firm, year, scenario] + most[firm] * model.runs[firm, year] <= most[firm]

    @model.Constraint(bound)
    def unfunded_if_partner_idle(model: algebra.Model, pair: str, year: int, scenario: str) -> object:
        target, acquirer = pairs[pair].target, pairs[pair].acquirer
        unfunded = model.unfunded_mcny[target, year, scenario]
        busy = model.merged[pair, year] + model.runs[acquirer, year]
        return unfunded + most[target] * busy <= 2 * most[target]
