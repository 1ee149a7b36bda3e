"""A mixed-integer problem as arrays, whatever it came from and whoever solves it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt
import scipy.sparse as sp

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Problem:
    """Minimise ``cost @ x + offset`` subject to ``row_lower <= matrix @ x <= row_upper`` and bounds, some x integer.

    ``matrix`` has shape (rows, columns); names are unique and made of the model's names and keys.
    """

    cost: Floats
    offset: float
    lower: Floats
    upper: Floats
    integer: npt.NDArray[np.bool_]
    matrix: sp.csc_array
    row_lower: Floats
    row_upper: Floats
    columns: tuple[tuple[str, Any], ...]
    """For each column the variable's name and index."""
    rows: tuple[tuple[str, Any], ...]
    """For each row the constraint's name and index."""

    @cached_property
    def column_of(self) -> Mapping[tuple[str, Any], int]:
        """Variable's name and index to its column."""
        return {key: column for column, key in enumerate(self.columns)}

    @property
    def nameless(self) -> Problem:
        """A copy without names, for whoever only calculates."""
        return replace(self, columns=(), rows=())

    def part(self, rows: npt.NDArray[np.int64], columns: npt.NDArray[np.int64]) -> Problem:
        """Return what is left with some of its rows and columns; without names where it has none."""
        return replace(
            self,
            cost=self.cost[columns],
            lower=self.lower[columns],
            upper=self.upper[columns],
            integer=self.integer[columns],
            matrix=self.matrix[:, columns][rows],
            row_lower=self.row_lower[rows],
            row_upper=self.row_upper[rows],
            columns=tuple(map(self.columns.__getitem__, columns.tolist())) if self.columns else (),
            rows=tuple(map(self.rows.__getitem__, rows.tolist())) if self.rows else (),
        )

    def without_rows(self, dropped: npt.NDArray[np.bool_]) -> Problem:
        """Return a copy in which the marked rows ask for nothing."""
        return replace(
            self,
            row_lower=np.where(dropped, -np.inf, self.row_lower),
            row_upper=np.where(dropped, np.inf, self.row_upper),
        )
