"""Work in threads beside the search, each with a solver of its own, so that several cores or machines are of use."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor, wait
from typing import Self

from solver.solve.highs import Answer, Stop
from solver.solve.pool import Pool, Solver

Work = Callable[[Solver, Callable[[Answer], bool]], Answer]
"""Solves something with a solver; asks with each better bound or solution whether to stop."""

BETWEEN_KILLS_SECONDS = 0.2
"""At the end, how long work gets to notice that its solver is gone."""
MOST_DEATHS = 3
"""A helper whose solver has died so often is not given work any more."""


class Beside:
    """One piece of work at a time; whoever asks gets its bound as it rises, and its answer at the end.

    Parameters
    ----------
    solver : Solver
        Its own.
    log : callable
        Gets a line when the solver has died.
    """

    def __init__(self, solver: Solver, log: Callable[[str], None]) -> None:
        self._solver, self._log = solver, log
        self._thread = ThreadPoolExecutor(max_workers=1)
        self._must_stop = threading.Event()
        self._running: Future[Answer] | None = None
        self._deaths = 0
        self.bound: float | None = None
        """The best bound of the work so far; kept until other work begins."""

    def close(self) -> None:
        """End the work and the solver."""
        self._must_stop.set()
        self._solver.kill()
        while self._running is not None and not wait((self._running,), timeout=BETWEEN_KILLS_SECONDS).done:
            self._solver.kill()  # it may have begun another step meanwhile
        self._thread.shutdown()
        self._solver.close()

    @property
    def is_idle(self) -> bool:
        """Whether there is no work whose answer has not been taken, and more can be given."""
        return self._running is None and not self.is_lost

    @property
    def is_lost(self) -> bool:
        """Whether the solver has died so often that no more work is given."""
        return self._deaths >= MOST_DEATHS

    def begin(self, work: Work) -> None:
        """Begin work; what has been begun before must have been taken."""
        assert self._running is None
        self.bound = None
        self._must_stop.clear()
        self._running = self._thread.submit(work, self._solver, self._must_stop_now)

    def stop(self) -> None:
        """Tell the work to stop with what it holds, soon."""
        self._must_stop.set()

    def taken(self, at_its_end: bool = False) -> Answer | None:
        """Return the answer of the work once it has ended, and none before.

        Parameters
        ----------
        at_its_end : bool, optional
            Whether to wait for that.
        """
        if self._running is None or not (at_its_end or self._running.done()):
            return None
        answer = self._running.result()
        self._running = None
        self._keep(answer)
        if answer.stop is Stop.DIED:
            self._deaths += 1
            self._log(f"A solver beside the search died: {answer.detail}")
        return answer

    def _must_stop_now(self, held: Answer) -> bool:
        self._keep(held)
        return self._must_stop.is_set()

    def _keep(self, held: Answer) -> None:
        if held.bound is not None and (self.bound is None or held.bound > self.bound):
            self.bound = held.bound


class Helpers:
    """All who work beside the search; at least one, for whom the search has to wait where the pool is empty.

    Parameters
    ----------
    pool : Pool
        Their solvers.
    log : callable
        Gets a line when one of these has died.
    """

    def __init__(self, pool: Pool, log: Callable[[str], None]) -> None:
        self.size = pool.size
        """How many of them work while the search goes on."""
        self._all = [Beside(pool.make(), log) for _ in range(max(1, pool.size))]

    def __enter__(self) -> Self:
        """Get ready; a solver starts with its first work."""
        return self

    def __exit__(self, *_: object) -> None:
        """End what is running."""
        for each in self._all:
            each.stop()
        for each in self._all:
            each.close()

    def idle(self) -> Beside | None:
        """Return one that has nothing to do, if there is any."""
        return next((each for each in self._all if each.is_idle), None)

    @property
    def are_lost(self) -> bool:
        """Whether nobody is left who could work."""
        return all(each.is_lost for each in self._all)
