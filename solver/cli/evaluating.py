"""The command that judges: a plan beside the status quo, or the status quo alone."""

from __future__ import annotations

from pathlib import Path

import click
from rich.console import Console

from solver.cli.arguments import Speech
from solver.cli.console import open_console, say, working
from solver.cli.loading import load
from solver.cli.printing import show, show_consequences, show_rows, warn
from solver.evaluate.judge import Judge
from solver.evaluate.outcome import Outcome
from solver.instance.instance import Instance
from solver.language import _, counted
from solver.mandate import Mandate
from solver.plan_file import read_plan
from solver.report.calibration import calibration_grid
from solver.report.consequences import accounts_grid
from solver.report.grid import to_rich
from solver.report.limits import limits_grid, violation_sentence
from solver.report.run_files import outcome_facts
from solver.report.run_folder import to_json
from solver.report.summary import headline_facts, headline_grid, limits_kept
from solver.report.wording import plain

MOST_VIOLATIONS = 20
"""How many broken limits are said one by one."""


def run_evaluate(
    folder: Path,
    plan_path: Path | None,
    mandate_path: Path | None,
    settings: tuple[str, ...],
    show_all: bool,
    speech: Speech,
) -> None:
    """Judge and print."""
    progress = open_console(stderr=True, quiet=speech.silent)
    with working(progress, _("Reading the instance")):
        instance, mandate = load(folder, mandate_path, settings)
        plan = None if plan_path is None else read_plan(plan_path, instance)
    with working(progress, _("Judging")):
        judge = Judge(instance, mandate)
        judged = None if plan is None else judge.evaluate(plan)
    if speech.json:
        sides = {"status_quo": outcome_facts(judge.status_quo), "plan": outcome_facts(judged)}
        click.echo(to_json({**sides, "headline": headline_facts(instance, judge.status_quo, judged)}), nl=False)
    elif speech.quiet:
        print_verdict(open_console(), instance, mandate, judge.status_quo, judged, quiet=True)
    else:
        print_outcomes(open_console(), instance, mandate, judge.status_quo, judged, show_all)


def print_outcomes(
    console: Console,
    instance: Instance,
    mandate: Mandate,
    status_quo: Outcome,
    plan: Outcome | None,
    show_all: bool,
) -> None:
    """Print both sides: headline, accounts, limits, and the status quo against what was observed; the verdict last."""
    sides = [status_quo] if plan is None else [status_quo, plan]
    console.print(to_rich(headline_grid(instance, status_quo, plan), console.width))
    show(console, accounts_grid(sides))
    show_consequences(console, instance, sides, show_all)
    show_rows(console, limits_grid(instance, status_quo, plan, tight=True), show_all)
    show_rows(console, calibration_grid(instance, status_quo, periods=False), show_all)
    console.print()
    print_verdict(console, instance, mandate, status_quo, plan)


def print_verdict(
    console: Console,
    instance: Instance,
    mandate: Mandate,
    status_quo: Outcome,
    plan: Outcome | None,
    quiet: bool = False,
) -> None:
    """Say what the law has to allow, and which limits and rules are broken.

    Parameters
    ----------
    quiet : bool
        Whether to say nothing where nothing is wrong.
    """
    judged = plan or status_quo
    warn(console, instance, mandate, judged)
    if judged.feasible:
        kept = _("The status quo keeps {what}.") if plan is None else _("The plan keeps {what}.")
        if not quiet:
            say(console, kept.format(what=limits_kept(judged)))
        return
    number = len(judged.violations)
    if plan is None:
        broken = counted(
            "The status quo breaks limits or rules in {n} place:",
            "The status quo breaks limits or rules in {n} places:",
            number,
        )
    else:
        broken = counted(
            "The plan breaks limits or rules in {n} place:", "The plan breaks limits or rules in {n} places:", number
        )
    say(console, broken.format(n=number))
    for violation in judged.violations[:MOST_VIOLATIONS]:
        say(console, f"- {plain(violation_sentence(instance, violation))}")
    if number > MOST_VIOLATIONS:
        say(console, _("- and {n} more; all of them are printed with --json").format(n=number - MOST_VIOLATIONS))
