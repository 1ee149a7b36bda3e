"""A start for an instance of one's own: the files of another one, under a new key and title."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import tomlkit
from pydantic import TypeAdapter, ValidationError

from solver.errors import InputError, Problem
from solver.instance.files import read_text
from solver.instance.read import HEADER_FILE, TABLE_FILES, read_instance
from solver.instance.record import Key
from solver.instance.wording import WORDING, nearest

README_FILE = "README.md"

HEADINGS = ("Question", "Data", "Basis", "Calibration", "What the plan says", "What it cannot say")
"""What the page of an instance tells, in this order."""


def shipped_folder() -> Path:
    """Return the folder of the instances that come with the program: within the package, or beside it in a clone."""
    package = Path(__file__).parents[1]
    inside = package / "shipped"
    return inside if inside.is_dir() else package.parent / "instances"


def shipped_instances() -> Mapping[str, Path]:
    """Return name and folder of the instances that come with the program."""
    return {found.parent.name: found.parent for found in sorted(shipped_folder().glob(f"*/{HEADER_FILE}"))}


def find_instance(called: Path) -> Path:
    """Return the folder of an instance, which is called by its path or, if it is shipped, by its name.

    Raises
    ------
    InputError
        If it is neither.
    """
    shipped = shipped_instances()
    name = str(called)
    if name in shipped or called.is_dir():
        return shipped.get(name, called)
    near = nearest(name, shipped)
    cure = f"write {near!r}, the nearest of these" if near else "write one of these, or a folder"
    rule = f"is no folder, and none of the instances that come with the program ({', '.join(shipped)})"
    raise InputError([Problem("instance", "", "", name, rule, cure)])


def start_files(source: Path, key: str) -> dict[str, str]:
    """Return name and content of the files of a new instance.

    Tables and mandates are copied as they are. The header gets the key, and a title that says where it began; the page
    is new, as that of the source speaks of the source.

    Parameters
    ----------
    source : Path
        Folder of the instance to begin from.
    key : str
        Key of the new one.

    Raises
    ------
    InputError
        If the source is not in order, or the key is none.
    """
    refuse_unless_key(key)
    begun_from = read_instance(source).header.title
    title = f"{key}, begun from {begun_from}"[:200]
    problems: list[Problem] = []
    files: dict[str, str] = {}
    for path in sorted(source.glob("*")):
        if path.name in (HEADER_FILE, *TABLE_FILES) or path.match("mandate*.toml"):
            files[path.name] = read_text(path, problems) or ""
    if problems:
        raise InputError(problems)
    header = tomlkit.parse(files[HEADER_FILE])
    header["id"], header["title"] = key, title
    return {**files, HEADER_FILE: tomlkit.dumps(header), README_FILE: page_text(title)}


def refuse_unless_key(name: str) -> None:
    """Raise an :class:`InputError` if a name can be no key of an instance."""
    try:
        TypeAdapter(Key).validate_python(name)
    except ValidationError as error:
        fault = error.errors(include_url=False)[0]
        rule, cure = (each.format(meaning="", **fault.get("ctx", {})) for each in WORDING[fault["type"]])
        raise InputError([Problem("name", "", "", name, rule, cure)]) from error


def page_text(title: str) -> str:
    """Return the empty page of an instance, with a heading for each thing that it should tell."""
    return "\n".join([f"# {title}", *(f"\n## {heading}\n\nStill to be written." for heading in HEADINGS), ""])
