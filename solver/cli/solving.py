"""The command that solves: a run folder, the search, and whatever happens said in the folder."""

from __future__ import annotations

import signal
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import click
from rich.console import Console

from solver import engine
from solver.cli.arguments import Speech
from solver.cli.beginning import begin_from
from solver.cli.console import open_console, say, say_place, working
from solver.cli.exits import CODE_OF_STATUS, InternalError, describe, full_traceback
from solver.cli.loading import load
from solver.cli.printing import show, show_consequences, show_rows, warn
from solver.cli.progress import Progress
from solver.errors import FanjuanError, RunFolderError
from solver.instance.instance import Instance
from solver.language import _
from solver.mandate import Mandate
from solver.report.chart_code import making_bundle
from solver.report.conflict_words import best_known_first, conflict_sentence, relaxation_sentence
from solver.report.decisions import decision_grids
from solver.report.document import require
from solver.report.limits import limits_grid
from solver.report.run_files import Keeper, input_hashes, keep_inputs, opening_facts, read_inputs, write_run
from solver.report.run_folder import RunFolder, to_json
from solver.report.summary import headline_facts, headline_grid, quality_sentence, reason_sentence, status_sentence
from solver.report.wording import paragraph, plain
from solver.solve.earlier import Earlier
from solver.solve.options import Options
from solver.solve.pool import Pool
from solver.solve.refine import solve
from solver.solve.remote import cluster_pool
from solver.solve.result import Conflict, Result, Status
from solver.solve.search import Standing

REPORTS = Path("reports")
ERROR_NAME = "error.log"
REPORT_NAME = "report.html"

STYLES: Mapping[Status, str] = {
    "optimal": "bold green",
    "no_plan": "bold red",
    "stopped_with_plan": "bold yellow",
    "stopped_without_plan": "bold red",
}
"""How the status of a result is shown on a terminal."""


@dataclass(frozen=True)
class Request:
    """What was asked for on the command line."""

    instance: Path
    mandate: Path | None
    settings: tuple[str, ...]
    options: Options
    scheduler: str | None
    out: Path | None
    pdf: bool
    begin: Path | None = None
    """The earlier run, or plan, to begin from."""
    show_all: bool = False
    """Whether long tables are printed in full."""


def run_solve(request: Request, speech: Speech) -> None:
    """Solve, write the run folder, print the answer and end with its exit code."""
    progress = open_console(stderr=True, quiet=speech.silent)
    if request.pdf:
        require()  # it is better known now than after an hour of solving
    with working(progress, _("Reading the instance")):
        instance, mandate = load(request.instance, request.mandate, request.settings)
    path = request.out or default_folder(instance.header.id)
    inputs = read_inputs(request.instance, request.mandate)
    facts = opening_facts(input_hashes(inputs), request.options, request.settings, request.begin)
    earlier = None if request.begin is None else begin_from(request.begin, instance, facts, progress)
    with pool_for(request.scheduler, progress) as pool:
        folder = RunFolder.create(path, facts)
        with recorded(folder):
            keep_inputs(folder, inputs, request.mandate)
            making_bundle()  # the report needs it, and it is made while the search goes on
            result = search(instance, mandate, request.options, pool, folder, progress, earlier)
            # A second Ctrl-C must not cost the plan that the first one kept.
            with signals(signal.SIG_IGN), working(progress, _("Writing the report")):
                wrong = write_run(folder, instance, mandate, result, request.pdf)
    if wrong is not None:
        say(open_console(stderr=True), wrong, style="red")
    if speech.json:
        click.echo(to_json(run_facts(instance, result, folder)), nl=False)
    elif speech.quiet:
        print_place(result, path)
    else:
        print_result(open_console(), instance, mandate, result, path, request.show_all)
    click.get_current_context().exit(CODE_OF_STATUS[result.status])


def run_facts(instance: Instance, result: Result, folder: RunFolder) -> dict[str, Any]:
    """Return what ``run.json`` says of a run that has ended, the headline, and where the report is."""
    return {
        **folder.facts,
        "headline": headline_facts(instance, result.status_quo, result.plan),
        "report": str(folder.path / REPORT_NAME),
    }


def print_place(result: Result, path: Path) -> None:
    """Print where the report is and nothing else; what is wrong with the answer goes to the standard error."""
    if result.status != "optimal":
        say(open_console(stderr=True), status_sentence(result))
    say_place(open_console(), str(path / REPORT_NAME))


