"""What a run leaves in its folder: decisions, consequences, tidy tables, the report and the facts of the run."""

from __future__ import annotations

import hashlib
import math
import os
import platform
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any

import pandas as pd

from solver import __version__
from solver.evaluate.outcome import TABLES, Outcome
from solver.instance.instance import Instance
from solver.language import LANGUAGES, _, speaking, spoken
from solver.mandate import Mandate
from solver.plan import Plan, plan_json
from solver.report.conflict_words import conflict_sentence, relaxation_sentence
from solver.report.document import render_document
from solver.report.limit_prices import limit_prices_facts, limit_prices_table
from solver.report.page import edition_of, render_editions, render_page
from solver.report.run_folder import LOG_NAME, PLAN_NAME, RunFolder
from solver.report.spreadsheet import render_workbook
from solver.report.summary import reason_words
from solver.report.wording import plain
from solver.solve.options import Options
from solver.solve.result import Conflict, Relaxation, Result
from solver.solve.search import Standing

CPU_FACTS = Path("/proc/cpuinfo")
"""Where Linux says what the processor is called; other systems have no such file."""
PACKAGES = ("pyomo", "highspy", "numpy", "pandas")
MANDATE_NAME = "mandate.toml"
PRICES_NAME = "limit_prices"
"""The table of what more room in each limit of the plan would save."""
MOST_SHOWN = 10
"""So many unknown characters are shown; there are thousands without a font for Chinese."""
INPUTS_NAME = "inputs"
"""The folder within a run folder that holds the inputs."""
SECONDS_BETWEEN = 5.0
"""While a search goes on, what it finds is kept no more often than that, since the disk is waited for."""


def opening_facts(
    inputs: Mapping[str, str], options: Options, settings: Sequence[str] = (), begins_from: Path | None = None
) -> dict[str, Any]:
    """Return what ``run.json`` says from the start of a run, for :meth:`RunFolder.create`.

    Parameters
    ----------
    inputs : mapping
        Name of each input file to its SHA-256, see :func:`input_hashes`.
    options : Options
        How the run was asked to solve.
    settings : sequence of str
        Changes of the mandate from the command line, as written.
    begins_from : Path, optional
        The earlier run or plan that the search begins from.
    """
    begins = {} if begins_from is None else {"from": str(begins_from)}
    unknown = dict.fromkeys(("objective", "bound", "gap", "seconds", "rounds"))
    return {
        **unknown,
        "seed": options.seed,
        "options": {**asdict(options), "settings": list(settings), **begins},
        "versions": versions(),
        "machine": machine(),
        "inputs": dict(inputs),
        "conflict": None,
        "limit_prices": None,
    }


def versions() -> dict[str, str]:
    """Return the versions of the program and of what computes for it."""
    return {
        "fanjuan": __version__,
        "python": platform.python_version(),
        **{package: version(package) for package in PACKAGES},
    }


def machine() -> str:
    """Return what the run is computed on, in words: seconds mean little without it."""
    system = f"{platform.system()} {platform.machine()}"
    facts = CPU_FACTS.read_text(encoding="utf-8", errors="replace").splitlines() if CPU_FACTS.exists() else []
    named = [line.partition(":")[2].strip() for line in facts if line.startswith("model name")]
    return f"{named[0] if named else 'unknown processor'}, {os.cpu_count() or 1} cores, {system}"


def read_inputs(folder: Path, mandate_path: Path | None = None) -> dict[str, bytes]:
    """Return every input file as it is, by name.

    Parameters
    ----------
    folder : Path
        The instance.
    mandate_path : Path, optional
        The mandate, where it is not the instance's own; that one is then not read and not listed.
    """
    own = [path for path in folder.iterdir() if path.suffix in (".csv", ".toml") and path.is_file()]
    if mandate_path is not None:
        own = [*(path for path in own if path.name != MANDATE_NAME), mandate_path]
    return {path.name: path.read_bytes() for path in sorted(own, key=lambda each: each.name)}


def input_hashes(inputs: Mapping[str, bytes]) -> dict[str, str]:
    """Return the SHA-256 of every input file, by name; see :func:`read_inputs`."""
    return {name: hashlib.sha256(content).hexdigest() for name, content in inputs.items()}


def keep_inputs(folder: RunFolder, inputs: Mapping[str, bytes], mandate_path: Path | None = None) -> None:
    """Write the inputs into the run folder, as an instance folder that can be solved again.

    Parameters
    ----------
    folder : RunFolder
        The run.
    inputs : mapping
        What :func:`read_inputs` returned.
    mandate_path : Path, optional
        The mandate, where it is not the instance's own; here it becomes the instance's own.
    """
    own = mandate_path.name if mandate_path is not None else MANDATE_NAME
    for name, content in inputs.items():
        folder.write_bytes(f"{INPUTS_NAME}/{MANDATE_NAME if name == own else name}", content)


