r"""The side of decisions alone, with whole lines: what joins firms is kept as it is, and only markets are priced.

Where pools of people or budgets leave room for few plants, whole plants fit worse than parts of them, which no prices
of those rows tell. So the side of decisions is given to the solver as a problem with whole numbers in which lines pay
their markets what the multipliers say. What it proves of that, added to what markets are worth, bounds all plans.

Whole lines make too much or too little as well, which one set of multipliers charges nothing for. Charges of several
sets hold at once (``charges``), so that lines which leave a market with too little are charged by a set that values its
output highly, and those with too much by one that does not.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from solver.solve.blocks.charges import Charges, charged
from solver.solve.blocks.plans import Ints, Plans
from solver.solve.problem import Floats, Problem

OF_MARKETS = ("output", "sales_mcny", "loss_mcny", "cash_mcny")
"""Columns whose rows are priced."""


def plans_alone(plans: Plans, rows: Floats, charges: Charges, lower: Floats, upper: Floats) -> Problem:
    """Return the side of decisions with whole lines; its bound is one of all plans whose prices charges are made for.

    Parameters
    ----------
    rows : array, shape (rows,)
        Multipliers of the rows of the problem of plans; those of rows with columns of markets are priced.
    charges : Charges
        Made with the same multipliers of rows.
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
    line = np.searchsorted(kept, plans.lines[plans.uses.node])
    return charged(without, plans, line, charges)
