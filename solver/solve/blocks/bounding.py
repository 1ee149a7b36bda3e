"""Bounds of whole lines beside the search for plans, begun anew once plans have become better."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import replace
from typing import Self

from solver.evaluate.outcome import Outcome
from solver.solve.beside import Beside
from solver.solve.blocks.whole_lines import Around, WholeLines
from solver.solve.highs import Answer, HighsProcess, Settings
from solver.solve.search import Search

SECONDS, SHARE_OF_SECONDS = 60.0, 0.5
"""How long a bound may take: so many seconds, or this share of those that are left if that is more."""
SHARE_ALONE = 0.35
"""The same share where nothing else goes on meanwhile."""
NARROWER = 0.25
"""A bound is begun anew once the best plan has come nearer to it by this share of what was between them."""
OWN_GAP = 0.05
"""Relative to the asked gap, the gap of its own at which a bound is left."""
HOPED = 0.05
"""How much more than the bound the best plan costs, relative, as long as no good one is known."""
LEFT_ASIDE = 0.5
"""Prices are left aside where no plan is better than the best by more than this share of the asked gap."""


def least_of_others_mcny(best_mcny: float, gap: float) -> float:
    """Return what plans cost at least whose prices are left aside, given what the best plan costs."""
    return best_mcny - LEFT_ASIDE * gap * abs(best_mcny)


class Bounding:
    """Bounds of whole lines for the search that all methods share.

    With one thread, the search for plans waits for each of them.

    Parameters
    ----------
    search : Search
        Best plan and bound.
    whole_lines : WholeLines
        What bounds are made by.
    settings : callable
        Returns settings with the time that is left.
    gap : float
        Certified gap at which to stop.
    around : callable
        Returns where to bound, given an amount that plans elsewhere cost at least.
    """

    def __init__(
        self,
        search: Search,
        whole_lines: WholeLines,
        settings: Callable[[], Settings],
        gap: float,
        around: Callable[[float], Around],
    ) -> None:
        self._search, self._whole_lines, self._settings, self._gap = search, whole_lines, settings, gap
        self._around = around
        self._beside = Beside()
        self._best: Outcome | None = None
        """The best plan when the last bound was begun."""
        self._most_mcny = 0.0
        """No more is proved by the last bound: plans with other prices cost at least that."""

    def __enter__(self) -> Self:
        """Get ready."""
        self._beside.__enter__()
        return self

    def __exit__(self, *exception: object) -> None:
        """End what is running."""
        self._beside.__exit__(*exception)

    @property
    def is_up_to_date(self) -> bool:
        """Whether the last bound was begun for a plan that hardly differs from the best one."""
        search, before = self._search, self._best
        if before is None or search.best is None or search.bound_mcny is None:
            return before is search.best
        gained = before.objective_mcny - search.best.objective_mcny
        return gained <= NARROWER * (before.objective_mcny - search.bound_mcny)

    def begin_early(self) -> None:
        """Begin a bound before there are good plans, for plans that cost hardly more than the bound that is known.

        Where the best plan costs more, a bound is begun anew once that plan is known. With one thread nothing is begun,
        since looking for plans would have to wait.
        """
        bound = self._search.bound_mcny
        if bound is not None and self._settings().threads > 1:
            self.begin(bound + HOPED * abs(bound))

    def begin(self, most_mcny: float = math.inf) -> None:
        """Begin a bound if none is running and plans have become better since the last one.

        Parameters
        ----------
        most_mcny : float, optional
            No more need be proved.
        """
        best = self._search.best
        if best is None or self._beside.is_running or self.is_up_to_date:
            return
        self._best = best
        self._most_mcny = min(most_mcny, least_of_others_mcny(best.objective_mcny, self._gap))
        enough_mcny = best.objective_mcny - self._gap * abs(best.objective_mcny)
        around, limits = self._around(self._most_mcny), self._limits()

        def work(highs: HighsProcess, must_stop: Callable[[Answer], bool]) -> Answer:
            def is_enough(held: Answer) -> bool:
                return must_stop(held) or (held.bound is not None and held.bound >= enough_mcny)

            return self._whole_lines.bound(around, highs, limits, is_enough)

        self._beside.begin(work)
        if limits.threads == 1:
            self.take(at_its_end=True)

    def take(self, at_its_end: bool = False) -> None:
        """Let the search know the best bound so far.

        Parameters
        ----------
        at_its_end : bool, optional
            Whether to wait until there is no better one.
        """
        self._beside.taken(at_its_end)
        if self._beside.bound is not None:
            self._search.raise_bound(min(self._beside.bound, self._most_mcny))

    def is_certified(self) -> bool:
        """Return whether the best plan is certified by now."""
        self.take()
        return self._search.is_certified(self._gap)

    def _limits(self) -> Settings:
        settings = self._settings()
        left = settings.time_limit_seconds
        seconds = SHARE_ALONE * left if settings.threads == 1 else max(SECONDS, SHARE_OF_SECONDS * left)
        return replace(settings, relative_gap=OWN_GAP * self._gap, time_limit_seconds=min(left, seconds))
