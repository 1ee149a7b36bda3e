"""Looking for plans with whole lines: first near the continuous solution, then near the plans found there."""

from __future__ import annotations

from solver.solve.beside import Helpers
from solver.solve.blocks.bounding import Bounding
from solver.solve.blocks.look import ENDED, Look
from solver.solve.blocks.nearby import Nearby
from solver.solve.blocks.neighbourhoods import Neighbourhoods
from solver.solve.highs import Answer
from solver.solve.problem import Problem
from solver.solve.restrict import doubtful_plants, with_whole_plants
from solver.solve.tools import Tools

LOOKS = (Look(5.0, 0.03, 0.0), Look(8.0, 0.03, 0.1), Look(24.0, 0.12, 0.5), Look(30.0, 0.3))
"""At first only plants whose lines are not whole in the continuous solution are free; more of them while none fits."""


def look_for_plans(
    tools: Tools, helpers: Helpers, bounding: Bounding, problem: Problem, seconds_of_relaxing: float
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
    seconds_of_relaxing : float
        How long its continuous relaxation takes.
    """
    relaxed = tools.highs.relax(problem, tools.settings(), interior_point=False)
    if relaxed.reduced_costs is None:
        return relaxed if relaxed.stop in ENDED else None
    solution, costs = relaxed.solutions[-1], relaxed.reduced_costs
    for look in LOOKS:
        tried = with_whole_plants(problem, solution, costs, look.free_share)
        limits = look.limits(tools, seconds_of_relaxing)
        answer = tools.highs.solve_judged(tried, limits, tools.judge, bounding.is_certified)
        if answer.stop in ENDED:
            return answer
        if bounding.is_certified():
            return None
        bounding.begin()
        if answer.solutions:
            in_parts, whole = doubtful_plants(problem, solution, costs)
            near = Neighbourhoods(
                tools.search.instance, problem, answer.solutions[-1], in_parts + whole, tools.settings().seed
            )
            return Nearby(tools, helpers, bounding, near, seconds_of_relaxing).run()
    return None
