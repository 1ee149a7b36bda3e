"""A model as arrays, ready for a solver: what the readable Pyomo model says, in compressed columns."""

from __future__ import annotations

import gc
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt
import pyomo.environ as pyo
import scipy.sparse as sp
from pyomo.repn.plugins.standard_form import LinearStandardFormCompiler

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

    def without_rows(self, dropped: npt.NDArray[np.bool_]) -> Problem:
        """Return a copy in which the marked rows ask for nothing."""
        return replace(
            self,
            row_lower=np.where(dropped, -np.inf, self.row_lower),
            row_upper=np.where(dropped, np.inf, self.row_upper),
        )


def to_arrays(model: pyo.ConcreteModel) -> Problem:
    """Return a model's arrays through Pyomo's standard-form compiler, with range and equality rows kept whole."""
    with _collector_paused():
        form = LinearStandardFormCompiler().write(model, mixed_form=True)
    columns = form.columns
    relation = np.array([row.bound_type for row in form.rows])
    rhs = np.asarray(form.rhs, dtype=float)
    return Problem(
        cost=np.asarray(form.c.todense(), dtype=float).ravel(),
        offset=float(np.asarray(form.c_offset).ravel()[0]),
        lower=np.array([-np.inf if v.lb is None else v.lb for v in columns], dtype=float),
        upper=np.array([np.inf if v.ub is None else v.ub for v in columns], dtype=float),
        integer=np.array([v.is_integer() for v in columns], dtype=bool),
        matrix=sp.csc_array(form.A),
        row_lower=np.where(relation <= 0, rhs, -np.inf),
        row_upper=np.where(relation >= 0, rhs, np.inf),
        columns=tuple((v.parent_component().name, v.index()) for v in columns),
        rows=tuple((row.constraint.parent_component().name, row.constraint.index()) for row in form.rows),
    )


@contextmanager
def _collector_paused() -> Iterator[None]:
    """Keep the garbage collector from walking the many small objects of a model again and again."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()
