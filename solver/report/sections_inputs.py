"""The parts of a report on what it rests on: observations, sources and assumptions, and how it was computed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from solver.instance.instance import Instance
from solver.language import _, counted, marked
from solver.mandate import Mandate
from solver.report import headline_sources, sources, wishes
from solver.report.calibration import calibration_grid
from solver.report.grid import Column, Grid, Row
from solver.report.section import Section
from solver.report.summary import headline
from solver.report.wording import number, plain
from solver.solve.result import Result

FACTS: Mapping[str, str] = {
    "options": marked("Options"),
    "versions": marked("Versions"),
    "inputs": marked("Input files and their SHA-256"),
}
"""Parts of ``run.json`` that are shown as tables."""
OPTIONS: Mapping[str, str] = {
    "gap": marked("gap"),
    "time_limit_seconds": marked("time limit seconds"),
    "threads": marked("threads"),
    "seed": marked("seed"),
    "method": marked("method"),
    "settings": marked("settings"),
    "from": marked("begins from"),
}


def calibration_section(instance: Instance, result: Result) -> Section:
    """Return the status quo against what was observed."""
    title = _("Held against observation")
    grid = calibration_grid(instance, result.status_quo, periods=True)
    if not grid.rows:
        return Section("calibration", title, (_("The instance states no observations."),))
    inside = sum(not row.mark for row in grid.rows)
    hits = counted(
        "The computed status quo lies inside {inside} of {n} observed range.",
        "The computed status quo lies inside {inside} of {n} observed ranges.",
        len(grid.rows),
    ).format(inside=inside, n=len(grid.rows))
    return Section("calibration", title, (hits,), (grid,))


def sources_section(instance: Instance, mandate: Mandate, result: Result) -> Section:
    """Return how well the figures are known, what each rests on, and why the mandate asks for what it asks."""
    told = headline(instance, result.status_quo, result.plan)
    return Section(
        "sources",
        _("What the figures rest on"),
        (sources.share_sentence(instance), headline_sources.headline_sources_sentence()),
        (sources.basis_grid(instance), headline_sources.headline_sources_grid(instance, told)),
        (
            headline_sources.headline_columns_grid(instance, told),
            wishes.wishes_grid(mandate),
            sources.provenance_grid(instance),
            sources.sources_grid(instance),
        ),
    )


def run_section(result: Result, run: Mapping[str, Any]) -> Section:
    """Return options, versions, hashes of the inputs, and the log where there is one."""
    took = counted(
        "Solving took {seconds} s and {n} round.", "Solving took {seconds} s and {n} rounds.", result.rounds
    ).format(seconds=number(result.seconds, 1), n=number(result.rounds, 0))
    log = str(run.get("log", "")).strip()
    lines = log.count("\n") + 1
    caption = counted("Log of the run ({n} line)", "Log of the run ({n} lines)", lines).format(n=number(lines, 0))
    readable = "\n".join(plain(line) for line in log.splitlines())
    texts = ((caption, readable),) if log else ()
    return Section("run", _("How this was computed"), (took,), run_grids(run), texts=texts)


def run_grids(run: Mapping[str, Any]) -> tuple[Grid, ...]:
    """Return options, versions and input hashes as tables."""
    columns = (Column(_("What"), kind="name"), Column(_("Value"), kind="name"))
    grids = []
    for key, caption in FACTS.items():
        rows = tuple(
            Row((_(OPTIONS.get(name, plain(str(name)))), option_words(value))) for name, value in run[key].items()
        )
        grids.append(Grid(_(caption), columns, rows))
    return tuple(grids)


def option_words(value: object) -> str:
    """Return the value of an option as text."""
    if value is None or value == []:
        return _("none")
    return plain("; ".join(str(each) for each in value) if isinstance(value, list) else str(value))
