"""A workbook of the small instance, and ways to break it as people do in a spreadsheet program."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path

import openpyxl
from openpyxl.workbook.workbook import Workbook
from small_folder import FILES, write_small_folder

from solver.errors import InputError
from solver.instance.instance import Instance
from solver.instance.read import read_instance
from solver.instance.record import Record
from solver.instance.tables import read_table
from solver.instance.workbook_export import workbook_bytes
from solver.instance.workbook_import import ImportedBook
from solver.instance.write import passing_folder
from solver.mandate import Mandate
from solver.mandate_file import check_folder

Edit = Callable[[Workbook], None]
"""What somebody does with a workbook."""


def texts_of(folder: Path) -> dict[str, str]:
    """Return the files of an instance folder that are not tables."""
    names = ("instance.toml", "mandate.toml", "README.md")
    return {name: (folder / name).read_bytes().decode() for name in names if (folder / name).exists()}


def export(folder: Path, book: Path) -> Path:
    """Write an instance folder into a workbook."""
    book.write_bytes(workbook_bytes(read_instance(folder), texts_of(folder), Mandate))
    return book


def small_book(room: Path, edit: Edit, files: Mapping[str, str] = FILES) -> Path:
    """Export the small instance, or a wider one, and let somebody edit and save the workbook."""
    book = export(write_small_folder(room / "small", files), room / "small.xlsx")
    opened = openpyxl.load_workbook(book)
    edit(opened)
    opened.save(book)
    return book


def with_part(book: Path, name: str, change: Callable[[str], str]) -> Path:
    """Change the XML of a part of a workbook."""
    content = io.BytesIO()
    with zipfile.ZipFile(book) as old, zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as new:
        for each in old.namelist():
            text = old.read(each)
            new.writestr(each, change(text.decode()).encode() if each == name else text)
    book.write_bytes(content.getvalue())
    return book


def problems_of(book: Path) -> list[str]:
    """Return what is wrong with a workbook, as it is printed."""
    try:
        imported = ImportedBook(book, Mandate)
    except InputError as error:
        return [str(problem) for problem in error.problems]
    return _told(imported)


def imported_files(book: Path) -> dict[str, str]:
    """Return the files of a workbook that is in order."""
    imported = ImportedBook(book, Mandate)
    assert _told(imported) == []
    return imported.new_files


def _told(imported: ImportedBook) -> list[str]:
    with passing_folder(imported.files) as room:
        return [str(problem) for problem in imported.translated(check_folder(room))]


def rows_after(instance: Instance, record: type[Record], room: Path) -> Mapping[str, Record]:
    """Return the rows of a table after a way through a workbook, of an instance that need not hold together."""
    book = room / "there.xlsx"
    book.write_bytes(workbook_bytes(instance, {}, Mandate))
    with passing_folder(ImportedBook(book, Mandate).files) as folder:
        table = read_table(folder, record)
    assert table.problems == []
    return table.records
