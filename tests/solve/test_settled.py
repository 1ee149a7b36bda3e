"""Problems without the columns that are fixed: the same solutions, costs and rows, as far as anything is left."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
import scipy.sparse as sp

from solver.solve.highs import HighsProcess, Settings, Stop
from solver.solve.problem import Problem
from solver.solve.settled import unsettled, with_implied


def problem() -> Problem:
    # Minimise 2 x + 3 y + 5 z + 10 with x + y >= 4, y + z <= 9 and x <= 7, where y is 3 and z is whole.
    return Problem(
        cost=np.array([2.0, 3.0, 5.0]),
        offset=10.0,
        lower=np.array([0.0, 3.0, 1.0]),
        upper=np.array([8.0, 3.0, 6.0]),
        integer=np.array([False, False, True]),
        matrix=sp.csc_array(np.array([[1.0, 1.0, 0.0], [0.0, 1.0, 1.0], [0.0, 1.0, 0.0]])),
        row_lower=np.array([4.0, -np.inf, -np.inf]),
        row_upper=np.array([np.inf, 9.0, 7.0]),
        columns=(("x", 1), ("y", 1), ("z", 1)),
        rows=(("least", 1), ("most", 1), ("of_y", 1)),
    )


def test_the_fixed_column_and_the_row_that_it_keeps_are_left_out() -> None:
    left = unsettled(problem())
    assert left.columns.tolist() == [0, 2]
    assert left.problem.offset == 10 + 3 * 3
    assert left.problem.row_lower.tolist() == [4 - 3, -np.inf]
    assert left.problem.row_upper.tolist() == [np.inf, 9 - 3]
    assert left.problem.integer.tolist() == [False, True]
    assert left.whole(np.array([1.0, 2.0])).tolist() == [1, 3, 2]


def test_a_row_that_fixed_columns_break_stays() -> None:
    broken = replace(problem(), row_upper=np.array([np.inf, 9.0, 2.0]))
    left = unsettled(broken)
    assert len(left.problem.row_upper) == 3
    assert left.problem.row_upper[2] == 2 - 3


def test_a_problem_with_nothing_left_to_decide_stays_as_it_is() -> None:
    fixed = replace(problem(), lower=np.array([1.0, 3.0, 1.0]), upper=np.array([1.0, 3.0, 1.0]))
    left = unsettled(fixed)
    assert left.columns.tolist() == [0, 1, 2]
    assert left.problem.offset == 10


@pytest.mark.parametrize(
    ("upper_of_y", "stop", "objective"), [(7.0, Stop.OPTIMAL, 10 + 2 + 9 + 5), (2.0, Stop.INFEASIBLE, None)]
)
def test_the_solver_answers_for_the_whole_problem(upper_of_y: float, stop: Stop, objective: float | None) -> None:
    asked = replace(problem(), row_upper=np.array([np.inf, 9.0, upper_of_y]))
    with HighsProcess(lambda _: None, lambda _: None) as highs:
        answer = highs.solve(asked, Settings(0.0, 10.0, 1, 1), {0: 1.0, 1: 3.0, 2: 1.0})
    assert answer.stop is stop
    if objective is not None:
        assert answer.bound == pytest.approx(objective)
        assert answer.solutions[-1] == pytest.approx([1.0, 3.0, 1.0])


def test_the_solver_answers_where_all_columns_are_fixed() -> None:
    fixed = replace(problem(), lower=np.array([1.0, 3.0, 1.0]), upper=np.array([1.0, 3.0, 1.0]))
    with HighsProcess(lambda _: None, lambda _: None) as highs:
        answer = highs.solve(fixed, Settings(0.0, 10.0, 1, 1))
    assert answer.stop is Stop.OPTIMAL
    assert answer.solutions[-1] == pytest.approx([1.0, 3.0, 1.0])


def test_rows_give_way_by_their_number_in_the_whole_problem() -> None:
    # x need not be 1 where the first row gives way; the last has only y, which is fixed.
    steps = [((), ()), ((0,), (1.0,)), ((2,), (1.0,))]
    with HighsProcess(lambda _: None, lambda _: None) as highs:
        answer = highs.ease(problem(), Settings(0.0, 10.0, 1, 1), steps)
    assert answer.least_objectives == pytest.approx({0: 26.0, 1: 24.0, 2: 26.0})


NO_ROW_STAYS = np.zeros(3, dtype=bool)


def test_rows_with_one_column_become_its_bounds() -> None:
    made = with_implied(problem(), kept=NO_ROW_STAYS)
    assert made.lower.tolist() == [4 - 3, 3, 1]
    assert made.upper.tolist() == [8, 3, 9 - 3]
    assert len(unsettled(made).rows) == 0


def test_a_row_with_a_negative_factor_is_a_bound_of_the_other_side() -> None:
    # -2 x >= -12.
    matrix = sp.csc_array(np.array([[-2.0, 0.0, 0.0], [0.0, 1.0, 1.0], [0.0, 1.0, 0.0]]))
    side = np.array([-12.0, -np.inf, -np.inf])
    made = with_implied(replace(problem(), matrix=matrix, row_lower=side), kept=NO_ROW_STAYS)
    assert (made.lower[0], made.upper[0]) == (0, 6)


def test_a_row_that_is_kept_stays_one() -> None:
    made = with_implied(problem(), kept=np.array([True, False, False]))
    assert made.lower.tolist() == [0, 3, 1]
    assert unsettled(made).rows.tolist() == [0]


def test_what_follows_from_one_equation_goes_on_to_the_next() -> None:
    # y is 3; x + y = 4 leaves 1 for x, so that 2 x + z = 7 leaves 5 for z.
    matrix = sp.csc_array(np.array([[2.0, 0.0, 1.0], [1.0, 1.0, 0.0], [0.0, 1.0, 0.0]]))
    side = np.array([7.0, 4.0, 3.0])
    made = with_implied(replace(problem(), matrix=matrix, row_lower=side, row_upper=side), kept=NO_ROW_STAYS)
    assert made.lower.tolist() == made.upper.tolist() == [1, 3, 5]


def test_a_row_that_leaves_its_column_no_value_is_left_to_the_solver() -> None:
    # x + 3 >= 12 and x <= 8.
    asked = replace(problem(), row_lower=np.array([12.0, -np.inf, -np.inf]))
    made = with_implied(asked, kept=NO_ROW_STAYS)
    assert made.upper[0] == 8
    with HighsProcess(lambda _: None, lambda _: None) as highs:
        assert highs.relax(made, Settings(0.0, 10.0, 1, 0)).stop is Stop.INFEASIBLE


def test_two_rows_that_leave_their_column_no_value_together_are_not_both_taken() -> None:
    # x >= 7 and -x >= -6; y is 3.
    matrix = sp.csc_array(np.array([[1.0, 0.0, 0.0], [-1.0, 0.0, 0.0], [0.0, 1.0, 0.0]]))
    sides = {"row_lower": np.array([7.0, -6.0, -np.inf]), "row_upper": np.array([np.inf, np.inf, 3.0])}
    made = with_implied(replace(problem(), matrix=matrix, **sides), kept=NO_ROW_STAYS)
    assert (made.lower[0], made.upper[0]) == (7, 8)
    assert unsettled(made).rows.tolist() == [1]


def test_duals_are_told_by_the_rows_of_the_whole_problem() -> None:
    # x + 3 >= 4 costs 2 for each unit; the last row has only y, which is fixed.
    rest = unsettled(problem())
    with HighsProcess(lambda _: None, lambda _: None) as highs:
        answer = highs.relax(rest.problem, Settings(0.0, 10.0, 1, 0))
    assert answer.row_duals is not None
    assert rest.whole_duals(answer.row_duals, rows=3) == pytest.approx([2, 0, 0])
