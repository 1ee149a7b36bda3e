"""The model at given prices: lines run in full or stand idle, and markets are mere rows.

Prices may move a little around the given ones. What that costs consumers is taken as a straight line to either side,
and what lines lose less at a higher price as that of the lines that run at a loss in an earlier solution. So prices can
be improved step by step, and plans be found whose lines make just what is asked for; the judge says what these cost.
Where plans are looked for, prices stay below the offers of open lines that stand idle, whom a higher price would bring
to work.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import scipy.sparse as sp

from solver.solve.blocks.plans import Ints, MoreColumns, MoreRows, Plans, extended
from solver.solve.blocks.years import Markets, Prices
from solver.solve.problem import Floats, Problem

OPEN = 0.5
"""From so many lines in a continuous solution on, one is taken to be open."""


@dataclass(frozen=True)
class AtPrices:
    """The problem at given prices, and what its columns and rows mean."""

    problem: Problem
    prices: Floats
    """Shape (answers,)."""
    columns: Ints
    """Which columns of the problem of plans the first columns are."""
    rows: Ints
    """Which of its rows the first rows are."""
    movable: Ints
    """The answers whose demand has a row: the next rows, and twice the next columns (prices above, and below)."""

    def moved(self, solution: Floats) -> Floats:
        """Return the prices of a solution, shape (answers,)."""
        first = len(self.columns)
        above, below = solution[first : first + 2 * len(self.movable)].reshape(2, -1)
        prices = self.prices.copy()
        prices[self.movable] += above - below
        return prices

    def lines(self, plans: Plans, solution: Floats) -> Floats:
        """Return how many lines are in each node."""
        values = np.zeros(len(plans.names))
        values[self.columns] = solution[: len(self.columns)]
        return values[plans.lines]

    def multipliers(self, plans: Plans, row_duals: Floats) -> tuple[Floats, Floats]:
        """Return the multipliers of the rows of the problem of plans, and of demand."""
        rows, demand = np.zeros(len(plans.problem.rows)), np.zeros(len(self.prices))
        rows[self.rows] = row_duals[: len(self.rows)]
        demand[self.movable] = row_duals[len(self.rows) : len(self.rows) + len(self.movable)]
        return rows, demand


def problem_at(plans: Plans, markets: Markets, limits: Prices, prices: Floats, lines: Floats, reach: float) -> AtPrices:
    """Return the problem at given prices.

    Parameters
    ----------
    limits : Prices
        What prices may be at all.
    lines : array, shape (nodes,)
        Lines of an earlier solution.
    reach : float
        How far prices may move, relative.
    """
    maker = _Maker(plans, markets, limits, prices)
    return AtPrices(
        maker.with_common_rates(maker.with_demand(maker.without_markets(), lines, reach)),
        prices,
        maker.columns,
        maker.rows,
        maker.movable,
    )


class _Maker:
    """Makes the problem: lines that offer below the price run, those that offer at it do so in part."""

    def __init__(self, plans: Plans, markets: Markets, limits: Prices, prices: Floats) -> None:
        self._plans, self._markets, self._limits, self._prices = plans, markets, limits, prices
        uses = plans.uses
        self._own = prices[uses.answer]
        self._runs, self._is_marginal = uses.offer_cny_per_unit < self._own, uses.offer_cny_per_unit == self._own
        self._line = plans.lines[uses.node]
        self.movable: Ints = np.flatnonzero(limits.low < limits.high)
        in_part = uses.output[self._is_marginal]
        kept = ~np.isin(plans.names, ("output", "sales_mcny", "loss_mcny"))
        kept[in_part] = True
        self.columns: Ints = np.flatnonzero(kept)
        asks = plans.rows != "output_of_lines"
        asks[uses.row[self._is_marginal]] = True
        self.rows: Ints = np.flatnonzero(asks)

    def without_markets(self) -> Problem:
        """Return the problem of plans in which output, sales and losses follow from lines, or from marginal output."""
        problem, uses, own = self._plans.problem, self._plans.uses, self._own
        full = np.where(self._runs, uses.capacity_munit, 0.0)
        margin = own - uses.cash_cost_cny_per_unit
        follow = _matrix(
            [
                (uses.output, self._line, full),
                (uses.sales, self._line, own * full),
                (uses.loss, self._line, uses.loss_mcny(own, self._runs)),
                (uses.sales, uses.output, np.where(self._is_marginal, own, 0.0)),
                (uses.loss, uses.output, np.where(self._is_marginal, -margin, 0.0)),
            ],
            (len(self._plans.names), len(self._plans.names)),
        )
        matrix = sp.csc_array(problem.matrix + problem.matrix @ follow)
        cost = problem.cost + follow.T @ problem.cost
        return replace(problem, matrix=matrix, cost=cost).part(self.rows, self.columns)

    def with_demand(self, made: Problem, lines: Floats, reach: float) -> Problem:
        """Return the problem with rows of demand, and prices that may move."""
        uses, movable, prices = self._plans.uses, self.movable, self._prices
        number, row = len(movable), np.arange(len(movable))
        capacity = np.where(self._runs, uses.capacity_munit, 0.0)
        onto = np.where(self._is_marginal, uses.output, self._line)
        shape = len(prices), len(self._plans.names)
        supply = _matrix([(uses.answer, onto, np.where(self._is_marginal, 1.0, capacity))], shape)
        moves = _matrix([(row, row, -self._markets.slope_munit[movable])], (number, number))
        above = np.minimum(reach * prices, self._limits.high - prices)
        below = np.minimum(reach * prices, prices - self._limits.low)
        less_lost, cost = self._less_lost_mcny(lines), self._markets.cost_mcny(prices)
        dearer, cheaper = self._chord(above, above) - less_lost, self._chord(-below, below) + less_lost
        asked = self._markets.quantity_munit(prices)[movable]
        names = [self._plans.answers[place] for place in movable]
        return extended(
            replace(made, offset=made.offset + float(cost.sum())),
            MoreColumns(
                (*(("price_above", at) for at in names), *(("price_below", at) for at in names)),
                np.concatenate([dearer[movable], cheaper[movable]]),
                np.zeros(2 * number),
                np.concatenate([above[movable], below[movable]]),
            ),
            MoreRows(
                tuple(("demand_met", at) for at in names),
                sp.csr_array(sp.hstack([supply[movable][:, self.columns], moves, -moves])),
                asked,
                asked,
            ),
        )

    def with_common_rates(self, made: Problem) -> Problem:
        r"""Return the problem in which lines that offer alike run at one rate, as far as lines are whole.

        With the rate :math:`\rho` of the answer, :math:`C n - C N (1 - \rho) \le q \le C N \rho`.
        """
        uses = self._plans.uses
        number = np.bincount(uses.answer[self._is_marginal], minlength=len(self._prices))
        tied = np.flatnonzero(self._is_marginal & (number[uses.answer] > 1))
        if not len(tied):
            return made
        answers, rate = np.unique(uses.answer[tied], return_inverse=True)
        output, line = (np.searchsorted(self.columns, each[tied]) for each in (uses.output, self._line))
        size, row, one = len(made.columns), np.arange(len(tied)), np.ones(len(tied))
        capacity = uses.capacity_munit[tied]
        most = capacity * uses.most_lines[tied]
        shape = len(tied), size + len(answers)
        no_more = _matrix([(row, output, one), (row, size + rate, -most)], shape)
        no_less = _matrix([(row, line, capacity), (row, size + rate, most), (row, output, -one)], shape)
        names = [self._plans.problem.columns[column][1] for column in uses.output[tied]]
        return extended(
            made,
            MoreColumns(
                tuple(("rate", self._plans.answers[answer]) for answer in answers),
                np.zeros(len(answers)),
                np.zeros(len(answers)),
                np.ones(len(answers)),
            ),
            MoreRows(
                (*(("rate_most", each) for each in names), *(("rate_least", each) for each in names)),
                sp.csr_array(sp.vstack([no_more, no_less])),
                np.full(2 * len(tied), -np.inf),
                np.concatenate([np.zeros(len(tied)), most]),
            ),
        )

    def _chord(self, move: Floats, width: Floats) -> Floats:
        """Return by how much the cost of prices rises on the way of a move, for each CNY of its width."""
        rise = self._markets.cost_mcny(self._prices + move) - self._markets.cost_mcny(self._prices)
        chord: Floats = np.divide(rise, width, out=np.zeros_like(rise), where=width > 0)
        return chord

    def _less_lost_mcny(self, lines: Floats) -> Floats:
        """Return by how much lines that run at a loss would lose less for each CNY of a higher price, by answer."""
        uses = self._plans.uses
        loses = self._runs & (uses.loss_mcny(self._own, self._runs) > 0)
        weight = self._plans.problem.cost[uses.loss]
        fewer = np.where(loses, weight * uses.capacity_munit * lines[uses.node], 0.0)
        by_answer: Floats = np.bincount(uses.answer, fewer, minlength=len(self._prices)).astype(float)
        return by_answer


def _matrix(entries: list[tuple[Ints, Ints, Floats]], shape: tuple[int, int]) -> sp.csr_array:
    """Return the matrix of entries, given as rows, columns and factors; those of one place are added up."""
    rows, columns, factors = (np.concatenate(each) for each in zip(*entries, strict=True))
    return sp.csr_array((factors, (rows, columns)), shape=shape)


def below_idle_lines(plans: Plans, limits: Prices, prices: Floats, lines: Floats) -> Prices:
    """Return limits that prices keep as well because lines that are open stand idle: these run before it rises further.

    Parameters
    ----------
    limits : Prices
        What prices may be at all.
    lines : array, shape (nodes,)
        Lines of a solution at the prices.
    """
    uses, high = plans.uses, limits.high.copy()
    is_idle = (uses.offer_cny_per_unit > prices[uses.answer]) & (lines[uses.node] >= OPEN)
    np.minimum.at(high, uses.answer[is_idle], uses.offer_cny_per_unit[is_idle])
    return Prices(limits.low, high, limits.may_be_scarce & (high == limits.high))


def start_prices(markets: Markets, limits: Prices) -> Floats:
    """Return where to begin: at the price from which consumers are harmed."""
    return limits.clipped(markets.reference_price_cny_per_unit)
