"""Upgrades: lines that ramp up, what they cost whom, and the jobs and posts that they end and open.

Two lines of 10 make 20, which are sold at (200 - 20) / 10 = 18; wage 5,000, 10 years of service.
"""

from typing import Any

import pytest
from builders import build_instance, build_mandate, pick

from solver.evaluate.judge import Judge
from solver.evaluate.outcome import Outcome
from solver.plan import Adoption, Classes, Move, Opening, Plan

UPGRADE = {
    "capacity_munit_per_line": 20,
    "cash_cost_cny_per_unit": 4,
    "fixed_cost_mcny_per_line": 6,
    "workers_per_line": 80,
    "skilled_workers_per_line": 30,
    "capital_cost_mcny_per_line": 50,
    "public_share_pct": 40,
    "ramp_up_years": 2,
    "ramp_up_pct": 50,
}
MODERNISE = Move(plant="plant", year=2025, from_state="subsidised", to_state="upgraded:upgrade", lines=1)


def upgraded(*moves: Move, plan: dict[str, Any] | None = None, **upgrade: Any) -> Outcome:
    """Return what follows from upgrading one of two lines at once, and from other moves."""
    instance = build_instance(
        header={"years": 4},
        plants=[{"lines": 2, "subsidy_mcny_per_line": 10, "emissions_tco2_per_unit": 2}],
        upgrades=[{**UPGRADE, "emissions_tco2_per_unit": 1, **upgrade}],
        standards=[{"from_year": 2026}],
        programmes=[{"reemployment_pct": 50}],
    )
    return Judge(instance, build_mandate()).evaluate(Plan(instance="case", moves=(MODERNISE, *moves), **(plan or {})))


def close(year: int) -> Move:
    return Move(plant="plant", year=year, from_state="upgraded:upgrade", to_state="closed", lines=1)


def test_the_capacity_ramps_up_in_the_year_of_the_move_and_the_following_ones() -> None:
    outcome = upgraded()
    plants = outcome.tables["plants"]
    rows = plants[plants["state"] == "upgraded:upgrade"]
    assert list(rows["capacity_munit"]) == [10, 10, 20, 20]
    assert list(rows["offer_cny_per_unit"]) == [4, 4, 4, 4]
    # 20 are made in the first two years and 30 after that.
    assert list(outcome.tables["markets"]["price_cny_per_unit"]) == pytest.approx([18, 18, 17, 17])


def test_upgraded_lines_have_their_own_costs_and_emissions_and_no_subsidy() -> None:
    # Upgraded: (18 - 4) * 10 - 6 = 134. The other line: (18 - 5) * 10 and a subsidy of 10.
    outcome = upgraded()
    row = pick(outcome, "plants", year=2025, state="upgraded:upgrade")
    assert row["cash_result_mcny"] == pytest.approx(134)
    assert (row["subsidy_mcny"], row["emissions_mtco2"]) == (0, 10)
    assert pick(outcome, "plants", year=2025, state="subsidised")["emissions_mtco2"] == 20
    # The owner bears 60 % of 50: 1,000 + 134 + 140 - 30.
    assert pick(outcome, "firms", year=2025)["investment_mcny"] == 30
    assert pick(outcome, "firms", year=2025)["cash_mcny"] == pytest.approx(1_244)


def test_the_payer_bears_the_public_share_and_the_account_all_of_the_capital_cost() -> None:
    outcome = upgraded()
    support = pick(outcome, "payments", purpose="upgrade_support")
    assert (support["payer"], support["region"], support["spent_mcny"]) == ("fund", "region", 20)
    assert pick(outcome, "accounts", account="investment_costs", year=2025)["amount"] == 50
    assert pick(outcome, "accounts", account="investment_costs", year=2026)["amount"] == 0


def test_investment_costs_are_weighted_by_the_mandate() -> None:
    instance = build_instance(upgrades=[{**UPGRADE, "public_share_pct": 0}])
    move = MODERNISE.model_copy(update={"from_state": "unsubsidised"})
    judge = Judge(instance, build_mandate(weights={"investment_costs": 2}))
    assert judge.evaluate(Plan(instance="case", moves=(move,))).accounts["investment_costs"] == 100


