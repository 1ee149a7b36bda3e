"""Writing an instance folder: exactly what reading it gives back."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping
from pathlib import Path

import tomlkit

from solver.instance.columns import columns_of
from solver.instance.files import write_text
from solver.instance.instance import Instance
from solver.instance.read import HEADER_FILE
from solver.instance.record import Record
from solver.instance.records import RECORDS, Header


def write_instance(instance: Instance, folder: Path) -> None:
    """Write the header and every table, also the empty ones; the mandate is left alone.

    Parameters
    ----------
    instance : Instance
        The facts.
    folder : Path
        Where to write; it is made if it is not there.
    """
    folder.mkdir(parents=True, exist_ok=True)
    write_text(folder / HEADER_FILE, header_text(instance.header))
    for record in RECORDS:
        write_text(folder / f"{record.table}.csv", table_text(record, instance.table(record.table)))


def header_text(header: Header) -> str:
    """Return the header as TOML."""
    return tomlkit.dumps(header.model_dump())


def table_text(record: type[Record], rows: Mapping[str, Record]) -> str:
    """Return the rows of a table as CSV.

    Parameters
    ----------
    record : type
        The record of the rows, which names the columns.
    rows : mapping
        The rows by key.
    """
    columns = tuple(columns_of(record))
    text = io.StringIO(newline="")
    plain = csv.writer(text, lineterminator="\n")
    # The plain writer leaves a carriage return outside quotes, where it would end the row when read.
    quoting = csv.writer(text, lineterminator="\n", quoting=csv.QUOTE_ALL)
    plain.writerow(columns)
    for row in rows.values():
        cells = [_cell(getattr(row, column)) for column in columns]
        writer = quoting if any("\r" in cell for cell in cells) else plain
        writer.writerow(cells)
    return text.getvalue()


def _cell(value: object) -> str:
    """Return a value as written; whole numbers without a point, for the eye."""
    if value is None:
        return ""
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)
    return str(value)
