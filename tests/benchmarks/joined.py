"""Two instances made one: the same years and regions, everything else side by side under keys of its own.

Regions are merged: both sectors' people look for work in one labour market, and its facts are those of the first
instance that has it. Payers of the same key are one purse, so additions to budgets add up; duties and programmes are
those of the first instance that has them. Firms, plants, products and markets stay apart. Only what instances of plain
markets have is joined; anything else raises an error.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from solver.instance.instance import Instance
from solver.instance.read import MANDATE_FILE, read_instance
from solver.instance.record import Record
from solver.mandate import Mandate
from solver.mandate_file import read_mandate

INSTANCES = Path(__file__).parents[2] / "instances"
SHARED = ("regions", "payers", "duties", "programmes", "barriers", "sources")
"""Tables whose rows of the same key are one row."""
APART = ("products", "markets", "firms", "plants", "merger_pairs", "upgrades", "standards", "transfers")
"""Tables whose rows get the instance's name before their keys."""
LEFT_OUT = ("observations", "provenance")
"""Tables that no answer hangs on."""
REFERENCES = ("id", "product", "market", "firm", "plant", "acquirer", "target")
"""Columns whose keys are those of rows that stay apart; others refer to shared rows."""


def join(key: str, title: str, parts: Mapping[str, Instance]) -> Instance:
    """Return one instance made of several over the same years.

    Parameters
    ----------
    key, title : str
        Key and title of the new instance.
    parts : mapping of str to Instance
        What stands before the keys of an instance's own rows, and the instance.

    Raises
    ------
    ValueError
        If years differ, or an instance has rows of a kind that cannot be joined.
    """
    first = next(iter(parts.values()))
    tables: dict[str, dict[str, Record]] = {name: {} for name in (*SHARED, *APART)}
    for prefix, part in parts.items():
        if part.years != first.years:
            raise ValueError(f"{part.header.id} is about other years than {first.header.id}")
        for name in Instance.table_names():
            rows = part.table(name)
            if rows and name not in (*SHARED, *APART, *LEFT_OUT):
                raise ValueError(f"{part.header.id} has {name}, which cannot be joined")
            if name in SHARED:
                tables[name] = dict(rows) | tables[name]
            elif name in APART:
                tables[name] |= {row.row_key: row for row in (_renamed(row, prefix) for row in rows.values())}
    # A region has one programme at most, whatever its key.
    programmes: dict[str, Any] = {}
    for programme in tables["programmes"].values():
        programmes.setdefault(programme.region, programme)  # type: ignore[attr-defined]
    tables["programmes"] = {each.row_key: each for each in programmes.values()}
    header = first.header.model_copy(update={"id": key, "title": title})
    return Instance(header=header, **tables)  # type: ignore[arg-type]


def _renamed(row: Record, prefix: str) -> Record:
    """Return a row with a prefix before its own key and before those that refer to rows that stay apart."""
    own = {name: value for name in REFERENCES if (value := getattr(row, name, None)) is not None}
    return row.model_copy(update={name: f"{prefix}-{value}" for name, value in own.items()})


def moved_to(instance: Instance, first_year: int, years: int) -> Instance:
    """Return an instance whose years are called otherwise, or are fewer; all facts are as stated for its first year.

    Raises
    ------
    ValueError
        If planned plants start in years that are stated, and these are to be called otherwise.
    """
    if first_year != instance.header.first_year and any(plant.start_year for plant in instance.plants.values()):
        raise ValueError(f"{instance.header.id} has planned plants, whose years are stated")
    last = first_year + years - 1
    plants = {key: each for key, each in instance.plants.items() if each.start_year is None or each.start_year <= last}
    header = instance.header.model_copy(update={"first_year": first_year, "years": years})
    return instance.with_tables(header=header, plants=plants)


def steel_and_coal() -> tuple[Instance, Mandate]:
    """Return Chinese steel and coal over five years in one, with the wishes of steel where the two differ.

    Steel is that of 2025 to 2029, one year less than its own. Coal keeps its five years, the first called 2025 and not
    2024: facts, and what can be decided when, are its own. The levers are those of steel: coal has no pairs, upgrades
    or standards. A mandate has one price ceiling and one supply floor for all markets, so the looser ones hold: 125 %
    and 96 %. The additions to budgets of both mandates add up, in all years in which something can be decided.
    """
    steel, coal = (read_instance(INSTANCES / name) for name in ("steel-2025", "coal-2024"))
    wishes, others = (read_mandate(INSTANCES / part.header.id / MANDATE_FILE, part) for part in (steel, coal))
    first, years = steel.header.first_year, coal.header.years
    both = join(
        "steel-and-coal",
        "Chinese steel and coal together, 2025 to 2029",
        {"steel": moved_to(steel, first, years), "coal": moved_to(coal, first, years)},
    )
    additions = [
        each.model_copy(update={"from_year": wishes.levers.first_decision_year, "to_year": both.years[-1]})
        for each in (*wishes.budget_additions, *others.budget_additions)
    ]
    limits = wishes.limits
    ceiling, floor = limits.consumer_price.ceiling_pct_of_reference, limits.supply.floor_pct_of_reference_demand
    ceiling = max(ceiling, others.limits.consumer_price.ceiling_pct_of_reference)
    floor = min(floor, others.limits.supply.floor_pct_of_reference_demand)
    limits = limits.model_copy(
        update={
            "consumer_price": limits.consumer_price.model_copy(update={"ceiling_pct_of_reference": ceiling}),
            "supply": limits.supply.model_copy(update={"floor_pct_of_reference_demand": floor}),
        }
    )
    return both, wishes.model_copy(update={"limits": limits, "budget_additions": tuple(additions)})
