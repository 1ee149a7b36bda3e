"""The command that sweeps: cases out of mandates, run by an engine, kept as they come, and held side by side."""

from __future__ import annotations

import signal
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from threading import Event
from typing import Any

import click
from rich.console import Console

from solver import __version__, engine
from solver.cli.arguments import Speech
from solver.cli.console import open_console, say, say_place, working
from solver.cli.exits import ExitCode
from solver.cli.printing import show
from solver.cli.solving import connected, default_folder, signals
from solver.instance.instance import Instance
from solver.instance.read import read_instance
from solver.instance.write import write_file
from solver.language import _, counted
from solver.report.run_files import read_inputs
from solver.report.run_folder import to_json
from solver.report.summary import gap_words
from solver.solve.options import Options
from solver.sweep.cases import check_cases, make_cases, read_variations
from solver.sweep.folder import SWEEP_NAME, finished_cases, keep_case, refuse_unless_sweep, remove_cases
from solver.sweep.page import render_sweep, verdict
from solver.sweep.table import STATUSES, Standing, read_case, remarks, sweep_csv, sweep_facts, sweep_grid
from solver.sweep.worker import Order, work

PAGE_NAME = "sweep.html"
TABLE_NAME = "sweep.csv"

WORST_FIRST: Sequence[tuple[str, ExitCode]] = (
    ("failed", ExitCode.FAILED),
    ("waiting", ExitCode.STOPPED_WITHOUT_PLAN),
    ("stopped_without_plan", ExitCode.STOPPED_WITHOUT_PLAN),
    ("stopped_with_plan", ExitCode.STOPPED_WITH_PLAN),
)
"""What the exit code says: the worst that has become of any case. That no plan keeps all limits is an answer."""


@dataclass(frozen=True)
class Request:
    """What was asked for on the command line."""

    instance: Path
    variations: tuple[str, ...]
    mandates: tuple[Path, ...]
    settings: tuple[str, ...]
    options: Options
    workers: int | None
    scheduler: str | None
    out: Path | None
    fresh: bool


@dataclass
class Sweep:
    """A sweep on its way: its cases, where they are kept, and what is known of each."""

    instance: Instance
    path: Path
    orders: Mapping[str, Order]
    standings: dict[str, Standing]
    speech: Speech

    @property
    def known(self) -> list[Standing]:
        """What is known of all cases, in their order."""
        return list(self.standings.values())

    @property
    def facts(self) -> dict[str, Any]:
        """All cases for programs."""
        return sweep_facts(self.instance, self.path, self.known)

    @property
    def waiting(self) -> dict[str, Order]:
        """The cases that are still to be solved."""
        return {name: order for name, order in self.orders.items() if self.standings[name].status == "waiting"}

    def take(self, name: str, answer: engine.Answer[dict[str, bytes]]) -> Standing:
        """Keep what came of a case, and return what is known of it now."""
        case = self.standings[name].case
        if answer.result is None:
            self.standings[name] = Standing(case, "failed", answer.failure)
        else:
            keep_case(self.path, name, answer.result)
            self.standings[name] = read_case(self.instance, self.path, case)
        self.write()
        return self.standings[name]

    def write(self) -> None:
        """Write the tables of all cases."""
        write_file(self.path / SWEEP_NAME, to_json(self.facts).encode(), replace=True)
        write_file(self.path / TABLE_NAME, sweep_csv(self.known).encode(), replace=True)

    def write_page(self) -> None:
        """Write the page."""
        page = render_sweep(self.instance, self.known, self.speech.language)
        write_file(self.path / PAGE_NAME, page.encode(), replace=True)


def run_sweep(request: Request, speech: Speech) -> None:
    """Solve what is not solved yet, print all cases and end with the exit code of the worst."""
    progress = open_console(stderr=True, quiet=speech.silent)
    with working(progress, _("Reading the instance")):
        sweep = prepare(request, speech)
    interrupted = False
    stopped = Event()
    try:
        with signals(lambda _number, _frame: stopped.set()):
            solve_cases(sweep, request, stopped, progress)
    except KeyboardInterrupt:
        interrupted = True
    finally:
        with signals(signal.SIG_IGN):  # a second Ctrl-C must not cost the page
            sweep.write_page()
    if speech.json:
        click.echo(to_json({**sweep.facts, "report": str(sweep.path / PAGE_NAME)}), nl=False)
    elif not speech.quiet:
        print_sweep(open_console(), sweep)
    else:
        say_place(open_console(), str(sweep.path / PAGE_NAME))
    if interrupted:
        words = _("Interrupted. The same command with --out {path} goes on with the other cases.")
        say_place(open_console(stderr=True), words.format(path=sweep.path))
    statuses = {each.status for each in sweep.known}
    code = next((code for status, code in WORST_FIRST if status in statuses), ExitCode.SUCCESS)
    click.get_current_context().exit(ExitCode.STOPPED_WITHOUT_PLAN if interrupted else code)


