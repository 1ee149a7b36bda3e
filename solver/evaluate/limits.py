"""All limits and rules: what the courses of a plan are held against, in the order of their declaration."""

from __future__ import annotations

from collections.abc import Iterable

from solver.evaluate.bench import Bench
from solver.evaluate.books import Course
from solver.evaluate.findings import Findings
from solver.evaluate.limits_industry import (
    weigh_capacity_swap,
    weigh_concentration,
    weigh_share_screen,
    weigh_standards,
)
from solver.evaluate.limits_markets import weigh_emissions, weigh_prices, weigh_regional_floors, weigh_supply
from solver.evaluate.limits_money import weigh_budgets, weigh_compensation, weigh_solvency
from solver.evaluate.limits_people import weigh_equity, weigh_income_floor, weigh_unemployment, weigh_wage_floor
from solver.evaluate.orders import Orders
from solver.evaluate.rules import weigh_lost_orders, weigh_rules


def weigh_all(bench: Bench, orders: Orders, courses: Iterable[Course]) -> Findings:
    """Return all limits and rules, weighed in the order of their declaration."""
    findings = Findings()
    courses = list(courses)
    for course in courses:
        weigh_unemployment(findings, bench, course)
    weigh_income_floor(findings, bench, courses)
    for course in courses:
        weigh_prices(findings, bench, course)
        weigh_supply(findings, bench, course)
        weigh_budgets(findings, bench, orders, course)
    weigh_compensation(findings, bench, orders)
    for course in courses:
        weigh_solvency(findings, bench, course)
    weigh_wage_floor(findings, bench, orders, courses)
    for course in courses:
        weigh_regional_floors(findings, bench, course)
        weigh_equity(findings, bench, course)
        weigh_emissions(findings, bench, course)
    weigh_concentration(findings, bench, orders)
    weigh_share_screen(findings, bench, orders)
    weigh_capacity_swap(findings, bench, orders)
    weigh_standards(findings, bench, orders, courses)
    weigh_rules(findings, bench.world.instance, bench.mandate.levers, orders)
    for course in courses:
        weigh_lost_orders(findings, bench, course)
    return findings
