"""Scaling: rows and continuous columns brought to one size, so that one tolerance means the same in all of them.

Money in a model runs to a hundred thousand million, prices to a hundred thousand, shares to one. A tolerance that is
right for the last is below what floating-point numbers can tell in the first, and a solver that is held to it may take
a solution for none. Factors are powers of two, which lose no digit; integer columns keep their size.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import scipy.sparse as sp

from solver.solve.problem import Floats, Problem

PASSES = 4
"""How often rows and columns are brought to the size of one in turn."""


@dataclass(frozen=True)
class Scaled:
    """A problem in other units, and the way back."""

    problem: Problem
    column_factors: Floats
    """What a column of the scaled problem is multiplied by to be in its own unit; 1 for integer columns."""
    row_factors: Floats
    """What a row of the problem is multiplied by to be in the unit of the scaled problem."""

    def own_units(self, solution: Floats) -> Floats:
        """Return a solution of the scaled problem in the units of the problem."""
        return solution * self.column_factors

    def own_reduced_costs(self, reduced_costs: Floats) -> Floats:
        """Return reduced costs of the scaled problem in the units of the problem."""
        return reduced_costs / self.column_factors

    def own_row_duals(self, row_duals: Floats) -> Floats:
        """Return what a unit of each row costs, given what a unit of it in the scaled problem costs."""
        return row_duals * self.row_factors


def scaled(problem: Problem) -> Scaled:
    """Return a problem with rows and continuous columns near the size of one, in the geometric mean of their ends."""
    matrix = abs(sp.csr_array(problem.matrix))
    rows, columns = np.ones(matrix.shape[0]), np.ones(matrix.shape[1])
    continuous = ~problem.integer
    for _ in range(PASSES):
        rows = _factors(sp.csr_array(matrix * columns[None, :]))
        means = _factors(sp.csr_array((matrix * rows[:, None]).T))
        columns = np.where(continuous, means, 1.0)
    in_new_units = sp.csc_array(problem.matrix * rows[:, None] * columns[None, :])
    return Scaled(
        replace(
            problem,
            cost=problem.cost * columns,
            lower=problem.lower / columns,
            upper=problem.upper / columns,
            matrix=in_new_units,
            row_lower=problem.row_lower * rows,
            row_upper=problem.row_upper * rows,
        ),
        columns,
        rows,
    )


def _factors(sizes: sp.csr_array) -> Floats:
    """Return, for each row of sizes, the power of two nearest to one over the geometric mean of least and greatest."""
    factors = np.ones(sizes.shape[0])
    filled = np.diff(sizes.indptr) > 0
    starts = sizes.indptr[:-1][filled]
    if len(starts):
        greatest = np.maximum.reduceat(sizes.data, starts)
        least = np.minimum.reduceat(np.where(sizes.data > 0, sizes.data, np.inf), starts)
        with np.errstate(divide="ignore"):
            middle = np.sqrt(greatest * np.where(np.isfinite(least), least, greatest))
        factors[filled] = np.where(middle > 0, np.exp2(-np.round(np.log2(np.where(middle > 0, middle, 1.0)))), 1.0)
    return factors
