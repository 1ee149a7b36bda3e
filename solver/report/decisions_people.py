"""What a plan decides for people: retraining, income while without work, and wages of those who find work again."""

from __future__ import annotations

from solver.instance.instance import Instance
from solver.instance.records import Programme
from solver.language import _, counted
from solver.plan import Plan
from solver.report.grid import Column, Grid, Row
from solver.report.wording import UNKNOWN, money_scale, name_of, number, numbers, percent, who_pays


def retraining_grid(instance: Instance, plan: Plan) -> Grid:
    """Return which programmes open when and what classes they hold."""
    # A programme opens in a year before it holds classes in it: zero classes sort first.
    entries = [(each.year, each.programme, 0) for each in plan.openings]
    entries += [(each.year, each.programme, each.classes) for each in plan.classes]
    entries.sort()
    costs_mcny = [cost_mcny(instance.programmes[key], classes) for _year, key, classes in entries]
    scale = money_scale(costs_mcny)
    columns = (
        Column(_("Year"), kind="year"),
        Column(_("Programme"), kind="name"),
        Column(_("Region"), kind="name"),
        Column(_("What"), kind="name"),
        Column(_("Places")),
        Column(_("Cost, {money}").format(money=scale.unit)),
        Column(_("Who pays"), kind="name"),
    )
    rows = []
    for (year, key, classes), cost in zip(entries, costs_mcny, strict=True):
        programme = instance.programmes[key]
        rows.append(
            Row(
                (
                    str(year),
                    name_of(instance, "programmes", key),
                    name_of(instance, "regions", programme.region),
                    classes_words(classes),
                    number(classes * programme.class_size_persons, 0) if classes else UNKNOWN,
                    numbers([scale(cost)])[0],
                    name_of(instance, "payers", programme.payer),
                )
            )
        )
    return Grid(_("Retraining: programmes and classes"), columns, tuple(rows))


def cost_mcny(programme: Programme, classes: int) -> float:
    """Return what so many classes cost; of none, what it costs to open."""
    return classes * programme.cost_mcny_per_class if classes else programme.setup_cost_mcny


def classes_words(classes: int) -> str:
    """Return how many classes are held; of none, that the programme opens."""
    if not classes:
        return _("Open")
    return counted("{n} class", "{n} classes", classes).format(n=number(classes, 0))


def support_grid(instance: Instance, plan: Plan) -> Grid:
    """Return the monthly income that is promised in each region."""
    columns = (
        Column(_("Region"), kind="name"),
        Column(_("Promised"), group=_("CNY a month")),
        Column(_("Statutory benefit"), group=_("CNY a month")),
        Column(_("Average wage"), group=_("CNY a month")),
        Column(_("Share of wage")),
        Column(_("Who pays"), kind="name"),
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
    return Grid(_("Income support for people without work"), columns, tuple(rows))


def wages_grid(instance: Instance, plan: Plan) -> Grid:
    """Return the monthly wage that is promised to those who find work again in each region."""
    columns = (
        Column(_("Region"), kind="name"),
        Column(_("Promised"), group=_("CNY a month")),
        Column(_("Earned without it"), group=_("CNY a month")),
        Column(_("Average wage"), group=_("CNY a month")),
        Column(_("Who pays"), kind="name"),
    )
    rows = []
    for each in plan.wage_support:
        region = instance.regions[each.region]
        average, earned = region.average_wage_cny_per_month, region.wage_when_rehired_cny_per_month
        texts = tuple(number(amount, 0) for amount in (each.cny_per_month, earned, average))
        payers = who_pays(instance, "income_support", each.region) if each.cny_per_month > earned else UNKNOWN
        rows.append(Row((name_of(instance, "regions", each.region), *texts, payers)))
    return Grid(_("Wages promised for the first year to those who find work again"), columns, tuple(rows))
