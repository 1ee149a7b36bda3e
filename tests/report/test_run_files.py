"""What a run leaves in its folder."""

from __future__ import annotations

import csv
import hashlib
import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from builders import build_mandate
from report_case import make_conflict, make_instance, make_result

from solver.evaluate.outcome import ACCOUNTS, TABLES
from solver.plan import Plan, plan_json
from solver.report import run_files
from solver.report.run_files import Keeper, input_hashes, keep_inputs, opening_facts, read_inputs, write_run
from solver.report.run_folder import RunFolder
from solver.solve.options import Options
from solver.solve.result import Conflict, Relaxation, Result
from solver.solve.search import Standing


def written(path: Path, result: Result) -> Path:
    facts = opening_facts({"plants.csv": "ab"}, Options(gap=0.001, threads=2, seed=3), settings=["a=b"])
    folder = RunFolder.create(path / "run", facts)
    write_run(folder, make_instance(), build_mandate(), result)
    return path / "run"


def read_json(path: Path) -> Any:
    return json.loads(path.read_text(encoding="utf-8"))


def read_table(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_a_run_with_a_plan_leaves_these_files_and_nothing_else(tmp_path: Path) -> None:
    path = written(tmp_path, make_result(make_instance()))
    documents = {"run.json", "plan.json", "outcome.json", "report.html", "report.xlsx", "solve.log"}
    assert {each.name for each in path.iterdir()} == documents | {f"{name}.csv" for name in (*TABLES, "limit_prices")}


def test_outcome_holds_both_sides_with_the_same_accounts_that_add_up(tmp_path: Path) -> None:
    outcome = read_json(written(tmp_path, make_result(make_instance())) / "outcome.json")
    assert list(outcome) == ["status_quo", "plan"]
    for side, objective in (("status_quo", 30), ("plan", 129.6)):
        assert tuple(outcome[side]["accounts"]) == ACCOUNTS
        assert outcome[side]["objective_mcny"] == pytest.approx(objective)
        assert sum(outcome[side]["accounts"].values()) == pytest.approx(outcome[side]["objective_mcny"], abs=1e-9)
    assert outcome["plan"]["accounts"]["consumer_harm"] == pytest.approx(95)


def test_plan_holds_decisions_alone(tmp_path: Path) -> None:
    plan = read_json(written(tmp_path, make_result(make_instance())) / "plan.json")
    assert set(plan) == set(Plan.model_fields)
    assert plan["moves"][0]["plant"] == "poor"


def test_tables_hold_both_sides_with_the_declared_columns(tmp_path: Path) -> None:
    path = written(tmp_path, make_result(make_instance()))
    for name, columns in TABLES.items():
        header = (path / f"{name}.csv").read_text(encoding="utf-8").splitlines()[0]
        assert header == ",".join(("case", *columns))
    prices = {row["case"]: float(row["price_cny_per_unit"]) for row in read_table(path / "markets.csv")}
    assert prices == {"status_quo": pytest.approx(10), "plan": pytest.approx(11)}


def test_run_says_how_it_was_asked_and_how_it_ended(tmp_path: Path) -> None:
    run = read_json(written(tmp_path, make_result(make_instance())) / "run.json")
    assert (run["status"], run["reason"]) == ("optimal", "the gap is small enough")
    assert (run["objective"], run["bound"]) == (pytest.approx(129.6), pytest.approx(128.304))
    assert run["gap"] == pytest.approx(0.01)
    assert (run["seconds"], run["rounds"], run["seed"]) == (1.5, 2, 3)
    assert run["options"] == {
        "gap": 0.001,
        "time_limit_seconds": 600.0,
        "threads": 2,
        "seed": 3,
        "method": "auto",
        "settings": ["a=b"],
    }
    assert set(run["versions"]) == {"fanjuan", "python", "pyomo", "highspy", "numpy", "pandas"}
    assert run["machine"] == run_files.machine()
    assert run["inputs"] == {"plants.csv": "ab"}
    assert run["conflict"] is None
    assert run["started"] <= run["finished"]


def test_the_machine_is_named_where_the_system_names_it(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    named = tmp_path / "cpuinfo"
    named.write_text("processor\t: 0\nmodel name\t: Abacus 3000\nprocessor\t: 1\nmodel name\t: Abacus 3000\n")
    monkeypatch.setattr(run_files, "CPU_FACTS", named)
    assert run_files.machine().startswith("Abacus 3000, ")
    monkeypatch.setattr(run_files, "CPU_FACTS", tmp_path / "nothing")
    assert run_files.machine().startswith("unknown processor, ")


def test_a_run_without_a_plan_leaves_no_plan_file_and_says_why(tmp_path: Path) -> None:
    path = written(tmp_path, make_conflict(make_instance()))
    assert not (path / "plan.json").exists()
    assert read_json(path / "outcome.json")["plan"] is None
    assert {row["case"] for row in read_table(path / "accounts.csv")} == {"status_quo"}
    run = read_json(path / "run.json")
    assert (run["status"], run["objective"], run["bound"], run["gap"]) == ("no_plan", None, None, None)
    assert [each["amount"] for each in run["conflict"]["relaxations"]] == [None, 12.5]


def test_a_conflict_is_told_with_all_that_is_known_of_it(tmp_path: Path) -> None:
    found = Relaxation("budget", "fund", 3.0, "mcny", enough=3.5)
    unknown = Relaxation("solvency", "bad", None, "mcny", known=False)
    together = Relaxation("budget", "", 2.0, "mcny", enough=2.0)
    conflict = Conflict((found, unknown), (together,), "the memory ran out")
    run = read_json(written(tmp_path, replace(make_conflict(make_instance()), conflict=conflict)) / "run.json")
    told = run["conflict"]
    assert told["sentence"] == (
        "These limits cannot hold together: the budget of The fund and the solvency of Bad Ltd.. It is not proven that"
        " all of them are needed for that: the memory ran out. All budgets together: 2 CNY million more would be"
        " needed, all years together."
    )
    assert not told["minimal"]
    assert told["relaxations"] == [
        {
            "rule": "budget",
            "subject": "fund",
            "amount": 3.0,
            "unit": "mcny",
            "enough": 3.5,
            "known": True,
            "present": None,
            "sentence": "The budget of The fund: at least 3 CNY million more would be needed, all years together; "
            "3.5 CNY million is enough.",
        },
        {
            "rule": "solvency",
            "subject": "bad",
            "amount": None,
            "unit": "mcny",
            "enough": None,
            "known": False,
            "present": None,
            "sentence": "The solvency of Bad Ltd.: by how much this must give way was not found.",
        },
    ]
    assert [each["amount"] for each in told["together"]] == [2.0]


def test_the_log_ends_with_how_the_run_ended(tmp_path: Path) -> None:
    path = written(tmp_path, make_result(make_instance()))
    assert (path / "solve.log").read_text().splitlines()[-1] == "optimal: the gap is small enough"


def test_hashes_are_of_what_is_read(tmp_path: Path) -> None:
    folder = tmp_path / "instance"
    folder.mkdir()
    for name in ("plants.csv", "mandate.toml", "README.md"):
        (folder / name).write_text(name)
    expected = {name: hashlib.sha256(name.encode()).hexdigest() for name in ("mandate.toml", "plants.csv")}
    assert input_hashes(read_inputs(folder)) == expected


def test_another_mandate_stands_in_for_the_instances_own(tmp_path: Path) -> None:
    folder = tmp_path / "instance"
    folder.mkdir()
    (folder / "mandate.toml").write_text("own")
    (tmp_path / "mine.toml").write_text("mine")
    inputs = read_inputs(folder, tmp_path / "mine.toml")
    assert input_hashes(inputs) == {"mine.toml": hashlib.sha256(b"mine").hexdigest()}


def test_inputs_are_kept_as_an_instance_folder_with_the_mandate_that_was_used(tmp_path: Path) -> None:
    run = RunFolder.create(tmp_path / "run", {})
    keep_inputs(run, {"plants.csv": b"\xef\xbb\xbfid\r\n", "mine.toml": b"mine"}, tmp_path / "mine.toml")
    assert {each.name: each.read_bytes() for each in (tmp_path / "run" / "inputs").iterdir()} == {
        "plants.csv": b"\xef\xbb\xbfid\r\n",
        "mandate.toml": b"mine",
    }


def test_what_a_search_finds_is_kept_while_it_goes_on_but_not_all_the_time(tmp_path: Path) -> None:
    result = make_result(make_instance())
    assert result.plan is not None
    folder = RunFolder.create(tmp_path / "run", opening_facts({}, Options()))
    now = [100.0]
    keeper = Keeper(folder, lambda: now[0])
    place = folder.path / "plan.json"

    def said(seconds: float, objective: float | None, bound: float | None, plan: Plan | None) -> tuple[object, ...]:
        now[0] = seconds
        keeper.take(Standing(seconds, 1, objective, bound, plan))
        run = read_json(folder.path / "run.json")
        assert (run["status"], run["finished"]) == ("running", None)
        return run["objective"], run["bound"], run["gap"], place.exists()

    assert said(100, None, None, None) == (None, None, None, False)
    assert said(101, None, 50.0, None) == (None, 50, None, False)
    assert said(103, 100.0, 50.0, result.plan.plan) == (None, 50, None, False)
    assert said(106, 100.0, 50.0, result.plan.plan) == (100, 50, 0.5, True)
    assert place.read_text(encoding="utf-8") == plan_json(result.plan.plan)
    place.unlink()
    # The same plan is not written again.
    assert said(120, 100.0, 75.0, result.plan.plan) == (100, 75, 0.25, False)
