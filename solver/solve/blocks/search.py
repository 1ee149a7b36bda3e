"""The search by blocks: multipliers and prices from linear problems, bounds from both, plans from whole lines."""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from solver.evaluate.rows import market_rows
from solver.solve.blocks.at_prices import AtPrices, problem_at, start_prices
from solver.solve.blocks.bounding import Bounding
from solver.solve.blocks.lagrangian import Bound, Lagrangian
from solver.solve.blocks.neighbourhoods import Neighbourhoods
from solver.solve.blocks.network import Network
from solver.solve.blocks.plans import Plans
from solver.solve.blocks.whole_lines import Around, WholeLines
from solver.solve.blocks.years import Prices, Years, markets_of, with_hard_limits
from solver.solve.box import root_box
from solver.solve.highs import Answer, HighsProcess, Settings, Stop
from solver.solve.problem import Floats, Problem
from solver.solve.restrict import with_whole_plants
from solver.solve.search import Search

MOST_MOVES = 6
"""How often prices are moved at most."""
ANYWHERE = 1.0
"""How far prices may move, relative, where there is no plan, not even in parts of lines, at those first tried."""
FIRST_REACH, LEAST_REACH = 0.03, 0.001
"""How far prices may move at a time, relative, at first, and when they count as found."""


@dataclass(frozen=True)
class Look:
    """How long to solve with whole lines, and what is free."""

    seconds: float
    share_of_seconds: float
    """So many seconds, or this share of those that are left if that is more."""
    free_share: float = 1.0
    """Which share of the plants is free to do otherwise than in the continuous solution."""


