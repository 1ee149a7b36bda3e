"""Writing an instance folder: exactly what reading it gives back."""

from __future__ import annotations

import csv
import io
import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

import tomlkit

from solver.errors import FolderError, InputError, Problem
from solver.instance.columns import columns_of
from solver.instance.files import write_bytes, write_text
from solver.instance.instance import Instance
from solver.instance.read import HEADER_FILE
from solver.instance.record import Record
from solver.instance.records import RECORDS, Header


def instance_files(instance: Instance) -> dict[str, str]:
    """Return name and content of the files of an instance; optional tables without rows have none."""
    tables = (record for record in RECORDS if record.required or instance.table(record.table))
    return {
        HEADER_FILE: header_text(instance.header),
        **{f"{record.table}.csv": table_text(record, instance.table(record.table)) for record in tables},
    }


def write_new_folder(folder: Path, files: Mapping[str, str]) -> None:
    """Write a folder that is not there yet: whole, or not at all.

    Parameters
    ----------
    folder : Path
        The folder; the one that it is in is made if it is not there.
    files : mapping
        Name to content of its files.

    Raises
    ------
    InputError
        If there is something of that name already.
    FolderError
        If the system does not let it be written.
    """
    if folder.exists() or folder.is_symlink():
        raise InputError([Problem(str(folder), "", "", "", "is there already", "name another folder, or remove it")])
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=folder.parent, prefix=f".{folder.name}.") as room:
            whole = Path(room) / folder.name
            whole.mkdir()
            for name, text in files.items():
                write_text(whole / name, text)
            whole.rename(folder)
    except OSError as error:
        raise FolderError(f"{folder} cannot be written ({reason(error)})") from error


def write_file(path: Path, content: bytes, replace: bool) -> None:
    """Write a file, whole or not at all.

    Parameters
    ----------
    path : Path
        The file; the folder that it is in is made if it is not there.
    content : bytes
        What it holds.
    replace : bool
        Whether a file of that name may be replaced.

    Raises
    ------
    InputError
        If there is something of that name already that may not be replaced.
    FolderError
        If the system does not let it be written.
    """
    if path.is_dir() or (path.exists() and not replace):
        cure = "name another file" if path.is_dir() else "name another file, or add --force to replace it"
        raise InputError([Problem(str(path), "", "", "", "is there already", cure)])
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        write_bytes(path, content)
    except OSError as error:
        raise FolderError(f"{path} cannot be written ({reason(error)})") from error


@contextmanager
def passing_folder(files: Mapping[str, str]) -> Iterator[Path]:
    """Yield a folder with some files, which is gone afterwards.

    Parameters
    ----------
    files : mapping
        Name to content.

    Raises
    ------
    FolderError
        If the system does not let it be written.
    """
    try:
        room = tempfile.TemporaryDirectory(prefix="fanjuan.")
    except OSError as error:
        raise FolderError(f"no folder for temporary files can be made ({reason(error)})") from error
    with room as name:
        folder = Path(name) / "instance"
        write_new_folder(folder, files)
        yield folder


def replace_files(folder: Path, files: Mapping[str, str]) -> None:
    """Replace files of a folder; all are written before the first takes its place.

    Parameters
    ----------
    folder : Path
        The folder.
    files : mapping
        Name to new content; files that are not there are added.

    Raises
    ------
    FolderError
        If the system does not let them be written.
    """
    try:
        with tempfile.TemporaryDirectory(dir=folder, prefix=".fanjuan.") as room:
            for name, text in files.items():
                write_text(Path(room) / name, text)
            for name in files:
                (Path(room) / name).replace(folder / name)
    except OSError as error:
        raise FolderError(f"files of {folder} cannot be written ({reason(error)})") from error


def reason(error: OSError) -> str:
    """Return why the system refused, in lower case."""
    return (error.strerror or "unknown reason").lower()


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
    return rows_text([columns, *([cell_text(getattr(row, column)) for column in columns] for row in rows.values())])


def rows_text(rows: Iterable[Sequence[str]]) -> str:
    """Return rows of text, the first of them the names of the columns, as CSV."""
    text = io.StringIO(newline="")
    plain = csv.writer(text, lineterminator="\n")
    # The plain writer leaves a carriage return outside quotes, where it would end the row when read.
    quoting = csv.writer(text, lineterminator="\n", quoting=csv.QUOTE_ALL)
    for cells in rows:
        writer = quoting if any("\r" in cell for cell in cells) else plain
        writer.writerow(cells)
    return text.getvalue()


def cell_text(value: object) -> str:
    """Return a value as written; whole numbers without a point, for the eye."""
    if value is None:
        return ""
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)
    return str(value)
