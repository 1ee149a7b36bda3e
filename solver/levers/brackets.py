"""Brackets: how the possible prices of a market in a year and scenario are divided, and how they are split further.

An *interval* holds prices between two edges; a *step* holds one price at which some lines offer, and an interval of the
marginal rate at which they run; the *scarcity* bracket holds the top price with demand left unserved. A *rated*
interval is one in which all lines share a rate that rises with the price. Together they cover every price the market
can have, so the bracket is a response and not a choice.

The price of a *fixed* market is given, so its brackets are of its shadow price, which its merit order follows, and of
what a unit brings its maker. It begins as one *fixed* bracket that holds whatever the market does.
"""

from __future__ import annotations

import itertools
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Literal

Kind = Literal["interval", "step", "scarcity", "rated", "fixed"]
NARROWEST = 1e-7
"""Brackets narrower than this share of the top price, or of the rate, are not split."""
ROUNDING = 1e-12
"""What a unit brings may lie outside a bracket by so much, relative."""
CORE_SHARE = 0.02
"""A split around a point puts so much of the bracket's width on each side of the point into the middle part."""


@dataclass(frozen=True)
class Point:
    """What a market answers."""

    price_cny_per_unit: float
    """In a fixed market, its shadow price."""
    rate: float
    """Marginal rate."""
    unserved: bool
    brings_cny_per_unit: float = 0.0
    """What a unit brings its maker, where that is another price: in a fixed market."""


@dataclass(frozen=True, order=True)
class Bracket:
    """A part of the possible answers of a market."""

    low_cny_per_unit: float
    high_cny_per_unit: float
    rate_low: float = 0.0
    rate_high: float = 1.0
    kind: Kind = "interval"
    above: bool = False
    """Whether it lies above what the market's own consumers pay, so that they get nothing."""
    brings: tuple[float, float] | None = None
    """In a fixed market, the least and the most that a unit brings its maker (CNY)."""

    def holds(self, point: Point) -> bool:
        """Return whether a market's answer lies in this bracket.

        At its edges an interval holds what needs nothing to run in part: at a rate between 0 and 1 the step has it.
        """
        if self.kind == "fixed":
            return True
        if self.brings is not None and not _is_between(point.brings_cny_per_unit, *self.brings):
            return False
        low, high = self.low_cny_per_unit, self.high_cny_per_unit
        price, rate = point.price_cny_per_unit, point.rate
        if self.kind == "scarcity":
            return point.unserved and price == low
        if point.unserved and not self.above:
            return False
        if self.kind == "rated":
            return low <= price <= high
        if self.kind == "step":
            return price == low and self.rate_low <= rate <= self.rate_high
        return low < price < high or (price in (low, high) and rate in (0.0, 1.0))

    def nearest(self, point: Point) -> Point:
        """Return an answer in this bracket near another; what a unit brings in its middle, if that lies outside."""
        low, high = self.low_cny_per_unit, self.high_cny_per_unit
        price = min(max(point.price_cny_per_unit, low), high)
        rate = point.rate if point.price_cny_per_unit == price else float(point.price_cny_per_unit > price)
        brings = point.brings_cny_per_unit
        if self.brings is not None and not _is_between(brings, *self.brings):
            brings = sum(self.brings) / 2
        return Point(
            price_cny_per_unit=price,
            rate=min(max(rate, self.rate_low), self.rate_high),
            unserved=self.kind == "scarcity",
            brings_cny_per_unit=brings,
        )

    def running(self, offer_cny_per_unit: float) -> tuple[float, float]:
        """Return the least and most of what it offers that a line with this offer runs, in merit order."""
        low, high, offer = self.low_cny_per_unit, self.high_cny_per_unit, offer_cny_per_unit
        if self.kind == "fixed":
            return 0.0, 1.0
        if self.kind == "scarcity":
            return (1.0, 1.0) if offer <= low else (0.0, 0.0)
        if self.kind == "step":
            if offer == low:
                return self.rate_low, self.rate_high
            return (1.0, 1.0) if offer < low else (0.0, 0.0)
        if offer <= low:
            return 1.0, 1.0
        return (0.0, 0.0) if offer >= high else (0.0, 1.0)

    @property
    def name(self) -> str:
        """Name that is unique within a market, year and scenario and can stand in a row or column name."""
        if self.kind == "fixed":
            return self.kind
        brings = "" if self.brings is None else "_brings_{:.12g}_to_{:.12g}".format(*self.brings)
        if self.kind == "step":
            return f"at_{self.low_cny_per_unit:.10g}_rate_{self.rate_low:.10g}_to_{self.rate_high:.10g}{brings}"
        if self.kind == "scarcity":
            return f"{self.kind}{brings}"
        return f"{self.low_cny_per_unit:.12g}_to_{self.high_cny_per_unit:.12g}{brings}"


def _is_between(value: float, least: float, most: float) -> bool:
    """Return whether a value lies between two others, or outside by no more than rounding."""
    rounding = ROUNDING * max(1.0, abs(least), abs(most))
    return least - rounding <= value <= most + rounding


