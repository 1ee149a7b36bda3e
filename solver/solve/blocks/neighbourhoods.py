"""Better plans from a plan: most plants do what they did, and a few are solved anew, each time others.

This is large neighbourhood search (Shaw 1998). The few are those of some regions, of some markets, or any; how many
depends on how that went: fewer where the solver finds nothing in its time, more where it is done before. Every other
time they are taken only from the plants that the continuous solution leaves most in doubt.

Several may be solved at once, each from the plan that was best when it was begun. Where two of them find better plans,
neither has what the other has found; then the few are those in which the two plans differ, which brings most of both
together, and often more (Rothberg 2007).
"""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from math import ceil

from solver.instance.instance import Instance
from solver.instance.records import Plant
from solver.solve.problem import Floats, Problem
from solver.solve.restrict import plants_that_differ, with_firms_held, with_plants_held

DOUBTFUL = 0.5
"""Share of the plants that count as doubtful."""
FIRST_PLANTS, LEAST_SHARE, MOST_SHARE = 400, 0.15, 0.4
"""So many plants are solved anew at first, but no less and no more than these shares of all."""
FEWER, MORE = 0.6, 1.3
"""What that share is multiplied by."""
LEAST_GAIN = 1e-7
"""A solution that is better by less, relative to its objective, is no better one."""
LEAST_GROUPS = 4
"""Plants are taken by regions, or by markets, only where there are so many."""


@dataclass
class Kind:
    """A way to group plants, and what share of all plants is solved anew at a time."""

    groups: list[list[str]]
    share: float


@dataclass(frozen=True)
class Neighbourhood:
    """A problem in which only some plants may do otherwise than in a solution."""

    problem: Problem
    solution: Floats
    kind: Kind | None
    """Which way its plants are grouped; none where they are those in which two solutions differ."""
    free_share: float
    """Which share of them may."""
    has_all_of_kind: bool

    @property
    def start(self) -> dict[int, float]:
        """The solution as one to start from, by columns."""
        return dict(enumerate(self.solution.tolist()))


class Neighbourhoods:
    """Problems around a solution in which only some plants may do otherwise.

    Parameters
    ----------
    instance : Instance
        Where plants are, and what they sell.
    problem : Problem
        With columns of lines.
    solution : array, shape (columns,)
        Where to begin.
    doubtful : list of str
        The plants that can do otherwise, the most doubtful first.
    seed : int
        Says which plants are taken.
    """

    def __init__(self, instance: Instance, problem: Problem, solution: Floats, doubtful: list[str], seed: int) -> None:
        self.problem, self.solution = problem, solution
        self._lots = random.Random(seed)
        self._number = len(doubtful)
        all_plants = [instance.plants[plant] for plant in doubtful]
        groupings = _groupings(all_plants[: ceil(DOUBTFUL * len(all_plants))]) + _groupings(all_plants)
        self._kinds = [Kind(groups, first_share(len(doubtful))) for groups in groupings]
        self._apart: list[Floats] = []
        """Solutions better than what they were begun from, while the best one was found elsewhere."""
        self.are_exhausted = not doubtful
        """Whether the problem in which all plants are free has been solved to its end, or none can do otherwise."""

    @property
    def objective_mcny(self) -> float:
        """Objective of the best solution so far."""
        return self._objective_mcny(self.solution)

    def next(self) -> Neighbourhood:
        """Return the one in which the next few plants are free; another may be asked for before it is solved."""
        while self._apart:
            differing = plants_that_differ(self.problem, self.solution, self._apart.pop())
            if differing:
                return self._with_free(differing, None)
        kind = self._kinds.pop(0)
        self._kinds.append(kind)
        return self._with_free(self._drawn(kind), kind)

    def _with_free(self, free: list[str], kind: Kind | None) -> Neighbourhood:
        held = with_plants_held(self.problem, self.solution, free)
        problem = with_firms_held(held, self.solution)
        has_all_of_kind = kind is not None and len(free) == sum(map(len, kind.groups))
        return Neighbourhood(problem, self.solution, kind, len(free) / self._number, has_all_of_kind)

    def take(self, solved: Neighbourhood, solutions: Iterable[Floats], is_done: bool) -> float:
        """Keep the best solution; return by how much it is better than the best before.

        Parameters
        ----------
        is_done : bool
            Whether the solver came to its end in the time it was given.
        """
        before, own = self.objective_mcny, self._objective_mcny(solved.solution)
        best = min([solved.solution, *solutions], key=self._objective_mcny)
        found = self._objective_mcny(best)
        is_better = own - found > LEAST_GAIN * abs(own)
        if is_better and own > before:
            self._apart.append(self.solution if found < before else best)
        if found < before:
            self.solution = best
        self.are_exhausted |= is_done and solved.free_share == 1
        if solved.kind is not None:
            self._learn(solved.kind, is_better, is_done, solved.has_all_of_kind)
        return before - self.objective_mcny

    def _learn(self, kind: Kind, is_better: bool, is_done: bool, has_all_of_kind: bool) -> None:
        """Let more plants be free, or fewer, the next time that they are grouped that way."""
        if is_done and has_all_of_kind:
            self._kinds = [each for each in self._kinds if each is not kind]
        elif is_done:
            kind.share = min(1.0, MORE * kind.share)
        elif not is_better:
            kind.share *= FEWER

    def _drawn(self, kind: Kind) -> list[str]:
        """Return plants of groups drawn by lot, until they are the share that is wanted."""
        self._lots.shuffle(kind.groups)
        free: list[str] = []
        for group in kind.groups:
            free += group
            if len(free) >= kind.share * self._number:
                break
        return free

    def _objective_mcny(self, solution: Floats) -> float:
        return float(self.problem.cost @ solution) + self.problem.offset


def first_share(plants: int) -> float:
    """Return which share of so many plants is solved anew at first."""
    return min(MOST_SHARE, max(LEAST_SHARE, FIRST_PLANTS / max(1, plants)))


def _groupings(plants: list[Plant]) -> list[list[list[str]]]:
    """Return the ways to group plants: by regions, by markets where there are many, and each for itself."""
    by_region, by_market = defaultdict(list), defaultdict(list)
    for plant in plants:
        by_region[plant.region].append(plant.id)
        by_market[plant.market].append(plant.id)
    grouped = [list(by_region.values()), list(by_market.values())]
    large = [groups for groups in grouped if len(groups) >= LEAST_GROUPS]
    return [*large, [[plant.id] for plant in plants]]
