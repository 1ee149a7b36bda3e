"""Modes of markets: who runs in a bracket, and how much of the demand is met. Demand is 200 - 10 * price."""

from __future__ import annotations

from typing import Any

import pytest
from builders import build_instance, build_mandate

from solver.instance.instance import Instance
from solver.levers.brackets import Bracket, Point
from solver.levers.collect import collect_tables
from solver.levers.modes import Modes
from solver.levers.tables import ModeRow
from solver.mandate import Mandate

THREE: list[dict[str, Any]] = [
    {"id": "cheap", "cash_cost_cny_per_unit": 4, "capacity_munit_per_line": 150},
    {"id": "middle", "cash_cost_cny_per_unit": 6, "capacity_munit_per_line": 100},
    {"id": "dear", "cash_cost_cny_per_unit": 9, "capacity_munit_per_line": 100},
]


def all_modes(instance: Instance, mandate: Mandate | None = None) -> Modes:
    mandate = mandate or build_mandate()
    return Modes(instance, mandate, collect_tables(instance, mandate, lambda *_: 0.0))


def modes(
    instance: Instance, brackets: list[Bracket], mandate: Mandate | None = None, rule: str = ""
) -> dict[str, ModeRow]:
    places = {("market", instance.years[0], "base", rule): tuple(brackets)}
    return {row.mode: row for row in all_modes(instance, mandate).rows(places)}


def running(row: ModeRow) -> dict[str, tuple[float, float]]:
    return {each.state[0]: (each.least, each.most) for each in row.running}


@pytest.mark.parametrize(
    ("bracket", "expected"),
    [
        # Between 4 and 6: who offers at 4 runs full, who offers at 6 stands idle; so does who offers more.
        (Bracket(4, 6), {"cheap": (1, 1), "middle": (0, 0), "dear": (0, 0)}),
        # Between 5 and 8: the offer at 6 lies inside and runs in part.
        (Bracket(5, 8), {"cheap": (1, 1), "middle": (0, 1), "dear": (0, 0)}),
        # At 6, at a rate of a fifth to a half.
        (Bracket(6, 6, 0.2, 0.5, "step"), {"cheap": (1, 1), "middle": (0.2, 0.5), "dear": (0, 0)}),
    ],
)
def test_who_runs_in_a_bracket(bracket: Bracket, expected: dict[str, tuple[float, float]]) -> None:
    assert running(modes(build_instance(plants=THREE), [bracket])[bracket.name]) == expected


def test_at_scarcity_all_that_offer_up_to_the_top_price_run_full() -> None:
    # The price cap of 9 is the top price; demand there is 110 and at most 30 can be made; 10 is offered above it.
    rows = [{**row, "capacity_munit_per_line": 10} for row in THREE]
    instance = build_instance(
        plants=[*rows, {"id": "idle", "cash_cost_cny_per_unit": 10}], markets=[{"price_cap_cny_per_unit": 9}]
    )
    row = modes(instance, [Bracket(9, 9, kind="scarcity")])["scarcity"]
    assert running(row) == {"cheap": (1, 1), "middle": (1, 1), "dear": (1, 1), "idle": (0, 0)}
    assert (row.output_low_munit, row.output_high_munit) == pytest.approx((0, 110))


def test_output_lies_between_demand_at_the_edges() -> None:
    # Demand at 8 is 120 and at 12 it is 80.
    row = modes(build_instance(plants=THREE), [Bracket(8, 12)])["8_to_12"]
    assert (row.output_low_munit, row.output_high_munit) == pytest.approx((80, 120))


@pytest.mark.parametrize(
    ("low", "high", "harm", "begins"),
    [
        # At 12 harm is 2 * (100 + 80) / 2 = 180, and at 8 and 10 it is nothing.
        (10, 12, (0, 180), 10),
        (8, 10, (0, 0), 8),
        # A straight line from 8 to 12 would charge for 9 and for 10 as well, where there is no harm.
        (8, 12, (0, 180), 10),
    ],
)
def test_harm_charges_no_price_too_much(low: float, high: float, harm: tuple[float, float], begins: float) -> None:
    (row,) = modes(build_instance(plants=THREE), [Bracket(low, high)]).values()
    assert (row.consumer_harm_low_mcny, row.consumer_harm_high_mcny) == pytest.approx(harm)
    assert row.harm_from_cny_per_unit == begins
    assert row.harm_has_kink == (begins > low)
    assert row.harm_slope_munit == pytest.approx((harm[1] - harm[0]) / (high - begins))


