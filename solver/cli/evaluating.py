"""The command that judges: a plan beside the status quo, or the status quo alone."""

from __future__ import annotations

from pathlib import Path

import click
from rich.console import Console

from solver.cli.loading import load
from solver.cli.printing import open_console, say, show, show_consequences, warn
from solver.evaluate.judge import Judge
from solver.evaluate.outcome import Outcome
from solver.instance.instance import Instance
from solver.mandate import Mandate
from solver.plan_file import read_plan
from solver.report.calibration import calibration_grid
from solver.report.consequences import accounts_grid
from solver.report.grid import to_rich
from solver.report.limits import limits_grid
from solver.report.run_files import outcome_facts
from solver.report.run_folder import to_json
from solver.report.summary import headline_grid, limits_kept
from solver.report.wording import plain

MOST_VIOLATIONS = 20
"""How many broken limits are said one by one."""


def run_evaluate(
    folder: Path, plan_path: Path | None, mandate_path: Path | None, settings: tuple[str, ...], as_json: bool
) -> None:
    """Judge and print."""
    instance, mandate = load(folder, mandate_path, settings)
    plan = None if plan_path is None else read_plan(plan_path, instance)
    judge = Judge(instance, mandate)
    judged = None if plan is None else judge.evaluate(plan)
    if as_json:
        sides = {"status_quo": outcome_facts(judge.status_quo), "plan": outcome_facts(judged)}
        click.echo(to_json(sides), nl=False)
        return
    print_outcomes(open_console(), instance, mandate, judge.status_quo, judged)


def print_outcomes(
    console: Console, instance: Instance, mandate: Mandate, status_quo: Outcome, plan: Outcome | None
) -> None:
    """Print both sides: headline, accounts, limits, and the status quo against what was observed; warnings last."""
    sides = [status_quo] if plan is None else [status_quo, plan]
    console.print(to_rich(headline_grid(instance, status_quo, plan), console.width))
    show(console, accounts_grid(sides))
    show_consequences(console, instance, sides)
    show(console, limits_grid(instance, status_quo, plan, tight=True))
    show(console, calibration_grid(instance, status_quo, periods=False))
    console.print()
    warn(console, instance, mandate, sides[-1])
    print_violations(console, "status quo" if plan is None else "plan", sides[-1])


def print_violations(console: Console, case: str, outcome: Outcome) -> None:
    """Say which limits and rules are broken."""
    if outcome.feasible:
        say(console, f"The {case} keeps {limits_kept(outcome)}.")
        return
    number = len(outcome.violations)
    say(console, f"The {case} breaks limits or rules in {number} place{'' if number == 1 else 's'}:")
    for violation in outcome.violations[:MOST_VIOLATIONS]:
        say(console, f"- {plain(violation.sentence)}")
    if number > MOST_VIOLATIONS:
        say(console, f"- and {number - MOST_VIOLATIONS} more; all of them are printed with --json")
