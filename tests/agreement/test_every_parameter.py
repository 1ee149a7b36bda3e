"""Every documented parameter changes some answer: another value of it, and something in the answer is another.

An answer is the solver's result for a town in which everything happens, with the tables of the status quo and of the
best plan, and the comparison with what was observed. What belongs to levers and soft limits that the town has not is
in ``parameters_of_levers.py``. A field that is added without a line in either fails a test here.
"""

from __future__ import annotations

import copy
from collections.abc import Iterator
from typing import Any

import pytest
from agreement import parameters_of_levers as levers
from agreement.conftest import Solve
from builders import build_instance, build_mandate
from pydantic import BaseModel

from solver.instance.records import RECORDS, Header, Record
from solver.mandate import Mandate
from solver.report.calibration import compare_with_observations

WORDS = {"id", "name", "title", "reason", "source", "format", "currency", "period", "unit", "guidance"}
"""Columns that name or explain and are found in reports alone; keys that tie rows together are not among them."""
WORDS_ONLY = {"sources", "provenance", "products"}
"""Tables made of such columns alone."""
REPORTED_ONLY = {("header", "price_year")}
"""A year that says what the money is worth; no rule computes with it."""

TABLES: dict[str, Any] = {
    "header": {"years": 2, "discount_rate_pct": 5},
    "regions": [{"id": "region", "reemployment_pct": 30, "vacancies_persons_per_year": 60}, {"id": "other"}],
    "products": [{"id": "product"}, {"id": "substitute"}],
    "markets": [
        {"id": "market", "demand_growth_pct_per_year": -2},
        {"id": "elsewhere", "demand_munit": 10, "price_cap_cny_per_unit": 15},
    ],
    "firms": [
        {"id": "strong", "ownership": "state", "overhead_mcny_per_year": 3},
        {"id": "weak", "cash_mcny": 300, "credit_mcny": 20, "overhead_mcny_per_year": 4},
    ],
    "plants": [
        {"id": "mill", "firm": "strong", "capacity_munit_per_line": 80, "subsidy_mcny_per_line": 6},
        {
            "id": "forge",
            "firm": "weak",
            "lines": 2,
            "capacity_munit_per_line": 30,
            "cash_cost_cny_per_unit": 11,
            "fixed_cost_mcny_per_line": 90,
            "closure_cost_mcny_per_line": 2,
            "reservation_value_mcny_per_line": 3,
            "subsidy_cny_per_unit": 1,
            "subsidy_mcny_per_line": 4,
        },
        {"id": "kiln", "firm": "strong", "market": "elsewhere", "capacity_munit_per_line": 2, "workers_per_line": 7},
    ],
    "payers": [{"id": "fund"}, {"id": "state"}],
    "duties": [
        {"purpose": "exit_compensation", "payer": "fund"},
        {"purpose": "severance", "payer": "fund", "share_pct": 50},
        {"purpose": "severance", "payer": "state", "share_pct": 50},
        {"purpose": "income_support", "payer": "fund"},
    ],
    "programmes": [{"setup_cost_mcny": 0.5, "cost_mcny_per_class": 0.2, "max_classes_per_year": 2}],
    "scenarios": [
        {"id": "low", "probability_pct": 50, "demand_factor": 0.9, "vacancy_factor": 0.8},
        {"id": "high", "probability_pct": 50, "demand_factor": 1.1},
    ],
    "observations": [
        {
            "id": "seen",
            "measure": "price_cny_per_unit",
            "subject": "market",
            "year": 2025,
            "low": 5,
            "high": 6,
            "period": "2024",
        }
    ],
}
WISHES: dict[str, Any] = {
    "limits": {
        "unemployment": {"rise_ceiling_percentage_points": 2},
        "income_floor": {},
        "consumer_price": {"ceiling_pct_of_reference": 190},
        "supply": {"floor_pct_of_reference_demand": 10},
        "budget": {},
        "participation": {},
    },
    "weights": {"public_outlay": 0.4, "without_work_mcny_per_person_year": 0.5},
    "budget_additions": [
        {"payer": "fund", "from_year": 2025, "to_year": 2025, "mcny_per_year": 60},
        {"payer": "state", "from_year": 2025, "to_year": 2026, "mcny_per_year": 30},
    ],
}

