"""Problems that differ from the model's in what they leave out."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from typing import Any

import numpy as np
import scipy.sparse as sp
from scipy.sparse.csgraph import connected_components

from solver.solve.problem import Floats, Problem

OF_FIRMS = ("runs", "cash_mcny")
"""Columns that say how firms fare."""
WHOLE = 1e-6
"""A number of lines this close to a whole one is a whole one."""


def at_steps(problem: Problem) -> Problem:
    """Return the problem without intervals of prices, but for markets and years that need them.

    At a step the price is exact, so what the relaxation says of a plan there is nearly what the judge says. Markets
    that trade need the intervals: their prices follow each other. The problem holds fewer plans than the exact one, so
    its bounds say nothing.
    """
    trading = {index for name, index in problem.columns if name == "inflow"}
    intervals = {index for name, index in problem.columns if name == "price" and index not in trading}
    modes = [
        (column, index)
        for column, (name, index) in enumerate(problem.columns)
        if name == "in_mode" and problem.upper[column] > 0
    ]
    with_steps = {index[:3] for _, index in modes if index not in intervals | trading}
    upper = problem.upper.copy()
    upper[[column for column, index in modes if index in intervals and index[:3] in with_steps]] = 0.0
    return replace(problem, upper=np.maximum(upper, problem.lower))


def with_settled_links(problem: Problem, settled: Collection[Any]) -> Problem:
    """Return the problem in which only settled links are either used or not; others may be used in part.

    Who is used in part may ship uphill or at a loss, which the world does not: the problem is a relaxation, and far
    easier.
    """
    part = [
        column for column, (name, index) in enumerate(problem.columns) if name == "link_used" and index not in settled
    ]
    integer = problem.integer.copy()
    integer[part] = False
    return replace(problem, integer=integer)


def doubtful_plants(problem: Problem, solution: Floats, reduced_costs: Floats) -> tuple[list[str], list[str]]:
    """Return the plants whose lines are not whole, and others that can do otherwise, at the least cost first.

    Parameters
    ----------
    solution, reduced_costs : array, shape (columns,)
        Of the continuous relaxation.
    """
    in_parts: dict[str, None] = {}
    cheapest: dict[str, float] = {}
    for column in _columns_of_plants(problem):
        plant = problem.columns[column][1][0]
        if abs(solution[column] - round(solution[column])) > WHOLE:
            in_parts[plant] = None
        elif problem.columns[column][0] == "lines_moved" and problem.upper[column] > problem.lower[column]:
            cheapest[plant] = min(cheapest.get(plant, np.inf), abs(reduced_costs[column]))
    whole = sorted(cheapest.keys() - in_parts.keys(), key=lambda plant: (cheapest[plant], plant))
    return list(in_parts), whole


def with_whole_plants(problem: Problem, solution: Floats, reduced_costs: Floats, free_share: float) -> Problem:
    """Return the problem in which plants do what they do in a relaxation, where that is done by whole lines.

    Parameters
    ----------
    solution, reduced_costs : array, shape (columns,)
        Of the continuous relaxation.
    free_share : float
        Share of the other plants that are free all the same: those whose lines could do otherwise at the least cost.
    """
    in_parts, whole = doubtful_plants(problem, solution, reduced_costs)
    return with_plants_held(problem, solution, [*in_parts, *whole[: round(free_share * len(whole))]])


def with_plants_held(problem: Problem, solution: Floats, free: Collection[str]) -> Problem:
    """Return the problem in which all plants but some do what they do in a solution."""
    kept = set(free)
    held = [column for column in _columns_of_plants(problem) if problem.columns[column][1][0] not in kept]
    lower, upper = problem.lower.copy(), problem.upper.copy()
    lower[held] = upper[held] = np.round(solution[held])
    return replace(problem, lower=lower, upper=upper)


def with_firms_held(problem: Problem, solution: Floats) -> Problem:
    """Return the problem in which firms do what they do in a solution where nothing that they can do is left open.

    These are firms whose plants are held, unless something else that is free is joined with them by a row. Whether they
    run, and what cash they have, follows from what is held.

    Parameters
    ----------
    solution : array, shape (columns,)
        With whole lines, and keeping all rows; those of firms that are held are dropped.
    """
    free = np.flatnonzero(problem.lower != problem.upper)
    entries = sp.coo_array(problem.matrix[:, free])
    rows, columns = (each.astype(np.int64) for each in entries.coords)
    count = len(problem.row_lower)
    joined = sp.coo_array((np.ones(len(rows)), (rows, count + columns)), shape=(count + len(free),) * 2)
    number, part = connected_components(joined, directed=False)
    others = np.array([problem.columns[column][0] not in OF_FIRMS for column in free])
    is_open = np.bincount(part[count:], others, minlength=number) > 0
    held = free[~is_open[part[count:]]]
    lower, upper = problem.lower.copy(), problem.upper.copy()
    lower[held] = upper[held] = np.where(problem.integer[held], np.round(solution[held]), solution[held])
    return replace(problem, lower=lower, upper=upper).without_rows(~is_open[part[:count]])


def plants_that_differ(problem: Problem, solution: Floats, other: Floats) -> list[str]:
    """Return the plants whose whole lines do otherwise in one solution than in another."""
    differs = np.round(solution) != np.round(other)
    return list(dict.fromkeys(problem.columns[c][1][0] for c in _columns_of_plants(problem) if differs[c]))


def _columns_of_plants(problem: Problem) -> list[int]:
    """Return the columns that say what single plants do."""
    return [column for column, (name, _) in enumerate(problem.columns) if name in ("lines", "lines_moved")]
