"""The command that shows what is in an instance before anyone solves it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Any

import click
from rich.console import Console

from solver.cli.arguments import Speech
from solver.cli.checking import instance_facts, instance_lines, mandate_facts, mandate_lines
from solver.cli.console import open_console, say, working
from solver.cli.loading import load
from solver.cli.printing import MOST_ROWS, show
from solver.evaluate.judge import Judge
from solver.evaluate.outcome import Outcome
from solver.instance.instance import Instance
from solver.language import _, speaking
from solver.mandate import Mandate
from solver.report import overview, sources
from solver.report.calibration import calibration_grid, compare_with_observations
from solver.report.grid import Grid
from solver.report.overview_merit import merit_grid, merit_order, price_today
from solver.report.run_folder import to_json


def run_show(
    folder: Path, mandate_path: Path | None, settings: tuple[str, ...], show_all: bool, speech: Speech
) -> None:
    """Print what is in an instance."""
    progress = open_console(stderr=True, quiet=speech.silent)
    with working(progress, _("Reading the instance")):
        instance, mandate = load(folder, mandate_path, settings)
    with working(progress, _("Judging")):
        status_quo = Judge(instance, mandate).status_quo
    if speech.json:
        click.echo(to_json(overview_facts(instance, mandate, status_quo)), nl=False)
    elif not speech.quiet:
        print_overview(open_console(), instance, mandate, status_quo, show_all)


def print_overview(console: Console, instance: Instance, mandate: Mandate, status_quo: Outcome, show_all: bool) -> None:
    """Print what is in an instance, what its mandate asks for, and how well both are known."""
    for line in instance_lines(instance):
        say(console, line)
    for grid in facts_grids(instance, status_quo, None if show_all else MOST_ROWS):
        show(console, grid)
    show(console, overview.options_grid(instance, mandate))
    console.print()
    for line in mandate_lines(mandate):
        say(console, line)
    show(console, calibration_grid(instance, status_quo, periods=False))
    show(console, sources.basis_grid(instance))
    console.print()
    say(console, sources.share_sentence(instance))


def facts_grids(instance: Instance, status_quo: Outcome, most: int | None) -> Iterator[Grid]:
    """Yield the facts and what follows from them today as tables."""
    yield overview.tables_grid(instance)
    yield overview.prices_grid(instance, status_quo)
    yield overview.capacity_grid(instance)
    yield overview.firms_grid(instance)
    yield overview.regions_grid(instance)
    yield overview.subsidies_grid(instance, status_quo)
    for market in instance.markets:
        yield merit_grid(instance, status_quo, market, most)


def overview_facts(instance: Instance, mandate: Mandate, status_quo: Outcome) -> dict[str, Any]:
    """Return the same for programs, in the units and words of files."""
    plants = instance.plants.values()
    with speaking("en"):
        observed = json.loads(compare_with_observations(instance, status_quo).to_json(orient="records"))
    return {
        "instance": instance_facts(instance),
        "mandate": mandate_facts(mandate),
        "markets": {
            market: {
                "demand_munit": facts.demand_munit,
                "reference_price_cny_per_unit": facts.reference_price_cny_per_unit,
                "price_today_cny_per_unit": price_today(instance, status_quo, market),
                **asdict(overview.size_of([each for each in plants if each.market == market])),
                "merit_order": [asdict(each) for each in merit_order(instance, status_quo, market)],
            }
            for market, facts in instance.markets.items()
        },
        "regions": {
            region: asdict(overview.size_of([each for each in plants if each.region == region]))
            for region in instance.regions
        },
        "firms": {
            ownership: sum(firm.ownership == ownership for firm in instance.firms.values())
            for ownership in overview.OWNERS
        },
        "subsidies_today_mcny": overview.subsidies_of_today(instance, status_quo),
        "options": overview.options_of(instance),
        "observations": observed,
    }
