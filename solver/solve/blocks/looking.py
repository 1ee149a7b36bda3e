"""Looking for plans with whole lines: first near the continuous solution, then near the plans found there."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import replace

from solver.solve.beside import Helpers
from solver.solve.blocks.bounding import Bounding
from solver.solve.blocks.look import ENDED, Look
from solver.solve.blocks.nearby import Nearby
from solver.solve.blocks.neighbourhoods import Neighbourhoods
from solver.solve.highs import Answer, Settings
from solver.solve.problem import Floats, Problem
from solver.solve.restrict import doubtful_plants, with_whole_plants
from solver.solve.tools import Tools

LOOKS = (Look(5.0, 0.03, 0.0), Look(8.0, 0.03, 0.1), Look(24.0, 0.12, 0.5), Look(30.0, 0.3))
"""At first only plants whose lines are not whole in the continuous solution are free; more of them while none fits."""
SECONDS_WITHOUT_BETTER, TIMES_WITHOUT_BETTER = 1.0, 2.0
"""A look that has found a plan ends after so many seconds without a better one, or so many times those of the
continuous problem if that is more: from then on neighbourhoods find better ones sooner.
"""


def look_for_plans(
    tools: Tools,
    helpers: Helpers,
    bounding: Bounding,
    problem: Problem,
    relaxed: Answer,
    seconds_of_relaxing: float,
) -> Answer | None:
    """Look for plans until one is certified or no better ones come; an answer says what ended it before.

    Parameters
    ----------
    tools : Tools
        What is worked with.
    helpers : Helpers
        Whoever of them makes no bounds helps.
    bounding : Bounding
        Bounds plans meanwhile.
    problem : Problem
        At prices.
    relaxed : Answer
        What became of its continuous relaxation, or of one that hardly differs.
    seconds_of_relaxing : float
        How long its continuous relaxation takes if nothing is known.
    """
    if relaxed.reduced_costs is None:
        return relaxed if relaxed.stop in ENDED else None
    solution, costs = relaxed.solutions[-1], relaxed.reduced_costs
    in_parts, whole = doubtful_plants(problem, solution, costs)

    def improve(found: Floats) -> Answer | None:
        near = Neighbourhoods(tools.search.instance, problem, found, in_parts + whole, tools.settings().seed)
        return Nearby(tools, helpers, bounding, near, seconds_of_relaxing).run()

    begun = begun_with(tools, problem)
    if begun is not None:
        bounding.begin()
        return improve(begun)
    for look in LOOKS:
        tried = with_whole_plants(problem, solution, costs, look.free_share)
        limits = look.limits(tools, seconds_of_relaxing)
        patience = max(SECONDS_WITHOUT_BETTER, TIMES_WITHOUT_BETTER * seconds_of_relaxing)
        answer = look_once(tools, bounding, tried, limits, patience)
        if answer.stop in ENDED:
            return answer
        if bounding.is_certified():
            return None
        bounding.begin()
        if answer.solutions:
            return improve(answer.solutions[-1])
    return None


def begun_with(tools: Tools, problem: Problem) -> Floats | None:
    """Return the solution of a problem that says the plan which the search began from; nothing where there is none."""
    start = tools.start(problem)
    if start is None:
        return None
    lower, upper, columns = problem.lower.copy(), problem.upper.copy(), list(start)
    lower[columns] = upper[columns] = list(start.values())
    answer = tools.highs.solve(replace(problem, lower=lower, upper=upper), tools.settings(), None)
    return answer.solutions[-1] if answer.solutions else None


def look_once(tools: Tools, bounding: Bounding, problem: Problem, limits: Settings, patience_seconds: float) -> Answer:
    """Look for plans in a problem.

    Parameters
    ----------
    limits : Settings
        With the seconds that it may take at most.
    patience_seconds : float
        How long it goes on without a better plan once there is one.
    """
    latest: float | None = None

    def judge(problem: Problem, solutions: Sequence[Floats]) -> None:
        nonlocal latest
        if solutions:
            latest = time.monotonic()
        tools.judge(problem, solutions)

    def is_over() -> bool:
        return bounding.is_certified() or (latest is not None and time.monotonic() - latest > patience_seconds)

    return tools.highs.solve_judged(problem, limits, judge, is_over)
