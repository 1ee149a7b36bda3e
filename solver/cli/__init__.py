"""The command line: words in, exit code out. The only place that prints or exits.

What a command needs is imported when it runs, so that ``fanjuan check`` does not wait for what only solving needs.
"""

from __future__ import annotations

import io
import sys
from pathlib import Path

import click

from solver import __version__
from solver.cli.arguments import (
    EXISTING_CHARACTERS,
    PathArgument,
    RealNumber,
    Speech,
    all_rows_option,
    instance_argument,
    mandate_option,
    scheduler_option,
    set_option,
    solver_options,
    speech_options,
    spoken_option,
)
from solver.cli.exits import GuardedGroup, exit_code_words
from solver.cli.sweep_command import sweep
from solver.solve.options import Options


@click.group(cls=GuardedGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="fanjuan")
def cli() -> None:
    """Find the plan that shrinks an industry with too much capacity at the least loss.

    An INSTANCE is a folder of facts: firms, plants, markets, regions, payers, and where each figure comes from. The
    mandate says what is wished: which decisions are allowed, which limits must hold, and what weighs how much.

    Results come in English, or with --lang zh-CN in Simplified Chinese; for programs there is --json.

    \b
    Try it:
      fanjuan check    instances/teaching-town
      fanjuan evaluate instances/teaching-town
      fanjuan solve    instances/teaching-town
    """


@cli.command(short_help="Say what is wrong with an instance, or what is in it.")
@instance_argument
@mandate_option
@set_option
@speech_options
def check(instance: Path, mandate: Path | None, settings: tuple[str, ...], speech: Speech) -> None:
    """Say everything that is wrong with an instance and its mandate, or what is in them.

    \b
    Example:
      fanjuan check instances/teaching-town
    """
    from solver.cli.checking import run_check

    run_check(instance, mandate, settings, speech)


@cli.command(short_help="Show what is in an instance before it is solved.")
@instance_argument
@mandate_option
@set_option
@click.option("--all", "show_all", is_flag=True, help="Print every plant of each merit order.")
@speech_options
def show(instance: Path, mandate: Path | None, settings: tuple[str, ...], show_all: bool, speech: Speech) -> None:
    """Show what is in an instance before anyone solves it.

    That is its markets, firms, regions and subsidies, who offers what at which price today, what could be done, what
    its mandate allows and asks for, and how well the figures are known.

    \b
    Example:
      fanjuan show instances/teaching-town
    """
    from solver.cli.showing import run_show

    run_show(instance, mandate, settings, show_all, speech)


@cli.command(short_help="Judge a plan, or the status quo.")
@instance_argument
@click.option("--plan", type=PathArgument(), metavar="FILE", help="The plan to judge: a plan.json as a run leaves it.")
@mandate_option
@set_option
@all_rows_option
@speech_options
def evaluate(
    instance: Path, plan: Path | None, mandate: Path | None, settings: tuple[str, ...], show_all: bool, speech: Speech
) -> None:
    """Judge a plan beside the status quo; without a plan, the status quo alone.

    Nothing is optimised. A plan that breaks limits is judged like any other, and what it breaks is said.

    \b
    Examples:
      fanjuan evaluate instances/teaching-town
      fanjuan evaluate instances/teaching-town --plan plan.json
    """
    from solver.cli.evaluating import run_evaluate

    run_evaluate(instance, plan, mandate, settings, show_all, speech)


