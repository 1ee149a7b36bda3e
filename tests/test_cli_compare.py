"""The command that compares runs: run folders in, tables, a page, a workbook or JSON out."""

from __future__ import annotations

import json
from pathlib import Path

import openpyxl
import pytest
from click.testing import CliRunner, Result
from small_folder import write_small_folder

from solver.cli import cli
from solver.cli.exits import ExitCode
from solver.evaluate.judge import Judge
from solver.instance.read import read_instance
from solver.mandate_file import read_mandate
from solver.plan import Move, Plan
from solver.report.reading import read_run
from solver.report.run_files import input_hashes, keep_inputs, opening_facts, read_inputs, write_run
from solver.report.run_folder import RunFolder
from solver.solve.options import Options
from solver.solve.result import Result as Solved

WISH = "limits.unemployment.level=off"


def run(*arguments: str) -> Result:
    result = CliRunner().invoke(cli, arguments, env={"COLUMNS": "150"})
    assert "Traceback" not in result.output
    return result


def solved(path: Path, moves: tuple[Move, ...] = (), settings: tuple[str, ...] = ()) -> str:
    """Write the folder of a run of the small instance and return where it is."""
    source = path.parent / f"{path.name}-source"
    write_small_folder(source)
    instance = read_instance(source)
    mandate = read_mandate(source / "mandate.toml", instance, settings)
    judge = Judge(instance, mandate)
    plan = judge.evaluate(Plan(instance=instance.header.id, moves=moves))
    inputs = read_inputs(source)
    facts = opening_facts(input_hashes(inputs), Options(time_limit_seconds=60.0), settings)
    folder = RunFolder.create(path, facts)
    keep_inputs(folder, inputs)
    write_run(
        folder, instance, mandate, Solved("optimal", "tried", judge.status_quo, plan, plan.objective_mcny, 1.0, 1)
    )
    return str(path)


@pytest.fixture(scope="module")
def runs(tmp_path_factory: pytest.TempPathFactory) -> tuple[str, str]:
    """Two runs: one decides nothing, the other closes a line in 2026 and drops a limit."""
    room = tmp_path_factory.mktemp("runs")
    instance_plants = write_small_folder(room / "look")
    first = next(iter(read_instance(instance_plants).plants.values()))
    state = "subsidised" if first.is_subsidised else "unsubsidised"
    move = Move(plant=first.id, year=2026, from_state=state, to_state="closed", lines=1, compensation_mcny=5)
    return solved(room / "waiting"), solved(room / "closing", (move,), (WISH,))


def test_a_run_folder_is_read_back_as_it_was(runs: tuple[str, str]) -> None:
    read = read_run(Path(runs[1]))
    assert read.kept == "kept"
    assert read.instance is not None
    assert read.mandate is not None
    assert read.mandate.limits.unemployment.level == "off"
    judged = Judge(read.instance, read.mandate).evaluate(Plan(instance="small", moves=read.plan.plan.moves))  # type: ignore[union-attr]
    assert read.plan is not None
    assert read.plan.objective_mcny == pytest.approx(judged.objective_mcny)
    for name, table in judged.tables.items():
        assert read.plan.tables[name].to_dict("records") == table[list(read.plan.tables[name])].to_dict("records")


def test_inputs_come_before_results(runs: tuple[str, str]) -> None:
    result = run("compare", *runs)
    assert result.exit_code == ExitCode.SUCCESS
    assert result.stdout.index("INPUTS THAT DIFFER") < result.stdout.index("THE PLANS")
    assert "Limit: unemployment: level" in result.stdout
    assert "waiting" in result.stdout
    assert "Lines that close" in result.stdout


def test_json_is_one_document(runs: tuple[str, str]) -> None:
    told = json.loads(run("compare", *runs, "--json", "--lang", "zh-CN").stdout)
    # The levels and the list of settings.
    assert told["inputs"]["mandate"][0]["key"] == "limits.unemployment.level"
    assert told["inputs"]["options"][0]["values"] == {"waiting": None, "closing": WISH}
    closed = next(each for each in told["plans"]["decisions"] if each["decision"] == "close_lines")
    assert closed["values"] == {"waiting": 0, "closing": 1}


def test_page_and_workbook_are_written_once(runs: tuple[str, str], tmp_path: Path) -> None:
    target = tmp_path / "compared"
    result = run("compare", *runs, "--to", str(target), "--quiet")
    assert result.exit_code == ExitCode.SUCCESS
    assert len(result.stdout.splitlines()) == 2
    assert (target / "compare.html").read_text(encoding="utf-8").startswith("<!DOCTYPE html>")
    assert openpyxl.load_workbook(target / "compare.xlsx").sheetnames[1] == "Inputs that differ"
    again = run("compare", *runs, "--to", str(target))
    assert again.exit_code == ExitCode.INVALID_INPUT
    assert "compare.html: is there already; name another folder" in again.stderr


def test_what_is_no_run_folder_is_said_once_with_the_cure(runs: tuple[str, str], tmp_path: Path) -> None:
    result = run("compare", runs[0], str(tmp_path), str(tmp_path / "nowhere"))
    assert result.exit_code == ExitCode.INVALID_INPUT
    assert f"{tmp_path}: is not a run folder, as it holds no run.json; name a folder that fanjuan solve made" in (
        result.stderr
    )
    assert "there is no such folder" in result.stderr


def test_damaged_runs_are_refused(runs: tuple[str, str], tmp_path: Path) -> None:
    facts = json.loads((Path(runs[0]) / "run.json").read_text(encoding="utf-8"))
    (tmp_path / "run.json").write_text(json.dumps(facts), encoding="utf-8")
    result = run("compare", runs[0], str(tmp_path))
    assert result.exit_code == ExitCode.INVALID_INPUT
    assert "what the run left cannot be read" in result.stderr
    (tmp_path / "run.json").write_text("[1", encoding="utf-8")
    assert "run.json cannot be read" in run("compare", runs[0], str(tmp_path)).stderr


def test_one_run_is_not_enough(runs: tuple[str, str]) -> None:
    result = run("compare", runs[0])
    assert result.exit_code == ExitCode.INVALID_INPUT
    assert "at least two runs" in result.stderr
