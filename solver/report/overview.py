"""What is in an instance, before anyone solves it: markets, regions, firms, subsidies of today, and options."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from solver.evaluate.outcome import Outcome
from solver.instance.instance import Instance
from solver.instance.records import Plant
from solver.language import _, marked
from solver.mandate import Mandate
from solver.report.grid import Column, Grid, Row, expected
from solver.report.overview_merit import price_today
from solver.report.wording import (
    UNKNOWN,
    decimals_for,
    listed,
    money_scale,
    name_of,
    number,
    numbers,
    percent,
    plain,
    price_unit,
    quantity_scale,
)

NAMED = 5
"""Options of a kind that are named; the others are counted."""

OWNERS: Mapping[str, str] = {"private": marked("Private"), "state": marked("State-owned")}
CLEARING: Mapping[str, str] = {
    "competitive": marked("merit order"),
    "rationed": marked("all lines at one rate"),
    "fixed": marked("given price, least cost"),
}
OPTIONS: Mapping[str, tuple[str, str]] = {
    "upgrades": (marked("Upgrades"), "upgrade_lines"),
    "merger_pairs": (marked("Pairs of firms that could merge"), "merge_firms"),
    "programmes": (marked("Retraining programmes"), "retrain"),
    "barriers": (marked("Barriers that can be removed"), "remove_barriers"),
    "standards": (marked("Standards that can be adopted"), "adopt_standards"),
    "vouchers": (marked("Vouchers that can be issued"), "issue_vouchers"),
    "transfers": (marked("Transfers between budgets"), "transfer_budgets"),
}
"""Tables to choose from, and the lever that chooses."""


@dataclass(frozen=True)
class Size:
    """Lines, capacity and workers of some plants."""

    plants: int
    lines: int
    planned_lines: int
    capacity_munit: float
    planned_capacity_munit: float
    workers: float


def size_of(plants: Sequence[Plant]) -> Size:
    """Return the size of some plants; planned lines have no workers yet."""
    running = [each for each in plants if each.start_year is None]
    planned = [each for each in plants if each.start_year is not None]
    return Size(
        plants=len(plants),
        lines=sum(each.lines for each in running),
        planned_lines=sum(each.lines for each in planned),
        capacity_munit=sum(each.lines * each.capacity_munit_per_line for each in running),
        planned_capacity_munit=sum(each.lines * each.capacity_munit_per_line for each in planned),
        workers=sum(each.lines * each.workers_per_line for each in running),
    )


def tables_grid(instance: Instance) -> Grid:
    """Return how many rows each table has."""
    sizes = {table: len(instance.table(table)) for table in instance.table_names()}
    rows = tuple(Row((f"{table}.csv", number(count, 0))) for table, count in sizes.items() if count)
    return Grid(_("Tables"), (Column(_("File"), kind="name"), Column(_("Rows"))), rows)


def prices_grid(instance: Instance, status_quo: Outcome) -> Grid:
    """Return how each market finds its price, and its price today."""
    columns = (
        Column(_("Market"), kind="name"),
        Column(_("How the price is found"), kind="name"),
        Column(_("Reference price")),
        Column(_("Price in {year}").format(year=instance.years[0])),
        Column(_("Unit"), kind="name"),
    )
    rows = []
    for market, facts in instance.markets.items():
        prices = numbers([facts.reference_price_cny_per_unit, price_today(instance, status_quo, market)])
        found = _(CLEARING[facts.clearing or "competitive"])
        rows.append(Row((name_of(instance, "markets", market), found, *prices, price_unit(instance, market))))
    return Grid(_("Markets: prices"), columns, tuple(rows))


def capacity_grid(instance: Instance) -> Grid:
    """Return demand and capacity of each market."""
    columns = (
        Column(_("Market"), kind="name"),
        Column(_("Unit"), kind="name"),
        Column(_("Demand in {year}").format(year=instance.years[0])),
        Column(_("Capacity")),
        Column(_("Planned")),
        Column(_("Capacity of demand")),
    )
    rows = []
    for market, facts in instance.markets.items():
        scale = quantity_scale(instance, market)
        size = size_of([each for each in instance.plants.values() if each.market == market])
        amounts = numbers(map(scale, (facts.demand_munit, size.capacity_munit, size.planned_capacity_munit)))
        share = percent(size.capacity_munit / facts.demand_munit) if facts.demand_munit else UNKNOWN
        rows.append(Row((name_of(instance, "markets", market), scale.unit, *amounts, share)))
    return Grid(_("Markets: demand at the reference price, and capacity"), columns, tuple(rows))


def firms_grid(instance: Instance) -> Grid:
    """Return firms, plants, lines and workers by ownership."""
    columns = (
        Column(_("Ownership"), kind="name"),
        Column(_("Firms")),
        Column(_("Plants")),
        Column(_("Running lines")),
        Column(_("Planned lines")),
        Column(_("Workers")),
    )
    rows = []
    for ownership, word in OWNERS.items():
        firms = [key for key, firm in instance.firms.items() if firm.ownership == ownership]
        if firms:
            size = size_of([plant for firm in firms for plant in instance.plants_of(firm)])
            counts = (len(firms), size.plants, size.lines, size.planned_lines, size.workers)
            rows.append(Row((_(word), *(number(each, 0) for each in counts))))
    size = size_of(list(instance.plants.values()))
    counts = (len(instance.firms), size.plants, size.lines, size.planned_lines, size.workers)
    rows.append(Row((_("All"), *(number(each, 0) for each in counts)), "total"))
    return Grid(_("Firms"), columns, tuple(rows))


def regions_grid(instance: Instance) -> Grid:
    """Return what the sector is to each region that has plants."""
    columns = (
        Column(_("Region"), kind="name"),
        Column(_("Plants")),
        Column(_("Running lines")),
        Column(_("Workers")),
        Column(_("Share of the labour force")),
        Column(_("Unemployment")),
    )
    rows = []
    for region, facts in instance.regions.items():
        size = size_of([each for each in instance.plants.values() if each.region == region])
        if not size.plants:
            continue
        counts = (size.plants, size.lines, size.workers)
        force = facts.labour_force_persons
        shares = (percent(size.workers / force, 2), percent(facts.unemployed_persons / force, 1))
        rows.append(Row((name_of(instance, "regions", region), *(number(each, 0) for each in counts), *shares)))
    return Grid(_("Regions with plants"), columns, tuple(rows))


def subsidies_of_today(instance: Instance, status_quo: Outcome) -> dict[str, float]:
    """Return what each payer spends on operating subsidies in the first year of the status quo, in mcny."""
    table = status_quo.tables["payments"]
    paid = table[(table["purpose"] == "operating_subsidy") & (table["year"] == instance.years[0])]
    sums = expected(instance, paid, ["payer"], ["spent_mcny"])["spent_mcny"]
    return {str(payer): amount for payer, amount in sums.items() if amount}


def subsidies_grid(instance: Instance, status_quo: Outcome) -> Grid:
    """Return who pays operating subsidies today, and for how many lines."""
    paid = subsidies_of_today(instance, status_quo)
    scale = money_scale(paid.values())
    amounts = [scale(each) for each in paid.values()]
    decimals = decimals_for(amounts)
    columns = (
        Column(_("Payer"), kind="name"),
        Column(_("Subsidised lines")),
        Column(_("Paid in {year}, {unit}").format(year=instance.years[0], unit=scale.unit)),
    )
    rows = []
    for payer, amount in zip(paid, amounts, strict=True):
        lines = sum(
            each.lines for each in instance.plants.values() if each.is_subsidised and each.subsidy_payer == payer
        )
        rows.append(Row((name_of(instance, "payers", payer), number(lines, 0), number(amount, decimals))))
    return Grid(_("Operating subsidies today"), columns, tuple(rows))


def options_of(instance: Instance) -> dict[str, list[str]]:
    """Return the keys of what could be chosen, by table; planned plants and industry funds are told with them."""
    chosen = {table: list(instance.table(table)) for table in OPTIONS}
    chosen["planned_plants"] = [key for key, plant in instance.plants.items() if plant.start_year is not None]
    chosen["industry_funds"] = [key for key, payer in instance.payers.items() if payer.is_industry_fund]
    return {kind: keys for kind, keys in chosen.items() if keys}


def options_grid(instance: Instance, mandate: Mandate) -> Grid:
    """Return what could be done beside closing lines, and whether the mandate allows it."""
    others = {
        "planned_plants": (_("Planned plants that can be stopped"), "stop_entry", "plants"),
        "industry_funds": (_("Industry funds that can raise levies"), "raise_levies", "payers"),
    }
    kinds = {**{table: (_(words), lever, table) for table, (words, lever) in OPTIONS.items()}, **others}
    columns = (
        Column(_("Option"), kind="name"),
        Column(_("Number")),
        Column(_("Allowed by the mandate"), kind="name"),
        Column(_("Which"), kind="name"),
    )
    rows = []
    for kind, keys in options_of(instance).items():
        words, lever, table = kinds[kind]
        named = listed(name_of(instance, table, key) for key in keys[:NAMED])
        more = _(" and {n} more").format(n=len(keys) - NAMED) if len(keys) > NAMED else ""
        allowed = _("yes") if getattr(mandate.levers, lever) else _("no")
        rows.append(Row((words, number(len(keys), 0), allowed, plain(f"{named}{more}"))))
    return Grid(_("Options beside closing lines"), columns, tuple(rows))
