"""Modes: the answers that a market can give in a year and scenario, under each rule of conduct, as rows.

A mode for each bracket that the market can reach. Under competition, in an interval of prices, lines offering at or
below the lower edge run full, lines offering at or above the upper edge stand idle, those between run in part. In a
step, lines offering below its price run full and those offering at it run at a rate within the bracket's rates. Output
lies between demand at the upper and at the lower edge; at scarcity between zero and demand at the top price. So, for
given lines, output in a bracket can be balanced if and only if the equilibrium lies in it (or on its edge).

A rationed market without a rule has one rate for all lines, which rises with the price up to that of the full rate. A
market with links may have prices above what its own consumers pay.

A fixed market is served at least cost, which is the equilibrium of a market whose consumers pay its price cap for all
that they ask for, at its shadow price. So it has the same modes, of shadow prices; but it begins with a single one,
whose lines run as the links of the markets need them, and which is divided only where that is too kind.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Collection, Iterator, Mapping
from itertools import pairwise
from typing import NamedTuple

from solver.instance.instance import DemandCurve, Instance
from solver.levers.brackets import NARROWEST, Bracket, Point, initial_brackets, split
from solver.levers.conduct import COMPETITION, gate_name, offer_cny_per_unit, offered_share, rules_of
from solver.levers.tables import ModeRow, Running, StateRow, Tables
from solver.mandate import Mandate

Place = tuple[str, int, str, str]
"""Market, year, scenario and rule of conduct: what answers with one price."""
MOST_STEPS = 8
FEW_STEPS = 4
"""A market starts out with a step at each of its offers if they are no more than most; else at a few, evenly chosen."""


def mode_name(rule: str, bracket: Bracket) -> str:
    """Return the name of a bracket's mode under a rule of conduct."""
    return f"{rule}.{bracket.name}" if rule else bracket.name


class Supply(NamedTuple):
    """What lines make if as many as there can be are open."""

    offer_cny_per_unit: float
    below_munit: float
    """By those that offer less, or as much and come before."""
    up_to_munit: float
    """By these as well."""


