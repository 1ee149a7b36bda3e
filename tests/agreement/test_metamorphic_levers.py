"""What may not change the optimum, and which way a change may go, on random cases of each lever."""

from __future__ import annotations

import itertools
from typing import Any

import pytest
from agreement.conftest import Solve
from agreement.random_levers import FAMILIES, lever_case
from agreement.test_metamorphic import MONEY, same, scaled, with_limit, with_rows

from solver.instance.options import Link, MergerPair, Upgrade
from solver.instance.record import Record
from solver.mandate import Mandate

TRADES = ("trade", "fixed", "mixed")
"""Families in which a tie may be settled by the order of markets and links."""
SEEDS = (1,)
FAMILY = pytest.mark.parametrize("family", FAMILIES)
NUMBER = pytest.mark.parametrize("number", SEEDS)
LEVERS = (
    "close_lines",
    "compensate_exits",
    "merge_firms",
    "upgrade_lines",
    "conduct_rules",
    "remove_barriers",
    "stop_entry",
    "adopt_standards",
    "issue_vouchers",
    "transfer_budgets",
    "raise_levies",
)
PER_UNIT: dict[str, tuple[str, ...]] = {
    "markets": ("reference_price_cny_per_unit", "price_cap_cny_per_unit"),
    "plants": ("cash_cost_cny_per_unit", "subsidy_cny_per_unit", "energy_kgce_per_unit", "emissions_tco2_per_unit"),
    "payers": ("levy_mcny_per_munit",),
    "links": ("transport_cost_cny_per_unit", "tariff_cny_per_unit"),
    "price_rates": ("price_cny_per_unit",),
    "merger_pairs": ("unit_cost_saving_cny_per_unit",),
    "upgrades": ("cash_cost_cny_per_unit", "energy_kgce_per_unit", "emissions_tco2_per_unit"),
    "standards": ("ceiling_per_unit",),
}
"""Every column that is stated per unit of the product."""
UNITS: dict[str, tuple[str, ...]] = {
    "markets": ("demand_munit",),
    "plants": ("capacity_munit_per_line",),
    "upgrades": ("capacity_munit_per_line",),
    "vouchers": ("demand_munit_per_tranche",),
}
"""Every column that counts units of the product."""
NOT_IN_MONEY = ("unemployment", "supply", "equity", "emissions", "concentration", "capacity_swap")
"""Limits that are missed by persons, munit, million tonnes or points."""


def with_breach_prices(mandate: Mandate, factors: dict[str, float]) -> Mandate:
    """Return a copy with prices of breaches multiplied, by limit."""
    for limit, factor in factors.items():
        section = getattr(mandate.limits, limit)
        if section is not None and section.breach_price_mcny is not None:
            mandate = with_limit(mandate, limit, breach_price_mcny=section.breach_price_mcny * factor)
    return mandate


def never_better(one: float | None, other: float | None) -> bool:
    """Return whether the second optimum is no better than the first, where no plan is worst of all."""
    return other is None or (one is not None and one <= other + 2e-6 * max(1.0, abs(other)))


@FAMILY
@NUMBER
def test_names_and_order_do_not_matter(family: str, number: int, solve_exactly: Solve) -> None:
    instance, mandate = lever_case(number, family)
    keys = {key for name in instance.table_names() for key in instance.table(name)}

    def renamed(row: Record) -> Record:
        known = {name: value for name, value in dict(row).items() if value in keys and name != "name"}
        return row.model_copy(update={name: f"x{value}" for name, value in known.items()})

    tables = {}
    for name in instance.table_names():
        rows = [renamed(row) for row in instance.table(name).values()]
        rows = rows if name in ("markets", "links") and family in TRADES else rows[::-1]
        tables[name] = {row.row_key: row for row in rows}
    additions = tuple(a.model_copy(update={"payer": f"x{a.payer}"}) for a in mandate.budget_additions)
    other = mandate.model_copy(update={"budget_additions": additions})
    same(solve_exactly(instance, mandate), solve_exactly(instance.with_tables(**tables), other))


@FAMILY
@NUMBER
def test_quantities_in_other_units_change_nothing(family: str, number: int, solve_exactly: Solve) -> None:
    # Per 1000 instead of per one: a thousandth of the quantity at a thousand times the price.
    instance, mandate = lever_case(number, family)
    k = 1000.0
    other = scaled(scaled(instance, UNITS, 1 / k), PER_UNIT, k)
    wishes = with_breach_prices(mandate, {"consumer_price": 1 / k, "supply": k, "capacity_swap": k})
    same(solve_exactly(instance, mandate), solve_exactly(other, wishes))


