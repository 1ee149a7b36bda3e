"""Reading a mandate file, with single wishes overridden, against the instance that it is meant for."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping, Sequence
from math import floor
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from solver.errors import MandateError, Problem
from solver.instance.columns import columns_of, section_of
from solver.instance.draft import Draft, nearest_key
from solver.instance.files import read_toml
from solver.instance.instance import Instance
from solver.instance.options import Upgrade
from solver.instance.read import MANDATE_FILE, holds_instance, read_draft
from solver.instance.records import Plant, Region
from solver.instance.wording import Place, dotted, few, refusals, shown, unknown_name
from solver.mandate import Mandate

SETTINGS = "--set"
"""What messages name as the file of an overridden wish."""

Misfit = tuple[Place, object, str, str]
"""Place, value, rule and cure of a wish that does not fit the facts."""

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
    if mandate_path is None and not holds_instance(folder):
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
    misfits = [*_misfits(content, draft), *(_unfit_limits(mandate, draft) if mandate else ())]
    for place, value, rule, cure in misfits:
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
        refusal = _unknown_place(place) or _lacking_section(place, content)
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


def _lacking_section(place: Place, content: Mapping[str, Any]) -> tuple[str, str] | None:
    """Return rule and cure of a key in an optional section that the mandate does not have, so that it has no rest."""
    inner: Any = content
    for end in range(1, len(place)):
        section = section_of(Mandate, place[:end])
        inner = inner.get(str(place[end - 1])) if isinstance(inner, Mapping) else None
        if section and inner is None and not section.model_fields[str(place[end - 1])].is_required():
            name = dotted(place[:end])
            return f"the mandate has no section [{name}]", f"write [{name}] in the mandate, with all of its keys"
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


def _misfits(content: Mapping[str, Any], draft: Draft) -> Iterator[Misfit]:
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


def _unfit_limits(mandate: Mandate, draft: Draft) -> Iterator[Misfit]:
    """Yield the limits that the facts cannot measure, or under which help would do harm."""
    yield from _emissions_can_be_measured(mandate, draft)
    yield from _work_costs_no_more_than_none(mandate, draft)


def _emissions_can_be_measured(mandate: Mandate, draft: Draft) -> Iterator[Misfit]:
    limit = mandate.limits.emissions
    if limit is None or limit.level == "off":
        return
    blank = [key for key, row in draft.rows(Plant).items() if row.emissions_tco2_per_unit is None]
    blank += [key for key, row in draft.rows(Upgrade).items() if row.emissions_tco2_per_unit is None]
    if blank:
        rule = f"cannot be told, as emissions_tco2_per_unit is blank for {few(blank)}"
        cure = "fill it in for all plants and upgrades, or write level off"
        yield ("limits", "emissions", "level"), limit.level, rule, cure


def _work_costs_no_more_than_none(mandate: Mandate, draft: Draft) -> Iterator[Misfit]:
    """Find a wage floor that costs payers more than people without work, who would then be left so on purpose."""
    limit, income = mandate.limits.wage_floor, mandate.limits.income_floor
    if limit is None or limit.level not in ("hard", "soft"):
        return
    excesses: list[tuple[float, float, float, str]] = []
    for key, region in draft.rows(Region).items():
        average, benefit = region.average_wage_cny_per_month, region.unemployment_benefit_cny_per_month
        rehired = region.wage_when_rehired_cny_per_month
        support = income.floor_cny_per_month(average, benefit) if income.binds else benefit
        top_up = limit.floor_cny_per_month(average) - rehired
        if top_up > support:
            excesses.append(((rehired + support) / average * 100, top_up, support, key))
    if excesses:
        highest_pct, top_up, support, key = min(excesses)
        rule = (
            f"would add {top_up:g} CNY a month to wages in {key}, where people without work get {support:g}:"
            " leaving them without work would be cheaper than hiring them"
        )
        # Rounded down, so that what the message says will do.
        cure = f"write {floor(highest_pct * 100) / 100:g} or less, or a higher income floor that is hard"
        yield ("limits", "wage_floor", "floor_pct_of_average_wage"), limit.floor_pct_of_average_wage, rule, cure
