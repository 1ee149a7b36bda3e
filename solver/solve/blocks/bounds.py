"""Finite bounds of columns, from the rows that they stand in; a Lagrangian bound needs them.

A column is bounded by a row if all others of the row are. One that costs nothing or more, and that no other row keeps
from falling, is never above what the rows need at most that it helps to keep, in some of the best solutions.
"""

from __future__ import annotations

import numpy as np
import scipy.sparse as sp

from solver.solve.blocks.plans import Ints
from solver.solve.problem import Floats, Problem

MOST_PASSES = 100


def with_finite_bounds(problem: Problem, columns: Ints) -> tuple[Floats, Floats]:
    """Return lower and upper bounds of all columns, those of some made finite where rows tell.

    Parameters
    ----------
    columns : array
        The columns for which it is tried.
    """
    lower, upper = problem.lower.copy(), problem.upper.copy()
    asked = np.zeros(len(lower), dtype=bool)
    asked[columns] = True
    entries = sp.coo_array(problem.matrix)
    telling = np.unique(entries.coords[0][asked[entries.coords[1]]]).astype(np.int64)
    problem = problem.nameless.part(telling, np.arange(len(lower)))
    matrix = sp.coo_array(problem.matrix)
    for _ in range(MOST_PASSES):
        before = np.isinf(lower[columns]).sum() + np.isinf(upper[columns]).sum()
        if before == 0:
            break
        _tighten(problem, matrix, asked, lower, upper)
        if np.isinf(lower[columns]).sum() + np.isinf(upper[columns]).sum() == before:
            break
    return lower, upper


def _tighten(problem: Problem, matrix: sp.coo_array, asked: object, lower: Floats, upper: Floats) -> None:
    """Tighten infinite bounds once, in place."""
    rows, columns = (each.astype(np.int64) for each in matrix.coords)
    factors, count = matrix.data, matrix.shape[0]
    rises = factors > 0
    least, most = np.where(rises, lower[columns], upper[columns]), np.where(rises, upper[columns], lower[columns])
    without_least = _without_own(rows, factors * np.where(np.isinf(least), 0.0, least), np.isinf(least), count)
    without_most = _without_own(rows, factors * np.where(np.isinf(most), 0.0, most), np.isinf(most), count)
    # The row's own sides, less what the others bring at least or at most; divided by the factor these are bounds.
    with np.errstate(invalid="ignore"):
        from_above = (problem.row_upper[rows] - without_least) / factors
        from_below = (problem.row_lower[rows] - without_most) / factors
        need_above = (problem.row_upper[rows] - without_most) / factors
        need_below = (problem.row_lower[rows] - without_least) / factors
    highest, lowest = np.where(rises, from_above, from_below), np.where(rises, from_below, from_above)
    needed = np.where(rises, need_below, need_above)
    new_upper, new_lower = np.full(len(upper), np.inf), np.full(len(upper), -np.inf)
    np.minimum.at(new_upper, columns, np.where(np.isnan(highest), np.inf, highest))
    np.maximum.at(new_lower, columns, np.where(np.isnan(lowest), -np.inf, lowest))
    # Falling columns: a side that is infinite asks for nothing.
    helps = np.isfinite(np.where(rises, problem.row_lower[rows], problem.row_upper[rows]))
    need = np.where(helps, np.where(np.isnan(needed), np.inf, needed), -np.inf)
    most_needed = np.zeros(len(upper))
    np.maximum.at(most_needed, columns, need)
    may_fall = (problem.cost >= 0) & (lower == 0)
    new_upper = np.where(may_fall, np.minimum(new_upper, most_needed), new_upper)
    change = np.asarray(asked) & np.isinf(upper)
    upper[change] = new_upper[change]
    change = np.asarray(asked) & np.isinf(lower)
    lower[change] = new_lower[change]


def _without_own(rows: Ints, amounts: Floats, endless: object, count: int) -> Floats:
    """Return for each entry the sum of its row's other entries; not a number where one of these is infinite."""
    endless = np.asarray(endless)
    sums = np.bincount(rows, amounts, minlength=count)
    numbers = np.bincount(rows, endless, minlength=count)
    others = numbers[rows] - endless
    return np.where(others > 0, np.nan, sums[rows] - amounts)
