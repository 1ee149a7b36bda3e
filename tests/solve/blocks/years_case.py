"""Small markets by themselves, and what they are worth at a price by the definition in the docstring of the package."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from solver.solve.blocks.plans import Uses
from solver.solve.blocks.years import Markets, Offers, Prices, Years
from solver.solve.problem import Floats

REFERENCE = 8.0


@dataclass(frozen=True)
class MarketsCase:
    """Lines, markets and multipliers."""

    uses: Uses
    markets: Markets
    prices: Prices
    loss_weight: Floats
    sales_weight: Floats
    paid_mcny: Floats
    """What a line of each use pays for its market."""
    demand_duals: Floats

    @property
    def years(self) -> Years:
        """The side of markets."""
        return Years(self.uses, self.markets)

    def line_mcny(self, price: Floats, runs: bool) -> Floats:
        """Return what one line of each use is worth: its loss, its sales, what it makes and what it pays."""
        uses = self.uses
        if not runs:
            return self.loss_weight * uses.fixed_cost_mcny - self.paid_mcny
        margin = (price - uses.cash_cost_cny_per_unit) * uses.capacity_munit
        loss = self.loss_weight * np.maximum(0.0, uses.fixed_cost_mcny - margin)
        sales = self.sales_weight * price * uses.capacity_munit
        return loss + sales - self.demand_duals[uses.answer] * uses.capacity_munit - self.paid_mcny

    @property
    def offers(self) -> Offers:
        """The same as the side of markets wants it: idle, and at the price that covers all costs."""
        covers = self.uses.cash_cost_cny_per_unit + self.uses.fixed_cost_mcny / self.uses.capacity_munit
        most = self.uses.most_lines
        return Offers(
            np.minimum(0.0, self.line_mcny(covers, runs=False)) * most,
            self.line_mcny(covers, runs=True) * most,
            self.loss_weight,
            self.sales_weight,
        )

    def worth_mcny(self, answer: int, price: float) -> float:
        """Return what a market is worth at a price; lines that offer at it do what is worth less."""
        uses, own = self.uses, self.uses.answer == answer
        running = np.minimum(0.0, self.line_mcny(np.full(len(own), price), runs=True)) * uses.most_lines
        idle = np.minimum(0.0, self.line_mcny(np.full(len(own), price), runs=False)) * uses.most_lines
        offer = uses.offer_cny_per_unit
        lines = np.where(offer < price, running, np.where(offer > price, idle, np.minimum(running, idle)))
        demand = float(self.demand_duals[answer]) * self.asked_munit(answer, price)
        if self.prices.may_be_scarce[answer] and price == self.prices.high[answer]:
            demand = min(0.0, demand)
        return float(lines[own].sum()) + demand + self._cost_mcny(answer, price)

    def asked_munit(self, answer: int, price: float) -> float:
        """Return what is asked for."""
        markets = self.markets
        return max(0.0, float(markets.reference_munit[answer] + markets.slope_munit[answer] * (price - REFERENCE)))

    def _cost_mcny(self, answer: int, price: float) -> float:
        """Return the area under demand above the reference price, and what soft limits cost."""
        markets, asked = self.markets, self.asked_munit(answer, price)
        harm = max(0.0, price - REFERENCE) * (float(markets.reference_munit[answer]) + asked) / 2
        above = max(0.0, price - float(markets.ceiling_cny_per_unit[answer]))
        below = max(0.0, float(markets.floor_munit[answer]) - asked)
        return (
            float(markets.harm_weight[answer]) * harm
            + float(markets.above_ceiling_mcny[answer]) * above
            + float(markets.below_floor_mcny[answer]) * below
        )

    def grid(self, answer: int) -> Floats:
        """Return many prices that an answer may have, all offers among them."""
        low, high = float(self.prices.low[answer]), float(self.prices.high[answer])
        prices = np.concatenate([np.linspace(low, high, 101), self.uses.offer_cny_per_unit, [REFERENCE]])
        return np.unique(prices[(prices >= low) & (prices <= high)])


def uses_of(answer: list[int], rows: Floats) -> Uses:
    """Return uses of rows of capacity, cash cost, fixed cost, offer and number of lines."""
    numbers = np.arange(len(answer))
    return Uses(
        *(numbers, np.array(answer, dtype=np.int64), numbers, numbers, numbers, numbers),
        *rows.T,
        probability=np.ones(len(answer)),
    )


def random_markets(seed: int) -> MarketsCase:
    """Return three markets with up to eight kinds of lines; one of them may have just one price."""
    rng = np.random.default_rng(seed)
    number, answers = int(rng.integers(1, 9)), 3
    cash = np.where(rng.random(number) < 0.5, rng.choice([4.0, 6.0, 8.0], number), rng.uniform(2, 14, number))
    offer = np.maximum(0.0, cash - rng.choice([0.0, 0.0, 2.0, 30.0], number))
    rows = np.column_stack(
        [
            rng.choice([10.0, 20.0, 35.0], number),
            cash,
            rng.choice([0.0, 40.0, 120.0], number),
            offer,
            rng.integers(1, 4, number),
        ]
    )
    asked = rng.uniform(30, 120, answers)
    elasticity = rng.choice([0.0, 0.2, 1.0], answers)
    slope = -elasticity * asked / REFERENCE
    low = rng.choice([0.0, 3.0, 4.0, 6.5], answers)
    high = np.where(rng.random(answers) < 0.2, low, rng.choice([12.5, 15.5, 16.0], answers))
    markets = Markets(
        asked,
        np.full(answers, REFERENCE),
        slope,
        rng.choice([0.0, 0.7, 1.0], answers),
        np.where(rng.random(answers) < 0.5, 10.0, np.inf),
        rng.choice([0.0, 30.0], answers),
        np.where(rng.random(answers) < 0.5, 0.8 * asked, -np.inf),
        rng.choice([0.0, 5.0], answers),
    )
    return MarketsCase(
        uses_of(list(rng.integers(answers, size=number)), rows),
        markets,
        Prices(low, high, rng.random(answers) < 0.4),
        rng.choice([0.0, 1.0, 2.0], number),
        rng.choice([0.0, 0.0, -0.1, -1.0], number),
        np.where(rng.random(number) < 0.2, 0.0, rng.uniform(-150, 150, number)),
        rng.choice([-8.0, 0.0, 1.0, 9.0], answers),
    )
