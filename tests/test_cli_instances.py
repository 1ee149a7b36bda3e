"""The commands that write instances: what they leave, and what they refuse."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest
from breaking import Edit, broken_folder
from click.testing import CliRunner, Result
from small_folder import WIDE_FILES, write_small_folder

import solver.instance.start as start
import solver.instance.write as write
from solver.cli import cli
from solver.cli.exits import ExitCode
from solver.instance.read import read_instance
from solver.mandate_file import check_folder, read_mandate

ROOT = Path(__file__).parents[1]


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Work in a folder of its own, which a command may write into."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


def run(*arguments: str) -> Result:
    result = CliRunner().invoke(cli, arguments, env={"COLUMNS": "150"})
    assert "Traceback" not in result.output
    return result


def files_of(folder: Path) -> dict[str, str]:
    return {each.name: each.read_text(encoding="utf-8") for each in folder.iterdir()}


def full(*_: object) -> None:
    """Fail as a full disk does."""
    raise OSError(28, "No space left on device")


def test_new_copies_a_shipped_instance_under_another_name(here: Path) -> None:
    result = run("new", "my-town")
    assert result.exit_code == ExitCode.SUCCESS
    assert result.stdout.endswith("  fanjuan check my-town\n")
    source, copy = files_of(ROOT / "instances" / "teaching-town"), files_of(here / "my-town")
    assert set(copy) == set(source)
    assert {name for name in copy if copy[name] != source[name]} == {"instance.toml", "README.md"}
    old, made = (tomllib.loads(each["instance.toml"]) for each in (source, copy))
    assert made == {**old, "id": "my-town", "title": f"my-town, begun from {old['title']}"}
    assert "## What it cannot say" in copy["README.md"]
    assert check_folder(here / "my-town") == []
    assert [each.name for each in here.iterdir()] == ["my-town"]


def test_new_copies_any_folder_with_all_its_mandates(here: Path) -> None:
    folder = write_small_folder(here / "wide", WIDE_FILES)
    (folder / "mandate-strict.toml").write_text(WIDE_FILES["mandate.toml"], encoding="utf-8")
    (folder / ".hidden").write_text("", encoding="utf-8")
    result = run("new", "copy", "--from", "wide", "--to", "deep/er")
    assert result.exit_code == ExitCode.SUCCESS
    assert set(files_of(here / "deep" / "er")) == {*WIDE_FILES, "mandate-strict.toml", "README.md"}
    assert read_instance(here / "deep" / "er").plants == read_instance(folder).plants


def test_new_overwrites_nothing(here: Path) -> None:
    (here / "my-town").mkdir()
    result = run("new", "my-town")
    assert result.exit_code == ExitCode.INVALID_INPUT
    assert result.stderr == "my-town: is there already; name another folder, or remove it\n1 problem found\n"
    assert list((here / "my-town").iterdir()) == []


def test_new_leaves_nothing_half_written(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    written: list[Path] = []

    def fills_up(path: Path, text: str) -> None:
        written.append(path)
        path.write_text(text, encoding="utf-8")
        if len(written) == 5:
            full()

    monkeypatch.setattr(write, "write_text", fills_up)
    result = run("new", "my-town")
    assert result.exit_code == ExitCode.FAILED
    assert result.stderr == "Error: my-town cannot be written (no space left on device)\n"
    assert len(written) == 5
    assert list(here.iterdir()) == []


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (
            ("a b",),
            "name is 'a b': must be a key: letters, digits, '_', '.' and '-', beginning with a letter or digit; "
            "write a key such as 'plant-1'",
        ),
        (("x" * 61,), "must have at most 60 characters; shorten it"),
        (("mine", "--from", "teaching-twn"), "write 'teaching-town', the nearest of these"),
        (("mine", "--from", "nothing-like-it"), "write one of these, or a folder"),
        (("mine", "--from", "x" * 5000), "cannot be looked up: file name too long"),
        (("mine\ud800",), "is not UTF-8 text"),
    ],
)
def test_new_refuses_names_that_are_none(here: Path, arguments: tuple[str, ...], message: str) -> None:
    result = run("new", *arguments)
    assert result.exit_code == ExitCode.INVALID_INPUT
    assert message in result.stderr
    assert list(here.iterdir()) == []


def test_new_does_not_copy_faults(here: Path) -> None:
    broken_folder(here / "small", [Edit("firms.csv", "beta,Beta,state", "beta,Beta,stat")])
    result = run("new", "copy", "--from", "small")
    assert result.exit_code == ExitCode.INVALID_INPUT
    assert "firms.csv, row beta, column ownership is 'stat'" in result.stderr
    assert not (here / "copy").exists()


def test_shipped_instances_are_found_in_a_wheel_as_in_a_clone(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A wheel has them within the package, as pyproject.toml says; a clone beside it."""
    assert start.shipped_folder() == ROOT / "instances"
    package = here / "site-packages" / "solver"
    (package / "shipped").mkdir(parents=True)
    write_small_folder(package / "shipped" / "small")
    monkeypatch.setattr(start, "__file__", str(package / "instance" / "start.py"))
    assert start.shipped_instances() == {"small": package / "shipped" / "small"}


