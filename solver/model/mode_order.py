r"""Which modes of linked markets go together: what prices say of a link, said of modes.

With integer modes this says nothing new of prices, but far more of those that are used in part. For every lower edge
:math:`e` of a mode of the dearer market, with :math:`c` the cost of a link and :math:`o` whether it is open,

.. math:: \sum_{g: P^-_g \ge e} z_{j,g} \le \sum_{h: P^+_h \ge e - c} z_{i,h} + 1 - o

and likewise for every edge of the sender's, raised by the cost, with :math:`u` (the link is used) for :math:`o`
(``no_gain_left_by_mode``, ``used_at_cost_by_mode``).

Fixed markets break ties: of equal costs the one that passes fewer links is taken, and what costs just the price cap is
served. It is as if each link cost a trifle more, and a unit were worth many trifles more than the cap. So edges of
their modes are compared with the trifles that lie between: an interval begins a trifle above the offers at its lower
edge and ends one below those at its upper edge, and scarcity stands many above the cap (:func:`edges`).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from solver.levers.tables import LinkRow, ModeRow
from solver.model import algebra
from solver.model.algebra import Expression
from solver.model.clearing import Markets
from solver.model.terms import opened

Way = tuple[str, int, str]
"""Link, year and scenario."""
Edge = tuple[float, int]
"""Price (CNY per unit) and trifles."""
ROUNDING_CNY_PER_UNIT = 1e-9
"""By how much a sum of prices and costs may be off."""
MANY = 1 << 20
"""More trifles than the links that a unit can pass."""


def edges(row: ModeRow, caps: Mapping[str, float]) -> tuple[Edge, Edge]:
    """Return between which edges the price of a mode lies.

    At an offer that is a price cap, lines may run full before what costs just the cap goes unserved; above the market's
    own cap its consumers get nothing, so a mode that begins there lies above scarcity.

    Parameters
    ----------
    caps : mapping
        Market to its price cap (CNY per unit).
    """
    low, high = row.price_low_cny_per_unit, row.price_high_cny_per_unit
    if row.brings is None:
        return (low, 0), (high, 0)
    if row.scarce:
        return (low, MANY), (high, MANY)
    if not row.is_interval:
        return (low, 0), (high, MANY if high in caps.values() else 0)
    offers = {each.offer_cny_per_unit for each in row.running}
    above = MANY + 1 if low == caps[row.market] else int(low in offers)
    return (low, above), (high, -1 if high in offers else MANY)


def add_mode_order(
    model: algebra.Model, markets: Markets, ways: Mapping[Way, LinkRow], caps: Mapping[str, float]
) -> None:
    """Say of modes what is said of prices: who sells to a market is not cheaper than its price less the cost.

    Parameters
    ----------
    ways : mapping
        The links between markets with prices, or with shadow prices.
    caps : mapping
        Market to its price cap (CNY per unit).
    """
    found = {mode: edges(row, caps) for mode, row in markets.modes.items()}

    def low_edges(market: str, way: Way) -> list[Edge]:
        return sorted({found[mode][0] for mode in markets.modes_of_answers[market, *way[1:]]})

    def beyond(market: str, way: Way, edge: Edge) -> Expression:
        """Return how many modes of a market begin at an edge or above."""
        modes = markets.modes_of_answers[market, *way[1:]]
        return algebra.quicksum(model.in_mode[mode] for mode in modes if found[mode][0] >= edge)

    def reaching(market: str, way: Way, edge: Edge) -> Expression:
        """Return how many modes of a market reach an edge, which rounding must not keep them from."""
        modes = markets.modes_of_answers[market, *way[1:]]
        return algebra.quicksum(model.in_mode[mode] for mode in modes if _reaches(found[mode][1], edge))

    def moved(edge: Edge, way: Way, sign: int) -> Edge:
        trifle = 0 if markets.modes[markets.modes_of_answers[ways[way].to_market, *way[1:]][0]].brings is None else 1
        return edge[0] + sign * ways[way].cost_cny_per_unit, edge[1] + sign * trifle

    into = [(*way, *edge) for way, row in ways.items() for edge in low_edges(row.to_market, way)[1:]]
    out_of = [(*way, *edge) for way, row in ways.items() for edge in low_edges(row.from_market, way)]

    @model.Constraint(into)
    def no_gain_left_by_mode(model: algebra.Model, *at: Any) -> object:
        way, edge = at[:3], at[3:]
        row = ways[way]
        shut = 1 - opened(model, row.gates)
        cheap = reaching(row.from_market, way, moved(edge, way, -1))
        return beyond(row.to_market, way, edge) - cheap - shut <= 0

    @model.Constraint(out_of)
    def used_at_cost_by_mode(model: algebra.Model, *at: Any) -> object:
        way, edge = at[:3], at[3:]
        row = ways[way]
        dear = reaching(row.to_market, way, moved(edge, way, 1))
        return beyond(row.from_market, way, edge) - dear + model.link_used[way] <= 1


def _reaches(high: Edge, edge: Edge) -> bool:
    """Return whether a mode that ends at an edge reaches another."""
    above_cny_per_unit = high[0] - edge[0]
    if abs(above_cny_per_unit) <= ROUNDING_CNY_PER_UNIT:
        return high[1] >= edge[1]
    return above_cny_per_unit > 0
