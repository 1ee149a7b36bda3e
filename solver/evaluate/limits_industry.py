"""Limits on the shape of the industry: who holds how much, what opens for what closes, and standards."""

from __future__ import annotations

from collections import defaultdict

from solver.evaluate.bench import Bench
from solver.evaluate.books import Course
from solver.evaluate.findings import Findings
from solver.evaluate.orders import Orders
from solver.evaluate.standards import is_forbidden
from solver.instance.options import MergerPair


def shared_products(bench: Bench, pair: MergerPair) -> list[tuple[str, float, float]]:
    """Return the products that both firms of a pair make at the start, with their shares in per cent."""
    shares = bench.world.shares_pct
    return [
        (product, shares[pair.acquirer, product], shares[pair.target, product])
        for product in bench.world.instance.products
        if (pair.acquirer, product) in shares and (pair.target, product) in shares
    ]


def weigh_concentration(findings: Findings, bench: Bench, orders: Orders) -> None:
    """Hold what all mergers so far add to the concentration index of each product that they are about."""
    wish = bench.limits.concentration
    if wish is None or wish.level == "off":
        return
    pairs = bench.world.instance.merger_pairs.values()
    products = dict.fromkeys(product for pair in pairs for product, _, _ in shared_products(bench, pair))
    added = dict.fromkeys(products, 0.0)
    for year in bench.world.instance.years:
        for pair in orders.merging.get(year, ()):
            for product, one, other in shared_products(bench, pair):
                added[product] += 2 * one * other
        for product in products if bench.decided(year) else ():
            place = bench.place("products", product, year)
            words = "{value} points added to the concentration index, room {limit}"
            findings.weigh("concentration", place, added[product], "<=", wish.room_points, "points", words, wish)


def weigh_share_screen(findings: Findings, bench: Bench, orders: Orders) -> None:
    """Hold the joint share of merging firms, in the product where it is largest, against the screen."""
    wish = bench.limits.concentration
    if wish is None or wish.level == "off":
        return
    for pairs in orders.merging.values():
        for pair in pairs:
            joint = max((one + other for _, one, other in shared_products(bench, pair)), default=0.0)
            place, unit = bench.place("merger_pairs", pair.id), "percent"
            words = "the firms hold {value} % of a product's capacity together, screen {limit} %"
            findings.weigh("share_screen", place, joint, "<=", wish.share_screen_pct, unit, words, wish)


def weigh_capacity_swap(findings: Findings, bench: Bench, orders: Orders) -> None:
    """Hold the capacity closed by the plan so far against the planned capacity that has started."""
    wish = bench.limits.capacity_swap
    if wish is None or wish.level == "off":
        return
    instance = bench.world.instance
    closed: dict[str, float] = defaultdict(float)
    started: dict[str, float] = defaultdict(float)
    planned = [plant for plants in bench.world.planned.values() for plant in plants]
    products = dict.fromkeys(instance.markets[plant.market].product for plant in planned)
    for year in filter(bench.decided, instance.years):
        for order in orders.by_year.get(year, ()):
            if order.closes and not order.stops and order.lines:
                figures = bench.world.figures[order.move.plant, order.move.from_state]
                closed[figures.product] += order.lines * figures.capacity_munit
        for plant, lines in orders.started[year]:
            started[instance.markets[plant.market].product] += lines * plant.capacity_munit_per_line
        for product in products:
            place = bench.place("products", product, year)
            needed = wish.closed_per_opened * started[product]
            words = "{value} million units of capacity closed for what has started, floor {limit}"
            findings.weigh("capacity_swap", place, closed[product], ">=", needed, "munit", words, wish)


def weigh_standards(findings: Findings, bench: Bench, orders: Orders, courses: list[Course]) -> None:
    """Note open lines above an adopted standard, as many as in the scenario with most of them."""
    if not orders.standards:
        return
    most: dict[tuple[str, int], int] = defaultdict(int)
    for course in courses:
        lines: dict[tuple[str, int], int] = defaultdict(int)
        for row in course.plants:
            if is_forbidden(bench.world.figures[row.plant, row.state], orders.standards, row.year):
                lines[row.plant, row.year] += row.lines
        for place, count in lines.items():
            most[place] = max(most[place], count)
    for (plant, year), count in most.items():
        words = "open lines above a standard: {value}, allowed: {limit}"
        findings.weigh("standard", bench.place("plants", plant, year), count, "<=", 0, "lines", words)
