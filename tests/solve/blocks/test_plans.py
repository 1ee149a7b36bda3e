"""The side of decisions as arrays: what stands in it, and owners who get what is due as part of what a move costs."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from agreement.random_instances import random_case
from builders import build_instance, build_mandate
from model.model_case import ModelCase, cost_of, row_of, solve_fixed
from solve.blocks.plans_case import PlansCase

from solver.evaluate.judge import Judge
from solver.instance.instance import Instance
from solver.levers.tables import Tables
from solver.mandate import Mandate
from solver.model import build
from solver.model import unpriced as unpriced_model
from solver.solve.arrays import unpriced
from solver.solve.problem import Problem

FREE = {"output", "sales_mcny", "loss_mcny"}
OF_BRACKETS = {"in_mode", "lines_in_mode", "output", "price", "rate", "revenue", "loss"}
AT_FIRST = ("plant", 2025, "unsubsidised", "closed")


def owed(mandate: Mandate) -> PlansCase:
    """Return a plant of two lines whose owner takes at least 15 a line."""
    return PlansCase.of(build_instance(plants=[{"lines": 2, "reservation_value_mcny_per_line": 15}]), mandate)


def with_compensation_chosen(judge: Judge, tables: Tables, monkeypatch: pytest.MonkeyPatch) -> Problem:
    """Return the model without markets with compensation as columns, as in the whole model."""
    with monkeypatch.context() as patch:
        patch.setattr(unpriced_model, "add_people_and_firms", lambda *told, **_: build.add_people_and_firms(*told))
        return unpriced(judge.instance, judge.mandate, tables, judge)


@pytest.mark.parametrize("seed", range(0, 24, 2))
def test_owners_are_paid_at_the_same_least_cost(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    instance, mandate = random_case(seed, 60)
    limits = mandate.limits.model_copy(
        update={"participation": mandate.limits.participation.model_copy(update={"level": "hard"})}
    )
    case = PlansCase.of(instance, mandate.model_copy(update={"limits": limits}))
    chosen, due = with_compensation_chosen(case.judge, case.tables, monkeypatch), case.plans.problem
    rng = np.random.default_rng(seed)
    for _ in range(4):
        # Lines that are open are made to cost something, or their owners would not leave.
        dearer = {key: rng.normal(0, 60) for key in chosen.columns if key[0] == "lines"}
        for each in (chosen, due):
            for key, amount in dearer.items():
                each.cost[each.column_of[key]] += amount
        before, after = solve_fixed(chosen, {}), solve_fixed(due, {})
        assert before.status == after.status
        if before.status == 0:
            assert after.fun + due.offset == pytest.approx(before.fun + chosen.offset, abs=1e-5)


def test_what_is_due_is_part_of_what_a_move_costs(monkeypatch: pytest.MonkeyPatch) -> None:
    # The owner is due what the line would earn, and at least 15; public money counts as it is. The column and both of
    # its rows are gone.
    case = owed(build_mandate(limits={"participation": {}}))
    (due,) = [row.due_mcny for row in case.tables.transitions]
    assert due >= 15
    chosen, settled = with_compensation_chosen(case.judge, case.tables, monkeypatch), case.plans.problem
    assert ("compensation_mcny", AT_FIRST) in chosen.columns
    assert set(chosen.columns) - set(settled.columns) == {("compensation_mcny", AT_FIRST)}
    assert set(chosen.rows) - set(settled.rows) == {("participation", AT_FIRST), ("windfall", AT_FIRST)}
    added = due * cost_of(chosen, "compensation_mcny", AT_FIRST)
    assert cost_of(settled, "lines_moved", AT_FIRST) == cost_of(chosen, "lines_moved", AT_FIRST) + added


@pytest.mark.parametrize(
    "mandate",
    [
        build_mandate(limits={"participation": {"level": "soft", "breach_price_mcny": 1}}),
        build_mandate(),
        build_mandate(levers={"compensate_exits": False}, limits={"participation": {}}),
    ],
    ids=["soft", "off", "unpaid"],
)
def test_where_less_may_be_paid_nothing_is_settled(mandate: Mandate, monkeypatch: pytest.MonkeyPatch) -> None:
    case = owed(mandate)
    chosen = with_compensation_chosen(case.judge, case.tables, monkeypatch)
    assert (case.plans.problem.columns, case.plans.problem.rows) == (chosen.columns, chosen.rows)


def test_what_is_left_of_a_problem_keeps_names_sides_and_factors() -> None:
    # Every row and column but the first, in the order asked for.
    case = owed(build_mandate())
    problem = case.plans.problem
    rows, columns = np.arange(1, len(problem.rows)), np.arange(1, len(problem.columns))[::-1]
    left = problem.part(rows, columns)
    assert (left.rows, left.columns) == (problem.rows[1:], problem.columns[:0:-1])
    for name, at in left.rows:
        factors, low, high = row_of(problem, name, at)
        kept = {key: factor for key, factor in factors.items() if key != problem.columns[0]}
        assert row_of(left, name, at) == (kept, low, high)
    for key in ("cost", "lower", "upper", "integer"):
        assert getattr(left, key).tolist() == getattr(problem, key)[:0:-1].tolist()


def dear_hiring() -> tuple[Instance, Mandate]:
    """Return a case in which the rehired must be paid 1 500 more than they earn, which is more than the benefit."""
    instance = build_instance(
        regions=[{"id": "region", "rehired_wage_cny_per_month": 2_000, "vacancies_persons_per_year": 30}],
        programmes=[{}],
    )
    return instance, build_mandate(limits={"wage_floor": {"floor_pct_of_average_wage": 70}})


@pytest.mark.parametrize(("instance", "mandate"), [*(random_case(seed, 60) for seed in range(0, 40, 5)), dear_hiring()])
def test_rows_that_markets_have_no_part_in_are_those_of_the_whole_model(
    instance: Instance, mandate: Mandate, monkeypatch: pytest.MonkeyPatch
) -> None:
    case = ModelCase.of(instance, mandate)
    if case.tables.decides_nothing:
        return
    alone = with_compensation_chosen(case.judge, case.tables, monkeypatch)
    whole = case.problem
    compared = 0
    for name, at in alone.rows:
        factors, low, high = row_of(alone, name, at)
        if not FREE & {column for column, _ in factors}:
            found, *sides = row_of(whole, name, at)
            assert by_lines(found) == pytest.approx(factors)
            assert sides == pytest.approx([low, high])
            compared += 1
    assert compared > 0
    # No column is forgotten but those of brackets, and no row in which these have no part.
    known = set(alone.columns)
    assert {name for name, _ in set(whole.columns) - known} <= OF_BRACKETS
    matrix = whole.matrix.tocsr()
    for row, key in enumerate(whole.rows):
        if {whole.columns[column] for column in matrix[[row]].indices} <= known:
            assert key in alone.rows
    # Whatever is neither made, sold nor lost costs the same, and may be as much; subsidies of lines apart, as above.
    for name, at in alone.columns:
        if name not in FREE | {"lines"}:
            assert cost_of(alone, name, at) == pytest.approx(cost_of(whole, name, at))
            assert bounds_of(alone, name, at) == bounds_of(whole, name, at)


def by_lines(factors: dict[tuple[str, Any], float]) -> dict[tuple[str, Any], float]:
    """Return factors with those of a state's lines in whatever bracket, which are the same, as those of its lines."""
    return {("lines", at[:3]) if name == "lines_in_mode" else (name, at): each for (name, at), each in factors.items()}


