"""Better plans near the best one: neighbourhoods, solved by the search and by whoever is free beside it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from solver.solve.beside import Beside, Helpers
from solver.solve.blocks.bounding import Bounding
from solver.solve.blocks.look import ENDED, Look
from solver.solve.blocks.neighbourhoods import Neighbourhood, Neighbourhoods
from solver.solve.highs import Answer, Settings, Stop
from solver.solve.pool import Solver
from solver.solve.tools import Tools

NEIGHBOURHOOD = Look(4.0, 0.0, most_times=1.0, own_gap=0.1)
"""Each time with other plants free."""
MOST_ROUNDS = 12.0
"""Once plants have been free so many times, on average, without a gain, no more neighbourhoods are tried."""
LEAST_GAIN = 0.01
"""Share of what is between plan and bound that counts as a gain."""


class Nearby:
    """One search through neighbourhoods.

    Parameters
    ----------
    tools : Tools
        What it works with.
    helpers : Helpers
        Whoever of them makes no bounds solves neighbourhoods.
    bounding : Bounding
        Bounds plans meanwhile.
    near : Neighbourhoods
        Around the best solution.
    seconds_of_relaxing : float
        How long the continuous relaxation of the whole problem takes.
    """

    def __init__(
        self, tools: Tools, helpers: Helpers, bounding: Bounding, near: Neighbourhoods, seconds_of_relaxing: float
    ) -> None:
        self._tools, self._helpers, self._bounding, self._near = tools, helpers, bounding, near
        self._seconds_of_relaxing = seconds_of_relaxing
        self._solved_beside: dict[Beside, Neighbourhood] = {}
        self._rounds = 0.0
        """How often plants have been free since the last gain, on average."""

    def run(self) -> Answer | None:
        """Look for better plans until none comes any more, and none is better bounded."""
        tools, near, bounding = self._tools, self._near, self._bounding
        while not near.are_exhausted and (self._rounds < MOST_ROUNDS or not bounding.is_up_to_date):
            if self._rounds >= MOST_ROUNDS:
                bounding.take(at_its_end=True)
                self._rounds = 0.0
            mine = near.next()
            answer = tools.highs.solve_judged(mine.problem, self._limits(), tools.judge, self._is_over, mine.start)
            if answer.stop in ENDED:
                return answer
            self._take(mine, answer)
            if self._is_over() or tools.settings().time_limit_seconds <= 0:
                return None
            if self._helpers.size == 0:
                bounding.begin()
        self._recall()
        bounding.begin()
        bounding.take(at_its_end=True)
        return None

    def _is_over(self) -> bool:
        """Return whether the best plan is certified; else take what helpers have done and give them more to do."""
        if not self._bounding.is_certified() and self._helpers.size > 0:
            self._take_found_beside()
            self._share_out()
        return self._bounding.is_certified()

    def _take_found_beside(self, at_its_end: bool = False) -> None:
        """Take what helpers have found in their neighbourhoods."""
        for helper, solved in list(self._solved_beside.items()):
            answer = helper.taken(at_its_end)
            if answer is not None:
                del self._solved_beside[helper]
                self._tools.judge(self._near.problem, answer.solutions[-1:])
                self._take(solved, answer)

    def _share_out(self) -> None:
        """Give helpers that are idle something to do; a bound comes first, and calls one of them back if it must."""
        self._bounding.begin()
        if self._bounding.is_due:
            for helper in list(self._solved_beside)[:1]:
                helper.stop()
        near = self._near
        while not near.are_exhausted and (idle := self._helpers.idle()) and self._limits().time_limit_seconds > 0:
            solved = self._solved_beside[idle] = near.next()
            idle.begin(_work_on(solved, self._limits()))

    def _recall(self) -> None:
        """End all neighbourhoods beside, and take what they have."""
        for helper in self._solved_beside:
            helper.stop()
        self._take_found_beside(at_its_end=True)

    def _take(self, solved: Neighbourhood, answer: Answer) -> None:
        """Keep what a neighbourhood has brought."""
        gain = self._near.take(solved, answer.solutions, answer.stop is Stop.OPTIMAL)
        has_gained = gain > LEAST_GAIN * self._between_mcny(self._near.objective_mcny)
        self._rounds = 0.0 if has_gained else self._rounds + solved.free_share

    def _between_mcny(self, objective_mcny: float) -> float:
        """Return what is between an objective and the bound."""
        bound = self._tools.search.bound_mcny
        return abs(objective_mcny) if bound is None else objective_mcny - bound

    def _limits(self) -> Settings:
        """Return how to solve the next one: the closer to its best, the longer there has been no gain."""
        limits = NEIGHBOURHOOD.limits(self._tools, self._seconds_of_relaxing)
        return replace(limits, relative_gap=limits.relative_gap / (1 + self._rounds))


def _work_on(solved: Neighbourhood, limits: Settings) -> Callable[[Solver, Callable[[Answer], bool]], Answer]:
    """Return the work of a neighbourhood."""
    return lambda solver, must_stop: solver.solve(solved.problem, limits, solved.start, must_stop)
