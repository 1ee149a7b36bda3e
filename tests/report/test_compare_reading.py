"""Run folders read back: what they hold, what is no longer readable, and what was never kept."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import pytest
from builders import build_mandate
from report_case import RUN, make_instance, make_result
from small_folder import FILES

from solver.errors import InputError
from solver.report.compare import compare
from solver.report.reading import read_run, read_runs
from solver.report.run_files import keep_inputs, write_run
from solver.report.run_folder import RunFolder


def written(path: Path, **tables: Any) -> Path:
    """Write the case as a run whose inputs are not kept, as it was done before they were."""
    instance = make_instance(**tables)
    write_run(RunFolder.create(path, RUN), instance, build_mandate(), make_result(instance))
    return path


@pytest.fixture(scope="module")
def old(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The case as a run that is only read."""
    return written(tmp_path_factory.mktemp("runs") / "old")


@pytest.fixture
def copied(old: Path, tmp_path: Path) -> Path:
    """The same, to be changed."""
    return Path(shutil.copytree(old, tmp_path / "run"))


def test_a_run_from_before_inputs_were_kept_still_has_its_results(old: Path) -> None:
    run = read_run(old)
    assert (run.kept, run.instance, run.mandate) == ("missing", None, None)
    assert run.plan is not None
    assert run.plan.objective_mcny == pytest.approx(129.6)
    assert [move.plant for move in run.plan.plan.moves] == ["poor"]


def test_keys_that_read_like_missing_numbers_stay_keys(tmp_path: Path) -> None:
    firms = [{"id": "NA", "name": "Good Inc."}, {"id": "007", "name": "Bad Ltd."}]
    plants = [
        {"id": "fine", "firm": "NA", "region": "north", "lines": 9},
        {"id": "poor", "firm": "007", "region": "north", "closure_cost_mcny_per_line": 7},
    ]
    run = read_run(written(tmp_path / "run", firms=firms, plants=plants))
    assert run.status_quo is not None
    assert set(run.status_quo.tables["firms"]["firm"]) == {"NA", "007"}


def test_runs_without_inputs_are_compared_by_their_keys(old: Path, copied: Path) -> None:
    runs = read_runs([old, copied])
    runs[1].facts["inputs"]["plants.csv"] = "cd" * 32  # type: ignore[index]
    parts = compare(runs)
    (files,) = (each for each in parts[0].comparisons if each.differing)
    assert (files.id, files.lines[0].values) == ("files", ("ab" * 6, "cd" * 6))
    assert [part.differences for part in parts[1:]] == [0, 0, 0]
    people = next(each for each in parts[2].comparisons if each.id == "plan_people")
    assert people.lines[0].names[0] == "north"


def test_inputs_of_another_version_are_said_not_to_be_readable(copied: Path) -> None:
    folder = RunFolder(copied, RUN)
    keep_inputs(folder, {"instance.toml": FILES["instance.toml"].replace("format = 1", "format = 9").encode()})
    run = read_run(copied)
    assert (run.kept, run.instance) == ("unreadable", None)
    assert "instance.toml" in run.reason
    said = compare([run, run])[0].warnings[0]
    assert said.startswith("The inputs of run cannot be read by this version of the program (instance.toml")


def test_a_run_that_has_not_ended_is_read_as_far_as_it_goes(tmp_path: Path) -> None:
    RunFolder.create(tmp_path / "going", RUN)
    RunFolder.create(tmp_path / "gone", RUN).fail("the disk is full")
    going, gone = read_runs([tmp_path / "going", tmp_path / "gone"])
    assert (going.status, going.status_quo, going.plan) == ("running", None, None)
    assert (gone.status, gone.facts["reason"]) == ("failed", "the disk is full")


@pytest.mark.parametrize("damage", ["[]", "{", '{"plan": 3}'])
def test_damaged_results_are_refused_with_the_cure(copied: Path, damage: str) -> None:
    (copied / "outcome.json").write_text(damage, encoding="utf-8")
    with pytest.raises(InputError, match=r"what the run left cannot be read .* run fanjuan solve again"):
        read_run(copied)
