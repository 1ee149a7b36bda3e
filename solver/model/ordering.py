r"""Prices that cannot fall: where supply can only shrink and demand does not, brackets are passed in one direction.

Where lines only close or lose subsidies, at every price less and less is offered; with demand that does not fall from
one year to the next the price cannot fall either, nor the rate of the lines that offer at it. A price on an edge
between brackets may be booked in either; booked in the upper one it keeps the order. For every edge :math:`e` of a
year's brackets (``price_not_falling``):

.. math:: \sum_{g \in G_t, \, g \ge e} z_g \le \sum_{g \in G_{t+1}, \, g \ge e} z_g

The rows follow from the others once the modes are integer. They say it to the solver, which is much faster for it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from typing import Any

from solver.instance.instance import Instance
from solver.levers.tables import ModeRow, StateRow, Tables
from solver.model import algebra

Place = tuple[float, float]
"""Lower and upper edge: of two brackets without common inner prices the higher one has the greater place."""


def add_price_order(model: algebra.Model, instance: Instance, tables: Tables, modes: tuple[ModeRow, ...]) -> None:
    """Add the rows for all markets whose demand does not shrink, if supply can only fall."""
    by_answer: defaultdict[tuple[str, int, str], list[ModeRow]] = defaultdict(list)
    for row in modes:
        by_answer[row.market, row.year, row.scenario].append(row)
    markets = _markets_of_rising_prices(instance, tables)
    pairs = {
        (market, year, scenario, number): (place, by_answer[market, year, scenario], later)
        for (market, year, scenario) in by_answer
        if market in markets and (later := by_answer.get((market, year + 1, scenario)))
        for number, place in enumerate(_places(by_answer[market, year, scenario]))
    }

    @model.Constraint(list(pairs))
    def price_not_falling(model: algebra.Model, *index: Any) -> object:
        place, now, later = pairs[index]
        at_or_above = algebra.quicksum(model.in_mode[row.key] for row in now if _place(row) >= place)
        not_below = algebra.quicksum(model.in_mode[row.key] for row in later if _reaches(row, place))
        return at_or_above - not_below <= 0


def _place(row: ModeRow) -> Place:
    return row.price_low_cny_per_unit, row.price_high_cny_per_unit


def _reaches(row: ModeRow, place: Place) -> bool:
    """Return whether a bracket holds prices at or above a place, other than at its own upper edge."""
    low, high = _place(row)
    return high > place[0] or low == high == place[1]


def _places(rows: list[ModeRow]) -> Iterator[Place]:
    """Yield the places at which a year's brackets begin, but the first, above which everything lies."""
    yield from sorted({_place(row) for row in rows})[1:]


def _markets_of_rising_prices(instance: Instance, tables: Tables) -> set[str]:
    """Return the markets whose supply can only fall, whose demand does not, and that nothing else moves."""
    states = {row.key: row for row in tables.states}
    moved = {row.market for row in tables.vouchers}
    moved |= {row.subject for row in tables.gates if row.kind == "conduct"}
    moved |= {market for row in tables.links for market in (row.from_market, row.to_market)}
    for row in tables.transitions:
        before, after = states[row.plant, row.from_state], states.get((row.plant, row.to_state))
        if after is not None and _supplies_more(before, after):
            moved.add(after.market)
    growing = (m for m in instance.markets.values() if m.demand_growth_pct_per_year >= 0 and not m.is_fixed)
    return {market.id for market in growing} - moved


def _supplies_more(before: StateRow, after: StateRow) -> bool:
    """Return whether a line that goes from one state to another may add to the supply of the other's market."""
    return (
        not before.is_open
        or before.market != after.market
        or after.offer_cny_per_unit < before.offer_cny_per_unit
        or after.capacity_munit > before.capacity_munit
    )
