"""An instance as the judge uses it: what every run needs, looked up once."""

from __future__ import annotations

from functools import cached_property

from solver.evaluate.orders import Orders
from solver.instance.instance import DemandCurve, Instance
from solver.instance.records import Programme, Purpose
from solver.plan import State

PURPOSES: tuple[Purpose, ...] = ("exit_compensation", "severance", "income_support")
"""What the payers of a region pay for, as its duties say."""


class World:
    """An instance with what every run of it needs, looked up once.

    Parameters
    ----------
    instance : Instance
        The facts.
    """

    def __init__(self, instance: Instance) -> None:
        self.instance = instance
        self.offers: dict[tuple[str, State], float] = {}
        for plant in instance.plants.values():
            self.offers[plant.id, "subsidised"] = max(0.0, plant.cash_cost_cny_per_unit - plant.subsidy_cny_per_unit)
            self.offers[plant.id, "unsubsidised"] = plant.cash_cost_cny_per_unit
        self.programmes: dict[str, Programme | None] = {
            region: instance.programme_of(region) for region in instance.regions
        }

    @cached_property
    def curves(self) -> dict[tuple[str, int, str], DemandCurve]:
        """Demand by market, year and scenario."""
        instance = self.instance
        return {
            (market, year, scenario): instance.demand_curve(market, year, scenario)
            for market in instance.markets
            for year in instance.years
            for scenario in instance.futures
        }

    @cached_property
    def shares(self) -> dict[tuple[Purpose, str], dict[str, float]]:
        """Payers' shares by purpose and region."""
        return {
            (purpose, region): self.instance.shares(purpose, region)
            for purpose in PURPOSES
            for region in self.instance.regions
        }

    def support_cny_per_month(self, orders: Orders, region: str) -> float:
        """Return what a person without work gets: what the plan promises, or the statutory benefit."""
        promised = orders.plan.support_cny_per_month(region)
        return self.instance.regions[region].unemployment_benefit_cny_per_month if promised is None else promised