class Modes:
    """Divides prices into brackets, and brackets into rows.

    Parameters
    ----------
    instance : Instance
        The facts.
    mandate : Mandate
        The wishes.
    tables : Tables
        The levers' other rows.
    """

    def __init__(self, instance: Instance, mandate: Mandate, tables: Tables) -> None:
        self._instance = instance
        self._mandate = mandate
        self._states: dict[str, list[StateRow]] = {market: [] for market in instance.markets}
        for state in tables.states:
            if state.is_open:
                self._states[state.market].append(state)
        self._linked = _connected(instance)
        self._extra_munit: dict[tuple[str, int], float] = {}
        for row in tables.vouchers:
            at = row.market, row.year
            more = row.most_tranches * row.demand_munit_per_tranche
            self._extra_munit[at] = self._extra_munit.get(at, 0.0) + more
        self._rates = {market: _price_rates(instance, market) for market in instance.markets}
        self._offers: dict[tuple[str, str], tuple[float, ...]] = {}
        self._supplies: dict[tuple[str, str], tuple[Supply, ...]] = {}
        """What is known of markets under rules, once it has been asked for."""

    def linked(self, market: str) -> frozenset[str]:
        """Return the markets that links connect a market with, itself among them."""
        return self._linked[market]

    def offers(self, market: str, rule: str) -> tuple[float, ...]:
        """Return the offers of a market's states, one for each state, sorted; none where all lines share a rate."""
        if self._is_rated(market, rule):
            return ()
        if (market, rule) not in self._offers:
            offers = sorted(offer_cny_per_unit(state, rule) for state in self._states[market])
            self._offers[market, rule] = tuple(offers)
        return self._offers[market, rule]

    def top_price_cny_per_unit(self, market: str, year: int, scenario: str) -> float:
        """Return the highest price that a market can have: its own top price, or that of a market it can sell to."""
        curves = (self._instance.demand_curve(each, year, scenario) for each in self._linked[market])
        return max(curve.top_price_cny_per_unit for curve in curves)

    def least_price_cny_per_unit(self, market: str, year: int, scenario: str, rule: str) -> float:
        """Return a price below which none can lie: the offer up to which all lines together make enough.

        Each plant is taken in whatever of its states makes most. A market with links may get goods from elsewhere, and
        one in which all lines share a rate has its prices stated, so that nothing is said of these.
        """
        if len(self._linked[market]) > 1 or self._is_rated(market, rule):
            return 0.0
        curve = self._instance.demand_curve(market, year, scenario)
        supplies = self._most_supplied(market, rule)

        def are_enough(each: Supply) -> bool:
            return each.up_to_munit >= curve.quantity_munit(each.offer_cny_per_unit)

        first = bisect_left(supplies, True, key=are_enough)
        if first == len(supplies):
            return 0.0
        offer, below, _ = supplies[first]
        is_enough = below >= curve.quantity_munit(offer)  # so much is asked for at a price below the offer
        return (curve.price_cny_per_unit(below) if is_enough else offer) * (1 - NARROWEST)

    def _most_supplied(self, market: str, rule: str) -> tuple[Supply, ...]:
        """Return the most that lines can make below and up to each offer, the lowest offer first."""
        if (market, rule) not in self._supplies:
            made_by: dict[str, float] = {}
            made, found = 0.0, []
            for state in sorted(self._states[market], key=lambda each: offer_cny_per_unit(each, rule)):
                most, below = offered_share(rule) * state.capacity_munit * state.most_lines, made
                made += max(0.0, most - made_by.get(state.plant, 0.0))
                made_by[state.plant] = max(most, made_by.get(state.plant, 0.0))
                found.append(Supply(offer_cny_per_unit(state, rule), below, made))
            self._supplies[market, rule] = tuple(found)
        return self._supplies[market, rule]

    def initial_brackets(self) -> dict[Place, tuple[Bracket, ...]]:
        """Return the first division of all markets' prices: at price ceiling, reference price and offers."""
        brackets = {}
        for market in self._instance.markets:
            for year in self._instance.years:
                for scenario in self._instance.futures:
                    for rule in rules_of(self._instance, self._mandate, market, year):
                        place = market, year, scenario, rule
                        brackets[place] = self._initial(place)
        return brackets

    def _initial(self, place: Place) -> tuple[Bracket, ...]:
        market, year, scenario, rule = place
        facts = self._instance.markets[market]
        reference = facts.reference_price_cny_per_unit
        curve = self._instance.demand_curve(market, year, scenario)
        if facts.is_fixed:
            cap = curve.price_cap_cny_per_unit
            return (Bracket(cap, cap, kind="fixed", brings=_brings_cny_per_unit(self._instance, market)),)
        own_top, top = curve.top_price_cny_per_unit, self.top_price_cny_per_unit(market, year, scenario)
        scarce = curve.quantity_munit(own_top) > 0 or (market, year) in self._extra_munit
        edges = [self._mandate.limits.consumer_price.ceiling_cny_per_unit(reference), reference, own_top]
        if self._is_rated(market, rule):
            points = self._rates[market]
            edges += [price for price, _ in points]
            return initial_brackets(top, edges, (), own_top, scarce, points[0][0], points[-1][0])
        offers = self.offers(market, rule)
        return initial_brackets(top, (*edges, *_steps(offers)), offers, own_top, scarce)

    def split(
        self, place: Place, brackets: tuple[Bracket, ...], point: Point, keep: Collection[Bracket] = ()
    ) -> tuple[Bracket, ...]:
        """Split the brackets of a place that hold an answer, but those that are to be kept."""
        offers, top = self.offers(place[0], place[3]), self.top_price_cny_per_unit(*place[:3])
        return split(brackets, point, offers, top, keep)

    def rows(self, brackets: Mapping[Place, tuple[Bracket, ...]]) -> Iterator[ModeRow]:
        """Yield a mode for each bracket that can be reached."""
        for place, parts in brackets.items():
            market, year, scenario, _ = place
            curve = self._instance.demand_curve(market, year, scenario)
            movable = year >= self._mandate.levers.first_decision_year
            alone = len(self._linked[market]) == 1
            for bracket in parts:
                row = self._row(place, bracket, curve)
                if not alone or row.undivided or self._is_reachable(row, movable):
                    yield row

    def _row(self, place: Place, bracket: Bracket, curve: DemandCurve) -> ModeRow:
        market, year, scenario, rule = place
        low, high = bracket.low_cny_per_unit, bracket.high_cny_per_unit
        reference = curve.reference_price_cny_per_unit
        fixed, undivided, rated = bracket.brings is not None, bracket.kind == "fixed", bracket.kind == "rated"
        above, scarce = high > curve.top_price_cny_per_unit, undivided or bracket.kind == "scarcity"
        harmless = fixed or self._instance.markets[market].is_abroad
        return ModeRow(
            market=market,
            year=year,
            scenario=scenario,
            mode=mode_name(rule, bracket),
            price_low_cny_per_unit=low,
            price_high_cny_per_unit=high,
            output_low_munit=0.0 if scarce or above else curve.quantity_munit(high),
            output_high_munit=0.0 if above else curve.quantity_munit(low),
            consumer_harm_low_mcny=0.0 if harmless else curve.consumer_harm_mcny(low),
            consumer_harm_high_mcny=0.0 if harmless else curve.consumer_harm_mcny(high),
            harm_from_cny_per_unit=reference if low < reference < high and not harmless else low,
            running=tuple(
                Running(state.key, offer_cny_per_unit(state, rule), *self._running(market, bracket, state, rule))
                for state in self._states[market]
            ),
            gate=gate_name(market, year, rule) if rule else None,
            rated=rated,
            scarce=scarce,
            takes_vouchers=not above,
            brings=bracket.brings,
            undivided=undivided,
        )

    def _running(self, market: str, bracket: Bracket, state: StateRow, rule: str) -> tuple[float, float]:
        """Return the least and most of its capacity that a line uses."""
        if bracket.kind == "rated":
            points = self._rates[market]
            return _rate_at(points, bracket.low_cny_per_unit), _rate_at(points, bracket.high_cny_per_unit)
        if self._is_rated(market, rule):
            return 1.0, 1.0
        least, most = bracket.running(offer_cny_per_unit(state, rule))
        share = offered_share(rule)
        return share * least, share * most

    def _is_rated(self, market: str, rule: str) -> bool:
        return self._instance.markets[market].is_rationed and rule == COMPETITION

    def _is_reachable(self, row: ModeRow, movable: bool) -> bool:
        """Return whether any numbers of lines could make this the answer.

        Most is made if every line is in the state that makes most; least if all lines are closed or, before anything
        can be decided, as they start.
        """
        most_by_plant: dict[str, float] = {}
        least_made = 0.0
        for state, running in zip(self._states[row.market], row.running, strict=True):
            starts_later = self._instance.plants[state.plant].start_year is not None
            lines = state.most_lines if movable or starts_later else state.lines_at_start
            made = running.most * state.capacity_munit * lines
            most_by_plant[state.plant] = max(most_by_plant.get(state.plant, 0.0), made)
            if not movable and not starts_later:
                least_made += running.least * state.capacity_munit * state.lines_at_start
        extra = self._extra_munit.get((row.market, row.year), 0.0)
        slack = 1e-9 * max(1.0, row.output_high_munit)
        enough = sum(most_by_plant.values()) >= row.output_low_munit - slack
        return enough and least_made <= row.output_high_munit + extra + slack


