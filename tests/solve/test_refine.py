"""Rounds of refinement: why they end, and what is certified."""

from __future__ import annotations

import pytest
from builders import build_instance, build_mandate

from solver.instance.instance import Instance
from solver.solve import refine
from solver.solve.options import Options
from solver.solve.refine import Standing, solve

LOSING = {"fixed_cost_mcny_per_line": 200, "service_years": 0}
"""Sells 10 at 19, 14 above its cash cost, and loses 60 a year; closing displaces 100 at 0.1 mcny each."""


def losing() -> Instance:
    return build_instance(plants=[LOSING], header={"years": 2})


def test_the_certified_gap_is_closed_from_both_sides(monkeypatch: pytest.MonkeyPatch) -> None:
    # The best plan would be found before the solver is asked for any.
    monkeypatch.setattr(refine, "seek_plans", lambda *_: None)
    standings: list[Standing] = []
    log: list[str] = []
    result = solve(losing(), build_mandate(), Options(gap=1e-6), log.append, standings.append)
    assert result.status == "optimal"
    assert result.gap is not None
    assert result.gap <= 1e-6
    assert result.rounds >= 1
    assert log
    bounds = [each.bound_mcny for each in standings if each.bound_mcny is not None]
    objectives = [each.objective_mcny for each in standings if each.objective_mcny is not None]
    assert bounds == sorted(bounds)
    assert objectives == sorted(objectives, reverse=True)


def test_at_the_time_limit_the_best_plan_so_far_is_kept() -> None:
    result = solve(losing(), build_mandate(), Options(time_limit_seconds=0), lambda _: None, lambda _: None)
    assert result.status == "stopped_with_plan"
    assert "time limit" in result.reason
    assert result.plan is not None
    assert result.objective_mcny == result.status_quo.objective_mcny


def test_without_time_and_without_a_plan_nothing_is_claimed() -> None:
    # The status quo breaks a price ceiling of 150 % of 10.
    mandate = build_mandate(limits={"consumer_price": {"ceiling_pct_of_reference": 150}})
    result = solve(losing(), mandate, Options(time_limit_seconds=0), lambda _: None, lambda _: None)
    assert (result.status, result.plan, result.bound_mcny, result.gap) == ("stopped_without_plan", None, None, None)


@pytest.mark.parametrize(("ceiling", "status"), [(150, "no_plan"), (190, "optimal")])
def test_without_levers_the_status_quo_is_the_only_plan(ceiling: float, status: str) -> None:
    none = {"close_lines": False, "withdraw_subsidies": False, "retrain": False}
    mandate = build_mandate(levers=none, limits={"consumer_price": {"ceiling_pct_of_reference": ceiling}})
    result = solve(losing(), mandate, Options(), lambda _: None, lambda _: None)
    assert (result.status, result.rounds) == (status, 0)


def rivals(way_cny_per_unit: float) -> Instance:
    """Return a yard whose 10 go to a town at 8 over a way, or to one at 10 without cost; both want all of them."""
    given = {"clearing": "fixed", "demand_elasticity": None}
    return build_instance(
        markets=[
            {**given, "demand_munit": 0},
            {
                **given,
                "id": "first",
                "demand_munit": 10,
                "reference_price_cny_per_unit": 8,
                "price_cap_cny_per_unit": 12,
            },
            {**given, "id": "second", "demand_munit": 10, "price_cap_cny_per_unit": 10},
        ],
        plants=[
            {"capacity_munit_per_line": 10, "cash_cost_cny_per_unit": 5, "fixed_cost_mcny_per_line": 40}
            | {"closure_cost_mcny_per_line": 1000}
        ],
        links=[
            {"id": "a", "to_market": "first", "transport_cost_cny_per_unit": way_cny_per_unit},
            {"id": "b", "to_market": "second", "transport_cost_cny_per_unit": 0},
        ],
    )


@pytest.mark.parametrize("way_cny_per_unit", [1.0, 3.0])
def test_the_optimiser_does_not_choose_whom_a_fixed_market_serves(way_cny_per_unit: float) -> None:
    # A unit is worth 12 - 1 in the first town, and 10 in the second, which brings 10 - 5 - 4 instead of 7 - 5 - 4.
    result = solve(rivals(way_cny_per_unit), build_mandate(), Options(gap=1e-6), lambda _: None, lambda _: None)
    assert result.status == "optimal"
    assert result.status_quo.accounts["operating_losses"] == pytest.approx(20 if way_cny_per_unit == 1.0 else 0)


def test_brackets_at_their_end_prove_nothing_and_are_named_as_what_ended_the_search() -> None:
    # A unit is worth 12 - 2 in the first town and 10 in the second: the judge serves the first, which brings 6.
    result = solve(rivals(2.0), build_mandate(), Options(gap=1e-3), lambda _: None, lambda _: None)
    assert (result.status, result.reason) == ("stopped_with_plan", refine.UNSPLIT)
    assert result.objective_mcny is not None
    assert result.bound_mcny is not None
    assert result.bound_mcny < result.objective_mcny
