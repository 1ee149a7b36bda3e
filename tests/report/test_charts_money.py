"""Charts of money: the widths of all streams add up to the payments, at both ends."""

from __future__ import annotations

import pytest
from chart_case import rows_of
from report_case import make_instance, make_result

from solver.plan import Move, Plan
from solver.report.charts_money import (
    GAP,
    LABEL,
    MOST_PAYERS,
    OTHERS,
    STEPS,
    TALLEST,
    Payments,
    flow,
    merged,
    money_pictures,
    payments_of,
)
from solver.report.grid import Sides

CROSSING: Payments = {
    ("centre", "severance"): 30.0,
    ("centre", "exit_compensation"): 50.0,
    ("province", "exit_compensation"): 10.0,
    ("province", "income_support"): 5.0,
}


def sides_of() -> Sides:
    result = make_result(make_instance())
    assert result.plan is not None
    return [result.status_quo, result.plan]


def test_widths_add_up_to_the_payments_at_both_ends() -> None:
    laid = flow(CROSSING, pixels_per_mcny=2.0)
    assert {(each.payer, each.purpose): each.width for each in laid.streams} == {
        key: 2 * mcny for key, mcny in CROSSING.items()
    }
    for nodes, end in ((laid.payers, "payer"), (laid.purposes, "purpose")):
        for node in nodes:
            widths = sum(each.width for each in laid.streams if getattr(each, end) == node.key)
            assert widths == pytest.approx(node.bottom - node.top) == pytest.approx(2 * node.mcny)
        assert sum(node.bottom - node.top for node in nodes) == pytest.approx(2 * sum(CROSSING.values()))


def test_streams_fill_their_nodes_from_the_top_without_gap_or_overlap() -> None:
    laid = flow(CROSSING, pixels_per_mcny=2.0)
    tops = {node.key: node.top for node in (*laid.payers, *laid.purposes)}
    # The centre pays 80 and comes first: 50 leave it from the top, 30 below them. The 10 arrive below the 50.
    assert [(each.payer, each.purpose, each.leaves, each.arrives) for each in laid.streams] == [
        ("centre", "exit_compensation", 0, 0),
        ("centre", "severance", 100, tops["severance"]),
        ("province", "exit_compensation", tops["province"], 100),
        ("province", "income_support", tops["province"] + 20, tops["income_support"]),
    ]


def test_names_never_overlap() -> None:
    laid = flow({("a", "severance"): 1.0, ("b", "severance"): 1.0}, pixels_per_mcny=0.001)
    assert [node.top for node in laid.payers] == [0, LABEL + GAP]
    assert laid.height == 2 * LABEL + GAP


def test_payers_beyond_the_largest_are_drawn_together_and_nothing_is_lost() -> None:
    payments = {(f"p{n}", "severance"): float(n) for n in range(1, MOST_PAYERS + 3)}
    drawn = merged(payments)
    # The seven largest of ten are themselves; 1 + 2 + 3 are together.
    assert len(drawn) == MOST_PAYERS
    assert drawn[OTHERS, "severance"] == 6
    assert sum(drawn.values()) == sum(payments.values())
    assert merged(CROSSING) == CROSSING


def test_the_drawn_streams_are_the_payments_of_the_judge() -> None:
    _, plan = sides_of()
    assert payments_of(make_instance(), plan) == pytest.approx(
        {("fund", "exit_compensation"): 7, ("fund", "severance"): 5, ("fund", "income_support"): 0.6}
    )
    (picture,) = money_pictures(make_instance(), sides_of())  # the status quo pays nothing
    rows = rows_of(picture, "stream")
    assert len(rows) == 3 * (STEPS + 1)
    # All 12.6 are TALLEST wide, at each step of the way.
    for row in rows:
        share = {"Exit compensation": 7, "Severance": 5, "Income support": 0.6}[row["purpose"]] / 12.6
        assert row["y2"] - row["y"] == pytest.approx(share * TALLEST, abs=2e-3)
    assert {row["amount"] for row in rows} == {"7.000 CNY million", "5.000 CNY million", "0.600 CNY million"}


def test_one_width_is_one_amount_on_both_sides() -> None:
    instance = make_instance(plants=[{"id": "poor", "name": "Poor", "subsidy_mcny_per_line": 4}])
    move = Move(plant="poor", year=2025, from_state="subsidised", to_state="closed", lines=1, compensation_mcny=7)
    result = make_result(instance, plan=Plan(instance="case", moves=(move,)))
    assert result.plan is not None
    plan, status_quo = money_pictures(instance, [result.status_quo, result.plan])
    assert (plan.id, status_quo.id) == ("money-plan", "money-status-quo")
    # The plan pays 7 + 5 + 0.6, the status quo a subsidy of 4.
    (node,) = [row for row in rows_of(status_quo, "label") if row["is_payer"]]
    assert node["y2"] - node["y"] == pytest.approx(TALLEST * 4 / 12.6, abs=2e-3)


def test_table_and_words_tell_the_payments() -> None:
    (picture,) = money_pictures(make_instance(), sides_of())
    assert [row.cells for row in picture.table.rows] == [
        ("The fund", "Exit compensation", "7.000"),
        ("The fund", "Severance", "5.000"),
        ("The fund", "Income support", "0.600"),
        ("All together", "", "12.600"),
    ]
    assert picture.description == (
        "Plan: 12.60 CNY million are paid in all years together. The largest part, 7.00 CNY million or 56 %, goes from"
        " The fund to exit compensation."
    )


def test_where_nobody_pays_there_is_no_chart() -> None:
    assert money_pictures(make_instance(), sides_of()[:1]) == ()
