"""Reading a mandate file, with single wishes overridden, against the instance that it is meant for."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from solver.errors import MandateError, Problem
from solver.instance.columns import columns_of, section_of
from solver.instance.draft import Draft, nearest_key
from solver.instance.files import read_toml
from solver.instance.instance import Instance
from solver.instance.read import MANDATE_FILE, read_draft
from solver.instance.wording import Place, dotted, refusals, shown, unknown_name
from solver.mandate import Mandate

SETTINGS = "--set"
"""What messages name as the file of an overridden wish."""

YEARS = ("first_decision_year", "from_year", "to_year")


def read_mandate(path: Path, instance: Instance, settings: Sequence[str] = ()) -> Mandate:
    """Read a mandate, override some wishes, and check it against the instance.

    Parameters
    ----------
    path : Path
        A TOML file.
    instance : Instance
        The facts that it is meant for.
    settings : sequence of str
        Wishes that replace those of the file, each as ``section.key=value`` with a TOML value or a bare word.

    Raises
    ------
    MandateError
        With every problem found.
    """
    mandate, problems = _read(path, Draft.of(instance), settings, called=str(path))
    if problems or mandate is None:
        raise MandateError(problems)
    return mandate


def check_folder(folder: Path, mandate_path: Path | None = None, settings: Sequence[str] = ()) -> list[Problem]:
    """Return every problem of an instance folder and of a mandate for it.

    Parameters
    ----------
    folder : Path
        The instance folder.
    mandate_path : Path, optional
        The mandate; without it the ``mandate.toml`` of the folder.
    settings : sequence of str
        Wishes that replace those of the file.
    """
    draft, problems = read_draft(folder)
    if mandate_path is None and not folder.is_dir():
        return problems
    path, called = (folder / MANDATE_FILE, MANDATE_FILE) if mandate_path is None else (mandate_path, str(mandate_path))
    return problems + _read(path, draft, settings, called)[1]


def _read(path: Path, draft: Draft, settings: Sequence[str], called: str) -> tuple[Mandate | None, list[Problem]]:
    problems: list[Problem] = []
    content = read_toml(path, problems, called)
    replaced = _replace(content or {}, settings, problems)
    if content is None:
        return None, problems
    mandate = None
    refused: set[Place] = set()

    def refuse(place: Place, value: object, rule: str, cure: str) -> None:
        refused.add(place)
        overridden = any(place[: len(each)] == each for each in replaced)
        file = SETTINGS if overridden else path.name
        problems.append(Problem(file, "", dotted(place), shown(value), rule, cure))

    try:
        mandate = Mandate.model_validate(_lists_as_tuples(content), strict=True)
    except ValidationError as error:
        for refusal in refusals(Mandate, error):
            refuse(*refusal)
    for place, value, rule, cure in _misfits(content, draft):
        if not any(place[: len(each)] == each for each in refused):
            refuse(place, value, rule, cure)
    return mandate, problems


def _replace(content: dict[str, Any], settings: Sequence[str], problems: list[Problem]) -> set[Place]:
    """Put the settings into the content of the file; return the places of those that could be put."""
    replaced: set[Place] = set()
    for setting in settings:
        name, equals, text = setting.partition("=")
        if not equals:
            rule, cure = "has no equals sign", "write it as section.key=value"
            problems.append(Problem(SETTINGS, "", "", setting, rule, cure))
            continue
        place: Place = tuple(part.strip() for part in name.split("."))
        refusal = _unknown_place(place)
        if refusal:
            problems.append(Problem(SETTINGS, "", name.strip(), "", *refusal))
            continue
        inner = content
        for part in place[:-1]:
            if not isinstance(inner.get(str(part)), dict):
                inner[str(part)] = {}
            inner = inner[str(part)]
        inner[str(place[-1])] = _value(text.strip())
        replaced.add(place)
    return replaced


def _unknown_place(place: Place) -> tuple[str, str] | None:
    """Return rule and cure of a place that no mandate has."""
    for end in range(1, len(place) + 1):
        section = section_of(Mandate, place[:end])
        columns = columns_of(section) if section else {}
        name = str(place[end - 1])
        if name not in columns:
            return unknown_name(name, columns, "key of this section")
        inside = len(place) - end
        kind = columns[name].kind
        if kind == "by key" and inside == 1:
            return None
        if kind != "section" and inside:
            return "has no keys that can be set one by one", f"set {dotted(place[:end])} as a whole"
    return None


def _value(text: str) -> object:
    """Return a setting's value: TOML, or the text itself where it is none."""
    try:
        content = tomllib.loads(f"value = {text}")
    except (ValueError, RecursionError):
        return text
    return content["value"] if len(content) == 1 else text


def _lists_as_tuples(value: Any) -> Any:
    """Return the content with tuples for lists, which strict reading asks for."""
    if isinstance(value, dict):
        return {key: _lists_as_tuples(each) for key, each in value.items()}
    return tuple(_lists_as_tuples(each) for each in value) if isinstance(value, list) else value


def _misfits(content: Mapping[str, Any], draft: Draft) -> Iterator[tuple[Place, object, str, str]]:
    """Yield place, value, rule and cure of every wish that does not fit the facts, also in broken sections."""
    regions = draft.keys["regions"]
    for place, value in _leaves(content, ()):
        name = str(place[-1])
        refusal = draft.unknown_key(name, value)
        if name in YEARS:
            refusal = draft.year_refusal(value)
        if len(place) > 1 and place[-2] == "by_region":
            known = regions is None or name in regions
            refusal = None if known else ("is no key of regions.csv", nearest_key(name, regions or (), "regions.csv"))
        if refusal:
            yield place, value, *refusal
    additions = content.get("budget_additions")
    for number, addition in enumerate(additions if isinstance(additions, list) else ()):
        first, last = (addition.get(key) if isinstance(addition, dict) else None for key in ("from_year", "to_year"))
        if isinstance(first, int) and isinstance(last, int) and first > last:
            rule = f"must not be before from_year, which is {first}"
            yield ("budget_additions", number, "to_year"), last, rule, "swap the years"


def _leaves(value: object, place: Place) -> Iterator[tuple[Place, object]]:
    if isinstance(value, Mapping):
        for key, each in value.items():
            yield from _leaves(each, (*place, key))
    elif isinstance(value, list | tuple):
        for number, each in enumerate(value):
            yield from _leaves(each, (*place, number))
    else:
        yield place, value
