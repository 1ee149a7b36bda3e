"""What missed soft limits cost: in which unit, in which year, in which scenario.

The line that closes employs 100, half of whom find work at once, at 5,000 a month; the benefit is 1,000.
"""

from typing import Any

import pytest
from builders import build_instance, build_mandate, pick

from solver.evaluate.judge import Judge
from solver.evaluate.outcome import Outcome
from solver.plan import Move, Plan

Row = dict[str, Any]
TWO_FUTURES = [{"id": "even", "probability_pct": 50}, {"id": "same", "probability_pct": 50}]


def closed(limits: dict[str, Row], paid: float = 0, level: str = "soft", **rows: Any) -> Outcome:
    instance = build_instance(**rows)
    closing = Move(
        plant="plant",
        year=instance.years[-1],
        from_state="unsubsidised",
        to_state="closed",
        lines=1,
        compensation_mcny=paid,
    )
    mandate = build_mandate(limits={name: {"level": level, **row} for name, row in limits.items()})
    outcome = Judge(instance, mandate).evaluate(Plan(instance="case", moves=(closing,)))
    assert outcome.feasible
    return outcome


UNEMPLOYMENT = {"unemployment": {"rise_ceiling_percentage_points": 0.2, "breach_price_mcny": 0.5}}


def test_a_missed_soft_limit_costs_its_price_for_each_unit() -> None:
    # 50 without work, 20 of 10,000 allowed: 30 * 0.5.
    outcome = closed(UNEMPLOYMENT)
    breach = pick(outcome, "breaches")
    assert [breach[each] for each in ("rule", "subject", "scenario", "year", "missed_by", "cost_mcny")] == [
        "unemployment",
        "region",
        "base",
        2025,
        30,
        15,
    ]
    assert outcome.accounts["breaches"] == pytest.approx(15)
    row = pick(outcome, "limits", rule="unemployment")
    assert (row["kept"], row["level"]) == (False, "soft")


def test_a_limit_that_is_only_reported_costs_nothing() -> None:
    outcome = closed({"unemployment": {"rise_ceiling_percentage_points": 0.2}}, level="report")
    assert pick(outcome, "limits", rule="unemployment")["level"] == "report"
    assert outcome.tables["breaches"].empty
    assert outcome.accounts["breaches"] == 0


def test_breaches_are_discounted_and_expected() -> None:
    # In 2026, at 25 %, in both futures: 15 / 1.25.
    outcome = closed(UNEMPLOYMENT, header={"years": 2, "discount_rate_pct": 25}, scenarios=TWO_FUTURES)
    assert outcome.accounts["breaches"] == pytest.approx(12)


def test_an_income_below_the_floor_costs_by_the_money_that_is_lacking() -> None:
    # 12 * (2,000 - 1,000) * 50 = 0.6, twice that.
    outcome = closed({"income_floor": {"floor_pct_of_average_wage": 40, "breach_price_mcny": 2}})
    breach = pick(outcome, "breaches")
    assert (breach["unit"], breach["year"], breach["missed_by"]) == ("mcny", 2025, pytest.approx(0.6))
    assert outcome.accounts["breaches"] == pytest.approx(1.2)
    assert pick(outcome, "limits", rule="income_floor")["slack"] == -1_000


def test_a_wage_below_the_floor_costs_by_the_money_that_is_lacking() -> None:
    # 12 * (2,000 - 1,500) * 50 = 0.3, twice that.
    outcome = closed(
        {"wage_floor": {"floor_pct_of_average_wage": 40, "breach_price_mcny": 2}},
        regions=[{"rehired_wage_cny_per_month": 1_500}],
    )
    assert pick(outcome, "breaches")["missed_by"] == pytest.approx(0.3)
    assert outcome.accounts["breaches"] == pytest.approx(0.6)


def test_an_owner_paid_too_little_counts_once_in_all_scenarios() -> None:
    # Due are 140, paid 100.
    outcome = closed({"participation": {"breach_price_mcny": 0.1}}, paid=100, scenarios=TWO_FUTURES)
    assert pick(outcome, "breaches")["scenario"] == ""
    assert list(outcome.tables["accounts"].query("account == 'breaches'")["amount"]) == pytest.approx([4, 4])
    assert outcome.accounts["breaches"] == pytest.approx(4)


def test_a_breach_of_no_year_counts_in_the_first() -> None:
    # All 100 displaced live where half of the workers are: 100 - 50, though they lose their jobs in 2026.
    outcome = closed(
        {"equity": {"ceiling_pct_of_fair_share": 100, "breach_price_mcny": 1}},
        header={"years": 2, "discount_rate_pct": 25},
        plants=[{}, {"id": "other", "region": "far"}],
    )
    assert pick(outcome, "accounts", account="breaches", year=2025)["amount"] == pytest.approx(50)
    assert outcome.accounts["breaches"] == pytest.approx(50)


def test_the_benefit_is_a_floor_even_where_the_limit_is_off() -> None:
    # The region's floor is then the benefit that it promises anyway.
    outcome = closed({}, level="off")
    assert pick(outcome, "limits", rule="income_floor")["limit"] == 1_000
    assert pick(outcome, "limits", rule="income_floor")["level"] == "hard"
