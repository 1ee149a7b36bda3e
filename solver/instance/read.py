"""Reading an instance folder: all of it, or every reason why not."""

from __future__ import annotations

from fnmatch import fnmatch
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from solver.errors import InstanceError, Problem
from solver.instance.check import check_draft
from solver.instance.draft import Draft, unknown_references
from solver.instance.files import read_toml
from solver.instance.instance import Instance
from solver.instance.records import RECORDS, Header
from solver.instance.tables import Table, read_table
from solver.instance.wording import dotted, nearest, refusals

HEADER_FILE = "instance.toml"
MANDATE_FILE = "mandate.toml"
TABLE_FILES = tuple(f"{record.table}.csv" for record in RECORDS)
OTHER_FILES = ("README.md", "mandate*.toml")


def read_instance(folder: Path) -> Instance:
    """Read the facts of an instance folder and check them as a whole.

    Parameters
    ----------
    folder : Path
        Folder with ``instance.toml`` and one CSV file per table.

    Raises
    ------
    InstanceError
        With every problem found.
    """
    draft, problems = read_draft(folder)
    if problems or draft.header is None:
        raise InstanceError(problems)
    tables: dict[str, Any] = dict(draft.tables)
    return Instance(header=draft.header, **tables)


def read_draft(folder: Path) -> tuple[Draft, list[Problem]]:
    """Read as much of an instance folder as there is to read.

    Parameters
    ----------
    folder : Path
        The instance folder.

    Returns
    -------
    Draft, list of Problem
        What could be read, and all that is wrong.
    """
    if not folder.is_dir():
        rule = "is not a folder" if folder.exists() else "there is no such folder"
        return _nothing(), [Problem(str(folder), "", "", "", rule, "name a folder that holds an instance.toml")]
    if not holds_instance(folder):
        return _nothing(), [Problem(str(folder), "", "", "", "holds no instance", _instances_within(folder))]
    problems = _unknown_files(folder)
    header = read_header(folder / HEADER_FILE, problems)
    tables = [read_table(folder, record) for record in RECORDS]
    draft = Draft(
        header,
        {table.record.table: table.records for table in tables},
        {table.record.table: table.keys for table in tables},
        frozenset(table.record.table for table in tables if table.problems),
    )
    for table in tables:
        problems += table.problems + _references(draft, table)
    return draft, problems + check_draft(draft)


def holds_instance(folder: Path) -> bool:
    """Return whether anything in a folder has the name of a file of an instance."""
    return any((folder / name).exists() for name in (HEADER_FILE, MANDATE_FILE, *TABLE_FILES))


def _nothing() -> Draft:
    return Draft(None, {each.table: {} for each in RECORDS}, {each.table: None for each in RECORDS})


def _instances_within(folder: Path) -> str:
    """Return which folder to name instead of one that holds no instance itself."""
    within = sorted(str(path.parent) for path in folder.glob(f"*/{HEADER_FILE}"))
    return f"name one within it, such as {within[0]}" if within else "name a folder that holds an instance.toml"


def read_header(path: Path, problems: list[Problem]) -> Header | None:
    """Return the header of an instance, or ``None`` with the reasons added to the problems."""
    content = read_toml(path, problems)
    if content is None:
        return None
    try:
        return Header.model_validate(content, strict=True)
    except ValidationError as error:
        for place, value, rule, cure in refusals(Header, error):
            problems.append(Problem(path.name, "", dotted(place), value, rule, cure))
        return None


def _unknown_files(folder: Path) -> list[Problem]:
    known = (HEADER_FILE, *TABLE_FILES, *OTHER_FILES)
    problems = []
    for name in sorted(each.name for each in folder.iterdir()):
        if name.startswith(".") or any(fnmatch(name, pattern) for pattern in known):
            continue
        near = nearest(name, (HEADER_FILE, MANDATE_FILE, *TABLE_FILES))
        cure = f"rename it to {near!r}, the nearest file, or remove it" if near else "remove it"
        # A name that is not UTF-8 could not be printed.
        printable = name.encode("utf-8", "backslashreplace").decode("utf-8")
        problems.append(Problem(printable, "", "", "", "is not a file of an instance", cure))
    return problems


def _references(draft: Draft, table: Table) -> list[Problem]:
    """Return the references to rows that are not there, but none of cells that are at fault already."""
    refused = {(problem.row, problem.column) for problem in table.problems}
    return [
        problem
        for row in table.rows
        for problem in unknown_references(draft, table.file, row.label, row.cells)
        if (problem.row, problem.column) not in refused
    ]
