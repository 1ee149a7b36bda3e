"""What a unit more room in each limit would save, with all whole decisions and the modes of markets held as they are.

The best plan is put into the model: integer columns at what it decides, prices in brackets closely around those that
the judge finds. What is left is continuous: money, and what soft limits are missed by. Its duals say which limits could
save anything at all: the least cost is convex in the room, so where the dual is zero no room saves a fen. The others
give way by one unit, one after the other, and the rest is solved again, since a dual alone may promise too much.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import NamedTuple

import numpy as np

from solver.evaluate.outcome import Outcome
from solver.levers.brackets import Bracket
from solver.levers.modes import Place
from solver.model.support import PERSON_YEAR_MCNY
from solver.solve.answers import answers
from solver.solve.arrays import relaxation
from solver.solve.collector import collector_paused
from solver.solve.highs import Answer, Giving, HighsProcess, Settings, Stop
from solver.solve.problem import Floats, Problem
from solver.solve.result import LimitPrice, Result
from solver.solve.search import Search
from solver.solve.settled import unsettled, with_implied
from solver.solve.slack import RULES, UNITS
from solver.solve.start import Starter, holding_brackets

LEAST_SECONDS = 5.0
SHARE_OF_SECONDS = 0.1
"""Finding the prices may take so many seconds, or this share of those that the search took if that is more."""
SPLITS = (5, 3)
"""How often brackets are split around the judged prices; the less narrow ones are for where rounding leaves nothing."""
NOTHING = 1e-9
"""A saving below this share of the objective, or of a million CNY, is what computing leaves, and counts as none."""
DECIMALS = 9
"""Savings are rounded to so many decimals of a million CNY; further ones are what computing leaves."""
PROMISED: Mapping[str, str] = {"income_floor": "without_work", "wage_floor": "found_work"}
"""Floors of what a person gets, whose rows are about the money for all persons: the column that counts them."""
PROMISED_UNIT = "cny_per_month"


class Step(NamedTuple):
    """A limit, and by how much each of its rows gives way where it gives way by one unit."""

    rule: str
    subject: str
    year: int
    rows: tuple[int, ...]
    amounts: tuple[float, ...]


def search_seconds(time_limit_seconds: float) -> float:
    """Return how many of the seconds that a user gives a search may take, so that some are left for the prices."""
    return time_limit_seconds - min(LEAST_SECONDS, SHARE_OF_SECONDS * time_limit_seconds)


def with_limit_prices(
    result: Result, search: Search, starter: Starter, settings: Settings, log: Callable[[str], None]
) -> Result:
    """Return a result with the prices of its limits, as far as they can be found in time.

    Parameters
    ----------
    result : Result
        What a search came back with; one that the user interrupted is not kept waiting.
    search : Search
        The search, with what it knows.
    starter : Starter
        Says the best plan in columns.
    settings : Settings
        How to solve, with the seconds that are left of those that the user gives.
    log : callable
        Gets the lines of the solver's log.
    """
    if result.plan is None or result.reason == Stop.INTERRUPTED.value:
        return result
    seconds = min(settings.time_limit_seconds, max(LEAST_SECONDS, SHARE_OF_SECONDS * result.seconds))
    try:
        with HighsProcess(log, lambda _: None) as highs:
            prices = find_limit_prices(search, starter, highs, replace(settings, time_limit_seconds=seconds))
    except KeyboardInterrupt:  # the plan is not lost for it
        return result
    return replace(result, limit_prices=prices)


def find_limit_prices(
    search: Search, starter: Starter, highs: HighsProcess, settings: Settings
) -> tuple[LimitPrice, ...] | None:
    """Return what a unit more room in each limit saves, those that save most first, and those without any left out.

    That is ``None`` where it is not known: there is no plan, no time, or no solution with the plan's whole decisions.
    """
    deadline = time.monotonic() + settings.time_limit_seconds

    def in_time() -> Settings:
        return replace(settings, time_limit_seconds=deadline - time.monotonic())

    if search.best is None:
        return None
    for times in SPLITS:
        if deadline <= time.monotonic():
            return None
        decided = _continuous_rest(search, search.best, starter, closely_around(search, search.best, times))
        held = None if decided is None else _with_whole_responses(decided, highs, in_time())
        if held is None:
            continue
        rest = unsettled(held)
        answer = _uninterrupted(highs.relax(rest.problem, in_time(), interior_point=False))
        if answer.stop is Stop.OPTIMAL and answer.row_duals is not None:
            duals = rest.whole_duals(answer.row_duals, len(held.rows))
            return _priced(held, rest.whole(answer.solutions[-1]), duals, highs, in_time())
    return None


@collector_paused()
def _continuous_rest(
    search: Search, plan: Outcome, starter: Starter, brackets: Mapping[Place, tuple[Bracket, ...]]
) -> Problem | None:
    """Return the model with a plan's whole decisions held; nothing where a market has no mode in these brackets.

    It is built from what the plan makes use of: the other columns would be held at zero.
    """
    used = starter.used(plan.plan)
    modes = tuple(row.used(used.lines) for row in search.modes.rows(brackets))
    if {row.key[:3] for row in modes} != {place[:3] for place in search.brackets}:
        return None
    tables = search.tables.used(used.lines, used.moves)
    problem = relaxation(search.instance, search.mandate, tables, modes, search.judge)
    return _held(problem, starter.start(problem, plan, brackets))


def _with_whole_responses(problem: Problem, highs: HighsProcess, settings: Settings) -> Problem | None:
    """Hold what a start leaves open as well, found by solving."""
    if not problem.integer.any():
        return problem
    answer = _uninterrupted(highs.solve(problem, settings))
    if answer.stop is not Stop.OPTIMAL:
        return None
    found = answer.solutions[-1]
    whole = {int(column): float(round(found[column])) for column in problem.integer.nonzero()[0]}
    return _held(problem, whole)


def _held(problem: Problem, values: Mapping[int, float]) -> Problem:
    """Return the problem with some columns held; what follows for others becomes their bounds, but limits stay rows."""
    is_limit = np.fromiter((rule in RULES for rule, _ in problem.rows), dtype=bool, count=len(problem.rows))
    return with_implied(fixed(problem, values), kept=is_limit)


def _uninterrupted(answer: Answer) -> Answer:
    """Return an answer, unless the user has interrupted it, who is not to be kept waiting by what is left to do."""
    if answer.stop is Stop.INTERRUPTED:
        raise KeyboardInterrupt
    return answer


def closely_around(search: Search, outcome: Outcome, times: int) -> dict[Place, tuple[Bracket, ...]]:
    """Return for each market, year and scenario the brackets of its judged answer alone, split some times."""
    brackets = search.modes.initial_brackets()
    for place, point in answers(outcome):
        for _ in range(times if place in brackets else 0):
            brackets[place] = search.modes.split(place, brackets[place], point)
    return holding_brackets(outcome, brackets)


def fixed(problem: Problem, values: Mapping[int, float]) -> Problem:
    """Return the problem with some columns held at values, and no longer asked to be whole."""
    columns = np.fromiter(values, dtype=np.intp, count=len(values))
    lower, upper, integer = problem.lower.copy(), problem.upper.copy(), problem.integer.copy()
    lower[columns] = upper[columns] = np.fromiter(values.values(), dtype=float, count=len(values))
    integer[columns] = False
    return replace(problem, lower=lower, upper=upper, integer=integer)


def _priced(
    problem: Problem, solution: Floats, duals: Floats, highs: HighsProcess, settings: Settings
) -> tuple[LimitPrice, ...]:
    """Let each limit whose dual promises a saving give way by one unit, and solve again."""
    nothing = NOTHING * max(1.0, abs(float(problem.cost @ solution) + problem.offset))
    steps = [each for each in steps_of(problem, solution) if _promised_mcny(each, duals) > nothing]
    unmoved: Giving = (), ()
    answer = _uninterrupted(highs.ease(problem, settings, [unmoved, *((each.rows, each.amounts) for each in steps)]))
    before = answer.least_objectives.get(0)
    prices = []
    for number, step in enumerate(steps, start=1):
        after = answer.least_objectives.get(number)
        saving = None if before is None or after is None else round(before - after, DECIMALS)
        if saving is None or saving > nothing:
            unit = PROMISED_UNIT if step.rule in PROMISED else UNITS[step.rule]
            prices.append(LimitPrice(step.rule, step.subject, step.year, unit, saving))
    return tuple(sorted(prices, key=lambda each: (each.saving_mcny is None, -(each.saving_mcny or 0.0))))


def _promised_mcny(step: Step, duals: Floats) -> float:
    """Return the most that a step can save: the least cost is convex, so no more than along its slope."""
    return float(np.abs(duals[list(step.rows)]) @ np.array(step.amounts))


def steps_of(problem: Problem, solution: Floats) -> list[Step]:
    """Return the limits in the order of the rules; a limit gives way in all scenarios, as it is one for all of them.

    The floors of what a person gets are one for all years as well, and the shares of all displaced belong to no year.
    """
    moved: dict[tuple[str, str, int], dict[int, float]] = {}
    for row, (rule, index) in enumerate(problem.rows):
        if rule not in RULES:
            continue
        amount = 1.0
        if rule in PROMISED:
            column = problem.column_of.get((PROMISED[rule], index))
            amount = 0.0 if column is None else PERSON_YEAR_MCNY * float(solution[column])
        has_no_year = rule in PROMISED or rule == "equity"
        moved.setdefault((rule, index[0], 0 if has_no_year else index[1]), {})[row] = amount
    ordered = sorted(moved.items(), key=lambda each: RULES.index(each[0][0]))
    return [Step(*limit, tuple(rows), tuple(rows.values())) for limit, rows in ordered]
