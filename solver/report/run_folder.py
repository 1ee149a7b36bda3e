"""The folder of one run: made at the start, readable at every moment, and honest about how the run ended.

Every file is written under a temporary name beside its place and then renamed, so that whoever looks sees a whole file
or none. ``run.json`` is there from the start with the status ``running``; a run that is killed leaves it so, with the
time at which it started, and beside it the best plan so far. A small reserve is kept on the disk, so that a run whose
disk fills up can still say so.
"""

from __future__ import annotations

import errno
import json
import math
import os
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from solver.errors import FolderInUseError, RunFolderError

RESERVE_BYTES = 65536
"""Room kept for saying that the disk is full; several times what ``run.json`` takes."""

RESERVE_NAME = ".reserve"
LOG_NAME = "solve.log"
PLAN_NAME = "plan.json"
RUN_NAME = "run.json"

CAUSES: Mapping[int, str] = {
    errno.ENOSPC: "the disk is full",
    errno.EDQUOT: "the disk quota is used up",
    errno.EIO: "the disk reports an error",
    errno.EROFS: "the disk is read-only",
    errno.EACCES: "writing there is not permitted",
    errno.EPERM: "writing there is not permitted",
    errno.ENOTDIR: "part of the path is a file, not a folder",
    errno.ENAMETOOLONG: "the path is too long",
    errno.ENOENT: "the folder is no longer there",
}
"""What went wrong, in words, by the number of the operating system's error."""


