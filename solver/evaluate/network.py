"""Which markets hang together, given which barriers stand."""

from __future__ import annotations

from dataclasses import dataclass

from solver.evaluate.spatial import Way
from solver.instance.instance import Instance


@dataclass(frozen=True)
class Component:
    """Markets that open links connect, or a market by itself."""

    markets: tuple[str, ...]
    ways: tuple[Way, ...]
    is_fixed: bool
    """Whether lines serve given demands at least cost."""


def components(instance: Instance, removed: frozenset[str]) -> tuple[Component, ...]:
    """Return the groups of markets that links connect which no standing barrier shuts, in the order of the markets."""
    open_links = [each for each in instance.links.values() if each.barrier is None or each.barrier in removed]
    group = {market: market for market in instance.markets}
    for link in open_links:
        old, new = group[link.to_market], group[link.from_market]
        if old != new:
            group = {market: new if each == old else each for market, each in group.items()}
    ways = [Way(each.id, each.from_market, each.to_market, each.cost_cny_per_unit) for each in open_links]
    return tuple(
        Component(
            markets=tuple(market for market in group if group[market] == name),
            ways=tuple(way for way in ways if group[way.origin] == name),
            is_fixed=any(instance.markets[market].is_fixed for market in group if group[market] == name),
        )
        for name in dict.fromkeys(group.values())
    )