FACTS: dict[tuple[str, str], tuple[int, Any]] = {
    ("regions", "labour_force_persons"): (0, 9_000),
    ("regions", "unemployed_persons"): (0, 50),
    ("regions", "average_wage_cny_per_month"): (0, 5_500),
    ("regions", "unemployment_benefit_cny_per_month"): (0, 3_000),
    ("regions", "reemployment_pct"): (0, 35),
    ("regions", "vacancies_persons_per_year"): (0, 20),
    ("markets", "product"): (1, "substitute"),
    ("markets", "demand_munit"): (0, 105),
    ("markets", "demand_growth_pct_per_year"): (0, 3),
    ("markets", "reference_price_cny_per_unit"): (0, 9),
    ("markets", "price_cap_cny_per_unit"): (1, 12),
    ("markets", "demand_elasticity"): (0, -0.9),
    ("firms", "ownership"): (1, "state"),
    ("firms", "cash_mcny"): (1, 320),
    ("firms", "credit_mcny"): (1, 30),
    ("firms", "overhead_mcny_per_year"): (1, 6),
    ("plants", "firm"): (1, "strong"),
    ("plants", "region"): (1, "other"),
    ("plants", "market"): (1, "elsewhere"),
    ("plants", "lines"): (1, 3),
    ("plants", "capacity_munit_per_line"): (1, 35),
    ("plants", "cash_cost_cny_per_unit"): (1, 11.5),
    ("plants", "fixed_cost_mcny_per_line"): (1, 95),
    ("plants", "workers_per_line"): (1, 110),
    ("plants", "service_years"): (1, 12),
    ("plants", "closure_cost_mcny_per_line"): (1, 4),
    ("plants", "reservation_value_mcny_per_line"): (1, 8),
    ("plants", "subsidy_cny_per_unit"): (1, 1.5),
    ("plants", "subsidy_mcny_per_line"): (1, 5),
    ("plants", "subsidy_payer"): (1, "state"),
    ("duties", "purpose"): (0, "income_support"),
    ("duties", "region"): (0, "other"),
    ("duties", "payer"): (0, "state"),
    ("duties", "share_pct"): (1, 60),
    ("programmes", "region"): (0, "other"),
    ("programmes", "payer"): (0, "state"),
    ("programmes", "setup_cost_mcny"): (0, 0.7),
    ("programmes", "class_size_persons"): (0, 12),
    ("programmes", "cost_mcny_per_class"): (0, 0.3),
    ("programmes", "max_classes_per_year"): (0, 3),
    ("programmes", "reemployment_pct"): (0, 90),
    ("scenarios", "probability_pct"): (0, 30),
    ("scenarios", "demand_factor"): (0, 0.8),
    ("scenarios", "vacancy_factor"): (0, 0.2),
    ("observations", "measure"): (0, "output_munit"),
    ("observations", "subject"): (0, "elsewhere"),
    ("observations", "year"): (0, 2026),
    ("observations", "low"): (0, 5.5),
    ("observations", "high"): (0, 6.5),
    ("header", "first_year"): (0, 2026),
    ("header", "years"): (0, 3),
    ("header", "discount_rate_pct"): (0, 8),
}
"""Table and column to the row in which it is changed, and the other value."""

MANDATE: dict[tuple[str, ...], Any] = {
    ("levers", "first_decision_year"): 2026,
    ("levers", "close_lines"): False,
    ("levers", "withdraw_subsidies"): False,
    ("levers", "compensate_exits"): False,
    ("levers", "retrain"): False,
    ("limits", "unemployment", "level"): "off",
    ("limits", "unemployment", "rise_ceiling_percentage_points"): 0.5,
    ("limits", "unemployment", "by_region"): {"region": 0.5},
    ("limits", "income_floor", "level"): "off",
    ("limits", "income_floor", "floor_pct_of_average_wage"): 50,
    ("limits", "consumer_price", "level"): "off",
    ("limits", "consumer_price", "ceiling_pct_of_reference"): 180,
    ("limits", "supply", "level"): "off",
    ("limits", "supply", "floor_pct_of_reference_demand"): 20,
    ("limits", "budget", "level"): "off",
    ("limits", "participation", "level"): "off",
    ("weights", "operating_losses"): 2,
    ("weights", "overheads"): 2,
    ("weights", "closure_costs"): 2,
    ("weights", "public_outlay"): 0.5,
    ("weights", "consumer_harm"): 2,
    ("weights", "displaced_mcny_per_person"): 0.2,
    ("weights", "without_work_mcny_per_person_year"): 0.6,
    ("budget_additions", "payer"): "state",
    ("budget_additions", "from_year"): 2026,
    ("budget_additions", "to_year"): 2026,
    ("budget_additions", "mcny_per_year"): 70,
}
"""Path of a wish to its other value."""