def default_folder(instance_id: str) -> Path:
    """Return a folder in ``reports`` that is not there yet."""
    stem = f"{instance_id}-{datetime.now().strftime('%Y%m%d-%H%M%S')}"
    path, number = REPORTS / stem, 1
    while path.exists():
        number += 1
        path = REPORTS / f"{stem}-{number}"
    return path


@contextmanager
def pool_for(scheduler: str | None, console: Console) -> Iterator[Pool | None]:
    """Yield the workers of a scheduler, or nothing where none is named."""
    if scheduler is None:
        yield None
    else:
        with connected(scheduler, console) as client:
            yield cluster_pool(client)


@contextmanager
def connected(scheduler: str, console: Console) -> Iterator[Any]:
    """Yield a client of a scheduler, and say so while it is looked for."""
    with ExitStack() as opened:
        with working(console, _("Connecting to {address}").format(address=scheduler)):
            client = opened.enter_context(engine.scheduler_at(scheduler))
        yield client


def search(
    instance: Instance,
    mandate: Mandate,
    options: Options,
    pool: Pool | None,
    folder: RunFolder,
    console: Console,
    earlier: Earlier | None = None,
) -> Result:
    """Solve, keep and show how far it has come; Ctrl-C and the request to end stop the search and keep what it found.

    Parameters
    ----------
    earlier : Earlier, optional
        What the search begins from.
    """
    title = plain(instance.header.title)
    say(console, _("Solving {title}; Ctrl-C stops and keeps the best plan found").format(title=title))
    keeper = Keeper(folder)
    with signals(signal.default_int_handler), Progress(console) as progress:

        def take(standing: Standing) -> None:
            progress.take(standing)
            keeper.take(standing)

        return solve(instance, mandate, options, folder.log, take, pool, earlier)


@contextmanager
def recorded(folder: RunFolder) -> Iterator[None]:
    """Say in the run folder whatever ends a run without an answer, and pass it on."""
    try:
        yield
    except RunFolderError:
        raise  # the folder has said it itself
    except FanjuanError as error:
        folder.fail(str(error))
        raise
    except KeyboardInterrupt:
        folder.fail("interrupted by the user before there was anything to keep")
        raise
    except Exception as error:
        folder.write_text(ERROR_NAME, full_traceback(error))
        folder.fail(f"internal error: {describe(error)}; details in {ERROR_NAME}")
        raise InternalError(error, str(folder.path / ERROR_NAME)) from error


Handler = Callable[[int, Any], None] | signal.Handlers
"""What :func:`signal.signal` takes."""


@contextmanager
def signals(handler: Handler) -> Iterator[None]:
    """Treat Ctrl-C and the system's request to end alike for a while."""
    previous = {number: signal.signal(number, handler) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield
    finally:
        for number, before in previous.items():
            signal.signal(number, before)


def print_result(
    console: Console, instance: Instance, mandate: Mandate, result: Result, path: Path, show_all: bool
) -> None:
    """Print the answer and where its report is."""
    say(console, status_sentence(result), style=STYLES[result.status])
    say(console, paragraph(each for each in (quality_sentence(result), reason_sentence(result)) if each))
    if result.plan is not None:
        warn(console, instance, mandate, result.plan)
    if result.conflict is not None:
        print_conflict(console, instance, result.conflict)
    show(console, headline_grid(instance, result.status_quo, result.plan))
    if result.plan is not None:
        for grid in decision_grids(instance, result.plan.plan):
            show_rows(console, grid, show_all, reported=True)
        if not result.plan.plan.moves:
            say(console, "\n" + _("The plan closes no line and withdraws no subsidy."))
    sides = [result.status_quo] if result.plan is None else [result.status_quo, result.plan]
    show_consequences(console, instance, sides, show_all, reported=True)
    show_rows(console, limits_grid(instance, result.status_quo, result.plan, tight=True), show_all, reported=True)
    say_place(console, "\n" + _("Report: {path}").format(path=path / REPORT_NAME))


def print_conflict(console: Console, instance: Instance, conflict: Conflict) -> None:
    """Print which limits cannot hold together, and for each by how much it must give way."""
    say(console, conflict_sentence(instance, conflict))
    if conflict.relaxations:
        say(console, "\n" + _("The least by which one limit must give way, all others kept"))
    for each in best_known_first(conflict.relaxations):
        say(console, f"- {relaxation_sentence(instance, each)}")
