"""The model at given prices: lines run in full or stand idle, and markets are mere rows.

Prices may move a little around the given ones. What that costs consumers is taken as a straight line to either side,
and what lines lose less at a higher price as that of the lines that run at a loss in an earlier solution. So prices can
be improved step by step, and plans be found whose lines make just what is asked for; the judge says what these cost.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt
import scipy.sparse as sp

from solver.solve.blocks.plans import Ints, Plans, reduced
from solver.solve.blocks.years import Markets, Prices
from solver.solve.problem import Floats, Problem


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
    problem = plans.problem
    uses, own = plans.uses, prices[plans.uses.answer]
    is_running, is_marginal = uses.offer_cny_per_unit < own, uses.offer_cny_per_unit == own
    size = len(plans.names)
    line, full = plans.lines[uses.node], np.where(is_running, uses.capacity_munit, 0.0)
    margin = own - uses.cash_cost_cny_per_unit
    entries = [
        (uses.output, line, full),
        (uses.sales, line, own * full),
        (uses.loss, line, uses.loss_mcny(own, is_running)),
        (uses.sales, uses.output, np.where(is_marginal, own, 0.0)),
        (uses.loss, uses.output, np.where(is_marginal, -margin, 0.0)),
    ]
    of, onto, amounts = (np.concatenate(each) for each in zip(*entries, strict=True))
    follow = sp.csc_array((amounts, (of, onto)), shape=(size, size))
    merged = replace(
        problem,
        matrix=sp.csc_array(problem.matrix + problem.matrix @ follow),
        cost=problem.cost + follow.T @ problem.cost,
    )
    free = set(uses.output[is_marginal].tolist())
    kept = np.array([k for k, name in enumerate(plans.names) if not _follows(name) or k in free], dtype=np.int64)
    free_names = {problem.columns[column][1] for column in free}
    rows = np.array(
        [row for row, (name, at) in enumerate(problem.rows) if name != "output_of_lines" or at in free_names],
        dtype=np.int64,
    )
    movable = np.flatnonzero(limits.low < limits.high)
    made = np.where(is_running | is_marginal, uses.capacity_munit, 0.0)
    supply = sp.csr_array(
        (
            np.where(is_marginal, 1.0, made),
            (uses.answer, np.where(is_marginal, uses.output, line)),
        ),
        shape=(len(prices), size),
    )[movable][:, kept]
    left = reduced(merged, rows, kept)
    left = _with_demand(plans, markets, limits, left, supply, prices, lines, reach, movable)
    return AtPrices(_with_common_rates(plans, left, is_marginal), prices, kept, rows, movable)


def _follows(name: str) -> bool:
    return name in ("output", "sales_mcny", "loss_mcny")


def _with_demand(
    plans: Plans,
    markets: Markets,
    limits: Prices,
    left: Problem,
    supply: sp.csr_array,
    prices: Floats,
    lines: Floats,
    reach: float,
    movable: Ints,
) -> Problem:
    """Return the problem with rows of demand, and prices that may move."""
    above = np.minimum(reach * prices, limits.high - prices)
    below = np.minimum(reach * prices, prices - limits.low)
    less_lost = _less_lost_mcny(plans, prices, lines)
    cost = markets.cost_mcny(prices)
    with np.errstate(divide="ignore", invalid="ignore"):
        dearer = np.where(above > 0, (markets.cost_mcny(prices + above) - cost) / above, 0.0) - less_lost
        cheaper = np.where(below > 0, (markets.cost_mcny(prices - below) - cost) / below, 0.0) + less_lost
    number = len(movable)
    moves = sp.csr_array(
        (-markets.slope_munit[movable], (np.arange(number), np.arange(number))), shape=(number, number)
    )
    none = sp.csr_array((len(left.rows), 2 * number))
    asked = markets.quantity_munit(prices)[movable]
    names = [plans.answers[place] for place in movable]
    return replace(
        left,
        cost=np.concatenate([left.cost, dearer[movable], cheaper[movable]]),
        offset=left.offset + float(cost.sum()),
        lower=np.concatenate([left.lower, np.zeros(2 * number)]),
        upper=np.concatenate([left.upper, above[movable], below[movable]]),
        integer=np.concatenate([left.integer, np.zeros(2 * number, dtype=bool)]),
        matrix=sp.csc_array(sp.vstack([sp.hstack([left.matrix, none]), sp.hstack([supply, moves, -moves])])),
        row_lower=np.concatenate([left.row_lower, asked]),
        row_upper=np.concatenate([left.row_upper, asked]),
        columns=(*left.columns, *(("price_above", at) for at in names), *(("price_below", at) for at in names)),
        rows=(*left.rows, *(("demand_met", at) for at in names)),
    )


def _with_common_rates(plans: Plans, left: Problem, is_marginal: npt.NDArray[np.bool_]) -> Problem:
    r"""Return the problem in which lines that offer at the same price run at the same rate, as far as lines are whole.

    With the rate :math:`\rho` of the answer, :math:`C n - C N (1 - \rho) \le q \le C N \rho`.
    """
    uses = plans.uses
    number = np.bincount(uses.answer[is_marginal], minlength=len(plans.answers))
    tied = np.flatnonzero(is_marginal & (number[uses.answer] > 1))
    if not len(tied):
        return left
    answers, rate = np.unique(uses.answer[tied], return_inverse=True)
    column_of, names = left.column_of, plans.problem.columns
    output = np.array([column_of[names[column]] for column in uses.output[tied]])
    line = np.array([column_of[names[plans.lines[node]]] for node in uses.node[tied]])
    size, row = len(left.columns), np.arange(len(tied))
    capacity = uses.capacity_munit[tied]
    most = capacity * uses.most_lines[tied]
    entries = [
        (row, output, np.ones(len(tied))),
        (row, size + rate, -most),
        (len(tied) + row, line, capacity),
        (len(tied) + row, size + rate, most),
        (len(tied) + row, output, -np.ones(len(tied))),
    ]
    at, onto, factors = (np.concatenate(each) for each in zip(*entries, strict=True))
    rates = sp.csr_array((factors, (at, onto)), shape=(2 * len(tied), size + len(answers)))
    none = sp.csr_array((len(left.rows), len(answers)))
    where = [plans.answers[answer] for answer in answers]
    uses_at = [names[column][1] for column in uses.output[tied]]
    return replace(
        left,
        cost=np.concatenate([left.cost, np.zeros(len(answers))]),
        lower=np.concatenate([left.lower, np.zeros(len(answers))]),
        upper=np.concatenate([left.upper, np.ones(len(answers))]),
        integer=np.concatenate([left.integer, np.zeros(len(answers), dtype=bool)]),
        matrix=sp.csc_array(sp.vstack([sp.hstack([left.matrix, none]), rates])),
        row_lower=np.concatenate([left.row_lower, np.full(2 * len(tied), -np.inf)]),
        row_upper=np.concatenate([left.row_upper, np.zeros(len(tied)), most]),
        columns=(*left.columns, *(("rate", each) for each in where)),
        rows=(*left.rows, *(("rate_most", each) for each in uses_at), *(("rate_least", each) for each in uses_at)),
    )


def _less_lost_mcny(plans: Plans, prices: Floats, lines: Floats) -> Floats:
    """Return by how much lines that run at a loss would lose less for each CNY of a higher price, by answer."""
    uses, own = plans.uses, prices[plans.uses.answer]
    runs = uses.offer_cny_per_unit < own
    loses = runs & (uses.loss_mcny(own, runs) > 0)
    weight = plans.problem.cost[uses.loss]
    fewer = np.where(loses, weight * uses.capacity_munit * lines[uses.node], 0.0)
    by_answer: Floats = np.bincount(uses.answer, fewer, minlength=len(prices)).astype(float)
    return by_answer


def start_prices(markets: Markets, limits: Prices) -> Floats:
    """Return where to begin: at the price from which consumers are harmed."""
    return limits.clipped(markets.reference_price_cny_per_unit)
