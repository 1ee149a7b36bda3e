"""Who solves beside the search: processes of HiGHS on this machine, or whatever else solves problems."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Protocol

from solver.solve.highs import Answer, HighsProcess, Settings
from solver.solve.problem import Problem


class Solver(Protocol):
    """Solves one problem after another; :class:`solver.solve.highs.HighsProcess` says what each word means."""

    def solve(
        self,
        problem: Problem,
        settings: Settings,
        start: Mapping[int, float] | None = None,
        is_enough: Callable[[Answer], bool] = lambda _: False,
    ) -> Answer:
        """Solve a problem."""

    def relax(self, problem: Problem, settings: Settings, interior_point: bool = True) -> Answer:
        """Solve the continuous relaxation."""

    def kill(self) -> None:
        """End what is being solved at once, from another thread."""

    def close(self) -> None:
        """Give back what is held; nothing is solved any more."""


@dataclass(frozen=True)
class Pool:
    """Solvers that work beside the search."""

    size: int
    """How many there are."""
    make: Callable[[], Solver]


def local_pool(threads: int) -> Pool:
    """Return a pool of processes on this machine, for all threads but that of the search."""
    return Pool(threads - 1, lambda: HighsProcess(lambda _: None, lambda _: None))
