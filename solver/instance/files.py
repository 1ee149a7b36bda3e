"""Text in and out of files: read whole or refused with a reason, written whole or not at all."""

from __future__ import annotations

import os
import re
import tempfile
import tomllib
from pathlib import Path
from typing import Any

from solver.errors import Problem

LARGEST_FILE_BYTES = 64 * 1024 * 1024
"""Files above this size are refused unread."""


def read_text(path: Path, problems: list[Problem], called: str = "") -> str | None:
    """Return the text of a file without its byte order mark, or ``None`` with the reason added to the problems.

    Parameters
    ----------
    path : Path
        The file.
    problems : list of Problem
        Where the reason goes if the file cannot be read.
    called : str
        What messages call a file that is not there; without it, its name, which is enough within an instance.
    """
    content = read_bytes(path, problems, called)
    if content is None:
        return None
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        problems.append(Problem(path.name, f"line {line}", "", "", "is not UTF-8 text", "save the file as UTF-8"))
    return None


def read_bytes(path: Path, problems: list[Problem], called: str = "") -> bytes | None:
    """Return the content of a file, or ``None`` with the reason added to the problems; see :func:`read_text`."""
    if not path.exists():
        problems.append(Problem(called or path.name, "", "", "", "is missing", "add the file"))
        return None
    if not path.is_file():
        problems.append(Problem(called or path.name, "", "", "", "is not a file", "put a file in its place"))
        return None
    try:
        size = path.stat().st_size
        if size > LARGEST_FILE_BYTES:
            problems.append(_too_large(path.name, size))
            return None
        return path.read_bytes()
    except OSError as error:
        reason = (error.strerror or "unknown reason").lower()
        problems.append(Problem(path.name, "", "", "", f"cannot be read ({reason})", "let the program read it"))
    return None


def read_toml(path: Path, problems: list[Problem], called: str = "") -> dict[str, Any] | None:
    """Return the content of a TOML file, or ``None`` with the reason added to the problems; see :func:`read_text`."""
    text = read_text(path, problems, called)
    if text is None:
        return None
    try:
        return tomllib.loads(text)
    except (ValueError, RecursionError) as error:
        place = re.search(r"at line (\d+)", str(error))
        row = f"line {place[1]}" if place else ""
        cure = "write key = value lines and [section] headings, each key once"
        problems.append(Problem(path.name, row, "", "", "is not valid TOML", cure))
        return None


def write_text(path: Path, text: str) -> None:
    """Write a file as UTF-8 under a temporary name and rename it; see :func:`write_bytes`."""
    write_bytes(path, text.encode("utf-8"))


def write_bytes(path: Path, content: bytes) -> None:
    """Write a file under a temporary name and rename it, so that a reader never meets half of it.

    Parameters
    ----------
    path : Path
        The file; its folder must exist.
    content : bytes
        The content.
    """
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        Path(name).chmod(0o644)
        Path(name).replace(path)
    finally:
        Path(name).unlink(missing_ok=True)


def _too_large(name: str, size: int) -> Problem:
    largest = LARGEST_FILE_BYTES // (1024 * 1024)
    rule = f"has {size} bytes; at most {largest} MiB are read"
    return Problem(name, "", "", "", rule, "keep only rows that belong to the instance")
