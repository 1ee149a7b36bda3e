"""How commands speak: in which language, how much, and to programs."""

from __future__ import annotations

import json
import re
import time
from io import StringIO
from pathlib import Path
from typing import Any, get_args

import pytest
from breaking import Edit, broken_folder
from click.testing import CliRunner, Result
from rich.console import Console

import solver.cli.console as console_room
import solver.cli.progress as progress
from solver.cli import cli, words
from solver.cli.console import open_console, say, say_place, working
from solver.cli.exits import ExitCode
from solver.instance.instance import Instance
from solver.instance.records import Basis
from solver.language import speaking
from solver.mandate import ConductRule, Levers, Limits

ROOT = Path(__file__).parents[1]
TOWN = str(ROOT / "instances" / "teaching-town")
TWO_PLANTS = str(ROOT / "instances" / "teaching-two-plants")
CHINESE = ("--lang", "zh-CN")
NO_ONE_WITHOUT_WORK = ("--set", "limits.unemployment.rise_ceiling_percentage_points=0")


def run(*arguments: str, **environment: str) -> Result:
    return CliRunner().invoke(cli, arguments, env={"COLUMNS": "150", **environment})


def documented(command: str) -> list[str]:
    """Return the keys that the README names for the JSON of a command."""
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    (row,) = re.findall(rf"^\| `fanjuan {command}` \| (.*`headline`.*|.*`problems`.*) \|$", readme, re.MULTILINE)
    return re.findall(r"`(\w+)`", row)


def test_results_are_said_in_the_language_that_is_asked_for() -> None:
    result = run("evaluate", TWO_PLANTS, *CHINESE)
    assert result.exit_code == ExitCode.SUCCESS
    assert "现状满足全部约束。" in result.stdout
    assert "万元" in result.stdout
    assert "The status quo keeps all limits." in run("evaluate", TWO_PLANTS).stdout


def test_the_environment_names_the_language_unless_the_command_line_does() -> None:
    assert "未发现问题" in run("check", TOWN, FANJUAN_LANG="zh-CN").stdout
    assert run("check", TOWN, "--lang", "en", FANJUAN_LANG="zh-CN").stdout.endswith("No problems found\n")
    refused = run("check", TOWN, FANJUAN_LANG="klingon")
    assert refused.exit_code == ExitCode.INVALID_INPUT
    assert "FANJUAN_LANG" in refused.stderr
    assert "'klingon' is none of the languages en, zh-CN" in refused.stderr


def test_solve_speaks_and_writes_in_the_language_and_keeps_its_records_in_english(tmp_path: Path) -> None:
    out = tmp_path / "run"
    result = run("solve", TOWN, *CHINESE, *NO_ONE_WITHOUT_WORK, "--out", str(out))
    assert result.exit_code == ExitCode.NO_PLAN
    assert result.stdout.startswith("没有方案能满足全部约束。\n")
    assert "下列约束无法同时满足" in result.stdout
    facts = json.loads((out / "run.json").read_text(encoding="utf-8"))
    assert facts["reason"] == "no plan keeps all limits"
    assert facts["conflict"]["sentence"].startswith("These limits cannot hold together: the solvency of Old Cable")
    assert "The solvency of Old Cable: " in facts["conflict"]["relaxations"][0]["sentence"]
    assert '<html lang="zh-CN"' in (out / "report.html").read_text(encoding="utf-8")


def test_quiet_solve_prints_the_path_of_the_report_and_nothing_else(tmp_path: Path) -> None:
    result = run("solve", TWO_PLANTS, "--quiet", "--out", str(tmp_path / "run"))
    assert result.exit_code == ExitCode.SUCCESS
    assert result.stdout == f"{tmp_path / 'run' / 'report.html'}\n"
    assert result.stderr == ""
    stopped = run("solve", TWO_PLANTS, "--quiet", "--time-limit", "0", "--out", str(tmp_path / "other"))
    assert stopped.exit_code == ExitCode.STOPPED_WITH_PLAN
    assert stopped.stdout == f"{tmp_path / 'other' / 'report.html'}\n"
    assert stopped.stderr.startswith("Plan found, but solving stopped")


def test_quiet_evaluate_and_check_print_only_what_is_wrong(tmp_path: Path) -> None:
    assert run("evaluate", TWO_PLANTS, "--quiet").output == ""
    assert run("check", TWO_PLANTS, "--quiet").output == ""
    # Old Cable runs out of cash in the last year.
    broken = run("evaluate", TOWN, "--quiet").stdout
    assert broken.startswith("The status quo breaks limits or rules in ")
    folder = broken_folder(tmp_path / "small", [Edit("plants.csv", "one,One,alpha,north", "one,One,alpha,nort")])
    assert run("check", str(folder), "--quiet").stdout.endswith("1 problem found\n")


def test_json_of_solve_is_one_document_with_the_keys_of_the_readme(tmp_path: Path) -> None:
    out = tmp_path / "run"
    result = run("solve", TWO_PLANTS, "--json", *CHINESE, "--out", str(out))
    assert result.exit_code == ExitCode.SUCCESS
    assert result.stderr == ""
    told = json.loads(result.stdout)
    facts = json.loads((out / "run.json").read_text(encoding="utf-8"))
    assert told == {**facts, "headline": told["headline"], "report": str(out / "report.html")}
    objective = told["headline"][0]
    assert objective == {
        "measure": "objective",
        "subject": None,
        "unit": "mcny",
        # 2 years of 15 losses and 2 overheads, see the README of the instance.
        "status_quo": pytest.approx(34),
        "plan": facts["objective"],
    }
    assert {"headline", "report"} <= set(documented("solve"))


