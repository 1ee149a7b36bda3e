r"""The textbook formulation: a continuous price, and the market's equilibrium by complementarity with big-M.

Decisions, labour, money and limits are those of our model, row for row, so that only the treatment of prices is
compared. Prices are one interval a market and year, :math:`[\underline p, \overline p]`, and demand is met at the price
(a straight line, so no big-M). For each distinct offer :math:`o` inside the interval, binaries say whether lines with
this offer may run, :math:`b`, and whether they run full, :math:`a \le b`; they are the complementarity of dispatch:

.. math:: p \le o + (\overline p - o)\, a, \qquad p \ge \underline p + (o - \underline p)\, b

.. math:: q \le C N b, \qquad q \ge C n - C N (1 - a)

and what a line earns above its offer is its rent :math:`g`, which makes revenue exact by the dispatch's strong duality:

.. math:: R \le o q + C N g, \qquad g \le (\overline p - o)\, a, \qquad g \le p - o + (o - \underline p)(1 - a)

No big-M can be smaller without knowing the plan: :math:`\overline p` is the ceiling of the mandate, which must be hard;
:math:`\underline p` is the price if every line were open, and no subsidy withdrawn; :math:`C N` is the capacity of a
plant. Offers outside the interval need no binaries, and the first years, in which nothing can be decided, have the
price of the status quo. A cheaper line runs full before a dearer one runs at all (``next runs after``), which a solver
would have to find by itself otherwise; it is the best sensible thing to tell it.

Consumer harm is concave in the price, so it is charged along :data:`HARM_PIECES` chords between the reference price and
the ceiling, chosen by binaries; between the ends of a chord that is at most 0.02 % of demand too little. Where a plant
has several lines of which some are open, revenue is enclosed and not exact. Both are kind to the formulation: its bound
is one of a slightly easier problem.
"""

from __future__ import annotations

from collections import defaultdict
from itertools import pairwise

import numpy as np

from benchmarks.more_rows import MoreRows
from solver.evaluate.judge import Judge
from solver.evaluate.rows import market_rows
from solver.instance.instance import Instance
from solver.levers.brackets import Bracket
from solver.levers.collect import collect_tables
from solver.levers.modes import Modes, Place
from solver.levers.tables import ModeRow, StateRow, Tables
from solver.mandate import Mandate
from solver.solve.problem import Problem
from solver.solve.search import Search

HARM_PIECES = 4
"""Chords between reference price and ceiling."""
KNOWN = 1e-7
"""Half of the width, relative, of the interval around a price that is known."""


class NotInTextbookError(ValueError):
    """The instance has something that the textbook formulation here leaves out."""


def textbook_problem(instance: Instance, mandate: Mandate) -> Problem:
    """Return the textbook formulation of an instance of plain markets.

    Raises
    ------
    NotInTextbookError
        If markets are linked, rationed or fixed, rules of conduct or vouchers are allowed, there are several scenarios,
        or the price ceiling is not hard.
    """
    _refuse(instance, mandate)
    judge = Judge(instance, mandate)
    tables = collect_tables(instance, mandate, judge.due_mcny_per_line)
    intervals = _intervals(instance, mandate, judge, tables)
    modes = tuple(Modes(instance, mandate, tables).rows(intervals))
    more = MoreRows(Search(instance, mandate, judge, tables, intervals).problem())
    states = {row.key: row for row in tables.states}
    for mode in modes:
        if mode.is_interval and mode.year >= mandate.levers.first_decision_year:
            _add_dispatch(more, mode, states)
            _add_harm(more, mode, instance)
    return more.problem()


def _refuse(instance: Instance, mandate: Mandate) -> None:
    reasons = {
        "links between markets": bool(instance.links),
        "rationed or fixed markets": any(each.is_rationed or each.is_fixed for each in instance.markets.values()),
        "rules of conduct": bool(mandate.levers.conduct_rules),
        "vouchers": mandate.levers.issue_vouchers and bool(instance.vouchers),
        "several scenarios": len(instance.futures) > 1,
        "a price ceiling that is not hard": not mandate.limits.consumer_price.binds,
    }
    found = [reason for reason, holds in reasons.items() if holds]
    if found:
        raise NotInTextbookError(f"the textbook formulation leaves out {', '.join(found)}")


def _intervals(instance: Instance, mandate: Mandate, judge: Judge, tables: Tables) -> dict[Place, tuple[Bracket, ...]]:
    """Return the one bracket of each market and year."""
    brackets: dict[Place, tuple[Bracket, ...]] = {}
    for row in market_rows(judge.status_quo.tables):
        place = row.market, row.year, row.scenario, ""
        facts = instance.markets[row.market]
        if row.year < mandate.levers.first_decision_year:
            brackets[place] = (_known(row.price_cny_per_unit, row.marginal_rate, row.unserved_munit),)
            continue
        ceiling = mandate.limits.consumer_price.ceiling_cny_per_unit(facts.reference_price_cny_per_unit)
        top = instance.demand_curve(row.market, row.year, row.scenario).top_price_cny_per_unit
        least = least_price_cny_per_unit(instance, tables, row.market, row.year)
        # The reference price is inside, so that harm has a column of its own.
        brackets[place] = (Bracket(min(least, (1 - KNOWN) * facts.reference_price_cny_per_unit), min(ceiling, top)),)
    return brackets


