"""A look for plans goes on until there is one, and then not for long without a better one."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
import scipy.sparse as sp

from solver.solve.blocks import looking
from solver.solve.blocks.looking import begun_with, look_once
from solver.solve.highs import Answer, HighsProcess, Settings, Stop
from solver.solve.problem import Floats, Problem

PATIENCE_SECONDS = 5


class Clock:
    """A solver that finds a plan after some seconds, and a better one three later; and a clock that it moves on."""

    def __init__(self, seconds_to_plan: float) -> None:
        self.now = 100.0
        self.judged: list[Floats] = []
        self._plans = seconds_to_plan, seconds_to_plan + 3

    def solve_judged(
        self,
        problem: Any,
        limits: Any,
        judge: Callable[[Any, Sequence[Floats]], None],
        is_over: Callable[[], bool],
    ) -> Answer:
        """Ask once a second whether that is enough."""
        for second in range(60):
            judge(problem, [np.zeros(1)] if second in self._plans else [])
            if is_over():
                return Answer(Stop.ENOUGH, str(second))
            self.now += 1
        return Answer(Stop.TIME_LIMIT, "60")


@pytest.mark.parametrize(
    ("seconds_to_plan", "is_certified", "ends_after"),
    [(20, False, 23 + PATIENCE_SECONDS + 1), (100, False, 60), (20, True, 0)],
)
def test_a_look_ends_soon_after_its_last_plan_or_once_the_best_is_certified(
    monkeypatch: pytest.MonkeyPatch, seconds_to_plan: int, is_certified: bool, ends_after: float
) -> None:
    solver = Clock(seconds_to_plan)
    monkeypatch.setattr(looking.time, "monotonic", lambda: solver.now)
    tools: Any = SimpleNamespace(highs=solver, judge=lambda _, solutions: solver.judged.extend(solutions))
    bounding: Any = SimpleNamespace(is_certified=lambda: is_certified)
    nothing: Any = None
    answer = look_once(tools, bounding, nothing, nothing, PATIENCE_SECONDS)
    assert float(answer.detail) == ends_after
    assert len(solver.judged) == (2 if seconds_to_plan <= ends_after else 0)


@pytest.mark.parametrize(("lines", "found"), [(None, None), (2.0, [2.0, 3.0]), (4.0, None)])
def test_the_plan_that_a_search_began_from_is_said_in_columns_and_what_follows_from_it_is_solved(
    lines: float | None, found: list[float] | None
) -> None:
    # No more than 5 lines and tons together, of which each costs 1; there are 3 lines at most.
    problem = Problem(
        cost=np.array([1.0, -1.0]),
        offset=0.0,
        lower=np.zeros(2),
        upper=np.array([3.0, 9.0]),
        integer=np.array([True, False]),
        matrix=sp.csc_array(np.array([[1.0, 1.0], [1.0, 0.0]])),
        row_lower=np.full(2, -np.inf),
        row_upper=np.array([5.0, 3.0]),
        columns=(("lines", ("plant", "standing", 2025)), ("output", ("plant", "standing", 2025, "base"))),
        rows=(("together", 0), ("most", 0)),
    )
    with HighsProcess(lambda _: None, lambda _: None) as highs:
        tools: Any = SimpleNamespace(
            highs=highs,
            settings=lambda: Settings(1e-6, 10.0, 1, 0, True),
            start=lambda _: None if lines is None else {0: lines},
        )
        begun = begun_with(tools, problem)
    assert (None if begun is None else begun.tolist()) == (None if found is None else pytest.approx(found))
