"""Limits on what becomes of people: work, income, wages, and who bears how much of the change."""

from __future__ import annotations

from solver.evaluate.bench import Bench
from solver.evaluate.books import Course
from solver.evaluate.findings import Findings
from solver.evaluate.orders import Orders
from solver.evaluate.outcome import TOLERANCE
from solver.evaluate.simulation import MILLION, MONTHS


def weigh_unemployment(findings: Findings, bench: Bench, course: Course) -> None:
    """Hold the people without work against the ceiling."""
    wish = bench.limits.unemployment
    if wish.level == "off":
        return
    for row in course.regions:
        if bench.decided(row.year):
            force = bench.world.instance.regions[row.region].labour_force_persons
            ceiling = wish.ceiling_persons(row.region, force)
            place = bench.place("regions", row.region, row.year, row.scenario)
            words = "{value} people without work, ceiling {limit}"
            findings.weigh("unemployment", place, row.without_work_persons, "<=", ceiling, "persons", words, wish)


def weigh_income_floor(findings: Findings, bench: Bench, courses: list[Course]) -> None:
    """Hold the monthly support against the floor, wherever anybody is without work."""
    wish = bench.limits.income_floor
    regions = bench.world.instance.regions
    floors = {
        region.id: wish.floor_cny_per_month(
            region.average_wage_cny_per_month, region.unemployment_benefit_cny_per_month
        )
        for region in regions.values()
    }
    rows = [row for course in courses for row in course.regions if row.without_work_persons > TOLERANCE]
    support = {row.region: row.support_cny_per_month for row in rows}
    for region in filter(support.__contains__, regions):
        words = "{value} CNY a month for people without work, floor {limit}"
        place, unit = bench.place("regions", region), "CNY per month"
        findings.weigh("income_floor", place, support[region], ">=", floors[region], unit, words, wish)
    for row in rows:
        lacking = floors[row.region] - row.support_cny_per_month
        if lacking > 0:
            place = bench.place("regions", row.region, row.year, row.scenario)
            missed = MONTHS * lacking * row.without_work_persons / MILLION
            findings.price("income_floor", place, missed, "mcny", wish)


def weigh_wage_floor(findings: Findings, bench: Bench, orders: Orders, courses: list[Course]) -> None:
    """Hold what the rehired earn in their first year against the floor, wherever anybody finds work."""
    wish = bench.limits.wage_floor
    if wish is None or wish.level == "off":
        return
    regions = bench.world.instance.regions
    rows = [row for course in courses for row in course.regions if row.found_work_persons > TOLERANCE]
    lacking = {}
    for key in filter({row.region for row in rows}.__contains__, regions):
        region = regions[key]
        wage = max(orders.plan.wage_cny_per_month(key), region.wage_when_rehired_cny_per_month)
        floor = wish.floor_cny_per_month(region.average_wage_cny_per_month)
        lacking[key] = floor - wage
        words = "{value} CNY a month for people who find work, floor {limit}"
        findings.weigh("wage_floor", bench.place("regions", key), wage, ">=", floor, "CNY per month", words, wish)
    for row in rows:
        if lacking[row.region] > 0:
            place = bench.place("regions", row.region, row.year, row.scenario)
            missed = MONTHS * lacking[row.region] * row.found_work_persons / MILLION
            findings.price("wage_floor", place, missed, "mcny", wish)


def weigh_equity(findings: Findings, bench: Bench, course: Course) -> None:
    """Hold the people displaced in each region over all years against its fair share of all who are."""
    wish = bench.limits.equity
    if wish is None or wish.level == "off":
        return
    displaced = dict.fromkeys(bench.world.instance.regions, 0.0)
    for row in course.regions:
        displaced[row.region] += row.displaced_persons
    everybody = sum(displaced.values())
    for region, persons in displaced.items():
        ceiling = wish.ceiling_persons(bench.world.fair_shares[region], everybody)
        place = bench.place("regions", region, scenario=course.scenario)
        words = "{value} people displaced over all years, ceiling {limit}"
        findings.weigh("equity", place, persons, "<=", ceiling, "persons", words, wish)
