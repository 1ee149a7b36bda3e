"""When bounds of whole lines are begun, and how much of them is believed; plans and bounds are stated by hand."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import pytest

from solver.solve.beside import MOST_DEATHS, Helpers
from solver.solve.blocks.bounding import (
    FIRST_PATIENCE,
    HOPED,
    LEFT_ASIDE,
    NARROWER,
    PATIENCE,
    PATIENCE_IN_PARTS,
    PATIENCE_SECONDS,
    Bounding,
    Rise,
)
from solver.solve.highs import Answer, Settings, Stop
from solver.solve.pool import Solver, local_pool
from solver.solve.tools import Tools

GAP = 0.01


@dataclass(frozen=True)
class Plan:
    """A plan that costs something."""

    objective_mcny: float


@dataclass(frozen=True)
class Proved:
    """A bound."""

    mcny: float


@dataclass(frozen=True)
class Somewhere:
    """A place with the amount that it was asked for with, and how many parts it can be divided into."""

    least_mcny: float
    parts: int = 1

    @property
    def bound(self) -> Proved:
        """What has been proved there."""
        return Proved(0.0)

    def halves(self) -> tuple[Somewhere, ...]:
        """Return its parts."""
        return (self,) * self.parts


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
        self, around: Somewhere, solver: Solver, settings: Settings, is_enough: Callable[[Answer], bool]
    ) -> Answer:
        """Return the bound at once."""
        self.asked.append(around.least_mcny)
        return Answer(Stop.OPTIMAL, "", self.bound_mcny)


@contextmanager
def bounding(held: Held, proving: Any, threads: int = 1, parts: int = 1) -> Iterator[Bounding]:
    def settings() -> Settings:
        return Settings(GAP, 60.0, threads, 0)

    nothing: Any = None
    search: Any = held
    around: Any = lambda least_mcny: Somewhere(least_mcny, parts)  # noqa: E731 - what is asked for is noted
    pool = local_pool(threads)
    with Helpers(pool, lambda _: None) as helpers:
        yield Bounding(Tools(search, nothing, settings, nothing, GAP, pool, nothing, nothing), helpers, proving, around)


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
    hoped = (100 + HOPED * 100) * (1 - LEFT_ASIDE * GAP)
    assert (proving.asked, held.bound_mcny) == ([pytest.approx(hoped)], pytest.approx(hoped))


@pytest.mark.parametrize(("share", "times"), [(NARROWER - 0.01, 1), (NARROWER + 0.01, 2)])
def test_a_bound_is_begun_anew_only_for_a_plan_that_is_clearly_better(share: float, times: int) -> None:
    held, proving = Held(), Proving(100.0)
    with bounding(held, proving) as this:
        this.begin()
        held.best = Plan(200 - 100 * share)
        this.begin()
    assert len(proving.asked) == times


@pytest.mark.parametrize(
    ("threads", "parts", "are_bounded"),
    [
        # All prices are bounded first, then each part once.
        (2, 2, 1 + 2),
        # Nothing can be divided, or the search for plans would have to wait.
        (2, 1, 1),
        (1, 2, 1),
    ],
)
def test_prices_that_can_be_divided_are_bounded_in_parts_at_once(threads: int, parts: int, are_bounded: int) -> None:
    proving = Proving(100.0)
    with bounding(Held(), proving, threads, parts) as this:
        for _ in range(4):
            this.begin()
            this.take(at_its_end=True)
        assert this.is_up_to_date
    assert len(proving.asked) == are_bounded


def test_a_bound_that_is_begun_anew_is_of_parts() -> None:
    held, proving = Held(), Proving(100.0)
    with bounding(held, proving, parts=2) as this:
        this.begin()
        held.best = Plan(101.0)
        this.begin()
    assert len(proving.asked) == 1 + 2


def test_without_a_plan_only_a_bound_for_hoped_ones_is_begun() -> None:
    proving = Proving(150.0)
    with bounding(Held(best=None), proving, threads=2) as this:
        this.begin()
        assert proving.asked == []
        this.begin_early()
        this.take(at_its_end=True)
    assert len(proving.asked) == 1


def test_nothing_is_waited_for_once_every_solver_has_died_too_often() -> None:
    class Dying(Proving):
        def bound(self, *_: object) -> Answer:
            self.asked.append(0.0)
            return Answer(Stop.DIED, "")

    proving = Dying(0.0)
    held = Held(bound_mcny=0.0)
    with bounding(held, proving) as this:
        for number in range(MOST_DEATHS):
            held.best = Plan(2000.0 / 10**number)
            assert not this.is_up_to_date
            this.begin()
        held.best = Plan(101.0)
        assert this.is_up_to_date
    assert len(proving.asked) == MOST_DEATHS


@pytest.mark.parametrize(
    ("bounds", "is_left_at"),
    [
        # It never rises: it is left once patience is over.
        ({0: 100.0}, PATIENCE_SECONDS),
        # A small rise is none.
        ({0: 100.0, 3: 100.9}, PATIENCE_SECONDS),
        # It rises once more before that.
        ({0: 100.0, 3: 101.0}, 3 + PATIENCE_SECONDS),
        # It took long until it was known at all.
        ({30: 100.0}, 30 + FIRST_PATIENCE * 30),
    ],
)
def test_a_bound_that_rises_no_more_is_left(bounds: dict[int, float], is_left_at: float) -> None:
    clock = [0]
    rise = Rise(1.0, now=lambda: clock[0])
    while not rise.is_over(bounds.get(clock[0])):
        clock[0] += 1
    assert clock[0] == is_left_at + 1


@pytest.mark.parametrize("share", [PATIENCE_IN_PARTS, PATIENCE])
def test_a_bound_that_took_long_to_rise_is_waited_for_a_share_of_that(share: float) -> None:
    clock = [0]
    rise = Rise(1.0, share, lambda: clock[0])
    while not rise.is_over(100.0 + min(clock[0], 60)):
        clock[0] += 1
    assert clock[0] == 60 + share * 60 + 1