def test_a_wheel_holds_every_package_and_the_instances() -> None:
    told = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["setuptools"]
    there = {".".join(each.parent.relative_to(ROOT).parts) for each in (ROOT / "solver").rglob("__init__.py")}
    assert set(told["packages"]) == there | {"solver.shipped"}
    assert told["package-dir"] == {"solver.shipped": "instances"}
    assert told["package-data"]["solver.shipped"] == ["*/*"]


def test_generate_makes_an_instance_of_the_size_asked_for(here: Path) -> None:
    sizes = ("--plants", "30", "--products", "2", "--regions", "4", "--years", "6", "--lines", "3", "--seed", "5")
    result = run("generate", "made", *sizes)
    assert result.stdout.startswith("Synthetic industry of 30 plants, seed 5: written to made. ")
    checked = run("check", "made")
    assert checked.exit_code == ExitCode.SUCCESS
    assert "Synthetic industry of 30 plants, seed 5 (made), 2025 to 2030\n" in checked.stdout
    # 30 plants of 3 lines; the centre, the insurance and 4 regions pay.
    assert "Facts: 30 plants with 90 lines, " in checked.stdout
    assert "4 regions, 2 markets, " in checked.stdout
    assert "6 payers, 4 programmes\n" in checked.stdout
    assert "merge firms, stop entry\n" in checked.stdout
    assert "Reported limits: concentration\n" in checked.stdout
    again = run("generate", "other/made", *sizes)
    assert again.exit_code == ExitCode.SUCCESS
    assert files_of(here / "other" / "made") == files_of(here / "made")


@pytest.mark.parametrize("plants", [1, 7, 200])
def test_the_mandate_of_a_synthetic_instance_fits(here: Path, plants: int) -> None:
    assert run("generate", "made", "--plants", str(plants), "--years", "1").exit_code == ExitCode.SUCCESS
    instance = read_instance(here / "made")
    mandate = read_mandate(here / "made" / "mandate.toml", instance)
    assert mandate.levers.first_decision_year == 2025
    added = {addition.payer: addition.mcny_per_year for addition in mandate.budget_additions}
    staffed = [plant for plant in instance.plants.values() if plant.workers_per_line]
    assert set(added) == {"central", "insurance", *(f"budget-{plant.region}" for plant in staffed)}
    for plant in staffed:
        # Half of the severance of any one plant: a month's wage for each year of service.
        wage = instance.regions[plant.region].average_wage_cny_per_month
        due_mcny = plant.workers_per_line * plant.service_years * wage / 1e6
        assert added[f"budget-{plant.region}"] >= 0.999 * due_mcny / 2


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("made",), "Missing option '--plants'"),
        (("made", "--plants", "0"), "Invalid value for '--plants'"),
        (("made", "--plants", "x"), "Invalid value for '--plants'"),
        (
            ("made", "--plants", "3", "--products", "4"),
            "--plants is '3': every product needs a plant, and there are 4; ask for more plants",
        ),
        (("no key", "--plants", "3"), "name is 'no key': must be a key"),
        (("there", "--plants", "3"), "there: is there already; name another folder, or remove it"),
    ],
)
def test_generate_refuses(here: Path, arguments: tuple[str, ...], message: str) -> None:
    (here / "there").touch()
    result = run("generate", *arguments)
    assert result.exit_code == ExitCode.INVALID_INPUT
    assert message in result.stderr
    assert [each.name for each in here.iterdir()] == ["there"]


