"""The search by blocks: multipliers and prices from linear problems, bounds from both, plans from whole lines."""

from __future__ import annotations

import math
import time
from functools import cached_property

import numpy as np

from solver.evaluate.rows import market_rows
from solver.solve.basis import Basis
from solver.solve.beside import Helpers
from solver.solve.blocks.at_prices import AtPrices, below_idle_lines, problem_at, start_prices
from solver.solve.blocks.bounding import Bounding, least_of_others_mcny
from solver.solve.blocks.lagrangian import Bound, Lagrangian
from solver.solve.blocks.look import ENDED
from solver.solve.blocks.looking import look_for_plans
from solver.solve.blocks.network import Network
from solver.solve.blocks.plans import Plans
from solver.solve.blocks.whole_lines import Around, WholeLines
from solver.solve.blocks.years import Prices, Years, markets_of, with_hard_limits
from solver.solve.box import root_box
from solver.solve.collector import collector_paused
from solver.solve.highs import Answer, Stop
from solver.solve.problem import Floats, Problem
from solver.solve.search import Search
from solver.solve.tools import Tools

MOST_MOVES = 6
"""How often prices are moved at most."""
ANYWHERE = 1.0
"""How far prices may move, relative, where there is no plan, not even in parts of lines, at those first tried."""
FIRST_REACH, LEAST_REACH = 0.03, 0.001
"""How far prices may move at a time, relative, at first, and when they count as found."""

REACH = 0.02
"""How far prices may move to make whole lines fit, relative."""
MANY_PLANTS = 150
"""From so many plants on, blocks are the quicker way."""


def has_many_plants(search: Search) -> bool:
    """Return whether blocks are worth while: below so many plants the whole relaxation tells more."""
    return len(search.instance.plants) >= MANY_PLANTS


def fits(search: Search) -> bool:
    """Return whether an instance's markets are such that blocks can bound them: each by itself, with one rule."""
    tables, markets = search.tables, search.instance.markets.values()
    plain = not (tables.links or tables.vouchers or any(row.kind == "conduct" for row in tables.gates))
    return plain and not any(market.is_fixed or market.is_rationed for market in markets)


def prices_of(search: Search) -> Prices:
    """Return the prices there can be: those of the status quo until anything can be decided, then all in the box."""
    first = search.mandate.levers.first_decision_year
    known = {
        (row.market, row.year, row.scenario): row.price_cny_per_unit
        for row in market_rows(search.judge.status_quo.tables)
        if row.year < first
    }
    parts = {place[:3]: brackets for place, brackets in root_box(search).items() if not place[3]}
    return Prices(
        np.array([known.get(at, min(each.low_cny_per_unit for each in part)) for at, part in parts.items()]),
        np.array([known.get(at, max(each.high_cny_per_unit for each in part)) for at, part in parts.items()]),
        np.array([any(each.kind == "scarcity" for each in part) for part in parts.values()]),
    )


