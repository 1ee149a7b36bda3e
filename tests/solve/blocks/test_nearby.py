"""One search through neighbourhoods: when it ends, and how closely each is solved; the solver is stated by hand."""

from __future__ import annotations

from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
import scipy.sparse as sp
from builders import build_instance

from solver.solve.blocks.nearby import MOST_ROUNDS, NEIGHBOURHOOD, Nearby
from solver.solve.blocks.neighbourhoods import Neighbourhoods
from solver.solve.highs import Answer, Settings, Stop
from solver.solve.problem import Problem

GAP = 0.01


@dataclass
class AtOnce:
    """Answers at once, with no solution but the one that is known; also somebody beside who does."""

    how: Stop
    gaps: list[float] = field(default_factory=list)
    answers: list[Answer] = field(default_factory=list)

    def solve_judged(self, problem: Problem, limits: Settings, judge: Any, is_over: Any, start: Any) -> Answer:
        """Note how closely it is to be solved."""
        assert set(start) == set(range(len(problem.cost)))
        self.gaps.append(limits.relative_gap)
        return Answer(self.how, "")

    def begin(self, _: object) -> None:
        """Be done already."""
        self.answers.append(Answer(self.how, ""))

    def taken(self, at_its_end: bool = False) -> Answer | None:
        """Return what has been done."""
        return self.answers.pop() if self.answers else None

    def stop(self) -> None:
        """Have nothing to stop."""

    __hash__ = object.__hash__


def nearby(solver: AtOnce, beside: AtOnce | None = None) -> tuple[Nearby, Neighbourhoods]:
    """Return the search through neighbourhoods of eight plants, with one helper or none."""
    instance = build_instance(plants=[{"id": f"plant-{number}"} for number in range(8)])
    problem = Problem(
        cost=np.ones(8),
        offset=0.0,
        lower=np.zeros(8),
        upper=np.full(8, 3.0),
        integer=np.ones(8, dtype=bool),
        matrix=sp.csc_array((0, 8)),
        row_lower=np.zeros(0),
        row_upper=np.zeros(0),
        columns=tuple(("lines", (plant, "standing", 2025)) for plant in instance.plants),
        rows=(),
    )
    near = Neighbourhoods(instance, problem, np.full(8, 2.0), list(instance.plants), 1)
    tools: Any = SimpleNamespace(
        search=SimpleNamespace(bound_mcny=10.0),
        highs=solver,
        settings=lambda: Settings(0.0, 1000.0, 1, 1),
        judge=lambda *_: None,
        gap=GAP,
    )
    helpers: Any = SimpleNamespace(
        size=int(beside is not None), idle=lambda: None if beside is None or beside.answers else beside
    )
    bounding: Any = SimpleNamespace(
        is_up_to_date=True,
        is_due=False,
        is_certified=lambda: False,
        begin=lambda: None,
        take=lambda at_its_end=False: None,
    )
    return Nearby(tools, helpers, bounding, near, 0.0), near


def test_neighbourhoods_are_solved_the_closer_the_longer_there_is_no_gain_until_none_is_tried_any_more() -> None:
    solver = AtOnce(Stop.TIME_LIMIT)
    search, near = nearby(solver)
    assert search.run() is None
    assert not near.are_exhausted
    # Each time at least one of the eight plants is free, and at first the four in doubt are.
    first, second = NEIGHBOURHOOD.own_gap * GAP, NEIGHBOURHOOD.own_gap * GAP / (1 + 4 / 8)
    assert solver.gaps[:2] == pytest.approx([first, second])
    assert solver.gaps == sorted(solver.gaps, reverse=True)
    assert first / solver.gaps[-1] == pytest.approx(1 + MOST_ROUNDS, rel=0.02)


def test_the_search_ends_where_helpers_have_solved_what_is_left_as_well() -> None:
    solver = AtOnce(Stop.OPTIMAL)
    search, near = nearby(solver, AtOnce(Stop.OPTIMAL))
    assert search.run() is None
    assert near.are_exhausted
