"""The part of a problem in which a first plan is sought: prices that are known exactly."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import scipy.sparse as sp

from solver.solve.problem import Problem
from solver.solve.restrict import at_steps

NOW, LATER = ("market", 2025, "base"), ("market", 2026, "base")
COLUMNS = (
    ("in_mode", (*NOW, "at_5")),
    ("in_mode", (*NOW, "5_to_9")),
    ("price", (*NOW, "5_to_9")),
    ("in_mode", (*LATER, "0_to_9")),
    ("price", (*LATER, "0_to_9")),
)
PROBLEM = Problem(
    cost=np.zeros(5),
    offset=0.0,
    lower=np.zeros(5),
    upper=np.array([1.0, 1.0, 9.0, 1.0, 9.0]),
    integer=np.array([True, True, False, True, False]),
    matrix=sp.csc_array((0, 5)),
    row_lower=np.zeros(0),
    row_upper=np.zeros(0),
    columns=COLUMNS,
    rows=(),
)


def test_intervals_are_left_out_where_there_is_a_step_and_kept_where_there_is_none() -> None:
    # In 2025 the step at 5 stays and the interval goes; in 2026 there is an interval alone.
    assert at_steps(PROBLEM).upper.tolist() == [1, 0, 9, 1, 9]
    assert PROBLEM.upper.tolist() == [1, 1, 9, 1, 9]


def test_an_interval_that_must_be_is_kept() -> None:
    forced = replace(PROBLEM, lower=np.array([0.0, 1.0, 0.0, 0.0, 0.0]))
    assert at_steps(forced).upper.tolist() == [1, 1, 9, 1, 9]
