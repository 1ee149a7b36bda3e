"""Limits in reports: the plan leaves 50 people of 10,000 without work at a price of 11, the status quo 0 at 10."""

from __future__ import annotations

from typing import Any

from builders import build_mandate
from report_case import make_instance, make_result

from solver.report.grid import Row
from solver.report.limits import binding_sentence, conflict_grids, limits_grid, rules_grid, shortened
from solver.solve.result import Conflict, Relaxation


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


def test_what_binds_is_said_by_kind_and_comes_first() -> None:
    # The price of 11 is at its ceiling, and the 50 people without work are at theirs of 0.5 % of 10,000; they get the
    # benefit, which is the floor.
    limits = {
        "unemployment": {"rise_ceiling_percentage_points": 0.5},
        "consumer_price": {"ceiling_pct_of_reference": 110},
    }
    firms = [{"id": "good"}, {"id": "bad", "cash_mcny": 10, "name": "Bad"}]
    instance = make_instance(firms=firms)
    result = make_result(instance, build_mandate(limits=limits))
    assert result.plan is not None
    said = binding_sentence(instance, result.plan)
    assert (
        said == "What binds: unemployment ceiling (North); income floor (North); consumer price ceiling (Home market)."
    )
    # Bad fails in the status quo alone.
    rows = limits_grid(instance, result.status_quo, result.plan, tight=True).rows
    assert [row.mark for row in rows] == ["binds", "binds", "binds", ""]
    assert binding_sentence(instance, make_result(instance).status_quo) == "No limit binds."


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


def relaxation(rule: str, subject: str, amount: float | None, **known: Any) -> Relaxation:
    return Relaxation(rule, subject, amount, known.pop("unit", "mcny"), **known)


def test_relaxations_are_shown_with_what_is_known_of_them_the_best_known_first() -> None:
    conflict = Conflict(
        (
            relaxation("solvency", "bad", None, known=False),
            relaxation("budget", "fund", None),
            # Less than 12.344 is not enough and 12.346 is: neither side is rounded towards the other.
            relaxation("unemployment", "north", 12.344, enough=12.346, unit="persons"),
            relaxation("consumer_price", "market", 1.5, unit="cny_per_unit"),
            relaxation("supply", "market", 2.0, enough=2.0, unit="munit"),
        ),
    )
    (grid,) = conflict_grids(make_instance(), conflict)
    assert [row.cells[:4] for row in grid.rows] == [
        ("Unemployment ceiling", "North", "12.34", "12.35"),
        ("Consumer price ceiling", "Home market", "1.500", "-"),
        ("Supply floor", "Home market", "2", "2"),
        ("Budget", "The fund", "not enough alone", "-"),
        ("Firms stay solvent", "Bad Ltd.", "not found in the time given", "-"),
    ]
    assert grid.rows[0].cells[4:] == (
        "persons",
        "The unemployment ceiling in North: at least 12 more people without work would have to be allowed;"
        " 13 is enough.",
    )


def test_what_is_due_is_named_by_its_owner_even_where_a_plant_has_the_same_key() -> None:
    instance = make_instance()
    plants = {**instance.plants, "bad": instance.plants["poor"].model_copy(update={"id": "bad"})}
    conflict = Conflict((relaxation("participation", "bad", 3.0),))
    (grid,) = conflict_grids(instance.with_tables(plants=plants), conflict)
    assert grid.rows[0].cells[1] == "Bad Ltd."


def test_limits_of_one_kind_together_have_a_table_of_their_own() -> None:
    conflict = Conflict(
        (relaxation("budget", "fund", None),),
        together=(relaxation("budget", "", 7.0, enough=7.0), relaxation("solvency", "", None)),
    )
    alone, together = conflict_grids(make_instance(), conflict)
    assert alone.rows[0].cells[2] == "not enough alone"
    assert [row.cells[:3] for row in together.rows] == [
        ("Budget", "all together", "7"),
        ("Firms stay solvent", "all together", "not enough"),
    ]


def test_a_sentence_names_the_first_and_counts_the_others() -> None:
    assert shortened(list("abcdef")) == list("abcdef")
    assert shortened(list("abcdefg")) == [*"abcde", "2 more"]
