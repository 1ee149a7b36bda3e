"""The command that sweeps: cases solved elsewhere, kept as they come, gone on with, and held side by side."""

from __future__ import annotations

import csv
import json
import os
import shutil
import signal
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psutil
import pytest
from click.testing import CliRunner, Result
from distributed import LocalCluster

from solver.cli import cli
from solver.cli.exits import ExitCode
from solver.errors import SweepError
from solver.instance.read import read_instance
from solver.report.run_files import read_inputs
from solver.solve.options import Options
from solver.sweep import worker
from solver.sweep.worker import Order, work

PLANTS = Path(__file__).parents[2] / "instances" / "teaching-two-plants"
CEILING = "limits.consumer_price.ceiling_pct_of_reference"
VARY = ("--vary", f"{CEILING}=70,90,120")
NONE, WAITING, CLOSING = (f"ceiling_pct_of_reference={each}" for each in (70, 90, 120))
"""The price is 8 of 10 with both plants and 10 without the dear one: a ceiling of 7 allows no plan, one of 9 only
waiting, which costs 34, and one of 12 closing, which costs 23.44; see the README of the instance."""


@pytest.fixture(scope="module")
def scheduler() -> Iterator[str]:
    """A scheduler with a worker that is a thread of this process."""
    with LocalCluster(n_workers=1, threads_per_worker=1, processes=False, dashboard_address="127.0.0.1:0") as there:
        yield str(there.scheduler_address)


def run(*arguments: str | Path) -> Result:
    result = CliRunner().invoke(cli, ["sweep", *map(str, arguments)], env={"COLUMNS": "150"})
    assert "Traceback" not in result.output
    return result


@pytest.fixture(scope="module")
def finished(scheduler: str, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Result]:
    """A sweep of three cases and what it said."""
    path = tmp_path_factory.mktemp("sweep") / "cases"
    return path, run(PLANTS, *VARY, "--out", path, "--scheduler", scheduler)


@pytest.fixture
def kept(finished: tuple[Path, Result], tmp_path: Path) -> Path:
    """A copy of that sweep, to be gone on with."""
    return Path(shutil.copytree(finished[0], tmp_path / "cases"))


def started(folder: Path, case: str) -> str:
    return str(json.loads((folder / case / "run.json").read_text(encoding="utf-8"))["started"])


def test_every_case_has_a_row_and_a_run(finished: tuple[Path, Result]) -> None:
    path, result = finished
    assert result.exit_code == ExitCode.SUCCESS, result.output  # that there is no plan is proven
    lines = [line.split() for line in result.stdout.splitlines()]
    assert ["90", "plan", "within", "the", "gap", "34.00", "34.00"] in [line[:7] for line in lines]
    assert ["120", "plan", "within", "the", "gap", "34.00", "23.44"] in [line[:7] for line in lines]
    assert ["70", "no", "plan", "keeps", "all", "limits", "34.00", "-"] in [line[:8] for line in lines]
    # Two years at a loss of 15 each, and nobody loses a job.
    assert [line[-3:-1] for line in lines if line[:2] == ["Status", "quo"]] == [["30", "0"]]
    assert f"{NONE}: No plan can keep the price ceiling of " in result.stdout
    assert "3 of 3 cases solved, 2 of them with a plan." in result.stdout
    assert "Solving 3 cases on 1 worker;" in result.stderr
    for case in (NONE, WAITING, CLOSING):
        assert (path / case / "report.html").is_file()
    read_instance(path / CLOSING / "inputs")


def test_cases_are_compared_like_other_runs(finished: tuple[Path, Result]) -> None:
    names = [str(finished[0] / case) for case in (WAITING, CLOSING)]
    result = CliRunner().invoke(cli, ["compare", *names, "--json"])
    assert result.exit_code == 0, result.output
    (wish,) = json.loads(result.stdout)["inputs"]["mandate"]
    assert "ceiling_pct_of_reference" in json.dumps(wish)


