"""The problem at given prices, by hand, in a market of two plants.

Demand is 200 - 10 P. The cheap plant's line makes 100 at a cash cost of 4 with a fixed cost of 300. The aided one's
makes 100 at a cash cost of 8 with a fixed cost of 50, and with a subsidy of 2 it offers at 6.
"""

from __future__ import annotations

import numpy as np
import pytest
from builders import build_instance, build_mandate
from model.model_case import cost_of, row_of, solve_fixed
from solve.blocks.plans_case import PlansCase

from solver.solve.blocks.at_prices import AtPrices, below_idle_lines, problem_at, start_prices
from solver.solve.blocks.years import Prices, markets_of

PLANTS = [
    {"id": "cheap", "cash_cost_cny_per_unit": 4, "capacity_munit_per_line": 100, "fixed_cost_mcny_per_line": 300},
    {
        "id": "aided",
        "firm": "other",
        "cash_cost_cny_per_unit": 8,
        "capacity_munit_per_line": 100,
        "fixed_cost_mcny_per_line": 50,
        "closure_cost_mcny_per_line": 10,
        "subsidy_cny_per_unit": 2,
    },
]
AT = ("market", 2025, "base")
CHEAP, AIDED = ("cheap", "unsubsidised", 2025), ("aided", "subsidised", 2025)
CASE = PlansCase.of(
    # The cash of either could run out, the other's once its line has closed, so that it is followed.
    build_instance(plants=PLANTS, firms=[{"cash_mcny": 200}, {"id": "other", "cash_mcny": 55}]),
    build_mandate(weights={"operating_losses": 1, "public_outlay": 1, "consumer_harm": 1}),
)
MARKETS = markets_of(CASE.instance, CASE.mandate, CASE.plans.answers)


def prices_between(low: float, high: float) -> Prices:
    return Prices(np.array([low]), np.array([high]), np.array([False]))


def at(price: float, low: float = 0.0, high: float = 20.0, lines: float = 0.0) -> AtPrices:
    """Return the problem at a price that may move by a tenth, after a solution with so many lines everywhere."""
    earlier = np.full(len(CASE.plans.lines), lines)
    return problem_at(CASE.plans, MARKETS, prices_between(low, high), np.array([price]), earlier, 0.1)


def test_who_offers_below_the_price_runs_in_full_and_who_offers_at_it_in_part() -> None:
    # At 6 there is 140 asked for, and 10 less with each CNY. The cheap line makes 100; what the aided one makes is free
    # up to 100. The aided line that has lost its subsidy offers at 8 and makes nothing.
    problem = at(6.0).problem
    factors, *sides = row_of(problem, "demand_met", AT)
    assert {key: factor for key, factor in factors.items() if factor != 0} == {
        ("lines", CHEAP): 100,
        ("output", (*AIDED, "base")): 1,
        ("price_above", AT): 10,
        ("price_below", AT): -10,
    }
    assert sides == [140, 140]
    made = row_of(problem, "output_of_lines", (*AIDED, "base"))
    assert made == ({("output", (*AIDED, "base")): 1, ("lines", AIDED): -100}, -np.inf, 0)
    assert [key for key in problem.columns if key[0] in ("output", "sales_mcny", "loss_mcny")] == [
        ("output", (*AIDED, "base"))
    ]
    assert [at for name, at in problem.rows if name == "output_of_lines"] == [(*AIDED, "base")]


def test_lines_that_offer_alike_run_at_one_rate() -> None:
    # Both make 100 a line and offer at 4, which is the price: 100 n - 100 (1 - r) <= q <= 100 r.
    twins = PlansCase.of(build_instance(plants=[PLANTS[0], {**PLANTS[0], "id": "twin"}]), build_mandate())
    markets = markets_of(twins.instance, twins.mandate, twins.plans.answers)
    earlier = twins.plans.lines_at_start
    problem = problem_at(twins.plans, markets, prices_between(0.0, 20.0), np.array([4.0]), earlier, 0.1).problem
    for plant in ("cheap", "twin"):
        line, rate = (plant, "unsubsidised", 2025), ("rate", AT)
        output = ("output", (*line, "base"))
        assert row_of(problem, "rate_most", (*line, "base")) == ({output: 1, rate: -100}, -np.inf, 0)
        least = {("lines", line): 100, output: -1, rate: 100}
        assert row_of(problem, "rate_least", (*line, "base")) == (least, -np.inf, 100)
    # One alone runs at whatever rate it likes.
    assert not {name for name, _ in at(6.0).problem.rows} & {"rate_most", "rate_least"}


def test_what_lines_lose_is_part_of_what_they_cost() -> None:
    # At 6 the cheap line loses 300 - 2 * 100. The aided one loses 50 whatever it makes, and with each unit 8 - 6 more,
    # besides 2 of public money.
    problem = at(6.0).problem
    assert cost_of(problem, "lines", CHEAP) == 100
    assert cost_of(problem, "lines", AIDED) == 50
    assert cost_of(problem, "output", (*AIDED, "base")) == 2 + 2


