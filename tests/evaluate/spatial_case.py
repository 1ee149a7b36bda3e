"""Markets and ways for tests of trade, in a line each."""

from __future__ import annotations

from solver.evaluate.spatial import LocalMarket, Trade, Way
from solver.instance.instance import DemandCurve


def market(*offers: tuple[float, float], demand: float = 100, cap: float = 100, extra: float = 0) -> LocalMarket:
    """Return a market that asks for ``demand`` at a price of 10, and for twice that at 0."""
    return LocalMarket(DemandCurve(demand, 10, -1, cap), extra, offers)


def fixed(*offers: tuple[float, float], demand: float = 0, cap: float = 100) -> LocalMarket:
    return LocalMarket(DemandCurve(demand, 0, 0, cap), 0, offers)


def way(origin: str, destination: str, cost: float) -> Way:
    return Way(f"{origin}_{destination}", origin, destination, cost)


def prices(trade: Trade) -> dict[str, float]:
    return {key: each.price_cny_per_unit for key, each in trade.clearings.items()}
