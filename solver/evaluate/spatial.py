"""Markets that links connect: which prices they find together, and how fixed ones are served at least cost.

Competitive markets find their prices in a rise of prices (:mod:`solver.evaluate.rise`). Quantities are settled
afterwards, because at given prices there may be several.

The rule for ties: of all quantities that fit the prices, those for which least is moved over links (each link that a
unit passes counts), and of these, those for which most is used. So lines that offer at the top price serve their own
market, and what would have to come over a link to be used at the top price just at its cost is left unserved. What is
still a tie then (between equally distant markets) goes by the order of markets and links. A market in which nothing is
made, used or passed on has the highest price that fits its offers, its links and its top price.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import inf

from solver.evaluate.dispatch import Arc, Sink, Source, dispatch
from solver.evaluate.market import Clearing
from solver.evaluate.rise import End, LocalMarket, Rise, landed

__all__ = ["LocalMarket", "Trade", "Way", "clear_together", "serve_at_least_cost"]

SAME_PRICE = 1e-10
"""Prices nearer than this part of the highest top price are the same."""
UNIT_MOVED, UNIT_GIVEN_UP, MUST_GO, MUST_COME = 2, 1, -(1 << 40), 1 << 80
"""Costs by which quantities are settled, of a unit: going without lies between own lines and moving."""
QUANTUM_CNY_PER_UNIT = 1e-9
"""Costs are counted in these where least cost decides, so that sums of decimal figures compare as they should."""
HOPS = 1 << 20
"""More than the links that a unit can pass; lower digits of a cost, which decide between equal ones."""


@dataclass(frozen=True)
class Way:
    """An open link."""

    link: str
    origin: str
    destination: str
    cost_cny_per_unit: float


@dataclass(frozen=True)
class Trade:
    """What the markets have settled on."""

    clearings: dict[str, Clearing]
    """By market. In a fixed one the price is not the given one but its shadow price: what one more unit would cost."""
    served_munit: dict[str, float]
    """What consumers get, by market."""
    shipped_munit: dict[str, float]
    """What goes along, by link; zero included."""


def clear_together(markets: Mapping[str, LocalMarket], ways: Sequence[Way]) -> Trade:
    """Return the prices and quantities of competitive markets at which nobody gains from sending more.

    Parameters
    ----------
    markets : mapping
        The markets by key.
    ways : sequence of Way
        The open links between them; costs are not negative.
    """
    ends = _ends(markets, ways)
    rise = Rise(list(markets.values()), ends)
    rise.run()
    same = SAME_PRICE * max([1.0, *(each.top_price_cny_per_unit for each in markets.values())])
    trade = _settled(markets, ways, rise.price, same)
    busy = _busy(trade, ways)
    prices = [
        price if key in busy else max(price, market.first_price_cny_per_unit)
        for price, (key, market) in zip(rise.price, markets.items(), strict=True)
    ]
    prices = landed(prices, ends)
    return trade if prices == rise.price else _settled(markets, ways, prices, same)


def serve_at_least_cost(markets: Mapping[str, LocalMarket], ways: Sequence[Way]) -> Trade:
    """Return how fixed markets are served at least cost of offers and ways.

    A unit is served if it costs no more than the price cap where it is used. Of equal costs the one that passes fewer
    links is taken, then the order of markets and ways decides.

    Parameters
    ----------
    markets : mapping
        The markets by key, with a demand that does not answer to the price.
    ways : sequence of Way
        The open links between them; costs are not negative.
    """
    steps = [(place, price, most) for place, each in enumerate(markets.values()) for price, most in each.steps]
    sources = [Source(place, _counted(price), most) for place, price, most in steps]
    sinks = [
        Sink(place, _counted(each.curve.price_cap_cny_per_unit) + HOPS // 2, each.wanted_munit(0.0))
        for place, each in enumerate(markets.values())
    ]
    arcs = [Arc(origin, destination, _counted(cost) + 1) for origin, destination, cost in _ends(markets, ways)]
    found = dispatch(len(markets), sources, sinks, arcs)
    made: list[list[tuple[float, float]]] = [[] for _ in markets]
    for (place, price, most), taken in zip(steps, found.taken_munit, strict=True):
        made[place].append((price, taken / most))
    top = max(each.curve.price_cap_cny_per_unit for each in markets.values())
    clearings = {}
    for place, (key, market) in enumerate(markets.items()):
        known = (market.curve.price_cap_cny_per_unit, *(offer for offer, _ in market.steps))
        shadow_price = _same_as(min(top, _cny_per_unit(found.next_cost[place])), known, SAME_PRICE * max(1.0, top))
        unserved_munit = sinks[place].most_munit - found.met_munit[place]
        clearings[key] = _in_order(made[place], shadow_price, unserved_munit)
    return Trade(
        clearings,
        served_munit=dict(zip(markets, found.met_munit, strict=True)),
        shipped_munit={way.link: sent for way, sent in zip(ways, found.sent_munit, strict=True)},
    )


def _settled(markets: Mapping[str, LocalMarket], ways: Sequence[Way], prices: list[float], same: float) -> Trade:
    """Return the quantities that fit the prices, by the rule for ties."""
    ends = _ends(markets, ways)
    states = [_Settling.at(each, price, same) for each, price in zip(markets.values(), prices, strict=True)]
    tight = [n for n, end in enumerate(ends) if states[end[1]].price - states[end[0]].price >= end[2] - same]
    sources, sinks = [], []
    for place, state in enumerate(states):
        lacking = state.wanted - state.full
        sinks.append(Sink(place, MUST_COME, max(0.0, lacking)))
        sources += [
            Source(place, MUST_GO, max(0.0, -lacking)),
            Source(place, 0, state.marginal),
            Source(place, UNIT_GIVEN_UP, state.wanted if state.at_top else 0.0),
        ]
    arcs = [Arc(ends[number][0], ends[number][1], UNIT_MOVED) for number in tight]
    found = dispatch(len(states), sources, sinks, arcs)
    shipped = {way.link: 0.0 for way in ways}
    shipped.update((ways[number].link, sent) for number, sent in zip(tight, found.sent_munit, strict=True))
    clearings, served = {}, {}
    for place, (key, state) in enumerate(zip(markets, states, strict=True)):
        _, marginal, given_up = found.taken_munit[3 * place : 3 * place + 3]
        rate = marginal / state.marginal if state.marginal > 0 else 0.0
        clearings[key] = Clearing(state.price, state.full_up_to, rate, given_up)
        served[key] = state.wanted - given_up
    return Trade(clearings, served, shipped)


def _busy(trade: Trade, ways: Sequence[Way]) -> set[str]:
    """Return the markets in which something is made, used or passed on."""
    moving = [way for way in ways if trade.shipped_munit[way.link] > 0]
    used = {key for key, amount in trade.served_munit.items() if amount > 0}
    return used | {way.origin for way in moving} | {way.destination for way in moving}


@dataclass(frozen=True)
class _Settling:
    """A market at its price: what is certain, and what may be less."""

    price: float
    at_top: bool
    wanted: float
    full_up_to: float
    full: float
    marginal: float

    @classmethod
    def at(cls, market: LocalMarket, price: float, same: float) -> _Settling:
        """Return a market at a price, which is an offer or the top price if it is as good as the same."""
        top = market.top_price_cny_per_unit
        price = _same_as(price, (top, *(offer for offer, _ in market.steps)), same)
        at_top = abs(price - top) <= same
        below = [(offer, capacity) for offer, capacity in market.steps if offer < price]
        return cls(
            price=price,
            at_top=at_top,
            wanted=market.wanted_munit(min(price, top) if at_top else price),
            full_up_to=below[-1][0] if below else -inf,
            full=sum(capacity for _, capacity in below),
            marginal=sum(capacity for offer, capacity in market.steps if offer == price),
        )


def _in_order(made: list[tuple[float, float]], shadow_price: float, unserved_munit: float) -> Clearing:
    """Return the clearing of a fixed market of whose offers, upwards, such shares run.

    Where lines run in part, one more unit is one of theirs.
    """
    running = [(offer, rate) for offer, rate in made if rate > 0]
    full = [offer for offer, rate in running if rate >= 1]
    if len(full) < len(running):
        offer, rate = running[-1]
        return Clearing(offer, full[-1] if full else -inf, rate, unserved_munit)
    if not full:
        return Clearing(shadow_price, -inf, 0.0, unserved_munit)
    price = max(shadow_price, full[-1])
    return Clearing(price, full[-1], 1.0 if price == full[-1] else 0.0, unserved_munit)


def _same_as(price: float, known: Iterable[float], same: float) -> float:
    """Return the last of the known prices that is as good as a price; the price itself if none is."""
    for each in known:
        if abs(each - price) <= same:
            price = each
    return price


def _ends(markets: Mapping[str, LocalMarket], ways: Sequence[Way]) -> list[End]:
    """Return the ways as numbers of markets and a cost."""
    number = {key: place for place, key in enumerate(markets)}
    return [(number[way.origin], number[way.destination], way.cost_cny_per_unit) for way in ways]


def _counted(cost_cny_per_unit: float) -> int:
    """Return a cost as a whole number, with room for the links passed."""
    return round(cost_cny_per_unit / QUANTUM_CNY_PER_UNIT) * HOPS


def _cny_per_unit(counted: int) -> float:
    """Return the cost that was counted, without what stands for links passed or for being worth a cost exactly."""
    return (counted + HOPS // 4) // HOPS * QUANTUM_CNY_PER_UNIT