def _known(price: float, rate: float, unserved_munit: float) -> Bracket:
    """Return the bracket of a price that no decision changes."""
    if unserved_munit > 0:
        raise NotInTextbookError("the textbook formulation leaves out demand that nobody serves")
    if 0 < rate < 1:
        return Bracket(price, price, kind="step")
    return Bracket((1 - KNOWN) * price, (1 + KNOWN) * price)


def least_price_cny_per_unit(instance: Instance, tables: Tables, market: str, year: int) -> float:
    """Return the price that no plan can fall below: that with all lines open, each in the state that offers least."""
    curve = instance.demand_curve(market, year, next(iter(instance.futures)))
    states = [row for row in tables.states if row.market == market and row.is_open]
    made: dict[str, float] = {}
    last = 0.0
    for state in sorted(states, key=lambda row: row.offer_cny_per_unit):
        balanced = curve.price_cny_per_unit(sum(made.values()))
        if balanced <= state.offer_cny_per_unit:
            return max(last, balanced)
        last = state.offer_cny_per_unit
        made[state.plant] = max(made.get(state.plant, 0.0), state.most_lines * state.capacity_munit)
    return max(last, curve.price_cny_per_unit(sum(made.values())))


def _add_dispatch(more: MoreRows, mode: ModeRow, states: dict[tuple[str, str], StateRow]) -> None:
    """Make the price one at which just those lines run that offer below it."""
    low, high = mode.price_low_cny_per_unit, mode.price_high_cny_per_unit
    price = more.column_of["price", mode.key]
    at_offer: defaultdict[float, list[tuple[str, str]]] = defaultdict(list)
    for running in mode.running:
        if running.least < running.most:
            at_offer[running.offer_cny_per_unit].append(running.state)
    full_before: int | None = None
    for offer in sorted(at_offer):
        runs = more.column("runs", (*mode.key, offer), upper=1, integer=True)
        full = more.column("runs_full", (*mode.key, offer), upper=1, integer=True)
        rent = more.column("rent", (*mode.key, offer), upper=high - offer)
        more.row({price: 1, full: offer - high}, upper=offer)
        more.row({price: 1, runs: low - offer}, lower=low)
        more.row({full: 1, runs: -1}, upper=0)
        more.row({rent: 1, full: offer - high}, upper=0)
        more.row({rent: 1, price: -1, full: offer - low}, upper=-low)
        if full_before is not None:
            more.row({runs: 1, full_before: -1}, upper=0)
        full_before = full
        for key in at_offer[offer]:
            _add_line(more, mode, states[key], offer, (runs, full, rent))


def _add_line(more: MoreRows, mode: ModeRow, state: StateRow, offer: float, columns: tuple[int, int, int]) -> None:
    """Make the lines of a state run as their offer says, and earn the price."""
    runs, full, rent = columns
    use = (*state.key, *mode.key[1:])
    output, lines = more.column_of["output", use], more.column_of["lines_in_mode", use]
    capacity, most = state.capacity_munit, state.capacity_munit * state.most_lines
    more.row({output: 1, runs: -most}, upper=0)
    more.row({output: 1, lines: -capacity, full: -most}, lower=-most)
    revenue = more.column_of.get(("revenue", use))
    if revenue is not None:
        more.row({revenue: 1, output: -offer, rent: -most}, upper=0)


def _add_harm(more: MoreRows, mode: ModeRow, instance: Instance) -> None:
    """Hold what consumers lose above the reference price to chords; the model has one from there to the upper edge."""
    harm = more.column_of.get(("harm", mode.key))
    if harm is None:
        return
    curve = instance.demand_curve(*mode.key[:3])
    reference, high = curve.reference_price_cny_per_unit, mode.price_high_cny_per_unit
    edges = [mode.price_low_cny_per_unit, *np.linspace(reference, high, HARM_PIECES + 1)]
    chosen, prices, charged = {}, {more.column_of["price", mode.key]: -1.0}, {harm: 1.0}
    for number, (low, upper) in enumerate(pairwise(edges)):
        start, end = curve.consumer_harm_mcny(low), curve.consumer_harm_mcny(upper)
        slope = (end - start) / (upper - low)
        piece = more.column("harm_piece", (*mode.key, number), upper=1, integer=True)
        inside = more.column("price_in_piece", (*mode.key, number), upper=upper)
        more.row({inside: 1, piece: -upper}, upper=0)
        more.row({inside: 1, piece: -low}, lower=0)
        chosen[piece], prices[inside] = 1.0, 1.0
        charged |= {piece: slope * low - start, inside: -slope}
    more.row(chosen, lower=1, upper=1)
    more.row(prices, lower=0, upper=0)
    more.row(charged, lower=0)
