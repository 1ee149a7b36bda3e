"""Limits on markets and on what is made: prices, supply, output and revenue of regions, emissions."""

from __future__ import annotations

from collections import defaultdict

from solver.evaluate.bench import SECTOR, Bench
from solver.evaluate.books import Course
from solver.evaluate.findings import Findings


def weigh_prices(findings: Findings, bench: Bench, course: Course) -> None:
    """Hold the prices of home markets against the ceiling, except those that are given."""
    wish = bench.limits.consumer_price
    if wish.level == "off":
        return
    for row in course.markets:
        market = bench.world.instance.markets[row.market]
        if bench.decided(row.year) and not market.is_abroad and not market.is_fixed:
            ceiling = wish.ceiling_cny_per_unit(market.reference_price_cny_per_unit)
            place = bench.place("markets", row.market, row.year, row.scenario)
            words = "a price of {value} CNY per unit, ceiling {limit}"
            findings.weigh("consumer_price", place, row.price_cny_per_unit, "<=", ceiling, "CNY per unit", words, wish)


def weigh_supply(findings: Findings, bench: Bench, course: Course) -> None:
    """Hold what consumers of home markets get against the floor."""
    wish = bench.limits.supply
    if wish.level == "off":
        return
    for row in course.markets:
        if bench.decided(row.year) and not bench.world.instance.markets[row.market].is_abroad:
            curve = bench.world.curves[row.market, row.year, row.scenario]
            floor = wish.floor_munit(curve.quantity_munit(curve.reference_price_cny_per_unit))
            place = bench.place("markets", row.market, row.year, row.scenario)
            words = "a supply of {value} million units, floor {limit}"
            findings.weigh("supply", place, row.served_munit, ">=", floor, "munit", words, wish)


def weigh_regional_floors(findings: Findings, bench: Bench, course: Course) -> None:
    """Hold the output of regions and their share of its sales against what they have today."""
    output, revenue = bench.limits.regional_output, bench.limits.regional_revenue
    for row in course.regions:
        if not bench.decided(row.year):
            continue
        place = bench.place("regions", row.region, row.year, row.scenario)
        if output is not None and output.level != "off":
            floor = output.floor_mcny(row.region, bench.today_output_value_mcny(row.region, row.scenario))
            words = "an output of {value} million CNY at reference prices, floor {limit}"
            findings.weigh("regional_output", place, row.output_value_mcny, ">=", floor, "mcny", words, output)
        if revenue is not None and revenue.level != "off":
            share = (bench.world.instance.regions[row.region].tax_pct_of_sales or 0.0) / 100
            floor = revenue.floor_mcny(row.region, share * bench.today_sales_mcny(row.region, row.scenario))
            words = "a revenue of {value} million CNY, floor {limit}"
            findings.weigh("regional_revenue", place, share * row.sales_mcny, ">=", floor, "mcny", words, revenue)


def weigh_emissions(findings: Findings, bench: Bench, course: Course) -> None:
    """Hold the emissions of all plants together against the ceiling."""
    wish = bench.limits.emissions
    if wish is None or wish.level == "off":
        return
    emitted: dict[int, float] = defaultdict(float)
    for row in course.plants:
        emitted[row.year] += row.emissions_mtco2
    ceiling = wish.ceiling_mtco2(bench.today_emissions_mtco2(course.scenario))
    for year in filter(bench.decided, bench.world.instance.years):
        place = bench.named(SECTOR, "the sector", year, course.scenario)
        words = "emissions of {value} million tonnes of CO2, ceiling {limit}"
        findings.weigh("emissions", place, emitted[year], "<=", ceiling, "mtco2", words, wish)
