"""Cheapest ways between markets, over links that are always open, and over all that may be."""

from __future__ import annotations

from collections.abc import Iterable
from math import inf

from solver.levers.tables import LinkRow


class Paths:
    """Costs of the cheapest ways.

    Parameters
    ----------
    markets : tuple of str
        The markets.
    links : tuple of LinkRow
        The links of all years.
    """

    def __init__(self, markets: tuple[str, ...], links: tuple[LinkRow, ...]) -> None:
        self._any = _cheapest(markets, links)
        self._open = _cheapest(markets, (row for row in links if row.gates is None))

    def any_cny_per_unit(self, origin: str, use: str) -> float:
        """Return the cost of the cheapest way from one market to another if every link is open."""
        return self._any[origin, use]

    def open_cny_per_unit(self, origin: str, use: str) -> float:
        """Return the cost of the cheapest way over links that are always open; infinite where there is none."""
        return self._open[origin, use]


def _cheapest(markets: tuple[str, ...], links: Iterable[LinkRow]) -> dict[tuple[str, str], float]:
    """Return the costs of the cheapest ways between all markets (Floyd and Warshall)."""
    cost = {(here, there): 0.0 if here == there else inf for here in markets for there in markets}
    for row in links:
        ends = row.from_market, row.to_market
        cost[ends] = min(cost[ends], row.cost_cny_per_unit)
    touched = {
        market for (here, there), each in cost.items() if here != there and each < inf for market in (here, there)
    }
    for over in touched:
        for here in touched:
            for there in touched:
                cost[here, there] = min(cost[here, there], cost[here, over] + cost[over, there])
    return cost
