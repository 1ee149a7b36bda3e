"""A look for plans goes on until there is one, and then not for long."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from solver.solve.blocks import looking
from solver.solve.blocks.looking import SECONDS_WITH_A_PLAN, look_once
from solver.solve.highs import Answer, Stop
from solver.solve.problem import Floats


class Clock:
    """A solver that finds a plan after some seconds, and a clock that it moves on."""

    def __init__(self, seconds_to_plan: float) -> None:
        self.now = 100.0
        self.judged: list[Floats] = []
        self._seconds_to_plan = seconds_to_plan

    def solve_judged(
        self,
        problem: Any,
        limits: Any,
        judge: Callable[[Any, Sequence[Floats]], None],
        is_over: Callable[[], bool],
    ) -> Answer:
        """Ask once a second whether that is enough."""
        for second in range(60):
            judge(problem, [np.zeros(1)] if second == self._seconds_to_plan else [])
            if is_over():
                return Answer(Stop.ENOUGH, str(second))
            self.now += 1
        return Answer(Stop.TIME_LIMIT, "60")


@pytest.mark.parametrize(
    ("seconds_to_plan", "is_certified", "ends_after"),
    [(20, False, 20 + SECONDS_WITH_A_PLAN + 1), (100, False, 60), (20, True, 0)],
)
def test_a_look_ends_soon_after_its_first_plan_or_once_the_best_is_certified(
    monkeypatch: pytest.MonkeyPatch, seconds_to_plan: int, is_certified: bool, ends_after: float
) -> None:
    solver = Clock(seconds_to_plan)
    monkeypatch.setattr(looking.time, "monotonic", lambda: solver.now)
    tools: Any = SimpleNamespace(highs=solver, judge=lambda _, solutions: solver.judged.extend(solutions))
    bounding: Any = SimpleNamespace(is_certified=lambda: is_certified)
    nothing: Any = None
    answer = look_once(tools, bounding, nothing, nothing, SECONDS_WITH_A_PLAN)
    assert float(answer.detail) == ends_after
    assert len(solver.judged) == (1 if seconds_to_plan <= ends_after else 0)
