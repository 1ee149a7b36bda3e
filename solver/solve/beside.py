"""Work with a HiGHS process of its own, in a thread beside the search, so that two cores are of use."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor, wait
from typing import Self

from solver.solve.highs import Answer, HighsProcess

Work = Callable[[HighsProcess, Callable[[Answer], bool]], Answer]
"""Solves something with a process; asks with each better bound or solution whether to stop."""

BETWEEN_KILLS_SECONDS = 0.2
"""At the end, how long work gets to notice that its process is gone."""


class Beside:
    """One piece of work at a time; whoever asks gets its bound as it rises, and its answer at the end."""

    def __init__(self) -> None:
        self._highs = HighsProcess(lambda _: None, lambda _: None)
        self._thread = ThreadPoolExecutor(max_workers=1)
        self._must_stop = threading.Event()
        self._running: Future[Answer] | None = None
        self.bound: float | None = None
        """The best bound of the work so far; kept until other work begins."""

    def __enter__(self) -> Self:
        """Get ready; the process starts with the first work."""
        return self

    def __exit__(self, *_: object) -> None:
        """End the work and the process."""
        self._must_stop.set()
        self._highs.kill()
        while self._running is not None and not wait((self._running,), timeout=BETWEEN_KILLS_SECONDS).done:
            self._highs.kill()  # it may have begun another step meanwhile
        self._thread.shutdown()
        self._highs.__exit__()

    @property
    def is_running(self) -> bool:
        """Whether work has begun whose answer has not been taken."""
        return self._running is not None

    def begin(self, work: Work) -> None:
        """Begin work; what has been begun before must have been taken."""
        assert self._running is None
        self.bound = None
        self._running = self._thread.submit(work, self._highs, self._must_stop_now)

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
        return answer

    def _must_stop_now(self, held: Answer) -> bool:
        self._keep(held)
        return self._must_stop.is_set()

    def _keep(self, held: Answer) -> None:
        if held.bound is not None and (self.bound is None or held.bound > self.bound):
            self.bound = held.bound
