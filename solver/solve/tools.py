"""What the searches that divide the problem share."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from solver.solve.highs import HighsProcess, Settings
from solver.solve.pool import Pool
from solver.solve.problem import Floats, Problem
from solver.solve.search import Search


@dataclass(frozen=True)
class Tools:
    """What a search works with."""

    search: Search
    """Judge, best plan and bound."""
    highs: HighsProcess
    settings: Callable[[], Settings]
    """Returns settings with the time that is left."""
    judge: Callable[[Problem, Sequence[Floats]], None]
    """Judges solutions of a problem."""
    gap: float
    """Certified gap at which to stop."""
    pool: Pool
    """Who solves beside the search."""
    log: Callable[[str], None]
    """Gets what is worth a line in the solver's log."""
    start: Callable[[Problem], dict[int, float] | None]
    """Returns values of the integer columns that say the best plan, where the search began from one."""
