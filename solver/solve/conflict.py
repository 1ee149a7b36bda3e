"""Why there is no plan: a minimal set of limits that cannot hold together, and how little each must give way.

A deletion filter over limits: what can be dropped while the rest stays impossible is dropped for good, whole rules
first, then halves of them, then single limits. A limit that was needed when it was tried is needed in the smaller set
as well. HiGHS has no explanation of its own for integer infeasibility.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

import numpy as np

from solver.evaluate.outcome import TOLERANCE
from solver.solve.conflict_means import Means
from solver.solve.highs import Stop
from solver.solve.problem import Floats, Problem
from solver.solve.relaxation import find_relaxation, unknown_relaxation
from solver.solve.result import Conflict, Relaxation
from solver.solve.slack import ADDED_UP, RULES, Limit, limits_of

SHARE_OF_TIME = 0.25
"""A single solve of the filter may take so much of the time that is left."""


def explain(problem: Problem, means: Means) -> Conflict:
    """Return why a problem that is proven to have no solution has none.

    Whatever goes wrong or is interrupted on the way, the answer says what is known and what is not.
    """
    search = Filter(problem, means)
    relaxed: dict[Limit, Relaxation] = {}
    together: list[Relaxation] = []
    try:
        search.run()
        for number, limit in enumerate(search.kept):
            if search.cut_short and search.nothing_found:
                break
            relaxed[limit] = find_relaxation((limit,), means, 1 / (len(search.kept) - number))
        if relaxed and all(each.known and each.amount is None for each in relaxed.values()):
            together.extend(_together(search, means))
    except KeyboardInterrupt:
        search.interrupt()
    named = () if search.nothing_found else search.kept
    unknown = {limit: unknown_relaxation((limit,)) for limit in named}
    return Conflict(
        relaxations=tuple({**unknown, **relaxed}[limit] for limit in named),
        together=tuple(together),
        cut_short=search.cut_short if search.kept or search.nothing_found else "",
    )


def _together(search: Filter, means: Means) -> Iterator[Relaxation]:
    """Yield by how much all limits of each rule in conflict must give way, where one limit alone is not enough."""
    rules = dict.fromkeys(limit.rule for limit in search.kept)
    groups = [group for rule in rules if rule in ADDED_UP and len(group := search.limits_of(rule)) > 1]
    for number, group in enumerate(groups):
        yield find_relaxation(group, means, 1 / (len(groups) - number))


class Filter:
    """The deletion filter.

    Parameters
    ----------
    problem : Problem
        Known to have no solution.
    means : Means
        What it works with.
    """

    def __init__(self, problem: Problem, means: Means) -> None:
        self._problem = replace(problem, cost=np.zeros_like(problem.cost), offset=0.0)
        self._means = means
        self._rows = limits_of(problem, means.instance, means.mandate)
        self._possible_without: list[frozenset[Limit]] = []
        """Sets of limits without which there is a solution."""
        self._presolve = True
        self._finished = False
        self.kept: tuple[Limit, ...] = tuple(self._rows)
        """What cannot hold together, as far as is known."""
        self.cut_short = ""
        """Why it is not proven that what is kept is minimal; empty where it is."""

    @property
    def nothing_found(self) -> bool:
        """Whether the filter was cut short before it could drop anything."""
        return bool(self.cut_short) and len(self.kept) == len(self._rows)

    def limits_of(self, rule: str) -> tuple[Limit, ...]:
        """Return all limits of a rule."""
        return tuple(limit for limit in self._rows if limit.rule == rule)

    def run(self) -> None:
        """Drop what can be dropped; a set found with presolve is believed only if it is found without it as well."""
        self._drop()
        if self._stop_of(self.kept, presolve=False) is Stop.OPTIMAL:
            self.kept, self._presolve = tuple(self._rows), False
            self._possible_without.clear()
            self._drop()
        self._finished = True

    def interrupt(self) -> None:
        """Note an interruption, which matters only to what is not finished."""
        if not self._finished and not self.cut_short:
            self.cut_short = Stop.INTERRUPTED.value

    def _drop(self) -> None:
        for rule in RULES:
            part = tuple(limit for limit in self.kept if limit.rule == rule)
            if part:
                self._thin(part)

    def _thin(self, part: Sequence[Limit], needed: bool = False) -> None:
        """Drop as much of a part as can be dropped.

        Parameters
        ----------
        needed : bool
            Whether it is known that the part cannot be dropped as a whole.
        """
        rest = tuple(limit for limit in self.kept if limit not in part)
        if not needed and self._stop_of(rest, self._presolve) is Stop.INFEASIBLE:
            self.kept = rest
        elif len(part) > 1:
            first, second = part[: len(part) // 2], part[len(part) // 2 :]
            self._thin(first)
            self._thin(second, needed=not self.cut_short and not set(first) & set(self.kept))

    def _stop_of(self, kept: Sequence[Limit], presolve: bool) -> Stop:
        """Return ``INFEASIBLE`` or ``OPTIMAL`` where it is known whether these limits can hold together."""
        dropped = frozenset(self._rows) - frozenset(kept)
        if any(without <= dropped for without in self._possible_without):
            return Stop.OPTIMAL
        mask = np.zeros(len(self._problem.rows), dtype=bool)
        for limit in dropped:
            mask[self._rows[limit]] = True
        seconds = SHARE_OF_TIME * self._means.seconds_left
        answer = self._means.solve(self._problem.without_rows(mask), seconds, presolve)
        if answer.solutions:
            self._possible_without.append(self._missed_by(answer.solutions[-1]) & dropped or dropped)
            return Stop.OPTIMAL
        if answer.stop is Stop.INTERRUPTED:
            raise KeyboardInterrupt
        if answer.stop is not Stop.INFEASIBLE:
            self.cut_short = answer.stop.value
        return answer.stop

    def _missed_by(self, solution: Floats) -> frozenset[Limit]:
        problem = self._problem
        made = problem.matrix @ solution
        beyond = np.maximum(made - problem.row_upper, problem.row_lower - made) > TOLERANCE
        return frozenset(limit for limit, rows in self._rows.items() if beyond[rows].any())
