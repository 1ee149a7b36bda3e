"""Better plans from a plan: most plants do what they did, and a few are solved anew, each time others.

This is large neighbourhood search (Shaw 1998). The few are those of some regions, of some markets, or any; how many
depends on how that went: fewer where the solver finds nothing in its time, more where it is done before.
"""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace

import numpy as np

from solver.instance.instance import Instance
from solver.solve.blocks.plans import Ints
from solver.solve.problem import Floats, Problem

FIRST_SHARE = 0.2
"""Share of the plants that are solved anew at first."""
FEWER, MORE = 0.8, 1.3
"""What that share is multiplied by."""
LEAST_GROUPS = 4
"""Plants are taken by regions, or by markets, only where there are so many."""


@dataclass
class Kind:
    """A way to group plants, and what share of them is solved anew at a time."""

    groups: list[list[str]]
    share: float = FIRST_SHARE


@dataclass(frozen=True)
class Neighbourhood:
    """A problem in which only some plants may do otherwise than in a solution."""

    problem: Problem
    solution: Floats
    kind: Kind
    has_all: bool
    """Whether all plants may."""


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
    seed : int
        Says which plants are taken.
    """

    def __init__(self, instance: Instance, problem: Problem, solution: Floats, seed: int) -> None:
        self.problem, self.solution = problem, solution
        self._lots = random.Random(seed)
        self._of_plants: Ints = np.array(
            [column for column, (name, _) in enumerate(problem.columns) if name in ("lines", "lines_moved")]
        )
        self._plant_of = np.array([problem.columns[column][1][0] for column in self._of_plants])
        plants = [instance.plants[plant] for plant in sorted(set(self._plant_of))]
        self._number = len(plants)
        by_region, by_market = defaultdict(list), defaultdict(list)
        for plant in plants:
            by_region[plant.region].append(plant.id)
            by_market[plant.market].append(plant.id)
        kinds = (list(by_region.values()), list(by_market.values()))
        self._kinds = [Kind(groups) for groups in kinds if len(groups) >= LEAST_GROUPS]
        self._kinds.append(Kind([[plant.id] for plant in plants]))
        self.are_exhausted = False
        """Whether the problem in which all plants are free has been solved to its end."""

    @property
    def objective_mcny(self) -> float:
        """Objective of the best solution so far."""
        return self._objective_mcny(self.solution)

    def next(self) -> Neighbourhood:
        """Return the one in which the next few plants are free; another may be asked for before it is solved."""
        kind = self._kinds.pop(0)
        self._kinds.append(kind)
        free = self._drawn(kind)
        fixed = self._of_plants[~np.isin(self._plant_of, free)]
        lower, upper = self.problem.lower.copy(), self.problem.upper.copy()
        lower[fixed] = upper[fixed] = np.round(self.solution[fixed])
        return Neighbourhood(replace(self.problem, lower=lower, upper=upper), self.solution, kind, not len(fixed))

    def take(self, solved: Neighbourhood, solutions: Iterable[Floats], is_done: bool) -> float:
        """Keep the best solution; return by how much it is better than the best before.

        Parameters
        ----------
        is_done : bool
            Whether the solver came to its end in the time it was given.
        """
        before, kind = self.objective_mcny, solved.kind
        best = min([solved.solution, *solutions], key=self._objective_mcny)
        if self._objective_mcny(best) < before:
            self.solution = best
        self.are_exhausted |= is_done and solved.has_all
        if is_done:
            kind.share = min(1.0, MORE * kind.share)
        elif best is solved.solution:
            kind.share *= FEWER
        return before - self.objective_mcny

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
