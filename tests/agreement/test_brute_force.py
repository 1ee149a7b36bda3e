"""The solver against every plan there is.

A longer run: ``python -m pytest tests/agreement/test_brute_force.py --seeds 2000 --first-seed 200``.
"""

from __future__ import annotations

from collections import Counter

import numpy as np
import pytest
from agreement.brute_force import best_plan, count_plans, every_plan
from agreement.conftest import Solve
from agreement.random_instances import crowded_case, random_case
from model.model_case import ModelCase

from solver.evaluate.judge import Judge
from solver.evaluate.outcome import Outcome
from solver.instance.instance import Instance
from solver.mandate import Mandate

RELATIVE = 1e-6
PLANS = 3
SPLITS = 5
CROWDED = [number for number in range(40) if count_plans(*crowded_case(number)) <= 300]


def test_the_solver_finds_the_best_of_all_plans_or_that_there_is_none(seed: int, solve_exactly: Solve) -> None:
    assert_best(*random_case(seed), solve_exactly)


@pytest.mark.parametrize("number", CROWDED)
def test_the_solver_finds_the_best_where_lines_share_rates(number: int, solve_exactly: Solve) -> None:
    assert_best(*crowded_case(number), solve_exactly)


def assert_best(instance: Instance, mandate: Mandate, solve_exactly: Solve) -> None:
    """Assert that the solver's answer is what comes of judging every plan."""
    truth = best_plan(Judge(instance, mandate))
    result = solve_exactly(instance, mandate)
    if truth is None:
        assert (result.status, result.plan) == ("no_plan", None)
        return
    assert result.status == "optimal", result.reason
    assert result.objective_mcny == pytest.approx(truth.objective_mcny, rel=RELATIVE, abs=RELATIVE)
    assert result.bound_mcny is not None
    assert result.bound_mcny <= truth.objective_mcny + slack_of(truth)


@pytest.mark.parametrize("first", range(0, 80, 10))
def test_the_model_holds_every_plan_that_the_judge_accepts_and_at_no_higher_value(first: int) -> None:
    for seed in range(first, first + 10):
        case = ModelCase.of(*random_case(seed))
        accepted = [plan for plan in every_plan(case.judge) if case.judge.evaluate(plan).feasible]
        if not accepted or case.tables.decides_nothing:
            continue
        rng = np.random.default_rng(seed)
        chosen = [case.judge.evaluate(accepted[i]) for i in rng.integers(len(accepted), size=PLANS)]
        for number in range(SPLITS):
            for outcome in chosen:
                value = case.value_of(outcome)
                assert value is not None, (seed, number, outcome.plan)
                assert value <= outcome.objective_mcny + slack_of(outcome), (seed, number, outcome.plan)
            case = case.split_at(chosen[number % len(chosen)])


def test_where_the_brackets_are_narrow_the_model_says_what_the_judge_says() -> None:
    checked = 0
    for seed in range(0, 60, 4):
        case = ModelCase.of(*random_case(seed))
        outcome = best_plan(case.judge)
        if outcome is None or case.tables.decides_nothing:
            continue
        for _ in range(SPLITS):
            case = case.split_at(outcome)
        # After a cut at the offers each leaves 4 % of the width, so four of them less than a 100 000th of the price.
        assert case.value_of(outcome) == pytest.approx(outcome.objective_mcny, rel=1e-3, abs=1e-3), seed
        checked += 1
    assert checked >= 8


def test_the_random_cases_are_of_all_kinds() -> None:
    # A test of agreement is worth what its cases are: some without a plan, some where staying is best, most where not.
    kinds: Counter[str] = Counter()
    for seed in range(60):
        judge = Judge(*random_case(seed))
        truth = best_plan(judge)
        kinds["no plan" if truth is None else "stay" if truth.plan == judge.status_quo.plan else "act"] += 1
        kinds["ties"] += len({p.cash_cost_cny_per_unit for p in judge.instance.plants.values()}) < len(
            judge.instance.plants
        )
        kinds["classes"] += truth is not None and bool(truth.plan.classes)
    assert min(kinds[kind] for kind in ("no plan", "stay", "act", "ties")) >= 6
    assert kinds["classes"] >= 1


def slack_of(outcome: Outcome) -> float:
    return RELATIVE * max(1.0, abs(outcome.objective_mcny))