def bounds_of(problem: Any, name: str, at: Any) -> tuple[float, float]:
    column = problem.column_of[name, at]
    return float(problem.lower[column]), float(problem.upper[column])


def test_uses_are_what_open_states_may_do() -> None:
    # A subsidy of 2 takes the offer from 6 to 4; without it 6 is offered. The fixed cost stays what it is.
    plants = [{"lines": 3, "cash_cost_cny_per_unit": 6, "fixed_cost_mcny_per_line": 9, "subsidy_cny_per_unit": 2}]
    plans = PlansCase.of(build_instance(plants=plants), build_mandate()).plans
    uses = plans.uses
    assert [plans.problem.columns[column] for column in uses.output] == [
        ("output", ("plant", state, 2025, "base")) for state in ("subsidised", "unsubsidised")
    ]
    assert (uses.offer_cny_per_unit.tolist(), uses.cash_cost_cny_per_unit.tolist()) == ([4, 6], [6, 6])
    assert (uses.fixed_cost_mcny.tolist(), uses.most_lines.tolist()) == ([9, 9], [3, 3])
    # At 6.5 a line that runs makes 10 at 0.5 each and loses 9 - 5; idle it loses 9; at 8 it loses nothing.
    at = np.array([6.5, 6.5])
    assert uses.loss_mcny(at, np.array([True, False])).tolist() == [4, 9]
    assert uses.loss_mcny(at + 1.5, np.array([True, True])).tolist() == [0, 0]


def test_lines_are_planned_no_longer_than_until_they_start() -> None:
    new = {"id": "new", "lines": 2, "start_year": 2026, "capital_cost_mcny_per_line": 4}
    case = PlansCase.of(build_instance(header={"years": 3}, plants=[{}, new]), build_mandate())
    nodes = [case.node("new", "planned", year) for year in (2025, 2026, 2027)]
    assert case.plans.problem.upper[case.plans.lines[nodes]].tolist() == [2, 0, 0]
