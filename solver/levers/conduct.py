"""Competitive conduct: a market is in the bracket in which its merit order meets its demand.

Rows: a mode per bracket that the market can reach. In an interval, lines offering at or below the lower edge run full,
lines offering at or above the upper edge stand idle, those between run in part. In a step, lines offering below its
price run full and those offering at it run at a rate within the bracket's rates. Output lies between demand at the
upper and at the lower edge; at scarcity between zero and demand at the top price. So, for given lines, output in a
bracket can be balanced if and only if the equilibrium lies in it (or on its edge).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from solver.instance.instance import DemandCurve, Instance
from solver.levers.brackets import Bracket, initial_brackets
from solver.levers.tables import ModeRow, StateRow
from solver.mandate import Mandate

MarketYear = tuple[str, int, str]
"""Market, year and scenario: what answers with one price."""
MOST_STEPS = 8
FEW_STEPS = 4
"""A market starts out with a step at each of its offers if they are no more than most; else at a few, evenly chosen."""


def offers_of(states: tuple[StateRow, ...], market: str) -> tuple[float, ...]:
    """Return the offers of a market's states, one for each state, sorted."""
    return tuple(sorted(state.offer_cny_per_unit for state in states if state.market == market))


def all_initial_brackets(
    instance: Instance, mandate: Mandate, states: tuple[StateRow, ...]
) -> dict[MarketYear, tuple[Bracket, ...]]:
    """Return the first division of all markets' prices: at price ceiling, reference price and offers."""
    brackets = {}
    for market in instance.markets.values():
        offers = offers_of(states, market.id)
        ceiling = mandate.limits.consumer_price.ceiling_cny_per_unit(market.reference_price_cny_per_unit)
        edges = ceiling, market.reference_price_cny_per_unit
        for year in instance.years:
            for scenario in instance.futures:
                curve = instance.demand_curve(market.id, year, scenario)
                top = curve.top_price_cny_per_unit
                brackets[market.id, year, scenario] = initial_brackets(
                    top, (*edges, *_steps(offers)), offers, may_be_scarce=curve.quantity_munit(top) > 0
                )
    return brackets


def _steps(offers: tuple[float, ...]) -> list[float]:
    """Return at which offers to put the first steps."""
    distinct = sorted(set(offers))
    number = len(distinct) if len(distinct) <= MOST_STEPS else FEW_STEPS
    return [distinct[len(distinct) * place // number] for place in range(number)]


def mode_rows(
    instance: Instance,
    mandate: Mandate,
    states: tuple[StateRow, ...],
    brackets: Mapping[MarketYear, tuple[Bracket, ...]],
) -> Iterator[ModeRow]:
    """Yield a mode for each bracket that can be reached."""
    for (market, year, scenario), parts in brackets.items():
        own = tuple(state for state in states if state.market == market)
        curve = instance.demand_curve(market, year, scenario)
        movable = year >= mandate.levers.first_decision_year
        for bracket in parts:
            row = _mode_row(market, year, scenario, bracket, curve, own)
            if _reachable(row, own, movable):
                yield row


def _mode_row(
    market: str, year: int, scenario: str, bracket: Bracket, curve: DemandCurve, states: tuple[StateRow, ...]
) -> ModeRow:
    low, high = bracket.low_cny_per_unit, bracket.high_cny_per_unit
    straddles = low < curve.reference_price_cny_per_unit < high
    return ModeRow(
        market=market,
        year=year,
        scenario=scenario,
        mode=bracket.name,
        price_low_cny_per_unit=low,
        price_high_cny_per_unit=high,
        output_low_munit=0.0 if bracket.kind == "scarcity" else curve.quantity_munit(high),
        output_high_munit=curve.quantity_munit(low),
        consumer_harm_low_mcny=curve.consumer_harm_mcny(low),
        consumer_harm_high_mcny=curve.consumer_harm_mcny(low if straddles else high),
        running=tuple((state.key, *_running(bracket, state.offer_cny_per_unit)) for state in states),
    )


def _running(bracket: Bracket, offer: float) -> tuple[float, float]:
    """Return the least and most of its capacity that a line with this offer uses."""
    if bracket.kind == "scarcity":
        return (1.0, 1.0) if offer <= bracket.low_cny_per_unit else (0.0, 0.0)
    if bracket.kind == "step":
        if offer == bracket.low_cny_per_unit:
            return bracket.rate_low, bracket.rate_high
        return (1.0, 1.0) if offer < bracket.low_cny_per_unit else (0.0, 0.0)
    if offer <= bracket.low_cny_per_unit:
        return 1.0, 1.0
    return (0.0, 0.0) if offer >= bracket.high_cny_per_unit else (0.0, 1.0)


def _reachable(row: ModeRow, states: tuple[StateRow, ...], movable: bool) -> bool:
    """Return whether any numbers of lines could make this the answer.

    Most is made if every line is in the state that makes most; least if all lines are closed or, before anything can be
    decided, as they start.
    """
    running = {key: (least, most) for key, least, most in row.running}
    most_by_plant: dict[str, float] = {}
    least_made = 0.0
    for state in states:
        least, most = running[state.key]
        lines = state.most_lines if movable else state.lines_at_start
        made = most * state.capacity_munit * lines
        most_by_plant[state.plant] = max(most_by_plant.get(state.plant, 0.0), made)
        least_made += 0.0 if movable else least * state.capacity_munit * state.lines_at_start
    slack = 1e-9 * max(1.0, row.output_high_munit)
    return sum(most_by_plant.values()) >= row.output_low_munit - slack and least_made <= row.output_high_munit + slack
