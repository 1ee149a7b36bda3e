"""The decisions of a plan as timetables: what happens when, where, to whom, and who pays."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import pandas as pd

from solver.instance.instance import Instance
from solver.instance.records import Purpose
from solver.plan import Move, Plan
from solver.report.grid import Column, Grid, Row
from solver.report.wording import UNKNOWN, decimals_for, name_of, number, numbers, percent, quantity_unit

ALL_YEARS = "All years"
SCHEDULE: Mapping[str, str] = {
    "closed": "Lines that close",
    "displaced": "People losing a job",
    "paid": "Paid to owners, CNY million",
    "off": "Lines that lose their subsidy",
    "places": "Places in retraining",
}
"""What is summed over the decisions of a year."""


def decision_grids(instance: Instance, plan: Plan) -> tuple[Grid, ...]:
    """Return a plan's decisions, the sums of each year first; what there is none of is left out."""
    grids = (
        schedule_grid(instance, plan),
        closures_grid(instance, plan),
        withdrawals_grid(instance, plan),
        retraining_grid(instance, plan),
        support_grid(instance, plan),
    )
    return tuple(grid for grid in grids if grid.rows)


def schedule_grid(instance: Instance, plan: Plan) -> Grid:
    """Return what happens in each year in which anything happens, and in all of them."""
    sums = pd.DataFrame(schedule_rows(instance, plan), columns=("year", *SCHEDULE)).groupby("year").sum()
    columns = (Column("Year", kind="year"), *(Column(title) for title in SCHEDULE.values()))
    if sums.empty:
        return Grid("Year by year", columns, ())
    decimals = [decimals_for(sums[measure]) for measure in SCHEDULE]
    rows = [
        Row((str(year), *(number(each, places) for each, places in zip(amounts, decimals, strict=True))))
        for year, amounts in zip(sums.index, sums.itertuples(index=False), strict=True)
    ]
    totals = (number(float(each), places) for each, places in zip(sums.sum(), decimals, strict=True))
    return Grid("Year by year", columns, (*rows, Row((ALL_YEARS, *totals), "total")))


def schedule_rows(instance: Instance, plan: Plan) -> Iterator[dict[str, float]]:
    """Yield what each decision adds to the sums of its year."""
    for move in plan.moves:
        if move.to_state == "closed":
            people = move.lines * instance.plants[move.plant].workers_per_line
            paid = move.compensation_mcny
            yield {"year": move.year, "closed": move.lines, "displaced": people, "paid": paid, "off": 0, "places": 0}
        else:
            yield {"year": move.year, "closed": 0, "displaced": 0, "paid": 0, "off": move.lines, "places": 0}
    for each in plan.classes:
        places = each.classes * instance.programmes[each.programme].class_size_persons
        yield {"year": each.year, "closed": 0, "displaced": 0, "paid": 0, "off": 0, "places": places}


def closures_grid(instance: Instance, plan: Plan) -> Grid:
    """Return which lines close, in the order of the years."""
    columns = (
        Column("Year", kind="year"),
        Column("Plant", kind="name"),
        Column("Firm", kind="name"),
        Column("Region", kind="name"),
        Column("Lines"),
        Column("Capacity a year"),
        Column("People losing a job"),
        Column("Paid to owners, CNY million"),
        Column("Who pays", kind="name"),
    )
    moves = ordered(plan, closing=True)
    compensations = numbers(move.compensation_mcny for move in moves)
    rows = []
    for move, compensation in zip(moves, compensations, strict=True):
        plant = instance.plants[move.plant]
        capacity = f"{numbers([move.lines * plant.capacity_munit_per_line])[0]} {quantity_unit(instance, plant.market)}"
        people = number(move.lines * plant.workers_per_line, 0)
        payers = who_pays(instance, "exit_compensation", plant.region) if move.compensation_mcny else UNKNOWN
        cells = (*place_of(instance, move), number(move.lines, 0), capacity, people, compensation, payers)
        rows.append(Row(cells))
    return Grid("Lines that close", columns, tuple(rows))


