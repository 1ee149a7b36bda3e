"""Rows of markets, earnings and the order of prices against rows written by hand. Demand is 200 - 10 * price."""

from __future__ import annotations

import itertools
from dataclasses import replace
from typing import Any

import pytest
from builders import build_instance, build_mandate
from model.model_case import ModelCase, cost_of, row_of

from solver.levers.brackets import Bracket
from solver.plan import Move, Plan
from solver.solve.problem import Problem

AT = ("market", 2025, "base")
LATER = ("market", 2026, "base")
HIGH = (*AT, "15_to_20")
USE = ("plant", "unsubsidised", 2025, "base", "15_to_20")
"""The line of capacity 10 and cash cost 5, where its market is: demand from 50 down to 0 at prices from 15 to 20."""
SCARCE = (*AT, "scarcity")
POOR = {"cash_mcny": 0}
"""Cash is followed only of firms that may run out of it."""


def problem(mandate: dict[str, Any] | None = None, **tables: Any) -> Problem:
    return ModelCase.of(build_instance(**tables), build_mandate(**(mandate or {}))).problem


def test_clearing_output_in_an_interval_is_what_is_asked_for_at_the_price() -> None:
    # 10 w = 50 z - 10 (p - 15 z), which is 200 z - 10 p.
    row, lower, upper = row_of(problem(), "demand_met", HIGH)
    assert row == pytest.approx({("lines_in_mode", USE): 10, ("in_mode", HIGH): -200, ("price", HIGH): 10})
    assert (lower, upper) == (0, 0)


def test_clearing_output_elsewhere_lies_within_demand_at_the_edges() -> None:
    # At 9, where price is capped, 110 are asked for: at scarcity up to so many are made.
    found = problem(markets=[{"price_cap_cny_per_unit": 9}])
    row, _, upper = row_of(found, "demand_not_exceeded", SCARCE)
    use = ("plant", "unsubsidised", 2025, "base", "scarcity")
    assert row == pytest.approx({("lines_in_mode", use): 10, ("in_mode", SCARCE): -110})
    assert upper == 0
    # Two lines of 100 at a cost of 5: there 150 are asked for, and at the step just so many are made.
    step = (*AT, "at_5_rate_0_to_1")
    found = problem(plants=[{"lines": 2, "capacity_munit_per_line": 100}])
    row, _, upper = row_of(found, "demand_served", step)
    assert row == pytest.approx({("in_mode", step): 150, ("output", (*USE[:4], step[3])): -1})
    assert upper == 0


def test_clearing_the_price_of_an_interval_lies_between_its_edges_and_is_zero_elsewhere() -> None:
    found = problem()
    row, _, upper = row_of(found, "price_least", HIGH)
    assert (row, upper) == ({("in_mode", HIGH): 15, ("price", HIGH): -1}, 0)
    row, _, upper = row_of(found, "price_most", HIGH)
    assert (row, upper) == ({("price", HIGH): 1, ("in_mode", HIGH): -20}, 0)


def sharing() -> Problem:
    """Two lines and one line of 60 each share a step at 5, at a rate of a fifth to three fifths."""
    plants = [{"id": "two", "lines": 2}, {"id": "one"}]
    instance = build_instance(plants=[{"capacity_munit_per_line": 60} | each for each in plants])
    case = ModelCase.of(instance, build_mandate())
    return replace(case, brackets={(*AT, ""): (Bracket(5, 5, 0.2, 1, "step"),)}).problem


def test_clearing_states_that_share_a_step_run_at_one_rate() -> None:
    # 60 (w + 2 r - 2 z) <= q <= 60 (0.2 w + 2 r - 0.4 z).
    step = (*AT, "at_5_rate_0.2_to_1")
    use = ("two", "unsubsidised", 2025, "base", step[3])
    w, q, z, r = ("lines_in_mode", use), ("output", use), ("in_mode", step), ("rate", step)
    row, _, least = row_of(sharing(), "shared_least", use)
    assert row == pytest.approx({w: 60, r: 120, z: -120, q: -1})
    other, _, most = row_of(sharing(), "shared_most", use)
    assert other == pytest.approx({q: 1, w: -12, r: -120, z: 24})
    assert (least, most) == (0, 0)
    for values in (
        # Both lines are in the state, at a rate of a half: 2 * 60 * 0.5 = 60 is the only output that keeps both rows.
        {w: 2, z: 1, r: 0.5, q: 60},
        # None is: at a rate of 1 the lower row, at a rate of 0.2 the upper one leaves just nothing.
        {w: 0, z: 1, r: 1, q: 0},
    ):
        assert sum(row[name] * value for name, value in values.items()) == pytest.approx(0)
    assert sum(other[name] * value for name, value in {w: 2, z: 1, r: 0.5, q: 60}.items()) == pytest.approx(0)
    assert sum(other[name] * value for name, value in {w: 0, z: 1, r: 0.2, q: 0}.items()) == pytest.approx(0)
    row, _, _ = row_of(sharing(), "rate_least", step)
    assert row == {z: 0.2, r: -1}
    row, _, _ = row_of(sharing(), "rate_most", step)
    assert row == {r: 1, z: -1}


