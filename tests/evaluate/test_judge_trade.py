"""Links, barriers, markets abroad and fixed markets, as the judge writes them down.

``market`` has 10 at a cost of 5, ``other`` 110; alone, at 200 - 10 * price, their prices are 19 and 9.
"""

from typing import Any

import pytest
from builders import build_instance, build_mandate, pick

from solver.evaluate.judge import Judge
from solver.evaluate.outcome import Outcome
from solver.instance.instance import Instance
from solver.plan import Conduct, Plan, Removal

LINK = {
    "from_market": "other",
    "to_market": "market",
    "transport_cost_cny_per_unit": 1.5,
    "tariff_cny_per_unit": 0.5,
}
REMOVAL = Removal(barrier="barrier", year=2026)


def linked(other: dict[str, Any] | None = None, **link: Any) -> Instance:
    return build_instance(
        header={"years": 2},
        markets=[{}, {"id": "other", **(other or {})}],
        plants=[{}, {"id": "there", "market": "other", "capacity_munit_per_line": 110}],
        barriers=[{"removal_cost_mcny": 5}],
        links=[{**LINK, **link}],
    )


def prices(outcome: Outcome, year: int) -> list[float]:
    rows = outcome.tables["markets"]
    return list(rows[rows["year"] == year]["price_cny_per_unit"])


def test_goods_go_along_a_link_until_prices_differ_by_its_cost() -> None:
    # 400 - 10 * (price + price + 2) = 120: 13 there, 15 here, where 50 are asked for and 10 made.
    outcome = Judge(linked(), build_mandate()).status_quo
    assert prices(outcome, 2025) == pytest.approx([15, 13])
    assert pick(outcome, "shipments", year=2025)["shipped_munit"] == pytest.approx(40)
    here, there = (pick(outcome, "markets", year=2025, market=each) for each in ("market", "other"))
    assert [here["output_munit"], here["served_munit"]] == pytest.approx([10, 50])
    assert [there["output_munit"], there["served_munit"]] == pytest.approx([110, 70])
    # Lines get the price of their own market.
    assert pick(outcome, "plants", year=2025, plant="there")["cash_result_mcny"] == pytest.approx(880)


def test_a_barrier_shuts_a_link_until_it_is_removed() -> None:
    outcome = Judge(linked(barrier="barrier"), build_mandate()).evaluate(Plan(instance="case", removals=(REMOVAL,)))
    assert outcome.feasible
    assert prices(outcome, 2025) == pytest.approx([19, 9])
    assert prices(outcome, 2026) == pytest.approx([15, 13])
    assert list(outcome.tables["shipments"]["year"]) == [2026]
    payment = pick(outcome, "payments")
    assert [payment[each] for each in ("year", "payer", "purpose", "region", "spent_mcny")] == [
        2026,
        "fund",
        "barrier_removal",
        "",
        5,
    ]


def test_a_barrier_is_removed_and_paid_for_once() -> None:
    again = Removal(barrier="barrier", year=2025)
    outcome = Judge(linked(barrier="barrier"), build_mandate()).evaluate(
        Plan(instance="case", removals=(REMOVAL, again))
    )
    assert [each.rule for each in outcome.violations] == ["decision"]
    assert pick(outcome, "payments")["year"] == 2025
    assert prices(outcome, 2025) == pytest.approx([15, 13])


def test_supply_is_what_consumers_get_wherever_it_is_made() -> None:
    # 50 of 100 get there, though only 10 are made here.
    mandate = build_mandate(limits={"supply": {"floor_pct_of_reference_demand": 50}})
    assert Judge(linked(), mandate).status_quo.feasible
    assert not Judge(linked(barrier="barrier"), mandate).status_quo.feasible


def test_consumers_abroad_are_not_counted() -> None:
    # Here the price is 15 and the harm 5 * (100 + 50) / 2; abroad 13, above a ceiling of 120 % of 10.
    mandate = build_mandate(
        limits={
            "consumer_price": {"ceiling_pct_of_reference": 120},
            "supply": {"floor_pct_of_reference_demand": 90},
        }
    )
    outcome = Judge(linked(other={"location": "abroad"}), mandate).status_quo
    assert pick(outcome, "markets", year=2025, market="other")["consumer_harm_mcny"] == 0
    assert pick(outcome, "accounts", year=2025, account="consumer_harm")["amount"] == pytest.approx(375)
    assert {each.subject for each in outcome.violations} == {"market"}
    assert {each.rule for each in outcome.violations} == {"consumer_price", "supply"}


def test_who_breaks_a_joint_cut_reckons_with_what_flows_in() -> None:
    # There 99 of 110 are offered: 400 - 10 * (2 * price + 2) = 109: 13.55. Alone with 110, the price is 13: the firm
    # of both plants gets 110 * 8 + 10 * 10 = 980 instead of 99 * 8.55 + 10 * 10.55 = 951.95.
    conduct = (Conduct(market="other", year=2025, rule="joint_cut_10"),)
    judge = Judge(linked(), build_mandate(levers={"conduct_rules": ("joint_cut_10",)}))
    temptation = pick(judge.evaluate(Plan(instance="case", conduct=conduct)), "temptations")
    assert (temptation["market"], temptation["firm"]) == ("other", "firm")
    assert temptation["gain_mcny"] == pytest.approx(28.05)


def fixed(capacity: float) -> Instance:
    """Return demands of 30 at 10 here and 20 at 12 there, a way of 1 from here to there, and all lines here."""
    given = {"clearing": "fixed", "demand_elasticity": None}
    return build_instance(
        regions=[{"tax_pct_of_sales": 10}],
        markets=[
            {**given, "demand_munit": 30},
            {**given, "id": "other", "demand_munit": 20, "reference_price_cny_per_unit": 12},
        ],
        plants=[{"capacity_munit_per_line": capacity}],
        links=[{"transport_cost_cny_per_unit": 1}],
    )


def test_lines_of_fixed_markets_get_the_average_of_what_their_units_bring() -> None:
    # 30 bring 10 and 10 bring 12 - 1: 410 for 40 units; 10 are left unserved there.
    outcome = Judge(fixed(40), build_mandate()).status_quo
    assert pick(outcome, "plants")["cash_result_mcny"] == pytest.approx(410 - 200)
    assert pick(outcome, "regions")["sales_mcny"] == pytest.approx(410)
    assert pick(outcome, "regions")["output_value_mcny"] == pytest.approx(400)
    assert pick(outcome, "shipments")["shipped_munit"] == pytest.approx(10)
    there = pick(outcome, "markets", market="other")
    assert [there["price_cny_per_unit"], there["served_munit"], there["unserved_munit"]] == pytest.approx([12, 10, 10])


def test_a_fixed_price_is_under_no_ceiling_and_harms_nobody() -> None:
    outcome = Judge(fixed(40), build_mandate(limits={"consumer_price": {"ceiling_pct_of_reference": 90}})).status_quo
    assert outcome.feasible
    assert outcome.accounts["consumer_harm"] == 0


def test_lines_of_a_fixed_market_alone_get_its_price() -> None:
    # Of 50, 30 are asked for at 10.
    instance = build_instance(
        markets=[{"clearing": "fixed", "demand_elasticity": None, "demand_munit": 30}],
        plants=[{"capacity_munit_per_line": 50}],
    )
    outcome = Judge(instance, build_mandate()).status_quo
    assert pick(outcome, "plants")["output_munit"] == pytest.approx(30)
    assert pick(outcome, "plants")["cash_result_mcny"] == pytest.approx(150)
    assert pick(outcome, "markets")["marginal_rate"] == pytest.approx(0.6)
