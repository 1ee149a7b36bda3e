"""The command that shows an instance: tables for people, one document for programs."""

from __future__ import annotations

import json
from pathlib import Path

from click.testing import CliRunner, Result

from solver.cli import cli
from solver.cli.exits import ExitCode

TOWN = str(Path(__file__).parents[1] / "instances" / "teaching-town")


def run(*arguments: str, width: int = 150) -> Result:
    result = CliRunner().invoke(cli, arguments, env={"COLUMNS": str(width)})
    assert "Traceback" not in result.output
    return result


def test_a_newcomer_sees_what_is_there() -> None:
    result = run("show", TOWN)
    assert result.exit_code == ExitCode.SUCCESS
    told = result.stdout
    assert told.startswith("A town with one employer, three years (teaching-town), 2026 to 2028\n")
    # 3 lines of the old works with 200 workers each, 1 of the new with 300.
    private = next(line for line in told.splitlines() if line.strip().startswith("Private"))
    assert private.split()[-1] == "900"
    assert told.index("New works") < told.index("Old works") < told.index("Price in 2026", told.index("Old works"))
    assert "Levers from 2026 on: close lines" in told
    assert "52 (100.0 %) are assumptions" in told


def test_no_line_is_wider_than_the_terminal() -> None:
    told = run("show", TOWN, width=80).stdout
    tables = [line for line in told.splitlines() if "  " in line.strip()]
    assert len(tables) > 20
    assert max(map(len, tables)) <= 80


def test_programs_get_the_same_as_one_document() -> None:
    told = json.loads(run("show", TOWN, "--json", "--lang", "zh-CN").stdout)
    assert told["instance"]["id"] == "teaching-town"
    (market,) = told["markets"].values()
    assert [(each["offer_cny_per_unit"], each["cumulated_munit"]) for each in market["merit_order"]] == [
        (5, 30),
        (7, 60),
    ]
    assert market["price_today_cny_per_unit"] == 7
    assert list(told["subsidies_today_mcny"].values()) == [6]
    assert told["firms"] == {"private": 2, "state": 0}


def test_another_language_and_silence() -> None:
    assert run("show", TOWN, "--quiet").stdout == ""
    assert run("show", TOWN, "--lang", "zh-CN").exit_code == ExitCode.SUCCESS


def test_broken_instances_get_the_messages_of_check(tmp_path: Path) -> None:
    result = run("show", str(tmp_path / "nowhere"))
    assert result.exit_code == ExitCode.INVALID_INPUT
    assert "there is no such folder" in result.stderr