@dataclass
class Keeper:
    """Keeps the best plan and the bound in the folder of a run, so that a run that is killed can be gone on with.

    Parameters
    ----------
    folder : RunFolder
        The run.
    now : callable, optional
        Returns the time, in seconds.
    """

    folder: RunFolder
    now: Callable[[], float] = time.monotonic
    _plan: Plan | None = None
    _said: tuple[float | None, float | None] = (None, None)
    """Objective and bound as they are kept."""
    _kept_at: float = -math.inf

    def take(self, standing: Standing) -> None:
        """Keep how far the search has come, if that is news and the last news are not too young."""
        known = standing.objective_mcny, standing.bound_mcny
        if known == self._said or self.now() - self._kept_at < SECONDS_BETWEEN:
            return
        if standing.plan is not None and standing.plan != self._plan:
            self.folder.write_text(PLAN_NAME, plan_json(standing.plan))
            self._plan = standing.plan
        objective, bound = known
        seconds, rounds = standing.seconds, standing.round
        self.folder.note(
            {"objective": objective, "bound": bound, "gap": standing.gap, "seconds": seconds, "rounds": rounds}
        )
        self._said, self._kept_at = known, self.now()


def write_run(folder: RunFolder, instance: Instance, mandate: Mandate, result: Result, pdf: bool = False) -> str | None:
    """Write everything that a run leaves, ``run.json`` last; return what is wrong with a file, if anything is.

    Parameters
    ----------
    folder : RunFolder
        Where to.
    instance, mandate, result
        What was asked and what came of it.
    pdf : bool
        Whether to write the report as PDF, too; see :func:`solver.report.document.require`.

    Raises
    ------
    RunFolderError
        If the disk does not take it; ``run.json`` then says so.
    """
    if result.plan is not None:
        folder.write_text(PLAN_NAME, plan_json(result.plan.plan))
    sides = {"status_quo": result.status_quo, "plan": result.plan}
    folder.write_json("outcome.json", {case: outcome_facts(outcome) for case, outcome in sides.items()})
    tables = tidy_tables(result)
    for name, table in tables.items():
        folder.write_text(f"{name}.csv", table.to_csv(index=False, lineterminator="\n"))
    facts = result_facts(instance, result)
    folder.log(f"{result.status}: {facts['reason']}")
    log = (folder.path / LOG_NAME).read_text(encoding="utf-8", errors="replace")
    run = {**folder.facts, **facts, "log": log}
    editions = {each: edition_of(instance, mandate, result, run, each) for each in LANGUAGES}
    title, found = plain(instance.header.title), result.plan is not None
    folder.write_text("report.html", render_editions(title, list(editions.values()), spoken(), found=found))
    folder.write_bytes("report.xlsx", render_workbook(instance, mandate, editions[spoken()], run, tables))
    wrong = None
    if pdf:
        document = render_document(render_page(instance, mandate, result, run, spoken(), still=True))
        folder.write_bytes("report.pdf", document.content)
        wrong = _boxes_sentence(document.unknown_characters)
        if wrong is not None:
            folder.log(wrong)
    folder.finish(facts)
    return wrong


def _boxes_sentence(unknown_characters: str) -> str | None:
    """Return that characters are boxes in the document, and the cure; nothing where none are."""
    if not unknown_characters:
        return None
    some = unknown_characters[:MOST_SHOWN] + ("…" if len(unknown_characters) > MOST_SHOWN else "")
    return _(
        "report.pdf has boxes in place of characters that no installed font has ({characters}); "
        "install a font that has them, such as Noto Sans CJK"
    ).format(characters=some)


def result_facts(instance: Instance, result: Result) -> dict[str, Any]:
    """Return what ``run.json`` says of a result, in English whatever is spoken."""
    with speaking("en"):
        reason = reason_words(result)
        conflict = None if result.conflict is None else conflict_facts(instance, result.conflict)
    return {
        "status": result.status,
        "reason": reason,
        "objective": result.objective_mcny,
        "bound": result.bound_mcny,
        "gap": result.gap,
        "seconds": result.seconds,
        "rounds": result.rounds,
        "conflict": conflict,
        "limit_prices": limit_prices_facts(result),
    }


def conflict_facts(instance: Instance, conflict: Conflict) -> dict[str, Any]:
    """Return the limits that cannot hold together, and by how much each must give way."""

    def facts(relaxations: Sequence[Relaxation]) -> list[dict[str, Any]]:
        return [{**asdict(each), "sentence": relaxation_sentence(instance, each)} for each in relaxations]

    return {
        "relaxations": facts(conflict.relaxations),
        "sentence": conflict_sentence(instance, conflict),
        "together": facts(conflict.together),
        "minimal": conflict.minimal,
        "cut_short": conflict.cut_short,
    }


def outcome_facts(outcome: Outcome | None) -> dict[str, Any] | None:
    """Return the objective of an outcome, its accounts, which add up to it, and what it breaks."""
    if outcome is None:
        return None
    return {
        "objective_mcny": outcome.objective_mcny,
        "accounts": dict(outcome.accounts),
        "violations": [each.sentence for each in outcome.violations],
    }


def tidy_tables(result: Result) -> dict[str, pd.DataFrame]:
    """Return every table that a run leaves: those of the outcome with both sides, and the prices of limits."""
    tables = {name: side_by_side(name, result) for name in TABLES}
    return {**tables, PRICES_NAME: limit_prices_table(result)}


def side_by_side(name: str, result: Result) -> pd.DataFrame:
    """Return a table of both sides, told apart by the column ``case``."""
    sides = {"status_quo": result.status_quo, "plan": result.plan}
    tables = []
    for case, outcome in sides.items():
        if outcome is not None:
            table = outcome.tables[name][list(TABLES[name])].copy()
            table.insert(0, "case", case)
            tables.append(table)
    filled = [table for table in tables if len(table)]
    return pd.concat(filled, ignore_index=True) if filled else tables[0]
