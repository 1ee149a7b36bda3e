"""What an explanation of why there is no plan works with."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Protocol

from solver.evaluate.judge import Judge
from solver.evaluate.outcome import Outcome
from solver.instance.instance import Instance
from solver.levers.brackets import Bracket
from solver.levers.modes import Place
from solver.mandate import Mandate
from solver.solve.decode import Decoder
from solver.solve.highs import Answer, Settings
from solver.solve.problem import Problem

GAP = 1e-4
"""How close, relative, the least amount of a relaxation is solved."""


class Solver(Protocol):
    """What solves: the process of HiGHS."""

    def solve(self, problem: Problem, settings: Settings) -> Answer:
        """Return why it stopped, and what it holds."""


class Prices(Protocol):
    """What is known of prices: the search that found that there is no plan."""

    judge: Judge
    brackets: dict[Place, tuple[Bracket, ...]]

    def split_at(self, outcome: Outcome) -> bool:
        """Split the brackets that an outcome's prices lie in; return whether any could be split."""


@dataclass(frozen=True)
class Means:
    """What an explanation works with.

    Parameters
    ----------
    instance, mandate
        The facts and the wishes.
    highs : Solver
        A process of its own, so that its progress is not taken for that of the search.
    settings : callable
        Returns settings with the time that is left, given whether to presolve.
    problem : callable
        Returns the relaxation for the present brackets.
    decoder : Decoder
        Reads plans off solutions.
    prices : Prices
        Holds and splits the brackets.
    """

    instance: Instance
    mandate: Mandate
    highs: Solver
    settings: Callable[[bool], Settings]
    problem: Callable[[], Problem]
    decoder: Decoder
    prices: Prices

    @property
    def seconds_left(self) -> float:
        """What is left of the time that the user gives."""
        return self.settings(True).time_limit_seconds

    def solve(self, problem: Problem, seconds: float, presolve: bool = True) -> Answer:
        """Solve within some seconds."""
        settings = self.settings(presolve)
        return self.highs.solve(problem, replace(settings, relative_gap=GAP, time_limit_seconds=seconds))
