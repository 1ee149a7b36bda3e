"""The instances of industries under their own mandates: how good a plan is found, and that its bound is honest.

These take minutes each: ``python -m pytest tests/instances/test_solved.py -m long``.
"""

from __future__ import annotations

import pytest
from instances.shipped import FOLDERS, judge_of

from solver.evaluate.judge import Judge
from solver.solve import refine
from solver.solve.result import Result

GAP = 1e-3
SMALL = ("cars-2020", "cement-2024", "fine-goods", "polysilicon-2025", "pv-glass-2025", "tangshan-entry")
"""Instances of up to 130 plants: solved to 0.1 %."""
LARGE = {"steel-2025": 300.0, "coal-2024": 600.0}
"""Instances with more plants, and the seconds after which a plan and a bound are asked for."""


def solved(name: str, seconds: float) -> tuple[Judge, Result]:
    """Return the judge of an instance, and the answer."""
    judge = judge_of(name)
    options = refine.Options(gap=GAP, time_limit_seconds=seconds)
    return judge, refine.solve(judge.instance, judge.mandate, options, lambda _: None, lambda _: None)


def assert_honest(judge: Judge, result: Result) -> None:
    """Assert that the judge accepts the plan, at the objective that is told, and that the bound is not above it."""
    assert result.plan is not None
    again = judge.evaluate(result.plan.plan)
    assert again.feasible
    assert again.objective_mcny == result.objective_mcny
    assert result.bound_mcny is not None
    assert result.bound_mcny <= again.objective_mcny * (1 + 1e-9)


def test_every_instance_of_an_industry_is_solved_here() -> None:
    assert {*SMALL, *LARGE} == {name for name in FOLDERS if not name.startswith("teaching-")}


@pytest.mark.long
@pytest.mark.parametrize("name", SMALL)
def test_a_small_instance_is_solved_to_a_thousandth(name: str) -> None:
    judge, result = solved(name, 600)
    assert_honest(judge, result)
    assert result.status == "optimal"
    assert result.gap is not None
    assert result.gap <= GAP


@pytest.mark.long
@pytest.mark.parametrize("name", LARGE)
def test_a_large_instance_has_a_judged_plan_and_a_bound_below_it(name: str) -> None:
    judge, result = solved(name, LARGE[name])
    assert_honest(judge, result)
