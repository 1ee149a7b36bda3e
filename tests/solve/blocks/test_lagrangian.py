"""The bound is never above the best of all plans, whatever the multipliers, and moving margins does not lower it."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

import numpy as np
import pytest
from agreement.brute_force import best_plan
from agreement.random_instances import random_case
from agreement.random_levers import lever_case
from agreement.test_brute_force import slack_of
from builders import build_instance, build_mandate
from solve.blocks.plans_case import PlansCase

from solver.evaluate.outcome import Outcome
from solver.evaluate.rows import market_rows
from solver.levers.modes import Modes
from solver.solve.blocks.lagrangian import Lagrangian, Multipliers
from solver.solve.blocks.years import Prices, Years, markets_of
from solver.solve.problem import Floats

MOST_PLANS, DRAWS = 60, 6
ROUNDING = 1e-9
FAMILIES = ("mergers", "upgrades", "entry", "standards", "levies", "transfers", "soft")
CASES = [*(("first", seed) for seed in range(16)), *((family, seed) for family in FAMILIES for seed in range(2))]
"""All of them without links, vouchers and rules of conduct, and with no market that is fixed or rationed."""


def any_price(case: PlansCase) -> Prices:
    """Return all prices that markets can have at all."""
    modes = Modes(case.instance, case.mandate, case.tables)
    tops = [modes.top_price_cny_per_unit(*answer) for answer in case.plans.answers]
    scarce = [
        case.instance.demand_curve(*answer).quantity_munit(top) > 0
        for answer, top in zip(case.plans.answers, tops, strict=True)
    ]
    return Prices(np.zeros(len(tops)), np.array(tops), np.array(scarce))


@cache
def case_of(name: str, seed: int) -> tuple[PlansCase, Lagrangian, Prices]:
    case = PlansCase.of(*(random_case(seed, MOST_PLANS) if name == "first" else lever_case(seed, name, MOST_PLANS)))
    years = Years(case.plans.uses, markets_of(case.instance, case.mandate, case.plans.answers))
    return case, Lagrangian(case.plans, case.network, years), any_price(case)


@cache
def best_of(name: str, seed: int) -> Outcome | None:
    return best_plan(case_of(name, seed)[0].judge)


def own_prices(case: PlansCase, outcome: Outcome) -> Floats:
    """Return the prices of an outcome by answer."""
    rows = market_rows(outcome.tables)
    price_of = {(row.market, row.year, row.scenario): row.price_cny_per_unit for row in rows}
    return np.array([price_of[answer] for answer in case.plans.answers])


def random_multipliers(name: str, seed: int, draw: int) -> Multipliers:
    """Return multipliers that no linear problem has to do with, some of them small and some of them zero.

    Rows are left out where they have no side that could be priced. The first draw is made for the prices of the best
    plan, and has no other multipliers, so that its bound is closer.
    """
    case, lagrangian, prices = case_of(name, seed)
    best = best_of(name, seed)
    if draw == 0 and best is not None:
        nothing = np.zeros(len(case.plans.answers))
        return lagrangian.at_prices(np.zeros(len(case.plans.problem.rows)), nothing, own_prices(case, best))
    rng = np.random.default_rng([seed, draw])
    chosen = rng.random(len(case.plans.problem.rows)) < rng.random()
    rows = np.where(chosen, rng.normal(0, 1, len(chosen)), 0.0) * rng.choice([0.0, 0.0, 0.01, 0.1, 1.0])
    demand = rng.choice([0.0, 0.0, 1.0]) * rng.uniform(-2, 12, len(case.plans.answers))
    made = lagrangian.at_prices(rows, demand, rng.uniform(prices.low, prices.high))
    return replace(made, uses=made.uses + rng.choice([0.0, 0.0, 1.0]) * rng.normal(0, 40, len(made.uses)))


@pytest.mark.parametrize(("name", "seed"), CASES)
def test_no_plan_is_below_the_bound_whatever_the_multipliers(name: str, seed: int) -> None:
    _, lagrangian, prices = case_of(name, seed)
    best = best_of(name, seed)
    for draw in range(DRAWS):
        bound = lagrangian.bound(random_multipliers(name, seed, draw), prices)
        assert best is None or bound.mcny <= best.objective_mcny + slack_of(best), draw


@pytest.mark.parametrize(("name", "seed"), CASES)
def test_moving_margins_never_lowers_the_bound_and_keeps_it_one(name: str, seed: int) -> None:
    _, lagrangian, prices = case_of(name, seed)
    best = best_of(name, seed)
    for draw in range(3):
        begun = lagrangian.bound(random_multipliers(name, seed, draw), prices)
        raised = lagrangian.raised(begun.multipliers, prices)
        assert raised.mcny >= begun.mcny
        assert raised.mcny == lagrangian.bound(raised.multipliers, prices).mcny
        assert best is None or raised.mcny <= best.objective_mcny + slack_of(best), draw


def test_many_bounds_are_finite_and_some_are_raised_and_some_are_close() -> None:
    # Without this the tests above would be kept by bounds that say nothing.
    finite, higher, close = 0, 0, 0
    for name, seed in CASES:
        _, lagrangian, prices = case_of(name, seed)
        best = best_of(name, seed)
        for draw in range(DRAWS):
            begun = lagrangian.bound(random_multipliers(name, seed, draw), prices)
            raised = lagrangian.raised(begun.multipliers, prices)
            finite += np.isfinite(begun.mcny)
            higher += raised.mcny > begun.mcny + 1
            close += best is not None and raised.mcny > best.objective_mcny / 2 > 0
    assert finite > 0.7 * len(CASES) * DRAWS
    assert higher > 0.3 * len(CASES) * DRAWS
    assert close > 0


@pytest.mark.parametrize(("name", "seed"), CASES)
def test_the_best_plans_own_prices_lie_within_the_ranges_of_what_it_costs(name: str, seed: int) -> None:
    case, lagrangian, prices = case_of(name, seed)
    best = best_of(name, seed)
    if best is None:
        return
    own = own_prices(case, best)
    for draw in range(DRAWS):
        bound = lagrangian.bound(random_multipliers(name, seed, draw), prices)
        if np.isfinite(bound.mcny):
            left = lagrangian.ranges(bound, prices, best.objective_mcny + slack_of(best))
            assert np.all((left.low - ROUNDING <= own) & (own <= left.high + ROUNDING)), draw


def test_one_line_that_may_close_is_bounded_by_what_its_best_plan_costs() -> None:
    # The line has a fixed cost of 200 and makes 10 for 5 each. At 19, where 10 are asked for, it loses 60; the price is
    # 20 without it. To close it costs 20 people at 0.1, so 2, and prices cost nothing. A line that pays 60 for its
    # market is worth nothing to it up to 19, and closes.
    instance = build_instance(plants=[{"fixed_cost_mcny_per_line": 200, "workers_per_line": 20}])
    no_harm = {"consumer_harm": 0, "without_work_mcny_per_person_year": 0, "public_outlay": 0}
    case = PlansCase.of(instance, build_mandate(weights=no_harm))
    years = Years(case.plans.uses, markets_of(case.instance, case.mandate, case.plans.answers))
    lagrangian = Lagrangian(case.plans, case.network, years)
    nothing = Multipliers(np.zeros(len(case.plans.problem.rows)), np.zeros(1), np.zeros(1))
    at = lagrangian.at_prices(nothing.rows, nothing.demand, np.array([19.0]))
    assert at.uses == pytest.approx([60])
    # At prices up to 19 the bound is what it costs to close; at 20 the line loses 10 less, and the bound is 10 less.
    for top, mcny in ((19.0, 2.0), (20.0, -8.0)):
        prices = Prices(np.zeros(1), np.array([top]), np.array([False]))
        assert lagrangian.bound(at, prices).mcny == pytest.approx(mcny)
        # A line that pays nothing stays, and loses at most nothing.
        assert lagrangian.bound(nothing, prices).mcny == 0
        # What it takes to stay is then moved into what it pays, at least as far as to close costs.
        assert lagrangian.raised(at, prices).mcny == pytest.approx(2)


def test_a_firm_that_is_better_off_running_may_run_without_lines() -> None:
    # The row that lets a line be open only if its firm runs is priced at 1: the line costs 1, to close it costs 100
    # people at 0.1, and its firm costs -1 where overheads do not count. The line stays: 1 - 1.
    instance = build_instance(firms=[{"id": "firm", "overhead_mcny_per_year": 7}])
    case = PlansCase.of(instance, build_mandate(weights={"overheads": 0, "consumer_harm": 0, "public_outlay": 0}))
    years = Years(case.plans.uses, markets_of(case.instance, case.mandate, case.plans.answers))
    rows = np.array([-1.0 if name == "runs_if_lines" else 0.0 for name, _ in case.plans.problem.rows])
    multipliers = Multipliers(rows, np.zeros(1), np.zeros(1))
    assert Lagrangian(case.plans, case.network, years).bound(multipliers, any_price(case)).mcny == pytest.approx(0)


def test_compensation_that_may_be_chosen_is_chosen_with_the_line_that_it_is_for() -> None:
    # To close the line 150 is due to its owner, and each mcny less is priced at 3. So to close costs 450 more, and to
    # pay the 150 takes off 450 again: the bound is what it is where nothing is asked for.
    instance = build_instance(plants=[{"closure_cost_mcny_per_line": 10, "workers_per_line": 0}])
    soft = {"participation": {"level": "soft", "breach_price_mcny": 3}}
    case = PlansCase.of(instance, build_mandate(limits=soft, weights={"public_outlay": 0}))
    years = Years(case.plans.uses, markets_of(case.instance, case.mandate, case.plans.answers))
    lagrangian = Lagrangian(case.plans, case.network, years)
    asked = np.array([-3.0 if name == "participation" else 0.0 for name, _ in case.plans.problem.rows])
    # A line that pays so much for its market closes.
    paid = np.full(len(case.plans.uses.node), 1e3)
    bounds = [lagrangian.bound(Multipliers(rows, np.zeros(1), paid), any_price(case)) for rows in (asked, 0 * asked)]
    assert bounds[0].mcny == pytest.approx(bounds[1].mcny)
