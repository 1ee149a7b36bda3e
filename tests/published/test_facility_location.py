"""Facility location problems: exits that save a fixed cost and make goods travel further."""

from __future__ import annotations

from functools import partial
from pathlib import Path

import pytest
from builders import pick, problems_of
from published.facility_location import FacilityLocation, closed_facilities, read_facility_location

from solver.evaluate.judge import Judge
from solver.solve.options import Options
from solver.solve.refine import solve

FOLDER = Path(__file__).resolve().parents[3] / "shared" / "benchmarks" / "cflp"
GAP = 1e-6

long = partial(pytest.param, marks=pytest.mark.long)
needs_files = pytest.mark.skipif(not FOLDER.exists(), reason="the published problems are not next to this repository")


def assert_optimum(problem: FacilityLocation, optimum: float) -> list[int]:
    """Hold a solve against a known optimum; return the facilities that it closes."""
    options = Options(gap=GAP, time_limit_seconds=600)
    result = solve(problem.instance(), problem.mandate(), options, lambda _: None, lambda _: None)
    assert result.status == "optimal"
    assert result.plan is not None
    assert result.plan.feasible
    assert problem.cost(result.plan.objective_mcny) == pytest.approx(optimum, rel=2 * GAP)
    assert result.bound_mcny is not None
    assert problem.cost(result.bound_mcny) == pytest.approx(optimum, rel=2 * GAP)
    assert problem.cost(result.bound_mcny) <= optimum * (1 + 1e-9)
    return closed_facilities(result.plan.plan)


def two_facilities() -> FacilityLocation:
    """Return two facilities for 100 and 300 units, and customers of 100 and 50."""
    return FacilityLocation(
        capacities=(100, 300), fixed_costs=(700, 400), demands=(100, 50), costs=((100, 600), (200, 250))
    )


def test_losses_are_the_costs_of_facilities_and_of_carrying() -> None:
    # Both open: 700 + 400, the first customer from facility 0 for 100 and the second from facility 1 for 250: 1450.
    # Without 0: 400 + 600 + 250 = 1250. A thousand of the problem's money is 1 mcny.
    problem = two_facilities()
    judge = Judge(problem.instance(), problem.mandate())
    assert judge.status_quo.objective_mcny == pytest.approx(1.45)
    outcome = judge.evaluate(problem.plan_without([0]))
    assert outcome.feasible
    assert outcome.objective_mcny == pytest.approx(1.25)
    # The line carries 100 units, which are 1 munit, for 600 and 50 for 250: 850 and the fixed cost of 400 are lost.
    assert pick(outcome, "plants", plant="yard_1")["loss_mcny"] == pytest.approx(1.25)


def test_customers_who_cannot_be_served_break_the_limit() -> None:
    # Facility 0 alone can carry 100 units of the 150: all 100 go where a unit costs least, to the first customer.
    problem = two_facilities()
    outcome = Judge(problem.instance(), problem.mandate()).evaluate(problem.plan_without([1]))
    assert [(each.rule, each.subject, each.value, each.limit) for each in outcome.violations] == [
        ("supply", "customer_1", 0, 0.5)
    ]


def test_the_dear_facility_is_closed() -> None:
    # Both open cost 1450, facility 1 alone 1250, as above; facility 0 alone has no room for all.
    assert assert_optimum(two_facilities(), 1250) == [0]


def test_a_facility_location_problem_is_an_ordinary_instance() -> None:
    assert problems_of(two_facilities().instance()) == []


@needs_files
@pytest.mark.parametrize(
    ("name", "best", "optimum"),
    [
        long("cap41", [9, 14, 15], 1040444.375),
        ("cap42", [6, 9, 14, 15], 1098000.450),
        ("cap43", [6, 9, 14, 15], 1153000.450),
        long("cap44", [6, 9, 14, 15], 1235500.450),
        long("cap101", [2, 4, 9, 11, 13, 14, 15, 18, 20, 21], 796648.4375),
        long("cap102", [1, 2, 4, 7, 8, 9, 13, 14, 15, 17, 18, 19, 20, 21], 854704.200),
    ],
)
def test_published_optimum(name: str, best: list[int], optimum: float) -> None:
    problem = read_facility_location(FOLDER / f"{name}.txt")
    judged = Judge(problem.instance(), problem.mandate()).evaluate(problem.plan_without(best))
    assert judged.feasible
    assert problem.cost(judged.objective_mcny) == pytest.approx(optimum, rel=1e-9)
    assert_optimum(problem, optimum)