def test_json_of_evaluate_is_the_same_in_every_language() -> None:
    english, chinese = (json.loads(run("evaluate", TOWN, "--json", *more).stdout) for more in ((), CHINESE))
    assert english == chinese
    assert set(english) == {"status_quo", "plan", "headline"} <= set(documented("evaluate"))
    # Three lines of 10 and one of 30.
    rows = {(row["measure"], row["subject"]): row for row in english["headline"]}
    assert rows["price", "home"]["unit"] == "cny_per_unit"
    assert rows["capacity", "home"]["status_quo"] == pytest.approx(60)


def test_json_of_check_tells_contents_or_problems(tmp_path: Path) -> None:
    told = json.loads(run("check", TOWN, "--json", *CHINESE).stdout)
    assert told["problems"] == []
    assert (told["instance"]["rows"]["plants"], told["instance"]["lines"]) == (2, 4)
    assert told["mandate"]["levers"] == ["close_lines", "withdraw_subsidies", "compensate_exits", "retrain"]
    assert {*told, *told["instance"], *told["mandate"]} <= set(documented("check"))
    folder = broken_folder(tmp_path / "small", [Edit("plants.csv", "one,One,alpha,north", "one,One,alpha,nort")])
    broken = run("check", str(folder), "--json")
    assert broken.exit_code == ExitCode.INVALID_INPUT
    (problem,) = json.loads(broken.stdout)["problems"]
    assert (problem["file"], problem["row"], problem["value"]) == ("plants.csv", "one", "nort")
    assert set(problem) <= set(documented("check"))


def test_everything_that_check_counts_and_lists_has_words() -> None:
    uncounted = {"plants", "products", "duties", "sources", "provenance"}
    assert set(words.TABLES) == set(Instance.table_names()) - uncounted
    switches = [name for name, field in Levers.model_fields.items() if field.annotation is bool]
    assert list(words.LEVERS) == switches
    assert list(words.LIMITS) == list(Limits.model_fields)
    assert tuple(words.CONDUCT) == get_args(ConductRule)
    assert tuple(words.BASES) == get_args(Basis)


def screen(**options: Any) -> tuple[Console, StringIO]:
    written = StringIO()
    return Console(file=written, width=40, **options), written


def test_work_is_told_at_once_on_a_terminal() -> None:
    console, written = screen(force_terminal=True)
    with working(console, "Reading [the] instance"):
        pass
    assert "Reading [the] instance" in written.getvalue()


def test_elsewhere_only_work_that_takes_long_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    console, written = screen()
    with working(console, "Judging"):
        pass
    assert written.getvalue() == ""
    monkeypatch.setattr(console_room, "SECONDS_BETWEEN_LINES", 0.01)
    with working(console, "Judging"):
        deadline = time.monotonic() + 10
        while not written.getvalue() and time.monotonic() < deadline:
            time.sleep(0.01)
    assert written.getvalue() == "Judging\n"


def test_a_quiet_console_tells_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    console = open_console(stderr=True, quiet=True)
    say(console, "Solving")
    with progress.Progress(console):
        pass
    assert capsys.readouterr() == ("", "")


def test_sentences_break_between_words_on_a_terminal_and_paths_never_do() -> None:
    sentence = "This sentence is longer than forty characters are."
    console, written = screen(force_terminal=True, color_system=None)
    say(console, sentence)
    assert [line.rstrip() for line in written.getvalue().splitlines()] == [
        "This sentence is longer than forty",
        "characters are.",
    ]
    piped, kept = screen()
    say(piped, sentence)
    assert kept.getvalue() == f"{sentence}\n"
    place = f"Report: {'long/' * 10}report.html"
    console, written = screen(force_terminal=True, color_system=None)
    say_place(console, place)
    assert written.getvalue() == f"{place}\n"


@pytest.mark.parametrize(("bound_mcny", "words"), [(87.5, "13 %"), (0.0, "100 %"), (-1_179.0, ">100 %")])
def test_a_gap_beyond_the_whole_objective_is_told_as_no_more_than_that(bound_mcny: float, words: str) -> None:
    """The best plan is at 100: a bound far below zero makes a gap of 1,279 %, which tells nothing."""
    standing = progress.Standing(seconds=1.0, round=1, objective_mcny=100.0, bound_mcny=bound_mcny)
    assert progress.standing_words(standing).endswith(f"gap {words}")
    with speaking("zh-CN"):
        assert progress.standing_words(standing).endswith(words.replace(" ", ""))


def test_progress_of_a_solve_is_said_in_the_language() -> None:
    standing = progress.Standing(seconds=1.0, round=2, objective_mcny=250.0, bound_mcny=None)
    assert progress.standing_words(standing) == "round 2: best plan 250 CNY million, bound not known, gap not known"
    with speaking("zh-CN"):
        # 250 mcny are 2.5 of 100 million yuan.
        said = progress.standing_words(standing)
    assert "第2轮" in said
    assert "2.500亿元" in said
