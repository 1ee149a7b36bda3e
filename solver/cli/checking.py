"""The commands that only read: what is wrong with an instance, what is in it, and what its files look like."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

import click

from solver.cli.arguments import Speech
from solver.cli.console import open_console, say, working
from solver.cli.exits import ExitCode, count_words
from solver.cli.loading import load
from solver.cli.words import BASES, LEVELS, LEVERS, LIMITS, TABLES, conduct_of, levers_of, limits_of, rows_of
from solver.errors import InputError, Problem
from solver.instance.instance import Instance
from solver.instance.provenance import assumption_share
from solver.language import _, counted
from solver.mandate import Mandate
from solver.report.run_folder import to_json
from solver.report.wording import listed, plain
from solver.schema import json_schema, markdown_tables


def run_check(folder: Path, mandate: Path | None, settings: tuple[str, ...], speech: Speech) -> None:
    """Print every problem, or what is in an instance and its mandate."""
    try:
        with working(open_console(stderr=True, quiet=speech.silent), _("Reading the instance")):
            facts, wishes = load(folder, mandate, settings)
    except InputError as error:
        print_problems(error.problems, speech)
        click.get_current_context().exit(ExitCode.INVALID_INPUT)
    if speech.json:
        contents = {"problems": [], "instance": instance_facts(facts), "mandate": mandate_facts(wishes)}
        click.echo(to_json(contents), nl=False)
    elif not speech.quiet:
        console = open_console()
        for line in [*instance_lines(facts), *mandate_lines(wishes), _("No problems found")]:
            say(console, line)


def print_problems(problems: Sequence[Problem], speech: Speech) -> None:
    """Print what is wrong, one problem a line."""
    if speech.json:
        contents = {"problems": [asdict(problem) for problem in problems], "instance": None, "mandate": None}
        click.echo(to_json(contents), nl=False)
        return
    for problem in problems:
        click.echo(plain(str(problem)))
    click.echo(count_words(len(problems)))


def line_counts(instance: Instance) -> tuple[int, int]:
    """Return how many lines all plants have, and how many of them are planned."""
    plants = instance.plants.values()
    return sum(each.lines for each in plants), sum(each.lines for each in plants if each.start_year is not None)


def instance_facts(instance: Instance) -> dict[str, Any]:
    """Return what is in an instance, for programs."""
    lines, planned = line_counts(instance)
    tables = {table: len(instance.table(table)) for table in instance.table_names()}
    return {
        "id": instance.header.id,
        "title": instance.header.title,
        "first_year": instance.years[0],
        "last_year": instance.years[-1],
        "rows": tables,
        "lines": lines,
        "planned_lines": planned,
        "figures": dict(assumption_share(instance)),
    }


def mandate_facts(mandate: Mandate) -> dict[str, Any]:
    """Return what a mandate allows and asks for, for programs."""
    return {
        "title": mandate.title,
        "first_decision_year": mandate.levers.first_decision_year,
        "levers": levers_of(mandate.levers),
        "conduct_rules": list(mandate.levers.conduct_rules),
        "limits": {level: limits_of(mandate.limits, level) for level in LEVELS},
    }


def instance_lines(instance: Instance) -> Iterator[str]:
    """Yield what is in an instance."""
    header = instance.header
    yield _("{title} ({id}), {first} to {last}").format(
        title=plain(header.title), id=header.id, first=instance.years[0], last=instance.years[-1]
    )
    yield _("Facts: {counts}").format(counts=listed(counts(instance)))
    bases = assumption_share(instance)
    known = listed(_(BASES[basis]).format(n=f"{count:,}") for basis, count in bases.items() if count)
    yield _("Figures: {n} ({known})").format(n=f"{sum(bases.values()):,}", known=known)


def counts(instance: Instance) -> Iterator[str]:
    """Yield how many plants and lines there are, and how many rows of each table that is counted."""
    lines, planned = line_counts(instance)
    plants = counted("{n} plant", "{n} plants", len(instance.plants)).format(n=len(instance.plants))
    of_lines = counted("{n} line", "{n} lines", lines).format(n=lines)
    told = _("{plants} with {lines}").format(plants=plants, lines=of_lines)
    yield _("{counted}, {n} of them planned").format(counted=told, n=planned) if planned else told
    for table in TABLES:
        rows = len(instance.table(table))
        if rows:
            yield rows_of(table, rows)


def mandate_lines(mandate: Mandate) -> Iterator[str]:
    """Yield what a mandate allows and asks for."""
    yield _("Mandate: {title}").format(title=plain(mandate.title))
    allowed = [_(LEVERS[name]) for name in levers_of(mandate.levers)] + conduct_of(mandate.levers)
    yield _("Levers from {year} on: {levers}").format(
        year=mandate.levers.first_decision_year, levers=listed(allowed) or _("none")
    )
    for level, heading in LEVELS.items():
        named = [_(LIMITS[name]) for name in limits_of(mandate.limits, level)]
        if named or level == "hard":
            yield _(heading).format(limits=listed(named) or _("none"))


def print_schema(form: str) -> None:
    """Print the columns of all files as ``markdown`` or ``json``."""
    if form == "json":
        click.echo(json.dumps(json_schema(), indent=2, ensure_ascii=False))
    else:
        click.echo(markdown_tables(), nl=False)