def test_workers_beyond_the_posts_for_the_unskilled_are_displaced() -> None:
    # 80 posts of which 30 skilled leave 50 for the 100; severance 5,000 * 10 * 50.
    outcome = upgraded()
    assert pick(outcome, "regions", year=2025)["displaced_persons"] == 50
    assert pick(outcome, "regions", year=2025)["posts_opened"] == 0
    assert pick(outcome, "payments", year=2025, purpose="severance")["spent_mcny"] == pytest.approx(2.5)


def test_unskilled_posts_beyond_the_workers_are_open_to_all() -> None:
    # 150 posts of which 20 skilled: 130 for 100 workers.
    outcome = upgraded(workers_per_line=150, skilled_workers_per_line=20)
    assert pick(outcome, "regions", year=2025)["posts_opened"] == 30
    assert pick(outcome, "regions", year=2025)["displaced_persons"] == 0


@pytest.mark.parametrize(("skilled", "found"), [(30, 35), (10, 30)])
def test_the_retrained_take_skilled_posts_or_look_for_others(skilled: float, found: float) -> None:
    # 50 displaced, 20 retrained. With 30 skilled posts all 20 take one, and half of the other 30 find work: 20 + 15.
    # With 10, 10 take one, and half of the other 10 and of the 30 find work: 10 + 5 + 15.
    outcome = upgraded(
        plan={
            "openings": (Opening(programme="school", year=2025),),
            "classes": (Classes(programme="school", year=2025, classes=2),),
        },
        workers_per_line=50 + skilled,
        skilled_workers_per_line=skilled,
    )
    assert pick(outcome, "regions", year=2025)["found_work_persons"] == pytest.approx(found)


def test_lines_cannot_move_while_they_ramp_up() -> None:
    outcome = upgraded(close(2026))
    assert [(each.rule, each.year, each.value) for each in outcome.violations] == [("lines", 2026, 1)]
    assert pick(outcome, "plants", year=2026, state="upgraded:upgrade")["lines"] == 1


def test_an_upgraded_line_that_closes_dismisses_its_new_workers() -> None:
    outcome = upgraded(close(2027))
    assert outcome.feasible
    assert pick(outcome, "regions", year=2027)["displaced_persons"] == 80
    # 5,000 * 10 * 80.
    assert pick(outcome, "payments", year=2027, purpose="severance")["spent_mcny"] == pytest.approx(4)


def test_ramping_and_ramped_lines_are_one_row_whose_losses_are_not_netted() -> None:
    # The second line follows in 2027. Sold are 20 of the first and 10 of the second at 17; each line has to bear 150:
    # 13 * 20 - 150 = 110 and 13 * 10 - 150 = -20.
    second = MODERNISE.model_copy(update={"year": 2027})
    row = pick(upgraded(second, fixed_cost_mcny_per_line=150), "plants", year=2027, state="upgraded:upgrade")
    assert (row["lines"], row["capacity_munit"]) == (2, 30)
    assert row["cash_result_mcny"] == pytest.approx(90)
    assert row["loss_mcny"] == pytest.approx(20)


def test_a_standard_binds_lines_by_their_own_intensity_from_its_year() -> None:
    # The subsidised line emits 2 a unit, the upgraded one 1, which is allowed; the standard binds from 2026.
    outcome = upgraded(plan={"adoptions": (Adoption(standard="standard"),)})
    assert [(each.rule, each.year, each.value) for each in outcome.violations] == [
        ("standard", year, 1) for year in (2026, 2027, 2028)
    ]


@pytest.mark.parametrize(("year", "due"), [(2025, 100), (2026, 0)])
def test_nothing_is_due_for_a_line_that_a_standard_forbids(year: int, due: float) -> None:
    # The closure cost of 100 is due until the standard binds, which leaves nothing but a windfall.
    instance = build_instance(
        header={"years": 3},
        plants=[{"closure_cost_mcny_per_line": 100, "emissions_tco2_per_unit": 2}],
        standards=[{"from_year": 2026}],
    )
    closing = Move(
        plant="plant", year=year, from_state="unsubsidised", to_state="closed", lines=1, compensation_mcny=due + 1
    )
    plan = Plan(instance="case", moves=(closing,), adoptions=(Adoption(standard="standard"),))
    (violation,) = Judge(instance, build_mandate()).evaluate(plan).violations
    assert (violation.rule, violation.limit) == ("windfall", due)
