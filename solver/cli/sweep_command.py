"""The command line of sweeps; what they do is imported when they run."""

from __future__ import annotations

from pathlib import Path

import click

from solver.cli.arguments import (
    EXISTING_CHARACTERS,
    PathArgument,
    Speech,
    instance_argument,
    scheduler_option,
    set_option,
    solver_options,
    speech_options,
)
from solver.solve.options import Options

MANDATES_HELP = "The wishes: a TOML file instead of the mandate.toml of the instance; several make cases of their own."


@click.command(short_help="Solve an instance under several mandates and compare them.")
@instance_argument
@click.option(
    "--vary",
    "variations",
    multiple=True,
    type=EXISTING_CHARACTERS,
    metavar="KEY=VALUE,...",
    help="A wish of the mandate and the values that it takes in turn; given several times, every combination.",
)
@click.option("--mandate", "mandates", multiple=True, type=PathArgument(), metavar="FILE", help=MANDATES_HELP)
@set_option
@solver_options
@click.option(
    "--workers",
    type=click.IntRange(1, 1024),
    metavar="N",
    help="Processes that solve, a case each at a time. By default as many as there are cores for --threads.",
)
@scheduler_option(
    "A Dask scheduler whose workers solve instead, such as tcp://10.0.0.1:8786; they need fanjuan, too.",
)
@click.option(
    "--out",
    "--output",
    type=PathArgument(),
    metavar="DIR",
    help="Folder for the cases; one of the same sweep is gone on with. By default a new folder in reports/.",
)
@click.option("--fresh", is_flag=True, help="Solve all cases again, in place of those that are finished.")
@speech_options
def sweep(
    instance: Path,
    variations: tuple[str, ...],
    mandates: tuple[Path, ...],
    settings: tuple[str, ...],
    options: Options,
    workers: int | None,
    scheduler: str | None,
    out: Path | None,
    fresh: bool,
    speech: Speech,
) -> None:
    """Solve an instance under several mandates, on several processes or machines, and compare them.

    Each case that is finished is a run folder at once. The same command with the same --out goes on where it was
    interrupted. The exit code is 0 if each case has a plan within the gap or the proof that there is none.

    \b
    Examples:
      fanjuan sweep instances/teaching-town --vary limits.unemployment.rise_ceiling_percentage_points=0.25,0.5,0.75
      fanjuan sweep instances/steel-2025 --gap 0.01 --vary limits.equity.level=hard,off --out reports/equity
    """
    from solver.cli.sweeping import Request, run_sweep

    if not variations and len(mandates) < 2:
        raise click.UsageError("name what to vary with --vary, or several mandates")
    if scheduler is not None and workers is not None:
        raise click.UsageError("--workers are of a pool of this machine's own; a scheduler has its workers already")
    request = Request(instance, variations, mandates, settings, options, workers, scheduler, out, fresh)
    run_sweep(request, speech)
