"""What follows from a plan for firms: lines that start or change hands by themselves, and what is invested."""

from __future__ import annotations

from solver.evaluate.outcome import Outcome
from solver.instance.instance import Instance
from solver.language import _
from solver.report import wording
from solver.report.grid import Column, Grid, Row, Sides, cases, expected
from solver.report.wording import decimals_for, name_of, number, numbers, quantity


def started_grid(instance: Instance, sides: Sides) -> Grid:
    """Return the planned lines that start because nobody stops them and their firm lives to see it."""
    columns = (
        Column(_("Year"), kind="year"),
        Column(_("Plant"), kind="name"),
        Column(_("Firm"), kind="name"),
        Column(_("Region"), kind="name"),
        *cases(_("Lines that start"), planned=len(sides) > 1),
        Column(_("Capacity of a line")),
    )
    # A plant with a start year has no open line before it, and none of them can move on in the year itself.
    lines = [expected(instance, side.tables["plants"], ["plant", "year"], ["lines"])["lines"] for side in sides]
    planned = [(plant.start_year, plant) for plant in instance.plants.values() if plant.start_year is not None]
    rows = []
    for year, plant in sorted(planned, key=lambda each: each[0]):
        started = [side.get((plant.id, year), 0.0) for side in lines]
        if any(started):
            names = (("plants", plant.id), ("firms", plant.firm), ("regions", plant.region))
            capacity = quantity(instance, plant.market, plant.capacity_munit_per_line)
            rows.append(Row((str(year), *(name_of(instance, *each) for each in names), *numbers(started), capacity)))
    return Grid(_("Planned lines that start unless they are stopped"), columns, tuple(rows))


def integrated_grid(instance: Instance, plan: Outcome) -> Grid:
    """Return the lines that a merger brings under another firm, in the year of the merger and expected."""
    columns = (
        Column(_("Year"), kind="year"),
        Column(_("Plant"), kind="name"),
        Column(_("Region"), kind="name"),
        Column(_("Run until then by"), kind="name"),
        Column(_("Run from then on by"), kind="name"),
        Column(_("Lines")),
        Column(_("Cash cost of a unit, CNY")),
    )
    table = plan.tables["plants"]
    lines = expected(instance, table, ["plant", "state", "year"], ["lines"])["lines"]
    rows = []
    for merger in sorted(plan.plan.mergers, key=lambda each: (each.year, each.pair)):
        pair = instance.merger_pairs[merger.pair]
        for plant in instance.plants_of(pair.target):
            taken = lines.get((plant.id, f"integrated:{pair.id}", merger.year), 0.0)
            if taken:
                cost = max(0.0, plant.cash_cost_cny_per_unit - pair.unit_cost_saving_cny_per_unit)
                before, after = numbers([plant.cash_cost_cny_per_unit, cost])
                names = (("plants", plant.id), ("regions", plant.region), ("firms", pair.target))
                cells = (
                    str(merger.year),
                    *(name_of(instance, *each) for each in names),
                    name_of(instance, "firms", pair.acquirer),
                    *numbers([taken]),
                    _("{before}, then {after}").format(before=before, after=after),
                )
                rows.append(Row(cells))
    return Grid(_("Lines that change hands by mergers"), columns, tuple(rows))


def investment_grid(instance: Instance, outcome: Outcome, case: str) -> Grid:
    """Return what firms invest, and what payers add, year by year; it adds up to the account."""
    accounts = expected(instance, outcome.tables["accounts"], ["account", "year"], ["amount"])["amount"]
    totals = [accounts.get(("investment_costs", year), 0.0) for year in instance.years]
    spent = expected(instance, outcome.tables["firms"], ["firm", "year"], ["investment_mcny"])["investment_mcny"]
    paid = expected(instance, outcome.tables["payments"], ["purpose", "year"], ["spent_mcny"])["spent_mcny"]
    borne = {
        name_of(instance, "firms", firm): [spent.get((firm, year), 0.0) for year in instance.years]
        for firm in instance.firms
    }
    borne[_("Payers, as support of upgrading")] = [paid.get(("upgrade_support", year), 0.0) for year in instance.years]
    listed = [(bearer, amounts) for bearer, amounts in borne.items() if any(amounts)]
    columns = (
        Column(_("Borne by"), kind="name"),
        *(Column(str(year)) for year in instance.years),
        Column(_("All years")),
    )
    scale = wording.money_scale([sum(totals)])
    caption = _("{case}: upgrading, lines that start and firms that are integrated, {money}").format(
        case=case, money=scale.unit
    )
    if not any(totals):
        return Grid(caption, columns, ())
    amounts = [[scale(each) for each in (*row, sum(row))] for row in (*(row for _bearer, row in listed), totals)]
    decimals = decimals_for(each for row in amounts for each in row)
    rows = [
        Row((bearer, *(number(each, decimals) for each in row)))
        for (bearer, _amounts), row in zip(listed, amounts[:-1], strict=True)
    ]
    rows.append(Row((_("Together"), *(number(each, decimals) for each in amounts[-1])), "total"))
    return Grid(caption, columns, tuple(rows))
