"""The multidimensional knapsack problem as a year of exits: what is put into the knapsack is closed.

An item is a plant of one line in a region of its own. Nothing can be sold at its cost, so it stands idle and loses its
fixed cost, which is the item's profit; closing it saves that. Its owner is due the sum of the item's weights, and the
region's payers, one for each knapsack, share that sum in proportion to the weights. So the payers' budgets are the
capacities of the knapsacks, and what is still lost is the profit of the items left out.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from builders import build_instance, build_mandate
from published.provenance import derived, weight_alone

from solver.instance.instance import Instance
from solver.mandate import Mandate
from solver.plan import Plan

YEAR = 2025
PRICE_CAP_CNY_PER_UNIT = 15
"""Half of the demand at the builders' reference price of 10 is left there, so the market can only be in want."""
CASH_COST_CNY_PER_UNIT = 20
"""Of all plants."""
OWN_DUTIES = ("severance", "income_support")
"""Purposes for which nothing is paid, because nobody works in the plants."""
TABLES = ("instance", "regions", "markets", "firms", "plants", "duties")
"""Tables whose figures need a source."""


@dataclass(frozen=True)
class Knapsack:
    """One problem: choose items so that their profits are most and every capacity is kept."""

    optimum: int
    """Published, 0 where it is not known."""
    profits: tuple[int, ...]
    weights: tuple[tuple[int, ...], ...]
    """For each capacity, the weight of every item."""
    capacities: tuple[int, ...]

    def part(self, items: int) -> Knapsack:
        """Return the problem of the first items alone, the capacities in proportion and rounded down."""
        return Knapsack(
            optimum=0,
            profits=self.profits[:items],
            weights=tuple(row[:items] for row in self.weights),
            capacities=tuple(capacity * items // len(self.profits) for capacity in self.capacities),
        )

    def instance(self) -> Instance:
        """Return the facts: a plant for each item, a payer for each capacity."""
        plants, duties = [], []
        for item, profit in enumerate(self.profits):
            weights = [row[item] for row in self.weights]
            key = f"item_{item}"
            plants.append(
                {
                    "id": key,
                    "region": key,
                    "cash_cost_cny_per_unit": CASH_COST_CNY_PER_UNIT,
                    "fixed_cost_mcny_per_line": profit,
                    "reservation_value_mcny_per_line": sum(weights),
                    "workers_per_line": 0,
                    "service_years": 0,
                }
            )
            duties += [
                {
                    "purpose": "exit_compensation",
                    "region": key,
                    "payer": payer,
                    "share_pct": 100 * weight / sum(weights),
                }
                for payer, weight in zip(self.payers, weights, strict=True)
            ]
        duties += [{"purpose": purpose, "payer": self.payers[0]} for purpose in OWN_DUTIES]
        return build_instance(
            header={"first_year": YEAR},
            markets=[{"id": "market", "price_cap_cny_per_unit": PRICE_CAP_CNY_PER_UNIT}],
            firms=[{"id": "firm", "ownership": "private", "cash_mcny": sum(self.profits)}],
            plants=plants,
            payers=[{"id": payer} for payer in self.payers],
            duties=duties,
            **derived("mknapcb1", TABLES),
        )

    def mandate(self) -> Mandate:
        """Return the wishes: least losses within the capacities, nothing else."""
        return build_mandate(
            levers={"first_decision_year": YEAR, "withdraw_subsidies": False, "retrain": False},
            limits={"participation": {}, "budget": {}},
            weights=weight_alone("operating_losses"),
            budget_additions=[
                {"payer": payer, "from_year": YEAR, "to_year": YEAR, "mcny_per_year": capacity}
                for payer, capacity in zip(self.payers, self.capacities, strict=True)
            ],
        )

    @property
    def payers(self) -> tuple[str, ...]:
        """Keys of the payers, in the order of the capacities."""
        return tuple(f"payer_{number}" for number in range(len(self.capacities)))


def chosen_items(plan: Plan) -> list[int]:
    """Return the items whose plants a plan closes."""
    return sorted(int(move.plant.removeprefix("item_")) for move in plan.moves if move.to_state == "closed")


def read_knapsacks(path: Path) -> list[Knapsack]:
    """Return the problems of a file of OR-Library.

    It holds the number of problems; then for each the numbers of items and capacities, the optimum, the profits, for
    each capacity the weights, and the capacities.
    """
    numbers = (int(word) for word in path.read_text(encoding="ascii").split())
    return [_next_knapsack(numbers) for _ in range(next(numbers))]


def _next_knapsack(numbers: Iterator[int]) -> Knapsack:
    items, capacities, optimum = (next(numbers) for _ in range(3))
    return Knapsack(
        optimum=optimum,
        profits=tuple(next(numbers) for _ in range(items)),
        weights=tuple(tuple(next(numbers) for _ in range(items)) for _ in range(capacities)),
        capacities=tuple(next(numbers) for _ in range(capacities)),
    )
