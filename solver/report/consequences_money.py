"""What follows from a plan for purses: what payers spend, what industry funds take in, what missed limits cost."""

from __future__ import annotations

from itertools import accumulate

import pandas as pd

from solver.evaluate.outcome import Outcome
from solver.instance.instance import Instance
from solver.language import _
from solver.mandate import Mandate
from solver.report import wording
from solver.report.grid import Column, Grid, Row, Sides, cases, expected
from solver.report.wording import decimals_for, name_of, number, numbers, subject_name


def money_grid(instance: Instance, outcome: Outcome, case: str) -> Grid:
    """Return what each payer spends on what, year by year."""
    table = outcome.tables["payments"]
    spent = expected(instance, table, ["payer", "purpose", "year"], ["spent_mcny"])["spent_mcny"]
    lines = [
        (payer, purpose, [spent.get((payer, purpose, year), 0.0) for year in instance.years])
        for payer in instance.payers
        for purpose in wording.PURPOSES
    ]
    lines = [line for line in lines if any(line[2])]
    by_year = [sum(line[2][position] for line in lines) for position in range(len(instance.years))]
    scale = wording.money_scale([sum(by_year)])
    amounts = [[scale(each) for each in (*line[2], sum(line[2]))] for line in lines]
    together = [scale(each) for each in (*by_year, sum(by_year))]
    decimals = decimals_for(each for row in (*amounts, together) for each in row)
    rows = [
        Row(
            (
                name_of(instance, "payers", payer),
                _(wording.PURPOSES[purpose]),
                *(number(each, decimals) for each in row),
            )
        )
        for (payer, purpose, _amounts), row in zip(lines, amounts, strict=True)
    ]
    rows.append(Row((_("All payers"), "", *(number(each, decimals) for each in together)), "total"))
    columns = (
        Column(_("Payer"), kind="name"),
        Column(_("Purpose"), kind="name"),
        *(Column(str(year)) for year in instance.years),
        Column(_("All years")),
    )
    return Grid(_("{case}: who pays what and when, {money}").format(case=case, money=scale.unit), columns, tuple(rows))


def funds_grid(instance: Instance, mandate: Mandate, plan: Outcome) -> Grid:
    """Return what industry funds take in and spend from the first decision year on, and what is left in them."""
    funds = [key for key, payer in instance.payers.items() if payer.is_industry_fund]
    years = [year for year in instance.years if year >= mandate.levers.first_decision_year]
    levied = expected(instance, plan.tables["firms"], ["year"], ["levy_mcny"])["levy_mcny"]
    paid = expected(instance, plan.tables["payments"], ["payer", "year"], ["spent_mcny"])["spent_mcny"]
    got = {year: sum(transferred_mcny(instance, plan, fund, year) for fund in funds) for year in years}
    lines = {
        _("Levied from firms"): [levied.get(year, 0.0) for year in years],
        _("Added by the mandate"): [sum(mandate.added_mcny(fund, year) for fund in funds) for year in years],
        _("Got from other budgets, less given"): [got[year] for year in years],
        _("Spent"): [-sum(paid.get((fund, year), 0.0) for fund in funds) for year in years],
    }
    scale = wording.money_scale(each for line in lines.values() for each in line)
    lines = {label: [scale(each) for each in line] for label, line in lines.items()}
    columns = (Column(scale.unit, kind="name"), *(Column(str(year)) for year in years))
    names = wording.listed(name_of(instance, "payers", fund) for fund in funds)
    if not any(each for line in lines.values() for each in line):
        return Grid(names, columns, ())
    left = list(accumulate(sum(amounts) for amounts in zip(*lines.values(), strict=True)))
    decimals = decimals_for(each for line in (*lines.values(), left) for each in line)
    told = {label: line for label, line in lines.items() if any(line)}
    rows = [Row((label, *(number(each, decimals) for each in line))) for label, line in told.items()]
    rows.append(Row((_("Left at the end of the year"), *(number(each, decimals) for each in left)), "total"))
    return Grid(_("{funds}: what comes in and goes out").format(funds=names), columns, tuple(rows))


def transferred_mcny(instance: Instance, plan: Outcome, payer: str, year: int) -> float:
    """Return the money that a payer gets from other budgets in a year, less what it gives."""
    made = [(instance.transfers[each.transfer], each.mcny) for each in plan.plan.transfers if each.year == year]
    return sum(mcny for way, mcny in made if way.to_payer == payer) - sum(
        mcny for way, mcny in made if way.from_payer == payer
    )


def breaches_grid(instance: Instance, sides: Sides) -> Grid:
    """Return which soft limits are missed and what that costs; all rows together are the account."""
    costs = [
        expected(instance, side.tables["breaches"], ["rule", "subject"], ["cost_mcny"])["cost_mcny"] for side in sides
    ]
    totals = [sum(side.values()) for side in costs]
    money = wording.money_scale(totals)
    keys = dict.fromkeys(key for side in reversed(costs) for key in side)
    columns = (
        Column(_("Soft limit"), kind="name"),
        Column(_("Of"), kind="name"),
        *cases(_("Missed by up to"), planned=len(sides) > 1),
        Column(_("Unit"), kind="name"),
        *cases(_("Cost in all years, {money}").format(money=money.unit), planned=len(sides) > 1),
    )
    rows = []
    for rule, subject in keys:
        missed = [rows_of(side, rule, subject) for side in sides]
        unit = next(str(each["unit"].iloc[0]) for each in missed if len(each))
        most = [float(each["missed_by"].max()) if len(each) else 0.0 for each in missed]
        scale = wording.scale_of(instance, unit, subject, most)
        cost = numbers(money(side.get((rule, subject), 0.0)) for side in costs)
        names = (_(wording.RULES[rule]), subject_name(instance, rule, subject))
        rows.append(Row((*names, *numbers(map(scale, most)), scale.unit, *cost)))
    if rows:
        rows.append(Row((_("All of them"), "", *("" for _side in sides), "", *numbers(map(money, totals))), "total"))
    return Grid(_("Soft limits that are missed, and what that costs"), columns, tuple(rows))


def rows_of(side: Outcome, rule: str, subject: str) -> pd.DataFrame:
    """Return the years and scenarios in which a soft limit is missed."""
    table = side.tables["breaches"]
    return table[(table["rule"] == rule) & (table["subject"] == subject)]
