"""Problems in other units: the same solutions, with rows and columns near the size of one."""

from __future__ import annotations

import numpy as np
import pytest
import scipy.sparse as sp

from solver.solve.problem import Problem
from solver.solve.scaling import scaled


def problem() -> Problem:
    # Money of a hundred thousand a unit of x, which is continuous, against a whole number y of lines.
    matrix = sp.csc_array(np.array([[1.0e5, 4.0], [0.0, 1.0]]))
    return Problem(
        cost=np.array([3.0, 5.0]),
        offset=7.0,
        lower=np.array([0.0, 0.0]),
        upper=np.array([8.0, 2.0]),
        integer=np.array([False, True]),
        matrix=matrix,
        row_lower=np.array([-np.inf, 0.0]),
        row_upper=np.array([6.0e5, np.inf]),
        columns=(("money", "x"), ("lines", "y")),
        rows=(("budget", 1), ("floor", 2)),
    )


def test_a_solution_costs_and_keeps_the_same_in_either_units() -> None:
    own, other = problem(), scaled(problem())
    solution = np.array([2.0, 1.0])
    elsewhere = solution / other.column_factors
    assert other.own_units(elsewhere) == pytest.approx(solution)
    assert other.problem.cost @ elsewhere == pytest.approx(own.cost @ solution)
    rows = own.row_upper[0] / other.problem.row_upper[0]
    assert (other.problem.matrix @ elsewhere)[0] * rows == pytest.approx((own.matrix @ solution)[0])
    assert other.problem.upper * other.column_factors == pytest.approx(own.upper)


def test_integer_columns_keep_their_size_and_factors_are_powers_of_two() -> None:
    other = scaled(problem())
    assert other.column_factors[1] == 1
    exponents = np.log2(other.column_factors)
    assert exponents == pytest.approx(np.round(exponents))


def test_coefficients_come_closer_to_one() -> None:
    sizes = abs(scaled(problem()).problem.matrix.data)
    assert sizes.max() / sizes.min() < 1.0e5 / 4.0
    assert sizes.max() < 100


def test_reduced_costs_go_back_by_the_other_way() -> None:
    # A unit of x is as many units of the scaled column as its factor says, so it costs that much less a unit.
    other = scaled(problem())
    assert other.own_reduced_costs(other.problem.cost) == pytest.approx(problem().cost)
