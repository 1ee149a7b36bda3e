"""The side of decisions alone, with whole lines: what joins firms is kept as it is, and only markets are priced.

Where pools of people or budgets leave room for few plants, whole plants fit worse than parts of them, which no prices
of those rows tell. So the side of decisions is given to the solver as a problem with whole numbers in which lines pay
their markets what the multipliers say. What it proves of that, added to what markets are worth, bounds all plans.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from solver.solve.blocks.lagrangian import Bound
from solver.solve.blocks.plans import Plans, reduced
from solver.solve.problem import Floats, Problem

OF_MARKETS = ("output", "sales_mcny", "loss_mcny", "cash_mcny")
"""Columns whose rows are priced."""


def plans_alone(plans: Plans, bound: Bound, lower: Floats, upper: Floats) -> Problem:
    """Return the side of decisions with whole lines; its bound is one of all plans.

    Parameters
    ----------
    lower, upper : array, shape (columns,)
        Finite bounds of the columns of the problem of plans.
    """
    problem, multipliers = plans.problem, bound.multipliers
    of_markets = np.isin(plans.names, OF_MARKETS)
    touched = abs(problem.matrix).dot(of_markets.astype(float)) > 0
    priced = np.where(touched & plans.joining, multipliers.rows, 0.0)
    side = np.where(priced > 0, problem.row_lower, problem.row_upper)
    cost = problem.cost - problem.matrix.T @ priced
    cost[plans.lines] += np.bincount(plans.uses.node, multipliers.uses, minlength=len(plans.lines))
    of_cash = plans.names == "cash_mcny"
    idle = cost[of_cash]
    best = np.where(idle > 0, lower[of_cash], upper[of_cash])
    constant = float(priced[priced != 0] @ side[priced != 0]) + float(idle[idle != 0] @ best[idle != 0])
    return reduced(
        replace(problem, cost=cost, offset=problem.offset + constant + bound.worth.mcny, lower=lower, upper=upper),
        np.flatnonzero(~touched),
        np.flatnonzero(~of_markets),
    )
