"""Rules of conduct and rationed markets; demand is 200 - 10 * price."""

from typing import Any

import pytest
from builders import build_instance, build_mandate, pick

from solver.evaluate.judge import Judge
from solver.evaluate.market import ration
from solver.evaluate.outcome import Outcome
from solver.instance.instance import DemandCurve, Instance
from solver.mandate import ConductRule
from solver.plan import Conduct, Plan

TWO = [{"capacity_munit_per_line": 50}, {"id": "other", "firm": "rival", "capacity_munit_per_line": 50}]


def ruled(instance: Instance, rule: ConductRule) -> Outcome:
    mandate = build_mandate(levers={"conduct_rules": (rule,)})
    outcome = Judge(instance, mandate).evaluate(
        Plan(instance="case", conduct=(Conduct(market="market", year=2025, rule=rule),))
    )
    assert outcome.feasible
    return outcome


def test_a_joint_cut_takes_its_share_off_what_each_offers_and_leaves_the_capacity() -> None:
    # 80 of 100 are offered and sold at 12.
    market = pick(ruled(build_instance(plants=TWO), "joint_cut_20"), "markets")
    assert market["price_cny_per_unit"] == pytest.approx(12)
    assert (market["output_munit"], market["capacity_munit"], market["operating_rate_pct"]) == (80, 100, 80)
    assert market["conduct"] == "joint_cut_20"


@pytest.mark.parametrize(("rule", "price"), [("joint_cut_10", 11), ("joint_cut_30", 13)])
def test_each_cut_is_of_its_size(rule: ConductRule, price: float) -> None:
    market = pick(ruled(build_instance(plants=TWO), rule), "markets")
    assert market["price_cny_per_unit"] == pytest.approx(price)


def test_a_firm_is_tempted_by_what_it_would_gain_alone() -> None:
    # Now each sells 40 at 12: 40 * 7 = 280. Alone, one sells 50 and 90 are sold at 11: 50 * 6 = 300.
    temptations = ruled(build_instance(plants=TWO), "joint_cut_20").tables["temptations"]
    assert list(temptations["firm"]) == ["firm", "rival"]
    assert list(temptations["gain_mcny"]) == pytest.approx([20, 20])


def test_a_temptation_counts_the_subsidy_of_what_is_made_more() -> None:
    # 10 more units bring a subsidy of 1 each.
    subsidised = {"subsidy_cny_per_unit": 1, "subsidy_payer": "fund"}
    instance = build_instance(plants=[{**TWO[0], **subsidised}, TWO[1]])
    assert pick(ruled(instance, "joint_cut_20"), "temptations", firm="firm")["gain_mcny"] == pytest.approx(30)


def test_without_a_cut_nobody_is_tempted() -> None:
    instance = build_instance(plants=TWO)
    assert Judge(instance, build_mandate()).status_quo.tables["temptations"].empty
    assert ruled(instance, "full_cost_offers").tables["temptations"].empty


@pytest.mark.parametrize(("subsidy", "price"), [(0, 7), (3, 4)])
def test_full_cost_offers_add_the_fixed_cost_before_the_subsidy(subsidy: float, price: float) -> None:
    # Fixed cost 400 for a capacity of 200: 5 + 2, less the subsidy, with more than enough for what is asked for.
    plant = {"capacity_munit_per_line": 200, "fixed_cost_mcny_per_line": 400, "subsidy_cny_per_unit": subsidy}
    outcome = ruled(build_instance(plants=[plant]), "full_cost_offers")
    assert pick(outcome, "markets")["price_cny_per_unit"] == price
    assert pick(outcome, "plants")["offer_cny_per_unit"] == price
    assert pick(outcome, "markets")["output_munit"] == pytest.approx(200 - 10 * price)


