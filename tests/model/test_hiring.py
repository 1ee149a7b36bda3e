"""Where more who find work could cost more, neither fewer nor more of them than in the world are in the model."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from model.families_case import problem_without_markets
from scipy.optimize import LinearConstraint, milp

from solver.solve.problem import Problem

AT = ("region", 2025, "base")
DEAR = {"limits": {"wage_floor": {"floor_pct_of_average_wage": 70}}}
"""A wage floor of 3500, 1500 above what the rehired earn and so beyond the benefit of 1000."""


def upgrading(mandate: dict[str, Any], vacancies: float, **programme: Any) -> Problem:
    """Return a line of 100 workers that may be upgraded to one of 12 skilled posts."""
    return problem_without_markets(
        mandate,
        regions=[{"rehired_wage_cny_per_month": 2_000, "vacancies_persons_per_year": vacancies}],
        programmes=[{"reemployment_pct": 80, **programme}],
        upgrades=[{"workers_per_line": 12, "skilled_workers_per_line": 12}],
    )


def found_work(problem: Problem, classes: int, sign: float) -> float:
    """Return the least (or, with a negative sign, the most) who find work once the line is upgraded."""
    lower, upper = problem.lower.copy(), problem.upper.copy()
    decided = {
        ("lines_moved", ("plant", 2025, "unsubsidised", "upgraded:upgrade")): 1,
        ("gate_open", "school@2025"): 1,
        ("classes", ("school", 2025)): classes,
    }
    for column, value in decided.items():
        lower[problem.column_of[column]] = upper[problem.column_of[column]] = value
    cost = np.zeros(len(problem.columns))
    cost[problem.column_of["found_work", AT]] = sign
    answer = milp(
        cost,
        integrality=problem.integer,
        bounds=(lower, upper),
        constraints=LinearConstraint(problem.matrix, problem.row_lower, problem.row_upper),
    )
    assert answer.success
    return sign * float(answer.fun)


@pytest.mark.parametrize(
    ("vacancies", "classes", "found"),
    [
        # All skilled posts are taken by 12 of the 20 retrained; half of 80 and 80 % of 8 would find work, 46.4.
        (1_000, 2, 12 + 46.4),
        # There are 30 vacancies for them.
        (30, 2, 12 + 30),
        # All 10 retrained take a post; half of 90 would find work.
        (1_000, 1, 10 + 45),
        (40, 1, 10 + 40),
        # Nobody is retrained.
        (1_000, 0, 50),
        # More places than people: 100 are retrained, and 80 % of 88 find work.
        (1_000, 11, 12 + 70.4),
    ],
)
def test_as_many_find_work_as_in_the_world(vacancies: float, classes: int, found: float) -> None:
    problem = upgrading(DEAR, vacancies, max_classes_per_year=20)
    assert found_work(problem, classes, 1) == pytest.approx(found)
    assert found_work(problem, classes, -1) == pytest.approx(found)


@pytest.mark.parametrize(
    ("floor", "least"),
    [
        ({"floor_pct_of_average_wage": 70}, 50),
        # 1000 above what the rehired earn is no more than the benefit: nothing is gained by fewer who find work.
        ({"floor_pct_of_average_wage": 60}, 0),
        # It may be, if the floor may be missed at any price.
        ({"floor_pct_of_average_wage": 60, "level": "soft", "breach_price_mcny": 9}, 50),
        ({"floor_pct_of_average_wage": 70, "level": "report"}, 0),
    ],
)
def test_the_least_is_asked_for_where_it_matters(floor: dict[str, Any], least: float) -> None:
    problem = upgrading({"limits": {"wage_floor": floor}}, 1_000)
    assert found_work(problem, 0, 1) == pytest.approx(least)


def test_no_more_columns_than_are_needed() -> None:
    # 1000 vacancies are enough for all that can ever look for work.
    problem = upgrading(DEAR, 1_000)
    assert {column[1][0] for column in problem.columns if column[0] == "fills"} == {"places", "posts"}
    scarce = upgrading(DEAR, 30)
    assert {column[1][0] for column in scarce.columns if column[0] == "fills"} == {"places", "posts", "vacancies"}
