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
from solver.plan_file import read_plan
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
    text = (ROOT / "instances" / "README.md").read_text(encoding="utf-8")
    start, end = text.index(FIRST_MARK), text.index(LAST_MARK) + len(LAST_MARK)
    assert text[start:end] + "\n" == markdown_tables()
    assert all(f"`{record.table}.csv`" in text[start:end] for record in RECORDS)


def test_the_contents_are_the_headings_in_their_order() -> None:
    outside = re.sub(r"^```.*?^```$", "", README, flags=re.MULTILINE | re.DOTALL)
    headings = re.findall(r"^###? (.+)$", outside, flags=re.MULTILINE)
    start = README.index("## Contents")
    told = re.findall(r"\[([^]]+)\]\(#([^)]+)\)", README[start : README.index("\n## ", start)])
    assert [title for title, _ in told] == [each for each in headings if each != "Contents"]
    for title, anchor in told:
        assert anchor == re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-")


def test_every_option_that_is_named_exists() -> None:
    named = {option for code in re.findall(r"`([^`\n]+)`", README) for option in re.findall(r"--[a-z][a-z-]*", code)}
    assert len(named) >= 8
    assert named - {"--ignore", "--help"} <= options_of(cli)  # the first is of pytest, the second of every command


def test_defaults_of_solve_are_as_said() -> None:
    said = dict(re.findall(r"^\| `(--[a-z-]+)` \| ([^|]+) \|", README, flags=re.MULTILINE))
    defaults = {each.opts[0]: each.default for each in cli.commands["solve"].params if each.opts[0].startswith("--")}
    assert set(said) == set(defaults) - {"--mandate", "--set"}
    assert said["--method"].strip() == defaults["--method"]
    for option in ("--gap", "--time-limit", "--threads", "--seed"):
        assert float(said[option]) == defaults[option]


def test_exit_codes_are_those_of_the_program_and_of_its_help() -> None:
    start = README.index("### Exit codes")
    section = README[start : README.index("\n#", start)]
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
    for name in ("README.md", "CONTRIBUTING.md", "CHANGELOG.md", "instances/README.md", "reports/README.md"):
        for target in re.findall(r"\]\((?!https?:)([^)#]+)(?:#[^)]*)?\)", (ROOT / name).read_text(encoding="utf-8")):
            assert ((ROOT / name).parent / target).exists(), f"{name}: {target}"


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


def test_the_published_plan_of_the_real_instance_is_as_said() -> None:
    """What a new run finds may differ between machines; its objective is a long check."""
    (sample,) = [text for kind, text in BLOCKS if kind == "console"]
    folder = ROOT / sample.splitlines()[0].split()[-1]
    instance = read_instance(folder)
    judge = Judge(instance, read_mandate(folder / "mandate.toml", instance))
    published = ROOT / "reports" / folder.name
    plan = judge.evaluate(read_plan(published / "plan.json", instance))
    computed = {" ".join(row.cells) for row in headline_grid(instance, judge.status_quo, plan).rows}
    rows = [squeezed(line) for line in sample.splitlines()[3:]]
    assert len(rows) >= 5
    assert set(rows) <= computed
    page = (published / "report.html").read_text(encoding="utf-8")
    for sentence in sample.splitlines()[1:3]:
        assert sentence in page


def test_the_parts_of_a_report_are_told_in_their_order() -> None:
    start = README.index("| Part | What it tells |")
    told = re.findall(r"^\| ([^|]+) \|", README[start : README.index("\n\n", start)], flags=re.MULTILINE)[2:]
    shown: list[str] = []
    for page in sorted((ROOT / "reports").glob("*/report.html")):
        titles = re.findall(r'<h2 id="en-[^"]+">([^<]+)</h2>', page.read_text(encoding="utf-8"))
        assert titles == [title for title in told if title in titles], page
        shown += titles
    assert set(shown) == set(told)
