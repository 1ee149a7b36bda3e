"""Bounds of whole lines beside the search for plans, begun anew once plans have become better."""

from __future__ import annotations

import math
import time
from collections.abc import Callable
from dataclasses import dataclass, field, replace

from solver.solve.beside import Beside, Helpers
from solver.solve.blocks.parts import Asked, bound_of_parts
from solver.solve.blocks.whole_lines import Around, WholeLines
from solver.solve.highs import Settings
from solver.solve.tools import Tools

SECONDS, SHARE_OF_SECONDS = 60.0, 0.5
"""How long a bound may take: so many seconds, or this share of those that are left if that is more."""
SHARE_ALONE = 0.35
"""The same share where nothing else goes on meanwhile."""
NARROWER = 0.75
"""A bound is begun anew once the best plan has come nearer to what is proved by this share of what was between them."""
OWN_GAP = 0.05
"""Relative to the asked gap, the gap of its own at which a bound is left."""
HOPED = 0.05
"""How much more than the bound the best plan costs, relative, as long as no good one is known."""
LEFT_ASIDE = 0.5
"""Prices are left aside where no plan is better than the best by more than this share of the asked gap."""
LEAST_RISE = 0.01
"""Share of what was between plan and bound at first that counts as a rise."""
PATIENCE_SECONDS, FIRST_PATIENCE = 4.0, 2.0
"""A bound that has not risen for so many seconds is left, or for this share of those until it was known at all, or for
the next of those that it took to rise so far, if that is more.
"""
PATIENCE, PATIENCE_IN_PARTS = 1.0, 0.5
"""The second where prices are bounded in parts, which says more than waiting."""


def least_of_others_mcny(best_mcny: float, gap: float) -> float:
    """Return what plans cost at least whose prices are left aside, given what the best plan costs."""
    return best_mcny - LEFT_ASIDE * gap * abs(best_mcny)


@dataclass
class Rise:
    """Whether a bound still rises.

    Parameters
    ----------
    least_mcny : float
        What counts as a rise.
    patience : float, optional
        How long one is waited for, as a share of the time for which the bound has risen so far.
    now : callable, optional
        Returns the time, in seconds.
    """

    least_mcny: float
    patience: float = PATIENCE
    now: Callable[[], float] = time.monotonic
    _highest_mcny: float = -math.inf
    _began: float = field(init=False)
    _first: float | None = field(init=False, default=None)
    _rose: float = field(init=False)

    def __post_init__(self) -> None:
        """Begin to count."""
        self._began = self._rose = self.now()

    def is_over(self, bound_mcny: float | None) -> bool:
        """Take a bound, and return whether there has been none for long that is clearly higher than all before."""
        now = self.now()
        if bound_mcny is not None and bound_mcny >= self._highest_mcny + self.least_mcny:
            self._highest_mcny, self._rose = bound_mcny, now
            self._first = now if self._first is None else self._first
        if self._first is None:
            return False
        least_seconds = max(self.patience * (self._rose - self._began), FIRST_PATIENCE * (self._first - self._began))
        return now - self._rose > max(PATIENCE_SECONDS, least_seconds)


class Bounding:
    """Bounds of whole lines for the search that all methods share.

    Where nobody works beside the search, the search for plans waits for each of them.

    Parameters
    ----------
    tools : Tools
        What it works with.
    helpers : Helpers
        One of them makes bounds.
    whole_lines : WholeLines
        What bounds are made by.
    around : callable
        Returns where to bound, given an amount that plans elsewhere cost at least.
    """

    def __init__(
        self, tools: Tools, helpers: Helpers, whole_lines: WholeLines, around: Callable[[float], Around]
    ) -> None:
        self._search, self._settings, self._gap = tools.search, tools.settings, tools.gap
        self._helpers, self._whole_lines, self._around = helpers, whole_lines, around
        self._beside: Beside | None = None
        """Who makes a bound at the moment."""
        self._before_mcny: float | None = None
        """What the best plan cost that the last bound was begun for, or was hoped to cost."""
        self._most_mcny = 0.0
        """No more is proved by the last bound: plans with other prices cost at least that."""
        self._are_parts_due: bool | None = None
        """Whether prices have been bounded as a whole, and are to be in parts next; unknown before the first bound."""

    @property
    def is_up_to_date(self) -> bool:
        """Whether the last bound was begun for a plan that hardly differs from the best, or nobody can begin one."""
        search, before = self._search, self._before_mcny
        if search.best is None or self._helpers.are_lost:
            return True
        if before is None or search.bound_mcny is None or self._are_parts_due:
            return False
        return before - search.best.objective_mcny <= NARROWER * (before - search.bound_mcny)

    @property
    def is_due(self) -> bool:
        """Whether a bound should be begun as soon as somebody has time."""
        return self._beside is None and not self.is_up_to_date

    def begin_early(self) -> None:
        """Begin a bound before there are good plans, for plans that cost hardly more than the bound that is known.

        Where the best plan costs more, a bound is begun anew once that plan is known. Where nobody works beside the
        search nothing is begun, since looking for plans would have to wait.
        """
        bound, best = self._search.bound_mcny, self._search.best
        if bound is not None and self._helpers.size > 0:
            hoped = bound + HOPED * abs(bound)
            self._begin(hoped if best is None else min(hoped, best.objective_mcny))

    def begin(self) -> None:
        """Begin a bound if that is due and somebody has time."""
        if self._search.best is not None and self.is_due:
            self._begin(self._search.best.objective_mcny)

    def _begin(self, best_mcny: float) -> None:
        """Begin a bound of plans that cost less than the best one, or one that is hoped for, if somebody has time."""
        beside = self._helpers.idle()
        if beside is None:
            return
        most = least_of_others_mcny(best_mcny, self._gap)
        self._beside, self._most_mcny, self._before_mcny = beside, most, best_mcny
        enough_mcny = best_mcny - self._gap * abs(best_mcny)
        around, limits = self._around(most), self._limits()
        is_first, halves = self._are_parts_due is None, around.halves()
        parts = (around,) if is_first else halves
        self._are_parts_due = is_first and self._helpers.size > 0 and len(halves) > 1

        def patience(part: Around) -> Asked:
            share = PATIENCE_IN_PARTS if len(halves) > 1 else PATIENCE
            rise = Rise(LEAST_RISE * (most - part.bound.mcny), share)
            return lambda held: rise.is_over(held.bound) or (held.bound is not None and held.bound >= enough_mcny)

        beside.begin(
            lambda solver, must_stop: bound_of_parts(self._whole_lines, parts, solver, limits, must_stop, patience)
        )
        if self._helpers.size == 0:
            self.take(at_its_end=True)

    def take(self, at_its_end: bool = False) -> None:
        """Let the search know the best bound so far.

        Parameters
        ----------
        at_its_end : bool, optional
            Whether to wait until there is no better one.
        """
        beside = self._beside
        if beside is None:
            return
        if beside.taken(at_its_end) is not None:
            self._beside = None
        if beside.bound is not None:
            self._search.raise_bound(min(beside.bound, self._most_mcny))

    def is_certified(self) -> bool:
        """Return whether the best plan is certified by now."""
        self.take()
        return self._search.is_certified(self._gap)

    def _limits(self) -> Settings:
        settings = self._settings()
        left = settings.time_limit_seconds
        seconds = SHARE_ALONE * left if self._helpers.size == 0 else max(SECONDS, SHARE_OF_SECONDS * left)
        return replace(settings, relative_gap=OWN_GAP * self._gap, time_limit_seconds=min(left, seconds))
