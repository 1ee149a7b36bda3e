"""What a plan decides for people: retraining, income while without work, and wages of those who find work again."""

from __future__ import annotations

from solver.instance.instance import Instance
from solver.plan import Plan
from solver.report.grid import Column, Grid, Row
from solver.report.wording import UNKNOWN, name_of, number, numbers, percent, who_pays


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


def wages_grid(instance: Instance, plan: Plan) -> Grid:
    """Return the monthly wage that is promised to those who find work again in each region."""
    columns = (
        Column("Region", kind="name"),
        Column("Promised", group="CNY a month"),
        Column("Earned without it", group="CNY a month"),
        Column("Average wage", group="CNY a month"),
        Column("Who pays", kind="name"),
    )
    rows = []
    for each in plan.wage_support:
        region = instance.regions[each.region]
        average = region.average_wage_cny_per_month
        earned = average if region.rehired_wage_cny_per_month is None else region.rehired_wage_cny_per_month
        texts = tuple(number(amount, 0) for amount in (each.cny_per_month, earned, average))
        payers = who_pays(instance, "income_support", each.region) if each.cny_per_month > earned else UNKNOWN
        rows.append(Row((name_of(instance, "regions", each.region), *texts, payers)))
    return Grid("Wages promised for the first year to those who find work again", columns, tuple(rows))
