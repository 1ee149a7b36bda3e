"""What is done beside the search: its answer is taken once, it ends when it is told to, and failures are told."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from solver.solve.beside import MOST_DEATHS, Beside, Helpers
from solver.solve.highs import Answer, Stop
from solver.solve.pool import Pool, Solver, local_pool


class Standing:
    """A solver that is only there: work of these tests needs none, but to hear that it is over."""

    def __init__(self) -> None:
        self.over = threading.Event()
        self.is_closed = False

    def solve(self, *_: object, **__: object) -> Answer:
        """Wait until it is over."""
        self.over.wait()
        return Answer(Stop.DIED, "")

    relax = solve

    def kill(self) -> None:
        """Say that it is over."""
        self.over.set()

    def close(self) -> None:
        """Note it."""
        self.is_closed = True


@pytest.fixture
def beside() -> Iterator[Beside]:
    """Somebody beside."""
    this = Beside(Standing(), lambda _: None)
    yield this
    this.close()


def answering(bound: float | None, stop: Stop = Stop.OPTIMAL) -> Callable[[Solver, Callable[[Answer], bool]], Answer]:
    return lambda solver, must_stop: Answer(stop, "", bound)


def waiting(solver: Solver, must_stop: Callable[[Answer], bool]) -> Answer:
    """Wait until the solver is told that it is over."""
    assert isinstance(solver, Standing)
    return solver.solve()


def test_what_is_done_gives_its_bound_and_its_answer_once(beside: Beside) -> None:
    assert beside.taken() is None
    beside.begin(answering(3.0))
    assert not beside.is_idle
    answer = beside.taken(at_its_end=True)
    assert answer is not None
    assert answer.bound == beside.bound == 3.0
    assert beside.taken(at_its_end=True) is None
    assert beside.is_idle
    # The bound of other work is another one.
    beside.begin(answering(None))
    assert beside.taken(at_its_end=True) is not None
    assert beside.bound is None


def test_what_fails_is_not_hushed_up(beside: Beside) -> None:
    def work(solver: Solver, must_stop: Callable[[Answer], bool]) -> Answer:
        raise ValueError("told")

    beside.begin(work)
    with pytest.raises(ValueError, match="told"):
        beside.taken(at_its_end=True)


def test_work_hears_when_it_is_to_stop_and_the_next_one_goes_on(beside: Beside) -> None:
    heard: list[Any] = []

    def work(solver: Solver, must_stop: Callable[[Answer], bool]) -> Answer:
        held = Answer(Stop.ENOUGH, "", 1.0)
        while not must_stop(held):
            pass
        heard.append(True)
        return held

    beside.begin(work)
    assert beside.taken() is None
    beside.stop()
    assert beside.taken(at_its_end=True) is not None
    assert heard == [True]
    beside.begin(
        lambda solver, must_stop: Answer(Stop.FAILED if must_stop(Answer(Stop.DIED, "")) else Stop.OPTIMAL, "")
    )
    answer = beside.taken(at_its_end=True)
    assert answer is not None
    assert answer.stop is Stop.OPTIMAL


def test_whose_solver_dies_again_and_again_gets_no_more_work_and_it_is_logged() -> None:
    log: list[str] = []
    beside = Beside(Standing(), log.append)
    for _ in range(MOST_DEATHS):
        assert beside.is_idle
        beside.begin(answering(None, Stop.DIED))
        beside.taken(at_its_end=True)
    assert not beside.is_idle
    assert log == ["A solver beside the search died: "] * MOST_DEATHS


def test_at_the_end_all_work_ends_and_all_solvers_are_given_back() -> None:
    solvers: list[Standing] = []

    def make() -> Standing:
        solvers.append(Standing())
        return solvers[-1]

    with Helpers(Pool(2, make), lambda _: None) as helpers:
        for _ in solvers:
            idle = helpers.idle()
            assert idle is not None
            idle.begin(waiting)
        assert helpers.idle() is None
    assert [(each.over.is_set(), each.is_closed) for each in solvers] == [(True, True)] * 2


def test_every_thread_but_the_first_has_a_process_beside_and_one_waits_where_there_is_no_other() -> None:
    assert [local_pool(threads).size for threads in (1, 2, 4)] == [0, 1, 3]
    with Helpers(local_pool(1), lambda _: None) as helpers:
        assert helpers.size == 0
        assert helpers.idle() is not None
