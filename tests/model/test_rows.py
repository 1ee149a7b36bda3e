"""Rows of the model against rows written by hand, one small case for each family of equations."""

from __future__ import annotations

import importlib
import pkgutil
from typing import Any

import pytest
from agreement.random_instances import random_case
from builders import build_instance, build_mandate
from model.model_case import ModelCase, cost_of, row_of

import solver.model
from solver.plan import Move, Plan
from solver.solve.problem import Problem

SUBSIDISED = {"cash_cost_cny_per_unit": 6, "subsidy_cny_per_unit": 2, "subsidy_mcny_per_line": 3, "lines": 2}


def problem(mandate: dict[str, Any] | None = None, **tables: Any) -> Problem:
    return ModelCase.of(build_instance(**tables), build_mandate(**(mandate or {}))).problem


def test_network_lines_of_a_state_are_those_before_and_those_that_move() -> None:
    # In 2026 there are without subsidy those of 2025, plus those that lose it, less those that close.
    found = problem(header={"years": 2}, plants=[SUBSIDISED])
    row, lower, upper = row_of(found, "lines_conserved", ("plant", "unsubsidised", 2026))
    assert row == {
        ("lines", ("plant", "unsubsidised", 2026)): 1,
        ("lines", ("plant", "unsubsidised", 2025)): -1,
        ("lines_moved", ("plant", 2026, "subsidised", "unsubsidised")): -1,
        ("lines_moved", ("plant", 2026, "unsubsidised", "closed")): 1,
    }
    assert (lower, upper) == (0, 0)


def test_network_the_first_year_begins_with_the_lines_at_the_start() -> None:
    row, lower, upper = row_of(problem(plants=[SUBSIDISED]), "lines_conserved", ("plant", "subsidised", 2025))
    assert ("lines", ("plant", "subsidised", 2025)) in row
    assert (lower, upper) == (2, 2)


def test_gates_of_a_programme_open_once_and_cost_in_their_year() -> None:
    # 4 to open, discounted at 25 % it counts 4 / 1.25 = 3.2 a year later.
    found = problem(header={"years": 2, "discount_rate_pct": 25}, programmes=[{"setup_cost_mcny": 4}])
    row, _, upper = row_of(found, "group_room", "programme school")
    assert row == {("gate_open", "school@2025"): 1, ("gate_open", "school@2026"): 1}
    assert upper == 1
    assert cost_of(found, "gate_open", "school@2025") == pytest.approx(4)
    assert cost_of(found, "gate_open", "school@2026") == pytest.approx(3.2)


def test_clearing_one_mode_for_each_market_year_and_scenario() -> None:
    found = problem()
    row, lower, upper = row_of(found, "one_mode", ("market", 2025, "base"))
    assert set(row) == {column for column in found.columns if column[0] == "in_mode"}
    assert set(row.values()) == {1}
    assert (lower, upper) == (1, 1)


def test_clearing_the_model_is_kinder_than_the_judge_until_brackets_are_narrow() -> None:
    # One line sells 10 at 19, 14 above its cash cost of 5, and loses 200 - 140 = 60; consumers do not count.
    case = ModelCase.of(
        build_instance(plants=[{"fixed_cost_mcny_per_line": 200}]), build_mandate(weights={"consumer_harm": 0})
    )
    outcome = case.judge.status_quo
    assert outcome.objective_mcny == pytest.approx(60)
    values = []
    for _ in range(6):
        values.append(case.value_of(outcome))
        case = case.split_at(outcome)
    assert all(value is not None and value <= 60 + 1e-6 for value in values)
    assert values[-1] == pytest.approx(60, rel=1e-4)


def test_labour_hiring_by_chance_and_from_vacancies() -> None:
    # Half of 100 a line; the retrained find work in 90 of 100 cases, 0.4 more than the others. 1000 vacancies.
    found = problem(programmes=[{"reemployment_pct": 90}])
    at = ("region", 2025, "base")
    row, _, upper = row_of(found, "hired_by_chance", at)
    assert row == {
        ("found_work", at): 1,
        ("lines_moved", ("plant", 2025, "unsubsidised", "closed")): -50,
        ("retrained", at): pytest.approx(-0.4),
    }
    assert upper == 0
    row, _, upper = row_of(found, "hired_from_vacancies", at)
    assert (row, upper) == ({("found_work", at): 1}, 1_000)


