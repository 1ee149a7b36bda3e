"""Bounds in parts: plans whose prices lie in one part are bounded apart from those whose prices lie in another.

Straight lines stand for what a market is worth at its prices, and charges for what lines are worth to it. Both come the
closer the narrower the prices are, so that the least bound of all parts is higher than one of all prices.
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Sequence
from dataclasses import replace

from solver.solve.blocks.whole_lines import Around, WholeLines
from solver.solve.highs import Answer, Settings, Stop
from solver.solve.pool import Solver

Asked = Callable[[Answer], bool]
"""Says whether what is held is enough."""


def bound_of_parts(
    whole_lines: WholeLines,
    parts: Sequence[Around],
    solver: Solver,
    settings: Settings,
    must_stop: Asked,
    patience: Callable[[Around], Asked],
) -> Answer:
    """Return what is proved of all parts: the least of their bounds, but for parts without any plan.

    A part is left as soon as more is proved of it than of one before.

    Parameters
    ----------
    settings : Settings
        With the seconds for all of them.
    must_stop : callable
        Asked with each better bound of all parts, and now and then without one, whether to stop.
    patience : callable
        Returns for a part what is asked with each of its own bounds whether that is enough of it.
    """
    began, least_mcny = time.monotonic(), math.inf
    for number, part in enumerate(parts):
        is_last = number == len(parts) - 1
        asked = _asked(must_stop, patience(part), least_mcny, is_last)
        left = settings.time_limit_seconds - (time.monotonic() - began)
        answer = whole_lines.bound(part, solver, replace(settings, time_limit_seconds=left), asked)
        if answer.stop is not Stop.INFEASIBLE:
            if answer.bound is None or (not is_last and must_stop(replace(answer, bound=None))):
                return replace(answer, bound=None)
            least_mcny = min(least_mcny, answer.bound)
    return replace(answer, bound=None if math.isinf(least_mcny) else least_mcny)


def _asked(must_stop: Asked, is_enough: Asked, of_others_mcny: float, is_last: bool) -> Asked:
    """Return what is asked with each bound of a part, given what is proved of those before."""

    def asked(held: Answer) -> bool:
        of_all = min(held.bound, of_others_mcny) if is_last and held.bound is not None else None
        is_above = held.bound is not None and held.bound >= of_others_mcny
        return must_stop(replace(held, bound=of_all)) or is_above or is_enough(held)

    return asked
