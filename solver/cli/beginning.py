"""Beginning a search from what an earlier run has found."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from rich.console import Console

from solver.cli.console import say
from solver.errors import InputError, Problem
from solver.instance.instance import Instance
from solver.language import _
from solver.plan_file import read_plan
from solver.report.reading import differences, read_facts
from solver.report.run_folder import PLAN_NAME
from solver.report.wording import plain
from solver.solve.earlier import Earlier

ASKED = ("settings",)
"""Of the options of a run, those that say what was asked; the others say how it was to be answered."""


def begin_from(path: Path, instance: Instance, facts: Mapping[str, Any], console: Console) -> Earlier:
    """Return what a search begins from, and say whether that includes a bound."""
    earlier, differing = read_earlier(path, instance, facts)
    if earlier.bound_mcny is not None:
        say(console, _("Beginning from {path}, whose bound holds here, too").format(path=plain(str(path))))
    elif differing:
        words = _("Beginning from the plan of {path}; its bound is left aside, since {differing}")
        say(console, words.format(path=plain(str(path)), differing=plain("; ".join(differing))))
    else:
        say(console, _("Beginning from the plan of {path}").format(path=plain(str(path))))
    return earlier


def read_earlier(path: Path, instance: Instance, wanted: Mapping[str, Any]) -> tuple[Earlier, tuple[str, ...]]:
    """Return what a search can begin from, and what keeps it from taking over the bound.

    Parameters
    ----------
    path : Path
        The folder of an earlier run, however that ended, or the file of a plan.
    instance : Instance
        What the plan is for now.
    wanted : mapping
        What ``run.json`` says from the start of the new run; see :func:`solver.report.run_files.opening_facts`.

    Returns
    -------
    earlier : Earlier
        The plan, and the bound where it holds.
    differing : tuple of str
        In what the earlier run was asked something else; its bound says nothing then. Empty for the file of a plan.

    Raises
    ------
    InputError
        If there is neither a plan nor a bound, the plan does not fit the instance, or the run is damaged.
    """
    if path.is_file():
        return Earlier(read_plan(path, instance), None), ()
    found = read_facts(path)
    differing = tuple(differences(found, wanted, ASKED))
    bound = found.get("bound") if not differing else None
    place = path / PLAN_NAME
    plan = read_plan(place, instance) if place.is_file() else None
    if plan is None and bound is None:
        rule, cure = "has found nothing that another run could begin from", "name another run, or leave --from out"
        raise InputError([Problem(str(path), "", "", "", rule, cure)])
    return Earlier(plan, None if bound is None else float(bound)), differing