def initial_brackets(
    top_price: float,
    edges: Iterable[float],
    offers: Iterable[float],
    own_top: float,
    may_be_scarce: bool = True,
    rated_from: float = 0.0,
    rated_to: float = 0.0,
) -> tuple[Bracket, ...]:
    """Return the brackets from zero to the top price with the given inner edges, a step where an offer is an edge.

    A step stands at zero and at the top price if lines offer at just these.

    Parameters
    ----------
    own_top : float
        Price above which the market's own consumers buy nothing.
    may_be_scarce : bool, optional
        Whether anything is asked for at that price.
    rated_from, rated_to : float
        Prices between which all lines share a rate, and below which no price lies; the same where none do.
    """
    inside = sorted({edge for edge in edges if rated_from < edge < top_price} | {rated_from, top_price})
    known = set(offers)
    brackets: list[Bracket] = []
    for low, high in itertools.pairwise(inside):
        if low in known:
            brackets.append(Bracket(low, low, kind="step", above=low > own_top))
        brackets.append(Bracket(low, high, kind="rated" if high <= rated_to else "interval", above=low >= own_top))
    if top_price in known:
        brackets.append(Bracket(top_price, top_price, kind="step", above=top_price > own_top))
    if may_be_scarce:
        brackets.append(Bracket(own_top, own_top, kind="scarcity"))
    return tuple(brackets)


def split(
    brackets: tuple[Bracket, ...],
    point: Point,
    offers: tuple[float, ...],
    top: float,
    keep: Collection[Bracket] = (),
) -> tuple[Bracket, ...]:
    """Split the brackets that hold an answer, so that the answer's own bracket is narrower.

    Parameters
    ----------
    offers : tuple of float
        Offers of the market's states, one for each state, sorted.
    top : float
        The top price; what is narrow is measured by it.
    keep : collection of Bracket, optional
        Brackets that are not to be split.
    """
    parts: list[Bracket] = []
    for bracket in brackets:
        if bracket not in keep and bracket.holds(point):
            parts.extend(_parts(bracket, point, offers, top))
        else:
            parts.append(bracket)
    return tuple(parts)


def cut_at(brackets: tuple[Bracket, ...], edges: Collection[float]) -> tuple[Bracket, ...]:
    """Cut the intervals in which edges lie at these; nobody may offer at any of them."""
    parts: list[Bracket] = []
    for bracket in brackets:
        low, high = bracket.low_cny_per_unit, bracket.high_cny_per_unit
        inside = sorted(edge for edge in set(edges) if low < edge < high)
        for left, right in itertools.pairwise([low, *inside, high]):
            parts.append(replace(bracket, low_cny_per_unit=left, high_cny_per_unit=right))
    return tuple(parts)


def _parts(bracket: Bracket, point: Point, offers: tuple[float, ...], top: float) -> Iterator[Bracket]:
    if bracket.kind == "fixed":
        yield from split(_divided(bracket, offers, top), point, offers, top)
    elif bracket.kind == "step":
        yield from _step_parts(bracket, point, offers, top)
    elif bracket.kind == "scarcity":
        yield from _brings_parts(bracket, point, top)
    else:
        yield from _interval_parts(bracket, point, offers, top)


def _divided(bracket: Bracket, offers: tuple[float, ...], top: float) -> tuple[Bracket, ...]:
    """Return the brackets of shadow prices below and above what a fixed market's own consumers pay at the most."""
    own_top = bracket.low_cny_per_unit
    return tuple(replace(part, brings=bracket.brings) for part in initial_brackets(top, (own_top,), offers, own_top))


def _step_parts(bracket: Bracket, point: Point, offers: tuple[float, ...], top: float) -> Iterator[Bracket]:
    """Narrow the rate where several states share the step; with one the demand alone says what it makes.

    In a fixed market what a unit brings is narrowed first where that is known less well.
    """
    width = bracket.rate_high - bracket.rate_low
    least, most = bracket.brings or (0.0, 0.0)
    if offers.count(bracket.low_cny_per_unit) < 2 or width <= NARROWEST or width * top <= most - least:
        yield from _brings_parts(bracket, point, top)
        return
    edges = _around(bracket.rate_low, bracket.rate_high, point.rate)
    for low, high in itertools.pairwise(edges):
        yield replace(bracket, rate_low=low, rate_high=high)


def _interval_parts(bracket: Bracket, point: Point, offers: tuple[float, ...], top: float) -> Iterator[Bracket]:
    """Cut at the offers next to the price; where there is none left inside, cut closely around the price.

    In a fixed market nothing but the merit order hangs on the shadow price, so that is enough there.
    """
    low, high, price = bracket.low_cny_per_unit, bracket.high_cny_per_unit, point.price_cny_per_unit
    inside = [offer for offer in offers if low < offer < high]
    below = max((offer for offer in inside if offer <= price), default=None)
    above = min((offer for offer in inside if offer >= price), default=None)
    steps = {offer for offer in (below, above) if offer is not None}
    if not steps and bracket.brings is not None:
        yield from _brings_parts(bracket, point, top)
        return
    if not steps and high - low <= NARROWEST * top:
        yield bracket
        return
    edges = [low, *sorted(steps), high] if steps else _around(low, high, price)
    for left, right in itertools.pairwise(edges):
        if left in steps:
            yield replace(bracket, low_cny_per_unit=left, high_cny_per_unit=left, kind="step")
        yield replace(bracket, low_cny_per_unit=left, high_cny_per_unit=right)


def _brings_parts(bracket: Bracket, point: Point, top: float) -> Iterator[Bracket]:
    """Cut closely around what a unit brings, where that is not known."""
    least, most = bracket.brings or (0.0, 0.0)
    if most - least <= NARROWEST * top:
        yield bracket
        return
    for brings in itertools.pairwise(_around(least, most, min(max(point.brings_cny_per_unit, least), most))):
        yield replace(bracket, brings=brings)


def _around(low: float, high: float, point: float) -> list[float]:
    """Return the edges of up to three parts, the middle one closely around a point."""
    reach = CORE_SHARE * (high - low)
    return sorted({low, max(low, point - reach), min(high, point + reach), high})
