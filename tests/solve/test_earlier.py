"""A search begins from what an earlier one has found, and believes of it only what holds."""

from __future__ import annotations

from typing import Any

import pytest
from builders import build_instance, build_mandate

from solver.mandate import Mandate
from solver.plan import Move, Plan
from solver.solve import refine
from solver.solve.earlier import Earlier
from solver.solve.options import METHODS, Method, Options
from solver.solve.result import Result
from solver.solve.search import Standing

LOSING = {"fixed_cost_mcny_per_line": 200, "service_years": 0}
"""Sells 10 at 19, 14 above its cash cost, and loses 60 a year; closing displaces 100 at 0.1 mcny each."""
INSTANCE = build_instance(plants=[LOSING], header={"years": 2})


def closed(year: int) -> Plan:
    move = Move(plant="plant", year=year, from_state="unsubsidised", to_state="closed", lines=1)
    return Plan(instance=INSTANCE.header.id, moves=(move,))


def begun(
    earlier: Earlier | None,
    mandate: Mandate | None = None,
    gap: float = 1e-6,
    method: Method = "auto",
    seconds: float = 60.0,
) -> tuple[Result, list[Standing], list[str]]:
    standings: list[Standing] = []
    log: list[str] = []
    options = Options(gap=gap, time_limit_seconds=seconds, method=method)
    wishes = build_mandate() if mandate is None else mandate
    return refine.solve(INSTANCE, wishes, options, log.append, standings.append, None, earlier), standings, log


@pytest.fixture(scope="module")
def best() -> Result:
    return begun(None)[0]


def test_a_plan_and_a_bound_that_certify_it_are_an_answer_at_once(best: Result) -> None:
    assert best.plan is not None
    result, standings, _ = begun(Earlier(best.plan.plan, best.bound_mcny))
    assert (result.status, result.objective_mcny, result.rounds) == ("optimal", best.objective_mcny, 0)
    assert [each.plan for each in standings] == [best.plan.plan]


def test_without_time_the_earlier_plan_is_what_is_kept(best: Result) -> None:
    assert best.plan is not None
    result, *_ = begun(Earlier(best.plan.plan, None), seconds=0)
    assert (result.status, result.objective_mcny) == ("stopped_with_plan", best.objective_mcny)


@pytest.mark.parametrize("method", METHODS)
def test_the_search_goes_on_from_a_plan_that_is_not_the_best(
    best: Result, method: Method, monkeypatch: pytest.MonkeyPatch
) -> None:
    # The best plan would be found before the solver is asked for any.
    monkeypatch.setattr(refine, "seek_plans", lambda *_: None)
    result, standings, log = begun(Earlier(closed(2026), None), method=method)
    assert standings[0].plan == closed(2026)
    assert result.objective_mcny == pytest.approx(best.objective_mcny)
    assert result.status == "optimal"
    assert not any("left aside" in line for line in log)


def test_a_plan_that_breaks_limits_now_is_left_aside() -> None:
    ceiling: Any = {"unemployment": {"rise_ceiling_percentage_points": 0}}
    result, standings, log = begun(Earlier(closed(2025), None), build_mandate(limits=ceiling))
    assert any("left aside" in line for line in log)
    assert all(each.plan != closed(2025) for each in standings)
    assert result.plan is not None
    assert result.plan.plan != closed(2025)


def test_a_bound_that_a_plan_contradicts_is_dropped(best: Result) -> None:
    assert best.plan is not None
    assert best.objective_mcny is not None
    result, _, log = begun(Earlier(best.plan.plan, best.objective_mcny + 1))
    assert any("all bounds are dropped" in line for line in log)
    assert (result.status, result.objective_mcny) == ("optimal", best.objective_mcny)
    assert result.bound_mcny is not None
    assert result.bound_mcny <= best.objective_mcny
