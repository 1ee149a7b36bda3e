"""The commands that turn an instance into an Excel workbook, and a workbook into an instance."""

from __future__ import annotations

from pathlib import Path

import click

from solver.cli.loading import load
from solver.errors import InputError, Problem
from solver.instance.files import read_text
from solver.instance.read import HEADER_FILE, MANDATE_FILE
from solver.instance.start import README_FILE
from solver.instance.workbook_export import workbook_bytes
from solver.instance.workbook_import import ImportedBook
from solver.instance.write import passing_folder, write_file, write_new_folder
from solver.language import _
from solver.mandate import Mandate
from solver.mandate_file import check_folder, read_mandate
from solver.report.wording import plain

SUFFIX = ".xlsx"


def run_export(folder: Path, to: Path | None, force: bool) -> None:
    """Write an instance with its mandates and its page into a workbook and say where it is."""
    instance = load(folder, None, ())[0]
    book = to or Path(f"{instance.header.id}{SUFFIX}")
    if book.suffix.lower() != SUFFIX:
        rule, cure = "is no name of a workbook", f"let it end in {SUFFIX}"
        raise InputError([Problem("--to", "", "", str(book), rule, cure)])
    mandates = [MANDATE_FILE, *(name for name in other_mandates(folder) if read_mandate(folder / name, instance))]
    names = [HEADER_FILE, *mandates, *([README_FILE] if (folder / README_FILE).exists() else [])]
    problems: list[Problem] = []
    texts = {name: read_text(folder / name, problems) or "" for name in names}
    if problems:
        raise InputError(problems)
    write_file(book, workbook_bytes(instance, texts, Mandate), force)
    title = plain(instance.header.title)
    click.echo(_("{title}: written to {book}. When it is edited and saved:").format(title=title, book=book))
    click.echo(f"  fanjuan import {book} --to NEW-FOLDER")


def run_import(path: Path, to: Path | None) -> None:
    """Write the instance of a workbook into a new folder and say where it is; nothing if anything is wrong."""
    folder = to or Path(path.stem)
    book = ImportedBook(path, Mandate)
    problems: list[Problem] = []
    with passing_folder(book.files) as room:
        for name in (MANDATE_FILE, *other_mandates(room)):
            found = check_folder(room, None if name == MANDATE_FILE else room / name)
            problems += (problem for problem in found if problem not in problems)
    told = book.translated(problems)
    if told:
        raise InputError(told)
    write_new_folder(folder, book.new_files)
    click.echo(_("Instance in {folder}, from {book}. See what is in it:").format(folder=folder, book=path))
    click.echo(f"  fanjuan show {folder}")


def other_mandates(folder: Path) -> list[str]:
    """Return the names of the mandates of an instance beside its own, in their order."""
    return sorted(path.name for path in folder.glob("mandate*.toml") if path.name != MANDATE_FILE)