def test_what_lines_sell_is_part_of_their_firms_cash() -> None:
    # The cheap line sells 100 at 6, spends 400 on that and 300 besides: 100 less. The aided line spends 50, and gets
    # 6 + 2 - 8 for each unit.
    problem = at(6.0).problem
    cheap, *_ = row_of(problem, "cash_kept", ("firm", 2025, "base"))
    aided, *_ = row_of(problem, "cash_kept", ("other", 2025, "base"))
    assert abs(cheap["lines", CHEAP]) == 100
    assert np.sign(cheap["lines", CHEAP]) == np.sign(cheap["cash_mcny", ("firm", 2025, "base")])
    assert aided["lines", AIDED] == 50 * np.sign(aided["cash_mcny", ("other", 2025, "base")])
    assert aided.get(("output", (*AIDED, "base")), 0.0) == 0


def test_a_higher_price_costs_consumers_more_and_lines_that_run_at_a_loss_less() -> None:
    # At 12, 80 are asked for: harm is 2 * 90 = 180. At 13.2 it is 3.2 * (100 + 68) / 2 = 268.8, 74 more for each CNY,
    # and at 10.8 it is 0.8 * (100 + 92) / 2 = 76.8, 86 less. Nobody loses anything who could lose less.
    problem = at(12.0, lines=1.0).problem
    assert problem.offset == pytest.approx(CASE.plans.problem.offset + 180)
    assert cost_of(problem, "price_above", AT) == pytest.approx(74)
    assert cost_of(problem, "price_below", AT) == pytest.approx(-86)
    # At 6 there is no harm. One cheap line loses 100, and 100 less with each CNY; of the aided ones none runs.
    problem = at(6.0, lines=1.0).problem
    assert cost_of(problem, "price_above", AT) == -100
    assert cost_of(problem, "price_below", AT) == 100


def test_prices_move_no_further_than_their_reach_and_their_limits() -> None:
    # A tenth of 6 is 0.6.
    problem = at(6.0, 5.8, 20.0).problem
    ends = [problem.upper[problem.column_of[name, AT]] for name in ("price_above", "price_below")]
    assert ends == pytest.approx([0.6, 0.2])
    # A price that is known has no demand to meet.
    problem = at(6.0, 6.0, 6.0).problem
    assert "demand_met" not in {name for name, _ in problem.rows}
    assert {name for name, _ in problem.columns}.isdisjoint({"price_above", "price_below"})


def test_the_solution_at_a_price_meets_demand_with_the_marginal_line_in_part() -> None:
    # Both lines stay, and no price may move: 100 of the cheap line and 40 of the aided one, at 100 + 50 + 4 * 40.
    made = at(6.0)
    problem = made.problem
    column_of = problem.column_of
    fixed = {column_of["lines", key]: 1.0 for key in (CHEAP, AIDED)}
    fixed |= {column_of[name, AT]: 0.0 for name in ("price_above", "price_below")}
    answer = solve_fixed(problem, fixed)
    assert answer.x[column_of["output", (*AIDED, "base")]] == pytest.approx(40)
    assert answer.fun + problem.offset == pytest.approx(CASE.plans.problem.offset + 310)
    assert made.moved(answer.x) == pytest.approx([6.0])
    assert made.lines(CASE.plans, answer.x) == pytest.approx(
        [float(CASE.plans.problem.columns[column][1] in (CHEAP, AIDED)) for column in CASE.plans.lines]
    )
    # Half a CNY above, 5 less are asked for, which the aided line makes less.
    fixed[column_of["price_above", AT]] = 0.5
    answer = solve_fixed(problem, fixed)
    assert answer.x[column_of["output", (*AIDED, "base")]] == pytest.approx(35)
    assert made.moved(answer.x) == pytest.approx([6.5])
    # A fifth of a CNY below, 2 more are.
    fixed |= {column_of["price_above", AT]: 0.0, column_of["price_below", AT]: 0.2}
    answer = solve_fixed(problem, fixed)
    assert answer.x[column_of["output", (*AIDED, "base")]] == pytest.approx(42)
    assert made.moved(answer.x) == pytest.approx([5.8])


def test_duals_find_their_way_to_the_rows_they_belong_to() -> None:
    made = at(6.0)
    duals = np.arange(1.0, len(made.problem.rows) + 1)
    rows, demand = made.multipliers(CASE.plans, duals)
    by_name = dict(zip(made.problem.rows, duals, strict=True))
    assert demand.tolist() == [by_name["demand_met", AT]]
    assert rows.tolist() == [by_name.get(key, 0.0) for key in CASE.plans.problem.rows]


def test_the_search_begins_at_the_price_from_which_consumers_are_harmed() -> None:
    assert start_prices(MARKETS, prices_between(0, 20)).tolist() == [10]
    assert start_prices(MARKETS, prices_between(11, 20)).tolist() == [11]


def test_prices_stay_below_the_offers_of_open_lines_that_stand_idle() -> None:
    # At 5 the cheap line runs, whose offer is 4, and the aided one stands idle, whose offer is 6, or 8 unaided.
    lines = np.zeros(len(CASE.plans.lines))
    lines[[CASE.node(*CHEAP), CASE.node(*AIDED)]] = 1.0, 0.6
    limits = Prices(np.array([0.0]), np.array([20.0]), np.array([True]))
    left = below_idle_lines(CASE.plans, limits, np.array([5.0]), lines)
    assert (left.low, left.high, left.may_be_scarce) == (0, 6, False)
    lines[CASE.node(*AIDED)] = 0.4  # rather closed than open
    left = below_idle_lines(CASE.plans, limits, np.array([5.0]), lines)
    assert (left.low, left.high, left.may_be_scarce) == (0, 20, True)
