"""Reading a plan file against the instance that it is meant for."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from solver.errors import PlanError, Problem
from solver.instance.draft import Draft
from solver.instance.files import read_text
from solver.instance.instance import Instance
from solver.instance.wording import Place, dotted, refusals, shown
from solver.plan import Plan


def read_plan(path: Path, instance: Instance) -> Plan:
    """Read a plan and check that it speaks of what is in the instance; whether it keeps limits is the judge's matter.

    Parameters
    ----------
    path : Path
        A JSON file as written by :func:`solver.plan.plan_json`.
    instance : Instance
        The facts that it is meant for.

    Raises
    ------
    PlanError
        With every problem found.
    """
    problems: list[Problem] = []
    text = read_text(path, problems, called=str(path))
    if text is None:
        raise PlanError(problems)
    content = _parse(path.name, text)
    try:
        plan = Plan.model_validate_json(json.dumps(content), strict=True)
    except ValidationError as error:
        found = refusals(Plan, error)
        raise PlanError([Problem(path.name, "", dotted(place), *said) for place, *said in found]) from error
    problems = [Problem(path.name, "", dotted(place), *said) for place, *said in _misfits(plan, instance)]
    if problems:
        raise PlanError(problems)
    return plan


def _parse(file: str, text: str) -> Any:
    repeated: list[str] = []

    def once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        content = dict(pairs)
        if len(content) < len(pairs):
            names = [name for name, _ in pairs]
            repeated.extend(sorted({name for name in names if names.count(name) > 1}))
        return content

    cure = "write the file with fanjuan, or mend the JSON"
    try:
        content = json.loads(text, object_pairs_hook=once)
    except json.JSONDecodeError as error:
        raise PlanError([Problem(file, f"line {error.lineno}", "", "", "is not valid JSON", cure)]) from error
    except (ValueError, RecursionError) as error:
        raise PlanError([Problem(file, "", "", "", "is not valid JSON", cure)]) from error
    if repeated:
        raise PlanError([Problem(file, "", name, "", "is there twice", "keep one of them") for name in repeated])
    return content


def _misfits(plan: Plan, instance: Instance) -> Iterator[tuple[Place, str, str, str]]:
    """Yield place, value, rule and cure of everything in a plan that the instance does not have."""
    draft = Draft.of(instance)
    if plan.instance != instance.header.id:
        rule = f"the plan is for another instance than {instance.header.id}"
        yield ("instance",), plan.instance, rule, "read it with its own instance"
    for name in ("moves", "openings", "classes", "income_support"):
        for number, decision in enumerate(getattr(plan, name)):
            for column, value in dict(decision).items():
                refusal = draft.year_refusal(value) if column == "year" else draft.unknown_key(column, value)
                if refusal:
                    yield (name, number, column), shown(value), *refusal
    promised: set[str] = set()
    for number, support in enumerate(plan.income_support):
        if support.region in promised:
            rule = "the region has an income promised already"
            yield ("income_support", number, "region"), support.region, rule, "keep one promise for each region"
        promised.add(support.region)
