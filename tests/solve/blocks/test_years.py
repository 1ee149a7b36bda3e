"""Markets by themselves: the price at which each is worth least, by hand and against very many prices."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from solve.blocks.years_case import MarketsCase, random_markets, uses_of

from solver.solve.blocks.years import Markets, Prices

SEEDS = range(60)
ROUNDING = 1e-7


def one_line(paid_mcny: float, demand_dual: float, may_be_scarce: bool = False) -> MarketsCase:
    """Return a line of 10 that offers at its cash cost of 4, with a fixed cost of 20: at 6 it loses nothing.

    Demand is 80 - 5 (P - 8), so 100 at 4 and 60 at 12, the highest price. Harm above 8 counts.
    """
    one = np.ones(1)
    return MarketsCase(
        uses_of([0], np.array([[10.0, 4.0, 20.0, 4.0, 1.0]])),
        Markets(80 * one, 8 * one, -5 * one, one, np.inf * one, 0 * one, -np.inf * one, 0 * one),
        Prices(0 * one, 12 * one, np.array([may_be_scarce])),
        one,
        0 * one,
        paid_mcny * one,
        demand_dual * one,
    )


@pytest.mark.parametrize(
    ("paid", "dual", "mcny", "price"),
    [
        # A line that pays 5 is worth 20 - 5 idle, so it does not count; at work 10 (6 - P) - 5 up to 6, then -5. With
        # demand worth nothing and harm from 8 on, the least is that -5, first reached at 6.
        (5.0, 0.0, -5.0, 6.0),
        # One that pays 30 counts when idle as well: 20 - 30 below 4, and 0 - 30 from 6 on.
        (30.0, 0.0, -30.0, 6.0),
        # Demand worth -1 a munit draws the price to zero: -(80 + 40), and the line that pays nothing does not count.
        (0.0, -1.0, -120.0, 0.0),
    ],
)
def test_the_least_worth_of_one_line(paid: float, dual: float, mcny: float, price: float) -> None:
    case = one_line(paid, dual)
    worth = case.years.least_worth(case.prices, case.offers, case.demand_duals)
    assert worth.mcny == pytest.approx(mcny)
    assert worth.prices[0] == pytest.approx(price)


def test_at_scarcity_demand_need_not_be_served() -> None:
    # Demand at 12 is 60, and 100 CNY each is 6 000 that nobody need serve; harm there is 4 (80 + 60) / 2 = 280. A line
    # that pays 5 makes 10 that are worth 100 each: -1 000 - 5.
    case = one_line(5.0, 100.0, may_be_scarce=True)
    worth = case.years.least_worth(case.prices, case.offers, case.demand_duals)
    assert worth.mcny == pytest.approx(280 - 1_005)
    case = one_line(5.0, 100.0)
    assert case.years.least_worth(case.prices, case.offers, case.demand_duals).mcny == pytest.approx(
        6_000 + 280 - 1_005
    )


@pytest.mark.parametrize(("number", "mcny"), [(1, 470), (2, 435)])
def test_each_line_that_offers_at_a_price_does_there_what_is_worth_less(number: int, mcny: float) -> None:
    # Both offer at 4, where 100 are asked for at 5 each: 500, and 25 less with each CNY. The first line has a cash cost
    # of 10 and pays 30: idle -30, at work 60 - 50 - 30 = -20. The second is that of above: idle 20 - 5, which need not
    # count, and at work 20 - 50 - 5 = -35. Up to 4.1 lines gain 2, and demand 2.5, which is less than the 10 between.
    case = one_line(0.0, 5.0)
    rows = np.array([[10.0, 10.0, 0.0, 4.0, 1.0], [10.0, 4.0, 20.0, 4.0, 1.0]])[:number]
    case = replace(
        case,
        uses=uses_of([0, 0][:number], rows),
        prices=Prices(np.zeros(1), np.array([4.1]), np.array([False])),
        loss_weight=np.ones(number),
        sales_weight=np.zeros(number),
        paid_mcny=np.array([30.0, 5.0])[:number],
    )
    worth = case.years.least_worth(case.prices, case.offers, case.demand_duals)
    assert (worth.mcny, worth.prices[0]) == (pytest.approx(mcny), 4)


def test_the_range_of_prices_within_a_slack_ends_at_the_next_points() -> None:
    # Points are 0, the offer of 4, 5.5 (from where 10 (6 - P) - 5 is below zero), 6, the reference 8 and 12. Worth is 0
    # to 5.5, -5 from 6 to 8 and 275 at 12. Within 1 of the least are 6 and 8, whose neighbours are 5.5 and 12; within
    # 5 all of them but 12.
    case = one_line(5.0, 0.0)
    for slack, range_of_prices in ((1.0, (5.5, 12.0)), (5.0, (0.0, 12.0))):
        low, high = case.years.ranges(case.prices, case.offers, case.demand_duals, slack)
        assert (low[0], high[0]) == pytest.approx(range_of_prices)


@pytest.mark.parametrize("seed", SEEDS)
def test_no_price_is_worth_less_than_the_least_and_the_least_is_had_where_it_is_said_to_be(seed: int) -> None:
    case = random_markets(seed)
    worth = case.years.least_worth(case.prices, case.offers, case.demand_duals)
    answers = range(len(case.prices.low))
    least = sum(min(case.worth_mcny(answer, price) for price in case.grid(answer)) for answer in answers)
    assert worth.mcny <= least + ROUNDING
    assert worth.mcny == pytest.approx(sum(case.worth_mcny(each, worth.prices[each]) for each in answers), abs=ROUNDING)
    assert np.all((worth.prices >= case.prices.low) & (worth.prices <= case.prices.high))


@pytest.mark.parametrize("seed", SEEDS)
def test_every_price_whose_worth_is_within_the_slack_lies_in_the_range(seed: int) -> None:
    case = random_markets(seed)
    slack = float(np.random.default_rng(seed).choice([0.0, 5.0, 50.0]))
    found = case.years.least_worth(case.prices, case.offers, case.demand_duals).prices
    low, high = case.years.ranges(case.prices, case.offers, case.demand_duals, slack)
    for answer in range(len(low)):
        least = case.worth_mcny(answer, found[answer])
        near = [price for price in case.grid(answer) if case.worth_mcny(answer, price) <= least + slack - ROUNDING]
        assert all(low[answer] <= price <= high[answer] for price in [*near, found[answer]])


@pytest.mark.parametrize("seed", SEEDS)
def test_no_price_is_worth_less_than_the_curve_and_the_least_of_both_is_one(seed: int) -> None:
    case = random_markets(seed)
    worth = case.years.least_worth(case.prices, case.offers, case.demand_duals)
    for answer, curve in enumerate(case.years.curves(case.prices, case.offers, case.demand_duals)):
        assert list(curve.prices) == sorted(set(curve.prices))
        assert (curve.prices[0], curve.prices[-1]) == (case.prices.low[answer], case.prices.high[answer])
        assert curve.worth_mcny.min() == worth.by_answer_mcny[answer]
        fine = np.linspace(case.prices.low[answer], case.prices.high[answer], 200)
        for price in [*case.grid(answer), *fine]:
            on_curve = np.interp(price, curve.prices, curve.worth_mcny)
            assert case.worth_mcny(answer, price) >= on_curve - ROUNDING


def test_the_curve_bends_where_nothing_is_asked_for_any_more() -> None:
    # 80 are asked for at 8, 50 less with each CNY, and none from 9.6 on. Each counts 5: 400 at 8, nothing from 9.6 on;
    # 50 less all along for the line. From 9.6 on that lies below the line from its height at 8 to that at 12.
    case = one_line(0.0, 5.0)
    case = replace(
        case,
        markets=replace(case.markets, slope_munit=np.array([-50.0]), harm_weight=np.zeros(1)),
        prices=Prices(np.array([8.0]), np.array([12.0]), np.array([False])),
    )
    curve = case.years.curves(case.prices, case.offers, case.demand_duals)[0]
    assert (list(curve.prices), list(curve.worth_mcny)) == (pytest.approx([8, 9.6, 12]), pytest.approx([350, -50, -50]))


def test_ranges_leave_prices_out() -> None:
    # Without this the test above would be kept by ranges that leave nothing out.
    widths = []
    for seed in SEEDS:
        case = random_markets(seed)
        low, high = case.years.ranges(case.prices, case.offers, case.demand_duals, 0.0)
        movable = case.prices.low < case.prices.high
        widths += list(((high - low) / np.where(movable, case.prices.high - case.prices.low, 1.0))[movable])
    assert np.mean(widths) < 0.75
