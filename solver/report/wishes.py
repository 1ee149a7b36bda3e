"""What the mandate asks for and allows, each with its reason and its source."""

from __future__ import annotations

from collections.abc import Iterator

from solver.mandate import Limits, Mandate, Stated
from solver.report.grid import Column, Grid, Row
from solver.report.wording import UNKNOWN, plain

REASONS = ("reason", "source")
"""Keys of a section that say why it is as it is."""


def wishes_grid(mandate: Mandate) -> Grid:
    """Return every section of the mandate: what it says, why, and on what ground."""
    columns = tuple(Column(title, kind="name") for title in ("Section", "What is asked", "Why", "Source"))
    rows = tuple(
        Row((name, "; ".join(settings(section)) or UNKNOWN, plain(section.reason), section.source))
        for name, section in sections(mandate)
    )
    return Grid("What the mandate asks for, and why", columns, rows)


def sections(mandate: Mandate) -> Iterator[tuple[str, Stated]]:
    """Yield the sections with their names, in the order of the file."""
    yield "Levers", mandate.levers
    for name in Limits.model_fields:
        limit = getattr(mandate.limits, name)
        if limit is not None:
            yield f"Limit: {name.replace('_', ' ')}", limit
    yield "Weights", mandate.weights
    for addition in mandate.budget_additions:
        yield "Budget addition", addition


def settings(section: Stated) -> Iterator[str]:
    """Yield what a section sets, in words."""
    for key in type(section).model_fields:
        value = getattr(section, key)
        if key in REASONS or value is None or value in ({}, ()):
            continue
        words = key.replace("_", " ")
        if isinstance(value, bool):
            yield f"{words}: {'yes' if value else 'no'}"
        elif isinstance(value, dict):
            yield f"{words}: {', '.join(f'{each} {amount:g}' for each, amount in value.items())}"
        else:
            yield f"{words}: {value:g}" if isinstance(value, float) else f"{words}: {value}"
