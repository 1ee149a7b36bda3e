"""What may not change the optimum, and which way a change may go, on random cases."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Mapping
from typing import Any

import pytest
from agreement.conftest import Solve
from agreement.random_instances import random_case
from builders import build_instance, build_mandate

from solver.instance.instance import Instance
from solver.instance.records import Record, Scenario
from solver.mandate import Mandate
from solver.solve.result import Result

CASES = pytest.mark.parametrize("number", range(0, 60, 12))
TABLES = ("regions", "markets", "firms", "plants", "payers", "duties", "programmes", "scenarios")
MONEY: dict[str, tuple[str, ...]] = {
    "regions": ("average_wage_cny_per_month", "unemployment_benefit_cny_per_month", "rehired_wage_cny_per_month"),
    "markets": ("reference_price_cny_per_unit", "price_cap_cny_per_unit"),
    "firms": ("cash_mcny", "credit_mcny", "overhead_mcny_per_year"),
    "plants": (
        "cash_cost_cny_per_unit",
        "fixed_cost_mcny_per_line",
        "closure_cost_mcny_per_line",
        "reservation_value_mcny_per_line",
        "subsidy_cny_per_unit",
        "subsidy_mcny_per_line",
        "capital_cost_mcny_per_line",
    ),
    "payers": ("levy_mcny_per_munit",),
    "programmes": ("setup_cost_mcny", "cost_mcny_per_class"),
    "barriers": ("removal_cost_mcny",),
    "links": ("transport_cost_cny_per_unit", "tariff_cny_per_unit"),
    "price_rates": ("price_cny_per_unit",),
    "merger_pairs": ("overhead_saving_mcny_per_year", "unit_cost_saving_cny_per_unit", "integration_cost_mcny"),
    "upgrades": ("cash_cost_cny_per_unit", "fixed_cost_mcny_per_line", "capital_cost_mcny_per_line"),
    "vouchers": ("cost_mcny_per_tranche",),
    "transfers": ("most_mcny_per_year",),
}
"""Every column that is money."""
KEYS = ("id", "region", "market", "firm", "payer", "subsidy_payer")


def same(one: Result, other: Result, factor: float = 1.0) -> None:
    """Assert that two results have the same status and objective, up to a factor."""
    assert one.status == other.status
    if one.objective_mcny is not None:
        assert other.objective_mcny == pytest.approx(one.objective_mcny * factor, rel=2e-6, abs=2e-6)


def rekeyed(instance: Instance, changed: Callable[[Record], dict[str, Any]]) -> Instance:
    """Return a copy with some columns of every row changed, and the rows in reverse order."""
    tables = {}
    for name in TABLES:
        rows = [row.model_copy(update=changed(row)) for row in reversed(instance.table(name).values())]
        tables[name] = {row.row_key: row for row in rows}
    return instance.with_tables(**tables)


def with_rows(instance: Instance, table: str, change: Mapping[str, float]) -> Instance:
    """Return a copy with some columns of every row of a table multiplied."""
    rows = instance.table(table)
    scaled = {
        key: row.model_copy(update={column: getattr(row, column) * factor for column, factor in change.items()})
        for key, row in rows.items()
    }
    return instance.with_tables(**{table: scaled})


def scaled(instance: Instance, columns: dict[str, tuple[str, ...]], factor: float) -> Instance:
    """Return a copy with columns multiplied where they are filled in."""
    for table, names in columns.items():
        rows = {}
        for key, row in instance.table(table).items():
            filled = {name: getattr(row, name) for name in names if getattr(row, name) is not None}
            rows[key] = row.model_copy(update={name: value * factor for name, value in filled.items()})
        instance = instance.with_tables(**{table: rows})
    return instance


def with_limit(mandate: Mandate, limit: str, **change: Any) -> Mandate:
    section = getattr(mandate.limits, limit).model_copy(update=change)
    return mandate.model_copy(update={"limits": mandate.limits.model_copy(update={limit: section})})


@CASES
def test_names_and_order_do_not_matter(number: int, solve_exactly: Solve) -> None:
    instance, mandate = random_case(number)

    def renamed(row: Record) -> dict[str, Any]:
        return {key: f"x{value}" for key in KEYS if (value := getattr(row, key, None)) is not None}

    additions = tuple(a.model_copy(update={"payer": f"x{a.payer}"}) for a in mandate.budget_additions)
    other = mandate.model_copy(update={"budget_additions": additions})
    same(solve_exactly(instance, mandate), solve_exactly(rekeyed(instance, renamed), other))


@CASES
def test_quantities_in_other_units_change_nothing(number: int, solve_exactly: Solve) -> None:
    # Per 1000 instead of per one: a thousandth of the quantity at a thousand times the price.
    instance, mandate = random_case(number)
    k = 1000.0
    other = with_rows(instance, "markets", {"demand_munit": 1 / k, "reference_price_cny_per_unit": k})
    other = with_rows(other, "markets", {"price_cap_cny_per_unit": k})
    prices = {"cash_cost_cny_per_unit": k, "subsidy_cny_per_unit": k}
    other = with_rows(other, "plants", {"capacity_munit_per_line": 1 / k} | prices)
    same(solve_exactly(instance, mandate), solve_exactly(other, mandate))


@CASES
def test_money_in_other_units_multiplies_the_objective(number: int, solve_exactly: Solve) -> None:
    # Tenths of a CNY: every price, cost, wage and weight of people is ten times as much, and so is the objective.
    instance, mandate = random_case(number)
    people = ("displaced_mcny_per_person", "without_work_mcny_per_person_year")
    weights = mandate.weights.model_copy(update={name: 10 * getattr(mandate.weights, name) for name in people})
    additions = tuple(a.model_copy(update={"mcny_per_year": 10 * a.mcny_per_year}) for a in mandate.budget_additions)
    wishes = mandate.model_copy(update={"weights": weights, "budget_additions": additions})
    same(solve_exactly(instance, mandate), solve_exactly(scaled(instance, MONEY, 10.0), wishes), factor=10)


TIGHTER = {
    "unemployment": ("rise_ceiling_percentage_points", 0.5),
    "income_floor": ("floor_pct_of_average_wage", 1.5),
    "consumer_price": ("ceiling_pct_of_reference", 0.9),
    "supply": ("floor_pct_of_reference_demand", 1.2),
}


@CASES
@pytest.mark.parametrize("limit", [*TIGHTER, "budget"])
def test_a_tighter_limit_is_never_better_and_none_never_worse(number: int, limit: str, solve_exactly: Solve) -> None:
    instance, mandate = random_case(number)
    values = [solve_exactly(instance, with_limit(mandate, limit, level="off")).objective_mcny]
    values.append(solve_exactly(instance, with_limit(mandate, limit, level="hard")).objective_mcny)
    if limit in TIGHTER:
        column, factor = TIGHTER[limit]
        tight = getattr(getattr(mandate.limits, limit), column) * factor
        tighter = with_limit(mandate, limit, level="hard", **{column: tight})
        values.append(solve_exactly(instance, tighter).objective_mcny)
    known = [float("inf") if value is None else value for value in values]
    for looser, tighter_value in itertools.pairwise(known):
        assert looser <= tighter_value + 2e-6 * max(1.0, abs(looser))


@CASES
def test_a_lever_less_is_never_better(number: int, solve_exactly: Solve) -> None:
    instance, mandate = random_case(number)
    value = solve_exactly(instance, mandate).objective_mcny
    for lever in ("close_lines", "withdraw_subsidies", "retrain", "compensate_exits"):
        fewer = mandate.model_copy(update={"levers": mandate.levers.model_copy(update={lever: False})})
        other = solve_exactly(instance, fewer).objective_mcny
        if other is not None:
            assert value is not None
            assert value <= other + 2e-6 * max(1.0, abs(other))


@CASES
def test_a_scenario_in_two_halves_changes_nothing(number: int, solve_exactly: Solve) -> None:
    instance, mandate = random_case(number)
    halves: dict[str, Scenario] = {}
    for key, future in instance.futures.items():
        for half in ("a", "b"):
            update = {"id": f"{key}{half}", "probability_pct": future.probability_pct / 2}
            halves[f"{key}{half}"] = future.model_copy(update=update)
    same(solve_exactly(instance, mandate), solve_exactly(instance.with_tables(scenarios=halves), mandate))


@CASES
def test_a_year_after_the_last_is_not_computed(number: int, solve_exactly: Solve) -> None:
    # Money added in years beyond the last, or to another payer, changes nothing.
    instance, mandate = random_case(number)
    for change in ({"from_year": 2090, "to_year": 2099}, {"payer": "stranger"}):
        extra = build_mandate(budget_additions=[{"from_year": 2025, "to_year": 2026, "mcny_per_year": 500} | change])
        other = mandate.model_copy(update={"budget_additions": mandate.budget_additions + extra.budget_additions})
        stranger = instance.with_tables(
            payers=dict(instance.payers) | build_instance(payers=[{"id": "stranger"}]).payers
        )
        same(solve_exactly(instance, mandate), solve_exactly(stranger, other))


@CASES
def test_a_programme_that_only_costs_changes_nothing(number: int, solve_exactly: Solve) -> None:
    # A school in a region of its own, where no line is, could only spend.
    instance, mandate = random_case(number)
    extra = build_instance(
        payers=[{"id": "fund"}], regions=[{"id": "nowhere"}], programmes=[{"id": "empty-school", "region": "nowhere"}]
    )
    other = instance.with_tables(
        regions=dict(instance.regions) | {"nowhere": extra.regions["nowhere"]},
        programmes=dict(instance.programmes) | dict(extra.programmes),
    )
    same(solve_exactly(instance, mandate), solve_exactly(other, mandate))


@pytest.mark.parametrize("number", range(1, 40, 8))
def test_worlds_that_share_nothing_add_up(number: int, solve_exactly: Solve) -> None:
    """Two worlds under one mandate, each with its own market, region, firms and payer."""
    mandate = random_case(number)[1].model_copy(update={"budget_additions": ()})
    here, there = (random_case(seed)[0] for seed in (number, number + 100))
    there = there.with_tables(header=here.header, scenarios=here.scenarios)

    def prefixed(instance: Instance, prefix: str) -> Instance:
        def changed(row: Record) -> dict[str, Any]:
            keys = () if isinstance(row, Scenario) else KEYS
            return {key: f"{prefix}{value}" for key in keys if (value := getattr(row, key, None)) is not None}

        return rekeyed(instance, changed)

    worlds = [stated_everywhere(prefixed(here, "a-")), stated_everywhere(prefixed(there, "b-"))]
    both = worlds[0].with_tables(
        **{name: dict(worlds[0].table(name)) | dict(worlds[1].table(name)) for name in TABLES if name != "scenarios"}
    )
    apart = [solve_exactly(world, mandate) for world in worlds]
    together = solve_exactly(both, mandate)
    if any(result.objective_mcny is None for result in apart):
        assert together.status == "no_plan"
    else:
        assert together.objective_mcny == pytest.approx(
            sum(result.objective_mcny or 0.0 for result in apart), rel=4e-6, abs=4e-6
        )


def stated_everywhere(instance: Instance) -> Instance:
    """Return a copy in which who pays is stated for each region, so that nothing is said of other regions."""
    duties = {}
    for region in instance.regions:
        for purpose in ("exit_compensation", "severance", "income_support"):
            for payer, share in instance.shares(purpose, region).items():
                row = next(iter(instance.duties.values())).model_copy(
                    update={"purpose": purpose, "region": region, "payer": payer, "share_pct": 100 * share}
                )
                duties[row.row_key] = row
    return instance.with_tables(duties=duties)