def test_clearing_a_state_alone_at_its_step_needs_no_rate() -> None:
    found = problem(plants=[{"lines": 2, "capacity_munit_per_line": 100}])
    assert not [name for name, _ in (*found.columns, *found.rows) if name in ("rate", "shared_least", "shared_most")]


def test_earnings_revenue_is_price_times_output_enclosed_from_above() -> None:
    # R <= 20 * 10 w, and R <= 15 * 10 w + 10 (p - 15 z). A fixed cost of 120 makes a loss at 15.
    found = problem(plants=[{"fixed_cost_mcny_per_line": 120}])
    row, _, upper = row_of(found, "revenue_at_upper_edge", USE)
    assert (row, upper) == ({("revenue", USE): 1, ("lines_in_mode", USE): -200}, 0)
    row, _, upper = row_of(found, "revenue_at_price", USE)
    assert row == {("revenue", USE): 1, ("lines_in_mode", USE): -150, ("price", HIGH): -10, ("in_mode", HIGH): 150}
    assert upper == 0


def test_earnings_loss_is_what_revenue_leaves_of_cash_and_fixed_cost() -> None:
    # Earned are 100 to 150, more or less than a fixed cost of 120: 120 w - (R - 50 w) <= l.
    found = problem(plants=[{"fixed_cost_mcny_per_line": 120}])
    row, _, upper = row_of(found, "loss_least", USE)
    assert row == pytest.approx({("lines_in_mode", USE): 170, ("revenue", USE): -1, ("loss", USE): -1})
    assert upper == 0
    assert cost_of(found, "loss", USE) == pytest.approx(1)


@pytest.mark.parametrize(
    ("fixed_cost", "of_lines", "of_revenue"),
    [
        # 150 or more is a loss at any price: (150 + 50) w - R. 100 or less is none at any, and needs no revenue.
        (150, 200, -1),
        (100, 0, None),
    ],
)
def test_earnings_loss_needs_no_row_where_its_sign_is_known(
    fixed_cost: float, of_lines: float, of_revenue: float | None
) -> None:
    found = problem(plants=[{"fixed_cost_mcny_per_line": fixed_cost}])
    assert ("loss", USE) not in found.column_of
    assert cost_of(found, "lines_in_mode", USE) == pytest.approx(of_lines)
    assert (("revenue", USE) in found.column_of) is (of_revenue is not None)
    if of_revenue is not None:
        assert cost_of(found, "revenue", USE) == pytest.approx(of_revenue)


def test_earnings_a_line_that_runs_in_part_may_earn_or_lose() -> None:
    # Between 0 and 20 a line at a cost of 5 may earn, or sell below cost: 5 q - R <= l, even without a fixed cost.
    case = replace(ModelCase.of(build_instance(), build_mandate()), brackets={(*AT, ""): (Bracket(0, 20),)})
    use = (*USE[:4], "0_to_20")
    row, _, upper = row_of(case.problem, "loss_least", use)
    assert row == {("output", use): 5, ("revenue", use): -1, ("loss", use): -1}
    assert upper == 0


def test_clearing_a_line_inside_an_interval_follows_its_offer() -> None:
    # Between 0 and 20 a line of 10 with an offer of 5: at 20 it runs full, 10 (w - z + (p - 5 z) / 15) <= q, and at 0
    # it stands idle, q <= 10 p / 5.
    case = replace(ModelCase.of(build_instance(), build_mandate()), brackets={(*AT, ""): (Bracket(0, 20),)})
    mode, use = (*AT, "0_to_20"), (*USE[:4], "0_to_20")
    row, _, upper = row_of(case.problem, "runs_if_cheaper", use)
    fall = {("in_mode", mode): -10 - 10 / 3, ("price", mode): 2 / 3}
    assert row == pytest.approx({("lines_in_mode", use): 10, ("output", use): -1} | fall)
    assert upper == 0
    row, _, upper = row_of(case.problem, "idle_if_dearer", use)
    assert (row, upper) == (pytest.approx({("output", use): 1, ("price", mode): -2}), 0)


