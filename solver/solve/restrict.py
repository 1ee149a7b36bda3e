"""A smaller problem to find a first plan in: markets only at prices that are known exactly."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from solver.solve.problem import Problem


def at_steps(problem: Problem) -> Problem:
    """Return the problem without intervals of prices, but for markets and years that have nothing else.

    At a step the price is exact, so what the relaxation says of a plan there is nearly what the judge says. The problem
    holds fewer plans than the exact one, so its bounds say nothing.
    """
    intervals = {index for name, index in problem.columns if name == "price"}
    modes = [(column, index) for column, (name, index) in enumerate(problem.columns) if name == "in_mode"]
    with_steps = {index[:3] for _, index in modes if index not in intervals}
    upper = problem.upper.copy()
    upper[[column for column, index in modes if index in intervals and index[:3] in with_steps]] = 0.0
    return replace(problem, upper=np.maximum(upper, problem.lower))
