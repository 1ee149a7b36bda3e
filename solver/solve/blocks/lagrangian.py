"""The Lagrangian bound of all plans, and multipliers that make it high."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from solver.solve.blocks.bounds import with_finite_bounds
from solver.solve.blocks.network import Network
from solver.solve.blocks.paths import Costs, Ways, cheapest_ways
from solver.solve.blocks.plans import Plans
from solver.solve.blocks.years import Curve, Offers, Prices, Worth, Years
from solver.solve.problem import Floats

STEP = 0.4
"""Share of its margin, over all years, that a line's multipliers are moved by at a time."""
MOST_STEPS = 25
PATIENCE = 3
"""After so many steps in a row that do not raise the bound, no more are taken."""


@dataclass(frozen=True)
class Multipliers:
    """What the two sides, and the rows that join firms, are priced with."""

    rows: Floats
    """Of the problem of plans; zero in rows that paths keep by themselves."""
    demand: Floats
    """What a munit asked for is worth in each answer."""
    uses: Floats
    """What a line of each use pays for its market."""


@dataclass(frozen=True)
class Bound:
    """A lower bound of all plans whose prices lie where they were allowed to lie."""

    mcny: float
    multipliers: Multipliers
    ways: Ways
    worth: Worth


class Lagrangian:
    """Both sides together.

    Parameters
    ----------
    plans : Plans
        The side of decisions.
    network : Network
        The ways of its lines.
    years : Years
        The side of markets.
    """

    def __init__(self, plans: Plans, network: Network, years: Years) -> None:
        self._plans, self._network, self._years = plans, network, years
        self.finite_bounds = with_finite_bounds(plans.problem, plans.others)
        """Lower and upper bounds of the columns of the problem of plans, finite for those of no plant."""
        self._transposed = plans.problem.matrix.T.tocsr()
        self._free = self._free_compensation()

    def _free_compensation(self) -> list[tuple[int, int, float]]:
        """Return arcs, columns of compensation and the most that may be paid to a line, where that is not fixed."""
        problem = self._plans.problem
        columns = np.flatnonzero(self._plans.names == "compensation_mcny")
        if not len(columns):
            return []
        arc_of = {problem.columns[column][1]: arc for arc, column in enumerate(self._plans.moves)}
        row_of = {at: row for row, (name, at) in enumerate(problem.rows) if name == "windfall"}
        rows = problem.matrix.tocsr()
        found = []
        for column in columns:
            at = problem.columns[column][1]
            most = -float(rows[row_of[at], self._plans.moves[arc_of[at]]])
            found.append((arc_of[at], int(column), most))
        return found

    def bound(self, multipliers: Multipliers, prices: Prices) -> Bound:
        """Return what multipliers prove of plans whose prices lie within some."""
        rows, problem = multipliers.rows, self._plans.problem
        reduced_costs = self._reduced_costs(multipliers.rows)
        side = np.where(rows > 0, problem.row_lower, problem.row_upper)
        mcny = problem.offset + float(rows[rows != 0] @ side[rows != 0])
        mcny += self._of_others(reduced_costs)
        ways = cheapest_ways(self._network, self._costs(reduced_costs, multipliers.uses))
        worth = self._years.least_worth(prices, self._offers(reduced_costs, multipliers, prices), multipliers.demand)
        return Bound(mcny + ways.mcny + worth.mcny, multipliers, ways, worth)

    def curves(self, multipliers: Multipliers, prices: Prices) -> tuple[Curve, ...]:
        """Return, by answer, what markets are worth at each price that lies within some, given what lines pay."""
        offers = self._offers(self._reduced_costs(multipliers.rows), multipliers, prices)
        return self._years.curves(prices, offers, multipliers.demand)

    def ranges(self, bound: Bound, prices: Prices, below_mcny: float) -> Prices:
        """Return the prices at which a plan may cost less than some amount, as far as a bound tells."""
        at = bound.multipliers
        offers = self._offers(self._reduced_costs(at.rows), at, prices)
        low, high = self._years.ranges(prices, offers, at.demand, max(0.0, below_mcny - bound.mcny))
        return Prices(low, high, prices.may_be_scarce & (high == prices.high))

    def _reduced_costs(self, rows: Floats) -> Floats:
        reduced_costs: Floats = self._plans.problem.cost - self._transposed @ rows
        return reduced_costs

    def _of_others(self, reduced_costs: Floats) -> float:
        """Return the least that columns of no plant cost, and firms that may run for nothing."""
        others = self._plans.others
        cost = reduced_costs[others]
        lower, upper = self.finite_bounds
        best = np.where(cost > 0, lower[others], upper[others])
        runs = reduced_costs[self._plans.names == "runs"]
        return float(cost[cost != 0] @ best[cost != 0]) + float(np.minimum(0.0, runs).sum())

    def _costs(self, reduced_costs: Floats, of_uses: Floats) -> Costs:
        """Return what nodes, arcs and firms cost."""
        nodes = reduced_costs[self._plans.lines] + np.bincount(
            self._plans.uses.node, of_uses, minlength=self._network.size
        )
        at, columns, shares = self._network.share_of_runs
        nodes[at] += shares * np.maximum(0.0, reduced_costs[columns])
        arcs = reduced_costs[self._plans.moves]
        for arc, column, most in self._free:
            arcs[arc] += most * min(0.0, reduced_costs[column])
        return Costs(nodes, arcs, reduced_costs)

    def _offers(self, reduced_costs: Floats, multipliers: Multipliers, prices: Prices) -> Offers:
        """Return what lines are worth to their markets."""
        uses = self._plans.uses
        loss, sales, output = self._weights(reduced_costs, prices.low)
        paid = multipliers.uses
        covers = uses.cash_cost_cny_per_unit + uses.fixed_cost_mcny / uses.capacity_munit
        at_work = (output - multipliers.demand[uses.answer] + sales * covers) * uses.capacity_munit - paid
        idle = np.minimum(0.0, loss * uses.fixed_cost_mcny - paid)
        return Offers(idle * uses.most_lines, at_work * uses.most_lines, loss, sales)

    def _weights(self, reduced_costs: Floats, low: Floats) -> tuple[Floats, Floats, Floats]:
        """Return what a mcny of loss and of sales, and a munit of output, cost apart from their markets.

        Where sales cost something, they cost that at the lowest price, so that what they cost never falls with it.
        """
        uses = self._plans.uses
        loss = np.maximum(0.0, reduced_costs[uses.loss])
        sales = reduced_costs[uses.sales]
        output = reduced_costs[uses.output] + np.maximum(0.0, sales) * low[uses.answer]
        return loss, np.minimum(0.0, sales), output

    def at_prices(self, rows: Floats, demand: Floats, prices: Floats) -> Multipliers:
        """Return multipliers at which lines pay just what they cost at given prices."""
        uses, problem = self._plans.uses, self._plans.problem
        endless = (rows > 0) & np.isinf(problem.row_lower) | (rows < 0) & np.isinf(problem.row_upper)
        rows = np.where(self._plans.joining & ~endless, rows, 0.0)
        at_work, idle = self._of_lines(rows, prices)
        at_work = at_work - demand[uses.answer] * uses.capacity_munit
        own, offer = prices[uses.answer], uses.offer_cny_per_unit
        paid = np.where(offer < own, at_work, np.where(offer > own, idle, np.minimum(at_work, idle)))
        return Multipliers(rows, demand, paid)

    def costs_and_output(self, rows: Floats, prices: Floats) -> tuple[Floats, Floats]:
        """Return what a line of each use costs at prices, in mcny, and what it makes, in munit.

        Lines that offer at the price stand idle.
        """
        uses = self._plans.uses
        at_work, idle = self._of_lines(rows, prices)
        runs = uses.offer_cny_per_unit < prices[uses.answer]
        return np.where(runs, at_work, idle), np.where(runs, uses.capacity_munit, 0.0)

    def _of_lines(self, rows: Floats, prices: Floats) -> tuple[Floats, Floats]:
        """Return what a line of each use costs at prices, at work and idle, if demand is worth nothing."""
        uses = self._plans.uses
        own = prices[uses.answer]
        loss, sales, output = self._weights(self._reduced_costs(rows), prices)
        at_work = loss * uses.loss_mcny(own, np.ones(len(own), dtype=bool))
        return at_work + (output + sales * own) * uses.capacity_munit, loss * uses.fixed_cost_mcny

    def raised(self, multipliers: Multipliers, prices: Prices) -> Bound:
        """Move margins of lines into their multipliers for as long as the bound rises; return the best.

        A line that does not run in a year is made to pay less there, and one that does more, by a share of what it
        takes before it does otherwise: its own side hardly notices, and prices that would have it otherwise gain less.
        """
        uses, at = self._plans.uses, multipliers
        most = self._most_margin_mcny(multipliers, prices)
        share = STEP / len(self._network.years)
        best = None
        fails = 0
        for _ in range(MOST_STEPS):
            bound = self.bound(at, prices)
            if best is None or bound.mcny > best.mcny:
                best, fails = bound, 0
            else:
                fails += 1
            if fails >= PATIENCE:
                break
            margin = np.clip(bound.ways.margins_mcny[uses.node], -most, most)
            at = replace(at, uses=at.uses - share * uses.probability * margin)
        assert best is not None
        return best

    def _most_margin_mcny(self, multipliers: Multipliers, prices: Prices) -> Floats:
        """Return more than what any price can change in what a line costs."""
        uses = self._plans.uses
        reduced_costs = self._reduced_costs(multipliers.rows)
        loss, sales, _ = self._weights(reduced_costs, prices.low)
        highest = prices.high[uses.answer]
        per_unit = (loss - sales) * highest + np.abs(multipliers.demand[uses.answer])
        return per_unit * uses.capacity_munit + loss * uses.fixed_cost_mcny
