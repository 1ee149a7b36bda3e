"""The decisions of a plan as a timetable: what happens when, where, to whom, and who pays."""

from __future__ import annotations

from solver.instance.instance import Instance
from solver.instance.records import Purpose
from solver.plan import Move, Plan
from solver.report.grid import Column, Grid, Row
from solver.report.wording import UNKNOWN, name_of, number, numbers, percent, quantity_unit

WHAT = {
    ("subsidised", "closed"): "Close (subsidised until then)",
    ("unsubsidised", "closed"): "Close",
    ("subsidised", "unsubsidised"): "Withdraw operating subsidy",
}


def decision_grids(instance: Instance, plan: Plan) -> tuple[Grid, ...]:
    """Return a plan's moves, retraining and income support; what there is none of is left out."""
    grids = (moves_grid(instance, plan), retraining_grid(instance, plan), support_grid(instance, plan))
    return tuple(grid for grid in grids if grid.rows)


def moves_grid(instance: Instance, plan: Plan) -> Grid:
    """Return what happens to plants, in the order of the years."""
    columns = (
        Column("Year", kind="year"),
        Column("Plant", kind="name"),
        Column("Firm", kind="name"),
        Column("Region", kind="name"),
        Column("What", kind="name"),
        Column("Lines"),
        Column("Capacity a year"),
        Column("Compensation, CNY million"),
        Column("Who pays", kind="name"),
    )
    moves = sorted(plan.moves, key=lambda move: (move.year, move.plant, move.to_state))
    compensations = numbers(move.compensation_mcny for move in moves)
    rows = [move_row(instance, move, paid) for move, paid in zip(moves, compensations, strict=True)]
    return Grid("Plants: what happens when", columns, tuple(rows))


def move_row(instance: Instance, move: Move, compensation: str) -> Row:
    """Return one move as a row."""
    plant = instance.plants[move.plant]
    capacity = move.lines * plant.capacity_munit_per_line
    what = WHAT.get((move.from_state, move.to_state), f"{move.from_state} to {move.to_state}")
    return Row(
        (
            str(move.year),
            name_of(instance, "plants", plant.id),
            name_of(instance, "firms", plant.firm),
            name_of(instance, "regions", plant.region),
            what,
            number(move.lines, 0),
            f"{numbers([capacity])[0]} {quantity_unit(instance, plant.market)}",
            compensation,
            who_pays(instance, "exit_compensation", plant.region) if move.compensation_mcny else UNKNOWN,
        )
    )


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
