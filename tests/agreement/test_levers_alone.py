"""Each lever alone, with those that it needs, is the best answer of some small case, and every plan there is agrees."""

from __future__ import annotations

import pytest
from agreement.brute_force import best_plan
from agreement.conftest import Solve
from agreement.lever_cases import CASES, OFF, RULES, Case

from solver.evaluate.judge import Judge


def test_every_lever_and_rule_of_conduct_has_a_case() -> None:
    levers = {name for name in OFF if name != "conduct_rules"}
    assert {case.lever for case in CASES} == levers | {f"conduct_rules:{rule}" for rule in RULES}


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.lever)
def test_a_lever_alone_is_the_best_answer(case: Case, solve_exactly: Solve) -> None:
    result = solve_exactly(case.instance, case.wishes(with_it=True))
    assert result.status == "optimal"
    assert result.plan is not None
    decided = result.plan.plan.model_dump(exclude={"format", "instance", "income_support"})
    wanted = {
        name: tuple({"compensation_mcny": 0, **each} if name == "moves" else each for each in decisions)
        for name, decisions in case.decides.items()
    }
    assert {name: decisions for name, decisions in decided.items() if decisions} == wanted
    assert result.objective_mcny == pytest.approx(case.best_mcny)
    today = case.without_mcny if case.today_mcny is None else case.today_mcny
    if today is None:
        assert not result.status_quo.feasible
    else:
        assert result.status_quo.feasible
        assert result.status_quo.objective_mcny == pytest.approx(today)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.lever)
def test_without_the_lever_the_answer_is_worse(case: Case, solve_exactly: Solve) -> None:
    result = solve_exactly(case.instance, case.wishes(with_it=False))
    if case.without_mcny is None:
        assert (result.status, result.plan) == ("no_plan", None)
        return
    assert case.without_mcny > case.best_mcny
    assert result.objective_mcny == pytest.approx(case.without_mcny)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.lever)
def test_no_other_plan_is_better(case: Case) -> None:
    for with_it, expected in ((True, case.best_mcny), (False, case.without_mcny)):
        best = best_plan(Judge(case.instance, case.wishes(with_it=with_it)))
        assert (best and best.objective_mcny) == (expected if expected is None else pytest.approx(expected))
