"""A first plan without the model: from the status quo, what is broken is mended until the judge accepts.

What could mend a broken limit are the steps that have to do with its subject and begin in time. Those that ease it by
what the levers' rows say of them come first, then those that gain most. A few for each limit are taken together; if
that is worse, they are tried by halves.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from solver.evaluate.outcome import Violation
from solver.solve.draft import Draft
from solver.solve.steps import Step, Steps
from solver.solve.trial import Candidate, Trial
from solver.solve.worth import Worth

EASED_BY: Mapping[str, tuple[str, int]] = {
    "unemployment": ("displaces", -1),
    "budget": ("spends", -1),
    "equity": ("displaces", -1),
    "supply": ("adds", 1),
    "consumer_price": ("adds", 1),
    "regional_output": ("adds", 1),
    "regional_revenue": ("adds", 1),
    "emissions": ("adds", -1),
    "capacity_swap": ("adds", -1),
}
"""Limit to what a step changes that eases it, and which way; others are eased by what gains most."""
MENDED_WITH_OTHERS = ("income_floor", "wage_floor")
"""Limits on what is promised: plans promise it wherever they displace people themselves."""


def first_plan(trial: Trial, steps: Steps, worth: Worth) -> Candidate:
    """Return a draft that breaks nothing, or the one that breaks least of those tried."""
    now = trial.candidate(Draft())
    reach, has_climbed = 1, True
    while now.missed and not trial.is_over():
        worth.look_at(now.outcome)
        batch = _cures(trial, steps, now, reach)
        if not batch:
            if not has_climbed:
                break
            trial.tried.clear()
            has_climbed = False
            continue
        new = trial.climbed(now, batch)
        is_better = new is not now
        reach = 2 * reach if is_better else max(1, reach // 2)
        has_climbed, now = has_climbed or is_better, new
    return now


def every_step(steps: Steps, now: Candidate) -> list[Step]:
    """Return all steps that can be taken from a draft."""
    return [
        *steps.of_firms(now.draft),
        *steps.of_plants(now.draft),
        *steps.of_gates(now.draft, now.outcome),
        *steps.of_numbers(now.draft, now.outcome),
    ]


def apart(steps: Iterable[Step], most: int) -> list[Step]:
    """Return the first steps of those that do not change the same plants, gates or numbers."""
    chosen: list[Step] = []
    taken: set[object] = set()
    for step in steps:
        changed = {*step.groups, *step.opened, *step.shut, *step.numbers}
        if taken.isdisjoint(changed):
            chosen.append(step)
            taken |= changed
        if len(chosen) == most:
            break
    return chosen


def _cures(trial: Trial, steps: Steps, now: Candidate, reach: int) -> list[Step]:
    """Return steps that may mend what is broken, so many for each limit, the most promising first."""
    concerned: dict[str, list[Step]] = defaultdict(list)
    known = [step for step in every_step(steps, now) if step.name not in trial.tried]
    for step in known:
        for subject in step.subjects:
            concerned[subject].append(step)
    wanted: list[Step] = []
    for violation in now.outcome.violations:
        if violation.rule not in MENDED_WITH_OTHERS:
            found = concerned.get(violation.subject, known)
            wanted.extend(_ranked(violation, found)[:reach])
    return apart(wanted, len(wanted))


def _ranked(violation: Violation, found: Sequence[Step]) -> list[Step]:
    """Return the steps that begin in time, those first that ease a limit."""
    in_time = [step for step in found if not violation.year or step.year <= violation.year]
    return sorted(in_time, key=lambda step: (not _eases(violation, step), -step.gain_mcny))


def _eases(violation: Violation, step: Step) -> bool:
    if violation.rule not in EASED_BY:
        return False
    what, sign = EASED_BY[violation.rule]
    changes: Mapping[int, float] = getattr(step, what)
    if violation.rule == "budget":
        return sign * changes.get(violation.year, 0.0) > 0
    return sign * sum(amount for year, amount in changes.items() if not violation.year or year <= violation.year) > 0
