"""What follows from a plan beside the status quo for whole regions: their lines, what plants sell, and unemployment."""

from __future__ import annotations

from collections import defaultdict

from solver.evaluate.outcome import Outcome
from solver.instance.instance import Instance
from solver.language import _
from solver.report.grid import Column, Grid, Row, Sides, cases, expected
from solver.report.wording import decimals_for, money_scale, name_of, number


def regions_grid(instance: Instance, sides: Sides) -> Grid:
    """Return for each region with plants its open lines and sales in the last year and its highest unemployment."""
    last = instance.years[-1]
    lines = [lines_open(instance, side, last) for side in sides]
    measured = [
        expected(instance, side.tables["regions"], ["region", "year"], ["sales_mcny", "unemployment_rate_pct"])
        for side in sides
    ]
    sales = [{region: each["sales_mcny"].get((region, last), 0.0) for region in instance.regions} for each in measured]
    highest = [
        {
            region: max(each["unemployment_rate_pct"].get((region, year), 0.0) for year in instance.years)
            for region in instance.regions
        }
        for each in measured
    ]
    shown = [
        region for region in instance.regions if any(side.get(region) for side in (*lines, *sales))
    ]  # a region without plants has nothing here but its unemployment, which the plan does not change
    scale = money_scale(side[region] for side in sales for region in shown)
    planned = len(sides) > 1
    columns = (
        Column(_("Region"), kind="name"),
        *cases(_("Open lines in {year}").format(year=last), planned),
        *cases(_("Sales of plants in {year}, {unit}").format(year=last, unit=scale.unit), planned),
        *cases(_("Highest unemployment, %"), planned),
    )
    money = [[scale(side[region]) for side in sales] for region in shown]
    decimals = decimals_for(each for row in money for each in row)
    places = decimals_for(side.get(region, 0.0) for side in lines for region in shown)
    rows = [
        Row(
            (
                name_of(instance, "regions", region),
                *(number(side.get(region, 0.0), places) for side in lines),
                *(number(each, decimals) for each in sold),
                *(number(side[region], 2) for side in highest),
            )
        )
        for region, sold in zip(shown, money, strict=True)
    ]
    return Grid(_("Regions with plants"), columns, tuple(rows))


def lines_open(instance: Instance, side: Outcome, year: int) -> dict[str, float]:
    """Return how many lines are open in each region in a year, expected over the scenarios."""
    by_plant = expected(instance, side.tables["plants"], ["plant", "year"], ["lines"])["lines"]
    by_region: dict[str, float] = defaultdict(float)
    for (plant, when), lines in by_plant.items():
        if when == year:
            by_region[instance.plants[plant].region] += lines
    return dict(by_region)
