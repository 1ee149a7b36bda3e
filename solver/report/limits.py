"""Limits: which the plan keeps and with how much room, which bind, and which the status quo breaks."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from solver.evaluate.outcome import Outcome
from solver.instance.instance import Instance
from solver.report.conflict_words import relaxation_sentence
from solver.report.grid import Column, Grid, Mark, Row
from solver.report.wording import RULES, UNKNOWN, decimals_for, name_of, number, subject_name, unit_words
from solver.solve.result import Conflict, Relaxation

BINDING_SHARE = 0.01
"""A limit binds where the room left is at most so much of the limit, or of one unit if that is larger."""

EXACT = ("participation", "windfall")
"""Rules between which a compensation is what is due and nothing else; that they leave no room says nothing."""

LEVELS: Mapping[str, str] = {"hard": "", "soft": " (soft)", "report": " (only told)"}
"""What is said beside the name of a limit by its level: only a hard one can be broken, the others are missed."""

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
        Column("Limit", kind="name"),
        Column("Of", kind="name"),
        Column("Plan" if plan is not None else "Status quo", kind="name", group="Verdict"),
        *((Column("Status quo", kind="name", group="Verdict"),) if plan is not None else ()),
        Column("Value", group="Tightest"),
        Column("Limit", group="Tightest"),
        Column("Room left", group="Tightest"),
        Column("Unit", group="Tightest", kind="name"),
        Column("When", group="Tightest", kind="name"),
    )
    before = by_subject(status_quo)
    after = before if plan is None else by_subject(plan)
    rows = []
    # A limit of the status quo alone, such as the solvency of a firm that the plan closes, is still one it may break.
    for subject in [*after, *(each for each in before if each not in after)]:
        sides = [before.get(subject)] if plan is None else [after.get(subject), before.get(subject)]
        verdicts = [verdict(each) for each in sides]
        if is_tight(verdicts) == tight:
            shown = next(each for each in sides if each is not None)
            rows.append(limit_row(instance, subject, verdicts, tightest(shown)))
    rows.sort(key=lambda row: MARKS.index(row.mark))
    caption = "Limits that bind, are broken or are missed" if tight else "Other limits"
    return Grid(caption, columns, tuple(rows))


def by_subject(outcome: Outcome) -> dict[Subject, list[Weighed]]:
    """Return the rows of the limits table by rule and subject, in their order."""
    groups: dict[Subject, list[Weighed]] = {}
    for row in outcome.tables["limits"].to_dict("records"):
        weighed = {str(column): value for column, value in row.items()}
        groups.setdefault((str(weighed["rule"]), str(weighed["subject"])), []).append(weighed)
    return groups


def is_tight(verdicts: list[str]) -> bool:
    """Return whether the limit binds on the side that is shown, or is broken or missed on any side."""
    return verdicts[0] == "binds" or any(each.startswith(("broken", "missed")) for each in verdicts)


def limit_row(instance: Instance, subject: Subject, verdicts: list[str], worst: Weighed) -> Row:
    """Return one limit as a row: the verdict on each side, and the numbers where the shown side is tightest."""
    rule, key = subject
    values = [float(worst[column]) for column in ("value", "limit", "slack")]
    decimals = decimals_for(values)
    cells = (
        label_of(rule, worst),
        subject_name(instance, rule, key),
        *verdicts,
        *(number(each, decimals) for each in values),
        unit_words(str(worst["unit"])),
        when(instance, worst),
    )
    return Row(cells, next((mark for mark in MARKS if mark and verdicts[0].startswith(mark)), ""))


def label_of(rule: str, row: Weighed) -> str:
    """Return the name of a limit, with its level unless it is hard."""
    return f"{RULES.get(rule, rule)}{LEVELS[str(row['level'])]}"


def tightest(rows: list[Weighed]) -> Weighed:
    """Return the row with the least room, relative to its limit."""
    return min(rows, key=relative_room)


def relative_room(row: Weighed) -> float:
    """Return the room that a limit leaves, relative to the limit or to one unit, whichever is larger."""
    return float(row["slack"]) / max(abs(float(row["limit"])), 1.0)


def verdict(rows: list[Weighed] | None) -> str:
    """Return whether a limit is kept in all years and scenarios, and where not, in how many and by how much.

    A limit that is not hard is missed, which is no violation; one that is only told binds nobody.
    """
    if rows is None:
        return UNKNOWN
    level = rows[0]["level"]
    broken = [-float(row["slack"]) for row in rows if not row["kept"]]
    if broken:
        times = f" in {len(broken)} of {len(rows)}" if len(rows) > 1 else ""
        word = "broken" if level == "hard" else "missed"
        return f"{word}{times}, by up to {number(max(broken), decimals_for([max(broken)]))}"
    exact = rows[0]["rule"] in EXACT or level == "report"
    return "binds" if not exact and relative_room(tightest(rows)) <= BINDING_SHARE else "kept"


def when(instance: Instance, row: Weighed) -> str:
    """Return the year and, where there are several, the scenario of a row."""
    year = str(row["year"]) if row["year"] else "all years"
    scenario = row["scenario"] if len(instance.futures) > 1 else ""
    return f"{year}, {instance.futures[scenario].name}" if scenario else year


def binding_sentence(instance: Instance, plan: Outcome) -> str:
    """Say which limits leave a plan no room, by kind."""
    listed = listed_by_kind(instance, plan, "binds")
    return f"What binds: {listed}." if listed else "No limit binds."


def missed_sentence(instance: Instance, plan: Outcome) -> str:
    """Say which limits a plan misses that are not hard; nothing where there is none."""
    listed = listed_by_kind(instance, plan, "missed")
    return f"What is missed, which is no violation: {listed}." if listed else ""


def listed_by_kind(instance: Instance, plan: Outcome, mark: Mark) -> str:
    """Return the limits on which the verdict is the one of a mark, by kind."""
    names: dict[str, list[str]] = {}
    for (rule, subject), rows in by_subject(plan).items():
        if verdict(rows).startswith(mark):
            name = subject_name(instance, rule, subject)
            names.setdefault(label_of(rule, rows[0]).lower(), []).append(name)
    return "; ".join(f"{rule} ({', '.join(subjects)})" for rule, subjects in names.items())


def rules_grid(status_quo: Outcome, plan: Outcome | None) -> Grid:
    """Return for each kind of limit how many there are, and how many are kept, bind and are not kept."""
    sides = [("Status quo", status_quo)] if plan is None else [("Plan", plan), ("Status quo", status_quo)]
    columns = [Column("Limit", kind="name")]
    columns += [Column(title, group=side) for side, _ in sides for title in ("Kept", "Of these bind", "Not kept")]
    counted = [count_by_rule(outcome) for _, outcome in sides]
    rules = dict.fromkeys(rule for counts in counted for rule in counts)
    rows = []
    for rule in rules:
        counts = [each.get(rule, (0, 0, 0)) for each in counted]
        cells = (rule, *(number(count, 0) for side in counts for count in side))
        mark: Mark = "broken" if rule in RULES.values() else "missed"
        rows.append(Row(cells, mark if counts[0][2] else ""))
    return Grid("How many limits hold, each in all its years and scenarios", tuple(columns), tuple(rows))


def count_by_rule(outcome: Outcome) -> dict[str, tuple[int, int, int]]:
    """Return for each rule, named with its level, how many of its limits are kept, bind and are not kept."""
    counts: dict[str, tuple[int, int, int]] = {}
    for (rule, _), rows in by_subject(outcome).items():
        label = label_of(rule, rows[0])
        kept, binding, lost = counts.get(label, (0, 0, 0))
        word = verdict(rows)
        kept, lost = (kept, lost + 1) if word.startswith(("broken", "missed")) else (kept + 1, lost)
        counts[label] = (kept, binding + (word == "binds"), lost)
    return counts


def conflict_grids(instance: Instance, conflict: Conflict) -> tuple[Grid, ...]:
    """Return by how much each limit of a conflict must give way, and limits of one kind together where one is none.

    What is found comes first, then the limits in which giving way alone is not enough, then those not searched to an
    end.
    """
    alone = relaxations_grid(
        instance, conflict.relaxations, "The least by which one limit must give way, all others kept"
    )
    together = relaxations_grid(instance, conflict.together, "The least by which all limits of one kind must give way")
    return tuple(grid for grid in (alone, together) if grid.rows)


def relaxations_grid(instance: Instance, relaxations: Sequence[Relaxation], caption: str) -> Grid:
    """Return amounts, proven and enough, and the sentence of each relaxation."""
    columns = (
        Column("Limit", kind="name"),
        Column("Of", kind="name"),
        Column("At least", group="Must give way by"),
        Column("Enough", group="Must give way by"),
        Column("Unit", kind="name"),
        Column("In words", kind="name"),
    )
    rows = []
    for each in sorted(relaxations, key=lambda relaxation: (not relaxation.known, relaxation.amount is None)):
        label, words = RULES.get(each.rule, each.rule), relaxation_sentence(instance, each)
        cells = (label, relaxed_name(instance, each), *relaxed_amounts(each), unit_words(each.unit), words)
        rows.append(Row(cells))
    return Grid(caption, columns, tuple(rows))


def relaxed_name(instance: Instance, relaxation: Relaxation) -> str:
    """Return the name of what a relaxation is about; owners are paid, and not the plants of the same key."""
    if not relaxation.subject:
        return "all together"
    if relaxation.rule == "participation":
        return name_of(instance, "firms", relaxation.subject)
    return subject_name(instance, relaxation.rule, relaxation.subject)


def relaxed_amounts(relaxation: Relaxation) -> tuple[str, str]:
    """Return the amount that is proven to be needed and the one that is known to be enough, or why there is none."""
    if not relaxation.known:
        return "not found in the time given", UNKNOWN
    if relaxation.amount is None:
        return "not enough alone" if relaxation.subject else "not enough", UNKNOWN
    decimals = decimals_for((relaxation.amount, relaxation.enough))
    if relaxation.enough is None:
        return rounded(relaxation.amount, decimals, math.floor), UNKNOWN
    # What is needed is never more than what is said, and what is enough never less.
    enough = rounded(relaxation.enough, decimals, math.ceil)
    met = relaxation.enough <= relaxation.amount
    return enough if met else rounded(relaxation.amount, decimals, math.floor), enough


def rounded(amount: float, decimals: int, to_whole: Callable[[float], int]) -> str:
    """Return an amount rounded to one side; a hair's breadth, as computing leaves it, is not rounded to a digit."""
    return number(to_whole(round(amount * 10**decimals, 3)) / 10**decimals, decimals)