LOOKS = (Look(5.0, 0.03, 0.1), Look(16.0, 0.12, 0.5))
"""For plans, one after the other."""
LAST_LOOK = Look(30.0, 0.3)
"""Where none of these finds any."""
REACH = 0.02
"""How far prices may move to make whole lines fit, relative."""
WHOLE_LINES = 4.0
"""A problem with whole lines may take so many times the seconds of the continuous one, if that is more."""
NEIGHBOURHOOD = Look(5.0, 0.0)
"""For better plans, each time with other plants free."""
MOST_FAILURES = 12
"""After so many neighbourhoods in a row without a better plan, no more are tried."""
MANY_PLANTS = 300
"""From so many plants on, blocks are the quicker way."""
LEFT_ASIDE = 0.5
"""Prices are left aside where no plan is better than the best by more than this share of the asked gap."""
ENDED = (Stop.INTERRUPTED, Stop.DIED)
"""After these nothing more is asked of the solver."""
OWN_GAP = 0.05
"""Relative to the asked gap, the gap of a problem's own at which it is left."""
LEAST_GAIN = 0.001
"""Relative to the asked gap, a gain that counts as one."""


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
    search : Search
        Judge, best plan and bound.
    highs : HighsProcess
        The solver.
    settings : callable
        Returns settings with the time that is left.
    judge : callable
        Judges solutions of a problem.
    gap : float
        Certified gap at which to stop.
    """

    def __init__(
        self,
        search: Search,
        highs: HighsProcess,
        settings: Callable[[], Settings],
        judge: Callable[[Problem, Sequence[Floats]], None],
        gap: float,
    ) -> None:
        self._search, self._highs = search, highs
        self._settings, self._judge, self._gap = settings, judge, gap
        instance, mandate, tables = search.instance, search.mandate, search.tables
        self._plans = Plans(instance, mandate, tables, search.judge)
        network = Network(self._plans, tables, instance.years)
        self._markets = markets_of(instance, mandate, self._plans.answers)
        self._lagrangian = Lagrangian(self._plans, network, Years(self._plans.uses, self._markets))
        first = mandate.levers.first_decision_year
        counts = np.array([year >= first and not instance.markets[m].is_abroad for m, year, _ in self._plans.answers])
        self._relaxed: tuple[AtPrices, Answer] | None = None
        """The best continuous solution at given prices."""
        self._bound: Bound | None = None
        self._seconds_of_relaxing = 0.0
        whole_lines = WholeLines(self._plans, self._lagrangian)
        self._bounding = Bounding(search, whole_lines, settings, gap)
        self._limits = with_hard_limits(prices_of(search), self._markets, mandate, counts)

    def run(self) -> Answer | None:
        """Bound all plans and find good ones; an answer says what ended the search before."""
        with self._bounding:
            ended = self._move_prices()
            if ended is None and self._relaxed is not None and not self._is_certified():
                ended = self._seek_plans(*self._relaxed)
                self._narrow()
        return ended

    def _move_prices(self) -> Answer | None:
        """Solve the continuous problem at better and better prices, and bound all plans with what each one tells."""
        prices, lines = start_prices(self._markets, self._limits), self._plans.lines_at_start
        at, highest, is_guess = self._at(prices, lines, 0.0), -math.inf, False
        for number in range(MOST_MOVES):
            self._search.rounds += 1
            began = time.monotonic()
            answer = self._highs.relax(at.problem, self._settings(), interior_point=False)
            self._seconds_of_relaxing = time.monotonic() - began
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
        """Look for plans with whole lines around the prices of the continuous solution, and then around these plans."""
        solution = answer.solutions[-1]
        problem = self._at(at.moved(solution), at.lines(self._plans, solution), REACH).problem
        found, best = None, self._search.best
        for look in (*LOOKS, LAST_LOOK):
            if look is LAST_LOOK and found is not None:
                break
            seen = problem
            if look.free_share < 1:
                relaxed = self._highs.relax(problem, self._settings(), interior_point=False)
                if relaxed.stop in ENDED:
                    return relaxed
                if relaxed.reduced_costs is None:
                    continue
                seen = with_whole_plants(problem, relaxed.solutions[-1], relaxed.reduced_costs, look.free_share)
            answer = self._solve(seen, look)
            if answer.stop in ENDED:
                return answer
            if self._is_certified():
                return None
            if answer.solutions and (found is None or self._search.best is not best):
                found, best = answer.solutions[-1], self._search.best
            self._bound_whole_lines()
        return None if found is None else self._improve(problem, found)

    def _improve(self, problem: Problem, solution: Floats) -> Answer | None:
        """Look for better plans around a solution until none comes any more."""
        near = Neighbourhoods(self._search.instance, problem, solution, self._settings().seed)
        failures = 0
        while failures < MOST_FAILURES or not self._bounding.is_up_to_date:
            if failures >= MOST_FAILURES:
                self._bounding.take(at_its_end=True)
                failures = 0
            answer = self._solve(near.next(), NEIGHBOURHOOD, dict(enumerate(near.solution)))
            if answer.stop in ENDED:
                return answer
            gain = near.take(answer.solutions, answer.stop is Stop.OPTIMAL)
            failures = 0 if gain > LEAST_GAIN * self._gap * abs(near.objective_mcny) else failures + 1
            if self._is_certified() or self._settings().time_limit_seconds <= 0:
                return None
            self._bound_whole_lines()
        self._bounding.take(at_its_end=True)
        return None

    def _bound_whole_lines(self) -> None:
        """Bound all plans with whole lines, where plans have become better since that was last done."""
        if self._search.best is not None:
            self._bounding.begin(self._around, self._least_mcny(self._search.best.objective_mcny))

    def _around(self, least_mcny: float) -> Around:
        """Return where plans are that may cost less than some amount."""
        assert self._bound is not None
        assert self._relaxed is not None
        at, answer = self._relaxed
        left = self._lagrangian.ranges(self._bound, self._limits, least_mcny)
        return Around(self._bound, left.clipped(at.moved(answer.solutions[-1])), left)

    def _least_mcny(self, best_mcny: float) -> float:
        """Return an amount that is hardly less than the best plan costs: plans that cost more are left aside."""
        return best_mcny - LEFT_ASIDE * self._gap * abs(best_mcny)

    def _narrow(self) -> None:
        """Leave aside the prices at which no plan is better than the best by more than the asked gap."""
        best, bound = self._search.objective_mcny, self._bound
        if best is None or bound is None:
            return
        least = self._least_mcny(best)
        left = self._lagrangian.ranges(bound, self._limits, least)
        for place, answer in enumerate(self._plans.answers):
            if self._limits.low[place] < self._limits.high[place]:
                self._search.narrow(answer, left.low[place], left.high[place], least)

    def _solve(self, problem: Problem, look: Look, start: Mapping[int, float] | None = None) -> Answer:
        """Solve a problem with whole lines for a while; what is found is judged."""
        limits = self._settings()
        left = limits.time_limit_seconds
        seconds = min(left, max(look.seconds, look.share_of_seconds * left, WHOLE_LINES * self._seconds_of_relaxing))
        limits = replace(limits, relative_gap=OWN_GAP * self._gap, time_limit_seconds=seconds)
        return self._highs.solve_judged(problem, limits, self._judge, self._is_certified, start)

    def _is_certified(self) -> bool:
        self._bounding.take()
        return self._search.is_certified(self._gap)


def _are_near(prices: Floats, others: Floats) -> bool:
    return bool(np.all(np.abs(prices - others) <= LEAST_REACH * others))
