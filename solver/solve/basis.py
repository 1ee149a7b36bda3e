"""Where a continuous solution stands, so that a later one can begin there."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from solver.solve.problem import Problem

Statuses = npt.NDArray[np.int8]
BASIC, NON_BASIC = 1, 4
"""Statuses of columns and rows in HiGHS; the second lets it choose the bound."""


@dataclass(frozen=True)
class Basis:
    """Where a continuous solution stands: the status of each column and row, as HiGHS numbers them."""

    columns: Statuses
    rows: Statuses

    def renamed(self, before: Problem, after: Problem) -> Basis:
        """Return the basis for another problem, whose columns and rows with the same names stand where they stood."""
        columns = dict(zip(before.columns, self.columns.tolist(), strict=True))
        rows = dict(zip(before.rows, self.rows.tolist(), strict=True))
        return Basis(
            np.array([columns.get(name, NON_BASIC) for name in after.columns], dtype=np.int8),
            np.array([rows.get(name, BASIC) for name in after.rows], dtype=np.int8),
        )
