"""Looking for plans with whole lines: first near the continuous solution, then near the plans found there."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from solver.solve.blocks.bounding import Bounding
from solver.solve.blocks.neighbourhoods import Neighbourhoods
from solver.solve.highs import Answer, HighsProcess, Settings, Stop
from solver.solve.problem import Floats, Problem
from solver.solve.restrict import with_whole_plants
from solver.solve.search import Search


@dataclass(frozen=True)
class Look:
    """How long to solve with whole lines, and what is free."""

    seconds: float
    share_of_seconds: float
    """So many seconds, or this share of those that are left if that is more."""
    free_share: float = 1.0
    """Which share of the plants is free to do otherwise than in the continuous solution."""


LOOKS = (Look(4.0, 0.03, 0.1), Look(24.0, 0.12, 0.7))
"""For plans, one after the other."""
LAST_LOOK = Look(30.0, 0.3)
"""Where none of these finds any."""
NEIGHBOURHOOD = Look(5.0, 0.0)
"""For better plans, each time with other plants free."""
MOST_TIMES = 4.0
"""A look may take so many times the seconds of the continuous problem, if that is more."""
MOST_FAILURES = 6
"""After so many neighbourhoods in a row without a gain, no more are tried."""
OWN_GAP = 0.05
"""Relative to the asked gap, the gap of its own at which a look ends."""
LEAST_GAIN = 0.01
"""Share of what is between plan and bound that counts as a gain."""
ENDED = (Stop.INTERRUPTED, Stop.DIED)
"""After these nothing more is asked of the solver."""


class Looking:
    """One search for plans with whole lines.

    Parameters
    ----------
    search : Search
        The best plan.
    highs : HighsProcess
        The solver.
    settings : callable
        Returns settings with the time that is left.
    judge : callable
        Judges solutions of a problem.
    bounding : Bounding
        Bounds plans meanwhile.
    gap : float
        Certified gap at which to stop.
    """

    def __init__(
        self,
        search: Search,
        highs: HighsProcess,
        settings: Callable[[], Settings],
        judge: Callable[[Problem, Sequence[Floats]], None],
        bounding: Bounding,
        gap: float,
    ) -> None:
        self._search, self._highs, self._settings, self._judge = search, highs, settings, judge
        self._bounding, self._gap = bounding, gap
        self._seconds_of_relaxing = 0.0

    def run(self, problem: Problem, seconds_of_relaxing: float) -> Answer | None:
        """Look for plans until one is certified or no better ones come; an answer says what ended it before.

        Parameters
        ----------
        problem : Problem
            At prices.
        seconds_of_relaxing : float
            How long its continuous relaxation takes.
        """
        self._seconds_of_relaxing = seconds_of_relaxing
        found, best = None, self._search.best
        for look in (*LOOKS, LAST_LOOK):
            if look is LAST_LOOK and found is not None:
                break
            answer = self._near_relaxed(problem, look)
            if answer.stop in ENDED:
                return answer
            if self._bounding.is_certified():
                return None
            if answer.solutions and (found is None or self._search.best is not best):
                found, best = answer.solutions[-1], self._search.best
            self._bounding.begin()
        return None if found is None else self._near_found(problem, found)

    def _near_relaxed(self, problem: Problem, look: Look) -> Answer:
        """Look for plans in which most plants do what they do in the continuous solution."""
        if look.free_share < 1:
            relaxed = self._highs.relax(problem, self._settings(), interior_point=False)
            if relaxed.reduced_costs is None:
                return replace(relaxed, solutions=[])
            problem = with_whole_plants(problem, relaxed.solutions[-1], relaxed.reduced_costs, look.free_share)
        return self._solve(problem, look)

    def _near_found(self, problem: Problem, solution: Floats) -> Answer | None:
        """Look for better plans around a solution until none comes any more, and none is better bounded."""
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
            failures = 0 if gain > LEAST_GAIN * self._between_mcny(near.objective_mcny) else failures + 1
            if self._bounding.is_certified() or self._settings().time_limit_seconds <= 0:
                return None
            self._bounding.begin()
            if near.are_exhausted:
                break
        self._bounding.take(at_its_end=True)
        return None

    def _between_mcny(self, objective_mcny: float) -> float:
        """Return what is between an objective and the bound."""
        bound = self._search.bound_mcny
        return abs(objective_mcny) if bound is None else objective_mcny - bound

    def _solve(self, problem: Problem, look: Look, start: Mapping[int, float] | None = None) -> Answer:
        """Solve a problem with whole lines for a while; what is found is judged."""
        limits = self._settings()
        left = limits.time_limit_seconds
        seconds = max(look.seconds, look.share_of_seconds * left, MOST_TIMES * self._seconds_of_relaxing)
        limits = replace(limits, relative_gap=OWN_GAP * self._gap, time_limit_seconds=min(left, seconds))
        return self._highs.solve_judged(problem, limits, self._judge, self._bounding.is_certified, start)
