r"""Welfare limits and budgets, from the first decision year on; rows carry the names the judge uses.

.. math:: u_{r,t} \le \mathrm{ceiling}_r, \qquad \sum_g \mathrm{excess}_g z_g \le 0, \qquad
          \sum_s q_s \ge \mathrm{floor}_{m,t}, \qquad \mathrm{spent}_{p,t} \le \mathrm{budget}_{p,t}

The excess of a bracket is by how much its lower edge stands above the price ceiling; a bracket that begins at the
ceiling counts with half its width, since the ceiling itself belongs to the bracket below.
"""

from __future__ import annotations

from collections.abc import Callable

import pyomo.environ as pyo

from solver.instance.instance import Instance
from solver.levers.tables import ModeRow
from solver.mandate import Mandate
from solver.model.ledger import Expression, Ledger

Answer = tuple[str, int, str]


def _decision_years(instance: Instance, mandate: Mandate) -> list[int]:
    return [year for year in instance.years if year >= mandate.levers.first_decision_year]


def add_unemployment_ceilings(model: pyo.ConcreteModel, instance: Instance, mandate: Mandate) -> None:
    """People from the sector without work stay below each region's ceiling."""
    if mandate.limits.unemployment.level == "off":
        return
    years = set(_decision_years(instance, mandate))

    @model.Constraint([index for index in model.without_work if index[1] in years])
    def unemployment(model: pyo.ConcreteModel, region: str, year: int, scenario: str) -> object:
        labour_force = instance.regions[region].labour_force_persons
        ceiling = mandate.limits.unemployment.ceiling_persons(region, labour_force)
        return model.without_work[region, year, scenario] <= ceiling


def _excess_cny_per_unit(row: ModeRow, ceiling: float) -> float:
    if row.price_high_cny_per_unit <= ceiling:
        return 0.0
    half_width = (row.price_high_cny_per_unit - row.price_low_cny_per_unit) / 2
    above = row.price_low_cny_per_unit - ceiling
    return max(above, half_width) if above >= 0 else 0.0


def add_price_ceilings(
    model: pyo.ConcreteModel, instance: Instance, mandate: Mandate, modes: tuple[ModeRow, ...]
) -> None:
    """No market is in a bracket above its price ceiling."""
    limit = mandate.limits.consumer_price
    if limit.level == "off":
        return
    excess: dict[Answer, dict[str, float]] = {}
    for row in modes:
        if row.year in _decision_years(instance, mandate):
            reference = instance.markets[row.market].reference_price_cny_per_unit
            above = _excess_cny_per_unit(row, limit.ceiling_pct_of_reference / 100 * reference)
            if above > 0:
                excess.setdefault((row.market, row.year, row.scenario), {})[row.mode] = above

    @model.Constraint(list(excess))
    def consumer_price(model: pyo.ConcreteModel, *answer: object) -> object:
        above = excess[answer]  # type: ignore[index]
        return pyo.quicksum(above[mode] * model.in_mode[(*answer, mode)] for mode in above) <= 0


def add_supply_floors(
    model: pyo.ConcreteModel, instance: Instance, mandate: Mandate, outputs: dict[Answer, Expression]
) -> None:
    """Output stays above its share of demand at the reference price."""
    limit = mandate.limits.supply
    if limit.level == "off":
        return
    years = set(_decision_years(instance, mandate))

    @model.Constraint([answer for answer in outputs if answer[1] in years])
    def supply(_: pyo.ConcreteModel, market: str, year: int, scenario: str) -> object:
        curve = instance.demand_curve(market, year, scenario)
        floor = limit.floor_pct_of_reference_demand / 100 * curve.reference_munit
        return -outputs[market, year, scenario] <= -floor


def add_budgets(
    model: pyo.ConcreteModel,
    ledger: Ledger,
    instance: Instance,
    mandate: Mandate,
    budget_mcny: Callable[[str, int, str], float],
) -> None:
    """No payer spends more than its budget; to be called when all payments are posted."""
    if mandate.limits.budget.level == "off":
        return
    index = [
        (payer, year, scenario)
        for payer in instance.payers
        for year in _decision_years(instance, mandate)
        for scenario in instance.futures
        if pyo.is_potentially_variable(ledger.spent_mcny(payer, year, scenario))
    ]

    @model.Constraint(index)
    def budget(_: pyo.ConcreteModel, payer: str, year: int, scenario: str) -> object:
        return ledger.spent_mcny(payer, year, scenario) <= budget_mcny(payer, year, scenario)
