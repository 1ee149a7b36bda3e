"""Checks that every figure says what it rests on, and that nothing else does."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping

from solver.errors import Problem
from solver.instance.columns import number_columns
from solver.instance.draft import Draft, nearest_key
from solver.instance.provenance import ANY, HEADER_FIGURES, HEADER_TABLE, candidates
from solver.instance.records import RECORDS, Provenance
from solver.instance.wording import few, unknown_name

FIGURES: Mapping[str, tuple[str, ...]] = {
    HEADER_TABLE: HEADER_FIGURES,
    **{record.table: number_columns(record) for record in RECORDS if record.stated},
}
"""Table to its columns of figures, for every table that has to say what they rest on."""


def figures_have_provenance(draft: Draft) -> Iterator[Problem]:
    """Find figures that no row of ``provenance.csv`` fits."""
    known = draft.keys[Provenance.table]
    if known is None or not draft.complete(Provenance):
        return
    stated = set(known)
    for table, columns in FIGURES.items():
        bare: dict[tuple[str, ...], list[str]] = defaultdict(list)
        for column in columns:
            rows = [
                row
                for row in _rows(draft, table) or ()
                if not _is_blank(draft, table, row, column) and stated.isdisjoint(candidates(table, row, column))
            ]
            bare[tuple(rows)].append(column)
        yield from (_bare(table, rows, together) for rows, together in bare.items() if rows)


def provenance_fits_figures(draft: Draft) -> Iterator[Problem]:
    """Find rows of ``provenance.csv`` that fit no figure."""
    for key, stated in draft.rows(Provenance).items():
        if stated.of_table not in FIGURES:
            refusal = unknown_name(stated.of_table, FIGURES, "table with figures")
            yield Problem("provenance.csv", key, "of_table", stated.of_table, *refusal)
            continue
        columns = FIGURES[stated.of_table]
        if stated.of_column not in (ANY, *columns):
            refusal = unknown_name(stated.of_column, columns, f"figure of {stated.of_table}")
            yield Problem("provenance.csv", key, "of_column", stated.of_column, *refusal)
        rows = _rows(draft, stated.of_table)
        if rows is not None and not rows:
            rule, cure = "has no rows, so there is no figure to speak of", "delete the row"
            yield Problem("provenance.csv", key, "of_table", stated.of_table, rule, cure)
        elif rows is not None and stated.of_row != ANY and stated.of_row not in rows:
            rule, cure = f"is no row of {stated.of_table}", nearest_key(stated.of_row, rows, stated.of_table)
            yield Problem("provenance.csv", key, "of_row", stated.of_row, rule, cure)


def _rows(draft: Draft, table: str) -> Collection[str] | None:
    return (ANY,) if table == HEADER_TABLE else draft.keys[table]


def _is_blank(draft: Draft, table: str, row: str, column: str) -> bool:
    """Return whether a row that could be read has no figure in a column."""
    record = draft.tables.get(table, {}).get(row)
    return record is not None and getattr(record, column) is None


def _bare(table: str, rows: tuple[str, ...], columns: list[str]) -> Problem:
    """One problem for all columns whose figures are bare in the same rows: one row of provenance may mend them."""
    file, row = ("instance.toml", "") if table == HEADER_TABLE else (f"{table}.csv", few(rows))
    cure = f"add a row with of_table {table} to provenance.csv"
    return Problem(file, row, few(columns), "", "nothing is said about what this rests on", cure)
