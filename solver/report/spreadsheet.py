"""A run as a workbook: the answer first, a sheet for each part of the report, and tidy tables that totals live on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

import pandas as pd

from solver.instance.instance import Instance
from solver.language import _, counted, marked
from solver.mandate import Mandate
from solver.report.page import Edition
from solver.report.section import Section
from solver.report.spreadsheet_book import Book, Sheet
from solver.report.spreadsheet_data import Tidy, write_tidy
from solver.report.spreadsheet_formulas import Accounts
from solver.report.spreadsheet_grid import CAPTION, write_section
from solver.report.wording import plain

SHEETS: Mapping[str, str] = {
    "conflict": marked("Why no plan"),
    "answer": marked("Headline"),
    "decisions": marked("Decisions"),
    "markets": marked("Markets"),
    "firms": marked("Firms"),
    "people": marked("People"),
    "money": marked("Money"),
    "regions": marked("Regions"),
    "limits": marked("Limits"),
    "accounts": marked("Accounts"),
    "calibration": marked("Observations"),
    "sources": marked("Inputs and sources"),
    "run": marked("How computed"),
}
"""What the sheet of each part of a report is called; the answer comes first, whatever else there is."""

KEY_COLUMNS: Mapping[str, int] = {
    "accounts": 4,
    "markets": 4,
    "shipments": 4,
    "temptations": 5,
    "plants": 5,
    "firms": 4,
    "regions": 4,
    "payments": 6,
    "limits": 5,
    "breaches": 5,
    "limit_prices": 3,
}
"""Leading columns of each tidy table that stay in sight: the case if it has one, and what tells its rows apart."""


def render_workbook(
    instance: Instance, mandate: Mandate, edition: Edition, run: Mapping[str, Any], tables: Mapping[str, pd.DataFrame]
) -> bytes:
    """Return the report as a workbook, in the language that is spoken.

    Parameters
    ----------
    instance, mandate
        What was asked.
    edition : Edition
        The report in that language.
    run : mapping
        What ``run.json`` says of the run.
    tables : mapping
        The tidy tables of the run; in those of the outcome both sides, told apart by the column ``case``.
    """
    book = Book(plain(instance.header.title), datetime.fromisoformat(str(run["started"])))
    tidy = [Tidy(name, table, KEY_COLUMNS[name]) for name, table in tables.items()]
    scenarios = Tidy("scenarios", scenarios_table(instance), key_columns=1)
    accounts = Accounts(next(each for each in tidy if each.name == "accounts"), scenarios)
    parts = [opened(each, instance, mandate, edition.status) for each in edition.sections]
    parts.sort(key=lambda each: each.id != "answer")
    sheets = {part.id: book.sheet(sheet_title(part)) for part in parts}
    below = {part.id: write_section(sheets[part.id], part, accounts) for part in parts}
    tidy += [scenarios, Tidy("names", names_table(instance), key_columns=2)]
    for table in tidy:
        write_tidy(book, table)
    first, others = parts[0], parts[1:]
    told = [(sheets[each.id].name, each.title) for each in others]
    told += [(name, rows_words(len(rows))) for table in tidy for name, rows in table.parts]
    write_contents(sheets[first.id], below[first.id] + 1, told)
    return book.content()


def opened(section: Section, instance: Instance, mandate: Mandate, status: str) -> Section:
    """Return a part of the report; the answer is headed by what was asked and what came of it."""
    if section.id != "answer":
        return section
    asked = _("Mandate: {title}").format(title=plain(mandate.title))
    said = (asked, status, *section.sentences)
    return replace(section, title=plain(instance.header.title), sentences=said)


def sheet_title(section: Section) -> str:
    """Return what the sheet of a part of the report is called."""
    return _(SHEETS[section.id]) if section.id in SHEETS else section.title


def scenarios_table(instance: Instance) -> pd.DataFrame:
    """Return the scenarios with their probabilities, by which amounts are expected over them."""
    rows = [(key, instance.probability(key)) for key in instance.futures]
    return pd.DataFrame(rows, columns=["scenario", "probability"])


def names_table(instance: Instance) -> pd.DataFrame:
    """Return the name of everything that tidy tables name by its id."""
    rows = [
        (table, key, plain(str(row.name)))
        for table in instance.table_names()
        for key, row in instance.table(table).items()
        if hasattr(row, "name")
    ]
    return pd.DataFrame(rows, columns=["table", "id", "name"])


def rows_words(rows: int) -> str:
    """Return what the sheet of a tidy table holds."""
    return counted("Tidy table of {n} row", "Tidy table of {n} rows", rows).format(n=rows)


def write_contents(sheet: Sheet, row: int, told: Sequence[tuple[str, str]]) -> None:
    """Write what else is in the book, with a link to each sheet, from a row on."""
    sheet.text(row, 0, _("What is in this book"), **CAPTION)
    for offset, (name, words) in enumerate(told, start=1):
        sheet.link(row + offset, 0, name)
        sheet.text(row + offset, 1, words)