CHANGED_TOGETHER: dict[tuple[str, ...], dict[tuple[str, ...], Any]] = {
    # A span that begins in 2026 must end then or later, and the share of one duty is what the other leaves.
    ("budget_additions", "from_year"): {("budget_additions", "to_year"): 2026},
}


def tables_and_fields() -> Iterator[tuple[str, str]]:
    yield from (("header", field) for field in Header.model_fields)
    for record in RECORDS:
        if record.table not in WORDS_ONLY:
            yield from ((record.table, field) for field in record.model_fields)


def wishes_of(model: type[BaseModel], path: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    for name, field in model.model_fields.items():
        kinds = [field.annotation, *getattr(field.annotation, "__args__", ())]
        inner = next((kind for kind in kinds if isinstance(kind, type) and issubclass(kind, BaseModel)), None)
        if inner is not None:
            yield from wishes_of(inner, (*path, name))
        elif name not in WORDS:
            yield (*path, name)


def answer(solve: Solve, tables: dict[str, Any], wishes: dict[str, Any]) -> dict[str, Any]:
    """Return all that is told of a case."""
    instance = build_instance(**tables)
    result = solve(instance, build_mandate(**wishes))
    told: dict[str, Any] = {"status": result.status, "products": [m.product for m in instance.markets.values()]}
    told["observed"] = compare_with_observations(instance, result.status_quo).to_csv()
    for name, outcome in (("status quo", result.status_quo), ("plan", result.plan)):
        if outcome is not None:
            told[name] = (outcome.objective_mcny, outcome.plan, [frame.to_csv() for frame in outcome.tables.values()])
    return told


@pytest.fixture(scope="module")
def town() -> dict[str, Any]:
    return {}


def base(solve: Solve, kept: dict[str, Any]) -> dict[str, Any]:
    if not kept:
        kept.update(answer(solve, TABLES, WISHES))
    assert kept["status"] == "optimal"
    return kept


def test_every_fact_has_a_line_here() -> None:
    documented = {each for each in tables_and_fields() if each[1] not in WORDS}
    assert documented == set(FACTS) | set(levers.FACTS) | REPORTED_ONLY


def test_every_wish_has_a_line_here() -> None:
    assert set(wishes_of(Mandate)) == set(MANDATE) | set(levers.MANDATE)


def test_tables_of_words_hold_words_alone() -> None:
    texts = {"id", "name", "unit", "publisher", "title", "url", "licence", "basis", "source", "reasoning"}
    texts |= {"of_table", "of_row", "of_column"}
    records: list[type[Record]] = [record for record in RECORDS if record.table in WORDS_ONLY]
    assert {record.table for record in records} == WORDS_ONLY
    assert all(set(record.model_fields) <= texts for record in records)


@pytest.mark.parametrize(("table", "column"), FACTS, ids=str)
def test_every_fact_changes_an_answer(table: str, column: str, town: dict[str, Any], solve_exactly: Solve) -> None:
    row, value = FACTS[table, column]
    tables = copy.deepcopy(TABLES)
    target = tables[table] if table == "header" else tables[table][row]
    assert target.get(column) != value
    target[column] = value
    if (table, column) == ("duties", "share_pct"):
        tables["duties"][2]["share_pct"] = 100 - value
    if (table, column) == ("duties", "purpose"):
        tables["duties"][3]["purpose"] = "exit_compensation"
        tables["duties"][3]["payer"] = tables["duties"][0]["payer"] = "state"
    if (table, column) == ("scenarios", "probability_pct"):
        tables["scenarios"][1]["probability_pct"] = 100 - value
    assert answer(solve_exactly, tables, WISHES) != base(solve_exactly, town)


@pytest.mark.parametrize("path", MANDATE, ids=str)
def test_every_wish_changes_an_answer(path: tuple[str, ...], town: dict[str, Any], solve_exactly: Solve) -> None:
    wishes = copy.deepcopy(WISHES)
    for each, value in ({path: MANDATE[path]} | CHANGED_TOGETHER.get(path, {})).items():
        if each[0] == "budget_additions":
            wishes["budget_additions"][0][each[1]] = value
        elif each[0] == "limits":
            wishes["limits"][each[1]][each[2]] = value
        else:
            wishes.setdefault(each[0], {})[each[1]] = value
    assert answer(solve_exactly, TABLES, wishes) != base(solve_exactly, town)
