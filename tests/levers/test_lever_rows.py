"""Rows of exits, withdrawals and retraining."""

from __future__ import annotations

import pytest
from builders import build_instance, build_mandate

from solver.evaluate.judge import Judge
from solver.instance.instance import Instance
from solver.levers.collect import collect_tables
from solver.levers.tables import StateRow, Tables
from solver.mandate import Mandate


def tables(instance: Instance, mandate: Mandate | None = None) -> Tables:
    mandate = mandate or build_mandate()
    return collect_tables(instance, mandate, Judge(instance, mandate).due_mcny_per_line)


SUBSIDISED = {"cash_cost_cny_per_unit": 6, "subsidy_cny_per_unit": 2, "subsidy_mcny_per_line": 3, "lines": 2}


def test_a_subsidised_plant_has_two_states_and_starts_in_the_first() -> None:
    first, second = tables(build_instance(plants=[SUBSIDISED])).states
    assert (first.state, first.lines_at_start, first.offer_cny_per_unit, first.subsidy_payer) == (
        "subsidised",
        2,
        4,
        "fund",
    )
    assert (second.state, second.lines_at_start, second.offer_cny_per_unit, second.subsidy_payer) == (
        "unsubsidised",
        0,
        6,
        None,
    )
    assert (second.subsidy_cny_per_unit, second.subsidy_mcny) == (0, 0)


def test_a_plant_without_subsidy_has_one_state() -> None:
    assert [row.state for row in tables(build_instance()).states] == ["unsubsidised"]


def test_a_loss_of_a_line_is_never_below_zero() -> None:
    # Fixed cost 30. At 9, 10 units bring (9 - 5) * 10 = 40: no loss. At 6 they bring 10: loss 20.
    (row,) = tables(build_instance(plants=[{"fixed_cost_mcny_per_line": 30}])).states
    assert isinstance(row, StateRow)
    assert (row.loss_mcny(9, 10), row.loss_mcny(6, 10)) == (0, 20)


def test_transitions_go_down_only_in_each_year_from_the_first_decision_year() -> None:
    instance = build_instance(header={"years": 3}, plants=[SUBSIDISED])
    rows = tables(instance, build_mandate(levers={"first_decision_year": 2026})).transitions
    moves = {("subsidised", "unsubsidised"), ("subsidised", "closed"), ("unsubsidised", "closed")}
    assert {row.key for row in rows} == {("plant", year, *move) for year in (2026, 2027) for move in moves}


def test_a_closing_states_what_it_costs() -> None:
    # 100 workers with 10 years at 5000 CNY: 5 mcny severance. State-owned, so only the closure cost of 7 is due.
    instance = build_instance(plants=[{"closure_cost_mcny_per_line": 7}], firms=[{"ownership": "state"}])
    (row,) = tables(instance).transitions
    assert (row.displaced_persons, row.closure_cost_mcny, row.due_mcny) == (100, 7, 7)
    assert row.severance_mcny == pytest.approx(5)


@pytest.mark.parametrize(
    ("lever", "left"),
    [
        # Without withdrawals no line ever stands unsubsidised, so closing from there is not offered either.
        ("withdraw_subsidies", {("subsidised", "closed")}),
        ("close_lines", {("subsidised", "unsubsidised")}),
    ],
)
def test_a_lever_that_is_not_allowed_has_no_rows(lever: str, left: set[tuple[str, str]]) -> None:
    rows = tables(build_instance(plants=[SUBSIDISED]), build_mandate(levers={lever: False})).transitions
    assert {(row.from_state, row.to_state) for row in rows} == left


def test_without_compensation_only_lines_whose_owner_is_due_nothing_can_close() -> None:
    plants = [{"id": "free"}, {"id": "costly", "closure_cost_mcny_per_line": 1}]
    rows = tables(build_instance(plants=plants), build_mandate(levers={"compensate_exits": False})).transitions
    assert [row.plant for row in rows] == ["free"]


def test_a_programme_has_a_gate_a_year_and_classes_behind_the_gates_up_to_then() -> None:
    instance = build_instance(header={"years": 2}, programmes=[{"setup_cost_mcny": 4, "reemployment_pct": 90}])
    found = tables(instance)
    assert [(row.gate, row.subject, row.year, row.cost_mcny) for row in found.gates] == [
        ("school@2025", "school", 2025, 4),
        ("school@2026", "school", 2026, 4),
    ]
    assert [row.gates for row in found.services] == [("school@2025",), ("school@2025", "school@2026")]
    assert found.services[0].reemployment_share == pytest.approx(0.9)
    assert not tables(instance, build_mandate(levers={"retrain": False})).gates


def test_tables_that_decide_nothing_say_so() -> None:
    none = build_mandate(levers={"close_lines": False, "withdraw_subsidies": False, "retrain": False})
    assert tables(build_instance(), none).decides_nothing
    assert not tables(build_instance()).decides_nothing