def withdrawals_grid(instance: Instance, plan: Plan) -> Grid:
    """Return which lines go on without their operating subsidy, in the order of the years."""
    columns = (
        Column("Year", kind="year"),
        Column("Plant", kind="name"),
        Column("Firm", kind="name"),
        Column("Region", kind="name"),
        Column("Lines"),
        Column("Paid until then by", kind="name"),
    )
    rows = []
    for move in ordered(plan, closing=False):
        payer = instance.plants[move.plant].subsidy_payer
        paid_by = UNKNOWN if payer is None else name_of(instance, "payers", payer)
        rows.append(Row((*place_of(instance, move), number(move.lines, 0), paid_by)))
    return Grid("Lines that go on without their operating subsidy", columns, tuple(rows))


def ordered(plan: Plan, *, closing: bool) -> list[Move]:
    """Return the moves that close lines, or the others, in the order of years and plants."""
    moves = (move for move in plan.moves if (move.to_state == "closed") == closing)
    return sorted(moves, key=lambda move: (move.year, move.plant, move.from_state))


def place_of(instance: Instance, move: Move) -> tuple[str, str, str, str]:
    """Return year, plant, firm and region of a move."""
    plant = instance.plants[move.plant]
    names = (("plants", plant.id), ("firms", plant.firm), ("regions", plant.region))
    name, firm, region = (name_of(instance, table, key) for table, key in names)
    return str(move.year), name, firm, region


def retraining_grid(instance: Instance, plan: Plan) -> Grid:
    """Return which programmes open when and what classes they hold."""
    columns = (
        Column("Year", kind="year"),
        Column("Programme", kind="name"),
        Column("Region", kind="name"),
        Column("What", kind="name"),
        Column("Places"),
        Column("Cost, CNY million"),
        Column("Who pays", kind="name"),
    )
    # A programme opens in a year before it holds classes in it: zero classes sort first.
    entries = [(each.year, each.programme, 0) for each in plan.openings]
    entries += [(each.year, each.programme, each.classes) for each in plan.classes]
    rows = []
    for year, key, classes in sorted(entries):
        programme = instance.programmes[key]
        cost = classes * programme.cost_mcny_per_class if classes else programme.setup_cost_mcny
        rows.append(
            Row(
                (
                    str(year),
                    name_of(instance, "programmes", key),
                    name_of(instance, "regions", programme.region),
                    f"{number(classes, 0)} classes" if classes else "Open",
                    number(classes * programme.class_size_persons, 0) if classes else UNKNOWN,
                    numbers([cost])[0],
                    name_of(instance, "payers", programme.payer),
                )
            )
        )
    return Grid("Retraining: programmes and classes", columns, tuple(rows))


def support_grid(instance: Instance, plan: Plan) -> Grid:
    """Return the monthly income that is promised in each region."""
    columns = (
        Column("Region", kind="name"),
        Column("Promised", group="CNY a month"),
        Column("Statutory benefit", group="CNY a month"),
        Column("Average wage", group="CNY a month"),
        Column("Share of wage"),
        Column("Who pays", kind="name"),
    )
    rows = []
    for each in plan.income_support:
        region = instance.regions[each.region]
        wage = region.average_wage_cny_per_month
        amounts = (each.cny_per_month, region.unemployment_benefit_cny_per_month, wage)
        texts = tuple(number(amount, 0) for amount in amounts)
        payers = who_pays(instance, "income_support", each.region)
        name = name_of(instance, "regions", each.region)
        rows.append(Row((name, *texts, percent(each.cny_per_month / wage, 1), payers)))
    return Grid("Income support for people without work", columns, tuple(rows))


def who_pays(instance: Instance, purpose: Purpose, region: str) -> str:
    """Return the payers of a purpose in a region, with their shares where there are several."""
    shares = {payer: share for payer, share in instance.shares(purpose, region).items() if share}
    if len(shares) == 1:
        return name_of(instance, "payers", next(iter(shares)))
    return ", ".join(f"{name_of(instance, 'payers', payer)} {percent(share)}" for payer, share in shares.items())
