"""The prices of competitive markets that links connect, exactly.

Prices start so low that nobody needs to make anything, with every consumer still waiting. Then the prices of all
markets from which goods could reach one where something is missing rise together. On the way up consumers ask for
less, lines come in at their offers and links at their cost, and consumers leave at the top price; what is released so
goes to the nearest market where something is missing. The rise goes from one such event to the next, so it takes
finitely many steps and no price is searched for. Prices never fall, what lines make never does, and at the end nothing
is missing.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from math import inf

from solver.instance.instance import DemandCurve

End = tuple[int, int, float]
"""A way between markets: the number of the one that goods leave, of the one they enter, and the cost of a unit."""
ROUNDING = 1e-14
"""Part of the largest price or quantity below which a difference is rounding."""


@dataclass(frozen=True)
class LocalMarket:
    """Demand and offers of one of the markets."""

    curve: DemandCurve
    extra_munit: float
    """Asked for on top of the curve, at every price up to the top price (vouchers)."""
    offers: tuple[tuple[float, float], ...]
    """Price (CNY per unit) and capacity (million units) of lines."""

    @cached_property
    def top_price_cny_per_unit(self) -> float:
        """The highest price that anybody pays here."""
        return self.curve.top_price_cny_per_unit

    @cached_property
    def steps(self) -> tuple[tuple[float, float], ...]:
        """The offers upwards, equal ones together."""
        groups: dict[float, float] = {}
        for price, capacity in self.offers:
            if capacity > 0:
                groups[price] = groups.get(price, 0.0) + capacity
        return tuple(sorted(groups.items()))

    @cached_property
    def first_price_cny_per_unit(self) -> float:
        """The lowest offer, or the top price if that is lower."""
        return min(self.steps[0][0] if self.steps else inf, self.top_price_cny_per_unit)

    @cached_property
    def slope_munit_per_cny(self) -> float:
        """By how much less is asked for if the price rises by one, below the top price."""
        if self.curve.elasticity == 0:
            return 0.0
        return -self.curve.elasticity * self.curve.reference_munit / self.curve.reference_price_cny_per_unit

    def wanted_munit(self, price_cny_per_unit: float) -> float:
        """Return what is asked for at a price; at the top price, the most."""
        if price_cny_per_unit > self.top_price_cny_per_unit:
            return 0.0
        return self.curve.quantity_munit(price_cny_per_unit) + self.extra_munit


class Rise:
    """Markets on their way to the prices at which nothing is missing.

    Attributes
    ----------
    price : list of float
        Prices of the markets; after :meth:`run`, those of the equilibrium.
    """

    def __init__(self, markets: Sequence[LocalMarket], ends: Sequence[End]) -> None:
        self.markets, self.ends = markets, ends
        self.leaving: list[list[int]] = [[] for _ in markets]
        self.entering: list[list[int]] = [[] for _ in markets]
        for way, (origin, destination, _) in enumerate(ends):
            self.leaving[origin].append(way)
            self.entering[destination].append(way)
        self.price = landed([each.first_price_cny_per_unit for each in markets], ends)
        self.step = [0] * len(markets)
        self.left = [each.steps[0][1] if each.steps else 0.0 for each in markets]
        self.asked = [
            each.wanted_munit(price) if price < each.top_price_cny_per_unit else 0.0
            for each, price in zip(markets, self.price, strict=True)
        ]
        self.missing = list(self.asked)
        self.flow = [0.0] * len(ends)
        self.small_price = ROUNDING * max([1.0, *(each.top_price_cny_per_unit for each in markets)])
        self.small_quantity = ROUNDING * max(self.asked)
        self.tight = [self._slack(way) <= self.small_price for way in range(len(ends))]
        self.toward: dict[int, tuple[int, int, int] | None] = {}

    def run(self) -> None:
        """Let prices rise until nothing is missing."""
        while any(self.missing):
            self._find_paths()
            if not self._serve():
                self._raise_prices()

    def _slack(self, way: int) -> float:
        """Return by how much a price difference stays below the cost of a way."""
        origin, destination, cost = self.ends[way]
        return self.price[origin] + cost - self.price[destination]

    def _find_paths(self) -> None:
        """Find every market from which more could reach one where something is missing, nearest first.

        More can go along a tight way, and against a way by sending less along it. Each market found is given its next
        step: the way, 1 along or -1 against it, and the market that it leads to; ``None`` where something is missing.
        """
        self.toward = {place: None for place, amount in enumerate(self.missing) if amount > 0}
        order = list(self.toward)
        for place in order:
            for way in self.entering[place]:
                origin = self.ends[way][0]
                if self.tight[way] and origin not in self.toward:
                    self.toward[origin] = (way, 1, place)
                    order.append(origin)
            for way in self.leaving[place]:
                destination = self.ends[way][1]
                if self.flow[way] > 0 and destination not in self.toward:
                    self.toward[destination] = (way, -1, place)
                    order.append(destination)

    def _serve(self) -> bool:
        """Send what can be had at the prices as they are from one market; return whether there was anything."""
        for place in self.toward:
            if self.left[place] > 0 and self.markets[place].steps[self.step[place]][0] <= self.price[place]:
                self.left[place] -= self._send_from(place, self.left[place])
                self._next_step(place)
                return True
            if self.price[place] >= self.markets[place].top_price_cny_per_unit and self._give_up(place):
                return True
        return False

    def _give_up(self, place: int) -> bool:
        """Let consumers at the top price go without, first those who still wait; return whether there were any."""
        if self.missing[place] > 0:
            self.asked[place] = self._rest(self.asked[place] - self.missing[place])
            self.missing[place] = 0.0
            return True
        if self.asked[place] > 0:
            self.asked[place] = self._rest(self.asked[place] - self._send_from(place, self.asked[place]))
            return True
        return False

    def _next_step(self, place: int) -> None:
        """Go on to the next offer of a market if the one that is reached has nothing left."""
        if self.left[place] <= self.small_quantity:
            self.step[place] += 1
            steps = self.markets[place].steps
            self.left[place] = steps[self.step[place]][1] if self.step[place] < len(steps) else 0.0

    def _send_from(self, place: int, most: float) -> float:
        """Send up to so much along the path from a market, and return how much it was."""
        path, end = [], place
        while (onward := self.toward[end]) is not None:
            path.append(onward)
            end = onward[2]
        amount = min([most, self.missing[end], *(self.flow[way] for way, along, _ in path if along < 0)])
        self.missing[end] = self._rest(self.missing[end] - amount)
        for way, along, _ in path:
            self.flow[way] = self._rest(self.flow[way] + along * amount)
        return amount

    def _rest(self, quantity: float) -> float:
        """Return a quantity, or zero if it is what rounding has left."""
        return quantity if quantity > self.small_quantity else 0.0

    def _raise_prices(self) -> None:
        """Raise the prices of the markets found up to the next event; what they no longer ask for goes on its path."""
        released = self._released()
        # Rounding may have left a difference just beyond the cost of its way.
        rise = max(0.0, min(self._until_event(place, released[place]) for place in self.toward))
        for place, onward in self.toward.items():
            quantity = released[place] * rise
            if onward is None:
                self.missing[place] = self._rest(self.missing[place] - quantity)
            else:
                self.flow[onward[0]] = self._rest(self.flow[onward[0]] + onward[1] * quantity)
        for place in self.toward:
            self.price[place] = self._snapped(place, self.price[place] + rise)
        for place in self.toward:
            self._update(place)

    def _released(self) -> dict[int, float]:
        """Return what goes on from each market found, its own and what passes it, if prices rise by one."""
        released = {
            place: self.markets[place].slope_munit_per_cny if self.asked[place] > 0 else 0.0 for place in self.toward
        }
        for place in reversed(self.toward):
            onward = self.toward[place]
            if onward is not None:
                released[onward[2]] += released[place]
        return released

    def _until_event(self, place: int, released: float) -> float:
        """Return by how much prices can rise until something changes at a market found."""
        market, price = self.markets[place], self.price[place]
        limits = [self._slack(way) for way in self.entering[place] if self.ends[way][0] not in self.toward]
        if self.left[place] > 0:
            limits.append(market.steps[self.step[place]][0] - price)
        if price < market.top_price_cny_per_unit:
            limits.append(market.top_price_cny_per_unit - price)
        onward = self.toward[place]
        if released > 0 and onward is None:
            limits.append(self.missing[place] / released)
        if released > 0 and onward is not None and onward[1] < 0:
            limits.append(self.flow[onward[0]] / released)
        return min(limits, default=inf)

    def _snapped(self, place: int, price: float) -> float:
        """Return a price, or the offer or top price of the market that it has reached but for rounding."""
        market = self.markets[place]
        if self.left[place] > 0 and abs(market.steps[self.step[place]][0] - price) <= self.small_price:
            return market.steps[self.step[place]][0]
        top = market.top_price_cny_per_unit
        return top if abs(top - price) <= self.small_price else price

    def _update(self, place: int) -> None:
        """Bring what depends on the price of a market that has risen up to date."""
        for way in self.entering[place]:
            if self.ends[way][0] not in self.toward and self._slack(way) <= self.small_price:
                self.tight[way] = True
        for way in self.leaving[place]:
            if self.ends[way][1] not in self.toward:
                self.tight[way] = False
        if self.asked[place] > 0:
            self.asked[place] = self.markets[place].wanted_munit(self.price[place])


def landed(prices: Sequence[float], ends: Sequence[End]) -> list[float]:
    """Return prices lowered as far as it takes for no difference to exceed the cost of a way."""
    found, falling = list(prices), True
    while falling:
        falling = False
        for origin, destination, cost in ends:
            if found[origin] + cost < found[destination]:
                found[destination], falling = found[origin] + cost, True
    return found
