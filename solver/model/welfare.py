r"""Welfare limits and budgets, from the first decision year on; rows carry the names the judge uses.

.. math:: u_{r,t} \le \mathrm{ceiling}_r, \qquad \sum_g p_g \le \mathrm{ceiling}_m, \qquad
          \sum_s q_s \ge \mathrm{floor}_{m,t}, \qquad \mathrm{spent}_{p,t} \le \mathrm{budget}_{p,t}

(``unemployment``, ``consumer_price``, ``supply``, ``budget``.)
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Protocol

import pyomo.environ as pyo

from solver.instance.instance import Instance
from solver.mandate import Mandate
from solver.model.ledger import Expression, Ledger

Answer = tuple[str, int, str]
"""Market, year and scenario."""


class Markets(Protocol):
    """What the limits ask of markets."""

    @property
    def modes_of_answers(self) -> Mapping[Answer, object]:
        """Every market, year and scenario."""

    def prices(self) -> Mapping[Answer, Expression]:
        """Return the price of each market, year and scenario."""

    def output_above_munit(self, answer: Answer, floor_munit: float) -> Expression:
        """Return by how much output exceeds a floor."""


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


def add_price_ceilings(model: pyo.ConcreteModel, instance: Instance, mandate: Mandate, markets: Markets) -> None:
    """No price stands above its ceiling."""
    limit = mandate.limits.consumer_price
    if limit.level == "off":
        return
    years = set(_decision_years(instance, mandate))
    prices = markets.prices()

    @model.Constraint([answer for answer in prices if answer[1] in years])
    def consumer_price(_: pyo.ConcreteModel, market: str, year: int, scenario: str) -> object:
        ceiling = limit.ceiling_cny_per_unit(instance.markets[market].reference_price_cny_per_unit)
        return prices[market, year, scenario] <= ceiling


def add_supply_floors(model: pyo.ConcreteModel, instance: Instance, mandate: Mandate, markets: Markets) -> None:
    """Output stays above its share of demand at the reference price."""
    limit = mandate.limits.supply
    if limit.level == "off":
        return
    years = set(_decision_years(instance, mandate))

    @model.Constraint([answer for answer in markets.modes_of_answers if answer[1] in years])
    def supply(_: pyo.ConcreteModel, market: str, year: int, scenario: str) -> object:
        curve = instance.demand_curve(market, year, scenario)
        floor = limit.floor_munit(curve.reference_munit)
        return -markets.output_above_munit((market, year, scenario), floor) <= 0


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