class RunFolder:
    """The folder of one run; made by :meth:`create`.

    Parameters
    ----------
    path : Path
        The folder, which exists and is empty.
    facts : mapping
        What ``run.json`` says; every value fits JSON.
    """

    def __init__(self, path: Path, facts: Mapping[str, Any]) -> None:
        self.path = path
        self._facts = dict(facts)

    @classmethod
    def create(cls, path: Path, known: Mapping[str, Any]) -> RunFolder:
        """Make the folder and say in ``run.json`` that the run has started.

        Parameters
        ----------
        path : Path
            The folder; it must not exist, or be empty.
        known : mapping
            What is known before the run, see :func:`solver.report.run_files.opening_facts`.

        Raises
        ------
        RunFolderError
            If the folder holds anything, or cannot be made or written.
        """
        now = datetime.now(UTC).isoformat(timespec="seconds")
        opening = {"format": 1, "status": "running", "reason": "the run has not ended", "started": now}
        folder = cls(path, {**opening, "finished": None, **known})
        try:
            if path.exists() and (not path.is_dir() or any(path.iterdir())):
                raise FolderInUseError(
                    f"{path} exists already and is not an empty folder; name a new folder or empty this one"
                )
            path.mkdir(parents=True, exist_ok=True)
        except FileNotFoundError as error:
            there = next(each for each in path.absolute().parents if each.exists())
            raise RunFolderError(
                f"no folder can be made in {there}: {path} cannot be the run folder; name another one"
            ) from error
        except OSError as error:
            raise RunFolderError(f"{_cause(error)}: {path} cannot be the run folder; name another one") from error
        try:
            # Random bytes, because some disks store zeros in no space at all.
            _write_durably(path / RESERVE_NAME, os.urandom(RESERVE_BYTES))
        except OSError as error:
            raise folder._failed_write(RESERVE_NAME, error) from error
        folder.write_json(RUN_NAME, folder._facts)
        return folder

    @property
    def facts(self) -> Mapping[str, Any]:
        """What ``run.json`` says at the moment."""
        return dict(self._facts)

    def write_bytes(self, name: str, data: bytes) -> None:
        """Write a whole file, or none of it.

        Parameters
        ----------
        name : str
            Name of the file; one in a folder of its own is written ``folder/file``, and the folder is made.
        data : bytes
            What it holds.

        Raises
        ------
        RunFolderError
            If the disk does not take it; ``run.json`` then says so.
        """
        place = self.path / name
        partial = place.with_name(f".{place.name}.part")
        try:
            if place.parent != self.path:
                place.parent.mkdir(exist_ok=True)
            _write_durably(partial, data)
            partial.replace(place)
        except OSError as error:
            raise self._failed_write(name, error) from error

    def write_text(self, name: str, text: str) -> None:
        """Write a whole file of text, or none of it; see :meth:`write_bytes`."""
        self.write_bytes(name, text.encode("utf-8"))

    def write_json(self, name: str, value: Mapping[str, Any]) -> None:
        """Write a value as JSON; what is not a finite number becomes ``null``."""
        self.write_text(name, to_json(value))

    def log(self, line: str) -> None:
        """Append a line to ``solve.log``, which is on the disk when this returns.

        Raises
        ------
        RunFolderError
            If the disk does not take it; ``run.json`` then says so.
        """
        try:
            descriptor = os.open(self.path / LOG_NAME, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o644)
            try:
                _write_all(descriptor, f"{line.rstrip()}\n".encode())
            finally:
                os.close(descriptor)
        except OSError as error:
            raise self._failed_write(LOG_NAME, error) from error

    def note(self, facts: Mapping[str, Any]) -> None:
        """Say in ``run.json`` how far the run has come."""
        self._facts.update(facts)
        self.write_json(RUN_NAME, self._facts)

    def finish(self, facts: Mapping[str, Any]) -> None:
        """Say in ``run.json`` how the run ended and give the reserve back."""
        self.note({**facts, "finished": datetime.now(UTC).isoformat(timespec="seconds")})
        self._release_reserve()

    def fail(self, reason: str) -> None:
        """Clear away what is half done and say in ``run.json`` that the run failed, and why.

        Raises
        ------
        RunFolderError
            If not even that can be written.
        """
        for half_done in self.path.rglob(".*.part"):
            _remove(half_done)
        self._release_reserve()
        self._facts.update(status="failed", reason=reason, finished=datetime.now(UTC).isoformat(timespec="seconds"))
        partial = self.path / f".{RUN_NAME}.part"
        try:
            _write_durably(partial, to_json(self._facts).encode("utf-8"))
            partial.replace(self.path / RUN_NAME)
        except OSError as error:
            _remove(partial)
            raise RunFolderError(f"{reason}; nor could {RUN_NAME} be written: {_cause(error)}") from error

    def _failed_write(self, name: str, error: OSError) -> RunFolderError:
        """Note the failure in ``run.json`` and return what to raise."""
        reason = f"{_cause(error)}: {name} could not be written"
        self.fail(reason)
        return RunFolderError(f"{reason} in {self.path}; make room or name another folder, and run again")

    def _release_reserve(self) -> None:
        _remove(self.path / RESERVE_NAME)


def to_json(value: Mapping[str, Any]) -> str:
    """Return a value as readable JSON, with ``null`` for numbers that are not finite."""
    return json.dumps(_finite(value), indent=2, ensure_ascii=False, allow_nan=False) + "\n"


def _finite(value: Any) -> Any:
    """Return the value with ``None`` for every number in it that is not finite."""
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if isinstance(value, Mapping):
        return {key: _finite(each) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [_finite(each) for each in value]
    return value


def _write_durably(path: Path, data: bytes) -> None:
    """Write a file and wait until the disk has it: some disks say only then that they are full."""
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o644)
    try:
        _write_all(descriptor, data)
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _write_all(descriptor: int, data: bytes) -> None:
    """Write all bytes: the operating system may take fewer at a time, and says that the disk is full only then."""
    remaining = memoryview(data)
    while remaining:
        remaining = remaining[os.write(descriptor, remaining) :]


def _remove(path: Path) -> None:
    """Remove a file of the run that may not be there, on a disk that may already be failing."""
    try:
        path.unlink()
    except OSError as error:
        if error.errno in (errno.ENOENT, errno.ENOTDIR, errno.EIO, errno.EROFS, errno.EACCES):
            # Nothing is lost with a hidden file that stays, and the reason of the failure is worth more than this one.
            return
        raise


def _cause(error: OSError) -> str:
    return CAUSES.get(error.errno or 0, error.strerror or str(error))