@FAMILY
@NUMBER
def test_money_in_other_units_multiplies_the_objective(family: str, number: int, solve_exactly: Solve) -> None:
    # Tenths of a CNY: every price, cost, wage and weight of people is ten times as much, and so is the objective.
    instance, mandate = lever_case(number, family)
    people = ("displaced_mcny_per_person", "without_work_mcny_per_person_year")
    weights = mandate.weights.model_copy(update={name: 10 * getattr(mandate.weights, name) for name in people})
    additions = tuple(a.model_copy(update={"mcny_per_year": 10 * a.mcny_per_year}) for a in mandate.budget_additions)
    wishes = with_breach_prices(mandate, dict.fromkeys(NOT_IN_MONEY, 10.0))
    wishes = wishes.model_copy(update={"weights": weights, "budget_additions": additions})
    same(solve_exactly(instance, mandate), solve_exactly(scaled(instance, MONEY, 10.0), wishes), factor=10)


@FAMILY
@NUMBER
def test_a_lever_less_is_never_better(family: str, number: int, solve_exactly: Solve) -> None:
    instance, mandate = lever_case(number, family)
    value = solve_exactly(instance, mandate).objective_mcny
    for lever in LEVERS:
        allowed = getattr(mandate.levers, lever)
        if allowed:
            levers = mandate.levers.model_copy(update={lever: False if allowed is True else ()})
            fewer = mandate.model_copy(update={"levers": levers})
            assert never_better(value, solve_exactly(instance, fewer).objective_mcny), lever


@FAMILY
@NUMBER
def test_a_limit_costs_more_the_harder_it_is(family: str, number: int, solve_exactly: Solve) -> None:
    instance, mandate = lever_case(number, family)
    for limit in type(mandate.limits).model_fields:
        section = getattr(mandate.limits, limit)
        if section is None or section.level == "off" or limit == "concentration":
            continue  # the screen of concentration has the same price as its room, in another unit
        levels: list[dict[str, Any]] = [
            {"level": "report", "breach_price_mcny": None},
            {"level": "soft", "breach_price_mcny": 0.2},
            {"level": "soft", "breach_price_mcny": 3.0},
            {"level": "hard", "breach_price_mcny": None},
        ]
        values = [solve_exactly(instance, with_limit(mandate, limit, **each)).objective_mcny for each in levels]
        for looser, tighter in itertools.pairwise(values):
            assert never_better(looser, tighter), limit


@pytest.mark.parametrize("number", range(4))
def test_a_merger_without_any_effect_changes_nothing(number: int, solve_exactly: Solve) -> None:
    # Nothing is saved, paid or lost by it; all firms have cash enough, and no subsidy ends with it.
    instance, mandate = lever_case(number, "soft")
    plants = {
        key: row.model_copy(update={"subsidy_cny_per_unit": 0.0, "subsidy_mcny_per_line": 0.0})
        for key, row in instance.plants.items()
    }
    instance = with_rows(instance.with_tables(plants=plants), "firms", {"cash_mcny": 100, "overhead_mcny_per_year": 0})
    zero = dict.fromkeys(MONEY["merger_pairs"], 0.0) | {"redundant_persons": 0, "redeployed_pct": 0}
    pair = MergerPair(id="pair", name="Pair", acquirer="firm0", target="firm1", **zero)
    levers = mandate.levers.model_copy(update={"merge_firms": True})
    merging = instance.with_tables(merger_pairs={"pair": pair})
    same(solve_exactly(instance, mandate), solve_exactly(merging, mandate.model_copy(update={"levers": levers})))


@pytest.mark.parametrize("number", range(4))
def test_an_upgrade_to_the_same_changes_nothing(number: int, solve_exactly: Solve) -> None:
    instance, mandate = lever_case(number, "soft")
    plant = instance.plants["plant0"].model_copy(update={"subsidy_cny_per_unit": 0.0, "subsidy_mcny_per_line": 0.0})
    instance = instance.with_tables(plants={**instance.plants, "plant0": plant})
    kept = {name: getattr(plant, name) for name in Upgrade.model_fields if name in type(plant).model_fields}
    kept |= {"id": "same", "name": "Same", "plant": "plant0", "skilled_workers_per_line": 0, "public_share_pct": 0}
    upgrade = Upgrade(**kept | {"capital_cost_mcny_per_line": 0, "ramp_up_years": 0, "ramp_up_pct": 100})
    levers = mandate.levers.model_copy(update={"upgrade_lines": True})
    upgrading = instance.with_tables(upgrades={"same": upgrade})
    same(solve_exactly(instance, mandate), solve_exactly(upgrading, mandate.model_copy(update={"levers": levers})))


@pytest.mark.parametrize("number", range(4))
def test_a_link_that_costs_more_than_anybody_pays_changes_nothing(number: int, solve_exactly: Solve) -> None:
    instance, mandate = lever_case(number, "trade")
    apart = instance.with_tables(links={})
    dear = Link(id="dear", from_market="other", to_market="market", transport_cost_cny_per_unit=25)
    same(solve_exactly(apart, mandate), solve_exactly(instance.with_tables(links={"dear": dear}), mandate))