@pytest.mark.parametrize(
    ("edges", "left_out"), [((5 - 1e-12, 20), "idle_if_dearer"), ((0, 5 + 1e-12), "runs_if_cheaper")]
)
def test_clearing_envelopes_that_would_be_upright_are_left_out(edges: tuple[float, float], left_out: str) -> None:
    # A line with an offer of 5 next to an edge: the envelope would rise by all its output within 1e-12 CNY.
    brackets = {(*AT, ""): (Bracket(*edges),)}
    instance = build_instance(plants=[{"capacity_munit_per_line": 300}])
    case = replace(ModelCase.of(instance, build_mandate()), brackets=brackets)
    names = {name for name, _ in case.problem.rows}
    assert {"idle_if_dearer", "runs_if_cheaper"} - names == {left_out}


def test_earnings_consumer_harm_is_a_line_between_the_edges() -> None:
    # 5 * (100 + 50) / 2 = 375 at 15 and 10 * 100 / 2 = 500 at 20: 375 + 25 (p - 15), which is 25 p.
    found = problem()
    assert cost_of(found, "price", HIGH) == pytest.approx(25)
    assert cost_of(found, "in_mode", HIGH) == pytest.approx(0)


def test_earnings_a_firm_gets_revenue_and_subsidies_and_bears_its_costs() -> None:
    # 120 fixed and 5 a unit are borne, 2 a unit and 3 a line are given: R - 50 w - 120 w + 20 w + 3 w.
    subsidy = {"subsidy_cny_per_unit": 2, "subsidy_mcny_per_line": 3}
    found = problem(plants=[{"fixed_cost_mcny_per_line": 120} | subsidy], firms=[POOR])
    row, _, _ = row_of(found, "cash_kept", ("firm", 2025, "base"))
    use = ("plant", "subsidised", *USE[2:])
    sign = row["cash_mcny", ("firm", 2025, "base")]
    assert row["revenue", use] * sign == -1
    assert row["lines_in_mode", use] * sign == pytest.approx(147)


def test_earnings_a_firm_that_cannot_lose_gets_the_upper_edge_for_its_output() -> None:
    # 20 * 10 w less 50 w and 30 w.
    found = problem(plants=[{"fixed_cost_mcny_per_line": 30}], firms=[POOR])
    row, _, _ = row_of(found, "cash_kept", ("firm", 2025, "base"))
    assert row["lines_in_mode", USE] * row["cash_mcny", ("firm", 2025, "base")] == pytest.approx(-120)


def test_network_lines_that_enter_a_state_stay_for_the_year() -> None:
    # What leaves in 2026 must have been there in 2025; in 2025 nothing was there before.
    subsidised = {"subsidy_mcny_per_line": 3, "lines": 2}
    found = problem(header={"years": 2}, plants=[subsidised])
    row, _, upper = row_of(found, "moved_once", ("plant", "unsubsidised", 2026))
    closing = ("lines_moved", ("plant", 2026, "unsubsidised", "closed"))
    assert (row, upper) == ({closing: 1, ("lines", ("plant", "unsubsidised", 2025)): -1}, 0)
    row, _, upper = row_of(found, "moved_once", ("plant", "unsubsidised", 2025))
    assert (row, upper) == ({("lines_moved", ("plant", 2025, "unsubsidised", "closed")): 1}, 0)
    # No line enters the state with subsidies, so lines_conserved is enough there.
    assert ("moved_once", ("plant", "subsidised", 2025)) not in found.rows


def test_firms_run_if_a_plant_has_lines_in_any_state() -> None:
    plants = [{"subsidy_mcny_per_line": 3, "lines": 2}]
    found = problem(plants=plants, firms=[{"overhead_mcny_per_year": 7}])
    row, _, upper = row_of(found, "runs_if_lines", ("plant", 2025))
    states = {("lines", ("plant", state, 2025)): 1 for state in ("subsidised", "unsubsidised")}
    assert (row, upper) == (states | {("runs", ("firm", 2025)): -2}, 0)
    assert cost_of(found, "runs", ("firm", 2025)) == pytest.approx(7)
    assert "runs" not in {name for name, _ in problem(plants=plants).columns}