def test_a_bracket_that_no_closing_can_reach_is_left_out() -> None:
    # Demand between 0 and 1 is 190 to 200, but at prices below 1 nobody offers.
    assert not modes(build_instance(plants=THREE), [Bracket(0, 1)])


def test_before_anything_can_be_decided_the_lines_are_as_they_start() -> None:
    # Demand above 9 is at most 110, and all 350 run there: only closing could bring such prices.
    instance = build_instance(plants=THREE, header={"years": 2})
    assert modes(instance, [Bracket(10, 12)])
    late = build_mandate(levers={"first_decision_year": 2026})
    assert not modes(instance, [Bracket(10, 12)], late)


def test_the_first_brackets_have_an_edge_at_the_price_ceiling() -> None:
    # Ceiling 150 % of 10. Whatever parts there are below, no bracket may lie on both sides of 15.
    instance = build_instance(plants=THREE)
    mandate = build_mandate(limits={"consumer_price": {"ceiling_pct_of_reference": 150}})
    parts = all_modes(instance, mandate).initial_brackets()["market", 2025, "base", ""]
    intervals = [b for b in parts if b.kind == "interval"]
    assert 15 in {b.high_cny_per_unit for b in intervals}
    assert intervals[-1].high_cny_per_unit == 20


def test_offers_are_sorted_with_one_for_each_state() -> None:
    # Two states of the subsidised plant: 6 - 2 with, 6 without.
    instance = build_instance(plants=[{"cash_cost_cny_per_unit": 6, "subsidy_cny_per_unit": 2}])
    assert all_modes(instance).offers("market", "") == (4, 6)


@pytest.mark.parametrize(("price_cap", "scarce"), [(100, False), (20, False), (19, True)])
def test_scarcity_needs_demand_at_the_top_price(price_cap: float, scarce: bool) -> None:
    # Demand is 200 - 10 P and ends at 20; a cap below that leaves 10 to be asked for, and nothing may be there to sell.
    instance = build_instance(markets=[{"price_cap_cny_per_unit": price_cap}])
    brackets = all_modes(instance).initial_brackets()["market", 2025, "base", ""]
    assert ("scarcity" in {bracket.kind for bracket in brackets}) is scarce


def test_a_joint_cut_takes_a_share_off_what_every_line_offers() -> None:
    # Three tenths less: who would run full runs at 0.7, who would run between 0.2 and 0.5 runs between 0.14 and 0.35.
    mandate = build_mandate(levers={"conduct_rules": ["joint_cut_30"]})
    (row,) = modes(build_instance(plants=THREE), [Bracket(6, 6, 0.2, 0.5, "step")], mandate, "joint_cut_30").values()
    assert running(row)["cheap"] == pytest.approx((0.7, 0.7))
    assert running(row)["middle"] == pytest.approx((0.14, 0.35))
    assert (row.mode, row.gate) == ("joint_cut_30.at_6_rate_0.2_to_0.5", "joint_cut_30 market@2025")


def test_a_ban_puts_fixed_cost_per_unit_on_top_of_the_offers() -> None:
    # Fixed cost 300 on a capacity of 150 is 2 a unit: the cheap line offers at 6, and 4 + 2 - 1 with a subsidy of 1.
    mandate = build_mandate(levers={"conduct_rules": ["full_cost_offers"]})
    rows = [{**THREE[0], "fixed_cost_mcny_per_line": 300, "subsidy_cny_per_unit": 1}]
    assert all_modes(build_instance(plants=rows), mandate).offers("market", "full_cost_offers") == (5, 6)


