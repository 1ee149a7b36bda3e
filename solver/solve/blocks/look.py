"""How long to look for plans with whole lines, and where."""

from __future__ import annotations

from dataclasses import dataclass, replace

from solver.solve.highs import Settings, Stop
from solver.solve.tools import Tools

ENDED = (Stop.INTERRUPTED, Stop.DIED)
"""After these nothing more is asked of the solver."""


@dataclass(frozen=True)
class Look:
    """How long to solve with whole lines, and what is free."""

    seconds: float
    share_of_seconds: float
    """So many seconds, or this share of those that are left if that is more."""
    free_share: float = 1.0
    """Which share of the plants is free to do otherwise than in the continuous solution."""
    most_times: float = 4.0
    """It may take so many times the seconds of the continuous problem, if that is more."""
    own_gap: float = 0.05
    """Relative to the asked gap, the gap of its own at which it ends."""

    def limits(self, tools: Tools, seconds_of_relaxing: float) -> Settings:
        """Return settings with the seconds that it may take.

        Parameters
        ----------
        seconds_of_relaxing : float
            How long the continuous relaxation of the problem takes.
        """
        settings = tools.settings()
        left = settings.time_limit_seconds
        seconds = max(self.seconds, self.share_of_seconds * left, self.most_times * seconds_of_relaxing)
        return replace(settings, relative_gap=self.own_gap * tools.gap, time_limit_seconds=min(left, seconds))
