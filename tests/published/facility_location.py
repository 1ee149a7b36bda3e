"""The capacitated facility location problem as a year of exits in fixed markets that links connect.

A facility is a yard: a fixed market where nobody buys, with a plant of one line that costs nothing to run but its fixed
cost. A customer is a fixed market with a demand and a price of zero, and a link leads to it from every yard. So what a
line gets for its goods is what it costs to carry them, below zero: the line loses that and its fixed cost. Closing it
saves the fixed cost, everybody must be served, and the losses are the cost of the facilities left and of carrying.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from builders import build_instance, build_mandate
from published.provenance import derived, weight_alone

from solver.instance.instance import Instance
from solver.mandate import Mandate
from solver.plan import Move, Plan

YEAR = 2025
UNITS_PER_MUNIT = 100
"""So many of the problem's units of demand are a million units here."""
MONEY_PER_MCNY = 1000
"""So much of the problem's money is a million CNY here."""
TABLES = ("instance", "regions", "markets", "firms", "plants", "duties", "links")
"""Tables whose figures need a source."""


@dataclass(frozen=True)
class FacilityLocation:
    """One problem: choose facilities so that serving all customers costs least."""

    capacities: tuple[float, ...]
    fixed_costs: tuple[float, ...]
    demands: tuple[float, ...]
    costs: tuple[tuple[float, ...], ...]
    """For each customer, the cost of serving all its demand from every facility."""

    def instance(self) -> Instance:
        """Return the facts: a yard with a plant for each facility, a market for each customer, links between them."""
        yards = [yard(facility) for facility in range(len(self.capacities))]
        customers = [f"customer_{customer}" for customer in range(len(self.demands))]
        links = [
            {
                "id": f"{origin}_{customer}",
                "from_market": origin,
                "to_market": customer,
                "transport_cost_cny_per_unit": cost / MONEY_PER_MCNY / (demand / UNITS_PER_MUNIT),
            }
            for customer, demand, row in zip(customers, self.demands, self.costs, strict=True)
            for origin, cost in zip(yards, row, strict=True)
        ]
        dearest = max(float(link["transport_cost_cny_per_unit"]) for link in links)
        fixed = {"reference_price_cny_per_unit": 0, "demand_elasticity": None, "clearing": "fixed"}
        # Nobody may be left out because serving costs too much.
        fixed["price_cap_cny_per_unit"] = dearest + 1
        return build_instance(
            header={"first_year": YEAR},
            markets=[
                *({"id": each, "demand_munit": 0, **fixed} for each in yards),
                *(
                    {"id": each, "demand_munit": demand / UNITS_PER_MUNIT, **fixed}
                    for each, demand in zip(customers, self.demands, strict=True)
                ),
            ],
            firms=[{"id": "firm", "cash_mcny": 2 * self.highest_cost / MONEY_PER_MCNY}],
            plants=[
                {
                    "id": each,
                    "market": each,
                    "capacity_munit_per_line": capacity / UNITS_PER_MUNIT,
                    "cash_cost_cny_per_unit": 0,
                    "fixed_cost_mcny_per_line": fixed_cost / MONEY_PER_MCNY,
                    "workers_per_line": 0,
                    "service_years": 0,
                }
                for each, capacity, fixed_cost in zip(yards, self.capacities, self.fixed_costs, strict=True)
            ],
            links=links,
            **derived("cap41 to cap44, cap101, cap102", TABLES),
        )

    @property
    def highest_cost(self) -> float:
        """More than any way of serving all customers can cost."""
        return sum(self.fixed_costs) + sum(max(row) for row in self.costs)

    def mandate(self) -> Mandate:
        """Return the wishes: least losses with all customers served, nothing else."""
        return build_mandate(
            levers={
                "first_decision_year": YEAR,
                "withdraw_subsidies": False,
                "compensate_exits": False,
                "retrain": False,
            },
            limits={"supply": {"floor_pct_of_reference_demand": 100}},
            weights=weight_alone("operating_losses"),
        )

    def plan_without(self, facilities: Iterable[int]) -> Plan:
        """Return the plan that closes facilities."""
        return Plan(
            instance=self.instance().header.id,
            moves=tuple(
                Move(plant=yard(each), year=YEAR, from_state="unsubsidised", to_state="closed", lines=1)
                for each in facilities
            ),
        )

    def cost(self, objective_mcny: float) -> float:
        """Return an objective in the money of the problem."""
        return objective_mcny * MONEY_PER_MCNY


def yard(facility: int) -> str:
    """Return the key of the market, and of the plant, of a facility."""
    return f"yard_{facility}"


def closed_facilities(plan: Plan) -> list[int]:
    """Return the facilities that a plan closes."""
    return sorted(int(move.plant.removeprefix("yard_")) for move in plan.moves if move.to_state == "closed")


def read_facility_location(path: Path) -> FacilityLocation:
    """Return the problem of a file of OR-Library.

    It holds the numbers of facilities and customers; the capacity and the fixed cost of each facility; then for each
    customer its demand and the cost of serving all of it from every facility.
    """
    numbers = (float(word) for word in path.read_text(encoding="ascii").split())
    facilities, customers = int(next(numbers)), int(next(numbers))
    capacities, fixed_costs = zip(*(_next_numbers(numbers, 2) for _ in range(facilities)), strict=True)
    rows = [_next_numbers(numbers, 1 + facilities) for _ in range(customers)]
    return FacilityLocation(
        capacities=capacities,
        fixed_costs=fixed_costs,
        demands=tuple(demand for demand, *_ in rows),
        costs=tuple(tuple(costs) for _, *costs in rows),
    )


def _next_numbers(numbers: Iterator[float], count: int) -> tuple[float, ...]:
    return tuple(next(numbers) for _ in range(count))
