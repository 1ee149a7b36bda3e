"""Every parameter of a lever or of a soft limit changes what the judge tells of a plan that pulls all levers.

That none is forgotten is held in ``test_every_parameter.py``.
"""

from __future__ import annotations

import copy
from typing import Any

import pytest
from agreement.parameters_of_levers import FACTS, MANDATE, PLAN, TABLES, WISHES, Rows
from builders import build_instance, build_mandate, problems_of

from solver.evaluate.judge import Judge
from solver.evaluate.outcome import Outcome
from solver.plan import Plan


def judged(tables: Rows, wishes: Rows) -> Outcome:
    plan = Plan.model_validate({"instance": "case", **PLAN})
    return Judge(build_instance(**tables), build_mandate(**wishes)).evaluate(plan)


def told(outcome: Outcome) -> list[Any]:
    """Return all that the judge tells, with the plan's violations in words."""
    sentences = [violation.sentence for violation in outcome.violations]
    return [outcome.objective_mcny, sentences, *(frame.to_csv() for frame in outcome.tables.values())]


@pytest.fixture(scope="module")
def base() -> Outcome:
    return judged(TABLES, WISHES)


def test_the_town_is_a_sound_instance() -> None:
    problems = problems_of(build_instance(**TABLES))
    assert [each for each in problems if "provenance.csv" not in each.cure] == []


def test_the_plan_pulls_every_lever_and_breaks_standards_alone(base: Outcome) -> None:
    plan = base.plan.model_dump(exclude={"format", "instance", "income_support"})
    assert all(plan.values())
    assert {violation.rule for violation in base.violations} == {"standard"}


def test_every_soft_limit_is_missed(base: Outcome) -> None:
    assert set(base.tables["breaches"]["rule"]) == {*WISHES["limits"], "share_screen"}


@pytest.mark.parametrize(("table", "column"), FACTS, ids=str)
def test_every_fact_changes_what_is_told(table: str, column: str, base: Outcome) -> None:
    row, value = FACTS[table, column]
    tables = copy.deepcopy(TABLES)
    assert tables[table][row].get(column) != value
    tables[table][row][column] = value
    assert told(judged(tables, WISHES)) != told(base)


@pytest.mark.parametrize("path", MANDATE, ids=str)
def test_every_wish_changes_what_is_told(path: tuple[str, ...], base: Outcome) -> None:
    wishes = copy.deepcopy(WISHES)
    section = wishes.setdefault(path[0], {})
    for name in path[1:-1]:
        section = section[name]
    assert section.get(path[-1]) != MANDATE[path]
    section[path[-1]] = MANDATE[path]
    changed = judged(TABLES, wishes)
    assert told(changed) != told(base)
    if path[-1] == "breach_price_mcny":
        # The price that rises from 2 to 3 costs half as much again.
        assert changed.accounts["breaches"] > base.accounts["breaches"]
    if path[-1] == "level":
        assert changed.accounts["breaches"] < base.accounts["breaches"]
        assert path[1] in {violation.rule for violation in changed.violations}
    if path[0] == "levers":
        assert {violation.rule for violation in changed.violations} == {"standard", rule_of(path[1])}


def rule_of(lever: str) -> str:
    return "merger" if lever == "most_mergers_per_acquirer" else "lever"
