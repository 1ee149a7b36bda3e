"""The limits: what the courses of a plan are held against."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from solver.evaluate.findings import Findings, Place
from solver.evaluate.orders import Orders
from solver.evaluate.outcome import TOLERANCE
from solver.evaluate.rules import weigh_rules
from solver.evaluate.simulation import Course
from solver.evaluate.world import World
from solver.mandate import Mandate


@dataclass(frozen=True)
class Bench:
    """What limits are weighed with: the facts, the wishes, and what follows from the status quo."""

    world: World
    mandate: Mandate
    due_mcny_per_line: Callable[[str, int], float]
    budget_mcny: Callable[[str, int, str], float]

    def place(self, table: str, subject: str, year: int = 0, scenario: str = "") -> Place:
        """Return the place of a limit on a row of a table, with its names."""
        instance = self.world.instance
        several = scenario and len(instance.futures) > 1
        scenario_name = f"scenario {instance.futures[scenario].name}" if several else ""
        name = getattr(instance, table)[subject].name
        return Place(subject, name, year, scenario, scenario_name)

    def decided(self, year: int) -> bool:
        """Return whether limits from the first decision year on hold in a year."""
        return year >= self.mandate.levers.first_decision_year


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
        weigh_budgets(findings, bench, course)
    weigh_compensation(findings, bench, orders)
    for course in courses:
        weigh_solvency(findings, bench, course)
    weigh_rules(findings, bench.world.instance, bench.mandate.levers, orders)
    for course in courses:
        weigh_lost_orders(findings, bench, course)
    return findings


def weigh_unemployment(findings: Findings, bench: Bench, course: Course) -> None:
    """Hold the people without work against the ceiling."""
    wish = bench.mandate.limits.unemployment
    if wish.level == "off":
        return
    for row in course.regions:
        if bench.decided(row.year):
            force = bench.world.instance.regions[row.region].labour_force_persons
            ceiling = wish.ceiling_persons(row.region, force)
            place = bench.place("regions", row.region, row.year, row.scenario)
            words = "{value} people without work, ceiling {limit}"
            findings.weigh("unemployment", place, row.without_work_persons, "<=", ceiling, "persons", words)


def weigh_income_floor(findings: Findings, bench: Bench, courses: list[Course]) -> None:
    """Hold the monthly support against the floor, wherever anybody is without work."""
    support = {
        row.region: row.support_cny_per_month
        for course in courses
        for row in course.regions
        if row.without_work_persons > TOLERANCE
    }
    for region, facts in bench.world.instance.regions.items():
        if region in support:
            wish = bench.mandate.limits.income_floor
            floor = wish.floor_cny_per_month(facts.average_wage_cny_per_month, facts.unemployment_benefit_cny_per_month)
            words = "{value} CNY a month for people without work, floor {limit}"
            place = bench.place("regions", region)
            findings.weigh("income_floor", place, support[region], ">=", floor, "CNY per month", words)


def weigh_prices(findings: Findings, bench: Bench, course: Course) -> None:
    """Hold prices against the ceiling."""
    wish = bench.mandate.limits.consumer_price
    if wish.level == "off":
        return
    for row in course.markets:
        if bench.decided(row.year):
            reference = bench.world.instance.markets[row.market].reference_price_cny_per_unit
            ceiling = wish.ceiling_cny_per_unit(reference)
            place = bench.place("markets", row.market, row.year, row.scenario)
            words = "a price of {value} CNY per unit, ceiling {limit}"
            findings.weigh("consumer_price", place, row.price_cny_per_unit, "<=", ceiling, "CNY per unit", words)


def weigh_supply(findings: Findings, bench: Bench, course: Course) -> None:
    """Hold output against the floor."""
    wish = bench.mandate.limits.supply
    if wish.level == "off":
        return
    for row in course.markets:
        if bench.decided(row.year):
            curve = bench.world.curves[row.market, row.year, row.scenario]
            demand = curve.quantity_munit(curve.reference_price_cny_per_unit)
            floor = wish.floor_munit(demand)
            place = bench.place("markets", row.market, row.year, row.scenario)
            words = "an output of {value} million units, floor {limit}"
            findings.weigh("supply", place, row.output_munit, ">=", floor, "munit", words)


def weigh_budgets(findings: Findings, bench: Bench, course: Course) -> None:
    """Hold what payers spend against what they spent on operating subsidies and what the mandate adds."""
    if bench.mandate.limits.budget.level == "off":
        return
    spent: dict[tuple[str, int], float] = defaultdict(float)
    for row in course.payments:
        spent[row.payer, row.year] += row.spent_mcny
    for payer in bench.world.instance.payers:
        for year in filter(bench.decided, bench.world.instance.years):
            budget = bench.budget_mcny(payer, year, course.scenario)
            place = bench.place("payers", payer, year, course.scenario)
            words = "{value} million CNY spent, budget {limit}"
            findings.weigh("budget", place, spent[payer, year], "<=", budget, "mcny", words)


def weigh_compensation(findings: Findings, bench: Bench, orders: Orders) -> None:
    """Hold what owners are paid against what is due, from below (participation) and from above (windfall)."""
    for year, year_orders in orders.by_year.items():
        paid: dict[str, float] = defaultdict(float)
        due: dict[str, float] = defaultdict(float)
        given: dict[str, float] = defaultdict(float)
        for order in year_orders:
            move = order.move
            if order.closes:
                paid[move.plant] += move.compensation_mcny
                due[move.plant] += order.lines * bench.due_mcny_per_line(move.plant, year)
            else:
                given[move.plant] += move.compensation_mcny
        for plant in paid:
            place = bench.place("plants", plant, year)
            words = "{value} million CNY paid for closing lines, due {limit}"
            findings.weigh("participation", place, paid[plant], ">=", due[plant], "mcny", words)
            findings.weigh("windfall", place, paid[plant], "<=", due[plant], "mcny", words)
        for plant in given:
            words = "{value} million CNY paid without a line closed for it, due {limit}"
            findings.weigh("windfall", bench.place("plants", plant, year), given[plant], "<=", 0.0, "mcny", words)


def weigh_solvency(findings: Findings, bench: Bench, course: Course) -> None:
    """Hold the cash of firms that run lines against their credit."""
    for row in course.firms:
        if row.open_lines:
            place = bench.place("firms", row.firm, row.year, row.scenario)
            least = 0.0 - bench.world.instance.firms[row.firm].credit_mcny
            words = "{value} million CNY of cash at the end of the year, solvent down to {limit}"
            findings.weigh("solvency", place, row.cash_mcny, ">=", least, "mcny", words)


def weigh_lost_orders(findings: Findings, bench: Bench, course: Course) -> None:
    """Note orders for lines that insolvency had closed before."""
    for order in course.lost:
        place = bench.place("plants", order.move.plant, order.move.year, course.scenario)
        words = "lines to be moved: {value}, left after the insolvency of the firm: {limit}"
        findings.weigh("lines", place, order.move.lines, "<=", 0, "lines", words)