@cli.command(short_help="Find the best plan and write a report.", epilog=exit_code_words())
@instance_argument
@mandate_option
@set_option
@solver_options
@scheduler_option(
    "A Dask scheduler, such as tcp://10.0.0.1:8786, whose workers help blocks with large instances; they need fanjuan, "
    "too.",
)
@click.option(
    "--from",
    "begin",
    type=PathArgument(),
    metavar="RUN",
    help="Begin from the plan of an earlier run, or from a plan.json; from the run's bound as well, where nothing that "
    "was asked has changed. So a run that was stopped or killed is gone on with.",
)
@click.option(
    "--out",
    type=PathArgument(),
    metavar="DIR",
    help="Folder for what the run leaves; new or empty. By default a new folder in reports/.",
)
@click.option("--pdf", is_flag=True, help="Write the report as PDF, too; needs the extra fanjuan[pdf].")
@all_rows_option
@speech_options
def solve(
    instance: Path,
    mandate: Path | None,
    settings: tuple[str, ...],
    options: Options,
    scheduler: str | None,
    begin: Path | None,
    out: Path | None,
    pdf: bool,
    show_all: bool,
    speech: Speech,
) -> None:
    """Find the best plan, judge it beside the status quo, and write a report.

    Ctrl-C and the time limit keep the best plan found so far.

    \b
    Examples:
      fanjuan solve instances/teaching-town
      fanjuan solve instances/polysilicon-2025 --time-limit 60 --set limits.participation.level=off
      fanjuan solve instances/polysilicon-2025 --from reports/polysilicon-2025-20260101-120000 --gap 0.0005
    """
    from solver.cli.solving import Request, run_solve

    run_solve(Request(instance, mandate, settings, options, scheduler, out, pdf, begin, show_all), speech)


@cli.command(short_help="Say in what runs differ.")
@click.argument("runs", type=PathArgument(), nargs=-1, required=True, metavar="RUN RUN ...")
@click.option("--to", type=PathArgument(), metavar="DIR", help="Folder for the comparison as a page and as a workbook.")
@all_rows_option
@speech_options
def compare(runs: tuple[Path, ...], to: Path | None, show_all: bool, speech: Speech) -> None:
    """Say in what runs differ: first their inputs, then their results.

    A RUN is a folder that fanjuan solve left. The first is what the others are held against. Rows are joined by their
    keys and decisions by what they are about and by year, so that runs of different instances can be compared too.

    \b
    Examples:
      fanjuan compare reports/without-fund reports/with-fund
      fanjuan compare reports/one reports/two reports/three --to reports/compared
    """
    from solver.cli.comparing import run_compare

    if len(runs) < 2:
        raise click.UsageError("name at least two runs to compare")
    run_compare(runs, to, show_all, speech)


@cli.command(short_help="Copy an instance as a start for one's own.")
@click.argument("name", type=EXISTING_CHARACTERS)
@click.option(
    "--from",
    "source",
    type=PathArgument(),
    metavar="INSTANCE",
    default="teaching-town",
    show_default=True,
    help="What to begin from: an instance that comes with the program, or a folder.",
)
@click.option("--to", type=PathArgument(), metavar="DIR", help="Folder to make. By default NAME, where you are.")
@spoken_option
def new(name: str, source: Path, to: Path | None) -> None:
    """Copy an instance under a new NAME, as a start for one's own.

    Tables and mandate are copied as they are; what they rest on has to be looked through then. Nothing that is there
    already is overwritten.

    \b
    Examples:
      fanjuan new my-town
      fanjuan new my-glass --from polysilicon-2025 --to studies/my-glass
    """
    from solver.cli.starting import run_new

    run_new(name, source, to)


@cli.command(short_help="Make a synthetic instance of any size.")
@click.argument("folder", type=PathArgument())
@click.option("--plants", type=click.IntRange(1, 100_000), metavar="N", required=True, help="Number of plants.")
@click.option(
    "--products", type=click.IntRange(1, 100), metavar="N", default=1, show_default=True, help="Number of products."
)
@click.option(
    "--regions", type=click.IntRange(1, 1000), metavar="N", default=10, show_default=True, help="Number of regions."
)
@click.option("--years", type=click.IntRange(1, 50), metavar="N", default=5, show_default=True, help="Number of years.")
@click.option(
    "--lines", type=click.IntRange(1, 1000), metavar="N", default=1, show_default=True, help="Lines of each plant."
)
@click.option(
    "--seed", type=click.IntRange(0, 2**31 - 1), metavar="N", default=0, show_default=True, help="Seed of the draws."
)
@spoken_option
def generate(folder: Path, plants: int, products: int, regions: int, years: int, lines: int, seed: int) -> None:
    """Make a synthetic instance with a mandate in FOLDER, which must not be there yet.

    Capacity, workers, owners and regions are drawn from the statistics of real steel plants and coal mines, costs and
    money from stated assumptions; the README.md that is written says which. The same seed gives the same files.

    \b
    Example:
      fanjuan generate large --plants 1000 --products 3 --seed 7
    """
    from solver.cli.starting import run_generate
    from solver.instance.generate import Size

    run_generate(folder, Size(plants, products, regions, years, lines), seed)


