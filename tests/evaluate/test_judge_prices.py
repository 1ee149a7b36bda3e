"""Prices and output; unless a test says otherwise demand is 200 - 10 * price and ends at a price of 20."""

import pytest
from builders import build_instance, build_mandate, pick

from solver.evaluate.judge import Judge
from solver.evaluate.outcome import Outcome
from solver.instance.instance import Instance
from solver.plan import Move, Plan


def status_quo_of(instance: Instance) -> Outcome:
    return Judge(instance, build_mandate()).status_quo


def test_price_between_offers_is_where_demand_takes_what_runs_full() -> None:
    # 10 offered at 5 and 100 at 19.5: at 5 demand is 150, at 19.5 it is 5, so 10 are sold, at (200 - 10) / 10 = 19.
    outcome = status_quo_of(
        build_instance(
            plants=[
                {"id": "cheap", "cash_cost_cny_per_unit": 5},
                {"id": "dear", "cash_cost_cny_per_unit": 19.5, "capacity_munit_per_line": 100},
            ]
        )
    )
    market = pick(outcome, "markets")
    assert market["price_cny_per_unit"] == pytest.approx(19)
    assert market["output_munit"] == pytest.approx(10)
    assert market["marginal_rate"] == 0
    # 10 of 110 run.
    assert market["operating_rate_pct"] == pytest.approx(100 / 11)
    assert pick(outcome, "plants", plant="dear")["output_munit"] == 0


def test_lines_offering_at_the_price_share_what_is_left_by_capacity() -> None:
    # 50 run full at 4. Demand at 5 is 150, so 100 are left for 300 + 100 offered at 5: rate 0.25, outputs 75 and 25.
    outcome = status_quo_of(
        build_instance(
            plants=[
                {"id": "first", "cash_cost_cny_per_unit": 4, "capacity_munit_per_line": 50},
                {"id": "big", "cash_cost_cny_per_unit": 5, "capacity_munit_per_line": 300},
                {"id": "small", "cash_cost_cny_per_unit": 7, "subsidy_cny_per_unit": 2, "capacity_munit_per_line": 100},
            ]
        )
    )
    assert pick(outcome, "markets")["price_cny_per_unit"] == 5
    assert pick(outcome, "markets")["marginal_rate"] == pytest.approx(0.25)
    outputs = {row["plant"]: row["output_munit"] for row in outcome.tables["plants"].to_dict("records")}
    assert outputs == pytest.approx({"first": 50, "big": 75, "small": 25})


def test_demand_that_ends_exactly_with_a_group_leaves_the_price_at_its_offer() -> None:
    # Demand at 5 is 150, just what is offered: price 5, all run full.
    outcome = status_quo_of(build_instance(plants=[{"capacity_munit_per_line": 150}]))
    assert pick(outcome, "markets")["price_cny_per_unit"] == 5
    assert pick(outcome, "markets")["marginal_rate"] == 1


def test_scarcity_leaves_demand_unserved_at_the_price_cap() -> None:
    # Cap 12: demand there is 80, 10 are made, 70 unserved.
    outcome = status_quo_of(build_instance(markets=[{"price_cap_cny_per_unit": 12}]))
    market = pick(outcome, "markets")
    assert (market["price_cny_per_unit"], market["output_munit"]) == (12, 10)
    assert market["unserved_munit"] == pytest.approx(70)


def test_without_supply_the_price_is_where_demand_ends() -> None:
    # The only line offers at 25, above 20 where demand ends: nothing sold, nothing unserved.
    market = pick(status_quo_of(build_instance(plants=[{"cash_cost_cny_per_unit": 25}])), "markets")
    assert market["price_cny_per_unit"] == pytest.approx(20)
    assert (market["output_munit"], market["unserved_munit"], market["operating_rate_pct"]) == (0, 0, 0)


def test_a_subsidy_above_the_cash_cost_does_not_make_the_offer_negative() -> None:
    # Cash cost 5, subsidy 8: offer 0. Demand at 0 is 200 of 300: rate 2/3.
    plants = [{"subsidy_cny_per_unit": 8, "capacity_munit_per_line": 300}]
    outcome = status_quo_of(build_instance(plants=plants))
    assert pick(outcome, "plants")["offer_cny_per_unit"] == 0
    assert pick(outcome, "markets")["price_cny_per_unit"] == 0
    assert pick(outcome, "markets")["marginal_rate"] == pytest.approx(2 / 3)


