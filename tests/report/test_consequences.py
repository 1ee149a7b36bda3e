"""Markets, people, money and accounts side by side."""

from __future__ import annotations

from typing import Any

import pytest
from builders import build_mandate
from report_case import make_instance, make_result

from solver.evaluate.judge import Judge
from solver.evaluate.outcome import Outcome
from solver.instance.instance import Instance
from solver.mandate import Mandate
from solver.plan import Classes, IncomeSupport, Move, Opening, Plan
from solver.report import consequences, consequences_markets, consequences_money
from solver.report.decisions import decision_grids, schedule_grid
from solver.report.decisions_lines import closures_grid, withdrawals_grid
from solver.report.decisions_people import retraining_grid, support_grid
from solver.report.grid import Grid
from solver.report.wording import who_pays


def sides_of(instance: Instance, mandate: Mandate | None = None) -> list[Outcome]:
    result = make_result(instance, mandate)
    assert result.plan is not None
    return [result.status_quo, result.plan]


def cells(grid: Grid) -> list[tuple[str, ...]]:
    return [row.cells for row in grid.rows]


def test_a_market_is_shown_year_by_year_on_both_sides() -> None:
    instance = make_instance()
    grid = consequences_markets.market_grid(instance, sides_of(instance), "market")
    assert grid.groups == [
        ("", 1),
        ("Price, CNY per kg", 2),
        ("Output, kt", 2),
        ("Capacity, kt", 2),
        ("Operating rate, %", 2),
    ]
    assert cells(grid) == [("2025", "10", "11", "100", "90", "110", "90", "90.9", "100.0")]


def test_a_market_without_a_plan_shows_the_status_quo_alone() -> None:
    instance = make_instance()
    grid = consequences_markets.market_grid(instance, sides_of(instance)[:1], "market")
    assert cells(grid) == [("2025", "10", "100", "110", "90.91")]


def test_markets_are_expected_over_the_scenarios() -> None:
    # Demand halved to 100 - 5 * price meets Good's 90 at its cost of 5, where 75 are asked for: 0.75 * 10 + 0.25 * 5.
    scenarios: list[dict[str, Any]] = [
        {"id": "base", "probability_pct": 75},
        {"id": "slump", "probability_pct": 25, "demand_factor": 0.5},
    ]
    instance = make_instance(scenarios=scenarios)
    row = cells(consequences_markets.market_grid(instance, sides_of(instance)[:1], "market"))[0]
    assert (float(row[1]), float(row[2])) == (8.75, 93.75)


def test_people_are_held_against_the_ceiling() -> None:
    instance = make_instance()
    mandate = build_mandate(limits={"unemployment": {"rise_ceiling_percentage_points": 0.4}})
    (row,) = consequences.peaks_grid(instance, mandate, sides_of(instance, mandate)).rows
    assert row.cells == ("North", "10,000", "0", "100", "0", "50", "0", "50", "40")
    assert row.mark == "broken"


def test_without_a_ceiling_none_is_shown() -> None:
    instance = make_instance()
    (row,) = consequences.peaks_grid(instance, build_mandate(), sides_of(instance)).rows
    assert row.cells[-1] == "-"
    assert row.mark == ""


def test_most_without_work_counts_from_the_first_decision_year_on() -> None:
    # Of 100 people 50 are without work in 2025 and 25 in 2026.
    instance = make_instance(header={"years": 2})
    plan = sides_of(instance)[1]
    assert consequences.most_without_work(plan, 2025) == {"north": 50}
    assert consequences.most_without_work(plan, 2026) == {"north": 25}


def test_people_are_shown_where_and_when_there_are_any() -> None:
    instance = make_instance(header={"years": 3})
    rows = cells(consequences.people_grid(instance, sides_of(instance)))
    # Losing a job, retrained, finding work, without work: status quo and plan each; 12.5 people are shown as 13.
    assert rows == [
        ("North", "2025", "0", "100", "0", "0", "0", "50", "0", "50"),
        ("North", "2026", "0", "0", "0", "0", "0", "25", "0", "25"),
        ("North", "2027", "0", "0", "0", "0", "0", "13", "0", "13"),
    ]


def test_money_is_shown_by_payer_purpose_and_year() -> None:
    instance = make_instance()
    grid = consequences_money.money_grid(instance, sides_of(instance)[1], "Plan")
    assert grid.caption == "Plan: who pays what and when, CNY million"
    assert cells(grid) == [
        ("The fund", "Exit compensation", "7.00", "7.00"),
        ("The fund", "Severance", "5.00", "5.00"),
        ("The fund", "Income support", "0.60", "0.60"),
        ("All payers", "", "12.60", "12.60"),
    ]


def test_nothing_spent_is_a_total_of_nothing() -> None:
    instance = make_instance()
    assert cells(consequences_money.money_grid(instance, sides_of(instance)[0], "Status quo")) == [
        ("All payers", "", "0", "0")
    ]


def test_accounts_add_up_to_the_objective() -> None:
    instance = make_instance()
    rows = cells(consequences.accounts_grid(sides_of(instance)))
    assert rows[-1] == ("Objective", "30.000", "129.600", "+99.600")
    for column, objective in ((1, 30), (2, 129.6), (3, 99.6)):
        assert sum(float(row[column]) for row in rows[:-1]) == pytest.approx(objective)


