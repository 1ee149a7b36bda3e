"""A run folder read back: how the run ended, its inputs where they are kept, its plan and what the judge said of it."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from io import StringIO
from pathlib import Path
from typing import Any, Literal

import pandas as pd

from solver.errors import InputError, Problem
from solver.evaluate.outcome import TABLES, Outcome
from solver.instance.instance import Instance
from solver.instance.read import read_instance
from solver.mandate import Mandate
from solver.mandate_file import read_mandate
from solver.plan import Plan
from solver.report.run_files import INPUTS_NAME, MANDATE_NAME
from solver.report.run_folder import PLAN_NAME, RUN_NAME
from solver.report.wording import plain

FORMAT = 1
ENDED = ("optimal", "stopped_with_plan", "stopped_without_plan", "no_plan")
"""Statuses of runs that have left results; the others are still running or failed."""

TRUTH = ("insolvent", "kept")
"""Columns that say yes or no."""

TEXTS = (
    "account",
    "case",
    "conduct",
    "firm",
    "level",
    "link",
    "market",
    "payer",
    "plant",
    "purpose",
    "region",
    "rule",
    "scenario",
    "sense",
    "state",
    "subject",
    "unit",
)
"""Columns of text; all others are numbers."""

Kept = Literal["kept", "missing", "unreadable"]
"""Whether the inputs of a run are there to be compared."""


@dataclass(frozen=True)
class Run:
    """A run as its folder tells it."""

    name: str
    path: Path
    facts: Mapping[str, Any]
    """What ``run.json`` says."""
    kept: Kept
    reason: str
    """Why the inputs cannot be read, where they cannot."""
    instance: Instance | None
    mandate: Mandate | None
    """The mandate with the changes from the command line."""
    status_quo: Outcome | None
    plan: Outcome | None

    @property
    def status(self) -> str:
        """How the run ended, in the words of ``run.json``."""
        return str(self.facts["status"])


def read_runs(paths: Sequence[Path]) -> list[Run]:
    """Read runs and give each a name of its own.

    Raises
    ------
    InputError
        If one is not a run folder, or is damaged; with every problem found.
    """
    runs: list[Run] = []
    problems: list[Problem] = []
    for path, name in zip(paths, told_apart(paths), strict=True):
        try:
            runs.append(replace(read_run(path), name=name))
        except InputError as error:
            problems += error.problems
    if problems:
        raise InputError(problems)
    return runs


def told_apart(paths: Sequence[Path]) -> list[str]:
    """Return the name of each folder, with as many of those above it as tell it from the others."""
    parts = [path.resolve().parts for path in paths]
    lengths = [1] * len(paths)

    def names() -> list[str]:
        return [plain("/".join(part[-length:])) for part, length in zip(parts, lengths, strict=True)]

    for _again in range(max(len(part) for part in parts)):
        said = set(zip(names(), parts, strict=True))
        times = Counter(name for name, _folder in said)
        lengths = [length + (times[name] > 1) for length, name in zip(lengths, names(), strict=True)]
    called = names()
    # A folder that is named twice is told apart by which time it is.
    return [
        name if called.count(name) == 1 else f"{name} ({called[: place + 1].count(name)})"
        for place, name in enumerate(called)
    ]


def read_run(path: Path) -> Run:
    """Read a run folder, also one whose run is still going on, has failed, or was made before inputs were kept.

    Raises
    ------
    InputError
        If it is not a run folder, or is damaged.
    """
    facts = read_facts(path)
    kept, reason, instance, mandate = kept_inputs(path, facts)
    sides = read_results(path) if facts["status"] in ENDED else {}
    return Run(path.name, path, facts, kept, reason, instance, mandate, sides.get("status_quo"), sides.get("plan"))


def read_results(path: Path) -> dict[str, Outcome]:
    """Return the status quo and, where there is one, the plan of a run that has ended.

    Raises
    ------
    InputError
        If what it left is damaged.
    """
    try:
        return read_sides(path)
    except (OSError, ValueError, LookupError, TypeError, AttributeError) as error:
        rule = f"what the run left cannot be read ({plain(str(error)).strip()[:200]})"
        raise InputError([Problem(str(path), "", "", "", rule, "run fanjuan solve again")]) from error


def read_facts(path: Path) -> dict[str, Any]:
    """Return what ``run.json`` says.

    Raises
    ------
    InputError
        If there is none, or it is none of this program.
    """
    cure = "name a folder that fanjuan solve made, such as one in reports"
    try:
        facts = json.loads((path / RUN_NAME).read_text(encoding="utf-8"))
    except OSError as error:
        rule = f"is not a run folder, as it holds no {RUN_NAME}" if path.exists() else "there is no such folder"
        raise InputError([Problem(str(path), "", "", "", rule, cure)]) from error
    except ValueError as error:
        rule = f"{RUN_NAME} cannot be read: {plain(str(error))}"
        raise InputError([Problem(str(path), "", "", "", rule, cure)]) from error
    if not isinstance(facts, dict) or facts.get("format") != FORMAT or "status" not in facts:
        raise InputError([Problem(str(path), "", "", "", f"{RUN_NAME} is not that of a run", cure)])
    empty: dict[str, Any] = {"options": {}, "versions": {}, "inputs": {}, "reason": ""}
    return {**empty, **facts}


def differences(
    found: Mapping[str, Any], wanted: Mapping[str, Any], options: Collection[str] | None = None
) -> Iterator[str]:
    """Yield in what a run was made otherwise than is asked for now, both as their ``run.json`` says it.

    Parameters
    ----------
    options : collection of str, optional
        The options that count; all if it is left out.
    """
    for key, words in (("inputs", "{key} is not the same file"), ("options", "{key} was {then} and is now {now}")):
        then, now = found[key], json.loads(json.dumps(wanted[key]))  # as they are once they have been written
        for each in dict.fromkeys((*then, *now)):
            counts = key != "options" or options is None or each in options
            if counts and then.get(each) != now.get(each):
                yield words.format(key=each, then=then.get(each), now=now.get(each))
    then, now = found["versions"].get("fanjuan"), wanted["versions"]["fanjuan"]
    if then != now:
        yield f"the version of fanjuan was {then} and is now {now}"


def kept_inputs(path: Path, facts: Mapping[str, Any]) -> tuple[Kept, str, Instance | None, Mandate | None]:
    """Return whether the inputs can be read, why not, and the facts and the wishes."""
    folder = path / INPUTS_NAME
    if not folder.is_dir():
        return "missing", "", None, None
    try:
        instance = read_instance(folder)
        settings = [str(each) for each in facts["options"].get("settings", [])]
        return "kept", "", instance, read_mandate(folder / MANDATE_NAME, instance, settings)
    except InputError as error:
        # Another version of the program may have had other columns.
        return "unreadable", plain(str(error.problems[0])), None, None


def read_sides(path: Path) -> dict[str, Outcome]:
    """Return what the judge said of the status quo and, where there is one, of the plan.

    What a side breaks is in its table of limits; the sentences about it are not read.
    """
    told = json.loads((path / "outcome.json").read_text(encoding="utf-8"))
    tables = {name: read_table(path / f"{name}.csv") for name in TABLES}
    sides = {}
    for case, facts in told.items():
        if facts is None:
            continue
        own = {name: table[table["case"] == case].drop(columns="case") for name, table in tables.items()}
        decided = read_plan(path) if case == "plan" else Plan(instance="status-quo")
        sides[case] = Outcome(decided, float(facts["objective_mcny"]), facts["accounts"], own, ())
    return sides


def read_plan(path: Path) -> Plan:
    """Return the decisions of a run."""
    return Plan.model_validate_json((path / PLAN_NAME).read_text(encoding="utf-8"), strict=True)


def read_table(path: Path) -> pd.DataFrame:
    """Return a table as it was before it was written; a key that reads like a missing number stays a key."""
    text = path.read_text(encoding="utf-8")
    table = pd.read_csv(StringIO(text), dtype=str, keep_default_na=False)
    for column in table.columns:
        if column in TRUTH:
            table[column] = table[column] == "True"
        elif column == "year":
            table[column] = table[column].astype(int)
        elif column not in TEXTS:
            table[column] = pd.to_numeric(table[column])
    return table