def test_subsidised_and_unsubsidised_lines_of_a_plant_offer_apart() -> None:
    # Cash cost 8, subsidy 3: the line left subsidised offers 100 at 5. Demand at 8 is 120: the other makes 20, price 8.
    plants = [
        {"lines": 2, "capacity_munit_per_line": 100, "cash_cost_cny_per_unit": 8, "subsidy_cny_per_unit": 3},
    ]
    judge = Judge(build_instance(plants=plants), build_mandate())
    withdrawal = Move(plant="plant", year=2025, from_state="subsidised", to_state="unsubsidised", lines=1)
    outcome = judge.evaluate(Plan(instance="case", moves=(withdrawal,)))
    assert pick(outcome, "markets")["price_cny_per_unit"] == 8
    assert pick(outcome, "plants", state="subsidised")["output_munit"] == 100
    assert pick(outcome, "plants", state="unsubsidised")["output_munit"] == pytest.approx(20)
    # Subsidy 3 on the 100 alone; before, 3 on all of the 150 sold at a price of 5.
    assert pick(outcome, "payments", purpose="operating_subsidy")["spent_mcny"] == pytest.approx(300)
    assert pick(judge.status_quo, "payments")["spent_mcny"] == pytest.approx(450)


def test_a_subsidy_per_line_leaves_the_offer_alone() -> None:
    # Offer stays 5; 2 lines get 4 each.
    outcome = status_quo_of(build_instance(plants=[{"lines": 2, "subsidy_mcny_per_line": 4}]))
    assert pick(outcome, "plants")["offer_cny_per_unit"] == 5
    assert pick(outcome, "payments")["spent_mcny"] == 8


def test_demand_grows_and_is_scaled_by_the_scenario() -> None:
    # Demand 100 at 10 grows by 50 % and doubles: 300 * (2 - price / 10), so 10 units are sold at 20 * (1 - 10 / 600).
    instance = build_instance(
        header={"years": 2},
        markets=[{"demand_growth_pct_per_year": 50}],
        scenarios=[{"demand_factor": 2}],
    )
    market = pick(status_quo_of(instance), "markets", year=2026)
    assert market["price_cny_per_unit"] == pytest.approx(20 * (1 - 10 / 600))


def test_a_loss_is_netted_neither_across_plants_nor_by_subsidies() -> None:
    # 20 sold at 18. Plant winning: (18 - 5) * 10 - 100 = 30. Plant losing: (18 - 5) * 10 - 150 = -20; subsidy 50.
    outcome = status_quo_of(
        build_instance(
            plants=[
                {"id": "winning", "fixed_cost_mcny_per_line": 100},
                {"id": "losing", "fixed_cost_mcny_per_line": 150, "subsidy_mcny_per_line": 50},
            ]
        )
    )
    assert pick(outcome, "plants", plant="winning")["loss_mcny"] == 0
    assert pick(outcome, "plants", plant="losing")["loss_mcny"] == pytest.approx(20)
    assert pick(outcome, "firms")["loss_mcny"] == pytest.approx(20)
    # Cash 1000 + 30 - 20 + 50.
    assert pick(outcome, "firms")["cash_mcny"] == pytest.approx(1060)


def test_consumer_harm_is_the_trapezoid_above_the_reference_price() -> None:
    # Price 19 instead of 10: rise 9, mean quantity (100 + 10) / 2 = 55.
    assert pick(status_quo_of(build_instance()), "markets")["consumer_harm_mcny"] == pytest.approx(495)
    # At the cap of 12: rise 2, mean quantity asked for (100 + 80) / 2 = 90.
    capped = status_quo_of(build_instance(markets=[{"price_cap_cny_per_unit": 12}]))
    assert pick(capped, "markets")["consumer_harm_mcny"] == pytest.approx(180)


def test_a_price_below_the_reference_harms_nobody() -> None:
    # 150 offered at 5: price 5.
    outcome = status_quo_of(build_instance(plants=[{"capacity_munit_per_line": 150}]))
    assert pick(outcome, "markets")["consumer_harm_mcny"] == 0