def test_tables_of_all_cases_are_left_for_programs_and_readers(finished: tuple[Path, Result]) -> None:
    path, _result = finished
    with (path / "sweep.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [
        (row["case"], row[CEILING], row["status"], row["objective_mcny"] and round(float(row["objective_mcny"]), 6))
        for row in rows
    ] == [
        (NONE, "70", "no_plan", ""),
        (WAITING, "90", "optimal", 34),
        (CLOSING, "120", "optimal", 23.44),
    ]
    assert [row["displaced_persons"] for row in rows] == ["", "0.0", "100.0"]
    assert [row["status_quo_operating_losses_mcny"] for row in rows] == ["30.0"] * 3
    told = json.loads((path / "sweep.json").read_text(encoding="utf-8"))
    # The treasury pays 13.2 in 2026 and 0.48 in 2027.
    assert told["cases"][2]["plan"]["public_outlay_mcny"] == pytest.approx(13.68)
    assert told["cases"][0]["conflict"].startswith("No plan can keep the price ceiling")
    page = (path / "sweep.html").read_text(encoding="utf-8")
    assert "3 of 3 cases solved, 2 of them with a plan." in page
    assert "3个算例中已求解3个，其中2个有方案。" in page  # noqa: RUF001


def test_what_is_finished_is_not_solved_again(kept: Path) -> None:
    before = {path: path.read_bytes() for path in kept.rglob("run.json")}
    # No scheduler is asked for anything: there is none at this address.
    result = run(PLANTS, *VARY, "--out", kept, "--scheduler", "tcp://127.0.0.1:1", "--json")
    assert result.exit_code == ExitCode.SUCCESS, result.output
    assert [each["status"] for each in json.loads(result.stdout)["cases"]] == ["no_plan", "optimal", "optimal"]
    assert {path: path.read_bytes() for path in kept.rglob("run.json")} == before


def test_only_what_is_missing_is_solved(kept: Path, scheduler: str) -> None:
    before = (kept / CLOSING / "run.json").read_bytes()
    more = ("--vary", f"{CEILING}=120,130")
    result = run(PLANTS, *more, "--output", kept, "--scheduler", scheduler, "--lang", "zh-CN")
    assert result.exit_code == ExitCode.SUCCESS, result.output
    assert "1/2\n" in result.stderr
    assert "2/2" in result.stderr
    assert (kept / CLOSING / "run.json").read_bytes() == before
    assert {each.name for each in kept.iterdir() if each.is_dir()} == {NONE, WAITING, CLOSING, f"{CLOSING[:-2]}30"}


def test_a_sweep_that_asks_for_something_else_is_refused(kept: Path, tmp_path: Path) -> None:
    other = Path(shutil.copytree(PLANTS, tmp_path / "other"))
    with (other / "plants.csv").open("a", encoding="utf-8") as file:
        file.write("\n")
    before = sorted(kept.rglob("*"))
    result = run(other, *VARY, "--out", kept, "--gap", "0.01", "--set", "weights.overheads=2")
    assert result.exit_code == ExitCode.INVALID_INPUT
    assert "plants.csv is not the same file; gap was 0.001 and is now 0.01; settings was " in result.stderr
    assert "name another folder with --out, or solve all cases again with --fresh" in result.stderr
    assert sorted(kept.rglob("*")) == before


def test_fresh_solves_all_again(kept: Path, scheduler: str) -> None:
    arguments = ("--vary", f"{CEILING}=120", "--gap", "0.01", "--out", kept, "--scheduler", scheduler, "--quiet")
    result = run(PLANTS, *arguments, "--fresh")
    assert (result.exit_code, result.stdout, result.stderr) == (0, f"{kept / 'sweep.html'}\n", "")
    facts = json.loads((kept / CLOSING / "run.json").read_text(encoding="utf-8"))
    assert facts["options"]["gap"] == 0.01
    assert (kept / WAITING).is_dir()  # it is no case of this sweep


def test_a_folder_of_something_else_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("mine", encoding="utf-8")
    result = run(PLANTS, *VARY, "--out", tmp_path, "--fresh")
    assert result.exit_code == ExitCode.INVALID_INPUT
    assert f"{tmp_path} exists already and holds no sweep" in result.stderr
    assert [each.name for each in tmp_path.iterdir()] == ["notes.txt"]


