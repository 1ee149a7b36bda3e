"""Finite bounds of columns: what rows tell of them, and what they do not."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
import scipy.sparse as sp
from model.model_case import solve_fixed
from solve.blocks.plans_case import PlansCase
from solve.blocks.test_lagrangian import CASES, case_of

from solver.solve.blocks.bounds import with_finite_bounds
from solver.solve.problem import Problem

INF = np.inf


def problem_of(
    rows: list[tuple[list[float], float, float]], lower: list[float], upper: list[float], cost: list[float]
) -> Problem:
    """Return a problem of rows: coefficients, lower and upper side."""
    number = len(cost)
    return Problem(
        cost=np.array(cost),
        offset=0.0,
        lower=np.array(lower),
        upper=np.array(upper),
        integer=np.zeros(number, dtype=bool),
        matrix=sp.csc_array(np.array([row[0] for row in rows]).reshape(-1, number)),
        row_lower=np.array([row[1] for row in rows]),
        row_upper=np.array([row[2] for row in rows]),
        columns=tuple(("column", number) for number in range(number)),
        rows=tuple(("row", number) for number in range(len(rows))),
    )


def bounds_of(problem: Problem) -> tuple[list[float], list[float]]:
    lower, upper = with_finite_bounds(problem, np.arange(len(problem.cost)))
    return lower.tolist(), upper.tolist()


def test_a_column_is_bounded_by_a_row_if_all_others_are() -> None:
    # 2 x - y <= 10 with y up to 4: x is at most (10 + 4) / 2. And -x + y >= -10 leaves x at most 10 + 4.
    assert bounds_of(problem_of([([2, -1], -INF, 10)], [0, 0], [INF, 4], [-1, 0])) == ([0, 0], [7, 4])
    assert bounds_of(problem_of([([-1, 1], -10, INF)], [0, 0], [INF, 4], [-1, 0])) == ([0, 0], [14, 4])
    # Its own lower end has no part in that.
    assert bounds_of(problem_of([([2, -1], -INF, 10)], [1, 0], [INF, 4], [-1, 0])) == ([1, 0], [7, 4])


@pytest.mark.parametrize(("cost", "most"), [(1.0, 30.0), (0.0, 30.0), (-1.0, INF)])
def test_what_costs_something_and_helps_a_row_is_never_above_the_rows_need(cost: float, most: float) -> None:
    # 2 x - 3 y >= 0 with y up to 20: x need never be above 60 / 2, unless it is worth something.
    assert bounds_of(problem_of([([2, -3], 0, INF)], [0, 0], [INF, 20], [cost, 0])) == ([0, 0], [most, 20])
    # The same with the row turned around.
    assert bounds_of(problem_of([([-2, 3], -INF, 0)], [0, 0], [INF, 20], [cost, 0])) == ([0, 0], [most, 20])


def test_what_helps_several_rows_is_bounded_by_the_one_that_needs_most() -> None:
    # x >= 5 and x >= 8.
    assert bounds_of(problem_of([([1], 5, INF), ([1], 8, INF)], [0], [INF], [1])) == ([0], [8])


def test_a_row_that_needs_endlessly_much_bounds_nothing() -> None:
    # x >= y, and y is worth something and has no end.
    assert bounds_of(problem_of([([1, -1], 0, INF)], [0, 0], [INF, INF], [1, -2])) == ([0, 0], [INF, INF])


def test_cash_that_is_kept_from_year_to_year_is_bounded_by_what_comes_and_goes() -> None:
    # The first year begins with 100 and makes between -10 and 20, the second as well: 90 to 120, and 80 to 140.
    rows = [([1, 0, -1, 0.0], 100, 100), ([-1, 1, 0, -1.0], 0, 0)]
    problem = problem_of(rows, [-INF, -INF, -10, -10], [INF, INF, 20, 20], [0, 0, 0, 0])
    assert bounds_of(problem) == ([90, 80, -10, -10], [120, 140, 20, 20])


def test_only_the_columns_that_are_asked_for_are_bounded() -> None:
    problem = problem_of([([1, 0], 5, INF), ([0, 1], 5, INF)], [0, 0], [INF, INF], [1, 1])
    _, upper = with_finite_bounds(problem, np.array([1]))
    assert upper.tolist() == [INF, 5]


@pytest.mark.parametrize(("name", "seed"), CASES[::2])
def test_bounds_leave_some_of_the_best_solutions(name: str, seed: int) -> None:
    case: PlansCase = case_of(name, seed)[0]
    problem = case.plans.problem
    rng = np.random.default_rng(seed)
    for _ in range(3):
        # Lines are drawn towards other states, so that the rows have something to do.
        cost = problem.cost.copy()
        cost[case.plans.lines] += rng.normal(0, 50, len(case.plans.lines))
        drawn = replace(problem, cost=cost)
        lower, upper = with_finite_bounds(drawn, case.plans.others)
        narrow = replace(drawn, lower=lower, upper=upper)
        found, kept = solve_fixed(drawn, {}), solve_fixed(narrow, {})
        assert kept.status == found.status
        if found.status == 0:
            assert kept.fun == pytest.approx(found.fun, abs=1e-6)
