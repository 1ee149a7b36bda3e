"""Better plans from a plan: steps that gain, many at once while that works, one by one when it does not.

When no single step gains any more, those that break a limit are mended, and then two steps are taken as one.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator

from solver.solve.climb import Climber, Tried, apart
from solver.solve.draft import Draft
from solver.solve.step import Step
from solver.solve.trial import Candidate

FIRST_REACH = 16
"""So many steps, or a share of all plants if that is more, are taken together at first."""
FIRST_SHARE = 0.05
PATIENCE = 200
"""So many plans are judged without a gain before the search is given up."""
PLANTS_PER_LOOK = 50
"""For so many plants prices are looked at once less often than better drafts are found."""


def improved(climber: Climber, now: Candidate, seed: int) -> Candidate:
    """Return the best draft that steps lead to, each of them a gain, until none gains or time is up.

    Parameters
    ----------
    seed : int
        Says in which order steps are tried of which nothing is known.
    """
    return _Improvement(climber, now, random.Random(seed)).run()


MENDING, SWAPPING = 1, 2
"""What is done once no single step gains."""
MOST_SWAPPED = 12
"""So many steps each way are put together."""


class _Improvement:
    """One run of :func:`improved`."""

    def __init__(self, climber: Climber, now: Candidate, lots: random.Random) -> None:
        self._climber, self._now, self._lots = climber, now, lots
        self._years = climber.trial.board.instance.years
        plants = len(climber.trial.board.begins)
        self._climbs_per_look = max(1, plants // PLANTS_PER_LOOK)
        self._climbs = 0
        self._gained_at = climber.trial.judged
        self._reach = max(FIRST_REACH, round(FIRST_SHARE * plants))
        self._tried: Tried = {}
        self._steps: list[Step] = []
        self._orders: list[Callable[[Step], float]] = [
            lambda step: step.gain_mcny,
            lambda step: step.gain_for_money(self._years),
        ]
        """By what steps are ranked, in turns."""

    def run(self) -> Candidate:
        """Take steps that gain; when there are no others, mend those that break limits, then swap orders."""
        trial, phase, has_climbed = self._climber.trial, 0, False
        self._look()
        while not trial.is_over() and trial.judged - self._gained_at < PATIENCE:
            known = [step for step in self._steps if step.name not in self._tried]
            if known:
                has_climbed |= self._climb(known, mends=phase == MENDING)
                continue
            phase = 0 if has_climbed else phase + 1
            if phase > SWAPPING:
                break
            has_climbed = False
            tried, self._tried = self._tried, {}
            self._look()
            if phase == MENDING:
                self._steps = [step for step in self._steps if tried.get(step.name)]
            elif phase == SWAPPING:
                self._steps = list(self._swaps())
        return self._now

    def _swaps(self) -> Iterator[Step]:
        """Yield steps that bring capacity back in one place and take it away, or change something, in another."""
        ranked = sorted(self._steps, key=lambda step: -step.gain_mcny)
        added = [step.more("capacity_munit", self._years) for step in ranked]
        back = [step for step, more in zip(ranked, added, strict=True) if more > 0][:MOST_SWAPPED]
        away = [step for step, more in zip(ranked, added, strict=True) if more < 0][:MOST_SWAPPED]
        for one in back:
            yield from (one.with_another(other) for other in away if one.changes.isdisjoint(other.changes))

    def _look(self) -> None:
        """List all steps with what they gain at present prices."""
        self._climber.look_at(self._now)
        self._steps = self._climber.steps.concerning(self._now.draft, self._now.outcome)

    def _climb(self, known: list[Step], mends: bool) -> bool:
        """Try some steps, and return whether any of them were a gain."""
        before, tried = self._now, len(self._tried)
        for batch in self._batches(known):
            if self._now is before:
                self._now = self._climber.climbed(before, batch, self._tried, mends)
        all_gained = len(self._tried) == tried
        self._reach = 2 * self._reach if all_gained else max(1, self._reach // 2)
        if self._now is before:
            self._orders.reverse()
            return False
        self._climbs += 1
        self._gained_at = self._climber.trial.judged
        if self._climbs % self._climbs_per_look:
            self._list_anew(_changed(before.draft, self._now.draft))
        else:
            self._look()
        return True

    def _list_anew(self, changed: set[str]) -> None:
        """List the steps of what has changed anew, and keep the others."""
        kept = [step for step in self._steps if step.subjects.isdisjoint(changed)]
        self._steps = kept + self._climber.steps.concerning(self._now.draft, self._now.outcome, changed)

    def _batches(self, known: list[Step]) -> list[list[Step]]:
        """Return the steps that gain most at a guess, and one of which nothing is known."""
        guessed = sorted((step for step in known if step.gain_mcny), key=self._orders[0], reverse=True)
        unknown = [step for step in known if not step.gain_mcny]
        gaining = [step for step in guessed if step.gain_mcny > 0] or guessed
        return [apart(gaining, self._reach), *([[self._lots.choice(unknown)]] if unknown else [])]


def _changed(before: Draft, after: Draft) -> set[str]:
    """Return the plants that are ordered to do something else, and the subjects of other changes."""
    plants = {plant for plant, groups in after.groups.items() if before.groups.get(plant) != groups}
    numbers = {column[1][0] for column, _ in {*before.numbers.items()} ^ {*after.numbers.items()}}
    return plants | numbers