def test_pairs_are_written_and_replaced_only_if_asked(here: Path) -> None:
    run("generate", "made", "--plants", "40", "--regions", "2")
    before = files_of(here / "made")
    result = run("pairs", "made", "--most", "2", "--screen", "40", "--overhead-saving", "30", "--cost-saving", "2")
    assert result.exit_code == ExitCode.SUCCESS
    instance = read_instance(here / "made")
    assert result.stdout == f"{len(instance.merger_pairs)} pairs in made/merger_pairs.csv\n"
    assert len(instance.merger_pairs) > 5
    first = files_of(here / "made")
    changed = {name for name in first if first[name] != before.get(name)}
    assert changed == {"merger_pairs.csv", "sources.csv", "provenance.csv"}
    reasoning = instance.provenance["merger_pairs/*/*"].reasoning
    for words in ("at most 40 %", "at most 2 pairs", "30 % of the target's", "2 % of its cash cost"):
        assert words in reasoning
    assert run("check", "made").exit_code == ExitCode.SUCCESS
    refused = run("pairs", "made")
    assert refused.exit_code == ExitCode.INVALID_INPUT
    assert "pairs already; replace them with --replace" in refused.stderr
    assert files_of(here / "made") == first
    assert run("pairs", "made", "--replace", "--screen", "0").stdout == "0 pairs in made/merger_pairs.csv\n"
    none = read_instance(here / "made")
    assert not none.merger_pairs
    assert none.provenance == {key: row for key, row in instance.provenance.items() if row.of_table != "merger_pairs"}


def test_where_no_two_firms_could_merge_nothing_is_written(here: Path) -> None:
    assert run("generate", "made", "--plants", "3").exit_code == ExitCode.SUCCESS
    before = files_of(here / "made")
    result = run("pairs", "made", "--screen", "0")
    assert result.stdout == "No two firms could merge by this rule; nothing is written.\n"
    assert files_of(here / "made") == before


def test_commands_that_write_instances_say_so_in_the_language_that_is_asked_for(here: Path) -> None:
    chinese = ("--lang", "zh-CN")
    assert "已写入 mine" in run("new", "mine", "--to", "mine", *chinese).stdout
    assert "已写入 made" in run("generate", "made", "--plants", "30", *chinese).stdout
    assert "对兼并组合" in run("pairs", "made", *chinese).stdout
    assert "已写入 mine.xlsx" in run("export", "mine", *chinese).stdout
    assert "案例已写入 back" in run("import", "mine.xlsx", "--to", "back", *chinese).stdout


def test_a_full_disk_leaves_the_old_pairs(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = write_small_folder(here / "wide", WIDE_FILES)
    monkeypatch.setattr(write, "write_text", full)
    result = run("pairs", "wide", "--replace")
    assert result.exit_code == ExitCode.FAILED
    assert result.stderr == "Error: files of wide cannot be written (no space left on device)\n"
    assert files_of(folder) == WIDE_FILES


def test_check_counts_every_table_and_tells_levels(here: Path) -> None:
    write_small_folder(here / "wide", WIDE_FILES)
    rules = 'levers.conduct_rules=["joint_cut_10", "full_cost_offers"]'
    result = run("check", "wide", "--set", rules, "--set", "limits.equity.level=report")
    assert (
        "Facts: 4 plants with 9 lines, 1 of them planned, 2 regions, 4 markets, 2 firms, 3 payers, 1 programme, "
        "1 barrier, 1 link, 3 price rates, 1 merger pair, 1 upgrade, 1 standard, 1 voucher, 1 transfer, 2 scenarios, "
        "2 observations\n"
    ) in result.stdout
    assert "retrain, joint cut of 10 %, offers at full cost\n" in result.stdout
    assert "Limits: unemployment, income floor, consumer price, supply, budget, participation\n" in result.stdout
    assert (
        "Soft limits: wage floor, regional output, regional revenue, emissions, concentration, capacity swap\n"
    ) in result.stdout
    assert "Reported limits: equity\n" in result.stdout
