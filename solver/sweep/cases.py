"""The cases of a sweep: every combination of mandates and of the values that are varied, each with its own name."""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import product
from pathlib import Path

from solver.errors import InputError, MandateError, Problem
from solver.instance.instance import Instance
from solver.instance.read import MANDATE_FILE
from solver.mandate_file import SETTINGS, read_mandate

VARY = "--vary"
"""What messages name as the file of a value that is varied."""

MANDATE = "mandate"
"""What the mandate is called among what is varied, where there are several."""

LONGEST_NAME = 120
"""Characters of the name of a case; systems allow 255 bytes for a folder."""

VALUES = re.compile(r"""(?:\[[^]]*]|"[^"]*"|'[^']*'|[^,])+""")
"""One value; commas within brackets and quotes are its own."""

UNFIT = re.compile(r"[^\w.+=,-]+")
"""What is not taken into the name of a folder."""


@dataclass(frozen=True)
class Variation:
    """A wish of the mandate and the values that it takes in turn, as they were written."""

    key: str
    values: tuple[str, ...]


@dataclass(frozen=True)
class Case:
    """One mandate of a sweep."""

    name: str
    """Also that of its folder; the same whatever else is varied over more values."""
    mandate: Path | None
    """``None`` for the instance's own."""
    settings: tuple[str, ...]
    """Wishes that replace those of the mandate, those of the whole sweep first."""
    varied: Mapping[str, str]
    """What tells it from the other cases: key to value, as they were written."""


def read_variations(texts: Sequence[str], settings: Sequence[str]) -> list[Variation]:
    """Return what is varied, as ``--vary`` says it: ``section.key=value,value``.

    Parameters
    ----------
    texts : sequence of str
        What was written, once for each wish that is varied.
    settings : sequence of str
        Wishes that are the same in all cases.

    Raises
    ------
    InputError
        With everything that is wrong.
    """
    problems: list[Problem] = []
    variations: list[Variation] = []
    seen = {each.partition("=")[0].strip(): SETTINGS for each in settings}
    for text in texts:
        key, equals, listed = text.partition("=")
        key, values = key.strip(), tuple(each.strip() for each in VALUES.findall(listed))
        if not equals or not all(values) or not values or listed.rstrip().endswith(","):
            cure = "write it as section.key=value,value"
            problems.append(Problem(VARY, "", "", text, "names no wish with its values", cure))
            continue
        if key in seen:
            problems.append(Problem(VARY, "", key, "", f"is given by {seen[key]} already", "name each wish once"))
        problems += [
            Problem(VARY, "", key, value, "is among the values more than once", "write each value once")
            for value, times in Counter(values).items()
            if times > 1
        ]
        seen[key] = VARY
        variations.append(Variation(key, values))
    if problems:
        raise InputError(problems)
    return variations


def make_cases(variations: Sequence[Variation], mandates: Sequence[Path], settings: Sequence[str]) -> list[Case]:
    """Return every combination; the last variation changes fastest.

    Parameters
    ----------
    variations : sequence of Variation
        What is varied.
    mandates : sequence of Path
        Mandates instead of the instance's own; with several of them, each makes cases of its own.
    settings : sequence of str
        Wishes that are the same in all cases.
    """
    called = short_names([each.key for each in variations])
    several = len(mandates) > 1
    named = short_paths(mandates)
    cases = []
    for path, values in product(mandates or (None,), product(*(each.values for each in variations))):
        own = {MANDATE: named[path]} if several and path is not None else {}
        varied = {each.key: value for each, value in zip(variations, values, strict=True)}
        shown = {**own, **{called[key]: value for key, value in varied.items()}}
        chosen = (*settings, *(f"{key}={value}" for key, value in varied.items()))
        cases.append(Case(folder_name(shown), path, chosen, {**own, **varied}))
    return told_apart(cases)


def short_names(keys: Sequence[str]) -> dict[str, str]:
    """Return each key by as many of its last parts as tell it from the others."""
    short = {}
    for key in keys:
        parts = key.split(".")
        endings = (".".join(parts[-length:]) for length in range(1, len(parts) + 1))
        others = [f".{other}" for other in keys if other != key]
        short[key] = next((each for each in endings if not any(other.endswith(f".{each}") for other in others)), key)
    return short


def short_paths(paths: Sequence[Path]) -> dict[Path, str]:
    """Return the name of each file without its ending, or all of its path where another file is called the same."""
    times = Counter(path.stem for path in paths)
    return {path: path.stem if times[path.stem] == 1 else str(path) for path in paths}


def folder_name(shown: Mapping[str, str]) -> str:
    """Return what a case is called by what is varied in it."""
    name = ",".join(f"{key}={value}" for key, value in shown.items()) or "mandate"
    return UNFIT.sub("-", name).lstrip(".")


def told_apart(cases: Sequence[Case]) -> list[Case]:
    """Return the cases with names of which no two are the same and none is too long for a folder."""
    times = Counter(each.name.lower() for each in cases)

    def fitting(case: Case) -> Case:
        if times[case.name.lower()] == 1 and len(case.name.encode()) <= LONGEST_NAME:
            return case
        whole = hashlib.sha256("\n".join((str(case.mandate), *case.settings)).encode()).hexdigest()
        short = case.name.encode()[: LONGEST_NAME - 9].decode(errors="ignore")
        return replace(case, name=f"{short}-{whole[:8]}")

    return [fitting(each) for each in cases]


def check_cases(folder: Path, instance: Instance, cases: Sequence[Case]) -> None:
    """Refuse a sweep of which the mandate of any case is not fit for the instance, before anything is solved.

    Raises
    ------
    MandateError
        With every problem of all cases, each once.
    """
    problems: dict[Problem, None] = {}
    for case in cases:
        try:
            read_mandate(case.mandate or folder / MANDATE_FILE, instance, case.settings)
        except MandateError as error:
            problems.update(dict.fromkeys(replaced(error.problems, case)))
    if problems:
        raise MandateError(list(problems))


def replaced(problems: Sequence[Problem], case: Case) -> Iterator[Problem]:
    """Yield problems with settings, those of what is varied named as such."""
    for each in problems:
        is_varied = any(each.column == key or each.column.startswith(f"{key}.") for key in case.varied)
        yield replace(each, file=VARY) if is_varied and each.file == SETTINGS else each
