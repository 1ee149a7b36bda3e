"""The price of a market: where the merit order of the offers meets the demand curve, exactly."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
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

    def rate(self, offer_cny_per_unit: float) -> float:
        """Return the share of its capacity that a line with that offer runs."""
        if offer_cny_per_unit <= self.full_up_to_cny_per_unit:
            return 1.0
        return self.marginal_rate if offer_cny_per_unit == self.price_cny_per_unit else 0.0


def clear(curve: DemandCurve, offers: Iterable[tuple[float, float]]) -> Clearing:
    """Return the price at which offers meet demand.

    The offers are walked upwards, one group of equal offers at a time. Before a group, all lines offering less are
    taken to run full; the first group at whose offer demand is no more than what the lines up to it can make decides.

    Parameters
    ----------
    curve : DemandCurve
        The demand.
    offers : iterable of tuple
        Price offered at (CNY per unit) and capacity (million units) of lines.
    """
    groups: dict[float, float] = {}
    for offer, capacity in offers:
        groups[offer] = groups.get(offer, 0.0) + capacity
    top = curve.top_price_cny_per_unit
    full_up_to, supply = -inf, 0.0
    for offer in sorted(groups):
        if offer > top:
            break
        wanted = curve.quantity_munit(offer)
        if wanted < supply:
            return between(curve, full_up_to, supply, offer)
        if wanted <= supply + groups[offer]:
            return Clearing(offer, full_up_to, (wanted - supply) / groups[offer], 0.0)
        full_up_to, supply = offer, supply + groups[offer]
    wanted = curve.quantity_munit(top)
    if wanted < supply:
        return between(curve, full_up_to, supply, top)
    return Clearing(top, full_up_to, 1.0 if full_up_to == top else 0.0, wanted - supply)


def between(curve: DemandCurve, lower: float, supply_munit: float, upper: float) -> Clearing:
    """Return the clearing above the offers that run full and below the next one (or the top price)."""
    # Rounding must not carry the price past the offers that it is known to lie between.
    price = min(max(curve.price_cny_per_unit(supply_munit), lower), upper)
    return Clearing(price, lower, 1.0 if price == lower else 0.0, 0.0)
