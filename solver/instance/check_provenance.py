"""Checks that every figure says what it rests on, and that nothing else does."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from solver.errors import Problem
from solver.instance.columns import number_columns
from solver.instance.draft import Draft, nearest_key
from solver.instance.provenance import ANY, HEADER_FIGURES, HEADER_TABLE, candidates
from solver.instance.records import RECORDS, Provenance
from solver.instance.wording import unknown_name

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
        for column in columns:
            bare = [row for row in _rows(draft, table) or () if stated.isdisjoint(candidates(table, row, column))]
            if bare:
                yield _bare(table, column, bare)


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
        if rows == ():
            rule, cure = "has no rows, so there is no figure to speak of", "delete the row"
            yield Problem("provenance.csv", key, "of_table", stated.of_table, rule, cure)
        elif rows is not None and stated.of_row not in (ANY, *rows):
            rule, cure = f"is no row of {stated.of_table}", nearest_key(stated.of_row, rows, stated.of_table)
            yield Problem("provenance.csv", key, "of_row", stated.of_row, rule, cure)


def _rows(draft: Draft, table: str) -> tuple[str, ...] | None:
    return (ANY,) if table == HEADER_TABLE else draft.keys[table]


def _bare(table: str, column: str, rows: list[str]) -> Problem:
    """One problem for a column, however many of its rows are bare: one row of provenance may mend them all."""
    file = "instance.toml" if table == HEADER_TABLE else f"{table}.csv"
    row = "" if table == HEADER_TABLE else ", ".join(rows[:3]) + (f" and {len(rows) - 3} more" if len(rows) > 3 else "")
    rule = "does not say what it rests on"
    return Problem(file, row, column, "", rule, f"add a row to provenance.csv with of_table {table}")