def test_a_case_that_fails_takes_no_other_down(tmp_path: Path, scheduler: str, monkeypatch: pytest.MonkeyPatch) -> None:
    solve = worker.solve

    def failing(instance: Any, mandate: Any, *others: Any) -> Any:
        if mandate.limits.consumer_price.ceiling_pct_of_reference == 90:
            raise RuntimeError("the machine is too small")
        return solve(instance, mandate, *others)

    monkeypatch.setattr(worker, "solve", failing)  # the worker is a thread of this process
    out = tmp_path / "cases"
    result = run(PLANTS, "--vary", f"{CEILING}=90,120", "--out", out, "--scheduler", scheduler)
    assert result.exit_code == ExitCode.FAILED
    assert f"{WAITING} failed: RuntimeError: the machine is too small." in result.stdout
    told = json.loads((out / "sweep.json").read_text(encoding="utf-8"))["cases"]
    assert [(each["status"], each["run"]) for each in told] == [("failed", None), ("optimal", str(out / CLOSING))]


def test_ctrl_c_keeps_what_is_finished_and_says_how_to_go_on(
    kept: Path, scheduler: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.rmtree(kept / WAITING)

    def interrupted(*_arguments: object) -> None:
        os.kill(os.getpid(), signal.SIGINT)
        time.sleep(1)  # it is no longer waited for

    monkeypatch.setattr(worker, "solve", interrupted)  # the worker is a thread of this process
    result = run(PLANTS, *VARY, "--out", kept, "--scheduler", scheduler)
    assert result.exit_code == ExitCode.STOPPED_WITHOUT_PLAN
    assert f"The same command with --out {kept} goes on with the other cases." in result.stderr
    assert "2 of 3 cases solved, 1 of them with a plan." in result.stdout
    assert "not solved yet" in result.stdout


def killed_in_the_middle(killed: list[int]) -> None:
    """Wait until a worker has started HiGHS for a case, and kill that worker."""
    deadline = time.monotonic() + 60
    while not killed and time.monotonic() < deadline:
        for child in psutil.Process().children(recursive=True):
            try:
                parent = child.parent()
                if parent is not None and any("highs_worker" in part for part in child.cmdline()):
                    parent.kill()
                    killed.append(parent.pid)
                    return
            except psutil.Error:
                continue  # it has ended meanwhile
        time.sleep(0.01)


def test_a_worker_killed_in_the_middle_costs_its_own_case_which_is_solved_again(tmp_path: Path) -> None:
    killed: list[int] = []
    killer = threading.Thread(target=killed_in_the_middle, args=(killed,))
    killer.start()
    result = run(PLANTS, "--vary", f"{CEILING}=90,120", "--out", tmp_path / "cases", "--workers", "1", "--json")
    killer.join()
    assert len(killed) == 1
    assert result.exit_code == ExitCode.SUCCESS, result.output
    assert [each["objective"] for each in json.loads(result.stdout)["cases"]] == pytest.approx([34, 23.44])


def test_a_worker_of_another_version_is_told() -> None:
    order = Order(read_inputs(PLANTS), None, (), Options(), "en", "0.0.1")
    with pytest.raises(SweepError, match=r"and 0\.0\.1 is needed; install that where it runs$"):
        work(order)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ((), "name what to vary with --vary, or several mandates"),
        ((*VARY, "--workers", "2", "--scheduler", "tcp://here:1"), "--workers are of a pool of this machine's own"),
        (("--vary", f"{CEILING}=cheap"), f"--vary, key {CEILING} is 'cheap': must be a number"),
        (("--mandate", "nowhere.toml", *VARY), "nowhere.toml"),
    ],
)
def test_what_cannot_be_swept_is_refused_before_anything_is_written(
    arguments: tuple[str, ...], said: str, tmp_path: Path
) -> None:
    result = run(PLANTS, *arguments, "--out", tmp_path / "cases")
    assert result.exit_code == ExitCode.INVALID_INPUT
    assert said in result.stderr
    assert not (tmp_path / "cases").exists()