def test_welfare_supply_is_what_all_modes_make() -> None:
    # Half of the 100 that are asked for at 10.
    row, _, upper = row_of(problem({"limits": {"supply": {}}}), "supply", AT)
    assert row == pytest.approx({("lines_in_mode", USE): -10, ("in_mode", HIGH): 50})
    assert upper == 0


def test_welfare_the_price_is_that_of_the_mode() -> None:
    # 190 % of 10; demand at 19 is 10, so the line may sell on either side of it.
    row, _, upper = row_of(
        problem({"limits": {"consumer_price": {"ceiling_pct_of_reference": 190}}}), "consumer_price", AT
    )
    assert row == {("price", (*AT, "10_to_19")): 1, ("price", (*AT, "19_to_20")): 1}
    assert upper == pytest.approx(19)


TWO_YEARS: dict[str, Any] = {"header": {"years": 2}, "plants": [{"capacity_munit_per_line": 60}]}


def test_ordering_a_market_above_an_edge_stays_above_it() -> None:
    found = problem(**TWO_YEARS)
    row, _, upper = row_of(found, "price_not_falling", (*AT, 0))
    assert (row, upper) == ({("in_mode", (*AT, "15_to_20")): 1, ("in_mode", (*LATER, "15_to_20")): -1}, 0)
    assert ("price_not_falling", (*LATER, 0)) not in found.rows


@pytest.mark.parametrize(("growth", "ordered"), [(-1, False), (0, True), (1, True)])
def test_ordering_is_not_asked_for_where_demand_shrinks(growth: float, ordered: bool) -> None:
    found = problem(**TWO_YEARS, markets=[{"demand_growth_pct_per_year": growth}])
    assert ("price_not_falling" in {name for name, _ in found.rows}) == ordered


def closing(plant: str, year: int) -> Move:
    return Move(plant=plant, year=year, from_state="unsubsidised", to_state="closed", lines=1)


@pytest.mark.parametrize(
    ("dear", "moves", "answers"),
    [
        # 50 + 50 + 60 are offered at 5. All but the first 50 close: 15 is the price in both years, on an edge.
        (5, (closing("second", 2025), closing("third", 2025)), [(15, 0), (15, 0)]),
        # Only one closes in time: 100 are made at 10, on the edge, then 50 at 15, on the next.
        (5, (closing("third", 2025), closing("second", 2026)), [(10, 0), (15, 0)]),
        # The third offers at 15. It stands idle while one of the others runs, and runs at 50 of 60 when all are gone.
        (15, (closing("first", 2025), closing("second", 2026)), [(15, 0), (15, 50 / 60)]),
        (15, (closing("first", 2025), closing("third", 2026)), [(15, 0), (15, 0)]),
        # 50 + 60 leave a price of 9 in both years, inside a bracket.
        (5, (closing("first", 2025),), [(9, 0), (9, 0)]),
    ],
)
def test_ordering_holds_prices_on_edges_and_rates_that_rise(
    dear: float, moves: tuple[Move, ...], answers: list[tuple[float, float]]
) -> None:
    sizes = {"first": 50, "second": 50, "third": 60}
    plants = [{"id": name, "capacity_munit_per_line": size} for name, size in sizes.items()]
    plants[2] |= {"cash_cost_cny_per_unit": dear}
    case = ModelCase.of(build_instance(header={"years": 2}, plants=plants), build_mandate())
    outcome = case.judge.evaluate(Plan(instance="case", moves=moves))
    table = outcome.tables["markets"]
    found = list(zip(table.price_cny_per_unit, table.marginal_rate, strict=True))
    assert found == [pytest.approx(each) for each in answers]
    # Whether the brackets are those of the start or narrow, in either year.
    narrow = case.split_at(outcome).split_at(outcome)
    for now, later in itertools.product((case, narrow), repeat=2):
        mixed = replace(case, brackets={(*AT, ""): now.brackets[*AT, ""], (*LATER, ""): later.brackets[*LATER, ""]})
        value = mixed.value_of(outcome)
        assert value is not None
        assert value <= outcome.objective_mcny * (1 + 1e-6)
