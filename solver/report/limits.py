"""Limits: which the plan keeps and with how much room, which bind, and which the status quo breaks."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from solver.evaluate.findings import spell
from solver.evaluate.outcome import Outcome, Violation
from solver.instance.instance import Instance
from solver.language import _, marked, spoken
from solver.report.conflict_words import best_known_first, relaxation_sentence
from solver.report.grid import Column, Grid, Mark, Row
from solver.report.wording import (
    RULES,
    UNKNOWN,
    Scale,
    decimals_for,
    listed,
    lists,
    name_of,
    number,
    scale_of,
    subject_name,
)
from solver.solve.result import Conflict, Relaxation

BINDING_SHARE = 0.01
"""A limit binds where the room left is at most so much of the limit, or of one unit if that is larger."""

EXACT = ("participation", "windfall")
"""Rules between which a compensation is what is due and nothing else; that they leave no room says nothing."""

LEVELS: Mapping[str, str] = {
    "hard": "{limit}",
    "soft": marked("{limit} (soft)"),
    "report": marked("{limit} (only told)"),
}
"""How a limit is named by its level: only a hard one can be broken, the others are missed."""

NAMED: Mapping[str, str] = {
    "hard": marked("{kind} ({names})"),
    "soft": marked("{kind} (soft: {names})"),
    "report": marked("{kind} (only told: {names})"),
}
"""The same within a sentence, with what it is about."""

MOST_NAMED = 6
"""Subjects of a limit that a sentence names; the table has all."""

MARKS: Sequence[Mark] = ("broken", "missed", "binds", "")
"""The order of the rows: what asks for attention first."""

Weighed = Mapping[str, Any]
"""A row of the limits table."""

Subject = tuple[str, str]
"""A rule and what it is about: rows of one subject differ in year and scenario only."""


def limits_grid(instance: Instance, status_quo: Outcome, plan: Outcome | None, *, tight: bool) -> Grid:
    """Return the limits, each in the year and scenario that leaves the least room.

    Parameters
    ----------
    instance : Instance
        The facts.
    status_quo, plan : Outcome
        Both sides; without a plan, the rows are the status quo's.
    tight : bool
        Whether to return the limits that bind or that either side breaks or misses, or all the others.
    """
    columns = (
        Column(_("Limit"), kind="name"),
        Column(_("Of"), kind="name"),
        Column(_("Plan") if plan is not None else _("Status quo"), kind="name", group=_("Verdict")),
        *((Column(_("Status quo"), kind="name", group=_("Verdict")),) if plan is not None else ()),
        Column(_("Value"), group=_("Tightest")),
        Column(_("Limit"), group=_("Tightest")),
        Column(_("Room left"), group=_("Tightest")),
        Column(_("Unit"), group=_("Tightest"), kind="name"),
        Column(_("When"), group=_("Tightest"), kind="name"),
    )
    before = by_subject(status_quo)
    after = before if plan is None else by_subject(plan)
    rows = []
    # A limit of the status quo alone, such as the solvency of a firm that the plan closes, is still one it may break.
    for subject in [*after, *(each for each in before if each not in after)]:
        sides = [before.get(subject)] if plan is None else [after.get(subject), before.get(subject)]
        if is_tight(sides) == tight:
            rows.append(limit_row(instance, subject, sides))
    rows.sort(key=lambda row: MARKS.index(row.mark))
    caption = _("Limits that bind, are broken or are missed") if tight else _("Other limits")
    return Grid(caption, columns, tuple(rows))


def by_subject(outcome: Outcome) -> dict[Subject, list[Weighed]]:
    """Return the rows of the limits table by rule and subject, in their order."""
    groups: dict[Subject, list[Weighed]] = {}
    limits = outcome.tables["limits"]
    names = [str(each) for each in limits.columns]
    for values in limits.itertuples(index=False, name=None):
        weighed = dict(zip(names, values, strict=True))
        groups.setdefault((str(weighed["rule"]), str(weighed["subject"])), []).append(weighed)
    return groups


def is_tight(sides: Sequence[list[Weighed] | None]) -> bool:
    """Return whether the limit binds on the side that is shown, or is broken or missed on any side."""
    marks = [mark_of(each) for each in sides]
    return marks[0] == "binds" or "broken" in marks or "missed" in marks


def limit_row(instance: Instance, subject: Subject, sides: Sequence[list[Weighed] | None]) -> Row:
    """Return one limit as a row: the verdict on each side, and the numbers where the shown side is tightest."""
    rule, key = subject
    worst = tightest(next(each for each in sides if each is not None))
    values = [float(worst[column]) for column in ("value", "limit", "slack")]
    scale = scale_of(instance, str(worst["unit"]), key, values)
    decimals = decimals_for(map(scale, values))
    cells = (
        label_of(rule, str(worst["level"])),
        subject_name(instance, rule, key),
        *(verdict(each, scale) for each in sides),
        *(number(scale(each), decimals) for each in values),
        scale.unit,
        when(instance, worst),
    )
    return Row(cells, mark_of(sides[0]))


def label_of(rule: str, level: str) -> str:
    """Return the name of a limit, with its level unless it is hard."""
    return _(LEVELS[level]).format(limit=_(RULES[rule]))


def tightest(rows: list[Weighed]) -> Weighed:
    """Return the row with the least room, relative to its limit."""
    return min(rows, key=relative_room)


def relative_room(row: Weighed) -> float:
    """Return the room that a limit leaves, relative to the limit or to one unit, whichever is larger."""
    return float(row["slack"]) / max(abs(float(row["limit"])), 1.0)


def mark_of(rows: list[Weighed] | None) -> Mark:
    """Return how a limit stands, over all its years and scenarios.

    A limit that is not hard is missed, which is no violation; one that is only told binds nobody.
    """
    if rows is None:
        return ""
    level = rows[0]["level"]
    if not all(row["kept"] for row in rows):
        return "broken" if level == "hard" else "missed"
    exact = rows[0]["rule"] in EXACT or level == "report"
    return "binds" if not exact and relative_room(tightest(rows)) <= BINDING_SHARE else ""


def verdict(rows: list[Weighed] | None, scale: Scale) -> str:
    """Return whether a limit is kept in all years and scenarios, and where not, in how many and by how much."""
    if rows is None:
        return UNKNOWN
    mark = mark_of(rows)
    if mark not in ("broken", "missed"):
        return _("binds") if mark == "binds" else _("kept")
    lost = [-scale(float(row["slack"])) for row in rows if not row["kept"]]
    if len(rows) > 1:
        words = (
            _("broken in {lost} of {all}, by up to {amount}")
            if mark == "broken"
            else _("missed in {lost} of {all}, by up to {amount}")
        )
    else:
        words = _("broken, by up to {amount}") if mark == "broken" else _("missed, by up to {amount}")
    return words.format(lost=len(lost), all=len(rows), amount=number(max(lost), decimals_for([max(lost)])))


def when(instance: Instance, row: Weighed) -> str:
    """Return the year and, where there are several, the scenario of a row."""
    year = str(row["year"]) if row["year"] else _("all years")
    scenario = row["scenario"] if len(instance.futures) > 1 else ""
    return _("{place}, {scenario}").format(place=year, scenario=instance.futures[scenario].name) if scenario else year


def binding_sentence(instance: Instance, plan: Outcome) -> str:
    """Say which limits leave a plan no room, by kind."""
    named = named_by_kind(instance, plan, "binds")
    return _("What binds: {limits}.").format(limits=named) if named else _("No limit binds.")


def missed_sentence(instance: Instance, plan: Outcome) -> str:
    """Say which limits a plan misses that are not hard; nothing where there is none."""
    named = named_by_kind(instance, plan, "missed")
    return _("What is missed, which is no violation: {limits}.").format(limits=named) if named else ""


def named_by_kind(instance: Instance, plan: Outcome, mark: Mark) -> str:
    """Return the limits on which the verdict is the one of a mark, by kind."""
    names: dict[tuple[str, str], list[str]] = {}
    for (rule, subject), rows in by_subject(plan).items():
        if mark_of(rows) == mark:
            names.setdefault((rule, str(rows[0]["level"])), []).append(subject_name(instance, rule, subject))
    return lists(
        _(NAMED[level]).format(kind=_(RULES[rule]).lower(), names=listed(shortened(subjects)))
        for (rule, level), subjects in names.items()
    )


def shortened(names: list[str]) -> list[str]:
    """Return the first names, and how many there are beside them."""
    if len(names) <= MOST_NAMED:
        return names
    return [*names[: MOST_NAMED - 1], _("{n} more").format(n=len(names) - MOST_NAMED + 1)]


def violation_sentence(instance: Instance, violation: Violation) -> str:
    """Say what a plan breaks: in English as the judge says it, in other languages from its numbers."""
    if spoken() == "en":
        return violation.sentence
    values = (violation.value, violation.limit)
    scale = scale_of(instance, violation.unit, violation.subject, values)
    value, limit = (
        (f"{each:.0f}" for each in values) if violation.unit == "year" else spell(*(scale(each) for each in values))
    )
    place = subject_name(instance, violation.rule, violation.subject)
    if violation.year:
        place = _("{place}, {year}").format(place=place, year=violation.year)
    if violation.scenario and len(instance.futures) > 1:
        place = _("{place}, {scenario}").format(place=place, scenario=instance.futures[violation.scenario].name)
    said = _("{place}: {rule}: {value} where the limit is {limit}, {unit}")
    return said.format(place=place, rule=_(RULES[violation.rule]), value=value, limit=limit, unit=scale.unit)


def rules_grid(status_quo: Outcome, plan: Outcome | None) -> Grid:
    """Return for each kind of limit how many there are, and how many are kept, bind and are not kept."""
    sides = [(_("Status quo"), status_quo)]
    if plan is not None:
        sides.insert(0, (_("Plan"), plan))
    columns = [Column(_("Limit"), kind="name")]
    for side, _outcome in sides:
        columns += [Column(title, group=side) for title in (_("Kept"), _("Of these bind"), _("Not kept"))]
    tallies = [count_by_rule(outcome) for _side, outcome in sides]
    rows = []
    for rule, level in dict.fromkeys(key for tally in tallies for key in tally):
        counts = [each.get((rule, level), (0, 0, 0)) for each in tallies]
        cells = (label_of(rule, level), *(number(count, 0) for side in counts for count in side))
        mark: Mark = "broken" if level == "hard" else "missed"
        rows.append(Row(cells, mark if counts[0][2] else ""))
    return Grid(_("How many limits hold, each in all its years and scenarios"), tuple(columns), tuple(rows))


def count_by_rule(outcome: Outcome) -> dict[tuple[str, str], tuple[int, int, int]]:
    """Return for each rule and level how many of its limits are kept, bind and are not kept."""
    counts: dict[tuple[str, str], tuple[int, int, int]] = {}
    for (rule, _subject), rows in by_subject(outcome).items():
        key = (rule, str(rows[0]["level"]))
        kept, binding, lost = counts.get(key, (0, 0, 0))
        mark = mark_of(rows)
        kept, lost = (kept, lost + 1) if mark in ("broken", "missed") else (kept + 1, lost)
        counts[key] = (kept, binding + (mark == "binds"), lost)
    return counts


def conflict_grids(instance: Instance, conflict: Conflict) -> tuple[Grid, ...]:
    """Return by how much each limit of a conflict must give way, and limits of one kind together where one is none.

    What is found comes first, then the limits in which giving way alone is not enough, then those not searched to an
    end.
    """
    alone = relaxations_grid(
        instance, conflict.relaxations, _("The least by which one limit must give way, all others kept")
    )
    together = relaxations_grid(
        instance, conflict.together, _("The least by which all limits of one kind must give way")
    )
    return tuple(grid for grid in (alone, together) if grid.rows)


def relaxations_grid(instance: Instance, relaxations: Sequence[Relaxation], caption: str) -> Grid:
    """Return amounts, proven and enough, and the sentence of each relaxation."""
    columns = (
        Column(_("Limit"), kind="name"),
        Column(_("Of"), kind="name"),
        Column(_("At least"), group=_("Must give way by")),
        Column(_("Enough"), group=_("Must give way by")),
        Column(_("Unit"), kind="name"),
        Column(_("In words"), kind="name"),
    )
    rows = []
    for each in best_known_first(relaxations):
        amounts = [amount for amount in (each.amount, each.enough) if amount is not None]
        scale = scale_of(instance, each.unit, each.subject, amounts)
        names = (_(RULES[each.rule]), relaxed_name(instance, each))
        rows.append(Row((*names, *relaxed_amounts(each, scale), scale.unit, relaxation_sentence(instance, each))))
    return Grid(caption, columns, tuple(rows))


def relaxed_name(instance: Instance, relaxation: Relaxation) -> str:
    """Return the name of what a relaxation is about; owners are paid, and not the plants of the same key."""
    if not relaxation.subject:
        return _("all together")
    if relaxation.rule == "participation":
        return name_of(instance, "firms", relaxation.subject)
    return subject_name(instance, relaxation.rule, relaxation.subject)


def relaxed_amounts(relaxation: Relaxation, scale: Scale) -> tuple[str, str]:
    """Return the amount that is proven to be needed and the one that is known to be enough, or why there is none."""
    if not relaxation.known:
        return _("not found in the time given"), UNKNOWN
    if relaxation.amount is None:
        return _("not enough alone") if relaxation.subject else _("not enough"), UNKNOWN
    amount = scale(relaxation.amount)
    enough = None if relaxation.enough is None else scale(relaxation.enough)
    decimals = decimals_for((amount, enough))
    if enough is None:
        return rounded(amount, decimals, math.floor), UNKNOWN
    # What is needed is never more than what is said, and what is enough never less.
    sufficient = rounded(enough, decimals, math.ceil)
    return sufficient if enough <= amount else rounded(amount, decimals, math.floor), sufficient


def rounded(amount: float, decimals: int, to_whole: Callable[[float], int]) -> str:
    """Return an amount rounded to one side; a hair's breadth, as computing leaves it, is not rounded to a digit."""
    return number(to_whole(round(amount * 10**decimals, 3)) / 10**decimals, decimals)