@cli.command(short_help="Write candidate merger pairs into an instance.")
@instance_argument
@click.option(
    "--screen",
    type=RealNumber(0, 100),
    metavar="PCT",
    default=35.0,
    show_default=True,
    help="Most that two firms may hold together of the capacity of a product.",
)
@click.option(
    "--overhead-saving",
    type=RealNumber(0, 100),
    metavar="PCT",
    default=50.0,
    show_default=True,
    help="Share of the target's overhead that falls away.",
)
@click.option(
    "--cost-saving",
    type=RealNumber(0, 100),
    metavar="PCT",
    default=1.0,
    show_default=True,
    help="Share of the target's cash cost that falls away.",
)
@click.option(
    "--most",
    type=click.IntRange(1, 1000),
    metavar="N",
    default=3,
    show_default=True,
    help="Most pairs that a firm is in.",
)
@click.option("--replace", is_flag=True, help="Replace the pairs that are there.")
@spoken_option
def pairs(instance: Path, screen: float, overhead_saving: float, cost_saving: float, most: int, replace: bool) -> None:
    """Write the pairs of firms that could merge by a rule into merger_pairs.csv, and what they rest on.

    Two firms could merge if plants of both run and sell in one market, and if they hold together no more of a product
    than the screen; the larger one takes over. Targets that save most come first, and for each of them firms with a
    plant in its main region, then larger ones. The integration costs 1 % of the target's capacity at reference prices,
    and 2 % of its workers are redundant. All of that is assumed, and provenance.csv says so.

    \b
    Example:
      fanjuan pairs my-steel --most 2
    """
    from solver.cli.starting import run_pairs
    from solver.instance.pairs import PairRule

    run_pairs(instance, PairRule(screen, overhead_saving, cost_saving, most), replace)


@cli.command(short_help="Write an instance into an Excel workbook.")
@instance_argument
@click.option("--to", type=PathArgument(), metavar="BOOK", help="The workbook. By default KEY.xlsx, where you are.")
@click.option("--force", is_flag=True, help="Replace the workbook if it is there.")
@spoken_option
def export(instance: Path, to: Path | None, force: bool) -> None:
    """Write an INSTANCE into an Excel workbook, to be edited there and imported again.

    There is a sheet for each table, with notes on what the columns mean, lists to choose from and bounds of numbers,
    and a sheet of keys and values for the header and for each mandate.

    \b
    Example:
      fanjuan export instances/teaching-town --to town.xlsx
    """
    from solver.cli.workbooks import run_export

    run_export(instance, to, force)


@cli.command(name="import", short_help="Make an instance from an Excel workbook.")
@click.argument("book", type=PathArgument())
@click.option("--to", type=PathArgument(), metavar="DIR", help="Folder to make. By default the name of the workbook.")
@spoken_option
def import_book(book: Path, to: Path | None) -> None:
    """Make an instance from a workbook BOOK that was exported and edited.

    It is checked as fanjuan check does, and every problem is told with its sheet and row. Nothing is written if
    anything is wrong, and nothing that is there already is overwritten.

    \b
    Example:
      fanjuan import town.xlsx --to my-town
    """
    from solver.cli.workbooks import run_import

    run_import(book, to)


@cli.command(short_help="Print the columns and keys of all files.")
@click.option(
    "--format",
    "form",
    type=click.Choice(["markdown", "json"]),
    default="markdown",
    show_default=True,
    help="Tables for people, or a JSON Schema for programs.",
)
def schema(form: str) -> None:
    """Print the files, columns and keys of instances and mandates.

    \b
    Example:
      fanjuan schema --format json
    """
    from solver.cli.checking import print_schema

    print_schema(form)


cli.add_command(sweep)


def main() -> None:
    """Run the command line; the entry point of the program ``fanjuan``."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            # A terminal that cannot show a name shows its code instead; no run ends for it.
            stream.reconfigure(errors="backslashreplace")
    cli(prog_name="fanjuan")
