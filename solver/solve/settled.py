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


def unsettled(problem: Problem) -> Unsettled:
    """Return a problem without the columns that are fixed, and without the rows that these keep by themselves.

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
    rows = np.flatnonzero((np.diff(others.indptr) > 0) | (row_lower > 0) | (row_upper < 0))
    offset = problem.offset + float(problem.cost @ settled)
    rest = replace(problem.nameless, offset=offset, row_lower=row_lower, row_upper=row_upper)
    return Unsettled(rest.part(rows, columns), columns, rows, settled)
