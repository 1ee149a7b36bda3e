"""The run folder: whole files or none, refused where something lies already, and readable on a full disk."""

from __future__ import annotations

import errno
import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from solver.errors import RunFolderError
from solver.report.run_folder import RESERVE_BYTES, RESERVE_NAME, RunFolder, to_json

MIB = 1024 * 1024
ROOT = Path(__file__).parents[2]


def read_run(path: Path) -> dict[str, object]:
    facts: dict[str, object] = json.loads((path / "run.json").read_text(encoding="utf-8"))
    return facts


def names(path: Path) -> list[str]:
    return sorted(each.name for each in path.iterdir())


@pytest.fixture
def small_disk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder on what behaves like a disk of 100 KiB: a write takes what fits, the next one is refused."""
    root = tmp_path / "run"
    really_write = os.write

    def write(descriptor: int, data: memoryview) -> int:
        used = sum(each.stat().st_size for each in root.iterdir())
        room = 100 * 1024 - used
        if room <= 0:
            raise OSError(errno.ENOSPC, "No space left on device")
        return really_write(descriptor, data[:room])

    monkeypatch.setattr(os, "write", write)
    return root


@pytest.fixture
def mounted_disk(tmp_path: Path) -> Iterator[Path]:
    """A real disk of 256 KiB."""
    if sys.platform != "linux" or os.geteuid() != 0:
        pytest.skip("mounting a small disk needs root on Linux")
    disk = tmp_path / "disk"
    disk.mkdir()
    mount = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=256k", "tmpfs", str(disk)], check=False)
    if mount.returncode:
        pytest.skip("mounting a small disk is not permitted here")
    yield disk
    subprocess.run(["umount", str(disk)], check=True)


def test_a_run_says_from_the_start_that_it_is_running(tmp_path: Path) -> None:
    RunFolder.create(tmp_path / "new" / "run", {"seed": 7})
    facts = read_run(tmp_path / "new" / "run")
    assert facts["status"] == "running"
    assert facts["seed"] == 7
    assert str(facts["started"]).startswith("20")
    assert facts["finished"] is None


def test_the_reserve_is_really_written_and_given_back_at_the_end(tmp_path: Path) -> None:
    folder = RunFolder.create(tmp_path / "run", {})
    reserve = tmp_path / "run" / RESERVE_NAME
    assert reserve.stat().st_size == RESERVE_BYTES
    # Blocks are of 512 bytes; a sparse file would take none.
    assert reserve.stat().st_blocks * 512 >= RESERVE_BYTES
    folder.finish({"status": "optimal"})
    assert names(tmp_path / "run") == ["run.json"]
    assert read_run(tmp_path / "run")["status"] == "optimal"
    assert read_run(tmp_path / "run")["finished"] is not None


def test_an_empty_folder_is_taken_and_a_full_one_refused(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    RunFolder.create(tmp_path / "empty", {})
    with pytest.raises(RunFolderError, match="is not an empty folder; name a new folder or empty this one"):
        RunFolder.create(tmp_path / "empty", {})


def test_a_file_in_the_way_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("mine")
    with pytest.raises(RunFolderError, match="is not an empty folder"):
        RunFolder.create(tmp_path / "file", {})
    with pytest.raises(RunFolderError, match="part of the path is a file"):
        RunFolder.create(tmp_path / "file" / "run", {})
    assert (tmp_path / "file").read_text() == "mine"


@pytest.mark.skipif(not Path("/proc/self").exists(), reason="there is no /proc")
def test_a_place_where_no_folder_can_be_made_is_refused() -> None:
    with pytest.raises(RunFolderError) as caught:
        RunFolder.create(Path("/proc/runs/first"), {})
    assert (
        str(caught.value)
        == "no folder can be made in /proc: /proc/runs/first cannot be the run folder; name another one"
    )


def test_files_replace_each_other_whole(tmp_path: Path) -> None:
    folder = RunFolder.create(tmp_path / "run", {})
    folder.write_text("note.txt", "first and long")
    folder.write_text("note.txt", "then 短")
    assert (tmp_path / "run" / "note.txt").read_text(encoding="utf-8") == "then 短"
    assert names(tmp_path / "run") == [RESERVE_NAME, "note.txt", "run.json"]


def test_a_write_that_is_interrupted_leaves_the_old_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = RunFolder.create(tmp_path / "run", {})
    folder.write_text("note.txt", "old")

    def interrupted(descriptor: int, data: memoryview) -> int:
        raise KeyboardInterrupt

    monkeypatch.setattr(os, "write", interrupted)
    with pytest.raises(KeyboardInterrupt):
        folder.write_text("note.txt", "new")
    assert (tmp_path / "run" / "note.txt").read_text() == "old"


KILLED = """
import os, signal, sys
from pathlib import Path
from solver.report.run_folder import RunFolder

folder = RunFolder.create(Path(sys.argv[1]), {"seed": 1})
folder.log("started")
really_write = os.write

