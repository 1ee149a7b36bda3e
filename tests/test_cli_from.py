"""A run that begins from an earlier one, or from a plan: what it takes over, and what it says of that."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from solver.cli import cli
from solver.cli.exits import ExitCode

TOWN = Path(__file__).parents[1] / "instances" / "teaching-town"
BROAD = "limits.unemployment.level=off"


def solve(*arguments: object) -> Result:
    result = CliRunner().invoke(cli, ["solve", *map(str, arguments)], env={"COLUMNS": "150"})
    assert "Traceback" not in result.output
    return result


def facts_of(run: Path) -> dict[str, Any]:
    facts: dict[str, Any] = json.loads((run / "run.json").read_text(encoding="utf-8"))
    return facts


@pytest.fixture(scope="module")
def earlier(tmp_path_factory: pytest.TempPathFactory) -> Path:
    run = tmp_path_factory.mktemp("from") / "earlier"
    assert solve(TOWN, "--out", run).exit_code == ExitCode.SUCCESS
    return run


def test_what_was_asked_before_is_answered_by_what_was_found_then(tmp_path: Path, earlier: Path) -> None:
    result = solve(TOWN, "--out", tmp_path / "run", "--from", earlier)
    assert result.exit_code == ExitCode.SUCCESS
    assert f"Beginning from {earlier}, whose bound holds here, too\n" in result.stderr
    before, after = facts_of(earlier), facts_of(tmp_path / "run")
    assert (after["objective"], after["bound"]) == (before["objective"], before["bound"])
    assert (before["rounds"] > 0, after["rounds"]) == (True, 0)
    assert after["options"]["from"] == str(earlier)
    assert "begins from" in (tmp_path / "run" / "report.html").read_text(encoding="utf-8")


def test_a_run_that_was_killed_is_gone_on_with(tmp_path: Path, earlier: Path) -> None:
    # What is there after a kill: the inputs, a plan, and how far it had come.
    killed = tmp_path / "killed"
    shutil.copytree(earlier, killed)
    found = facts_of(killed) | {"status": "running", "finished": None, "bound": 100.0}
    for path in killed.iterdir():
        if path.is_file() and path.name != "plan.json":
            path.unlink()
    (killed / "run.json").write_text(json.dumps(found), encoding="utf-8")
    result = solve(TOWN, "--out", tmp_path / "run", "--from", killed, "--time-limit", 0)
    assert result.exit_code == ExitCode.STOPPED_WITH_PLAN
    after = facts_of(tmp_path / "run")
    assert (after["status"], after["bound"]) == ("stopped_with_plan", 100)
    assert after["objective"] == facts_of(earlier)["objective"]


def test_asked_otherwise_the_plan_is_taken_over_and_the_bound_is_not(tmp_path: Path, earlier: Path) -> None:
    arguments = ("--set", BROAD, "--time-limit", 0, "--from", earlier)
    result = solve(TOWN, "--out", tmp_path / "run", *arguments)
    assert "its bound is left aside, since settings was [] and is now" in result.stderr.replace("\n", " ")
    after = facts_of(tmp_path / "run")
    assert (after["objective"], after["bound"]) == (facts_of(earlier)["objective"], None)


def test_a_plan_alone_is_enough(tmp_path: Path, earlier: Path) -> None:
    plan = earlier / "plan.json"
    result = solve(TOWN, "--out", tmp_path / "run", "--from", plan, "--time-limit", 0)
    assert f"Beginning from the plan of {plan}\n" in result.stderr
    after = facts_of(tmp_path / "run")
    assert (after["objective"], after["bound"]) == (facts_of(earlier)["objective"], None)


def test_what_nothing_can_begin_from_is_refused_before_anything_is_written(tmp_path: Path, earlier: Path) -> None:
    empty = tmp_path / "empty"
    empty.mkdir()
    facts = facts_of(earlier) | {"status": "running", "bound": None}
    (empty / "run.json").write_text(json.dumps(facts), encoding="utf-8")
    for path, words in (
        (empty, "has found nothing that another run could begin from; name another run, or leave --from out"),
        (tmp_path, "is not a run folder, as it holds no run.json"),
        (tmp_path / "nowhere", "there is no such folder"),
    ):
        result = solve(TOWN, "--out", tmp_path / "run", "--from", path)
        assert result.exit_code == ExitCode.INVALID_INPUT
        assert words in result.stderr.replace("\n", " ")
        assert not (tmp_path / "run").exists()


def test_a_plan_for_another_instance_is_refused(tmp_path: Path, earlier: Path) -> None:
    other = TOWN.parent / "teaching-two-plants"
    result = solve(other, "--out", tmp_path / "run", "--from", earlier)
    assert result.exit_code == ExitCode.INVALID_INPUT
    assert "plan.json" in result.stderr
    assert not (tmp_path / "run").exists()
