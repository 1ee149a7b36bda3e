"""Markets by themselves: the price at which a market, year and scenario is worth least to whoever minimises.

For given multipliers each line either counts or does not, and at which prices it does is known: below its offer it
stands idle, above it runs in full, and it loses less the higher the price. So a market's worth is a sum of steps and
straight lines over prices, which sorting their beginnings and ends gives at all prices at once. Consumer harm is
concave where it rises, so the least lies at one of these points, or where harm or the price of a soft limit begins.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from solver.instance.instance import Instance
from solver.mandate import Mandate
from solver.solve.blocks.plans import Answer, Ints, Uses
from solver.solve.problem import Floats

Bools = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class Prices:
    """The prices that each answer may have, lowest and highest; arrays of shape (answers,)."""

    low: Floats
    high: Floats
    may_be_scarce: Bools
    """Whether, at the highest price, less may be served than is asked for."""

    def clipped(self, prices: Floats) -> Floats:
        """Return the nearest prices that answers may have."""
        return np.clip(prices, self.low, self.high)


@dataclass(frozen=True)
class Markets:
    """What is asked for at which price, and what that price costs; arrays of shape (answers,)."""

    reference_munit: Floats
    reference_price_cny_per_unit: Floats
    slope_munit: Floats
    """By how much demand rises with each CNY of the price; not above zero."""
    harm_weight: Floats
    ceiling_cny_per_unit: Floats
    above_ceiling_mcny: Floats
    """Price of each CNY above a soft ceiling."""
    floor_munit: Floats
    below_floor_mcny: Floats
    """Price of each munit below a soft floor of supply."""

    def quantity_munit(self, price: Floats, at: Ints | slice = slice(None)) -> Floats:
        """Return what is asked for at a price."""
        made = self.reference_munit[at] + self.slope_munit[at] * (price - self.reference_price_cny_per_unit[at])
        asked: Floats = np.maximum(0.0, made)
        return asked

    def cost_mcny(self, price: Floats, at: Ints | slice = slice(None)) -> Floats:
        """Return consumer harm at a price, and what missing soft limits costs there; weighed as in the objective."""
        made = self.quantity_munit(price, at)
        rise = np.maximum(0.0, price - self.reference_price_cny_per_unit[at])
        harm = self.harm_weight[at] * rise * (self.reference_munit[at] + made) / 2
        above = np.maximum(0.0, price - self.ceiling_cny_per_unit[at]) * self.above_ceiling_mcny[at]
        return harm + above + np.maximum(0.0, self.floor_munit[at] - made) * self.below_floor_mcny[at]

    def bends(self) -> list[Floats]:
        """Return the prices at which the cost bends; not a number, or infinite, where there is none."""
        reference = self.reference_price_cny_per_unit
        with np.errstate(divide="ignore", invalid="ignore"):
            at_floor = reference + (self.floor_munit - self.reference_munit) / self.slope_munit
            at_none = reference - self.reference_munit / self.slope_munit
        return [reference, self.ceiling_cny_per_unit, at_floor, at_none]


def markets_of(instance: Instance, mandate: Mandate, answers: tuple[Answer, ...]) -> Markets:
    """Return what is asked for in each answer, and what prices cost from the first decision year on."""
    price_limit, supply_limit = mandate.limits.consumer_price, mandate.limits.supply
    rows = []
    for market, year, scenario in answers:
        curve, facts = instance.demand_curve(market, year, scenario), instance.markets[market]
        share = instance.discount_factor(year) * instance.probability(scenario)
        counts = year >= mandate.levers.first_decision_year
        breach = mandate.weights.by_account["breaches"] * share * counts
        reference = curve.reference_price_cny_per_unit
        rows.append(
            (
                curve.reference_munit,
                reference,
                curve.reference_munit * curve.elasticity / reference,
                0.0 if facts.is_abroad else mandate.weights.consumer_harm * share,
                price_limit.ceiling_cny_per_unit(reference),
                0.0 if facts.is_abroad else breach * price_limit.price_mcny,
                supply_limit.floor_munit(curve.reference_munit),
                0.0 if facts.is_abroad else breach * supply_limit.price_mcny,
            )
        )
    return Markets(*np.array(rows, dtype=float).T)


@dataclass(frozen=True)
class Offers:
    """What the lines of each use are worth for given multipliers; arrays of shape (uses,)."""

    idle_mcny: Floats
    """Where they stand idle; not above zero, since none of them need count."""
    at_work_mcny: Floats
    """Where they run at the price that just covers their costs, which may be above zero."""
    loss_weight: Floats
    """What a mcny of loss counts."""
    sales_weight: Floats
    """What a mcny of sales counts; not above zero."""


@dataclass(frozen=True)
class Worth:
    """The least worth of each market, year and scenario; arrays of shape (answers,)."""

    by_answer_mcny: Floats
    prices: Floats
    """Where it lies."""

    @property
    def mcny(self) -> float:
        """Least worth of all together."""
        return float(self.by_answer_mcny.sum())


@dataclass(frozen=True)
class Curve:
    """What a market, year and scenario is worth at each price: nowhere less than on straight lines between points."""

    prices: Floats
    """Rising."""
    worth_mcny: Floats


class Years:
    """The side of markets.

    Parameters
    ----------
    uses : Uses
        What open states may do.
    markets : Markets
        What is asked for.
    """

    def __init__(self, uses: Uses, markets: Markets) -> None:
        self._uses, self.markets = uses, markets

    def least_worth(self, prices: Prices, offers: Offers, demand_duals: Floats) -> Worth:
        """Return the least worth of markets within prices."""
        points = _Points(self._uses, self.markets, prices, offers)
        found = self._found(points, prices, demand_duals)
        return Worth(found.worth, found.prices)

    def curves(self, prices: Prices, offers: Offers, demand_duals: Floats) -> tuple[Curve, ...]:
        """Return, by answer, what markets are worth at the prices that they may have."""
        points = _Points(self._uses, self.markets, prices, offers)
        worth = self._found(points, prices, demand_duals).at_points
        found = []
        for at in np.split(np.arange(len(worth)), points.first[1:]):
            price, first = np.unique(points.price[at], return_index=True)
            found.append(Curve(price, np.minimum.reduceat(worth[at], first)))
        return tuple(found)

    def ranges(self, prices: Prices, offers: Offers, demand_duals: Floats, slack_mcny: float) -> tuple[Floats, Floats]:
        """Return, by answer, the lowest and highest price at which worth is above the least by no more than some slack.

        Between two points worth is nowhere less than at both, so the neighbours of points that are left end the range.
        """
        points = _Points(self._uses, self.markets, prices, offers)
        found = self._found(points, prices, demand_duals)
        left = np.flatnonzero(found.at_points <= found.worth[points.answer] + slack_mcny)
        at, first = points.answer, points.first
        last = np.append(first[1:], len(at)) - 1
        lowest, highest = last.copy(), first.copy()
        np.minimum.at(lowest, at[left], left)
        np.maximum.at(highest, at[left], left)
        lowest, highest = np.maximum(lowest - 1, first), np.minimum(highest + 1, last)
        return points.price[lowest], points.price[highest]

    def _found(self, points: _Points, prices: Prices, demand_duals: Floats) -> _Found:
        at, first = points.answer, points.first
        values, made = points.values(), self.markets.quantity_munit(points.price, at)
        cost = self.markets.cost_mcny(points.price, at)
        worth = values + cost + demand_duals[at] * made
        # At its top price a scarce market may serve anything down to nothing.
        last = np.append(first[1:], len(at)) - 1
        is_scarce = np.zeros(len(at), dtype=bool)
        is_scarce[last] = prices.may_be_scarce & (values + cost < worth)[last]
        worth = np.where(is_scarce, values + cost, worth)
        least = np.minimum.reduceat(worth, first)
        place = np.minimum.reduceat(np.where(worth == least[at], np.arange(len(at)), len(at)), first)
        return _Found(worth, least, points.price[place])


@dataclass(frozen=True)
class _Found:
    """What markets are worth at all points, and where that is least."""

    at_points: Floats
    worth: Floats
    prices: Floats


class _Points:
    """The points at which worth may be least, by answer and price, and what lines are worth there."""

    def __init__(self, uses: Uses, markets: Markets, prices: Prices, offers: Offers) -> None:
        self._uses, self._offers, self._low = uses, offers, prices.low
        low, high, offer = prices.low[uses.answer], prices.high[uses.answer], uses.offer_cny_per_unit
        most_munit = uses.capacity_munit * uses.most_lines
        self._covers = uses.cash_cost_cny_per_unit + uses.fixed_cost_mcny / uses.capacity_munit
        """Price at which a line at work loses nothing."""
        self._steep = (offers.loss_weight - offers.sales_weight) * most_munit
        self._flat = np.abs(offers.sales_weight) * most_munit
        """By how much worth falls with each CNY below that price, and above."""
        fall = np.where(offers.at_work_mcny < 0, self._steep, self._flat)
        with np.errstate(divide="ignore", invalid="ignore"):
            self._begins = self._covers + np.where(offers.at_work_mcny == 0, 0.0, offers.at_work_mcny / fall)
        """Price from which lines at work are worth less than nothing."""
        is_running = offer < low
        start = np.where(is_running, self._at_work(low), offers.idle_mcny)
        self._start = np.bincount(uses.answer, start, minlength=len(low := prices.low))
        slope = np.where(is_running, self._slope(prices.low[uses.answer]), 0.0)
        self._first_slope = np.bincount(uses.answer, slope, minlength=len(low))
        self._sort(markets, prices, ~is_running & (offer <= high), np.maximum(prices.low[uses.answer], offer), high)

    def _sort(self, markets: Markets, prices: Prices, starts: Bools, above: Floats, high: Floats) -> None:
        """Sort the points: offers of lines that start, what their worth begins and bends at, and bends of the cost."""
        uses, offer, zero = self._uses, self._uses.offer_cny_per_unit, np.zeros(len(above))
        begins = (self._begins > above) & (self._begins <= high)
        bends = (self._begins < self._covers) & (self._covers > above) & (self._covers <= high)
        jump = self._at_work(offer) - self._offers.idle_mcny
        fall = np.where(self._begins < self._covers, self._steep, self._flat)
        events = [
            (uses.answer[starts], offer[starts], jump[starts], self._slope(offer)[starts]),
            (uses.answer[begins], self._begins[begins], zero[begins], -fall[begins]),
            (uses.answer[bends], self._covers[bends], zero[bends], (self._steep - self._flat)[bends]),
        ]
        answers, none = np.arange(len(prices.low)), np.zeros(len(prices.low))
        for bend in (prices.low, *markets.bends(), prices.high):
            inside = (bend >= prices.low) & (bend <= prices.high)
            events.append((answers[inside], bend[inside], none[inside], none[inside]))
        at, price, jumps, slopes = (np.concatenate(each) for each in zip(*events, strict=True))
        order = np.lexsort((jumps, price, at))
        self.answer, self.price = at[order], price[order]
        self._jumps, self._slopes = jumps[order], slopes[order]
        self.first = np.searchsorted(self.answer, answers)

    def _at_work(self, price: Floats) -> Floats:
        """Return what the lines of a use are worth at a price at which they run: nothing, or less than nothing."""
        gap = self._covers - price
        return np.minimum(0.0, self._offers.at_work_mcny + np.where(gap > 0, self._steep, self._flat) * gap)

    def _slope(self, price: Floats) -> Floats:
        """Return by how much that rises with each CNY above a price."""
        fall = np.where(price < self._covers, self._steep, self._flat)
        return np.where(self._begins <= price, -fall, 0.0)

    def values(self) -> Floats:
        """Return what lines are worth at each point: the lesser of what they are just below and just above it."""
        at, first = self.answer, self.first
        total = np.cumsum(self._slopes)
        before = np.where(first > 0, total[first - 1], 0.0)
        slope = total - before[at] + self._first_slope[at]
        previous = np.append(0.0, slope[:-1])
        previous[first] = self._first_slope
        step = np.append(0.0, np.diff(self.price))
        step[first] = self.price[first] - self._low
        risen = np.cumsum(previous * step + self._jumps)
        # Sums over all answers lose digits; each answer's own begin at its first point.
        base = risen[first] - (previous * step + self._jumps)[first]
        above = risen - base[at] + self._start[at]
        values: Floats = np.minimum(above, above - self._jumps)
        return values


def with_hard_limits(prices: Prices, markets: Markets, mandate: Mandate, is_home: Bools) -> Prices:
    """Return the prices that are left by a hard floor of supply, in home markets."""
    if mandate.limits.supply.level != "hard":
        return prices
    with np.errstate(divide="ignore", invalid="ignore"):
        most = (
            markets.reference_price_cny_per_unit + (markets.floor_munit - markets.reference_munit) / markets.slope_munit
        )
    binds = is_home & (markets.slope_munit < 0) & (most < prices.high)
    high = np.where(binds, np.maximum(most, prices.low), prices.high)
    return replace(prices, high=high, may_be_scarce=prices.may_be_scarce & ~binds)