def prepare(request: Request, speech: Speech) -> Sweep:
    """Return a sweep with its folder, in which everything is found right before anything is solved."""
    mandates = list(dict.fromkeys(request.mandates))
    variations = read_variations(request.variations, request.settings)
    instance = read_instance(request.instance)
    cases = make_cases(variations, mandates, request.settings)
    check_cases(request.instance, instance, cases)
    inputs = {each: read_inputs(request.instance, each) for each in {case.mandate for case in cases}}
    orders = {
        case.name: Order(
            inputs[case.mandate], case.mandate, case.settings, request.options, speech.language, __version__
        )
        for case in cases
    }
    path = request.out or default_folder(f"{instance.header.id}-sweep")
    refuse_unless_sweep(path)
    if request.fresh:
        remove_cases(path, orders)
    finished = finished_cases(path, {name: order.facts for name, order in orders.items()})
    standings = {
        case.name: read_case(instance, path, case) if case.name in finished else Standing(case) for case in cases
    }
    sweep = Sweep(instance, path, orders, standings, speech)
    sweep.write()
    return sweep


def solve_cases(sweep: Sweep, request: Request, stopped: Event, console: Console) -> None:
    """Have all cases solved that are not, until that is no longer wanted, and say how far it has come."""
    total, left = len(sweep.orders), len(sweep.waiting)
    if not left:
        return
    if left < total:
        say(console, _("Finished already: {n} of {total}").format(n=total - left, total=total))
    with engine_for(request, left, console) as client:
        done = total - left
        for name, answer in engine.run(client, work, sweep.waiting, stopped):
            standing = sweep.take(name, answer)
            done += 1
            said = _("{done} of {total}: {case}: {outcome}")
            say(console, said.format(done=done, total=total, case=name, outcome=outcome_words(standing)))


@contextmanager
def engine_for(request: Request, cases: int, console: Console) -> Iterator[Any]:
    """Yield what runs the cases, and say what it is and that it can be stopped."""
    with ExitStack() as opened:
        if request.scheduler is not None:
            client = opened.enter_context(connected(request.scheduler, console))
            workers = engine.workers_of(client)
        else:
            cores = engine.processors()
            workers = min(cases, request.workers or max(1, cores // request.options.threads))
            with working(console, _("Starting the processes that solve")):
                client = opened.enter_context(engine.local_pool(workers))
        if workers:
            told = counted("Solving {n} case on {workers}", "Solving {n} cases on {workers}", cases)
            on = counted("{n} worker", "{n} workers", workers).format(n=workers)
        else:
            told = counted("{n} case waits for {workers}", "{n} cases wait for {workers}", cases)
            on = _("the first worker to join the scheduler")
        kept = _("{solving}; Ctrl-C stops and keeps the cases that are finished")
        say(console, kept.format(solving=told.format(n=cases, workers=on)))
        yield client


def outcome_words(standing: Standing) -> str:
    """Return how a case ended, with the certified gap where there is one."""
    gap = None if standing.facts is None else standing.facts["gap"]
    words = _(STATUSES[standing.status][0])
    if gap is None:
        return words
    return _("{status}, gap {gap}").format(status=words, gap=gap_words(gap))


def print_sweep(console: Console, sweep: Sweep) -> None:
    """Print all cases, what their table has no room for, and where the page is."""
    say(console, verdict(sweep.known))
    show(console, sweep_grid(sweep.instance.header.title, sweep.known))
    for remark in remarks(sweep.instance, sweep.known):
        say(console, "\n" + remark)
    say_place(console, "\n" + _("Cases: {path}").format(path=sweep.path / PAGE_NAME))
