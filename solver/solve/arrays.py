"""A model as arrays, ready for a solver."""

from __future__ import annotations

import gc
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from itertools import chain

import numpy as np
import scipy.sparse as sp

from solver.instance.instance import Instance
from solver.levers.tables import ModeRow, Tables
from solver.mandate import Mandate
from solver.model.algebra import Linear, Model
from solver.model.build import build_model
from solver.model.limits import Today
from solver.model.unpriced import build_unpriced
from solver.solve.problem import Floats, Problem

USED = frozenset({"output", "sales_mcny", "loss_mcny"})
"""Columns for which whoever holds prices says what they are."""


def relaxation(
    instance: Instance, mandate: Mandate, tables: Tables, modes: tuple[ModeRow, ...], today: Today
) -> Problem:
    """Return the relaxation for some modes as arrays; see :func:`solver.model.build.build_model`."""
    with _collector_paused():
        return to_arrays(build_model(instance, mandate, tables, modes, today))


def unpriced(instance: Instance, mandate: Mandate, tables: Tables, today: Today) -> Problem:
    """Return the model without its markets as arrays; see :func:`solver.model.unpriced.build_unpriced`."""
    with _collector_paused():
        return to_arrays(build_unpriced(instance, mandate, tables, today), kept=USED)


def to_arrays(model: Model, kept: Collection[str] = ()) -> Problem:
    """Return what a model says in compressed columns; columns that no row and no cost names are left out.

    Parameters
    ----------
    kept : collection of str, optional
        Names of columns that stay even so.
    """
    bodies = [relation.body for relation in model.relations]
    lengths = np.fromiter((len(body.columns) for body in bodies), dtype=np.int64, count=len(bodies))
    rows = np.repeat(np.arange(len(bodies)), lengths)
    columns = np.fromiter(chain.from_iterable(body.columns for body in bodies), dtype=np.int64, count=lengths.sum())
    factors = np.fromiter(chain.from_iterable(body.factors for body in bodies), dtype=float, count=lengths.sum())
    matrix = sp.csc_array((factors, (rows, columns)), shape=(len(bodies), len(model.columns)))
    matrix.sum_duplicates()
    matrix.eliminate_zeros()
    cost, offset = _cost(model)
    stays = np.fromiter((name in kept for name, _ in model.columns), dtype=bool, count=len(model.columns))
    used = np.flatnonzero((np.diff(matrix.indptr) > 0) | (cost != 0) | stays)
    constants = np.fromiter((body.constant for body in bodies), dtype=float, count=len(bodies))
    return Problem(
        cost=cost[used],
        offset=offset,
        lower=np.array(model.lower, dtype=float)[used],
        upper=np.array(model.upper, dtype=float)[used],
        integer=np.array(model.integer, dtype=bool)[used],
        matrix=sp.csc_array(matrix[:, used]),
        row_lower=np.array([relation.least for relation in model.relations], dtype=float) - constants,
        row_upper=np.array([relation.most for relation in model.relations], dtype=float) - constants,
        columns=tuple(model.columns[column] for column in used),
        rows=tuple(model.rows),
    )


def _cost(model: Model) -> tuple[Floats, float]:
    """Return what each column costs, and what is paid whatever is chosen."""
    cost = np.zeros(len(model.columns))
    if not isinstance(model.minimised, Linear):
        return cost, float(model.minimised)
    np.add.at(cost, model.minimised.columns, model.minimised.factors)
    return cost, model.minimised.constant


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