def test_labour_the_pool_passes_from_year_to_year() -> None:
    found = problem(header={"years": 2})
    now, before = ("region", 2026, "base"), ("region", 2025, "base")
    row, lower, upper = row_of(found, "pool", now)
    assert row == {
        ("without_work", now): 1,
        ("found_work", now): 1,
        ("lines_moved", ("plant", 2026, "unsubsidised", "closed")): -100,
        ("without_work", before): -1,
    }
    assert (lower, upper) == (0, 0)


def test_labour_support_is_the_greater_of_benefit_and_floor() -> None:
    # 1000 CNY a month are 0.012 mcny a year, 40 % of 5000 are 0.024.
    found = problem({"limits": {"income_floor": {}}})
    at = ("region", 2025, "base")
    for name, least in (("statutory_benefit", 0.012), ("income_floor", 0.024)):
        row, _, upper = row_of(found, name, at)
        assert row == {("without_work", at): pytest.approx(least), ("support_mcny", at): -1}
        assert upper == 0


def test_firms_owners_get_what_is_due_and_no_more() -> None:
    # State-owned, closure cost 7.
    found = problem(plants=[{"closure_cost_mcny_per_line": 7}], firms=[{"ownership": "state"}])
    key = ("plant", 2025, "unsubsidised", "closed")
    for name, sign in (("participation", 1), ("windfall", -1)):
        row, _, upper = row_of(found, name, key)
        assert row == {("lines_moved", key): 7 * sign, ("compensation_mcny", key): -sign}
        assert upper == 0


def test_firms_stay_solvent_to_the_end_of_their_credit() -> None:
    # Cash may fall to -30, however the row is scaled or turned.
    poor = {"cash_mcny": 10, "credit_mcny": 30}
    found = problem(firms=[poor], plants=[{"fixed_cost_mcny_per_line": 50}])
    row, lower, upper = row_of(found, "solvency", ("firm", 2025, "base"))
    assert list(row) == [("cash_mcny", ("firm", 2025, "base"))]
    (coefficient,) = row.values()
    assert (upper if coefficient < 0 else -lower) / abs(coefficient) == pytest.approx(30)


def test_welfare_people_without_work_stay_below_the_ceiling() -> None:
    # 1.5 % of 10 000.
    limits = {"limits": {"unemployment": {"rise_ceiling_percentage_points": 1.5}}}
    row, _, upper = row_of(problem(limits), "unemployment", ("region", 2025, "base"))
    assert (row, upper) == ({("without_work", ("region", 2025, "base")): 1}, 150)


@pytest.mark.parametrize(("ceiling_pct", "kept"), [(195, False), (200, True)])
def test_welfare_no_price_above_the_ceiling(ceiling_pct: float, kept: bool) -> None:
    # Without its only line the market's price is 20, where demand ends.
    limits = {"consumer_price": {"ceiling_pct_of_reference": ceiling_pct}}
    case = ModelCase.of(build_instance(), build_mandate(limits=limits))
    closing = Move(plant="plant", year=2025, from_state="unsubsidised", to_state="closed", lines=1)
    outcome = case.judge.evaluate(Plan(instance="case", moves=(closing,)))
    assert outcome.feasible == kept
    assert (case.value_of(outcome) is not None) == kept


def test_welfare_payers_spend_no_more_than_today_and_what_is_added() -> None:
    # Today 10 units at 2 and a line at 3: 23; 40 are added.
    found = problem(
        {
            "limits": {"budget": {}},
            "budget_additions": [{"from_year": 2025, "to_year": 2025, "mcny_per_year": 40}],
        },
        plants=[SUBSIDISED | {"lines": 1}],
    )
    row, _, upper = row_of(found, "budget", ("fund", 2025, "base"))
    # 100 workers with 10 years at 5000 CNY a month get 5 mcny.
    assert row["lines_moved", ("plant", 2025, "subsidised", "closed")] == pytest.approx(5)
    assert row["support_mcny", ("region", 2025, "base")] == pytest.approx(1)
    assert upper == pytest.approx(63)


def test_every_name_in_a_model_is_explained_in_a_module_of_the_model() -> None:
    explained = "".join(
        importlib.import_module(f"solver.model.{module.name}").__doc__ or ""
        for module in pkgutil.iter_modules(solver.model.__path__)
    )
    names: set[str] = set()
    for seed in range(0, 40):
        found = ModelCase.of(*random_case(seed))
        if not found.tables.decides_nothing:
            names |= {name for name, _ in (*found.problem.columns, *found.problem.rows)}
    missing = sorted(name for name in names if f"``{name}" not in explained)
    assert not missing
