"""What a search knows: which bounds hold, which brackets are left, and when two facts contradict each other."""

from __future__ import annotations

import math

import pytest
from builders import build_instance, build_mandate

from solver.evaluate.judge import Judge
from solver.levers.collect import collect_tables
from solver.levers.modes import Modes
from solver.plan import Move, Plan, status_quo
from solver.solve.search import Search, WrongBoundError

AT = ("market", 2025, "base")
PLACE = (*AT, "")
STAY = status_quo(build_instance())
CLOSE = Plan(
    instance="case", moves=(Move(plant="plant", year=2025, from_state="unsubsidised", to_state="closed", lines=1),)
)


def search(ceiling_pct: float | None = None) -> Search:
    """Return a search in which staying costs 60 and closing 20, if prices up to a ceiling are allowed.

    The line sells 10 at 19, 14 above its cash cost, at a fixed cost of 200; without it 200 people at 0.1 mcny each lose
    their work, and 20 is the price.
    """
    limits = {} if ceiling_pct is None else {"consumer_price": {"ceiling_pct_of_reference": ceiling_pct}}
    no_harm = {"consumer_harm": 0, "without_work_mcny_per_person_year": 0, "public_outlay": 0}
    instance = build_instance(plants=[{"fixed_cost_mcny_per_line": 200, "workers_per_line": 200}])
    mandate = build_mandate(weights=no_harm, limits=limits)
    judge = Judge(instance, mandate)
    tables = collect_tables(instance, mandate, judge.due_mcny_per_line)
    return Search(instance, mandate, judge, tables, Modes(instance, mandate, tables).initial_brackets())


def test_the_best_plan_is_the_cheapest_that_the_judge_accepts() -> None:
    known = search()
    assert (known.weigh(CLOSE).objective_mcny, known.objective_mcny) == (pytest.approx(20), pytest.approx(20))
    assert (known.weigh(STAY).objective_mcny, known.objective_mcny) == (pytest.approx(60), pytest.approx(20))
    # A ceiling of 190 % of 10 allows 19 and not 20.
    known = search(190)
    assert not known.weigh(CLOSE).feasible
    assert known.best is None
    assert known.weigh(STAY) is known.best


def test_a_plan_is_judged_once() -> None:
    known = search()
    assert known.weigh(CLOSE) is known.weigh(CLOSE)


def test_only_a_higher_bound_is_news() -> None:
    known = search()
    bounds = []
    for bound in (None, 5.0, 12.0, 7.0, None):
        known.raise_bound(bound)
        bounds.append(known.bound_mcny)
    assert bounds == [None, 5, 12, 12, 12]


def test_a_bound_above_a_judged_plan_is_a_contradiction_whichever_comes_first() -> None:
    known = search()
    known.weigh(CLOSE)
    with pytest.raises(WrongBoundError, match=r"a bound of 20\.1 mcny is claimed where the judge accepts a plan of 20"):
        known.raise_bound(20.1)
    known = search()
    known.raise_bound(20.1)
    with pytest.raises(WrongBoundError, match=r"a bound of 20\.1 mcny is claimed where the judge accepts a plan of 20"):
        known.weigh(CLOSE)


def test_rounding_is_no_contradiction_and_no_gap_below_zero() -> None:
    known = search()
    known.weigh(CLOSE)
    known.raise_bound(20 * (1 + 1e-7))
    assert known.bound_mcny == known.objective_mcny
    assert known.gap == 0


def test_a_bound_says_nothing_about_what_the_judge_rejects() -> None:
    known = search(190)
    known.weigh(CLOSE)
    known.raise_bound(30)
    known.weigh(STAY)
    # 60 - 30, by 60.
    assert known.gap == pytest.approx(0.5)


def test_a_bracket_that_is_ruled_out_is_left_aside_and_its_least_objective_is_the_highest_bound() -> None:
    known = search()
    names = [bracket.name for bracket in known.brackets[PLACE]]
    assert "10_to_15" in names
    known.rule_out(AT, "10_to_15", 18.0)
    assert [bracket.name for bracket in known.open_brackets[PLACE]] == [name for name in names if name != "10_to_15"]
    # Outside it no plan is better than 19, inside none than 18.
    known.raise_bound(19)
    assert known.bound_mcny == 18
    known.rule_out(AT, "15_to_20", 17.0)
    known.rule_out(AT, "scarcity", 25.0)
    assert known.floor_mcny == 17


def test_brackets_that_hold_no_plan_leave_what_was_ruled_out_as_the_bound() -> None:
    known = search()
    known.weigh(CLOSE)
    known.rule_out(AT, "15_to_20", 19.0)
    known.exhaust()
    assert known.bound_mcny == 19
    known.rule_out(AT, "scarcity", math.inf)
    assert known.floor_mcny == 19


def test_what_was_ruled_out_by_bounds_that_are_forgotten_is_open_again() -> None:
    known = search()
    known.weigh(CLOSE)
    known.raise_bound(12)
    known.rule_out(AT, "15_to_20", 19.0)
    known.forget_bounds()
    assert (known.bound_mcny, known.floor_mcny, known.gap) == (None, math.inf, None)
    assert known.open_brackets == known.brackets
    # What the judge has said stands.
    assert known.objective_mcny == pytest.approx(20)


def test_brackets_are_split_where_an_outcome_has_its_prices_until_they_are_narrow() -> None:
    # 19 lies in 15 to 20: 2 % of the width of 5 on either side.
    known = search()
    assert known.split_at(known.weigh(STAY))
    intervals = [(b.low_cny_per_unit, b.high_cny_per_unit) for b in known.brackets[PLACE] if b.kind == "interval"]
    assert (18.9, 19.1) in [pytest.approx(each) for each in intervals]
    for _ in range(10):
        known.split_at(known.weigh(STAY))
    assert not known.split_at(known.weigh(STAY))


def test_markets_and_years_that_are_not_asked_for_are_not_split() -> None:
    known = search()
    before = dict(known.brackets)
    assert not known.split_at(known.weigh(STAY), only=[("market", 2026, "base")])
    assert known.brackets == before
    assert known.split_at(known.weigh(STAY), only=[AT])


def test_what_has_been_ruled_out_is_not_split() -> None:
    known = search()
    known.rule_out(AT, "15_to_20", 60.0)
    assert not known.split_at(known.weigh(STAY))
    assert "15_to_20" not in {bracket.name for bracket in known.open_brackets[PLACE]}
