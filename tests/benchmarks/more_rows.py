"""A problem with columns and rows added, as arrays."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import numpy as np
import scipy.sparse as sp

from solver.solve.problem import Problem


class MoreRows:
    """Collects columns and rows, and adds them to a problem.

    Parameters
    ----------
    problem : Problem
        What they are added to.
    """

    def __init__(self, problem: Problem) -> None:
        self._problem = problem
        self.column_of: dict[tuple[str, Any], int] = dict(problem.column_of)
        self._names: list[tuple[str, Any]] = []
        self._uppers: list[float] = []
        self._integer: list[bool] = []
        self._ranges: list[tuple[float, float]] = []
        self._entries: tuple[list[int], list[int], list[float]] = ([], [], [])

    def column(self, name: str, key: Any, upper: float = np.inf, integer: bool = False) -> int:
        """Add a column from zero up that costs nothing, and return its number."""
        number = len(self.column_of)
        self.column_of[name, key] = number
        self._names.append((name, key))
        self._uppers.append(upper)
        self._integer.append(integer)
        return number

    def row(self, entries: Mapping[int, float], lower: float = -np.inf, upper: float = np.inf) -> None:
        """Add a row: column to coefficient, and the range of their sum."""
        rows, columns, values = self._entries
        rows.extend([len(self._ranges)] * len(entries))
        columns.extend(entries)
        values.extend(entries.values())
        self._ranges.append((lower, upper))

    def problem(self) -> Problem:
        """Return the problem with all that was added."""
        old, added = self._problem, len(self._names)
        rows, columns, values = self._entries
        below = sp.coo_array((values, (rows, columns)), shape=(len(self._ranges), len(self.column_of)))
        left = sp.vstack([old.matrix, sp.csc_array((len(self._ranges), old.matrix.shape[1]))])
        wide = sp.hstack([left, sp.csc_array((left.shape[0], added))])
        placed = sp.vstack([sp.csc_array((old.matrix.shape[0], len(self.column_of))), below])
        ranges = np.array(self._ranges, dtype=float).reshape(-1, 2)
        return replace(
            old,
            cost=np.append(old.cost, np.zeros(added)),
            lower=np.append(old.lower, np.zeros(added)),
            upper=np.append(old.upper, self._uppers),
            integer=np.append(old.integer, np.array(self._integer, dtype=bool)),
            matrix=sp.csc_array(wide + placed),
            row_lower=np.append(old.row_lower, ranges[:, 0]),
            row_upper=np.append(old.row_upper, ranges[:, 1]),
            columns=(*old.columns, *self._names),
            rows=(*old.rows, *(("added", number) for number in range(len(self._ranges)))),
        )
