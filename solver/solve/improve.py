"""Better plans from a plan: steps that gain, many at once while that works, one by one when it does not."""

from __future__ import annotations

import random

from solver.solve.first_plan import apart, every_step
from solver.solve.steps import Step, Steps
from solver.solve.trial import Candidate, Trial
from solver.solve.worth import Worth

FIRST_REACH = 16
"""How many steps are taken together at first."""


def improved(trial: Trial, steps: Steps, worth: Worth, now: Candidate, seed: int) -> Candidate:
    """Return the best draft that steps lead to, each of them a gain, until none gains or time is up.

    Parameters
    ----------
    seed : int
        Says in which order steps are tried of which nothing is known.
    """
    lots = random.Random(seed)
    trial.tried.clear()
    reach, has_climbed = FIRST_REACH, True
    while not trial.is_over():
        worth.look_at(now.outcome)
        known = [step for step in every_step(steps, now) if step.name not in trial.tried]
        if not known and not has_climbed:
            break
        if not known:
            trial.tried.clear()
            has_climbed = False
            continue
        new = now
        for batch in _batches(known, reach, lots):
            new = trial.climbed(now, batch)
            if new is not now:
                break
        is_better = new is not now
        reach = 2 * reach if is_better else max(1, reach // 2)
        has_climbed, now = has_climbed or is_better, new
    return now


def _batches(known: list[Step], reach: int, lots: random.Random) -> list[list[Step]]:
    """Return the steps that gain most at a guess, and one of which nothing is known."""
    guessed = sorted((step for step in known if step.gain_mcny), key=lambda step: -step.gain_mcny)
    unknown = [step for step in known if not step.gain_mcny]
    gaining = [step for step in guessed if step.gain_mcny > 0] or guessed
    return [apart(gaining, reach), *([[lots.choice(unknown)]] if unknown else [])]
