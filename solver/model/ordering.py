r"""Prices that cannot fall: where supply can only shrink and demand does not, brackets are passed in one direction.

Lines only close or lose subsidies, so at every price less and less is offered; with demand that does not fall from
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

import pyomo.environ as pyo

from solver.instance.instance import Instance
from solver.levers.tables import ModeRow, Tables

Place = tuple[float, float]
"""Lower and upper edge: of two brackets without common inner prices the higher one has the greater place."""


def add_price_order(model: pyo.ConcreteModel, instance: Instance, tables: Tables, modes: tuple[ModeRow, ...]) -> None:
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
    def price_not_falling(model: pyo.ConcreteModel, *index: Any) -> object:
        place, now, later = pairs[index]
        at_or_above = pyo.quicksum(model.in_mode[row.key] for row in now if _place(row) >= place)
        not_below = pyo.quicksum(model.in_mode[row.key] for row in later if _reaches(row, place))
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
    """Return the markets whose supply can only fall and whose demand does not."""
    offers = {row.key: row for row in tables.states}
    falling = {
        offers[row.plant, row.from_state].market
        for row in tables.transitions
        if row.to_state != "closed"
        and (
            offers[row.plant, row.to_state].market != offers[row.plant, row.from_state].market
            or offers[row.plant, row.to_state].offer_cny_per_unit < offers[row.plant, row.from_state].offer_cny_per_unit
            or offers[row.plant, row.to_state].capacity_munit > offers[row.plant, row.from_state].capacity_munit
        )
    }
    return {m.id for m in instance.markets.values() if m.demand_growth_pct_per_year >= 0} - falling