def test_a_rationed_market_runs_all_lines_at_the_rate_of_the_price() -> None:
    # Rate 0 at 2 CNY and 1 at 12: between 4 and 7 the rate is 0.2 to 0.5 for the cheap and the dear alike.
    rates = [{"id": "low", "operating_rate_pct": 0, "price_cny_per_unit": 2}]
    rates.append({"id": "full", "operating_rate_pct": 100, "price_cny_per_unit": 12})
    instance = build_instance(plants=THREE, markets=[{"clearing": "rationed"}], price_rates=rates)
    (row,) = modes(instance, [Bracket(4, 7, kind="rated")]).values()
    assert {plant: pytest.approx((0.2, 0.5)) for plant in running(row)} == running(row)
    assert row.rated
    parts = all_modes(instance).initial_brackets()["market", 2025, "base", ""]
    # Prices begin where the rate is zero; above the price of the full rate all run full, up to where demand ends at 20.
    assert [(part.low_cny_per_unit, part.kind) for part in parts] == [
        (2, "rated"),
        (10, "rated"),
        (12, "interval"),
        (15, "interval"),
    ]


def test_a_market_that_sells_to_a_dearer_one_can_be_dearer_than_its_own_consumers_pay() -> None:
    # Demand ends at 20 at home; abroad the reference price is twice as high, and so is where demand ends.
    markets = [{"id": "market"}, {"id": "abroad", "reference_price_cny_per_unit": 20, "location": "abroad"}]
    links = [{"id": "out", "from_market": "market", "to_market": "abroad"}]
    instance = build_instance(plants=THREE, markets=markets, links=links)
    assert all_modes(instance).top_price_cny_per_unit("market", 2025, "base") == 40
    (row,) = modes(instance, [Bracket(20, 40)]).values()
    assert (row.output_low_munit, row.output_high_munit) == (0, 0)
    assert not row.takes_vouchers


def yard() -> Instance:
    """Return a yard where 30 are wanted at 10, up to a cap of 12, and a way of 1 to a town that pays 15, up to 20."""
    given = {"clearing": "fixed", "demand_elasticity": None}
    town = {"id": "other", "reference_price_cny_per_unit": 15, "price_cap_cny_per_unit": 20}
    return build_instance(
        plants=THREE,
        markets=[{**given, "demand_munit": 30, "price_cap_cny_per_unit": 12}, {**given, **town, "demand_munit": 50}],
        links=[{"transport_cost_cny_per_unit": 1}],
    )


def test_a_fixed_market_begins_with_one_mode_that_holds_whatever_it_does() -> None:
    brackets = all_modes(yard()).initial_brackets()["market", 2025, "base", ""]
    (row,) = modes(yard(), list(brackets)).values()
    assert (row.mode, row.undivided, row.is_interval) == ("fixed", True, False)
    # A unit brings 10 here or 15 - 1 there, whoever makes it.
    assert (row.brings, row.output_low_munit, row.output_high_munit) == ((10, 14), 0, 30)
    assert set(running(row).values()) == {(0, 1)}


def test_its_parts_follow_the_merit_order_and_ask_for_all_that_is_wanted() -> None:
    known, place = all_modes(yard()), ("market", 2025, "base", "")
    # At a shadow price of 6 the middle runs in part.
    parts = known.split(place, known.initial_brackets()[place], Point(6, 0.5, False, 10))
    rows = modes(yard(), list(parts))
    step = rows["at_6_rate_0_to_1_brings_10_to_14"]
    assert running(step) == {"cheap": (1, 1), "middle": (0, 1), "dear": (0, 0)}
    assert (step.output_low_munit, step.output_high_munit, step.undivided) == (30, 30, False)
    # Where the town pays more than 12, the yard's own consumers get nothing; at 12 they may go without.
    above, scarce = rows["12_to_20_brings_10_to_14"], rows["scarcity_brings_10_to_14"]
    assert (above.output_high_munit, scarce.output_low_munit, scarce.output_high_munit) == (0, 0, 30)
    assert not any(row.consumer_harm_high_mcny for row in rows.values())
