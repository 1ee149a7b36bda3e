"""Ways to break the small instance folder, one edit at a time."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest
from small_folder import FILES, write_small_folder

from solver.errors import InstanceError
from solver.instance.read import read_instance


@dataclass(frozen=True)
class Edit:
    """Replaces some text of a file, wherever it stands."""

    file: str
    old: str
    new: str

    def apply(self, folder: Path) -> None:
        """Do it; the old text must be there, or the test would break nothing."""
        text = (folder / self.file).read_text(encoding="utf-8")
        assert self.old in text, f"{self.file} does not hold {self.old!r}"
        (folder / self.file).write_text(text.replace(self.old, self.new), encoding="utf-8")


@dataclass(frozen=True)
class Write:
    """Puts a file in place."""

    file: str
    content: bytes

    def apply(self, folder: Path) -> None:
        """Do it."""
        (folder / self.file).write_bytes(self.content)


@dataclass(frozen=True)
class Delete:
    """Takes a file away."""

    file: str

    def apply(self, folder: Path) -> None:
        """Do it."""
        (folder / self.file).unlink()


Break = Edit | Write | Delete


def broken_folder(folder: Path, breaks: Sequence[Break], files: Mapping[str, str] = FILES) -> Path:
    """Write the small instance, or a wider one, and break it."""
    write_small_folder(folder, files)
    for each in breaks:
        each.apply(folder)
    return folder


def messages(folder: Path) -> list[str]:
    """Return what is wrong with a folder, in the words that its reader gets."""
    with pytest.raises(InstanceError) as caught:
        read_instance(folder)
    return [str(problem) for problem in caught.value.problems]
