"""Brackets: how the possible prices of a market in a year and scenario are divided, and how they are split further.

An *interval* holds prices between two edges; a *step* holds one price at which some lines offer, and an interval of the
marginal rate at which they run; the *scarcity* bracket holds the top price with demand left unserved. A *rated*
interval is one in which all lines share a rate that rises with the price; a *fixed* bracket holds whatever a fixed
market does. Together they cover every price the market can have, so the bracket is a response and not a choice.
"""

from __future__ import annotations

import itertools
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Literal

Kind = Literal["interval", "step", "scarcity", "rated", "fixed"]
NARROWEST = 1e-7
"""Brackets narrower than this share of the top price, or of the rate, are not split."""
CORE_SHARE = 0.02
"""A split around a point puts so much of the bracket's width on each side of the point into the middle part."""


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

    def holds(self, price: float, rate: float, unserved: bool) -> bool:
        """Return whether a market's answer lies in this bracket.

        At its edges an interval holds what needs nothing to run in part: at a rate between 0 and 1 the step has it.
        """
        if self.kind == "fixed":
            return True
        low, high = self.low_cny_per_unit, self.high_cny_per_unit
        if self.kind == "scarcity":
            return unserved and price == low
        if unserved and not self.above:
            return False
        if self.kind == "rated":
            return low <= price <= high
        if self.kind == "step":
            return price == low and self.rate_low <= rate <= self.rate_high
        return low < price < high or (price in (low, high) and rate in (0.0, 1.0))

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
        if self.kind == "step":
            return f"at_{self.low_cny_per_unit:.10g}_rate_{self.rate_low:.10g}_to_{self.rate_high:.10g}"
        if self.kind in ("scarcity", "fixed"):
            return self.kind
        return f"{self.low_cny_per_unit:.12g}_to_{self.high_cny_per_unit:.12g}"


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
    price: float,
    rate: float,
    unserved: bool,
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
        if bracket not in keep and bracket.holds(price, rate, unserved):
            parts.extend(_parts(bracket, price, rate, offers, top))
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


def _parts(bracket: Bracket, price: float, rate: float, offers: tuple[float, ...], top: float) -> Iterator[Bracket]:
    if bracket.kind in ("scarcity", "fixed"):
        yield bracket
    elif bracket.kind == "step":
        yield from _step_parts(bracket, rate, offers)
    else:
        yield from _interval_parts(bracket, price, offers, top)


def _step_parts(bracket: Bracket, rate: float, offers: tuple[float, ...]) -> Iterator[Bracket]:
    """Narrow the rate where several states share the step; with one the demand alone says what it makes."""
    width = bracket.rate_high - bracket.rate_low
    if offers.count(bracket.low_cny_per_unit) < 2 or width <= NARROWEST:
        yield bracket
        return
    edges = _around(bracket.rate_low, bracket.rate_high, rate)
    for low, high in itertools.pairwise(edges):
        yield replace(bracket, rate_low=low, rate_high=high)


def _interval_parts(bracket: Bracket, price: float, offers: tuple[float, ...], top: float) -> Iterator[Bracket]:
    """Cut at the offers next to the price; where there is none left inside, cut closely around the price."""
    low, high = bracket.low_cny_per_unit, bracket.high_cny_per_unit
    inside = [offer for offer in offers if low < offer < high]
    below = max((offer for offer in inside if offer <= price), default=None)
    above = min((offer for offer in inside if offer >= price), default=None)
    steps = {offer for offer in (below, above) if offer is not None}
    if not steps and high - low <= NARROWEST * top:
        yield bracket
        return
    edges = [low, *sorted(steps), high] if steps else _around(low, high, price)
    for left, right in itertools.pairwise(edges):
        if left in steps:
            yield Bracket(left, left, kind="step", above=bracket.above)
        yield replace(bracket, low_cny_per_unit=left, high_cny_per_unit=right)


def _around(low: float, high: float, point: float) -> list[float]:
    """Return the edges of up to three parts, the middle one closely around a point."""
    reach = CORE_SHARE * (high - low)
    return sorted({low, max(low, point - reach), min(high, point + reach), high})
