"""Runs held against each other: first the inputs that differ, then the results that differ."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from solver.language import _, counted
from solver.report import compare_results as results
from solver.report.compare_decisions import decisions_comparison
from solver.report.compare_inputs import input_comparisons
from solver.report.compare_lines import Comparison, comparison_facts, comparison_grid
from solver.report.compare_results import Case, status_words
from solver.report.grid import Column, Grid, Row
from solver.report.reading import ENDED, Run
from solver.report.section import Section, filled
from solver.report.wording import listed, lists, number, plain

RUNS = "runs"
MOST_UNFOLDED = 60
"""Rows from which on a table is folded away on a page."""

TABLES_OF_SIDES: tuple[Callable[[Sequence[Run], Case], Comparison], ...] = (
    results.headline_comparison,
    results.accounts_comparison,
    results.lines_comparison,
    results.markets_comparison,
    results.people_comparison,
    results.payments_comparison,
    results.limits_comparison,
)
"""What plans are compared in, and what the status quo is where it is not the same in all runs."""


@dataclass(frozen=True)
class Part:
    """A part of what runs are compared in."""

    id: str
    title: str
    comparisons: tuple[Comparison, ...]
    said: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()

    @property
    def differences(self) -> int:
        """How many lines differ."""
        return sum(len(each.differing) for each in self.comparisons)


def compare(runs: Sequence[Run]) -> list[Part]:
    """Return what the runs are compared in, in the language that is spoken: inputs, then results.

    Parameters
    ----------
    runs : sequence of Run
        At least two; the others are held against the first.
    """
    by_plan = tuple(table(runs, "plan") for table in TABLES_OF_SIDES)
    before = tuple(table(runs, "status_quo") for table in TABLES_OF_SIDES)
    ended = (results.status_comparison(runs), results.quality_comparison(runs))
    return [
        Part("inputs", _("Inputs that differ"), tuple(input_comparisons(runs)), warnings=tuple(inputs_unread(runs))),
        Part("ends", _("How the runs ended"), ended, warnings=tuple(plans_missing(runs))),
        Part("plans", _("The plans"), (by_plan[0], decisions_comparison(runs), *by_plan[1:])),
        Part("status_quo", _("The status quo"), before),
    ]


def sections(parts: Sequence[Part], runs: Sequence[Run]) -> list[Section]:
    """Return the comparison as sections of a page, of a workbook and of what a terminal shows."""
    return [runs_section(runs), *(section_of(part, runs) for part in parts)]


def section_of(part: Part, runs: Sequence[Run]) -> Section:
    """Return a part as a section: the tables in which something differs, and what is the same in a sentence."""
    names = [run.name for run in runs]
    shown = [each for each in part.comparisons if each.differing or (each.everything and part.differences)]
    grids = filled(comparison_grid(each, names) for each in shown)
    same = [each.caption for each in part.comparisons if each.lines and each not in shown]
    said = list(part.said)
    if not grids:
        said.append(_("Nothing differs here, as far as it can be told."))
    elif same:
        said.append(_("Nothing differs in: {tables}.").format(tables=lists(same)))
    short = tuple(grid for grid in grids if len(grid.rows) <= MOST_UNFOLDED)
    long = tuple(grid for grid in grids if len(grid.rows) > MOST_UNFOLDED)
    return Section(part.id, part.title, tuple(said), short, long, part.warnings)


def runs_section(runs: Sequence[Run]) -> Section:
    """Return which runs are compared."""
    columns = tuple(
        Column(title, kind="name") for title in (_("Run"), _("Instance"), _("Mandate"), _("Started"), _("How it ended"))
    )
    rows = tuple(Row((run.name, *asked(run), started(run), status_words(run.status))) for run in runs)
    said = _("The others are held against {first}.").format(first=runs[0].name)
    return Section(RUNS, _("The runs"), (said,), (Grid(_("What is compared"), columns, rows),))


def asked(run: Run) -> tuple[str, str]:
    """Return the titles of the instance and of the mandate of a run, where its inputs can be read."""
    instance = "-" if run.instance is None else plain(run.instance.header.title)
    return instance, "-" if run.mandate is None else plain(run.mandate.title)


def started(run: Run) -> str:
    """Return when a run was started."""
    return plain(str(run.facts.get("started", "-"))).replace("T", " ").replace("+00:00", " UTC")


def inputs_unread(runs: Sequence[Run]) -> list[str]:
    """Return of which runs the inputs cannot be compared value by value, and why."""
    said = []
    missing = [run.name for run in runs if run.kept == "missing"]
    if missing:
        said.append(
            _(
                "The inputs themselves were not kept by {runs}: of them, only the hashes of the files are compared."
                " Names, units and what is expected over scenarios are then not known either."
            ).format(runs=listed(missing))
        )
    for run in runs:
        if run.kept == "unreadable":
            said.append(
                _("The inputs of {run} cannot be read by this version of the program ({reason}).").format(
                    run=run.name, reason=run.reason
                )
            )
    return said


def plans_missing(runs: Sequence[Run]) -> list[str]:
    """Return which runs have no plan, and how far they can be compared."""
    said = []
    for run in runs:
        if run.status not in ENDED:
            words = _("{run} has no results ({status}): only its inputs are compared.")
        elif run.plan is None:
            words = _("{run} has no plan ({status}): its inputs and its status quo are compared.")
        else:
            continue
        said.append(words.format(run=run.name, status=status_words(run.status)))
    return said


def verdict_sentence(parts: Sequence[Part]) -> str:
    """Say in one sentence how much differs."""
    inputs = parts[0].differences
    found = sum(part.differences for part in parts[1:])
    return _("{inputs}, {results}.").format(
        inputs=counted("{n} input differs", "{n} inputs differ", inputs).format(n=number(inputs, 0)),
        results=counted("{n} result differs", "{n} results differ", found).format(n=number(found, 0)),
    )


def title_of(runs: Sequence[Run]) -> str:
    """Return what the comparison is called."""
    return _("Runs compared: {runs}").format(runs=listed(run.name for run in runs))


def comparison_as_facts(parts: Sequence[Part], runs: Sequence[Run]) -> dict[str, Any]:
    """Return the comparison for programs: what differs, by run."""
    names = [run.name for run in runs]
    told = [
        {
            "name": run.name,
            "folder": str(run.path),
            "status": run.status,
            "inputs": run.kept,
            "plan": run.plan is not None,
        }
        for run in runs
    ]
    differing = {
        part.id: {each.id: comparison_facts(each, names) for each in part.comparisons if each.differing}
        for part in parts
    }
    return {"runs": told, **differing}
