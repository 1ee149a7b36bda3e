"""What came of the cases of a sweep: a table for people, rows for programs, and which limits cannot hold together."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import Any

from solver.evaluate.outcome import Outcome
from solver.instance.instance import Instance
from solver.language import _, marked
from solver.report.conflict_words import best_known_first, conflict_sentence, relaxation_sentence
from solver.report.grid import Column, Grid, Mark, Row
from solver.report.reading import read_facts, read_results
from solver.report.summary import account_amounts, gap_words
from solver.report.wording import (
    ACCOUNTS,
    PEOPLE,
    UNKNOWN,
    Scale,
    decimals_for,
    money_scale,
    number,
    paragraph,
    plain,
    unit_words,
)
from solver.solve.result import Conflict, Relaxation
from solver.sweep.cases import MANDATE, Case, short_names

STATUSES: Mapping[str, tuple[str, Mark]] = {
    "optimal": (marked("plan within the gap"), ""),
    "stopped_with_plan": (marked("plan, not within the gap"), "binds"),
    "stopped_without_plan": (marked("stopped without a plan"), "missed"),
    "no_plan": (marked("no plan keeps all limits"), "missed"),
    "failed": (marked("failed"), "broken"),
    "waiting": (marked("not solved yet"), ""),
}
"""How a case ended, in words that fit a table, and how its row stands out."""

MEASURES: Mapping[str, str] = {
    "public_outlay": "public_outlay_mcny",
    "operating_losses": "operating_losses_mcny",
    "displaced": "displaced_persons",
}
"""Accounts by which cases are compared beside the objective, and what programs call them, with the unit."""

OBJECTIVE = "objective_mcny"
BOUND, GAP = "bound", "gap"
"""What ``run.json`` calls them."""

BEFORE = "status_quo_objective_mcny"
OBJECTIVES = (BEFORE, OBJECTIVE, BOUND)
MONEY = (*OBJECTIVES, "public_outlay_mcny", "operating_losses_mcny")


@dataclass(frozen=True)
class Standing:
    """A case and what is known of it."""

    case: Case
    status: str = "waiting"
    reason: str = ""
    """Why it ended, in English."""
    facts: Mapping[str, Any] | None = None
    """What ``run.json`` says, where there is a run."""
    status_quo: Mapping[str, float] | None = None
    plan: Mapping[str, float] | None = None
    """Objective and measures of both sides, as programs call them."""

    @property
    def conflict(self) -> Conflict | None:
        """The limits that cannot hold together, where there is no plan and they are known."""
        told = self.facts["conflict"] if self.facts is not None else None
        if told is None:
            return None
        named, together = (
            tuple(Relaxation(**{key: value for key, value in each.items() if key != "sentence"}) for each in told[part])
            for part in ("relaxations", "together")
        )
        return Conflict(named, together, told["cut_short"])


def read_case(instance: Instance, folder: Path, case: Case) -> Standing:
    """Return what the run folder of a finished case says.

    Raises
    ------
    InputError
        If it is damaged.
    """
    facts, sides = read_facts(folder / case.name), read_results(folder / case.name)
    measured = {name: measures(instance, outcome) for name, outcome in sides.items()}
    return Standing(
        case, str(facts["status"]), str(facts["reason"]), facts, measured["status_quo"], measured.get("plan")
    )


def measures(instance: Instance, outcome: Outcome) -> dict[str, float]:
    """Return the objective and the measures of a side."""
    amounts = account_amounts(instance, outcome)
    return {OBJECTIVE: outcome.objective_mcny, **{key: amounts[account] for account, key in MEASURES.items()}}


@dataclass(frozen=True)
class Line:
    """A row of the table before its numbers are words: the status quo, or how a case ended."""

    names: tuple[str, ...]
    mark: Mark
    side: Mapping[str, float]
    """What is known of it, by what programs call it."""


def sweep_grid(title: str, standings: Sequence[Standing]) -> Grid:
    """Return all cases as a table, below the status quo.

    Parameters
    ----------
    title : str
        Title of the instance.
    standings : sequence of Standing
        In the order of the cases.
    """
    keys = list(dict.fromkeys(key for each in standings for key in each.case.varied))
    called = {**short_names(keys), MANDATE: _("Mandate")}
    lines = list(table_lines(standings, keys))
    money = money_scale(line.side[key] for line in lines for key in MONEY if key in line.side)
    objective = _("Objective, {unit}").format(unit=money.unit)
    measured = (
        (_("Status quo"), objective, BEFORE),
        (_("Plan"), objective, OBJECTIVE),
        (_("No plan is below"), objective, BOUND),
        *(
            (_(ACCOUNTS[account]), unit_words("persons") if account in PEOPLE else money.unit, key)
            for account, key in MEASURES.items()
        ),
    )
    told = [column_cells(lines, money if key in MONEY else Scale("", 1.0), key) for _title, _group, key in measured]
    gaps = [gap_words(line.side[GAP]) if GAP in line.side else UNKNOWN for line in lines]
    columns = (
        *(Column(called[key], kind="name") for key in keys),
        Column(_("How it ended"), kind="name"),
        *(Column(title, group=group) for title, group, _key in measured),
        Column(_("Certified gap")),
    )
    cells = zip(*told, gaps, strict=True)
    rows = (Row((*line.names, *numbers), line.mark) for line, numbers in zip(lines, cells, strict=True))
    return Grid(_("{title}: a row for each case").format(title=plain(title)), columns, tuple(rows))


def table_lines(standings: Sequence[Standing], keys: Sequence[str]) -> Iterator[Line]:
    """Yield how each case ended and, wherever it is another one than before, the status quo.

    The objective of the status quo depends on the weights of each case, and has a column of its own.
    """
    before: Mapping[str, float] = {}
    for each in standings:
        today = {key: each.status_quo[key] for key in MEASURES.values()} if each.status_quo is not None else before
        if today != before:
            before = today
            yield Line((*(("",) * len(keys)), _("Status quo")), "total", today)
        words, mark = STATUSES[each.status]
        known = {} if each.facts is None else {key: each.facts[key] for key in (BOUND, GAP)}
        known[BEFORE] = None if each.status_quo is None else each.status_quo[OBJECTIVE]
        side = {key: value for key, value in {**known, **(each.plan or {})}.items() if value is not None}
        yield Line((*(plain(each.case.varied[key]) for key in keys), _(words)), mark, side)


def column_cells(lines: Sequence[Line], scale: Scale, key: str) -> list[str]:
    """Return a column of numbers, all with the decimals that the largest of them needs; objectives have the same."""
    together = OBJECTIVES if key in OBJECTIVES else (key,)
    known = {each: [line.side.get(each) for line in lines] for each in together}
    shown = {each: [None if value is None else scale(value) for value in column] for each, column in known.items()}
    decimals = decimals_for(chain.from_iterable(shown.values()))
    return [number(value, decimals) for value in shown[key]]


def remarks(instance: Instance, standings: Sequence[Standing]) -> list[str]:
    """Return what the table has no room for: why cases failed, and which limits cannot hold together."""
    said = []
    for each in standings:
        conflict = each.conflict
        if each.status == "failed":
            said.append(_("{case} failed: {why}.").format(case=each.case.name, why=plain(each.reason)))
        elif conflict is not None:
            ways = (relaxation_sentence(instance, way) for way in best_known_first(conflict.relaxations))
            words = paragraph((conflict_sentence(instance, conflict), *ways))
            said.append(_("{case}: {words}").format(case=each.case.name, words=words))
    return said


def sweep_facts(instance: Instance, folder: Path, standings: Sequence[Standing]) -> dict[str, Any]:
    """Return all cases for programs, in English whatever is spoken."""
    return {"format": 1, "instance": instance.header.id, "cases": [case_facts(folder, each) for each in standings]}


def case_facts(folder: Path, standing: Standing) -> dict[str, Any]:
    """Return a case for programs; what is not known is ``None``."""
    facts = standing.facts or {}
    conflict = facts.get("conflict")
    return {
        "case": standing.case.name,
        "varied": dict(standing.case.varied),
        "mandate": None if standing.case.mandate is None else str(standing.case.mandate),
        "settings": list(standing.case.settings),
        "status": standing.status,
        "reason": standing.reason,
        **{key: facts.get(key) for key in ("objective", BOUND, GAP, "seconds")},
        "status_quo": standing.status_quo,
        "plan": standing.plan,
        "conflict": None if conflict is None else conflict["sentence"],
        "run": None if standing.facts is None else str(folder / standing.case.name),
    }


def sweep_csv(standings: Sequence[Standing]) -> str:
    """Return all cases as CSV; what is not known is blank."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\n")
    keys = list(dict.fromkeys(key for each in standings for key in each.case.varied))
    measured = (OBJECTIVE, *MEASURES.values())
    before = (f"status_quo_{key}" for key in measured)
    writer.writerow(["case", *keys, "status", "bound_mcny", GAP, "seconds", *measured, *before, "reason", "conflict"])
    for each in standings:
        facts = each.facts or {}
        conflict = facts.get("conflict")
        sides = [(side or {}).get(key) for side in (each.plan, each.status_quo) for key in measured]
        ends = (each.reason, None if conflict is None else conflict["sentence"])
        known = (facts.get(key) for key in (BOUND, GAP, "seconds"))
        writer.writerow([each.case.name, *each.case.varied.values(), each.status, *known, *sides, *ends])
    return text.getvalue()
