"""What a year's markets bring, given who offers what in them under which rule of conduct."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

from solver.evaluate.figures import Figures
from solver.evaluate.market import Clearing, clear, ration
from solver.evaluate.network import Component
from solver.evaluate.spatial import LocalMarket, Trade, Way, clear_together, serve_at_least_cost
from solver.instance.instance import DemandCurve
from solver.instance.records import Market
from solver.mandate import ConductRule

CUTS: Mapping[ConductRule, float] = {"joint_cut_10": 0.1, "joint_cut_20": 0.2, "joint_cut_30": 0.3}
"""Share of its capacity that every line withholds under a joint cut."""


class Good(NamedTuple):
    """Lines of a plant in one state, and the firm that runs them."""

    figures: Figures
    lines: int
    firm: str


@dataclass(frozen=True, slots=True)
class Stall:
    """All that is offered and asked for in a market."""

    market: Market
    curve: DemandCurve
    extra_munit: float
    """What vouchers add to the demand."""
    rule: ConductRule | None
    points: tuple[tuple[float, float], ...]
    """Rate and price of a rationed market."""
    goods: list[Good]
    alone: str = ""
    """Firm that does not keep to a joint cut; empty where all do."""

    def offer(self, figures: Figures) -> float:
        """Return the price at which a line offers."""
        if self.rule == "full_cost_offers" and figures.capacity_munit:
            return figures.full_cost_offer
        return figures.offer

    def offered_munit(self, good: Good) -> float:
        """Return the capacity that lines offer."""
        capacity = good.lines * good.figures.capacity_munit
        cut = 0.0 if self.rule is None or good.firm == self.alone else CUTS.get(self.rule, 0.0)
        return (1 - cut) * capacity

    def offers(self) -> list[tuple[float, float]]:
        """Return the price and the capacity of all that is offered."""
        return [
            (self.offer(good.figures), capacity) for good in self.goods if (capacity := self.offered_munit(good)) > 0
        ]


@dataclass(frozen=True, slots=True)
class Sale:
    """What came of a stall."""

    clearing: Clearing
    price: float
    """What consumers pay for a unit."""
    brings: float
    """What lines get for a unit."""
    served_munit: float

    def rate(self, stall: Stall, figures: Figures) -> float:
        """Return the share of what they offer that lines make."""
        return self.clearing.rate(stall.offer(figures))


def sell(component: Component, stalls: Mapping[str, Stall]) -> tuple[dict[str, Sale], dict[str, float]]:
    """Return market to its sale for markets that hang together, and link to the goods that go along it."""
    if component.is_fixed:
        return serve(component, stalls)
    if component.ways:
        trade = clear_together({market: local(stalls[market]) for market in component.markets}, component.ways)
        sales = {
            market: Sale(clearing, clearing.price_cny_per_unit, clearing.price_cny_per_unit, trade.served_munit[market])
            for market, clearing in trade.clearings.items()
        }
        return sales, trade.shipped_munit
    (market,) = component.markets
    return {market: sell_alone(stalls[market])}, {}


def sell_alone(stall: Stall) -> Sale:
    """Return the sale of a market that no open link connects with another."""
    offers = stall.offers()
    if stall.market.is_rationed and stall.rule is None:
        clearing = ration(stall.curve, stall.points, sum(capacity for _, capacity in offers), stall.extra_munit)
    else:
        clearing = clear(stall.curve, offers, stall.extra_munit)
    output = sum(clearing.rate(offer) * capacity for offer, capacity in offers)
    return Sale(clearing, clearing.price_cny_per_unit, clearing.price_cny_per_unit, output)


def local(stall: Stall) -> LocalMarket:
    """Return a stall as one of several markets."""
    return LocalMarket(curve=stall.curve, extra_munit=stall.extra_munit, offers=tuple(stall.offers()))


def serve(component: Component, stalls: Mapping[str, Stall]) -> tuple[dict[str, Sale], dict[str, float]]:
    """Return the sales and shipments of fixed markets."""
    trade = serve_at_least_cost({market: local(stalls[market]) for market in component.markets}, component.ways)
    prices = {market: stalls[market].market.reference_price_cny_per_unit for market in component.markets}
    brought = netbacks(prices, component.ways, trade)
    sales = {
        market: Sale(trade.clearings[market], price, brought[market], trade.served_munit[market])
        for market, price in prices.items()
    }
    return sales, trade.shipped_munit


def netbacks(prices: Mapping[str, float], ways: tuple[Way, ...], trade: Trade) -> dict[str, float]:
    """Return market to what a unit from it brings: the price where it is used, less the cost of the way there.

    Units that pass through a market mix with those made there, so that all that leave bring the same.
    """
    brought: dict[str, float] = {}

    def bring(market: str) -> float:
        if market not in brought:
            leaving = [(way, trade.shipped_munit.get(way.link, 0.0)) for way in ways if way.origin == market]
            used = trade.served_munit[market]
            sent = [(way, amount) for way, amount in leaving if amount > 0]
            total = used + sum(amount for _, amount in sent)
            value = used * prices[market]
            value += sum(amount * (bring(way.destination) - way.cost_cny_per_unit) for way, amount in sent)
            brought[market] = value / total if total else prices[market]
        return brought[market]

    for market in prices:
        bring(market)
    return brought
