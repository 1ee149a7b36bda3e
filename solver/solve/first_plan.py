"""A first plan without the model: from the status quo, what is broken is mended until the judge accepts.

What could mend a broken limit are the steps that have to do with its subject and begin in time. Those that ease it by
what the levers' rows say of them come first, then those that gain most. A few for each limit are taken together; if
that is worse, they are tried by halves.
"""

from __future__ import annotations

from solver.solve.climb import Climber, Tried
from solver.solve.draft import Draft
from solver.solve.trial import Candidate


def first_plan(climber: Climber) -> Candidate:
    """Return a draft that breaks nothing, or the one that breaks least of those tried."""
    now = climber.trial.candidate(Draft())
    tried: Tried = {}
    reach, mends, has_climbed = 1, False, False
    while now.missed and not climber.trial.is_over():
        climber.look_at(now)
        batch = climber.cures(now, tried, reach)
        if not batch:
            if mends and not has_climbed:
                break
            mends, has_climbed = not has_climbed, False
            tried.clear()
            continue
        known = len(tried)
        before, now = now, climber.climbed(now, batch, tried, mends)
        reach = 2 * reach if len(tried) == known else max(1, reach // 2)
        has_climbed |= now is not before
    return now
