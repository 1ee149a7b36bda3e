"""Solvers on the workers of a cluster, which solve parts of a large problem beside the search.

A worker that dies costs the task that it was at: the engine has it done again by another worker. What a task finds is
told as it is found, so that the search can stop it, and have its bound, before it ends. A task that no worker begins is
given up when its time is over.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from threading import Event
from typing import Any

from solver import __version__, engine
from solver.errors import SweepError
from solver.solve.highs import GRACE_SECONDS, Answer, HighsProcess, Settings, Stop
from solver.solve.pool import Pool
from solver.solve.problem import Problem


@dataclass(frozen=True)
class Order:
    """A problem to be solved, and how."""

    problem: Problem
    settings: Settings
    start: Mapping[int, float] | None
    interior_point: bool | None
    """For the continuous relaxation; nothing where whole numbers are asked for."""
    version: str
    """Of the program that asks."""


def cluster_pool(client: Any) -> Pool:
    """Return a pool of all workers that a scheduler has at the moment; see :func:`solver.engine.scheduler_at`.

    Raises
    ------
    SweepError
        If it has none.
    """
    workers = engine.workers_of(client)
    if not workers:
        raise SweepError("the Dask scheduler has no workers; start some with dask worker, or leave out --scheduler")
    return Pool(workers, lambda: RemoteSolver(client))


class RemoteSolver:
    """Solves one problem after another on whichever worker is free.

    Parameters
    ----------
    client : distributed.Client
        See :func:`solver.engine.scheduler_at`.
    """

    def __init__(self, client: Any) -> None:
        self._client = client
        self._is_killed = Event()

    def solve(
        self,
        problem: Problem,
        settings: Settings,
        start: Mapping[int, float] | None = None,
        is_enough: Callable[[Answer], bool] = lambda _: False,
    ) -> Answer:
        """Solve a problem; what happens over there is said in the answer, as with a process of this machine."""
        return self._ask(Order(problem.nameless, settings, start, None, __version__), is_enough)

    def relax(self, problem: Problem, settings: Settings, interior_point: bool = True) -> Answer:
        """Solve the continuous relaxation."""
        return self._ask(Order(problem.nameless, settings, None, interior_point, __version__), lambda _: False)

    def kill(self) -> None:
        """Wait no longer for what is being solved, nor for anything that is asked for from now on."""
        self._is_killed.set()

    def close(self) -> None:
        """Do nothing: the workers are not ours."""

    def _ask(self, order: Order, is_enough: Callable[[Answer], bool]) -> Answer:
        held, given_up = Answer(Stop.DIED, ""), Event()
        if order.settings.time_limit_seconds <= 0:
            return Answer(Stop.TIME_LIMIT, "")
        deadline = time.monotonic() + order.settings.time_limit_seconds + GRACE_SECONDS

        def hear(said: Answer | None) -> bool:
            if said is not None:
                held.bound = said.bound
                held.solutions += said.solutions
            if self._is_killed.is_set() or time.monotonic() > deadline:
                given_up.set()
            return is_enough(held)

        done = engine.converse(self._client, work, order, hear, given_up)
        if done.result is None:
            held.detail = done.failure
            return held
        return done.result


def work(order: Order, tell: Callable[[Answer], None], must_stop: Callable[[], bool]) -> Answer:
    """Do what is ordered, on a worker; better bounds and solutions are told as they are found.

    Raises
    ------
    SweepError
        If the worker has another version of the program than whoever asks.
    """
    engine.refuse_other_version(order.version)
    told = 0

    def is_enough(held: Answer) -> bool:
        nonlocal told
        tell(Answer(Stop.DIED, "", held.bound, held.solutions[told:]))
        told = len(held.solutions)
        return must_stop()

    with HighsProcess(lambda _: None, lambda _: None) as highs:
        if order.interior_point is not None:
            return highs.relax(order.problem, order.settings, order.interior_point)
        return highs.solve(order.problem, order.settings, order.start, is_enough)
