"""What each figure rests on, and how much of an instance is assumption."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import get_args

from solver.instance.columns import number_columns
from solver.instance.instance import Instance
from solver.instance.records import RECORDS, Basis, Provenance

ANY = "*"
"""Stands for every row or every column in ``provenance.csv``."""

HEADER_TABLE = "instance"
"""Name of ``instance.toml`` in ``provenance.csv``; its only row is ``*``."""

HEADER_FIGURES = ("discount_rate_pct",)
"""The figures of ``instance.toml``; the years say what is computed and need no source."""


@dataclass(frozen=True)
class Figure:
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
        for key, row in instance.table(record.table).items():
            for column in number_columns(record):
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


def assumption_share(instance: Instance) -> Mapping[Basis, int]:
    """Return how many figures rest on each basis, the best known first; zero where none does."""
    found = Counter(
        provenance_of(instance, figure.table, figure.row, figure.column).basis for figure in figures(instance)
    )
    bases: tuple[Basis, ...] = get_args(Basis)
    return {basis: found[basis] for basis in bases}
