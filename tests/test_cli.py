"""The command line in one process: what it prints, and how it ends."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from breaking import Edit, broken_folder
from click.testing import CliRunner, Result
from small_folder import write_small_folder

import solver.cli.evaluating as evaluating
import solver.cli.solving as solving
from solver import __version__
from solver.cli import cli
from solver.cli.exits import ExitCode
from solver.errors import SolveError
from solver.plan import Move, Plan, plan_json
from solver.plan_file import read_plan

INSTANCES = Path(__file__).parents[1] / "instances"
TOWN = str(INSTANCES / "teaching-town")
TWO_PLANTS = str(INSTANCES / "teaching-two-plants")


def run(*arguments: str) -> Result:
    result = CliRunner().invoke(cli, arguments, env={"COLUMNS": "150"})
    assert "Traceback" not in result.output
    return result


def read_json(path: Path) -> dict[str, object]:
    content: dict[str, object] = json.loads(path.read_text(encoding="utf-8"))
    return content


def test_version_and_help() -> None:
    assert run("--version").output == f"fanjuan, version {__version__}\n"
    result = run("--help")
    assert result.exit_code == ExitCode.SUCCESS
    assert "fanjuan solve    instances/teaching-town" in result.output
    assert "  Try it:\n    fanjuan check    instances/teaching-town\n" in result.output
    for command in cli.commands:
        # Examples stay one a line.
        assert re.search(rf"^  Examples?:\n    fanjuan {command} ", run(command, "--help").output, re.MULTILINE)


def test_check_says_what_is_there() -> None:
    result = run("check", TOWN)
    assert result.exit_code == ExitCode.SUCCESS
    # 3 lines of the old works and 1 of the new.
    assert "Facts: 2 plants with 4 lines, 2 regions, 1 market, 2 firms, 3 payers, 1 programme\n" in result.stdout
    assert "Levers from 2026 on: close lines, withdraw subsidies, compensate exits, retrain\n" in result.stdout
    assert result.stdout.endswith("No problems found\n")


def test_check_applies_settings() -> None:
    result = run("check", TOWN, "--set", "limits.budget.level=off", "--set", "levers.retrain=false")
    assert "Levers from 2026 on: close lines, withdraw subsidies, compensate exits\n" in result.stdout
    assert "Limits: unemployment, income floor, consumer price, supply, participation\n" in result.stdout


def test_check_tells_all_problems_of_instance_and_mandate_one_per_line(tmp_path: Path) -> None:
    breaks = [
        Edit("firms.csv", "beta,Beta,state", "beta,Beta,stat"),
        Edit("plants.csv", "one,One,alpha,north", "one,One,alpha,nort"),
    ]
    folder = broken_folder(tmp_path / "small", breaks)
    result = run("check", str(folder), "--set", "limits.budgets.level=off")
    assert result.exit_code == ExitCode.INVALID_INPUT
    *problems, count = result.stdout.splitlines()
    assert len(problems) == 3
    assert count == "3 problems found"
    assert "firms.csv, row beta, column ownership is 'stat'" in problems[0]
    assert "plants.csv, row one, column region is 'nort'" in problems[1]
    assert "limits.budgets" in problems[2]
    assert result.stderr == ""


@pytest.mark.parametrize("command", ["evaluate", "solve"])
def test_broken_input_is_told_on_the_standard_error(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, command: str
) -> None:
    monkeypatch.chdir(tmp_path)
    folder = broken_folder(tmp_path / "small", [Edit("plants.csv", "one,One,alpha,north", "one,One,alpha,nort")])
    result = run(command, str(folder), "--set", "limits.budgets.level=off")
    assert result.exit_code == ExitCode.INVALID_INPUT
    assert result.stdout == ""
    assert len(result.stderr.splitlines()) == 3
    assert result.stderr.endswith("2 problems found\n")
    assert not (tmp_path / "reports").exists()


def test_an_instance_that_is_not_there() -> None:
    result = run("check", "no/such/folder")
    assert result.exit_code == ExitCode.INVALID_INPUT
    assert (
        result.stdout
        == "no/such/folder: there is no such folder; name a folder that holds an instance.toml\n1 problem found\n"
    )


def test_a_folder_of_instances_is_one_problem_and_not_a_dozen() -> None:
    folder = Path(TOWN).parent
    said = f"{folder}: holds no instance; name one within it, such as {folder / 'cars-2020'}\n1 problem found\n"
    assert run("check", str(folder)).stdout == said


HOSTILE = (
    "",
    "=",
    "x",
    "=5",
    "limits",
    "limits=5",
    "limits.unemployment=1",
    "limits.unemployment.level",
    "limits.unemployment.level=",
    "limits.unemployment.level=hard=off",
    "limits.unemployment.rise_ceiling_percentage_points=nan",
    "limits.unemployment.rise_ceiling_percentage_points=inf",
    "limits.unemployment.rise_ceiling_percentage_points=-1",
    "limits.unemployment.rise_ceiling_percentage_points=1e999",
    "limits.unemployment.by_region.atlantis=1",
    "levers.first_decision_year=1e9",
    "levers.first_decision_year=99999999999999999999",
    "levers.close_lines=maybe",
    "weights.public_outlay=[[[[[[1",
    "weights.public_outlay=" + "[" * 5000,
    "format=2",
    "title=\x1b[31mred",
    "title=\ud800",
    "....=1",
    "limits.unemployment.level=1\nformat=1",
    "budget_additions=[{payer='fund'}]",
)


@pytest.mark.parametrize("setting", HOSTILE, ids=range(len(HOSTILE)))
def test_hostile_settings_are_refused_with_a_reason_or_taken(setting: str) -> None:
    result = run("check", TOWN, "--set", setting)
    if setting == "title=\x1b[31mred":
        assert result.exit_code == ExitCode.SUCCESS
        assert "\x1b" not in result.output
        return
    assert result.exit_code == ExitCode.INVALID_INPUT
    assert "--set" in result.output
    assert "internal error" not in result.output


@pytest.mark.parametrize(
    "arguments",
    [
        ("solve", TOWN, "--gap", "nan"),
        ("solve", TOWN, "--gap", "-0.1"),
        ("solve", TOWN, "--gap", "x"),
        ("solve", TOWN, "--time-limit", "inf"),
        ("solve", TOWN, "--time-limit", "nan"),
        ("solve", TOWN, "--threads", "0"),
        ("solve", TOWN, "--seed", "-1"),
        ("solve",),
        ("solve", TOWN, "--no-such-option"),
        ("solve", "x" * 5000),
        ("check", "a\ud800b"),
        ("no-such-command",),
        ("schema", "--format", "xml"),
    ],
    ids=" ".join,
)
def test_what_click_or_the_system_refuses_is_invalid_input(arguments: tuple[str, ...]) -> None:
    result = run(*arguments)
    assert result.exit_code == ExitCode.INVALID_INPUT
    assert "Error: " in result.stderr


def test_evaluate_the_status_quo() -> None:
    result = run("evaluate", TWO_PLANTS)
    assert result.exit_code == ExitCode.SUCCESS
    # 2 years of 15 losses and 2 overheads, see the README of the instance.
    assert "Objective 34.000" in " ".join(result.stdout.split())
    assert "The status quo keeps all limits." in result.stdout
    assert "Difference" not in result.stdout


def test_evaluate_compares_with_observations_and_says_what_is_broken() -> None:
    result = run("evaluate", str(INSTANCES / "polysilicon-2025"))
    assert result.exit_code == ExitCode.SUCCESS
    assert "Status quo against what was observed" in result.stdout
    assert "The status quo breaks limits or rules in " in result.stdout
    assert " more; all of them are printed with --json" in result.stdout


def close_beta(tmp_path: Path, compensation: float = 10) -> str:
    """Write the plan that closes Beta in 2026 and return where it is."""
    move = Move(
        plant="beta-works",
        year=2026,
        from_state="unsubsidised",
        to_state="closed",
        lines=1,
        compensation_mcny=compensation,
    )
    path = tmp_path / "plan.json"
    path.write_text(plan_json(Plan(instance="teaching-two-plants", moves=(move,))), encoding="utf-8")
    return str(path)


def test_evaluate_a_plan_beside_the_status_quo(tmp_path: Path) -> None:
    result = run("evaluate", TWO_PLANTS, "--plan", close_beta(tmp_path), "--json")
    assert result.exit_code == ExitCode.SUCCESS
    content = json.loads(result.stdout)
    assert content["status_quo"]["objective_mcny"] == pytest.approx(34)
    assert content["plan"]["objective_mcny"] == pytest.approx(sum(content["plan"]["accounts"].values()))
    # Beta's losses of 15 a year are gone; Alpha's overhead of 1 a year is left, see the README of the instance.
    assert content["plan"]["accounts"]["operating_losses"] == 0
    assert content["plan"]["accounts"]["overheads"] == pytest.approx(2)
    assert set(content["plan"]) == {"objective_mcny", "accounts", "violations"}
    text = run("evaluate", TWO_PLANTS, "--plan", close_beta(tmp_path)).stdout
    assert "Difference" in text


def test_evaluate_says_what_a_plan_breaks(tmp_path: Path) -> None:
    result = run("evaluate", TWO_PLANTS, "--plan", close_beta(tmp_path, compensation=9))
    assert result.exit_code == ExitCode.SUCCESS
    assert "The plan breaks limits or rules in " in result.stdout
    # 4 for closing and 6 of reservation value are due.
    assert "9 million CNY" in result.stdout
    assert "due 10" in result.stdout


@pytest.mark.parametrize("text", ["", "[]", "{", '{"instance": 5}', "\x00", "[" * 100_000])
def test_a_plan_that_is_none_is_invalid_input(tmp_path: Path, text: str) -> None:
    (tmp_path / "plan.json").write_text(text, encoding="utf-8")
    result = run("evaluate", TWO_PLANTS, "--plan", str(tmp_path / "plan.json"))
    assert result.exit_code == ExitCode.INVALID_INPUT
    assert "plan.json" in result.stderr


def test_another_mandate_is_used(tmp_path: Path) -> None:
    mandate = tmp_path / "soft.toml"
    text = (INSTANCES / "teaching-two-plants" / "mandate.toml").read_text(encoding="utf-8")
    mandate.write_text(text.replace("operating_losses = 1.0", "operating_losses = 0.0"), encoding="utf-8")
    result = run("evaluate", TWO_PLANTS, "--mandate", str(mandate), "--json")
    # 34 without the losses of 30.
    assert json.loads(result.stdout)["status_quo"]["objective_mcny"] == pytest.approx(4)
    missing = run("evaluate", TWO_PLANTS, "--mandate", str(tmp_path / "none.toml"))
    assert missing.exit_code == ExitCode.INVALID_INPUT
    assert missing.stderr == f"{tmp_path / 'none.toml'}: is missing; add the file\n1 problem found\n"


def test_schema_is_printed() -> None:
    assert run("schema").stdout.startswith("<!-- columns -->\n")
    assert "plants" in json.loads(run("schema", "--format", "json").stdout)["properties"]


def test_solve_finds_the_plan_of_the_readme(tmp_path: Path) -> None:
    out = tmp_path / "run"
    result = run("solve", TOWN, "--out", str(out), "--seed", "7", "--threads", "2", "--gap", "0.0005")
    assert result.exit_code == ExitCode.SUCCESS
    assert result.stdout.startswith("Plan found: it is certified that no plan that keeps all limits is better")
    assert result.stdout.endswith(f"Report: {out / 'report.html'}\n")
    facts = read_json(out / "run.json")
    assert facts["status"] == "optimal"
    assert facts["objective"] == pytest.approx(151.5612)
    asked = {"gap": 0.0005, "time_limit_seconds": 600.0, "threads": 2, "seed": 7, "method": "auto"}
    assert facts["options"] == {**asked, "settings": []}
    assert "round 1: " in result.stderr
    judged = json.loads(run("evaluate", TOWN, "--plan", str(out / "plan.json"), "--json").stdout)
    assert judged.pop("headline")[0]["plan"] == facts["objective"]
    assert judged == read_json(out / "outcome.json")


def test_the_run_folder_has_a_name_of_its_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for _ in range(2):
        assert run("solve", TWO_PLANTS, "--time-limit", "0").exit_code == ExitCode.STOPPED_WITH_PLAN
    folders = sorted((tmp_path / "reports").iterdir())
    assert len(folders) == 2
    assert all(each.name.startswith("teaching-two-plants-20") for each in folders)


def test_no_time_leaves_the_status_quo_where_it_keeps_all_limits(tmp_path: Path) -> None:
    result = run("solve", TWO_PLANTS, "--time-limit", "0", "--out", str(tmp_path / "run"))
    assert result.exit_code == ExitCode.STOPPED_WITH_PLAN
    facts = read_json(tmp_path / "run" / "run.json")
    assert facts["status"] == "stopped_with_plan"
    assert "time limit" in str(facts["reason"])
    assert (facts["objective"], facts["gap"]) == (pytest.approx(34), None)
    assert read_plan(tmp_path / "run" / "plan.json", solving.load(Path(TWO_PLANTS), None, ())[0]).moves == ()
    assert "The plan closes no line and withdraws no subsidy." in result.stdout


def test_no_time_leaves_no_plan_where_the_status_quo_breaks_limits(tmp_path: Path) -> None:
    result = run("solve", TOWN, "--time-limit", "0", "--out", str(tmp_path / "run"))
    assert result.exit_code == ExitCode.STOPPED_WITHOUT_PLAN
    facts = read_json(tmp_path / "run" / "run.json")
    assert facts["status"] == "stopped_without_plan"
    assert facts["objective"] is None
    assert not (tmp_path / "run" / "plan.json").exists()
    assert (tmp_path / "run" / "report.html").exists()


def test_no_plan_is_said_with_its_exit_code(tmp_path: Path) -> None:
    # The works fail unless lines close, and then 200 people are out: nobody may be without work.
    ceiling = "limits.unemployment.rise_ceiling_percentage_points=0"
    result = run("solve", TOWN, "--set", ceiling, "--out", str(tmp_path / "run"))
    assert result.exit_code == ExitCode.NO_PLAN
    assert result.stdout.startswith("No plan keeps all limits.\nIt is proven")
    # The ceiling is that nobody is out: the way out of it that is known comes before the one that is none.
    known = "- The unemployment ceiling in Town: 40 more people without work would have to be allowed"
    none = "- The unemployment ceiling in City: giving way here alone is not enough, however far."
    assert 0 < result.stdout.index(known) < result.stdout.index(none)
    facts = read_json(tmp_path / "run" / "run.json")
    assert facts["status"] == "no_plan"
    assert isinstance(facts["options"], dict)
    assert facts["options"]["settings"] == [ceiling]


def test_a_folder_with_something_in_it_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("mine", encoding="utf-8")
    result = run("solve", TWO_PLANTS, "--out", str(tmp_path))
    assert result.exit_code == ExitCode.INVALID_INPUT
    assert "is not an empty folder" in result.stderr
    assert [each.name for each in tmp_path.iterdir()] == ["mine.txt"]


def test_an_unusable_solver_is_said_here_and_in_the_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise SolveError("highspy 1.0 is installed")

    monkeypatch.setattr(solving, "solve", refuse)
    result = run("solve", TWO_PLANTS, "--out", str(tmp_path / "run"))
    assert result.exit_code == ExitCode.FAILED
    assert result.stderr.endswith("Error: highspy 1.0 is installed\n")
    facts = read_json(tmp_path / "run" / "run.json")
    assert (facts["status"], facts["reason"]) == ("failed", "highspy 1.0 is installed")


def test_an_internal_error_of_solve_leaves_its_traceback_in_the_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def stumble(*_: object) -> None:
        raise KeyError("a\nb")

    monkeypatch.setattr(solving, "write_run", stumble)
    out = tmp_path / "run"
    result = run("solve", TWO_PLANTS, "--time-limit", "0", "--out", str(out))
    assert result.exit_code == ExitCode.FAILED
    assert result.stderr.endswith(f"Error: internal error: KeyError: 'a\\nb'; details in {out / 'error.log'}\n")
    assert "Traceback" in (out / "error.log").read_text(encoding="utf-8")
    facts = read_json(out / "run.json")
    assert (facts["status"], facts["reason"]) == (
        "failed",
        "internal error: KeyError: 'a\\nb'; details in error.log",
    )


def test_an_internal_error_elsewhere_leaves_its_traceback_in_a_file(monkeypatch: pytest.MonkeyPatch) -> None:
    def stumble(*_: object) -> None:
        raise RuntimeError("oh")

    monkeypatch.setattr(evaluating, "Judge", stumble)
    result = run("evaluate", TWO_PLANTS)
    assert result.exit_code == ExitCode.FAILED
    assert result.stderr.startswith("Error: internal error: RuntimeError: oh; details in ")
    place = Path(result.stderr.strip().split("details in ")[1])
    assert "RuntimeError: oh" in place.read_text(encoding="utf-8")
    place.unlink()


def test_ctrl_c_before_there_is_anything_to_keep(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupt(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(solving, "solve", interrupt)
    result = run("solve", TWO_PLANTS, "--out", str(tmp_path / "run"))
    assert result.exit_code == ExitCode.STOPPED_WITHOUT_PLAN
    assert "Interrupted" in result.stderr
    facts = read_json(tmp_path / "run" / "run.json")
    assert facts["reason"] == "interrupted by the user before there was anything to keep"


def test_a_name_with_markup_is_shown_as_it_is(tmp_path: Path) -> None:
    write_small_folder(tmp_path / "small")
    path = tmp_path / "small" / "firms.csv"
    path.write_text(
        path.read_text(encoding="utf-8").replace('alpha,"Alpha, Inc."', "alpha,[red]A[/]"), encoding="utf-8"
    )
    result = run("evaluate", str(tmp_path / "small"))
    assert result.exit_code == ExitCode.SUCCESS
    assert "[red]A[/]" in result.stdout