def _steps(offers: tuple[float, ...]) -> list[float]:
    """Return at which offers to put the first steps."""
    distinct = sorted(set(offers))
    number = len(distinct) if len(distinct) <= MOST_STEPS else FEW_STEPS
    return [distinct[len(distinct) * place // number] for place in range(number)]


def _connected(instance: Instance) -> dict[str, frozenset[str]]:
    """Return market to the markets that links connect it with, itself among them."""
    groups = {market: frozenset({market}) for market in instance.markets}
    for link in instance.links.values():
        together = groups[link.from_market] | groups[link.to_market]
        groups.update(dict.fromkeys(together, together))
    return groups


def _brings_cny_per_unit(instance: Instance, market: str) -> tuple[float, float]:
    """Return the least and the most that a unit made in a fixed market can bring its maker."""
    leaving = [link for link in instance.links.values() if link.from_market == market]
    sent = [instance.markets[link.to_market].reference_price_cny_per_unit - link.cost_cny_per_unit for link in leaving]
    brought = [instance.markets[market].reference_price_cny_per_unit, *sent]
    return min(brought), max(brought)


def _price_rates(instance: Instance, market: str) -> tuple[tuple[float, float], ...]:
    """Return the points of price and rate (0 to 1) of a rationed market, by price."""
    points = (each for each in instance.price_rates.values() if each.market == market)
    return tuple(sorted((each.price_cny_per_unit, each.operating_rate_pct / 100) for each in points))


def _rate_at(points: tuple[tuple[float, float], ...], price: float) -> float:
    """Return the rate at a price that lies between the first and the last point."""
    for (low, slower), (high, faster) in pairwise(points):
        if low <= price <= high:
            return slower + (faster - slower) * (price - low) / (high - low)
    raise ValueError(f"no rate is stated for a price of {price}")