def write(descriptor, data):
    really_write(descriptor, data[: len(data) // 2])
    os.kill(os.getpid(), signal.SIGKILL)

os.write = write
folder.write_text("plan.json", "x" * 1000)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="there is no SIGKILL on Windows")
def test_a_run_killed_in_the_middle_of_a_file_leaves_no_half_of_it(tmp_path: Path) -> None:
    ended = subprocess.run([sys.executable, "-c", KILLED, str(tmp_path / "run")], cwd=ROOT, check=False)
    assert ended.returncode == -signal.SIGKILL
    assert [name for name in names(tmp_path / "run") if not name.startswith(".")] == ["run.json", "solve.log"]
    assert read_run(tmp_path / "run")["status"] == "running"
    assert (tmp_path / "run" / "solve.log").read_text() == "started\n"


def test_log_lines_are_on_the_disk_at_once(tmp_path: Path) -> None:
    folder = RunFolder.create(tmp_path / "run", {})
    folder.log("one\n")
    assert (tmp_path / "run" / "solve.log").read_text() == "one\n"
    folder.log("two")
    assert (tmp_path / "run" / "solve.log").read_text() == "one\ntwo\n"


def test_what_is_not_finite_becomes_null() -> None:
    value = {"a": float("nan"), "b": [float("inf"), 1.5], "c": {"d": (float("-inf"), "x")}}
    assert json.loads(to_json(value)) == {"a": None, "b": [None, 1.5], "c": {"d": [None, "x"]}}


def test_a_run_that_fails_says_why(tmp_path: Path) -> None:
    folder = RunFolder.create(tmp_path / "run", {})
    folder.fail("the solver process was killed")
    facts = read_run(tmp_path / "run")
    assert (facts["status"], facts["reason"]) == ("failed", "the solver process was killed")
    assert names(tmp_path / "run") == ["run.json"]


def test_a_disk_that_fills_up_is_said_in_run_json(small_disk: Path) -> None:
    folder = RunFolder.create(small_disk, {"seed": 1})
    # 64 KiB of reserve and less than 1 KiB of run.json leave some 35 KiB: 40 KiB do not fit.
    with pytest.raises(RunFolderError, match=r"the disk is full: outcome\.json could not be written"):
        folder.write_text("outcome.json", "x" * 40 * 1024)
    facts = read_run(small_disk)
    assert facts["status"] == "failed"
    assert facts["reason"] == "the disk is full: outcome.json could not be written"
    assert facts["seed"] == 1
    assert names(small_disk) == ["run.json"]


def test_a_log_that_fills_the_disk_is_said_in_run_json(small_disk: Path) -> None:
    folder = RunFolder.create(small_disk, {})
    folder.log("kept")
    with pytest.raises(RunFolderError, match=r"the disk is full: solve\.log could not be written"):
        folder.log("x" * 40 * 1024)
    assert read_run(small_disk)["reason"] == "the disk is full: solve.log could not be written"
    assert (small_disk / "solve.log").read_text().startswith("kept\n")


@pytest.mark.parametrize(
    ("number", "words"), [(errno.EDQUOT, "the disk quota is used up"), (errno.EIO, "the disk reports an error")]
)
def test_other_failures_of_the_disk_are_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int, words: str
) -> None:
    folder = RunFolder.create(tmp_path / "run", {})
    really_sync = os.fsync
    failures = [number]

    def sync(descriptor: int) -> None:
        if failures:
            raise OSError(failures.pop(), "as some disks do")
        really_sync(descriptor)

    monkeypatch.setattr(os, "fsync", sync)
    with pytest.raises(RunFolderError, match=words):
        folder.write_text("plan.json", "{}")
    assert read_run(tmp_path / "run")["reason"] == f"{words}: plan.json could not be written"
    assert names(tmp_path / "run") == ["run.json"]


def test_a_real_disk_that_is_full_from_the_start_is_said(mounted_disk: Path) -> None:
    # 224 of 256 KiB are taken: 64 KiB of reserve do not fit, what run.json says does.
    (mounted_disk / "other").write_bytes(b"x" * 224 * 1024)
    with pytest.raises(RunFolderError, match="the disk is full"):
        RunFolder.create(mounted_disk / "run", {})
    assert read_run(mounted_disk / "run")["status"] == "failed"


def test_a_real_disk_that_fills_up_is_said(mounted_disk: Path) -> None:
    folder = RunFolder.create(mounted_disk / "run", {})
    folder.log("started")
    with pytest.raises(RunFolderError, match=r"the disk is full: report\.html could not be written"):
        folder.write_text("report.html", "x" * MIB)
    assert read_run(mounted_disk / "run")["reason"] == "the disk is full: report.html could not be written"
    assert names(mounted_disk / "run") == ["run.json", "solve.log"]


def test_a_real_disk_filled_by_somebody_else_is_said(mounted_disk: Path) -> None:
    folder = RunFolder.create(mounted_disk / "run", {})
    with pytest.raises(OSError, match="No space left"):
        (mounted_disk / "other").write_bytes(b"x" * MIB)
    with pytest.raises(RunFolderError, match="the disk is full"):
        folder.log("x" * 8192)
    assert read_run(mounted_disk / "run")["status"] == "failed"
