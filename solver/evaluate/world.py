"""An instance as the judge uses it: what every run needs, looked up once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from functools import cached_property

from solver.evaluate.figures import Figures, LineState, figures_of
from solver.evaluate.network import Component, components
from solver.instance.instance import DemandCurve, Instance
from solver.instance.records import Plant, Programme, Purpose

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
        self.figures: Mapping[tuple[str, LineState], Figures] = figures_of(instance)
        """Lines by plant and open state."""
        self.states_of: dict[str, list[LineState]] = defaultdict(list)
        """Open states of every plant."""
        for plant_id, state in self.figures:
            self.states_of[plant_id].append(state)
        self.lines_at_start: Mapping[tuple[str, LineState], int] = {
            (plant.id, starting_state(plant)): plant.lines for plant in instance.plants.values()
        }
        self.programmes: dict[str, Programme | None] = {
            region: instance.programme_of(region) for region in instance.regions
        }
        self.plants_of: dict[str, list[Plant]] = {firm: [] for firm in instance.firms}
        self.planned: dict[int, list[Plant]] = defaultdict(list)
        """Plants of planned lines by the year in which they start."""
        for plant in instance.plants.values():
            self.plants_of[plant.firm].append(plant)
            if plant.start_year is not None:
                self.planned[plant.start_year].append(plant)
        self._components: dict[frozenset[str], tuple[Component, ...]] = {}

    def components(self, removed: frozenset[str]) -> tuple[Component, ...]:
        """Return the groups of markets that open links connect once some barriers are removed."""
        if removed not in self._components:
            self._components[removed] = components(self.instance, removed)
        return self._components[removed]

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
    def shares(self) -> dict[tuple[Purpose, str], Mapping[str, float]]:
        """Payers' shares by purpose and region."""
        return {
            (purpose, region): self.instance.shares(purpose, region)
            for purpose in PURPOSES
            for region in self.instance.regions
        }

    @cached_property
    def price_points(self) -> dict[str, list[tuple[float, float]]]:
        """Rate (0 to 1) and price of every point of a rationed market, by market, from the lowest rate up."""
        points: dict[str, list[tuple[float, float]]] = defaultdict(list)
        for row in self.instance.price_rates.values():
            points[row.market].append((row.operating_rate_pct / 100, row.price_cny_per_unit))
        return {market: sorted(each) for market, each in points.items()}

    @cached_property
    def fair_shares(self) -> dict[str, float]:
        """Share (0 to 1) of each region in the workers of lines that are open at the start."""
        workers = dict.fromkeys(self.instance.regions, 0.0)
        for plant in self.instance.plants.values():
            if plant.start_year is None:
                workers[plant.region] += plant.lines * plant.workers_per_line
        total = sum(workers.values())
        return {region: each / total if total else 0.0 for region, each in workers.items()}

    @cached_property
    def shares_pct(self) -> dict[tuple[str, str], float]:
        """Firm and product to the firm's share of the capacity that is open at the start, in per cent."""
        held: dict[tuple[str, str], float] = defaultdict(float)
        total: dict[str, float] = defaultdict(float)
        for plant in self.instance.plants.values():
            if plant.start_year is None:
                product = self.instance.markets[plant.market].product
                held[plant.firm, product] += plant.lines * plant.capacity_munit_per_line
                total[product] += plant.lines * plant.capacity_munit_per_line
        return {(firm, product): 100 * each / total[product] for (firm, product), each in held.items()}


def starting_state(plant: Plant) -> LineState:
    """Return the state in which the lines of a plant are before the first year."""
    return "planned" if plant.start_year is not None else running_state(plant)


def running_state(plant: Plant) -> LineState:
    """Return the state in which the lines of a plant begin to run."""
    return "subsidised" if plant.is_subsidised else "unsubsidised"
