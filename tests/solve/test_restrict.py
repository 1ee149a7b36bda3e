"""The part of a problem in which a first plan is sought: prices that are known exactly."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import scipy.sparse as sp

from solver.solve.problem import Problem
from solver.solve.restrict import (
    at_steps,
    doubtful_plants,
    plants_that_differ,
    with_firms_held,
    with_plants_held,
    with_whole_plants,
)

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


LINES = tuple(
    (name, (plant, 2025) if name == "lines" else (plant, 2025, "standing", "closed"))
    for plant in ("sure", "held", "half", "near")
    for name in ("lines", "lines_moved")
)
OF_PLANTS = replace(
    PROBLEM,
    cost=np.zeros(9),
    lower=np.zeros(9),
    upper=np.array([2.0, 2.0, 2.0, 0.0, 2.0, 2.0, 2.0, 2.0, 5.0]),
    integer=np.array([True] * 8 + [False]),
    matrix=sp.csc_array((0, 9)),
    columns=(*LINES, ("price", NOW)),
)
SOLUTION = np.array([2.0, 0.0, 2.0, 0.0, 1.5, 0.5, 2.0, 0.0, 3.3])
REDUCED_COSTS = np.array([0.0, 80.0, 0.0, 1.0, 0.0, 0.0, 0.0, -5.0, 0.0])


def test_plants_in_parts_are_doubted_and_then_those_that_differ_at_the_least_cost() -> None:
    # "held" cannot do otherwise, since none of its lines may be moved.
    assert doubtful_plants(OF_PLANTS, SOLUTION, REDUCED_COSTS) == (["half"], ["near", "sure"])


def test_held_plants_do_what_they_did_and_nothing_else_is_fixed() -> None:
    held = with_plants_held(OF_PLANTS, SOLUTION, ["half", "near"])
    assert held.lower.tolist() == [2, 0, 2, 0, 0, 0, 0, 0, 0]
    assert held.upper.tolist() == [2, 0, 2, 0, 2, 2, 2, 2, 5]


def test_a_share_of_the_whole_plants_is_free_with_those_in_parts() -> None:
    moved = [with_whole_plants(OF_PLANTS, SOLUTION, REDUCED_COSTS, share).upper[1:8:2].tolist() for share in (0.0, 0.5)]
    assert moved == [[0, 0, 2, 0], [0, 0, 2, 2]]


def test_plants_differ_by_whole_lines_alone() -> None:
    other = SOLUTION + np.array([0.0, 1e-9, -1.0, 0.0, 0.0, 0.0, 0.0, 1.0, 4.0])
    assert plants_that_differ(OF_PLANTS, SOLUTION, other) == ["held", "near"]
    assert plants_that_differ(OF_PLANTS, SOLUTION, SOLUTION) == []


def test_firms_are_held_where_all_that_they_hang_on_is() -> None:
    # "held" has a plant whose lines are fixed, "open" one whose lines are free; the last row has both firms' cash in it
    # only once "open" pays "held".
    names = (
        *(("lines", (firm, "standing", 2025)) for firm in ("held", "open")),
        *(("runs", (firm, 2025)) for firm in ("held", "open")),
        *(("cash_mcny", (firm, 2025, "base")) for firm in ("held", "open")),
    )
    rows = np.array([[1.0, 0, -2, 0, 0, 0], [0, 1, 0, -2, 0, 0], [9, 0, 0, 0, 1, 0], [0, 9, 0, 0, 0, 1]])
    solution = np.array([2.0, 1.0, 1.0 - 1e-9, 1.0, 7.5, 3.0])

    def held(*more: list[float]) -> Problem:
        matrix = sp.csc_array(np.vstack([rows, *([row] for row in more)]))
        count = matrix.shape[0]
        return with_firms_held(
            Problem(
                cost=np.ones(6),
                offset=0.0,
                lower=np.array([2.0, 0, 0, 0, 0, 0]),
                upper=np.array([2.0, 2, 1, 1, 99, 99]),
                integer=np.array([True] * 4 + [False] * 2),
                matrix=matrix,
                row_lower=np.full(count, -5.0),
                row_upper=np.full(count, 25.5),
                columns=names,
                rows=(),
            ),
            solution,
        )

    alone = held()
    assert alone.lower.tolist() == [2, 0, 1, 0, 7.5, 0]
    assert alone.upper.tolist() == [2, 2, 1, 1, 7.5, 99]
    # What its rows ask for is kept by the solution they are held at.
    assert alone.row_lower.tolist() == [-np.inf, -5, -np.inf, -5]
    assert alone.row_upper.tolist() == [np.inf, 25.5, np.inf, 25.5]
    # Its cash hangs on that of "open", but whether it runs does not.
    joined = held([0.0, 0.0, 0.0, 0.0, 1.0, 1.0])
    assert joined.lower.tolist() == [2, 0, 1, 0, 0, 0]
    assert joined.upper.tolist() == [2, 2, 1, 1, 99, 99]
    assert joined.row_upper.tolist() == [np.inf, 25.5, 25.5, 25.5, 25.5]
