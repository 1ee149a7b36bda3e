r"""The side of decisions alone, with whole lines: what joins firms is kept as it is, and only markets are priced.

Where pools of people or budgets leave room for few plants, whole plants fit worse than parts of them, which no prices
of those rows tell. So the side of decisions is given to the solver as a problem with whole numbers in which lines pay
their markets what the multipliers say. What it proves of that, added to what markets are worth, bounds all plans.

Whole lines make too much or too little as well, which one set of multipliers charges nothing for. Charges of several
sets hold at once: with what a line of use :math:`u` pays, :math:`\pi_{ju}`, and the least worth of a market,
:math:`W_{j}`, the market is worth at least

.. math:: \eta \ge W_j + \sum_u \pi_{ju} n_u \quad \text{for all } j

(``market_charges``), so that lines which leave a market with too little are charged by a set that values its output
highly, and those with too much by one that does not.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import scipy.sparse as sp

from solver.solve.blocks.lagrangian import Charge
from solver.solve.blocks.plans import Ints, MoreColumns, MoreRows, Plans, extended
from solver.solve.problem import Floats, Problem

OF_MARKETS = ("output", "sales_mcny", "loss_mcny", "cash_mcny")
"""Columns whose rows are priced."""


@dataclass(frozen=True)
class Alone:
    """The side of decisions; the bound of its problem is one of all plans whose prices the charges are made for."""

    problem: Problem
    columns: Ints
    """Which columns of the problem of plans the first columns are; behind them is what each answer is worth."""

    def lines(self, plans: Plans, solution: Floats) -> Floats:
        """Return how many lines are in each node."""
        values = np.zeros(len(plans.names))
        values[self.columns] = solution[: len(self.columns)]
        return values[plans.lines]

    def worth_mcny(self, solution: Floats) -> Floats:
        """Return what the solution takes each answer to be worth."""
        return solution[len(self.columns) :]


def plans_alone(plans: Plans, rows: Floats, charges: Sequence[Charge], lower: Floats, upper: Floats) -> Alone:
    """Return the side of decisions with whole lines.

    Parameters
    ----------
    rows : array, shape (rows,)
        Multipliers of the rows of the problem of plans; those of rows with columns of markets are priced.
    charges : sequence of Charge
        What lines pay their markets, made with the same multipliers of rows.
    lower, upper : array, shape (columns,)
        Finite bounds of the columns of the problem of plans.
    """
    problem = plans.problem
    of_markets = np.isin(plans.names, OF_MARKETS)
    touched = abs(problem.matrix).dot(of_markets.astype(float)) > 0
    priced = np.where(touched & plans.joining, rows, 0.0)
    side = np.where(priced > 0, problem.row_lower, problem.row_upper)
    cost = problem.cost - problem.matrix.T @ priced
    of_cash = plans.names == "cash_mcny"
    idle = cost[of_cash]
    best = np.where(idle > 0, lower[of_cash], upper[of_cash])
    constant = float(priced[priced != 0] @ side[priced != 0]) + float(idle[idle != 0] @ best[idle != 0])
    kept: Ints = np.flatnonzero(~of_markets)
    priced_out = replace(problem, cost=cost, offset=problem.offset + constant, lower=lower, upper=upper)
    without = priced_out.part(np.flatnonzero(~touched), kept)
    return Alone(_charged(without, plans, kept, charges), kept)


def _charged(problem: Problem, plans: Plans, columns: Ints, charges: Sequence[Charge]) -> Problem:
    """Return the problem with what each answer is worth, bounded from below by all charges."""
    uses, number = plans.uses, len(plans.answers)
    shape = number, len(plans.names)
    at = uses.answer, plans.lines[uses.node]
    paid = [sp.csr_array((-charge.uses_mcny, at), shape=shape)[:, columns] for charge in charges]
    return extended(
        problem,
        MoreColumns(
            tuple(("worth_mcny", answer) for answer in plans.answers),
            np.ones(number),
            np.full(number, -np.inf),
            np.full(number, np.inf),
        ),
        MoreRows(
            tuple(("market_charges", (place, *answer)) for place in range(len(charges)) for answer in plans.answers),
            sp.csr_array(sp.vstack([sp.hstack([each, sp.identity(number)]) for each in paid])),
            np.concatenate([charge.worth_mcny for charge in charges]),
            np.full(number * len(charges), np.inf),
        ),
    )
