"""Large problems: the continuous relaxation tells which modes to rule out, and in which to look for a plan.

Branching takes long where there are many plants, but once the modes are known the rest is nearly integral. So the
relaxation is solved by an interior-point method, and its bound kept. Then the problem is solved in the modes that the
relaxation uses, at exact prices where it uses any. Every mode that it leaves at zero has a reduced cost, by which every
plan in that mode costs more than the bound; where that is no better than the best plan, the mode is ruled out.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import replace

from solver.solve.highs import Answer, HighsProcess, Settings, Stop
from solver.solve.problem import Floats, Problem
from solver.solve.restrict import at_steps
from solver.solve.search import Search

LARGE_COLUMNS = 8_000
"""Problems with more columns than this are large."""
DIVE_SHARE = 0.25
"""A dive may take this share of the seconds that are left once the relaxation is solved."""
DIVE_GAP = 1e-3
"""Relative gap of its own at which a dive ends."""
ENOUGH_GAP = 5e-3
"""Certified gap at which a dive ends: the rest is better sought in the whole problem."""
NOTHING = 1e-6
"""A mode used less than this is not used."""


def is_large(problem: Problem) -> bool:
    """Return whether a problem is better looked into before it is solved."""
    return problem.matrix.shape[1] > LARGE_COLUMNS


def dive(
    problem: Problem,
    search: Search,
    highs: HighsProcess,
    settings: Callable[[], Settings],
    judge_new: Callable[[Answer], None],
    gap: float,
) -> Answer:
    """Take the bound of the continuous relaxation, rule out modes by it, and look for plans in those it uses.

    Parameters
    ----------
    settings : callable
        Returns settings with the time that is left.
    judge_new : callable
        Judges the new solutions of an answer.
    gap : float
        How much better, relative, a plan must be to be of interest.

    Returns
    -------
    Answer
        That of the relaxation if it could not be solved, else that of the dive.
    """
    relaxed = highs.relax(problem, settings())
    if relaxed.stop is not Stop.OPTIMAL or relaxed.reduced_costs is None:
        return relaxed
    search.raise_bound(relaxed.bound)
    solution = relaxed.solutions[-1]
    limits = settings()
    limits = replace(limits, relative_gap=DIVE_GAP, time_limit_seconds=DIVE_SHARE * limits.time_limit_seconds)

    def is_enough(held: Answer) -> bool:
        judge_new(held)
        return search.gap is not None and search.gap <= ENOUGH_GAP

    answer = highs.solve(in_modes_used(problem, solution), limits, None, is_enough)
    judge_new(answer)
    rule_out_by_reduced_costs(problem, search, relaxed, gap)
    return answer


def rule_out_by_reduced_costs(problem: Problem, search: Search, relaxed: Answer, gap: float) -> None:
    """Rule out the modes in which, by the relaxation's reduced costs, no plan is better than the best one."""
    if search.best is None or relaxed.bound is None or relaxed.reduced_costs is None:
        return
    hopeless = (1 - gap) * search.best.objective_mcny
    solution = relaxed.solutions[-1]
    for column, (name, index) in enumerate(problem.columns):
        if name == "in_mode" and solution[column] <= NOTHING:
            least = relaxed.bound + float(relaxed.reduced_costs[column])
            if least >= hopeless:
                search.rule_out(index[:3], index[3], least)


def in_modes_used(problem: Problem, solution: Floats) -> Problem:
    """Return the problem in which markets and years are in modes that a solution uses: at steps where it uses any.

    It holds fewer plans, so its bounds say nothing of the whole.
    """
    upper = problem.upper.copy()
    unused = [
        column
        for column, (name, _) in enumerate(problem.columns)
        if name == "in_mode" and solution[column] <= NOTHING and problem.lower[column] < 1
    ]
    upper[unused] = 0.0
    return at_steps(replace(problem, upper=upper))


def rule_out_by_probing(
    problem: Problem, search: Search, highs: HighsProcess, settings: Settings, gap: float
) -> Answer:
    """Rule out the modes in which, one after the other, the relaxation itself is no better than the best plan."""
    modes = {index: column for column, (name, index) in enumerate(problem.columns) if name == "in_mode"}
    answer = highs.probe(problem, settings, modes.values())
    if search.best is None:
        return answer
    hopeless = (1 - gap) * search.best.objective_mcny
    for index, column in modes.items():
        least = answer.least_objectives.get(column, -math.inf)
        if least >= hopeless:
            search.rule_out(index[:3], index[3], least)
    return answer
