"""Explanations that go wrong or are cut short still say that there is no plan, and what is known of the reason.

In the case of ``conflict_case`` the filter solves, in this order: without the solvency of the miller (possible),
without the supply floor of the market (still impossible), without the budget of the fund (still impossible), without
the unemployment ceiling of the valley (possible); then once more without supply floor and budget, with presolve off.
Afterwards the amounts are solved.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest
from builders import build_mandate
from conflict_case import KeptProcess, conflict_of, run, town

from solver.report.conflict_words import conflict_sentence, relaxation_sentence
from solver.solve import refine
from solver.solve.conflict import explain
from solver.solve.conflict_means import Means
from solver.solve.highs import Answer, HighsProcess, Settings, Stop
from solver.solve.problem import Problem
from solver.solve.result import Conflict

MANDATE = build_mandate(
    limits={"unemployment": {}, "budget": {}, "supply": {"floor_pct_of_reference_demand": 0}},
    budget_additions=[{"from_year": 2025, "to_year": 2025, "mcny_per_year": 100}],
)
PROVEN = {("solvency", "miller"): 30, ("unemployment", "valley"): 40}
Fault = Callable[[int, Settings], Stop | None]
"""What goes wrong in the solve of this number, counted from one."""


class Faulty:
    """A process of HiGHS in which something goes wrong."""

    def __init__(self, process: HighsProcess, fault: Fault) -> None:
        self._process, self._fault, self.solves = process, fault, 0

    def solve(self, problem: Problem, settings: Settings) -> Answer:
        """Solve, or let happen what goes wrong."""
        self.solves += 1
        stop = self._fault(self.solves, settings)
        if stop is None or stop is Stop.TIME_LIMIT:
            answer = self._process.solve(problem, settings)
            return answer if stop is None else Answer(stop, "", answer.bound)
        return Answer(stop, "")


@pytest.fixture(scope="module")
def process() -> Iterator[HighsProcess]:
    kept = KeptProcess(lambda _: None, lambda _: None)
    yield kept
    kept.kill()


@pytest.fixture
def explained(process: HighsProcess, monkeypatch: pytest.MonkeyPatch) -> Callable[[Fault], Conflict]:
    """Return what explains the case with a fault."""
    monkeypatch.setattr(refine, "HighsProcess", lambda *_: process)

    def explained_with(fault: Fault) -> Conflict:
        def explain_with_fault(problem: Problem, means: Means) -> Conflict:
            return explain(problem, replace(means, highs=Faulty(process, fault)))

        monkeypatch.setattr(refine, "explain", explain_with_fault)
        result = run(town(), MANDATE)
        assert (result.status, result.reason) == ("no_plan", "no plan keeps all limits")
        assert result.conflict is not None
        return result.conflict

    return explained_with


def amounts(conflict: Conflict) -> dict[tuple[str, str], object]:
    return {(r.rule, r.subject): None if r.amount is None else pytest.approx(r.amount) for r in conflict.relaxations}


Explained = Callable[[Fault], Conflict]


def test_without_a_fault(explained: Explained) -> None:
    conflict = explained(lambda number, settings: None)
    assert amounts(conflict) == PROVEN
    assert conflict.minimal


def test_no_time_left(explained: Explained) -> None:
    conflict = explained(lambda number, settings: Stop.TIME_LIMIT)
    assert conflict.relaxations == ()
    assert not conflict.minimal
    assert conflict_sentence(town(), conflict) == (
        "No plan keeps all limits. Which of them cannot hold together was not found: the time limit was reached."
    )


def test_time_ends_before_the_set_is_minimal(explained: Explained) -> None:
    conflict = explained(lambda number, settings: Stop.TIME_LIMIT if number > 3 else None)
    assert set(amounts(conflict)) == set(PROVEN)
    assert not conflict.minimal
    assert conflict_sentence(town(), conflict) == (
        "These limits cannot hold together: the solvency of Miller and the unemployment ceiling in Valley. "
        "It is not proven that all of them are needed for that: the time limit was reached."
    )


def test_death_in_every_amount(explained: Explained) -> None:
    conflict = explained(lambda number, settings: Stop.DIED if number > 5 else None)
    assert amounts(conflict) == dict.fromkeys(PROVEN)
    assert not any(each.known for each in conflict.relaxations)
    assert conflict.minimal
    assert [relaxation_sentence(town(), each) for each in conflict.relaxations] == [
        "The solvency of Miller: by how much this must give way was not found.",
        "The unemployment ceiling in Valley: by how much this must give way was not found.",
    ]


def test_bounds_of_unfinished_amounts_are_kept(explained: Explained) -> None:
    # The bounds are those of the first brackets, in which the firm may get a better price than it will: at most 30.
    conflict = explained(lambda number, settings: Stop.TIME_LIMIT if number > 5 else None)
    found = {each.rule: each for each in conflict.relaxations}
    assert conflict.minimal
    assert found["unemployment"].amount == pytest.approx(40)
    assert found["unemployment"].enough is None
    assert "at least 40 more people" in relaxation_sentence(town(), found["unemployment"])
    assert found["solvency"].amount is not None
    assert 25 < found["solvency"].amount <= 30 + 1e-9


def test_death_in_the_filter_keeps_the_limit_that_was_tried(explained: Explained) -> None:
    conflict = explained(lambda number, settings: Stop.DIED if number == 3 else None)
    assert amounts(conflict)["unemployment", "valley"] == 40
    assert {each.rule for each in conflict.relaxations} == {"solvency", "unemployment", "budget"}
    assert not conflict.minimal


def test_death_in_the_confirmation(explained: Explained) -> None:
    conflict = explained(lambda number, settings: Stop.DIED if number == 5 else None)
    assert amounts(conflict) == PROVEN
    assert not conflict.minimal
    assert conflict_sentence(town(), conflict).endswith("the process of HiGHS died.")


@pytest.mark.parametrize(("number", "known"), [(1, 0), (2, 0), (3, 3), (4, 2)])
def test_interrupted_in_the_filter(explained: Explained, number: int, known: int) -> None:
    conflict = explained(lambda solve, settings: Stop.INTERRUPTED if solve == number else None)
    assert len(conflict.relaxations) == known
    assert not conflict.minimal
    assert conflict_sentence(town(), conflict).endswith(": it was interrupted by the user.")


def test_interrupted_between_the_amounts(explained: Explained) -> None:
    # The first amount takes some rounds, and the first of them is the sixth solve.
    conflict = explained(lambda number, settings: Stop.INTERRUPTED if number == 6 else None)
    assert amounts(conflict) == dict.fromkeys(PROVEN)
    assert conflict.minimal


def test_interrupted_while_a_model_is_built(process: HighsProcess, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(refine, "HighsProcess", lambda *_: process)

    def interrupted() -> Problem:
        raise KeyboardInterrupt

    monkeypatch.setattr(refine, "explain", lambda problem, means: explain(problem, replace(means, problem=interrupted)))
    conflict = conflict_of(town(), MANDATE)
    assert amounts(conflict) == dict.fromkeys(PROVEN)


def test_presolve_that_calls_everything_impossible_is_not_believed(explained: Explained) -> None:
    conflict = explained(lambda number, settings: Stop.INFEASIBLE if settings.presolve else None)
    assert conflict.minimal
    assert {limit for limit in amounts(conflict)} == set(PROVEN)
