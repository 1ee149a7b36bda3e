"""A model as arrays, ready for a solver: what the readable Pyomo model says, in compressed columns."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager

import numpy as np
import pyomo.environ as pyo
import scipy.sparse as sp
from pyomo.repn.plugins.standard_form import LinearStandardFormCompiler

from solver.solve.problem import Problem


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
