"""One process of HiGHS for many small solves: starting it takes longer than solving a small case."""

from __future__ import annotations

from collections.abc import Callable
from typing import Self

from solver.solve.highs import HighsProcess, Progress


class KeptProcess(HighsProcess):
    """A process that goes on after a solve, and is lent to one solve after another."""

    def __init__(self) -> None:
        self._lent_log: Callable[[str], None] = lambda _: None
        self._lent_on_progress: Callable[[Progress], None] = lambda _: None
        super().__init__(lambda line: self._lent_log(line), lambda progress: self._lent_on_progress(progress))

    def lend(self, log: Callable[[str], None], on_progress: Callable[[Progress], None]) -> KeptProcess:
        """Take the place of the class that a solve makes its process from."""
        self._lent_log, self._lent_on_progress = log, on_progress
        return self

    def __enter__(self) -> Self:
        """Start nothing; the first problem does."""
        return self

    def __exit__(self, *_: object) -> None:
        """Go on."""
