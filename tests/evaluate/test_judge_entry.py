"""Planned lines: started, stopped, due, and never started by an insolvent firm.

One line of ``plant`` makes 10; two planned lines of ``new`` start in 2026, and then 30 are sold at (200 - 30) / 10.
"""

from typing import Any

import pytest
from builders import build_instance, build_mandate, pick

from solver.evaluate.judge import Judge
from solver.instance.instance import Instance
from solver.plan import Move, Plan

STOPPING = Move(plant="new", year=2026, from_state="planned", to_state="closed", lines=1)


def entering(plant: dict[str, Any] | None = None, regions: tuple[dict[str, Any], ...] = (), **new: Any) -> Instance:
    return build_instance(
        header={"years": 3},
        regions=regions,
        plants=[
            plant or {},
            {
                "id": "new",
                "lines": 2,
                "workers_per_line": 30,
                "closure_cost_mcny_per_line": 5,
                "start_year": 2026,
                "capital_cost_mcny_per_line": 7,
                **new,
            },
        ],
    )


def test_planned_lines_start_in_their_year_at_their_owners_cost() -> None:
    outcome = Judge(entering(), build_mandate()).status_quo
    plants = outcome.tables["plants"]
    assert list(plants[plants["plant"] == "new"]["state"]) == ["unsubsidised"] * 2
    assert list(outcome.tables["markets"]["price_cny_per_unit"]) == pytest.approx([19, 17, 17])
    assert list(outcome.tables["firms"]["investment_mcny"]) == [0, 14, 0]
    assert list(outcome.tables["regions"]["posts_opened"]) == [0, 60, 0]
    assert pick(outcome, "accounts", account="investment_costs", year=2026)["amount"] == 14
    # 1,000 + 140 in 2025, + 3 * 120 - 14 in 2026.
    assert list(outcome.tables["firms"]["cash_mcny"])[:2] == pytest.approx([1_140, 1_486])


def test_planned_lines_with_a_subsidy_start_subsidised() -> None:
    outcome = Judge(entering(subsidy_mcny_per_line=4, subsidy_payer="fund"), build_mandate()).status_quo
    assert pick(outcome, "plants", plant="new", year=2026)["state"] == "subsidised"
    assert pick(outcome, "payments", year=2026)["spent_mcny"] == 8


@pytest.mark.parametrize("year", [2025, 2026])
def test_a_line_stopped_before_its_start_costs_nothing_and_displaces_nobody(year: int) -> None:
    plan = Plan(instance="case", moves=(STOPPING.model_copy(update={"year": year}),))
    outcome = Judge(entering(), build_mandate()).evaluate(plan)
    assert outcome.feasible
    assert list(outcome.tables["markets"]["price_cny_per_unit"]) == pytest.approx([19, 18, 18])
    assert list(outcome.tables["firms"]["investment_mcny"]) == [0, 7, 0]
    assert list(outcome.tables["regions"]["posts_opened"]) == [0, 30, 0]
    assert outcome.tables["regions"]["displaced_persons"].sum() == 0
    assert outcome.accounts["closure_costs"] == 0
    assert outcome.tables["payments"].empty


def test_those_who_seek_take_the_posts_that_open() -> None:
    # 100 are displaced in 2026 and all would find work, but there are 10 vacancies and 60 posts.
    region = {"vacancies_persons_per_year": 10, "reemployment_pct": 100}
    closing = Move(plant="plant", year=2026, from_state="unsubsidised", to_state="closed", lines=1)
    outcome = Judge(entering(regions=(region,)), build_mandate()).evaluate(Plan(instance="case", moves=(closing,)))
    assert list(outcome.tables["regions"]["found_work_persons"]) == [0, 70, 10]


def test_stopping_is_due_what_starting_would_be_worth_without_the_closure_cost() -> None:
    # 120 a year from 2026 on, 7 to be spent on the start: 233 until then. In 2027 it is an open line: 120 + 5.
    judge = Judge(entering(), build_mandate(limits={"participation": {}}))
    due = [judge.due_mcny_per_line("new", year) for year in (2025, 2026, 2027)]
    assert due == pytest.approx([233, 233, 125])
    (violation,) = judge.evaluate(Plan(instance="case", moves=(STOPPING,))).violations
    assert (violation.rule, violation.limit) == ("participation", pytest.approx(233))


def test_planned_lines_of_an_insolvent_firm_never_start() -> None:
    # 140 - 1,200 in 2025 from cash of 1,000.
    outcome = Judge(entering(plant={"fixed_cost_mcny_per_line": 1_200}), build_mandate()).evaluate(
        Plan(instance="case", moves=(STOPPING,))
    )
    assert list(outcome.tables["firms"]["open_lines"]) == [1, 0, 0]
    assert outcome.accounts["investment_costs"] == 0
    assert [(each.rule, each.year) for each in outcome.violations] == [("solvency", 2025), ("lines", 2026)]


def test_a_firm_with_planned_lines_alone_bears_no_overhead() -> None:
    instance = build_instance(header={"years": 2}, firms=[{"overhead_mcny_per_year": 3}], plants=[{"start_year": 2026}])
    outcome = Judge(instance, build_mandate()).status_quo
    assert list(outcome.tables["firms"]["overhead_mcny"]) == [0, 3]
