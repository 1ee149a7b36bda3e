"""The commands that write and read workbooks: what they leave, what they say, and what they refuse."""

from __future__ import annotations

import errno
from pathlib import Path

import openpyxl
import pytest
from click.testing import CliRunner, Result
from small_folder import FILES, WIDE_FILES, write_small_folder

import solver.instance.write as write
from solver.cli import cli
from solver.cli.exits import ExitCode
from solver.instance.read import read_instance
from solver.mandate_file import check_folder, read_mandate

STRICT = FILES["mandate.toml"].replace("All limits", "Strict")


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Work in a folder of its own, which a command may write into."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


def run(*arguments: str) -> Result:
    result = CliRunner().invoke(cli, arguments, env={"COLUMNS": "150"})
    assert "Traceback" not in result.output
    return result


def test_an_instance_goes_into_a_workbook_and_comes_back(here: Path) -> None:
    files = {**WIDE_FILES, "README.md": "# Wide\n", "mandate-strict.toml": STRICT}
    folder = write_small_folder(here / "wide", files)
    result = run("export", "wide")
    assert result.exit_code == ExitCode.SUCCESS
    assert result.stdout.endswith("  fanjuan import small.xlsx --to NEW-FOLDER\n")
    assert run("import", "small.xlsx").exit_code == ExitCode.SUCCESS
    assert {each.name for each in (here / "small").iterdir()} == {each.name for each in folder.iterdir()}
    assert read_instance(here / "small") == read_instance(folder)
    assert check_folder(here / "small") == []
    strict = read_mandate(here / "small" / "mandate-strict.toml", read_instance(folder))
    assert strict == read_mandate(folder / "mandate-strict.toml", read_instance(folder))
    assert strict.title == "Strict"


def test_nothing_that_is_there_is_overwritten_unless_forced(here: Path) -> None:
    write_small_folder(here / "small")
    (here / "book.xlsx").write_text("mine", encoding="utf-8")
    result = run("export", "small", "--to", "book.xlsx")
    assert result.exit_code == ExitCode.INVALID_INPUT
    assert result.stderr.startswith("book.xlsx: is there already; name another file, or add --force to replace it\n")
    assert (here / "book.xlsx").read_text(encoding="utf-8") == "mine"
    assert run("export", "small", "--to", "book.xlsx", "--force").exit_code == ExitCode.SUCCESS
    result = run("import", "book.xlsx", "--to", "small")
    assert result.exit_code == ExitCode.INVALID_INPUT
    assert result.stderr == "small: is there already; name another folder, or remove it\n1 problem found\n"
    (here / "folder.xlsx").mkdir()
    assert run("export", "small", "--to", "folder.xlsx", "--force").exit_code == ExitCode.INVALID_INPUT


def test_only_a_workbook_is_written(here: Path) -> None:
    write_small_folder(here / "small")
    result = run("export", "small", "--to", "book.csv")
    assert result.exit_code == ExitCode.INVALID_INPUT
    assert result.stderr == "--to is 'book.csv': is no name of a workbook; let it end in .xlsx\n1 problem found\n"
    assert not (here / "book.csv").exists()


def test_a_broken_instance_is_not_exported(here: Path) -> None:
    write_small_folder(here / "small", {**FILES, "products.csv": "id,name,unit\n"})
    result = run("export", "small")
    assert result.exit_code == ExitCode.INVALID_INPUT
    assert "products.csv: has no rows" in result.stderr
    assert not (here / "small.xlsx").exists()


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("mandate-that-has-a-name-for-no-sheet.toml", "has a name that no sheet can have"),
        ("mandate[1].toml", "has a name that no sheet can have"),
        ("mandate(1).toml", "has a name that no sheet can have"),
    ],
)
def test_what_no_workbook_can_hold_is_refused(name: str, message: str, here: Path) -> None:
    write_small_folder(here / "small", {**FILES, name: STRICT})
    result = run("export", "small")
    assert result.exit_code == ExitCode.INVALID_INPUT
    assert f"{name}: {message}" in result.stderr


def test_a_text_that_no_cell_can_hold_is_refused(here: Path) -> None:
    sources = FILES["sources.csv"].replace(",-,", f",{'x' * 32768},")
    write_small_folder(here / "small", {**FILES, "sources.csv": sources})
    result = run("export", "small")
    assert result.exit_code == ExitCode.INVALID_INPUT
    assert "has a text of 32768 characters; a cell holds at most 32767; shorten it" in result.stderr
    assert not (here / "small.xlsx").exists()


def test_nothing_is_written_of_a_broken_workbook(here: Path) -> None:
    write_small_folder(here / "small")
    run("export", "small", "--to", "book.xlsx")
    book = openpyxl.load_workbook(here / "book.xlsx")
    book["plants"]["F2"], book["mandate"]["C4"] = -1, 1949
    book.save(here / "book.xlsx")
    result = run("import", "book.xlsx", "--to", "deep/er")
    assert result.exit_code == ExitCode.INVALID_INPUT
    assert result.stderr == (
        "book.xlsx, sheet plants, row 2 (one), column lines is '-1': must be at least 1; write a number that is at"
        " least"
        " 1 and at most 1000\n"
        "book.xlsx, sheet mandate, row 4, key levers.first_decision_year is '1949': is not a computed year; write a"
        " year"
        " from 2025 to 2027, or change the years of sheet instance\n"
        "2 problems found\n"
    )
    assert {each.name for each in here.iterdir()} == {"small", "book.xlsx"}


def test_a_problem_of_another_mandate_is_told_once(here: Path) -> None:
    write_small_folder(here / "small", {**FILES, "mandate-strict.toml": STRICT})
    run("export", "small", "--to", "book.xlsx")
    book = openpyxl.load_workbook(here / "book.xlsx")
    book["plants"]["F2"], book["mandate-strict"]["B4"] = -1, "first_year"
    book.save(here / "book.xlsx")
    places = [line.partition(":")[0] for line in run("import", "book.xlsx").stderr.splitlines()]
    assert places == [
        "book.xlsx, sheet plants, row 2 (one), column lines is '-1'",
        "book.xlsx, sheet mandate-strict, key levers.first_decision_year",
        "book.xlsx, sheet mandate-strict, row 4, key levers.first_year",
        "3 problems found",
    ]


def test_a_workbook_with_macros_is_read_without_them(here: Path) -> None:
    """What a workbook is called does not matter, but what is in it."""
    write_small_folder(here / "small")
    run("export", "small", "--to", "book.xlsx")
    (here / "book.xlsx").rename(here / "book.xlsm")
    assert run("import", "book.xlsm").exit_code == ExitCode.SUCCESS
    assert read_instance(here / "book") == read_instance(here / "small")


@pytest.mark.parametrize("command", [("export", "small"), ("import", "book.xlsx", "--to", "new")])
def test_a_full_disk_leaves_nothing(command: tuple[str, ...], here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write_small_folder(here / "small")
    run("export", "small", "--to", "book.xlsx")

    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(write, "write_bytes", full)
    monkeypatch.setattr(write, "write_text", full)
    result = run(*command)
    assert result.exit_code == ExitCode.FAILED
    assert "cannot be written (no space left on device)" in result.stderr
    assert {each.name for each in here.iterdir()} == {"small", "book.xlsx"}
