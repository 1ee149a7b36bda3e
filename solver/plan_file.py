"""Reading a plan file against the instance that it is meant for."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from solver.errors import PlanError, Problem
from solver.instance.draft import Draft, nearest_key
from solver.instance.files import read_text
from solver.instance.instance import Instance
from solver.instance.records import Plant
from solver.instance.wording import Place, dotted, refusals, shown
from solver.plan import Plan

Misfit = tuple[Place, str, str, str]
"""Place, value, rule and cure of something in a plan that does not fit the instance."""

DECISIONS = tuple(name for name in Plan.model_fields if name not in ("format", "instance"))

ONCE: Mapping[str, tuple[str, ...]] = {
    "income_support": ("region",),
    "wage_support": ("region",),
    "mergers": ("pair",),
    "conduct": ("market", "year"),
    "removals": ("barrier",),
    "adoptions": ("standard",),
    "vouchers": ("voucher", "year"),
    "transfers": ("transfer", "year"),
    "levies": ("payer", "year"),
}
"""Kind of decision to the columns of which no two decisions may have the same values."""


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


def _misfits(plan: Plan, instance: Instance) -> Iterator[Misfit]:
    """Yield place, value, rule and cure of everything in a plan that the instance does not have."""
    draft = Draft.of(instance)
    if plan.instance != instance.header.id:
        rule = f"the plan is for another instance than {instance.header.id}"
        yield ("instance",), plan.instance, rule, "read it with its own instance"
    for name in DECISIONS:
        for number, decision in enumerate(getattr(plan, name)):
            for column, value in dict(decision).items():
                refusal = draft.year_refusal(value) if column == "year" else draft.unknown_key(column, value)
                if refusal:
                    yield (name, number, column), shown(value), *refusal
    yield from _strange_states(plan, instance)
    yield from _repeated(plan)


def _strange_states(plan: Plan, instance: Instance) -> Iterator[Misfit]:
    """Find states that name no upgrade or merger pair, or one that lines of the plant never get to."""
    for number, move in enumerate(plan.moves):
        plant = instance.plants.get(move.plant)
        for column, state in (("from_state", move.from_state), ("to_state", move.to_state)):
            kind, _, key = state.partition(":")
            refusal = _state_refusal(kind, key, plant, instance) if key else None
            if refusal:
                yield ("moves", number, column), state, *refusal


def _state_refusal(kind: str, key: str, plant: Plant | None, instance: Instance) -> tuple[str, str] | None:
    upgraded = kind == "upgraded"
    table, keys = ("upgrades.csv", instance.upgrades) if upgraded else ("merger_pairs.csv", instance.merger_pairs)
    if key not in keys:
        return f"{key} is no key of {table}", nearest_key(key, keys, table)
    if plant is None:
        return None
    if upgraded and instance.upgrades[key].plant != plant.id:
        return f"{key} is an upgrade of {instance.upgrades[key].plant}", f"write an upgrade of {plant.id}"
    if not upgraded and instance.merger_pairs[key].target != plant.firm:
        return f"the target of {key} does not own {plant.id}", f"write a pair whose target is {plant.firm}"
    return None


def _repeated(plan: Plan) -> Iterator[Misfit]:
    """Find decisions that are there already, so that nobody could say which of them counts."""
    for name, columns in ONCE.items():
        first: dict[tuple[object, ...], int] = {}
        for number, decision in enumerate(getattr(plan, name)):
            what = tuple(getattr(decision, column) for column in columns)
            earlier = first.setdefault(what, number)
            if earlier != number:
                place = dotted((name, earlier))
                rule = f"is the {columns[0]} of {place} already"
                if len(columns) > 1:
                    rule = f"the {' and '.join(columns)} are those of {place} already"
                yield (name, number, columns[0]), shown(what[0]), rule, "keep one of them"
