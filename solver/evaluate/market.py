"""The price of a market, exactly: where the merit order of the offers, or one rate for all lines, meets demand."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import inf

from solver.instance.instance import DemandCurve


@dataclass(frozen=True)
class Clearing:
    """A market that has found its price."""

    price_cny_per_unit: float
    full_up_to_cny_per_unit: float
    """Lines that offer at this or less run full."""
    marginal_rate: float
    """Share of their capacity that lines offering at the price run; 0 where no line offers at the price."""
    unserved_munit: float
    is_rationed: bool = False
    """Whether all lines run at the marginal rate, whatever they offer."""

    def rate(self, offer_cny_per_unit: float) -> float:
        """Return the share of its capacity that a line with that offer runs."""
        if self.is_rationed:
            return self.marginal_rate
        if offer_cny_per_unit <= self.full_up_to_cny_per_unit:
            return 1.0
        return self.marginal_rate if offer_cny_per_unit == self.price_cny_per_unit else 0.0


def clear(curve: DemandCurve, offers: Iterable[tuple[float, float]], extra_munit: float = 0.0) -> Clearing:
    """Return the price at which offers meet demand.

    The offers are walked upwards, one group of equal offers at a time. Before a group, all lines offering less are
    taken to run full; the first group at whose offer demand is no more than what the lines up to it can make decides.

    Parameters
    ----------
    curve : DemandCurve
        The demand.
    offers : iterable of tuple
        Price offered at (CNY per unit) and capacity (million units) of lines.
    extra_munit : float
        What vouchers add to the demand at every price up to the top price.
    """
    groups: dict[float, float] = {}
    for offer, capacity in offers:
        groups[offer] = groups.get(offer, 0.0) + capacity
    top = curve.top_price_cny_per_unit
    full_up_to, supply = -inf, 0.0
    for offer in sorted(groups):
        if offer > top:
            break
        wanted = curve.quantity_munit(offer) + extra_munit
        if wanted < supply:
            return between(curve, full_up_to, supply - extra_munit, offer)
        if wanted <= supply + groups[offer]:
            return Clearing(offer, full_up_to, (wanted - supply) / groups[offer], 0.0)
        full_up_to, supply = offer, supply + groups[offer]
    wanted = curve.quantity_munit(top) + extra_munit
    if wanted < supply:
        return between(curve, full_up_to, supply - extra_munit, top)
    return Clearing(top, full_up_to, 1.0 if full_up_to == top else 0.0, wanted - supply)


def between(curve: DemandCurve, lower: float, supply_munit: float, upper: float) -> Clearing:
    """Return the clearing above the offers that run full and below the next one (or the top price)."""
    # Rounding must not carry the price past the offers that it is known to lie between.
    price = min(max(curve.price_cny_per_unit(supply_munit), lower), upper)
    return Clearing(price, lower, 1.0 if price == lower else 0.0, 0.0)


def ration(
    curve: DemandCurve, points: Sequence[tuple[float, float]], capacity_munit: float, extra_munit: float = 0.0
) -> Clearing:
    """Return the price and the one rate at which all lines of a rationed market run.

    Parameters
    ----------
    curve : DemandCurve
        The demand.
    points : sequence of tuple
        Rate (0 to 1) and price (CNY per unit), both rising, from rate 0 to rate 1.
    capacity_munit : float
        Capacity of all lines together.
    extra_munit : float
        What vouchers add to the demand at every price up to the top price.
    """
    top = curve.top_price_cny_per_unit
    full_price = points[-1][1]
    if full_price >= top or curve.quantity_munit(full_price) + extra_munit < capacity_munit:
        return rationed_below_full(curve, points, capacity_munit, extra_munit)
    wanted = curve.quantity_munit(top) + extra_munit
    if wanted >= capacity_munit:
        return Clearing(top, inf, 1.0, wanted - capacity_munit, is_rationed=True)
    price = min(max(curve.price_cny_per_unit(capacity_munit - extra_munit), full_price), top)
    return Clearing(price, inf, 1.0, 0.0, is_rationed=True)


def rationed_below_full(
    curve: DemandCurve, points: Sequence[tuple[float, float]], capacity_munit: float, extra_munit: float
) -> Clearing:
    """Return the clearing of a rationed market on the line between its points, up to the top price.

    On a stretch of that line what is made rises with the rate and what is asked for falls in a straight line, so the
    rate at which both are equal is where the straight line of their difference crosses zero.
    """
    top = curve.top_price_cny_per_unit
    if points[0][1] >= top or capacity_munit == 0:
        return Clearing(top, inf, 0.0, curve.quantity_munit(top) + extra_munit, is_rationed=True)
    for (rate, price), (next_rate, next_price) in pairwise(points):
        if next_price > top:
            next_rate = rate + (next_rate - rate) * (top - price) / (next_price - price)
            next_price = top
        lack = curve.quantity_munit(price) + extra_munit - rate * capacity_munit
        next_lack = curve.quantity_munit(next_price) + extra_munit - next_rate * capacity_munit
        if next_lack <= 0:
            part = lack / (lack - next_lack) if lack > 0 else 0.0
            found = rate + part * (next_rate - rate)
            return Clearing(price + part * (next_price - price), inf, found, 0.0, is_rationed=True)
        if next_price == top:
            return Clearing(top, inf, next_rate, next_lack, is_rationed=True)
    raise ValueError("the points of a rationed market do not reach the full rate")
