"""Problems without the columns whose bounds leave one value, for a solver to be quick where little is left to decide.

HiGHS leaves such columns out itself, but only once they have been scaled, counted and passed on: with nine of ten
columns fixed that takes longer than the rest of a short solve.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt
import scipy.sparse as sp

from solver.solve.problem import Floats, Problem

ROUNDING = 1e-9
"""How far what a row asks of a column may lie outside the bounds of that; it is then put on the bound."""


@dataclass(frozen=True)
class Unsettled:
    """What is left of a problem, and the way back."""

    problem: Problem
    """Without names."""
    columns: npt.NDArray[np.int64]
    """Which columns of the whole problem are left."""
    rows: npt.NDArray[np.int64]
    """Which of its rows are."""
    settled: Floats
    """Values of the columns of the whole problem that are not; others are zero. Shape (columns,)."""

    def whole(self, solution: Floats) -> Floats:
        """Return a solution of what is left as one of the whole problem."""
        values = self.settled.copy()
        values[self.columns] = solution
        return values

    def whole_duals(self, row_duals: Floats, rows: int) -> Floats:
        """Return duals of the rows that are left as those of all rows of the whole problem; others cost nothing."""
        duals = np.zeros(rows)
        duals[self.rows] = row_duals
        return duals


def unsettled(problem: Problem) -> Unsettled:
    """Return a problem without the columns that are fixed, and without the rows that ask nothing of the others.

    A problem whose columns are all fixed is left as it is, since solvers want something to solve.
    """
    left = problem.lower != problem.upper
    if not left.any():
        left[:] = True
    settled = np.where(left, 0.0, problem.lower)
    columns = np.flatnonzero(left)
    used = problem.matrix @ settled
    row_lower, row_upper = problem.row_lower - used, problem.row_upper - used
    others = sp.csr_array(problem.matrix[:, columns])
    asks = np.isfinite(row_lower) | np.isfinite(row_upper)
    rows = np.flatnonzero((np.diff(others.indptr) > 0) & asks | (row_lower > 0) | (row_upper < 0))
    offset = problem.offset + float(problem.cost @ settled)
    rest = replace(problem.nameless, offset=offset, row_lower=row_lower, row_upper=row_upper)
    return Unsettled(rest.part(rows, columns), columns, rows, settled)


def with_implied(problem: Problem, kept: npt.NDArray[np.bool_]) -> Problem:
    """Return a problem in which rows with one column, all others in them fixed, are bounds of it instead.

    A bound that leaves the column no value is not taken: the solver is to say that there is no solution.

    Parameters
    ----------
    kept : array, shape (rows,)
        Rows that stay rows.
    """
    matrix, lower, upper = sp.csr_array(problem.matrix), problem.lower.copy(), problem.upper.copy()
    has = matrix.astype(bool).astype(np.int64)
    is_bound = np.zeros(len(kept), dtype=bool)
    while True:
        is_open = lower != upper
        alone = np.flatnonzero(~kept & ~is_bound & (has @ is_open == 1))
        entries = matrix[alone].tocoo()
        row, column, factor = (each[is_open[entries.col]] for each in (entries.row, entries.col, entries.data))
        used = matrix[alone] @ np.where(is_open, 0.0, lower)
        ends = [(side[alone] - used)[row] / factor for side in (problem.row_lower, problem.row_upper)]
        least, most = np.minimum(*ends), np.maximum(*ends)
        fits = np.flatnonzero((least <= upper[column] + ROUNDING) & (most >= lower[column] - ROUNDING))
        if not len(fits):
            return replace(problem, lower=lower, upper=upper).without_rows(is_bound)
        taken = fits[np.unique(column[fits], return_index=True)[1]]  # one row of each column at a time
        own = column[taken]
        before = lower[own], upper[own]
        lower[own], upper[own] = np.clip(least[taken], *before), np.clip(most[taken], *before)
        is_bound[alone[row[taken]]] = True
