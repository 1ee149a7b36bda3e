"""Limits on money: budgets of payers, what owners are due, and cash of firms."""

from __future__ import annotations

from collections import defaultdict

from solver.evaluate.bench import Bench
from solver.evaluate.books import Course
from solver.evaluate.findings import Findings
from solver.evaluate.orders import Order, Orders
from solver.evaluate.standards import is_forbidden


def weigh_budgets(findings: Findings, bench: Bench, orders: Orders, course: Course) -> None:
    """Hold what payers spend and give against what they may; an industry fund over all years so far."""
    wish = bench.limits.budget
    if wish.level == "off":
        return
    instance = bench.world.instance
    spent: dict[tuple[str, int], float] = defaultdict(float)
    for row in course.payments:
        spent[row.payer, row.year] += row.spent_mcny
    for (key, year), money in orders.transfers.items():
        spent[instance.transfers[key].from_payer, year] += money
        spent[instance.transfers[key].to_payer, year] -= money
    for payer in instance.payers.values():
        saved = levied = 0.0
        for year in filter(bench.decided, instance.years):
            levied += course.levies.get((payer.id, year), 0.0)
            saved = spent[payer.id, year] + (saved if payer.is_industry_fund else 0.0)
            budget = bench.budget_mcny(payer.id, year, course.scenario) + levied
            place = bench.place("payers", payer.id, year, course.scenario)
            words = "{value} million CNY spent, budget {limit}"
            findings.weigh("budget", place, saved, "<=", budget, "mcny", words, wish)


def weigh_compensation(findings: Findings, bench: Bench, orders: Orders) -> None:
    """Hold what owners are paid against what is due, from below (participation) and from above (windfall)."""
    wish = bench.limits.participation
    for year, year_orders in orders.by_year.items():
        paid: dict[str, float] = defaultdict(float)
        due: dict[str, float] = defaultdict(float)
        given: dict[str, float] = defaultdict(float)
        for order in year_orders:
            move = order.move
            if order.closes:
                paid[move.plant] += move.compensation_mcny
                due[move.plant] += due_mcny(bench, orders, order)
            else:
                given[move.plant] += move.compensation_mcny
        for plant in paid:
            place = bench.place("plants", plant, year)
            words = "{value} million CNY paid for closing lines, due {limit}"
            # Where staying is not to be paid for, the closure cost alone is due, and that always binds.
            findings.weigh("participation", place, paid[plant], ">=", due[plant], "mcny", words, wish)
            findings.weigh("windfall", place, paid[plant], "<=", due[plant], "mcny", words)
        for plant in given:
            words = "{value} million CNY paid without a line closed for it, due {limit}"
            findings.weigh("windfall", bench.place("plants", plant, year), given[plant], "<=", 0.0, "mcny", words)


def due_mcny(bench: Bench, orders: Orders, order: Order) -> float:
    """Return what is due for the lines of an order: nothing for those that an adopted standard forbids."""
    move = order.move
    figures = bench.world.figures.get((move.plant, move.from_state))
    if figures is not None and is_forbidden(figures, orders.standards, move.year):
        return 0.0
    return order.lines * bench.due_mcny_per_line(move.plant, move.year)


def weigh_solvency(findings: Findings, bench: Bench, course: Course) -> None:
    """Hold the cash of firms that run lines against their credit."""
    for row in course.firms:
        if row.open_lines:
            place = bench.place("firms", row.firm, row.year, row.scenario)
            least = 0.0 - bench.world.instance.firms[row.firm].credit_mcny
            words = "{value} million CNY of cash at the end of the year, solvent down to {limit}"
            findings.weigh("solvency", place, row.cash_mcny, ">=", least, "mcny", words)
