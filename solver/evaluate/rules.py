"""The rules of plans about lines and classes: levers that the mandate allows, lines that are there, places to learn."""

from __future__ import annotations

from solver.evaluate.bench import Bench
from solver.evaluate.books import Course
from solver.evaluate.findings import Findings, Place
from solver.evaluate.orders import Order, Orders
from solver.evaluate.rules_decisions import weigh_decision_levers, weigh_decisions, weigh_year
from solver.evaluate.rules_mergers import weigh_mergers
from solver.instance.instance import Instance
from solver.mandate import Levers


def weigh_rules(findings: Findings, instance: Instance, levers: Levers, orders: Orders) -> None:
    """Note every rule of plans that a plan breaks; rules that are kept leave no row."""
    for year_orders in orders.by_year.values():
        for order in year_orders:
            weigh_move(findings, instance, levers, order)
    weigh_retraining_levers(findings, instance, levers, orders)
    weigh_decision_levers(findings, instance, levers, orders)
    weigh_programmes(findings, instance, orders)
    weigh_mergers(findings, instance, levers, orders)
    weigh_decisions(findings, instance, orders)


def weigh_move(findings: Findings, instance: Instance, levers: Levers, order: Order) -> None:
    """Note the rules that a move breaks."""
    move = order.move
    place = Place(move.plant, instance.plants[move.plant].name, move.year)
    weigh_year(findings, levers, place)
    for happens, allowed, what in (
        (order.closes and not order.stops, levers.close_lines, "closed"),
        (order.stops, levers.stop_entry, "stopped before they start"),
        (order.upgrades, levers.upgrade_lines, "upgraded"),
    ):
        if happens and not allowed:
            words = f"lines to be {what}: {{value}}, allowed: {{limit}}"
            findings.weigh("lever", place, move.lines, "<=", 0, "lines", words)
    if order.withdraws and not levers.withdraw_subsidies:
        words = "lines to lose their operating subsidy: {value}, allowed: {limit}"
        findings.weigh("lever", place, move.lines, "<=", 0, "lines", words)
    if move.compensation_mcny > 0 and not levers.compensate_exits:
        words = "{value} million CNY promised to the owner, allowed {limit}"
        findings.weigh("lever", place, move.compensation_mcny, "<=", 0, "mcny", words)
    if order.lines < move.lines:
        words = f"lines to go from {move.from_state} to {move.to_state}: {{value}}, possible: {{limit}}"
        findings.weigh("lines", place, move.lines, "<=", order.available, "lines", words)


def weigh_retraining_levers(findings: Findings, instance: Instance, levers: Levers, orders: Orders) -> None:
    """Note openings and classes that the mandate does not allow."""
    for opening in orders.plan.openings:
        place = Place(opening.programme, instance.programmes[opening.programme].name, opening.year)
        weigh_year(findings, levers, place)
        if not levers.retrain:
            findings.weigh("lever", place, 1, "<=", 0, "openings", "openings: {value}, allowed: {limit}")
    for (programme, year), classes in orders.asked_classes.items():
        place = Place(programme, instance.programmes[programme].name, year)
        weigh_year(findings, levers, place)
        if not levers.retrain:
            findings.weigh("lever", place, classes, "<=", 0, "classes", "classes: {value}, allowed: {limit}")


def weigh_programmes(findings: Findings, instance: Instance, orders: Orders) -> None:
    """Note classes that cannot be held and programmes that are opened twice."""
    for (key, year), classes in orders.asked_classes.items():
        programme = instance.programmes[key]
        place = Place(key, programme.name, year)
        if (key, year) not in orders.held_classes:
            words = "classes before the programme is open: {value}, possible: {limit}"
            findings.weigh("programme", place, classes, "<=", 0, "classes", words)
        elif classes > programme.max_classes_per_year:
            words = "classes in the year: {value}, possible: {limit}"
            findings.weigh("programme", place, classes, "<=", programme.max_classes_per_year, "classes", words)
    openings: dict[str, int] = {}
    for opening in sorted(orders.plan.openings, key=lambda each: each.year):
        openings[opening.programme] = openings.get(opening.programme, 0) + 1
        if openings[opening.programme] > 1:
            place = Place(opening.programme, instance.programmes[opening.programme].name, opening.year)
            words = "openings so far: {value}, possible: {limit}"
            findings.weigh("programme", place, openings[opening.programme], "<=", 1, "openings", words)


def weigh_lost_orders(findings: Findings, bench: Bench, course: Course) -> None:
    """Note orders for lines, and mergers of firms, that an insolvency has ended before."""
    for lost in course.lost:
        place = bench.place("plants", lost.move.plant, lost.move.year, course.scenario)
        words = "lines to be moved: {value}, left after the insolvency of the firm: {limit}"
        findings.weigh("lines", place, lost.move.lines, "<=", 0, "lines", words)
    for failed, firm in course.failed:
        place = bench.place("merger_pairs", failed.pair.id, failed.merger.year, course.scenario)
        name = bench.world.instance.firms[firm].name
        words = f"firms that are insolvent by then, such as {name}: {{value}}, allowed: {{limit}}"
        findings.weigh("merger", place, 1, "<=", 0, "firms", words)
