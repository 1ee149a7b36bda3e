"""A draft: as much of an instance as could be read, so that its other faults can be found as well."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import TypeVar, cast

from solver.errors import Problem
from solver.instance.columns import REFERENCES
from solver.instance.instance import Instance
from solver.instance.record import Record
from solver.instance.records import RECORDS, Header
from solver.instance.wording import nearest, shown

R = TypeVar("R", bound=Record)


@dataclass(frozen=True)
class Draft:
    """What is known of an instance, broken or not.

    Parameters
    ----------
    header : Header or None
        The header, unless it is broken.
    tables : mapping
        Table to the rows that could be read, by key.
    keys : mapping
        Table to the keys of all its rows, broken ones too, in their order; ``None`` where they cannot be told.
    broken : frozenset of str
        The tables of which something could not be read.
    """

    header: Header | None
    tables: Mapping[str, Mapping[str, Record]]
    keys: Mapping[str, Collection[str] | None]
    broken: frozenset[str] = frozenset()

    @classmethod
    def of(cls, instance: Instance) -> Draft:
        """Return an instance as a draft of which everything is known."""
        tables = {record.table: instance.table(record.table) for record in RECORDS}
        return cls(instance.header, tables, {name: rows.keys() for name, rows in tables.items()})

    def rows(self, record: type[R]) -> Mapping[str, R]:
        """Return the rows of a table that could be read."""
        return cast("Mapping[str, R]", self.tables[record.table])

    def complete(self, *records: type[Record]) -> bool:
        """Return whether all rows of some tables could be read, so that what they lack is truly missing."""
        return not any(record.table in self.broken for record in records)

    def unknown_key(self, column: str, value: object) -> tuple[str, str] | None:
        """Return rule and cure of a cell that refers to a row that is not there; ``None`` if all is well.

        Parameters
        ----------
        column : str
            Name of the column, which says where it refers to.
        value : object
            Its value.
        """
        table = REFERENCES.get(column)
        known = self.keys[table] if table else None
        if known is None or not isinstance(value, str) or not value or value in known:
            return None
        return f"is no key of {table}.csv", nearest_key(value, known, f"{table}.csv")

    def year_refusal(self, year: object) -> tuple[str, str] | None:
        """Return rule and cure of a year that is not computed; ``None`` if it is, or if no year is known."""
        if self.header is None or not isinstance(year, int) or isinstance(year, bool):
            return None
        first, last = self.header.first_year, self.header.first_year + self.header.years - 1
        if first <= year <= last:
            return None
        return "is not a computed year", f"write a year from {first} to {last}, or change the years of instance.toml"


def nearest_key(value: str, known: Collection[str], file: str) -> str:
    """Return the cure of a key that is not there: the nearest one that is, or to add the row."""
    near = nearest(value, known)
    return f"write {near!r}, the nearest key, or add the row" if near else f"write a key of {file}, or add the row"


def unknown_references(draft: Draft, file: str, row: str, cells: Mapping[str, object]) -> list[Problem]:
    """Return the cells of a row that refer to rows that are not there.

    Parameters
    ----------
    draft : Draft
        Where the rows should be.
    file, row : str
        Place of the row, for the message.
    cells : mapping
        Column to value.
    """
    found = []
    for column, value in cells.items():
        refusal = draft.unknown_key(column, value)
        if refusal:
            found.append(Problem(file, row, column, shown(value), *refusal))
    return found