def test_a_rule_holds_in_its_year_alone() -> None:
    outcome = ruled(build_instance(header={"years": 2}, plants=TWO), "joint_cut_20")
    assert list(outcome.tables["markets"]["price_cny_per_unit"]) == pytest.approx([12, 10])
    assert list(outcome.tables["markets"]["conduct"]) == ["joint_cut_20", ""]


def rationed(capacity: float, **rows: Any) -> Instance:
    """Return a rationed market in which the price is 2 + 10 * rate."""
    return build_instance(
        markets=[{"clearing": "rationed"}],
        plants=[{"capacity_munit_per_line": capacity, "cash_cost_cny_per_unit": 5}],
        price_rates=[
            {"id": "low", "operating_rate_pct": 0, "price_cny_per_unit": 2},
            {"id": "high", "operating_rate_pct": 100, "price_cny_per_unit": 12},
        ],
        **rows,
    )


def test_a_rationed_market_runs_all_lines_at_one_rate() -> None:
    # 200 - 10 * (2 + 10 * rate) = 200 * rate: rate 0.6, price 8, 120 made.
    outcome = Judge(rationed(200), build_mandate()).status_quo
    market = pick(outcome, "markets")
    assert market["price_cny_per_unit"] == pytest.approx(8)
    assert market["marginal_rate"] == pytest.approx(0.6)
    assert market["output_munit"] == pytest.approx(120)
    assert pick(outcome, "plants")["cash_result_mcny"] == pytest.approx(360)


def test_a_rationed_market_runs_below_cost_where_its_line_says_so() -> None:
    # 200 - 20 - 100 * rate = 800 * rate: rate 0.2, price 4, below the cash cost of 5.
    row = pick(Judge(rationed(800), build_mandate()).status_quo, "plants")
    assert row["output_munit"] == pytest.approx(160)
    assert row["loss_mcny"] == pytest.approx(160)


def test_a_rationed_market_that_is_short_finds_the_price_of_demand() -> None:
    # At the full rate the price is 12, where 80 are asked for; 50 are sold at 15.
    market = pick(Judge(rationed(50), build_mandate()).status_quo, "markets")
    assert market["price_cny_per_unit"] == pytest.approx(15)
    assert market["marginal_rate"] == 1


def test_a_rule_brings_the_merit_order_back_to_a_rationed_market() -> None:
    # 180 are offered at 5, where 150 are asked for.
    market = pick(ruled(rationed(200), "joint_cut_10"), "markets")
    assert market["price_cny_per_unit"] == 5
    assert market["output_munit"] == pytest.approx(150)


CURVE = DemandCurve(reference_munit=100, reference_price_cny_per_unit=10, elasticity=-1, price_cap_cny_per_unit=7)


def test_a_rationed_market_stops_at_the_top_price() -> None:
    # At the cap of 7 the rate is 0.5: 50 of 100 are made, 130 are asked for.
    clearing = ration(CURVE, [(0, 2), (1, 12)], capacity_munit=100)
    assert (clearing.price_cny_per_unit, clearing.marginal_rate, clearing.unserved_munit) == (7, 0.5, 80)


def test_a_rationed_market_follows_its_line_from_point_to_point() -> None:
    # From a rate of 0.5 on the price rises from 3 by 20 a rate: 200 - 10 * (3 + 20 * x) = 200 * (0.5 + x): x = 0.175.
    clearing = ration(CURVE, [(0, 2), (0.5, 3), (1, 13)], capacity_munit=200)
    assert clearing.marginal_rate == pytest.approx(0.675)
    assert clearing.price_cny_per_unit == pytest.approx(6.5)


def test_vouchers_raise_the_rate_of_a_rationed_market() -> None:
    # 200 + 30 - 10 * (2 + 10 * rate) = 200 * rate: rate 0.7.
    curve = DemandCurve(reference_munit=100, reference_price_cny_per_unit=10, elasticity=-1, price_cap_cny_per_unit=99)
    assert ration(curve, [(0, 2), (1, 12)], 200, extra_munit=30).marginal_rate == pytest.approx(0.7)
