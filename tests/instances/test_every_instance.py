"""What holds for every instance that comes with the program."""

from __future__ import annotations

from typing import NoReturn

import pytest
from instances.shipped import FOLDERS, INSTANCES, judge_of, without_levers

from solver.evaluate.judge import Judge
from solver.evaluate.outcome import TABLES
from solver.mandate_file import check_folder
from solver.plan import status_quo
from solver.report.calibration import compare_with_observations
from solver.solve import refine

MISSED: dict[str, dict[str, str]] = {
    "polysilicon-2025": {"loss-gcl": "below", "loss-xinte": "below"},
    "steel-2025": {"operating-rate-2025": "above"},
}
"""Observations that the status quo misses, and on which side; the pages of the instances say why."""
UNOBSERVED = {"tangshan-entry", "teaching-town", "teaching-two-plants"}
SECTIONS = {"## Data", "## What the plan says", "## What it cannot say"}
"""What the page of every instance has, but for those that teach."""


@pytest.mark.parametrize("name", FOLDERS)
def test_an_instance_reads_under_its_own_name_and_has_no_problem(name: str) -> None:
    assert judge_of(name).instance.header.id == name
    assert check_folder(INSTANCES / name) == []


@pytest.mark.parametrize("name", FOLDERS)
def test_an_instance_has_a_page(name: str) -> None:
    page = (INSTANCES / name / "README.md").read_text(encoding="utf-8")
    assert page.startswith("# ")
    assert "**Question.**" in page
    if not name.startswith("teaching-"):
        assert set(page.splitlines()) >= SECTIONS


@pytest.mark.parametrize("name", FOLDERS)
def test_without_decisions_the_outcome_is_the_status_quo_to_the_last_digit(name: str) -> None:
    judge = judge_of(name)
    free = Judge(judge.instance, without_levers(judge.mandate))
    outcome = free.evaluate(status_quo(judge.instance))
    assert outcome.objective_mcny == judge.status_quo.objective_mcny
    assert outcome.violations == judge.status_quo.violations
    for table in TABLES:
        assert outcome.tables[table].equals(judge.status_quo.tables[table]), table


@pytest.mark.parametrize("name", FOLDERS)
def test_with_all_levers_off_solving_returns_the_status_quo(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def never(*_: object) -> NoReturn:
        raise AssertionError("where nothing can be decided there is nothing to solve")

    monkeypatch.setattr(refine.HighsProcess, "solve", never)
    judge = judge_of(name)
    result = refine.solve(
        judge.instance, without_levers(judge.mandate), refine.Options(), lambda _: None, lambda _: None
    )
    assert result.rounds == 0
    assert result.status_quo.plan == status_quo(judge.instance)
    assert result.status_quo.objective_mcny == judge.status_quo.objective_mcny == result.bound_mcny
    assert all(result.status_quo.tables[table].equals(judge.status_quo.tables[table]) for table in TABLES)
    if judge.status_quo.feasible:
        assert (result.status, result.objective_mcny) == ("optimal", judge.status_quo.objective_mcny)
    else:
        assert (result.status, result.plan) == ("no_plan", None)
        assert result.reason.endswith("the status quo breaks limits")


@pytest.mark.parametrize("name", FOLDERS)
def test_what_was_observed_is_hit_but_for_what_is_said_to_be_missed(name: str) -> None:
    judge = judge_of(name)
    compared = compare_with_observations(judge.instance, judge.status_quo)
    verdicts = dict(zip(compared["id"], (each.split()[0] for each in compared["verdict"]), strict=True))
    assert {each: verdict for each, verdict in verdicts.items() if verdict != "inside"} == MISSED.get(name, {})
    assert (not verdicts) == (name in UNOBSERVED)
