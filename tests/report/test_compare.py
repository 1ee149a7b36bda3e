"""Runs held against each other, with the case of all report tests; see :mod:`report_case` for its figures.

The plan closes Bad's line: objective 129.6. The other run's plan decides nothing: objective 30, as the status quo.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from builders import build_mandate
from report_case import GOOD, POOR, RUN, make_conflict, make_instance, make_result

from solver.instance.instance import Instance
from solver.language import speaking
from solver.mandate import Mandate
from solver.plan import Plan
from solver.report.compare import Part, compare, comparison_as_facts, sections, verdict_sentence
from solver.report.compare_files import comparison_book, render_comparison
from solver.report.compare_lines import Comparison, Nothing, comparison_grid
from solver.report.reading import Run, told_apart
from solver.report.run_files import result_facts
from solver.solve.result import Result


def run_of(name: str, instance: Instance, result: Result, mandate: Mandate | None = None) -> Run:
    facts = {**RUN, "status": result.status, "reason": "", **result_facts(instance, result)}
    wishes = mandate or build_mandate()
    return Run(name, Path(name), facts, "kept", "", instance, wishes, result.status_quo, result.plan)


def closing(name: str = "closing", **tables: Any) -> Run:
    instance = make_instance(**tables)
    return run_of(name, instance, make_result(instance))


def waiting(name: str = "waiting", **tables: Any) -> Run:
    instance = make_instance(**tables)
    return run_of(name, instance, make_result(instance, plan=Plan(instance="case")))


def table(parts: Sequence[Part], name: str) -> Comparison:
    return next(each for part in parts for each in part.comparisons if each.id == name)


def values(parts: Sequence[Part], name: str) -> dict[tuple[str, ...], tuple[Any, ...]]:
    return {line.key: line.values for line in table(parts, name).differing}


def test_a_run_does_not_differ_from_itself() -> None:
    parts = compare([closing("one"), closing("two")])
    assert [part.differences for part in parts] == [0, 0, 0, 0]
    assert verdict_sentence(parts) == "0 inputs differ, 0 results differ."


def test_a_run_that_took_longer_has_no_other_result() -> None:
    """The seconds stand beside what differs, but are no difference themselves."""
    first, second = closing("one"), closing("two")
    slower = replace(second, facts={**second.facts, "seconds": first.facts["seconds"] + 5, "bound": -1e6})
    quality = table(compare([first, slower]), "quality")
    assert [line.key for line in quality.differing] == [("bound",)]
    assert "Solving took" in [row.cells[0] for row in comparison_grid(quality, ["one", "two"]).rows]


def test_decisions_are_joined_by_what_they_are_about_and_by_year() -> None:
    parts = compare([closing(), waiting()])
    # One line closes, and its owner is paid the closure cost of 7; the other plan decides nothing of it.
    assert values(parts, "decisions") == {
        ("close_lines", "poor", "2025"): (1.0, 0.0),
        ("pay_owner", "poor", "2025"): (7.0, 0.0),
    }
    assert parts[0].differences == 0
    assert parts[3].differences == 0  # the status quo is the same


def test_results_are_those_of_the_plans() -> None:
    parts = compare([closing(), waiting()])
    accounts = values(parts, "plan_accounts")
    assert accounts[("objective",)] == pytest.approx((129.6, 30))
    assert accounts[("operating_losses",)] == pytest.approx((0, 30))
    assert values(parts, "plan_payments")["fund", "severance"] == pytest.approx((5, 0))
    assert values(parts, "plan_people")["north", "displaced_persons"] == pytest.approx((100, 0))
    prices = {key: each for key, each in values(parts, "plan_markets").items() if key[2] == "price_cny_per_unit"}
    assert prices[next(iter(prices))] == pytest.approx((11, 10))


def test_the_difference_is_the_other_less_the_first() -> None:
    grid = comparison_grid(table(compare([closing(), waiting()]), "decisions"), ["closing", "waiting"])
    assert [column.title for column in grid.columns][-3:] == ["closing", "waiting", "Difference"]
    assert [row.cells[-3:] for row in grid.rows] == [("1", "0", "-1"), ("7", "0", "-7")]


def test_of_three_runs_all_others_are_held_against_the_first() -> None:
    runs = [waiting("a"), closing("b"), waiting("c")]
    grid = comparison_grid(table(compare(runs), "decisions"), ["a", "b", "c"])
    assert [(column.group, column.title) for column in grid.columns][-2:] == [("Less a", "b"), ("Less a", "c")]
    assert grid.rows[0].cells[-5:] == ("0", "1", "0", "+1", "0")


def test_a_plant_of_one_run_alone_is_a_difference_and_no_error() -> None:
    parts = compare([waiting(), waiting("more", plants=[GOOD, POOR, {**POOR, "id": "extra", "name": "Extra plant"}])])
    assert values(parts, "rows") == {("plants", "extra"): (Nothing.ABSENT, True)}
    assert values(parts, "plan_lines") == {("extra",): (Nothing.ABSENT, 1.0)}
    grid = comparison_grid(table(parts, "rows"), ["waiting", "more"])
    assert grid.rows[0].cells == ("plants", "Extra plant", "not there", "yes")


def test_values_that_differ_are_told_with_all_their_digits() -> None:
    parts = compare([waiting(), waiting("other", plants=[GOOD, {**POOR, "cash_cost_cny_per_unit": 9.875}])])
    assert values(parts, "cells") == {("plants", "poor", "cash_cost_cny_per_unit"): (10.0, 9.875)}
    grid = comparison_grid(table(parts, "cells"), ["waiting", "other"])
    assert grid.rows[0].cells == ("plants", "Poor plant", "cash cost cny per unit", "10", "9.875")


def test_tables_that_share_no_row_are_told_by_their_size() -> None:
    plants = [{**GOOD, "id": "x"}, {**POOR, "id": "y"}, {**POOR, "id": "z"}]
    instance = make_instance(plants=plants)
    other = run_of("other", instance, make_result(instance, plan=Plan(instance="case")))
    found = values(compare([waiting(), other]), "rows")
    assert found == {("plants", "*"): (2.0, 3.0)}


def test_wishes_that_differ_are_named_by_their_keys() -> None:
    instance = make_instance()
    mandate = build_mandate(weights={"overheads": 2})
    other = run_of("other", instance, make_result(instance, mandate), mandate)
    assert values(compare([closing(), other]), "mandate") == {("weights.overheads",): (1.0, 2.0)}


def test_a_run_without_a_plan_is_compared_as_far_as_it_goes() -> None:
    instance = make_instance()
    parts = compare([closing(), run_of("stuck", instance, make_conflict(instance))])
    assert values(parts, "status")[("status",)] == ("Plan found", "No plan keeps all limits")
    assert parts[1].warnings == (
        "stuck has no plan (No plan keeps all limits): its inputs and its status quo are compared.",
    )
    assert parts[2].differences == 0
    objective, unknown = table(parts, "plan_accounts").lines[-1].values
    assert objective == pytest.approx(129.6)
    assert unknown is Nothing.UNKNOWN


def test_a_run_that_has_not_ended_has_inputs_alone() -> None:
    going = Run(
        "going", Path("going"), {**RUN, "status": "running", "reason": ""}, "missing", "", None, None, None, None
    )
    parts = compare([closing(), going])
    assert "going has no results (Not ended): only its inputs are compared." in parts[1].warnings
    assert parts[0].warnings[0].startswith("The inputs themselves were not kept by going: of them, only the hashes")
    assert "files" in {each.id for each in parts[0].comparisons}


def test_a_market_with_two_units_is_told_once_in_each() -> None:
    parts = compare([waiting(), waiting("grams", products=[{"unit": "g"}])])
    units = {key[-1] for key in values(parts, "plan_markets")}
    assert len(units) == 2
    assert all(Nothing.ABSENT in each for each in values(parts, "plan_markets").values())


def test_programs_get_the_numbers_by_run() -> None:
    runs = [closing(), waiting()]
    told = comparison_as_facts(compare(runs), runs)
    assert [each["name"] for each in told["runs"]] == ["closing", "waiting"]
    assert told["plans"]["decisions"][0] == {
        "decision": "close_lines",
        "subject": "poor",
        "year": "2025",
        "values": {"closing": 1.0, "waiting": 0.0},
    }
    assert told["inputs"] == {}


def test_folders_of_one_name_are_told_apart_by_those_above() -> None:
    assert told_apart([Path("/a/x"), Path("/b/x"), Path("/b/y")]) == ["a/x", "b/x", "y"]
    assert told_apart([Path("/a/x"), Path("/a/x")]) == ["x (1)", "x (2)"]


def test_hostile_names_stay_text() -> None:
    runs = [closing("<b>&"), waiting("=1+1")]
    page = render_comparison(runs, "en")
    assert "&lt;b&gt;&amp;" in page
    assert "<b>&" not in page
    book = openpyxl.load_workbook(BytesIO(comparison_book(runs, datetime(2026, 1, 1, tzinfo=UTC))))
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row if cell.value is not None]
    assert "=1+1" in {cell.value for cell in cells if cell.data_type == "s"}
    assert not [cell for cell in cells if cell.data_type == "f" and cell.value == "=1+1"]


def test_the_page_and_the_workbook_tell_the_same_figures() -> None:
    runs = [closing(), waiting()]
    book = openpyxl.load_workbook(BytesIO(comparison_book(runs, datetime(2026, 1, 1, tzinfo=UTC))), data_only=True)
    numbers = [cell.value for sheet in book for row in sheet.iter_rows() for cell in row if cell.data_type == "n"]
    # The difference of the objectives is 30 - 129.6.
    assert any(each == pytest.approx(-99.6) for each in numbers if each is not None)
    assert 'data-value="-99.6' in render_comparison(runs, "en")


def test_the_comparison_is_spoken_in_both_languages() -> None:
    runs = [closing(), waiting()]
    with speaking("zh-CN"):
        assert len(sections(compare(runs), runs)) == 5
    assert 'lang="zh-CN"' in render_comparison(runs, "zh-CN")


def test_long_tables_are_folded_away_and_not_left_out() -> None:
    extra = [{**POOR, "id": f"extra-{each}", "name": f"Extra {each}"} for each in range(61)]
    runs = [waiting(), waiting("more", plants=[GOOD, POOR, *extra])]
    inputs = sections(compare(runs), runs)[1]
    assert [len(grid.rows) for grid in inputs.folded] == [61]
    assert "Extra 60" in render_comparison(runs, "en")
