"""Looking for plans with whole lines: first near the continuous solution, then near the plans found there."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from solver.solve.beside import Beside, Helpers
from solver.solve.blocks.bounding import Bounding
from solver.solve.blocks.neighbourhoods import Neighbourhood, Neighbourhoods
from solver.solve.highs import Answer, Settings, Stop
from solver.solve.pool import Solver
from solver.solve.problem import Floats, Problem
from solver.solve.restrict import with_whole_plants
from solver.solve.tools import Tools


@dataclass(frozen=True)
class Look:
    """How long to solve with whole lines, and what is free."""

    seconds: float
    share_of_seconds: float
    """So many seconds, or this share of those that are left if that is more."""
    free_share: float = 1.0
    """Which share of the plants is free to do otherwise than in the continuous solution."""


FIRST_LOOK = Look(8.0, 0.03, 0.0)
"""Only plants whose lines are not whole in the continuous solution do otherwise."""
LAST_LOOK = Look(30.0, 0.3)
"""Where the first finds nothing."""
NEIGHBOURHOOD = Look(5.0, 0.0)
"""For better plans, each time with other plants free."""
MOST_TIMES = 4.0
"""A look may take so many times the seconds of the continuous problem, if that is more."""
MOST_FAILURES = 6
"""After so many neighbourhoods in a row without a gain, for each who solves some, no more are tried."""
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
    tools : Tools
        What it works with.
    helpers : Helpers
        Whoever of them makes no bounds solves neighbourhoods.
    bounding : Bounding
        Bounds plans meanwhile.
    """

    def __init__(self, tools: Tools, helpers: Helpers, bounding: Bounding) -> None:
        self._tools, self._search, self._helpers, self._bounding = tools, tools.search, helpers, bounding
        self._seconds_of_relaxing = 0.0
        self._near: Neighbourhoods | None = None
        self._solved_beside: dict[Beside, Neighbourhood] = {}
        self._failures = 0
        """How many neighbourhoods in a row have brought no gain."""

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
        for look in (FIRST_LOOK, LAST_LOOK):
            answer = self._near_relaxed(problem, look)
            if answer.stop in ENDED:
                return answer
            if self._bounding.is_certified():
                return None
            self._bounding.begin()
            if answer.solutions:
                return self._near_found(problem, answer.solutions[-1])
        return None

    def _near_relaxed(self, problem: Problem, look: Look) -> Answer:
        """Look for plans in which most plants do what they do in the continuous solution."""
        if look.free_share < 1:
            relaxed = self._tools.highs.relax(problem, self._tools.settings(), interior_point=False)
            if relaxed.reduced_costs is None:
                return replace(relaxed, solutions=[])
            problem = with_whole_plants(problem, relaxed.solutions[-1], relaxed.reduced_costs, look.free_share)
        return self._solve(problem, look)

    def _near_found(self, problem: Problem, solution: Floats) -> Answer | None:
        """Look for better plans around a solution until none comes any more, and none is better bounded."""
        near = self._near = Neighbourhoods(self._search.instance, problem, solution, self._tools.settings().seed)
        most = MOST_FAILURES * (1 + self._helpers.size)
        while not near.are_exhausted and (self._failures < most or not self._bounding.is_up_to_date):
            if self._failures >= most:
                self._bounding.take(at_its_end=True)
                self._failures = 0
            mine = near.next()
            answer = self._solve(mine.problem, NEIGHBOURHOOD)
            if answer.stop in ENDED:
                return answer
            self._take(mine, answer)
            if self._is_over() or self._tools.settings().time_limit_seconds <= 0:
                return None
            if self._helpers.size == 0:
                self._bounding.begin()
        self._recall()
        self._bounding.begin()
        self._bounding.take(at_its_end=True)
        return None

    def _is_over(self) -> bool:
        """Return whether the best plan is certified; else take what helpers have done and give them more to do."""
        if self._bounding.is_certified():
            return True
        if self._near is not None and self._helpers.size > 0:
            self._take_found_beside()
            self._share_out(self._near)
        return self._bounding.is_certified()

    def _take_found_beside(self, at_its_end: bool = False) -> None:
        """Take what helpers have found in their neighbourhoods."""
        assert self._near is not None
        for helper, solved in list(self._solved_beside.items()):
            answer = helper.taken(at_its_end)
            if answer is not None:
                del self._solved_beside[helper]
                self._tools.judge(self._near.problem, answer.solutions[-1:])
                self._take(solved, answer)

    def _share_out(self, near: Neighbourhoods) -> None:
        """Give helpers that are idle something to do; a bound comes first, and calls one of them back if it must."""
        self._bounding.begin()
        if self._bounding.is_due:
            for helper in list(self._solved_beside)[:1]:
                helper.stop()
        while (idle := self._helpers.idle()) is not None and self._limits(NEIGHBOURHOOD).time_limit_seconds > 0:
            solved = self._solved_beside[idle] = near.next()
            idle.begin(_work_on(solved, self._limits(NEIGHBOURHOOD)))

    def _recall(self) -> None:
        """End all neighbourhoods beside, and take what they have."""
        for helper in self._solved_beside:
            helper.stop()
        self._take_found_beside(at_its_end=True)

    def _take(self, solved: Neighbourhood, answer: Answer) -> None:
        """Keep what a neighbourhood has brought."""
        assert self._near is not None
        gain = self._near.take(solved, answer.solutions, answer.stop is Stop.OPTIMAL)
        has_gained = gain > LEAST_GAIN * self._between_mcny(self._near.objective_mcny)
        self._failures = 0 if has_gained else self._failures + 1

    def _between_mcny(self, objective_mcny: float) -> float:
        """Return what is between an objective and the bound."""
        bound = self._search.bound_mcny
        return abs(objective_mcny) if bound is None else objective_mcny - bound

    def _solve(self, problem: Problem, look: Look) -> Answer:
        """Solve a problem with whole lines for a while; what is found is judged.

        No solution is given to start from: with one HiGHS finds far fewer that are better, in so short a time.
        """
        tools = self._tools
        return tools.highs.solve_judged(problem, self._limits(look), tools.judge, self._is_over)

    def _limits(self, look: Look) -> Settings:
        """Return settings with the seconds that a look may take."""
        limits = self._tools.settings()
        left = limits.time_limit_seconds
        seconds = max(look.seconds, look.share_of_seconds * left, MOST_TIMES * self._seconds_of_relaxing)
        return replace(limits, relative_gap=OWN_GAP * self._tools.gap, time_limit_seconds=min(left, seconds))


def _work_on(solved: Neighbourhood, limits: Settings) -> Callable[[Solver, Callable[[Answer], bool]], Answer]:
    """Return the work of a neighbourhood."""
    return lambda solver, must_stop: solver.solve(solved.problem, limits, dict(enumerate(solved.solution)), must_stop)
