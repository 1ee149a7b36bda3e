"""The README says what is so: its lines, tables, options, tests, links and numbers."""

from __future__ import annotations

import ast
import csv
import os
import re
import tomllib
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from solver import __version__
from solver.cli import cli
from solver.cli.exits import MEANINGS
from solver.evaluate.judge import Judge
from solver.instance.read import read_instance
from solver.instance.records import RECORDS
from solver.mandate import Levers, Limits
from solver.mandate_file import read_mandate
from solver.report.summary import headline_grid
from solver.schema import FIRST_MARK, LAST_MARK, markdown_tables

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"^```(\w+)\n(.*?)^```$", README, flags=re.MULTILINE | re.DOTALL)
SAMPLES = [text for kind, text in BLOCKS if kind == "text"]


def squeezed(text: str) -> str:
    return " ".join(text.split())


def options_of(command: click.Command) -> set[str]:
    found = {name for each in command.params for name in each.opts if name.startswith("--")}
    for inner in command.commands.values() if isinstance(command, click.Group) else ():
        found |= options_of(inner)
    return found


def test_continuous_integration_runs_the_second_line_and_nothing_else() -> None:
    lines = [text.strip() for kind, text in BLOCKS if kind == "sh"]
    script = (ROOT / ".ci" / "run").read_text(encoding="utf-8").splitlines()
    assert script == ["#!/usr/bin/env bash", "set -euo pipefail", lines[1]]
    assert os.access(ROOT / ".ci" / "run", os.X_OK)


def test_both_lines_are_one_line() -> None:
    first, second = [text.strip() for kind, text in BLOCKS if kind == "sh"][:2]
    assert "\n" not in first + second
    assert first.endswith("fanjuan solve instances/polysilicon-2025")
    assert second.endswith("pytest")


def test_the_tables_of_columns_are_those_of_the_records() -> None:
    start, end = README.index(FIRST_MARK), README.index(LAST_MARK) + len(LAST_MARK)
    assert README[start:end] + "\n" == markdown_tables()
    assert all(f"`{record.table}.csv`" in README[start:end] for record in RECORDS)


def test_every_option_that_is_named_exists() -> None:
    outside = README.replace(README[README.index(FIRST_MARK) : README.index(LAST_MARK)], "")
    named = {option for code in re.findall(r"`([^`\n]+)`", outside) for option in re.findall(r"--[a-z][a-z-]*", code)}
    assert len(named) >= 8
    assert named - {"--ignore"} <= options_of(cli)  # that one is of pytest


def test_defaults_of_solve_are_as_said() -> None:
    said = dict(re.findall(r"^\| `(--[a-z-]+)` \| ([^|]+) \|", README, flags=re.MULTILINE))
    defaults = {each.opts[0]: each.default for each in cli.commands["solve"].params if each.opts[0].startswith("--")}
    assert set(said) == set(defaults) - {"--mandate", "--set"}
    for option in ("--gap", "--time-limit", "--threads", "--seed"):
        assert float(said[option]) == defaults[option]


def test_exit_codes_are_those_of_the_program_and_of_its_help() -> None:
    section = README[README.index("### Exit codes") : README.index("## What comes out")]
    said = dict(re.findall(r"^\| (\d+) \| (.+) \|$", section, flags=re.MULTILINE))
    assert said == {str(code.value): words for code, words in MEANINGS.items()}
    assert list(said) == ["0", "1", "2", "3", "4", "5"]
    help_text = CliRunner().invoke(cli, ["solve", "--help"]).output
    for code, words in said.items():
        assert f"  {code}  {words}\n" in help_text


def test_every_lever_and_limit_is_told_with_a_test() -> None:
    section = README[README.index("## Levers and limits") : README.index("## Files of an instance")]
    told = re.findall(r"^\| `(\w+)` \| [^|]+ \| `tests/[^`]+` \|$", section, flags=re.MULTILINE)
    levers = [name for name in Levers.model_fields if name not in ("reason", "source", "first_decision_year")]
    assert told == [*levers, *Limits.model_fields]


def test_every_instance_is_told_with_its_plants_and_years() -> None:
    told = re.findall(
        r"^\| \[([\w-]+)\]\(instances/([\w-]+)/README\.md\) \| ([\d,]+) \| (\d+) to (\d+) \|", README, re.MULTILINE
    )
    assert {name for name, *_ in told} == {path.parent.name for path in (ROOT / "instances").glob("*/instance.toml")}
    for name, folder, plants, first, last in told:
        header = tomllib.loads((ROOT / "instances" / folder / "instance.toml").read_text(encoding="utf-8"))
        with (ROOT / "instances" / folder / "plants.csv").open(encoding="utf-8", newline="") as file:
            rows = len(list(csv.DictReader(file)))
        stated = (header["id"], rows, header["first_year"], header["first_year"] + header["years"] - 1)
        assert (name, int(plants.replace(",", "")), int(first), int(last)) == stated


def test_every_test_that_is_named_exists() -> None:
    named = re.findall(r"`(tests/\S+\.py)(?:::(\w+))?`", README)
    assert len(named) >= 12
    for file, name in named:
        tree = ast.parse((ROOT / file).read_text(encoding="utf-8"))
        assert not name or name in {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)}


def test_every_link_inside_leads_somewhere() -> None:
    files = [README, *((ROOT / name).read_text(encoding="utf-8") for name in ("CONTRIBUTING.md", "CHANGELOG.md"))]
    for text in files:
        for target in re.findall(r"\]\((?!https?:)([^)#]+)\)", text):
            assert (ROOT / target).exists(), target


def test_the_changelog_tells_of_this_version() -> None:
    versions = re.findall(r"^## \[(.+?)\]", (ROOT / "CHANGELOG.md").read_text(encoding="utf-8"), flags=re.MULTILINE)
    assert versions[0] == __version__


def test_there_are_samples() -> None:
    assert [sample.splitlines()[0].split()[:3] for sample in SAMPLES] == [
        ["$", "fanjuan", "evaluate"],
        ["$", "fanjuan", "solve"],
    ]


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda sample: sample.splitlines()[0].removeprefix("$ fanjuan "))
def test_the_program_prints_the_samples(sample: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    command, *lines = sample.splitlines()
    arguments = command.removeprefix("$ fanjuan ").split()
    arguments += ["--out", str(tmp_path / "run")] if arguments[0] == "solve" else []
    monkeypatch.chdir(ROOT)
    result = CliRunner().invoke(cli, arguments, env={"COLUMNS": "150"})
    assert result.exit_code == 0, result.output
    printed = squeezed(result.stdout)
    for line in lines:
        # Where the gap is not quite zero, the sentence goes on with it.
        assert squeezed(line).removesuffix(".") in printed


def test_the_status_quo_of_the_real_instance_is_as_said() -> None:
    """What the plan of that sample is may differ between machines; its objective is a long check."""
    (sample,) = [text for kind, text in BLOCKS if kind == "console"]
    folder = ROOT / sample.splitlines()[0].split()[-1]
    instance = read_instance(folder)
    judge = Judge(instance, read_mandate(folder / "mandate.toml", instance))
    computed = [" ".join(row.cells) for row in headline_grid(instance, judge.status_quo, None).rows]
    rows = [squeezed(line) for line in sample.splitlines()[3:]]
    assert len(rows) >= 5
    for row in rows:
        assert any(row.startswith(f"{each} ") for each in computed), row
