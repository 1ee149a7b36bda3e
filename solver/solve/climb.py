"""From a draft to a better one: many steps at once, by halves if that is worse, and mended where they break a limit."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterable, Mapping, Sequence

from solver.evaluate.outcome import Violation
from solver.solve.step import Step
from solver.solve.steps import Steps
from solver.solve.trial import Candidate, Trial
from solver.solve.worth import Effect, Worth

EASED_BY: Mapping[str, tuple[Effect, int]] = {
    "unemployment": ("displaced_persons", -1),
    "budget": ("spent_mcny", -1),
    "equity": ("displaced_persons", -1),
    "supply": ("capacity_munit", 1),
    "consumer_price": ("capacity_munit", 1),
    "regional_output": ("capacity_munit", 1),
    "regional_revenue": ("capacity_munit", 1),
    "emissions": ("capacity_munit", -1),
    "capacity_swap": ("capacity_munit", -1),
    "solvency": ("capacity_munit", -1),
}
"""Limit to what a step changes that eases it, and which way; others are eased by what gains most."""
MENDED_WITH_OTHERS = ("income_floor", "wage_floor")
"""Limits on what is promised: plans promise it wherever they displace people themselves."""
WORTH_MENDING = 4.0
"""A step that breaks limits is mended if it breaks no more than this."""
TRIES_TO_MEND = 6
"""How often that is tried for a step."""
Tried = dict[Hashable, bool]
"""Names of steps that were of no use, and whether they would have been, had they not broken a few limits."""


class Climber:
    """Takes steps.

    Parameters
    ----------
    trial : Trial
        Judges drafts.
    steps : Steps
        Lists steps.
    worth : Worth
        What lines cost; looks at the draft that steps are listed for.
    """

    def __init__(self, trial: Trial, steps: Steps, worth: Worth) -> None:
        self.trial, self.steps, self._worth = trial, steps, worth

    def look_at(self, now: Candidate) -> None:
        """Guess what steps gain at the prices of a draft from now on."""
        self._worth.look_at(now.outcome)

    def climbed(self, now: Candidate, batch: Sequence[Step], tried: Tried, mends: bool) -> Candidate:
        """Return what all steps of a batch lead to if that is better, or else those parts of it that are.

        Parameters
        ----------
        tried : dict
            Gets the names of steps that are of no use.
        mends : bool
            Whether to look for a way to keep a step that breaks limits.
        """
        if self.trial.is_over() or not batch:
            return now
        draft = now.draft
        for step in batch:
            draft = step.applied(draft)
        new = self.trial.candidate(draft)
        if new.is_better_than(now):
            return new
        if len(batch) > 1:
            half = len(batch) // 2
            return self.climbed(self.climbed(now, batch[:half], tried, mends), batch[half:], tried, mends)
        tried[batch[0].name] = _is_worth_mending(new, now)
        if mends and tried[batch[0].name]:
            mended = self._mended(new, batch[0])
            return mended if mended.is_better_than(now) else now
        return now

    def _mended(self, broken: Candidate, step: Step) -> Candidate:
        """Return a draft with as much of what a step broke mended as a few tries can, the step itself kept."""
        tried: Tried = {}
        for _ in range(TRIES_TO_MEND):
            if not broken.missed or self.trial.is_over():
                break
            batch = [each for each in self.cures(broken, tried, 1) if step.changes.isdisjoint(each.changes)]
            if not batch:
                break
            tried.update(dict.fromkeys((each.name for each in batch), False))
            broken = self.climbed(broken, batch, tried, mends=False)
        return broken

    def cures(self, now: Candidate, tried: Tried, reach: int) -> list[Step]:
        """Return steps that may mend what is broken, so many for each limit, the most promising first."""
        violations = [each for each in now.outcome.violations if each.rule not in MENDED_WITH_OTHERS]
        markets = {each.subject: self.steps.markets_of(each.subject) for each in violations if each.rule == "solvency"}
        subjects = {each.subject for each in violations}.union(*markets.values())
        concerned: dict[str, list[Step]] = defaultdict(list)
        for step in self.steps.concerning(now.draft, now.outcome, subjects):
            if step.name not in tried:
                for subject in step.subjects & subjects:
                    concerned[subject].append(step)
        years = self.trial.board.instance.years
        wanted: list[Step] = []
        for violation in violations:
            # What a firm cannot do for itself, a higher price may.
            own = concerned[violation.subject]
            others = (step for market in markets.get(violation.subject, ()) for step in concerned[market])
            wanted.extend(
                _ranked(violation, own or [each for each in others if _eases(violation, each, years)], years)[:reach]
            )
        return apart(wanted, len(wanted))


def apart(steps: Iterable[Step], most: int) -> list[Step]:
    """Return the first steps of those that do not change the same plants, gates or numbers."""
    chosen: list[Step] = []
    taken: set[Hashable] = set()
    for step in steps:
        if taken.isdisjoint(step.changes):
            chosen.append(step)
            taken |= step.changes
        if len(chosen) == most:
            break
    return chosen


def _is_worth_mending(new: Candidate, now: Candidate) -> bool:
    """Return whether a draft would be better if a few limits less were broken."""
    gains = now.missed > 0 or new.outcome.objective_mcny < now.outcome.objective_mcny
    return gains and now.missed < new.missed <= now.missed + WORTH_MENDING


def _ranked(violation: Violation, found: Sequence[Step], years: Sequence[int]) -> list[Step]:
    """Return the steps that begin in time, those first that ease a limit."""
    in_time = [step for step in found if not violation.year or step.year <= violation.year]
    known = [(step.gain_mcny and not _eases(violation, step, years), -step.gain_for_money(years)) for step in in_time]
    return [in_time[at] for at in sorted(range(len(known)), key=known.__getitem__)]


def _eases(violation: Violation, step: Step, years: Iterable[int]) -> bool:
    if violation.rule not in EASED_BY:
        return False
    effect, sign = EASED_BY[violation.rule]
    if violation.rule == "budget":
        return sign * step.more(effect, [violation.year]) > 0
    return sign * step.more(effect, [year for year in years if not violation.year or year <= violation.year]) > 0
