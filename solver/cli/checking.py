"""The commands that only read: what is wrong with an instance, what is in it, and what its files look like."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import click

from solver.cli.exits import ExitCode, count_words
from solver.cli.loading import load
from solver.errors import InputError
from solver.instance.instance import Instance
from solver.instance.provenance import assumption_share
from solver.mandate import Levers, Limits, Mandate
from solver.report.wording import plain
from solver.schema import json_schema, markdown_tables

UNCOUNTED = ("plants", "products", "duties", "sources", "provenance")
"""Tables whose number of rows says little, and that of the plants, which is told beside their lines."""


def run_check(folder: Path, mandate: Path | None, settings: tuple[str, ...]) -> None:
    """Print every problem, or what is in an instance and its mandate."""
    try:
        facts, wishes = load(folder, mandate, settings)
    except InputError as error:
        for problem in error.problems:
            click.echo(plain(str(problem)))
        click.echo(count_words(len(error.problems)))
        click.get_current_context().exit(ExitCode.INVALID_INPUT)
    for line in [*instance_lines(facts), *mandate_lines(wishes), "No problems found"]:
        click.echo(line)


def instance_lines(instance: Instance) -> Iterator[str]:
    """Yield what is in an instance."""
    header = instance.header
    yield f"{plain(header.title)} ({header.id}), {instance.years[0]} to {instance.years[-1]}"
    lines = sum(plant.lines for plant in instance.plants.values())
    planned = sum(plant.lines for plant in instance.plants.values() if plant.start_year is not None)
    of_these = f", {planned} of them planned" if planned else ""
    counts = [f"{len(instance.plants)} plants with {lines} lines{of_these}"]
    for table in instance.table_names():
        rows = len(instance.table(table))
        if rows and table not in UNCOUNTED:
            counts.append(f"{rows} {words(table if rows > 1 else table.removesuffix('s'))}")
    yield f"Facts: {', '.join(counts)}"
    bases = assumption_share(instance)
    known = ", ".join(f"{count} {basis}" for basis, count in bases.items() if count)
    yield f"Figures: {sum(bases.values())} ({known})"


def mandate_lines(mandate: Mandate) -> Iterator[str]:
    """Yield what a mandate allows and asks for."""
    yield f"Mandate: {plain(mandate.title)}"
    allowed = [words(name) for name in Levers.model_fields if getattr(mandate.levers, name) is True]
    allowed += [words(rule) for rule in mandate.levers.conduct_rules]
    yield f"Levers from {mandate.levers.first_decision_year} on: {', '.join(allowed) or 'none'}"
    limits = {name: getattr(mandate.limits, name) for name in Limits.model_fields}
    for level, heading in (("hard", "Limits"), ("soft", "Soft limits"), ("report", "Reported limits")):
        named = [words(name) for name, limit in limits.items() if limit is not None and limit.level == level]
        if named or level == "hard":
            yield f"{heading}: {', '.join(named) or 'none'}"


def words(name: str) -> str:
    """Return the name of a table or key as it is read aloud."""
    return name.replace("_", " ")


def print_schema(form: str) -> None:
    """Print the columns of all files as ``markdown`` or ``json``."""
    if form == "json":
        click.echo(json.dumps(json_schema(), indent=2, ensure_ascii=False))
    else:
        click.echo(markdown_tables(), nl=False)
