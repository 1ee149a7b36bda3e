"""What a line costs on a path while prices stay as they are: a guess that ranks steps, and nothing more."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from solver.evaluate.outcome import Outcome
from solver.evaluate.rows import MarketRow, market_rows
from solver.instance.instance import Instance
from solver.levers.tables import StateRow, Tables, TransitionRow
from solver.mandate import Mandate
from solver.solve.draft import Path

Effect = Literal["displaced_persons", "spent_mcny", "capacity_munit"]
"""What a :class:`Burden` says by year."""


@dataclass(frozen=True)
class Burden:
    """What a line costs and asks for on a path."""

    cost_mcny: float
    """Its part of the objective, at present prices."""
    displaced_persons: dict[int, float]
    """By year."""
    spent_mcny: dict[int, float]
    """Public money by year."""
    capacity_munit: dict[int, float]
    """By year."""

    def by_year(self, effect: Effect) -> Mapping[int, float]:
        """Return years to what it asks for in them."""
        if effect == "displaced_persons":
            return self.displaced_persons
        return self.spent_mcny if effect == "spent_mcny" else self.capacity_munit


class Worth:
    """What lines cost in every state and year.

    Parameters
    ----------
    instance : Instance
        The facts.
    mandate : Mandate
        The wishes.
    tables : Tables
        The levers' rows.
    """

    def __init__(self, instance: Instance, mandate: Mandate, tables: Tables) -> None:
        self._instance, self._weights = instance, mandate.weights.by_account
        self._states = {row.key: row for row in tables.states}
        lines: Counter[str] = Counter()
        for row in tables.states:
            lines[row.firm] += row.lines_at_start
        self._overhead = {
            firm.id: self._weights["overheads"] * firm.overhead_mcny_per_year / max(1, lines[firm.id])
            for firm in instance.firms.values()
        }
        self._markets: dict[tuple[str, int], list[MarketRow]] = {}
        self._yearly: dict[tuple[str, str, int], float] = {}
        self._burdens: dict[tuple[Path, frozenset[str]], Burden] = {}

    def look_at(self, outcome: Outcome) -> None:
        """Take the prices of an outcome from now on."""
        found = defaultdict(list)
        for row in market_rows(outcome.tables):
            found[row.market, row.year].append(row)
        if found != self._markets:
            self._markets = dict(found)
            self._yearly.clear()
            self._burdens.clear()

    def burden(self, plant: str, path: Path, gates: frozenset[str]) -> Burden:
        """Return what a line of a plant costs on a path."""
        key = path, gates & path.waivers
        found = self._burdens.get(key)
        if found is None:
            found = self._burdens[key] = self._carried(plant, *key)
        return found

    def _carried(self, plant: str, path: Path, gates: frozenset[str]) -> Burden:
        cost = 0.0
        displaced: dict[int, float] = defaultdict(float)
        spent: dict[int, float] = defaultdict(float)
        capacity: dict[int, float] = {}
        for row in path.taken:
            displaced[row.year] += row.displaced_persons
            spent[row.year] += _outlay_mcny(row, gates)
            cost += self._instance.discount_factor(row.year) * self._once_mcny(row, gates)
        for year, state in zip(self._instance.years, path.states, strict=True):
            row_of_state = self._states.get((plant, state))
            if row_of_state is not None and row_of_state.is_open:
                capacity[year] = row_of_state.capacity_munit
                cost += self._year_mcny(row_of_state, year)
                spent[year] += row_of_state.subsidy_mcny
        return Burden(cost, displaced, spent, capacity)

    def _once_mcny(self, row: TransitionRow, gates: frozenset[str]) -> float:
        """Return what a move costs; whoever loses a post is taken to be without work for a year."""
        weights = self._weights
        return (
            weights["closure_costs"] * row.closure_cost_mcny
            + weights["investment_costs"] * row.capital_cost_mcny
            + weights["public_outlay"] * _outlay_mcny(row, gates)
            + (weights["displaced"] + weights["without_work"]) * row.displaced_persons
        )

    def _year_mcny(self, row: StateRow, year: int) -> float:
        """Return what a line costs in a state and year."""
        key = row.plant, row.state, year
        if key not in self._yearly:
            cost = self._overhead[row.firm]
            for market in self._markets[row.market, year]:
                price = market.shadow_price_cny_per_unit
                rate = float(row.offer_cny_per_unit < price)
                if row.offer_cny_per_unit == price or self._instance.markets[row.market].is_rationed:
                    rate = market.marginal_rate
                output = rate * row.capacity_munit
                subsidy = row.subsidy_cny_per_unit * output + row.subsidy_mcny
                cost += self._instance.probability(market.scenario) * (
                    self._weights["operating_losses"] * row.loss_mcny(market.brings_cny_per_unit, output)
                    + self._weights["public_outlay"] * subsidy
                )
            self._yearly[key] = self._instance.discount_factor(year) * cost
        return self._yearly[key]


def _outlay_mcny(row: TransitionRow, gates: frozenset[str]) -> float:
    """Return what payers spend on a move."""
    due = 0.0 if gates.intersection(row.waived_by) else row.due_mcny
    return due + row.severance_mcny + row.public_capital_mcny
