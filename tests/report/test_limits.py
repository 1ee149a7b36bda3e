"""Limits in reports: the plan leaves 50 people of 10,000 without work at a price of 11, the status quo 0 at 10."""

from __future__ import annotations

from typing import Any

from builders import build_mandate
from report_case import make_conflict, make_instance, make_result

from solver.report.grid import Row
from solver.report.limits import conflict_grid, limits_grid, rules_grid


def rows_of(limits: dict[str, Any], *, tight: bool, planned: bool = True) -> dict[str, Row]:
    instance = make_instance()
    result = make_result(instance, build_mandate(limits=limits))
    grid = limits_grid(instance, result.status_quo, result.plan if planned else None, tight=tight)
    return {row.cells[0]: row for row in grid.rows}


def test_a_limit_kept_with_room_shows_its_room() -> None:
    # 1 % of 10,000 are 100 people.
    row = rows_of({"unemployment": {"rise_ceiling_percentage_points": 1}}, tight=False)["Unemployment ceiling"]
    assert row.cells == ("Unemployment ceiling", "North", "kept", "kept", "50", "100", "50", "persons", "2025")
    assert row.mark == ""


def test_a_limit_without_room_binds() -> None:
    # 110 % of the reference price of 10 is 11, the plan's price.
    row = rows_of({"consumer_price": {"ceiling_pct_of_reference": 110}}, tight=True)["Consumer price ceiling"]
    assert row.cells[1:4] == ("Home market", "binds", "kept")
    assert float(row.cells[6]) == 0
    assert row.mark == "binds"


def test_a_broken_limit_says_by_how_much() -> None:
    row = rows_of({"unemployment": {"rise_ceiling_percentage_points": 0.4}}, tight=True)["Unemployment ceiling"]
    assert row.cells[2:7] == ("broken, by up to 10", "kept", "50", "40", "-10")
    assert row.mark == "broken"


def test_a_limit_that_only_the_status_quo_breaks_is_shown_and_not_blamed_on_the_plan() -> None:
    # 95 % of the reference price is 9.5: the status quo breaks it by 0.5 and the plan by 1.5; without a plan, one side.
    limits = {"consumer_price": {"ceiling_pct_of_reference": 95}}
    row = rows_of(limits, tight=True, planned=False)["Consumer price ceiling"]
    assert row.cells[2:6] == ("broken, by up to 0.500", "10.00", "9.50", "-0.50")
    # Bad's cash of 1,000 less its loss of 30 keeps it solvent; with 10 it is not, and in the plan it does not run.
    instance = make_instance(firms=[{"id": "good"}, {"id": "bad", "cash_mcny": 10, "name": "Bad"}])
    result = make_result(instance)
    rows = limits_grid(instance, result.status_quo, result.plan, tight=True).rows
    (solvency,) = [row for row in rows if row.cells[0] == "Firms stay solvent"]
    assert solvency.cells[:4] == ("Firms stay solvent", "Bad", "-", "broken, by up to 20")
    assert solvency.mark == ""


def test_of_several_years_the_tightest_is_shown() -> None:
    # In 2026 half of the 50 find work: 25 are without work, and 2025 leaves the least room.
    instance = make_instance(header={"years": 2})
    limits = {"unemployment": {"rise_ceiling_percentage_points": 0.4}}
    result = make_result(instance, build_mandate(limits=limits))
    rows = limits_grid(instance, result.status_quo, result.plan, tight=True).rows
    (row,) = [row for row in rows if row.cells[0] == "Unemployment ceiling"]
    assert row.cells[2] == "broken in 1 of 2, by up to 10"
    assert row.cells[-1] == "2025"


def test_of_several_scenarios_the_tightest_is_named() -> None:
    scenarios = [
        {"id": "a", "name": "Calm", "probability_pct": 50},
        {"id": "b", "name": "No vacancies", "probability_pct": 50, "vacancy_factor": 0},
    ]
    instance = make_instance(scenarios=scenarios)
    result = make_result(instance, build_mandate(limits={"unemployment": {"rise_ceiling_percentage_points": 2}}))
    rows = limits_grid(instance, result.status_quo, result.plan, tight=False).rows
    (row,) = [row for row in rows if row.cells[0] == "Unemployment ceiling"]
    # Nobody is hired without vacancies: all 100 are without work.
    assert row.cells[4:] == ("100", "200", "100", "persons", "2025, No vacancies")


def test_what_owners_are_paid_is_what_is_due_and_is_no_news() -> None:
    rows = rows_of({"participation": {}}, tight=False)
    assert rows["Owners paid what is due"].cells[2] == "kept"
    assert rows["Owners paid no more than is due"].cells[2] == "kept"


def test_limits_are_counted_by_kind() -> None:
    instance = make_instance()
    limits = {
        "unemployment": {"rise_ceiling_percentage_points": 0.4},
        "consumer_price": {"ceiling_pct_of_reference": 110},
    }
    result = make_result(instance, build_mandate(limits=limits))
    rows = {row.cells[0]: row for row in rules_grid(result.status_quo, result.plan).rows}
    # Kept, of these bind, and broken, first in the plan and then in the status quo.
    assert rows["Unemployment ceiling"].cells[1:] == ("0", "0", "1", "1", "0", "0")
    assert rows["Consumer price ceiling"].cells[1:] == ("1", "1", "0", "1", "0", "0")


def test_relaxations_that_are_not_enough_come_last() -> None:
    instance = make_instance()
    conflict = make_conflict(instance).conflict
    assert conflict is not None
    rows = conflict_grid(instance, conflict).rows
    assert [row.cells[2] for row in rows] == ["12.50", "not enough"]
    assert rows[0].cells[4] == "Let 13 more people be without work in North."
