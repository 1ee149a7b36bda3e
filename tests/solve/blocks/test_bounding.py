"""When bounds of whole lines are begun, and how much of them is believed; plans and bounds are stated by hand."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import pytest

from solver.solve.blocks.bounding import HOPED, LEFT_ASIDE, NARROWER, Bounding
from solver.solve.highs import Answer, HighsProcess, Settings, Stop

GAP = 0.01


@dataclass(frozen=True)
class Plan:
    """A plan that costs something."""

    objective_mcny: float


@dataclass
class Held:
    """What is known: a plan that costs 200, and a bound of 100."""

    best: Plan | None = field(default_factory=lambda: Plan(200.0))
    bound_mcny: float | None = 100.0

    def raise_bound(self, bound_mcny: float) -> None:
        """Keep the higher bound."""
        self.bound_mcny = max(bound_mcny, self.bound_mcny or 0.0)

    def is_certified(self, gap: float) -> bool:
        """Say that nothing is."""
        return False


@dataclass
class Proving:
    """Proves some bound of whole lines, and notes what plans elsewhere were said to cost."""

    bound_mcny: float
    asked: list[float] = field(default_factory=list)

    def bound(
        self, around: float, highs: HighsProcess, settings: Settings, is_enough: Callable[[Answer], bool]
    ) -> Answer:
        """Return the bound at once."""
        self.asked.append(around)
        return Answer(Stop.OPTIMAL, "", self.bound_mcny)


def bounding(held: Held, proving: Any, threads: int = 1) -> Bounding:
    def settings() -> Settings:
        return Settings(GAP, 60.0, threads, 0)

    search: Any = held
    around: Any = lambda least_mcny: least_mcny  # noqa: E731 - what is asked for is noted instead of a place
    return Bounding(search, proving, settings, GAP, around)


def test_with_one_thread_a_bound_is_there_at_once() -> None:
    held = Held()
    with bounding(held, Proving(150.0)) as this:
        this.begin()
    assert held.bound_mcny == 150


def test_no_more_is_believed_than_what_plans_left_aside_cost() -> None:
    held, proving = Held(), Proving(205.0)
    with bounding(held, proving) as this:
        this.begin()
    least = 200 - LEFT_ASIDE * GAP * 200
    assert proving.asked == [least]
    assert held.bound_mcny == least


def test_before_good_plans_are_known_a_bound_is_begun_for_hoped_ones_but_not_with_one_thread() -> None:
    held, proving = Held(), Proving(150.0)
    with bounding(held, proving) as this:
        this.begin_early()
    assert (proving.asked, held.bound_mcny) == ([], 100)
    with bounding(held, proving, threads=2) as this:
        this.begin_early()
        this.take(at_its_end=True)
    hoped = 100 + HOPED * 100
    assert (proving.asked, held.bound_mcny) == ([pytest.approx(hoped)], pytest.approx(hoped))


@pytest.mark.parametrize(("share", "times"), [(NARROWER - 0.01, 1), (NARROWER + 0.01, 2)])
def test_a_bound_is_begun_anew_only_for_a_plan_that_is_clearly_better(share: float, times: int) -> None:
    held, proving = Held(), Proving(100.0)
    with bounding(held, proving) as this:
        this.begin()
        held.best = Plan(200 - 100 * share)
        this.begin()
    assert len(proving.asked) == times


def test_without_a_plan_nothing_is_begun() -> None:
    proving = Proving(150.0)
    with bounding(Held(best=None), proving) as this:
        this.begin()
        this.begin_early()
    assert proving.asked == []
