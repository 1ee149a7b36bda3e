"""What follows from a plan on markets: prices and quantities, goods that travel, temptations, emissions."""

from __future__ import annotations

from collections.abc import Mapping

from solver.evaluate.outcome import Outcome
from solver.instance.instance import Instance
from solver.language import _
from solver.report import wording
from solver.report.decisions_rules import CONDUCT, link_name
from solver.report.grid import Column, Grid, Row, Sides, cases, expected
from solver.report.wording import UNKNOWN, decimals_for, name_of, number, numbers, quantity

SAME = 1e-9
"""Quantities in munit that differ by no more are the same."""


def market_grid(instance: Instance, sides: Sides, market: str) -> Grid:
    """Return price, output, capacity, operating rate and rule of conduct of a market by year.

    What its consumers get is shown where that is not what is made there; capacity is not where nobody ever makes
    anything.
    """
    measures = measures_of(instance, sides, market)
    tables = [expected(instance, side.tables["markets"], ["market", "year"], list(measures)) for side in sides]
    scale = wording.quantity_scale(instance, market)
    columns = [Column(_("Year"), kind="year")]
    texts = []
    for measure, title in measures.items():
        columns += cases(title, planned=len(sides) > 1)
        series = [[table[measure].get((market, year)) for year in instance.years] for table in tables]
        if measure.endswith("_munit"):
            series = [[None if each is None else scale(each) for each in side] for side in series]
        texts += [[number(each, decimals_of_series(series)) for each in side] for side in series]
    rules = {each.year: _(CONDUCT[each.rule]) for each in sides[-1].plan.conduct if each.market == market}
    if rules:
        columns.append(Column(_("Rule in the plan"), kind="name"))
        texts.append([rules.get(year, UNKNOWN) for year in instance.years])
    rows = tuple(Row((str(year), *(text[position] for text in texts))) for position, year in enumerate(instance.years))
    return Grid(_("{market}, year by year").format(market=name_of(instance, "markets", market)), tuple(columns), rows)


def measures_of(instance: Instance, sides: Sides, market: str) -> Mapping[str, str]:
    """Return the columns of a market that have something to tell, with their titles."""
    unit = wording.quantity_scale(instance, market).unit
    measures = {"price_cny_per_unit": _("Price, {unit}").format(unit=wording.price_unit(instance, market))}
    tables = [side.tables["markets"] for side in sides]
    facts = [table[table["market"] == market] for table in tables]
    makes = any(table["capacity_munit"].gt(0).any() for table in facts)
    if makes:
        measures["output_munit"] = _("Output, {unit}").format(unit=unit)
    if not makes or any((table["served_munit"] - table["output_munit"]).abs().gt(SAME).any() for table in facts):
        measures["served_munit"] = _("Consumers get, {unit}").format(unit=unit)
    if makes:
        measures["capacity_munit"] = _("Capacity, {unit}").format(unit=unit)
        measures["operating_rate_pct"] = _("Operating rate, %")
    return measures


def decimals_of_series(series: list[list[float | None]]) -> int:
    """Return the decimals of a measure's column: two at most, unless all of it is below one."""
    values = [each for side in series for each in side]
    small = all(each is None or abs(each) < 1 for each in values)
    return decimals_for(values) if small else min(2, decimals_for(values))


def shipments_grid(instance: Instance, sides: Sides) -> Grid:
    """Return what goes along each link on which anything goes, year by year."""
    columns = [
        Column(_("From and to"), kind="name"),
        Column(_("Unit"), kind="name"),
        Column(_("Cost of a unit, CNY")),
    ]
    for year in instance.years:
        columns += cases(str(year), planned=len(sides) > 1)
    shipped = [
        expected(instance, side.tables["shipments"], ["link", "year"], ["shipped_munit"])["shipped_munit"]
        for side in sides
    ]
    rows = []
    for key, link in instance.links.items():
        amounts = [side.get((key, year), 0.0) for year in instance.years for side in shipped]
        if any(each > SAME for each in amounts):
            scale = wording.quantity_scale(instance, link.to_market)
            ends = (link_name(instance, key), scale.unit)
            rows.append(Row((*ends, *numbers([link.cost_cny_per_unit]), *numbers(map(scale, amounts)))))
    return Grid(_("Goods that travel between markets"), tuple(columns), tuple(rows))


def temptations_grid(instance: Instance, plan: Outcome) -> Grid:
    """Return what each firm would gain in a year by breaking a joint cut while all others keep it."""
    table = plan.tables["temptations"]
    years = [year for year in instance.years if (table["year"] == year).any()]
    gains = expected(instance, table, ["market", "firm", "year"], ["gain_mcny"])["gain_mcny"]
    listed = [(market, firm) for market in instance.markets for firm in instance.firms]
    kept = [each for each in listed if any((*each, year) in gains for year in years)]
    amounts = [[gains.get((*each, year)) for year in years] for each in kept]
    scale = wording.money_scale(each for row in amounts for each in row if each is not None)
    amounts = [[None if each is None else scale(each) for each in row] for row in amounts]
    decimals = decimals_for(each for row in amounts for each in row)
    rows = tuple(
        Row(
            (
                name_of(instance, "firms", firm),
                name_of(instance, "markets", market),
                *(number(each, decimals) for each in row),
            )
        )
        for (market, firm), row in zip(kept, amounts, strict=True)
    )
    columns = (
        Column(_("Firm"), kind="name"),
        Column(_("Market"), kind="name"),
        *(Column(str(year), group=_("{money} a year").format(money=scale.unit)) for year in years),
    )
    return Grid(_("Temptations: what each firm would gain by breaking the joint cut alone"), columns, rows)


def emissions_grid(instance: Instance, sides: Sides) -> Grid:
    """Return the emissions of all plants, year by year."""
    scale = wording.emissions_scale()
    columns = (Column(_("Year"), kind="year"), *cases(scale.unit, planned=len(sides) > 1))
    emitted = [
        expected(instance, side.tables["plants"], ["year"], ["emissions_mtco2"])["emissions_mtco2"] for side in sides
    ]
    amounts = [[scale(side.get(year, 0.0)) for side in emitted] for year in instance.years]
    if not any(each for row in amounts for each in row):
        return Grid(_("Emissions"), columns, ())
    decimals = decimals_for(each for row in amounts for each in row)
    rows = tuple(
        Row((str(year), *(number(each, decimals) for each in row)))
        for year, row in zip(instance.years, amounts, strict=True)
    )
    return Grid(_("Emissions"), columns, rows)


def demand_sentence(instance: Instance, market: str) -> str:
    """Return the reference point of a market's demand in words."""
    facts = instance.markets[market]
    price = numbers([facts.reference_price_cny_per_unit])[0]
    said = _("{market}: demand of {demand} in {year} at a price of {price}, changing by {growth} % a year.")
    return said.format(
        market=name_of(instance, "markets", market),
        demand=quantity(instance, market, facts.demand_munit),
        year=instance.years[0],
        price=_("{amount} {unit}").format(amount=price, unit=wording.price_unit(instance, market)),
        growth=number(facts.demand_growth_pct_per_year, 1, signed=True),
    )
