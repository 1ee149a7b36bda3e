"""What a unit more room in a limit saves, with whole decisions held: each figure by hand, and against solving again.

Demand is ``200 - 10 * price``. Good runs nine lines of 10 at a cost of 5; Bad's one line loses a thousand a year, so
that it closes whatever else is asked. Its 100 people get severance of 5, and 50 of them find no work; at the benefit of
1,000 CNY a month these get 12 * 1,000 * 50 = 0.6 mcny. The owner's closure cost of 7 is due.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
import scipy.sparse as sp
from builders import build_instance, build_mandate

from solver.instance.instance import Instance
from solver.mandate import Mandate
from solver.solve import limit_prices
from solver.solve.highs import Answer, HighsProcess, Settings, Stop
from solver.solve.limit_prices import fixed, search_seconds, with_limit_prices
from solver.solve.options import Options
from solver.solve.problem import Problem
from solver.solve.refine import solve
from solver.solve.result import LimitPrice, Result

DUE = LimitPrice("participation", "bad", 2025, "mcny", 1.0)
"""Each mcny less for the owner is a mcny less of public outlay."""


def town(**tables: Any) -> Instance:
    bad = {"id": "bad", "firm": "bad", "capacity_munit_per_line": 20, "cash_cost_cny_per_unit": 10}
    plants = [
        {"id": "good", "firm": "good", "lines": 9},
        {**bad, "fixed_cost_mcny_per_line": 1_000, "closure_cost_mcny_per_line": 7},
    ]
    firms = [{"id": "good"}, {"id": "bad", "cash_mcny": 10_000}]
    return build_instance(**{"plants": plants, "firms": firms, **tables})


def solved(instance: Instance, mandate: Mandate) -> Result:
    result = solve(instance, mandate, Options(gap=1e-7), lambda _: None, lambda _: None)
    assert result.status == "optimal"
    assert result.plan is not None
    assert [each.plant for each in result.plan.plan.moves] == ["bad"]
    return result


def prices(result: Result) -> dict[str, LimitPrice]:
    assert result.limit_prices is not None
    found = {each.rule: each for each in result.limit_prices}
    assert len(found) == len(result.limit_prices)
    return found


def saving(found: dict[str, LimitPrice], rule: str) -> float:
    amount = found[rule].saving_mcny
    assert amount is not None
    return amount


def objective(instance: Instance, mandate: Mandate) -> float:
    value = solved(instance, mandate).objective_mcny
    assert value is not None
    return value


def test_what_a_person_gets_less_is_saved_for_all_who_get_it() -> None:
    # A floor of 2,000 CNY: each CNY a month less saves 12 * 50 = 600 CNY, which solving again at 1,999 confirms.
    result = solved(town(), build_mandate(limits={"income_floor": {"floor_pct_of_average_wage": 40}}))
    found = prices(result)
    assert list(found) == ["participation", "income_floor"]
    assert found["participation"] == replace(DUE, saving_mcny=pytest.approx(1.0))
    assert found["income_floor"] == LimitPrice("income_floor", "region", 0, "cny_per_month", pytest.approx(0.0006))
    eased = build_mandate(limits={"income_floor": {"floor_pct_of_average_wage": 39.98}})
    assert result.objective_mcny is not None
    assert result.objective_mcny - objective(town(), eased) == pytest.approx(0.0006, abs=1e-8)


def test_a_floor_no_higher_than_the_benefit_saves_nothing() -> None:
    result = solved(town(), build_mandate(limits={"income_floor": {"floor_pct_of_average_wage": 20}}))
    assert list(prices(result)) == ["participation"]


def test_a_small_saving_is_not_lost_beside_a_large_objective() -> None:
    # Good loses a hundred thousand a year, but must stay for the supply, since Bad and seven lines lose more.
    good = {"id": "good", "firm": "good", "lines": 9, "fixed_cost_mcny_per_line": 11_000}
    bad = {**town().plants["bad"].model_dump(), "fixed_cost_mcny_per_line": 50_000}
    instance = town(plants=[good, bad], firms=[{"id": "good", "cash_mcny": 1e6}, {"id": "bad", "cash_mcny": 1e6}])
    limits = {"income_floor": {"floor_pct_of_average_wage": 40}, "supply": {"floor_pct_of_reference_demand": 90}}
    result = solved(instance, build_mandate(limits=limits))
    assert result.objective_mcny is not None
    assert result.objective_mcny > 90_000
    assert saving(prices(result), "income_floor") == pytest.approx(0.0006, abs=1e-8)


def mandate_with_budget(mcny: float) -> Mandate:
    floor = {"level": "soft", "floor_pct_of_average_wage": 40, "breach_price_mcny": 3}
    added = {"payer": "fund", "from_year": 2025, "to_year": 2025, "mcny_per_year": mcny}
    return build_mandate(limits={"income_floor": floor, "budget": {}}, budget_additions=[added])


def test_a_budget_is_worth_what_the_money_that_it_lets_flow_is_worth() -> None:
    # 7 + 5 + 1.2 are asked for and 12.9 may be spent, so the floor is missed by 0.3 mcny at 3 each. A mcny more lets
    # these 0.3 be paid, which saves 0.3 * 3 and costs 0.3. A mcny less for the owner does the same and is saved itself.
    result = solved(town(), mandate_with_budget(12.9))
    found = prices(result)
    assert found["budget"] == LimitPrice("budget", "fund", 2025, "mcny", pytest.approx(0.6))
    assert saving(found, "participation") == pytest.approx(1.6)
    # A CNY less a month is 0.0006 mcny less that is missed.
    assert saving(found, "income_floor") == pytest.approx(0.0018)
    assert list(found) == ["participation", "budget", "income_floor"]
    assert result.objective_mcny is not None
    assert result.objective_mcny - objective(town(), mandate_with_budget(13.9)) == pytest.approx(0.6)


def test_a_soft_ceiling_is_worth_its_price_where_it_is_missed() -> None:
    # Without vacancies all 100 are without work, 40 above the ceiling; that has a probability of 40 %.
    scenarios = [
        {"id": "base", "probability_pct": 60},
        {"id": "slump", "probability_pct": 40, "vacancy_factor": 0},
    ]
    ceiling = {"level": "soft", "rise_ceiling_percentage_points": 0.6, "breach_price_mcny": 0.01}
    found = prices(solved(town(scenarios=scenarios), build_mandate(limits={"unemployment": ceiling})))
    assert found["unemployment"] == LimitPrice("unemployment", "region", 2025, "persons", pytest.approx(0.004))


def test_a_floor_that_a_region_without_lines_misses_is_worth_its_price() -> None:
    # Bad, the only plant of the region, makes 10 today, worth 100. Half of that is missed by 50, at 3 each.
    inside, outside = town().plants["bad"].model_dump(), {"id": "good", "firm": "good", "lines": 9, "region": "outside"}
    instance = town(plants=[outside, inside], regions=[{"id": "region"}, {"id": "outside"}])
    floor = {"level": "soft", "floor_pct_of_today": 50, "breach_price_mcny": 3}
    found = prices(solved(instance, build_mandate(limits={"regional_output": floor})))
    assert found["regional_output"] == LimitPrice("regional_output", "region", 2025, "mcny", pytest.approx(3.0))


def test_a_budget_gives_way_in_all_scenarios_at_once() -> None:
    # The same is spent in both scenarios, so that room in one of them alone would save nothing.
    scenarios = [{"id": "base", "probability_pct": 60}, {"id": "other", "probability_pct": 40}]
    assert saving(prices(solved(town(scenarios=scenarios), mandate_with_budget(12.9))), "budget") == pytest.approx(0.6)


def test_classes_are_whole_so_that_the_ceiling_they_keep_has_no_price() -> None:
    # A class of 10 is needed to come from 50 people to 45, at 1 mcny; the 5 are worth 0.5 and their benefit 0.06.
    instance = town(programmes=[{"id": "school"}])

    def limited(points: float) -> Mandate:
        return build_mandate(limits={"unemployment": {"rise_ceiling_percentage_points": points}})

    result = solved(instance, limited(0.45))
    assert result.plan is not None
    assert [each.classes for each in result.plan.plan.classes] == [1]
    assert list(prices(result)) == ["participation"]
    assert result.objective_mcny is not None
    assert result.objective_mcny - objective(instance, limited(0.5)) == pytest.approx(0.44)


def test_prices_are_answers_of_markets_so_that_a_ceiling_they_touch_has_no_price() -> None:
    # The 90 of Good sell at 11, which is 110 % of the reference price, and are 90 % of its demand.
    limits = {"consumer_price": {"ceiling_pct_of_reference": 110}, "supply": {"floor_pct_of_reference_demand": 90}}
    assert list(prices(solved(town(), build_mandate(limits=limits)))) == ["participation"]


def test_which_is_the_lesser_in_the_labour_market_is_held_as_it_is() -> None:
    # Those who find work earn 2,000 and are promised 3,000; missing that at 2 costs more than paying it.
    regions = [{"id": "region", "rehired_wage_cny_per_month": 2_000}]
    floor = {"level": "soft", "floor_pct_of_average_wage": 60, "breach_price_mcny": 2}
    found = prices(solved(town(regions=regions), build_mandate(limits={"wage_floor": floor})))
    assert found["wage_floor"] == LimitPrice("wage_floor", "region", 0, "cny_per_month", pytest.approx(0.0006))


def test_nothing_is_claimed_without_a_plan() -> None:
    mandate = build_mandate(limits={"consumer_price": {"ceiling_pct_of_reference": 90}})
    result = solve(town(), mandate, Options(), lambda _: None, lambda _: None)
    assert (result.plan, result.limit_prices) == (None, None)


def test_nothing_is_claimed_without_time() -> None:
    result = solve(town(), build_mandate(), Options(time_limit_seconds=0), lambda _: None, lambda _: None)
    assert result.plan is not None
    assert result.limit_prices is None


def test_nothing_is_claimed_where_the_rest_has_no_solution(monkeypatch: pytest.MonkeyPatch) -> None:
    def impossible(problem: Problem, values: Mapping[int, float]) -> Problem:
        return replace(fixed(problem, values), row_upper=problem.row_upper - 1e6)

    monkeypatch.setattr(limit_prices, "fixed", impossible)
    assert solved(town(), build_mandate()).limit_prices is None


def test_nothing_is_claimed_where_a_market_has_no_mode(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limit_prices, "closely_around", lambda *_: {})
    assert solved(town(), build_mandate()).limit_prices is None


def test_who_interrupts_is_not_kept_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    def unasked(*_: Any) -> None:
        raise AssertionError("prices are looked for")

    result = replace(solved(town(), build_mandate()), reason=Stop.INTERRUPTED.value, limit_prices=None)
    monkeypatch.setattr(limit_prices, "find_limit_prices", unasked)
    assert with_limit_prices(result, None, None, None, None) is result  # type: ignore[arg-type]


def test_the_plan_is_kept_where_finding_prices_is_interrupted(monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(*_: Any) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(limit_prices, "relaxation", interrupted)
    assert solved(town(), build_mandate()).limit_prices is None


@pytest.mark.parametrize("asked", ["relax", "ease"])
def test_nothing_more_is_asked_of_a_solver_that_was_interrupted(asked: str, monkeypatch: pytest.MonkeyPatch) -> None:
    calls = []

    def interrupted(*_: Any, **__: Any) -> Answer:
        calls.append(asked)
        return Answer(Stop.INTERRUPTED, "")

    monkeypatch.setattr(HighsProcess, asked, interrupted)
    assert solved(town(), build_mandate()).limit_prices is None
    assert calls == [asked]


@pytest.mark.parametrize(("given", "searched"), [(600, 595), (40, 36), (0, 0)])
def test_some_seconds_are_kept_for_the_prices(given: float, searched: float) -> None:
    assert search_seconds(given) == searched


@pytest.fixture
def process() -> Iterator[HighsProcess]:
    with HighsProcess(lambda _: None, lambda _: None) as highs:
        yield highs


def floor_of_six() -> Problem:
    """At least 6e5 of what a unit of x has 1e5 of, at 3 a unit: 6 units, 18."""
    return Problem(
        cost=np.array([3.0]),
        offset=0.0,
        lower=np.array([0.0]),
        upper=np.array([100.0]),
        integer=np.array([False]),
        matrix=sp.csc_array(np.array([[1.0e5]])),
        row_lower=np.array([6.0e5]),
        row_upper=np.array([np.inf]),
        columns=(("x", None),),
        rows=(("floor", 1),),
    )


def test_duals_come_in_the_units_of_the_problem(process: HighsProcess) -> None:
    answer = process.relax(floor_of_six(), Settings(0.0, 60, 1, 0), interior_point=False)
    assert answer.bound == pytest.approx(18)
    assert answer.row_duals == pytest.approx([3.0e-5])
    assert answer.reduced_costs == pytest.approx([0.0])


def test_rows_give_way_one_set_at_a_time(process: HighsProcess) -> None:
    # By 1e5 one unit less is needed, by 7e5 none; then the row asks for all of it again.
    steps = [((0,), (1.0e5,)), ((0,), (7.0e5,)), ((), ())]
    answer = process.ease(floor_of_six(), Settings(0.0, 60, 1, 0), steps)
    assert answer.least_objectives == pytest.approx({0: 15, 1: 0, 2: 18})


def test_without_time_no_row_gives_way(process: HighsProcess) -> None:
    assert process.ease(floor_of_six(), Settings(0.0, 0, 1, 0), [((0,), (1.0,))]).stop is Stop.TIME_LIMIT