class Blocks:
    """The search by blocks; bounds and plans go to the search that all methods share.

    Parameters
    ----------
    tools : Tools
        What it works with.
    """

    def __init__(self, tools: Tools) -> None:
        search = tools.search
        self._tools, self._search, self._settings, self._gap = tools, search, tools.settings, tools.gap
        instance, mandate, tables = search.instance, search.mandate, search.tables
        with collector_paused():
            self._plans = Plans(instance, mandate, tables, search.judge)
            self._markets = markets_of(instance, mandate, self._plans.answers)
        first = mandate.levers.first_decision_year
        counts = np.array([year >= first and not instance.markets[m].is_abroad for m, year, _ in self._plans.answers])
        self._relaxed: tuple[AtPrices, Answer] | None = None
        """The best continuous solution at given prices."""
        self._bound: Bound | None = None
        self._seconds_of_relaxing = 0.0
        """How long that takes without anything to begin from."""
        self._ended: tuple[Problem, Basis] | None = None
        """The continuous problem that was solved last, and where it ended."""
        self._limits = with_hard_limits(prices_of(search), self._markets, mandate, counts)

    @cached_property
    def _lagrangian(self) -> Lagrangian:
        """What bounds all plans, made while the first continuous problem is solved."""
        with collector_paused():
            network = Network(self._plans, self._search.tables, self._search.instance.years)
            return Lagrangian(self._plans, network, Years(self._plans.uses, self._markets))

    @cached_property
    def _whole_lines(self) -> WholeLines:
        """What bounds them with whole lines."""
        return WholeLines(self._plans, self._lagrangian)

    def run(self) -> Answer | None:
        """Bound all plans and find good ones; an answer says what ended the search before."""
        ended = self._move_prices()
        if ended is None and self._relaxed is not None and not self._is_certified():
            ended = self._seek_plans(*self._relaxed)
            self._narrow()
        return ended

    def _is_certified(self) -> bool:
        return self._search.is_certified(self._gap)

    def _move_prices(self) -> Answer | None:
        """Solve the continuous problem at better and better prices, and bound all plans with what each one tells."""
        prices, lines = start_prices(self._markets, self._limits), self._plans.lines_at_start
        at, highest, is_guess = self._at(prices, lines, 0.0), -math.inf, False
        for number in range(MOST_MOVES):
            self._search.rounds += 1
            answer = self._relax(at.problem)
            if answer.stop in ENDED:
                return answer
            if answer.stop is Stop.INFEASIBLE and number == 0:
                at, is_guess = self._at(prices, lines, ANYWHERE), True
                continue
            if answer.row_duals is None or answer.bound is None:
                break
            balanced, bound_mcny = self._raise(at, answer)
            if bound_mcny > highest:  # what problems say themselves of prices that have moved is only roughly so
                highest, self._relaxed = bound_mcny, (at, answer)
            prices, lines = at.moved(answer.solutions[-1]), at.lines(self._plans, answer.solutions[-1])
            if _are_near(prices, at.prices):
                prices = balanced
            if self._is_certified() or (_are_near(prices, at.prices) and not is_guess):
                break
            at, is_guess = self._at(prices, lines, FIRST_REACH / 2**number), False
        return None

    def _relax(self, problem: Problem) -> Answer:
        """Solve a continuous problem at prices, from where the last one ended."""
        began = time.monotonic()
        basis = None if self._ended is None else self._ended[1].renamed(self._ended[0], problem)
        highs, settings = self._tools.highs, self._settings()
        answer = highs.relax(problem, settings, interior_point=False, basis=basis, meanwhile=lambda: self._lagrangian)
        if self._ended is None:
            self._seconds_of_relaxing = time.monotonic() - began
        if answer.basis is not None:
            self._ended = problem, answer.basis
        return answer

    def _at(self, prices: Floats, lines: Floats, reach: float) -> AtPrices:
        return problem_at(self._plans, self._markets, self._limits, prices, lines, reach)

    def _raise(self, at: AtPrices, answer: Answer) -> tuple[Floats, float]:
        """Bound all plans with the multipliers of a solution at prices; return prices that bound them best, and how.

        Where markets are worth least at other prices than the multipliers are made for, the middle between both is
        tried, so that neither is worth much less than the other.
        """
        assert answer.row_duals is not None
        rows, demand = at.multipliers(self._plans, answer.row_duals)
        prices = best = at.moved(answer.solutions[-1])
        highest = -math.inf
        for _ in range(MOST_MOVES):
            bound = self._lagrangian.raised(self._lagrangian.at_prices(rows, demand, prices), self._limits)
            if bound.mcny > highest:
                highest, best = bound.mcny, prices
            if self._bound is None or bound.mcny > self._bound.mcny:
                self._bound = bound
                self._search.raise_bound(bound.mcny)
            middle = (prices + bound.worth.prices) / 2
            if _are_near(middle, prices):
                break
            prices = middle
        return best, highest

    def _seek_plans(self, at: AtPrices, answer: Answer) -> Answer | None:
        """Look for plans with whole lines around the prices of a continuous solution, and bound them meanwhile."""
        solution = answer.solutions[-1]
        prices, lines = at.moved(solution), at.lines(self._plans, solution)
        limits = below_idle_lines(self._plans, self._limits, prices, lines)
        found = problem_at(self._plans, self._markets, limits, prices, lines, REACH)
        # Where prices have hardly moved any more, what the solution says of columns holds here as well.
        is_same = _are_near(found.prices, at.prices) and found.problem.columns == at.problem.columns
        with Helpers(self._tools.pool, self._tools.log) as helpers:
            bounding = Bounding(self._tools, helpers, self._whole_lines, self._around)
            bounding.begin_early()
            relaxed, seconds = answer if is_same else self._relax(found.problem), self._seconds_of_relaxing
            return look_for_plans(self._tools, helpers, bounding, found.problem, relaxed, seconds)

    def _around(self, least_mcny: float) -> Around:
        """Return where plans are that may cost less than some amount."""
        assert self._bound is not None
        assert self._relaxed is not None
        at, answer = self._relaxed
        left = self._lagrangian.ranges(self._bound, self._limits, least_mcny)
        return Around(self._bound, left.clipped(at.moved(answer.solutions[-1])), left)

    def _narrow(self) -> None:
        """Leave aside the prices at which no plan is better than the best by more than the asked gap."""
        best, bound = self._search.objective_mcny, self._bound
        if best is None or bound is None:
            return
        least = least_of_others_mcny(best, self._gap)
        left = self._lagrangian.ranges(bound, self._limits, least)
        for place, answer in enumerate(self._plans.answers):
            if self._limits.low[place] < self._limits.high[place]:
                self._search.narrow(answer, left.low[place], left.high[place], least)


def _are_near(prices: Floats, others: Floats) -> bool:
    return bool(np.all(np.abs(prices - others) <= LEAST_REACH * others))
