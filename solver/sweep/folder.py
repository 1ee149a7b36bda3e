"""The folder of a sweep: a run folder for each case that is finished, and tables of all cases.

A run folder is written under a hidden name and then renamed, so that one that is there is whole. What it was made
from stands in its ``run.json``: a sweep that is run again keeps what is finished, and refuses what was made otherwise.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from solver.errors import FolderError, FolderInUseError, InputError, Problem
from solver.instance.files import write_bytes
from solver.instance.write import reason
from solver.report.reading import ENDED, differences, read_facts
from solver.report.run_folder import RUN_NAME

SWEEP_NAME = "sweep.json"
"""The file that tells a folder of a sweep from others."""


def files_of(folder: Path) -> dict[str, bytes]:
    """Return all files of a folder and of those within it, by name with slashes; hidden ones are left out."""
    files = (path for path in sorted(folder.rglob("*")) if path.is_file() and not path.name.startswith("."))
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in files}


def refuse_unless_sweep(folder: Path) -> None:
    """Refuse a folder in which there is something else than a sweep.

    Raises
    ------
    FolderInUseError
        If it is neither new, nor empty, nor that of a sweep.
    """
    if folder.exists() and not (folder / SWEEP_NAME).is_file() and (not folder.is_dir() or any(folder.iterdir())):
        raise FolderInUseError(f"{folder} exists already and holds no sweep; name a new folder, or one of a sweep")


def finished_cases(folder: Path, wanted: Mapping[str, Mapping[str, Any]]) -> list[str]:
    """Return the cases that are finished.

    Parameters
    ----------
    folder : Path
        The sweep.
    wanted : mapping
        Name of each case to what its ``run.json`` would say from the start.

    Raises
    ------
    InputError
        If any case was made from other inputs, with other options or by another version; with what differs.
    """
    finished = []
    differing: dict[str, None] = {}
    for name, facts in wanted.items():
        if (folder / name).exists():
            found = read_facts(folder / name)
            if found["status"] in ENDED:
                finished.append(name)
                differing.update(dict.fromkeys(differences(found, facts)))
    if differing:
        rule = f"was made otherwise than is asked for now: {'; '.join(differing)}"
        cure = "name another folder with --out, or solve all cases again with --fresh"
        raise InputError([Problem(str(folder), "", "", "", rule, cure)])
    return finished


def remove_cases(folder: Path, names: Iterable[str]) -> None:
    """Remove the run folders of cases, where there are any.

    Raises
    ------
    InputError
        If there is something else of that name.
    FolderError
        If the system does not let them be removed.
    """
    there = [folder / name for name in names if (folder / name).exists()]
    for place in there:
        read_facts(place)  # what is no run folder is refused, before anything is removed
    try:
        for place in there:
            shutil.rmtree(place)
    except OSError as error:
        raise FolderError(f"{folder} cannot be cleared ({reason(error)})") from error


def keep_case(folder: Path, name: str, files: Mapping[str, bytes]) -> None:
    """Write the run folder of a case that is finished, whole or not at all.

    Raises
    ------
    FolderError
        If the system does not let it be written.
    """
    partial = folder / f".{name}.part"
    try:
        if partial.exists():  # left by a sweep that was killed
            shutil.rmtree(partial)
        # What the run says of itself comes last, as always.
        for file in sorted(files, key=lambda each: each == RUN_NAME):
            place = partial / file
            place.parent.mkdir(parents=True, exist_ok=True)
            write_bytes(place, files[file])
        partial.rename(folder / name)
    except OSError as error:
        raise FolderError(f"{folder / name} cannot be written ({reason(error)})") from error
