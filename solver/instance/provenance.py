"""What each figure rests on, and how much of an instance is assumption."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import NamedTuple, get_args

from solver.instance.columns import number_columns
from solver.instance.instance import Instance
from solver.instance.records import RECORDS, Basis, Provenance

ANY = "*"
"""Stands for every row or every column in ``provenance.csv``."""

HEADER_TABLE = "instance"
"""Name of ``instance.toml`` in ``provenance.csv``; its only row is ``*``."""

HEADER_FIGURES = ("discount_rate_pct",)
"""The figures of ``instance.toml``; the years say what is computed and need no source."""


class Figure(NamedTuple):
    """A number that an instance states."""

    table: str
    row: str
    column: str
    value: float


def figures(instance: Instance) -> Iterator[Figure]:
    """Yield every figure of an instance that needs a provenance, zeros too; a blank is no figure."""
    for column in HEADER_FIGURES:
        yield Figure(HEADER_TABLE, ANY, column, getattr(instance.header, column))
    for record in RECORDS:
        if not record.stated:
            continue
        columns = number_columns(record)
        for key, row in instance.table(record.table).items():
            for column in columns:
                value = getattr(row, column)
                if value is not None:
                    yield Figure(record.table, key, column, value)


def candidates(table: str, row: str, column: str) -> tuple[str, ...]:
    """Return the keys of the provenance rows that would fit a figure, the most exact first."""
    return tuple(f"{table}/{each}" for each in (f"{row}/{column}", f"{row}/*", f"*/{column}", "*/*"))


def provenance_of(instance: Instance, table: str, row: str, column: str) -> Provenance:
    """Return what a figure rests on: the most exact row of ``provenance.csv`` that fits it.

    Parameters
    ----------
    instance : Instance
        The facts.
    table, row, column : str
        Place of the figure; the table is ``instance`` and the row ``*`` for ``instance.toml``.

    Raises
    ------
    KeyError
        If no row fits; a checked instance has one for every figure.
    """
    for key in candidates(table, row, column):
        if key in instance.provenance:
            return instance.provenance[key]
    raise KeyError(f"no provenance of {table}/{row}/{column}")


def figures_with_provenance(instance: Instance) -> list[tuple[Figure, Provenance]]:
    """Return every figure with what it rests on."""
    by_row = {row.of_table for row in instance.provenance.values() if row.of_row != ANY}
    found: dict[tuple[str, str, str], Provenance] = {}
    known = []
    for each in figures(instance):
        at = each.table, each.row if each.table in by_row else ANY, each.column
        if at not in found:
            found[at] = provenance_of(instance, each.table, each.row, each.column)
        known.append((each, found[at]))
    return known


def assumption_share(instance: Instance) -> Mapping[Basis, int]:
    """Return how many figures rest on each basis, the best known first; zero where none does."""
    found = Counter(row.basis for _, row in figures_with_provenance(instance))
    bases: tuple[Basis, ...] = get_args(Basis)
    return {basis: found[basis] for basis in bases}