MOVES = (
    Move(plant="poor", year=2026, from_state="unsubsidised", to_state="closed", lines=1, compensation_mcny=7.5),
    Move(plant="fine", year=2025, from_state="subsidised", to_state="unsubsidised", lines=4),
    Move(plant="fine", year=2025, from_state="subsidised", to_state="closed", lines=5, compensation_mcny=50),
)


def test_closures_are_a_timetable_with_names_and_payers() -> None:
    # Each line of 10 kt and of 20 kt has 100 workers.
    instance = make_instance(header={"years": 2})
    assert cells(closures_grid(instance, Plan(instance="case", moves=MOVES))) == [
        ("2025", "Fine plant", "Good Inc.", "North", "5", "50 kt", "500", "50.00", "The fund"),
        ("2026", "Poor plant", "Bad Ltd.", "North", "1", "20 kt", "100", "7.50", "The fund"),
    ]


def test_withdrawals_are_told_with_who_paid_until_then() -> None:
    plan = Plan(instance="case", moves=MOVES)
    instance = make_instance(header={"years": 2})
    fine = instance.plants["fine"].model_copy(update={"subsidy_cny_per_unit": 1.0, "subsidy_payer": "fund"})
    subsidised = instance.with_tables(plants={**instance.plants, "fine": fine})
    place = ("2025", "Fine plant", "Good Inc.", "North", "4")
    assert cells(withdrawals_grid(subsidised, plan)) == [(*place, "The fund")]
    assert cells(withdrawals_grid(instance, plan)) == [(*place, "-")]


def test_the_schedule_adds_up_the_decisions_of_each_year() -> None:
    school = {"id": "school", "name": "School", "region": "north"}
    instance = make_instance(header={"years": 3}, programmes=[school])
    classes = (Classes(programme="school", year=2027, classes=4),)
    # Closed, people, compensation, without subsidy, places; a class has 10 places.
    assert cells(schedule_grid(instance, Plan(instance="case", moves=MOVES, classes=classes))) == [
        ("2025", "5", "500", "50.00", "4", "0"),
        ("2026", "1", "100", "7.50", "0", "0"),
        ("2027", "0", "0", "0", "0", "40"),
        ("All years", "6", "600", "57.50", "4", "40"),
    ]


def test_a_plan_without_decisions_has_no_tables_of_them() -> None:
    assert decision_grids(make_instance(), Plan(instance="case")) == ()


def test_a_region_is_marked_where_the_plan_breaks_its_ceiling_and_not_where_the_status_quo_did() -> None:
    # Of 10,000 people 40 may be without work: the one side leaves 50 so, the other, which is shown second, nobody.
    instance = make_instance()
    mandate = build_mandate(limits={"unemployment": {"rise_ceiling_percentage_points": 0.4}})
    status_quo, plan = sides_of(instance, mandate)
    (row,) = consequences.peaks_grid(instance, mandate, [plan, status_quo]).rows
    assert row.cells[-3:] == ("50", "0", "40")
    assert row.mark == ""


def test_the_weights_are_said_with_the_discount() -> None:
    mandate = build_mandate(weights={"public_outlay": 0.5, "displaced_mcny_per_person": 0.25})
    said = consequences.weights_sentence(make_instance(header={"discount_rate_pct": 4}), mandate)
    assert "public outlay 0.5, consumer harm 1; CNY million 0.25 for each person losing a job" in said
    assert said.endswith("Later years are discounted at 4 % a year.")


def test_payers_are_named_with_their_shares_where_there_are_several() -> None:
    duties = [
        {"purpose": purpose, "payer": payer, "share_pct": share}
        for purpose in ("exit_compensation", "severance", "income_support")
        for payer, share in (("fund", 70), ("city", 30))
    ]
    payers = [{"id": "fund", "name": "The fund"}, {"id": "city", "name": "The city"}]
    instance = make_instance(payers=payers, duties=duties)
    assert who_pays(instance, "exit_compensation", "north") == "The fund 70 %, The city 30 %"


def test_retraining_is_shown_with_places_and_cost() -> None:
    school = {"id": "school", "name": "School", "region": "north", "setup_cost_mcny": 3, "cost_mcny_per_class": 2}
    instance = make_instance(programmes=[school])
    plan = Plan(
        instance="case",
        openings=(Opening(programme="school", year=2025),),
        classes=(Classes(programme="school", year=2025, classes=4),),
    )
    # Four classes of 10 places at 2 mcny each.
    assert cells(retraining_grid(instance, plan)) == [
        ("2025", "School", "North", "Open", "-", "3", "The fund"),
        ("2025", "School", "North", "4 classes", "40", "8", "The fund"),
    ]


def test_income_support_is_shown_against_benefit_and_wage() -> None:
    plan = Plan(instance="case", income_support=(IncomeSupport(region="north", cny_per_month=2000),))
    row = cells(support_grid(make_instance(), plan))[0]
    assert row == ("North", "2,000", "1,000", "5,000", "40.0 %", "The fund")


def test_the_reference_point_of_demand_is_said() -> None:
    sentence = consequences_markets.demand_sentence(make_instance(), "market")
    assert sentence == "Home market: demand of 100 kt in 2025 at a price of 10 CNY per kg, changing by 0 % a year."


def test_regions_where_nobody_loses_a_job_are_left_out() -> None:
    instance = make_instance()
    outcome = Judge(instance, build_mandate()).status_quo
    assert consequences.peaks_grid(instance, build_mandate(), [outcome]).rows == ()
    assert consequences.people_grid(instance, [outcome]).rows == ()
