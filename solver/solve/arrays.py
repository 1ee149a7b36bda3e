"""A model as arrays, ready for a solver."""

from __future__ import annotations

from collections.abc import Collection
from itertools import compress

import numpy as np
import scipy.sparse as sp

from solver.instance.instance import Instance
from solver.levers.tables import ModeRow, Tables
from solver.mandate import Mandate
from solver.model.algebra import Model
from solver.model.build import build_model
from solver.model.limits import Today
from solver.model.sums import Linear
from solver.model.unpriced import build_unpriced
from solver.solve.collector import collector_paused
from solver.solve.problem import Floats, Problem

USED = frozenset({"output", "sales_mcny", "loss_mcny"})
"""Columns for which whoever holds prices says what they are."""


def relaxation(
    instance: Instance, mandate: Mandate, tables: Tables, modes: tuple[ModeRow, ...], today: Today
) -> Problem:
    """Return the relaxation for some modes as arrays; see :func:`solver.model.build.build_model`."""
    with collector_paused():
        return to_arrays(build_model(instance, mandate, tables, modes, today))


def unpriced(instance: Instance, mandate: Mandate, tables: Tables, today: Today) -> Problem:
    """Return the model without its markets as arrays; see :func:`solver.model.unpriced.build_unpriced`."""
    with collector_paused():
        return to_arrays(build_unpriced(instance, mandate, tables, today), kept=USED)


def to_arrays(model: Model, kept: Collection[str] = ()) -> Problem:
    """Return what a model says in compressed columns; columns that no row and no cost names are left out.

    Parameters
    ----------
    kept : collection of str, optional
        Names of columns that stay even so.
    """
    bodies = [relations.body for relations in model.relations]
    begins = np.cumsum([0, *(body.number for body in bodies)])
    rows = np.concatenate([body.places + begin for body, begin in zip(bodies, begins, strict=False)])
    columns = np.concatenate([body.columns for body in bodies])
    factors = np.concatenate([body.factors for body in bodies])
    matrix = sp.csc_array((factors, (rows, columns)), shape=(begins[-1], len(model.columns)))
    matrix.sum_duplicates()
    matrix.eliminate_zeros()
    cost, offset = _cost(model)
    is_used = (np.diff(matrix.indptr) > 0) | (cost != 0)
    for name in kept:
        is_used[model.members(getattr(model, name)).columns] = True
    used = np.flatnonzero(is_used)
    constants = np.concatenate([body.constants for body in bodies])
    return Problem(
        cost=cost[used],
        offset=offset,
        lower=np.array(model.lower, dtype=float)[used],
        upper=np.array(model.upper, dtype=float)[used],
        integer=np.array(model.integer, dtype=bool)[used],
        matrix=sp.csc_array(matrix[:, used]),
        row_lower=np.concatenate([relations.least for relations in model.relations]) - constants,
        row_upper=np.concatenate([relations.most for relations in model.relations]) - constants,
        columns=tuple(compress(model.columns, is_used)),
        rows=tuple(model.rows),
    )


def _cost(model: Model) -> tuple[Floats, float]:
    """Return what each column costs, and what is paid whatever is chosen."""
    if not isinstance(model.minimised, Linear):
        return np.zeros(len(model.columns)), float(model.minimised)
    columns = np.array(model.minimised.columns, dtype=np.int64)
    cost = np.bincount(columns, np.array(model.minimised.factors), minlength=len(model.columns))
    return cost.astype(float), model.minimised.constant
