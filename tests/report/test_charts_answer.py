"""Charts of the answer: bars are the accounts, and changes lead from one objective to the other."""

from __future__ import annotations

import pytest
from chart_case import rows_of
from report_case import make_instance, make_result

from solver.plan import Plan
from solver.report import charts
from solver.report.charts_answer import answer_pictures
from solver.report.charts_bars import Bar, named_bars
from solver.report.grid import Grid, Sides

# The accounts of the plan: 7 of closing, 12.6 of outlay, 95 of harm, 0.1 * 100 displaced, 0.1 * 50 without work.
PLAN = {
    "Costs of closing lines": 7,
    "Public outlay": 12.6,
    "Consumer harm": 95,
    "People losing a job": 10,
    "Time without work": 5,
}


@pytest.fixture
def sides() -> Sides:
    result = make_result(make_instance())
    assert result.plan is not None
    return [result.status_quo, result.plan]


def test_bars_are_the_accounts_of_both_sides(sides: Sides) -> None:
    _, accounts = answer_pictures(make_instance(), sides)
    drawn = {(row["name"], row["kind"]): row["value"] for row in rows_of(accounts, "kind")}
    assert drawn == pytest.approx(
        {("Losses of plants running at a loss", "Status quo"): 30, ("Losses of plants running at a loss", "Plan"): 0}
        | {(name, "Plan"): value for name, value in PLAN.items()}
        | {(name, "Status quo"): 0 for name in PLAN}
    )


def test_changes_lead_from_the_status_quo_to_the_plan(sides: Sides) -> None:
    way, _ = answer_pictures(make_instance(), sides)
    first, *steps, last = rows_of(way, "kind")
    assert (first["value"], last["value"]) == pytest.approx((30, 129.6))
    assert [step["start"] for step in steps] == pytest.approx([first["end"], *(step["end"] for step in steps[:-1])])
    assert steps[-1]["end"] == pytest.approx(129.6)
    assert [step["text"] for step in steps] == ["-30.0", "+5.0", "+7.0", "+10.0", "+12.6", "+95.0"]


def test_the_words_tell_the_change_and_its_largest_parts(sides: Sides) -> None:
    way, accounts = answer_pictures(make_instance(), sides)
    assert way.description == (
        "The objective goes from 30.0 to 129.6 CNY million, a change of +99.6. The largest fall is that of Losses of"
        " plants running at a loss, by 30.0. The largest rise is that of Consumer harm, by 95.0."
    )
    assert accounts.description.endswith(
        "Plan: 129.60 CNY million in all, the largest account is Consumer harm with 95.00."
    )


def test_tables_have_the_numbers_of_the_charts(sides: Sides) -> None:
    for picture in answer_pictures(make_instance(), sides):
        drawn = sorted(row["value"] for row in rows_of(picture, "kind"))
        told = sorted(cell.value for row in picture.table.rows for cell in row.cells[1:])  # type: ignore[attr-defined]
        assert drawn == pytest.approx(told)


def test_without_a_plan_the_accounts_of_the_status_quo_stand_alone() -> None:
    instance = make_instance()
    (accounts,) = answer_pictures(instance, [make_result(instance).status_quo])
    assert [(row["name"], row["value"]) for row in rows_of(accounts, "kind")] == [
        ("Losses of plants running at a loss", 30)
    ]


def test_where_nothing_counts_there_is_no_chart() -> None:
    instance = make_instance(plants=[{"name": "Fine plant", "lines": 10}])  # 100 are sold at 10
    status_quo = make_result(instance, plan=Plan(instance="case")).status_quo
    assert status_quo.objective_mcny == 0
    assert answer_pictures(instance, [status_quo]) == ()


def test_a_name_is_written_once_above_the_bars_that_have_it() -> None:
    bars = [Bar("One", "a", 1.0), Bar("One", "b", 2.0), Bar("Two", "a", -3.0, start=4.0)]
    chart = named_bars(bars, {"a": "#000000", "b": "#333333"}, "Values", legend=True)
    spec = charts.picture("bars", "Bars", "Three bars.", chart, Grid("Bars", (), ())).spec
    words, drawn = sorted(spec["datasets"].values(), key=len)
    assert words == [{"slot": 0, "name": "One"}, {"slot": 3, "name": "Two"}]
    assert [(row["slot"], row["end"], row["at"]) for row in drawn] == [(1, 1.0, 1.0), (2, 2.0, 2.0), (4, 1.0, 4.0)]
