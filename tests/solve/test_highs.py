"""The one door to HiGHS: why it stopped, what it holds, and that its death is no crash of ours."""

from __future__ import annotations

import os
import re
import signal
import threading
from collections.abc import Callable, Iterator
from dataclasses import fields, replace
from importlib import metadata

import highspy
import numpy as np
import pytest
import scipy.sparse as sp

from solver.errors import SolveError
from solver.solve import highs
from solver.solve.highs import Answer, HighsProcess, Progress, Settings, Stop
from solver.solve.problem import Problem


def settings(seconds: float = 60, gap: float = 0.0, presolve: bool = True) -> Settings:
    return Settings(relative_gap=gap, time_limit_seconds=seconds, threads=1, seed=0, presolve=presolve)


def problem(
    cost: list[float],
    rows: list[list[float]],
    most: list[float],
    least: list[float] | None = None,
    integer: bool = True,
) -> Problem:
    """Minimise a cost over whole numbers from 0 to 10, with rows between a least and a most."""
    columns = len(cost)
    return Problem(
        cost=np.array(cost, dtype=float),
        offset=0.0,
        lower=np.zeros(columns),
        upper=np.full(columns, 10.0),
        integer=np.full(columns, integer),
        matrix=sp.csc_array(np.array(rows, dtype=float)),
        row_lower=np.full(len(rows), -np.inf) if least is None else np.array(least, dtype=float),
        row_upper=np.array(most, dtype=float),
        columns=tuple(("x", column) for column in range(columns)),
        rows=tuple(("row", row) for row in range(len(rows))),
    )


def hard_problem() -> Problem:
    """Return a market split: ten equations with 50 binaries, which HiGHS does not solve within any test's time.

    A column for each row takes up what is missing, so that there is always a solution.
    """
    rows, columns = 10, 50
    weights = np.random.default_rng(1).integers(0, 100, size=(rows, columns)).astype(float)
    half = np.floor(weights.sum(axis=1) / 2)
    upper = np.concatenate([np.ones(columns), np.full(2 * rows, 1e4)])
    return Problem(
        cost=np.concatenate([np.zeros(columns), np.ones(2 * rows)]),
        offset=0.0,
        lower=np.zeros(columns + 2 * rows),
        upper=upper,
        integer=np.arange(columns + 2 * rows) < columns,
        matrix=sp.csc_array(np.hstack([weights, np.eye(rows), -np.eye(rows)])),
        row_lower=half,
        row_upper=half,
        columns=tuple(("x", column) for column in range(columns + 2 * rows)),
        rows=tuple(("row", row) for row in range(rows)),
    )


@pytest.fixture(scope="module")
def log() -> list[str]:
    return []


@pytest.fixture(scope="module")
def process(log: list[str]) -> Iterator[HighsProcess]:
    with HighsProcess(log.append, lambda _: None) as running:
        yield running


def once(condition: Callable[[Progress], bool], act: Callable[[], None]) -> Callable[[Progress], None]:
    """Return a listener that acts at the first progress of a kind."""
    done = threading.Event()

    def listen(progress: Progress) -> None:
        if condition(progress) and not done.is_set():
            done.set()
            act()

    return listen


def test_every_status_of_highs_has_a_meaning() -> None:
    # Members of the installed version; kMin and kMax are no statuses but ends of the range.
    members = {name for name in highspy.HighsModelStatus.__members__ if name not in {"kMin", "kMax"}}
    assert set(highs.STOP_OF_STATUS) == members


def test_an_optimum_comes_with_its_bound_and_solution(process: HighsProcess, log: list[str]) -> None:
    # Largest 5x + 4y with 6x + 4y <= 24 and x + 2y <= 6 in whole numbers: x = 4, y = 0 gives 20.
    answer = process.solve(problem([-5, -4], [[6, 4], [1, 2]], [24, 6]), settings())
    assert answer.stop is Stop.OPTIMAL
    assert answer.bound == pytest.approx(-20)
    assert answer.solutions[-1] == pytest.approx([4, 0])
    assert any("HiGHS" in line for line in log)


def test_a_problem_without_whole_numbers_has_a_bound_too(process: HighsProcess) -> None:
    # The same with fractions: x = 3, y = 1.5 gives 21.
    answer = process.solve(problem([-5, -4], [[6, 4], [1, 2]], [24, 6], integer=False), settings())
    assert (answer.stop, answer.bound) == (Stop.OPTIMAL, pytest.approx(-21))


@pytest.mark.parametrize("presolve", [True, False])
def test_no_solution_is_said(process: HighsProcess, presolve: bool) -> None:
    # x + y >= 21 with both at most 10.
    answer = process.solve(problem([1, 1], [[1, 1]], [np.inf], [21]), settings(presolve=presolve))
    assert (answer.stop, answer.solutions) == (Stop.INFEASIBLE, [])


def test_no_time_left_is_said_without_asking(process: HighsProcess) -> None:
    assert process.solve(problem([1], [[1]], [1]), settings(seconds=0)).stop is Stop.TIME_LIMIT


def test_at_the_time_limit_solutions_and_bound_are_kept(process: HighsProcess) -> None:
    answer = process.solve(hard_problem(), settings(seconds=1))
    assert answer.stop is Stop.TIME_LIMIT
    assert answer.solutions
    assert answer.bound is not None
    assert answer.bound <= hard_problem().cost @ answer.solutions[-1]


def test_a_start_is_used(process: HighsProcess, log: list[str]) -> None:
    # All binaries at zero is a solution that leaves every equation to its last column.
    log.clear()
    process.solve(hard_problem(), settings(seconds=1), dict.fromkeys(range(50), 0.0))
    assert any("MIP start" in line for line in log), log


def test_a_whole_start_is_used_in_its_own_units(process: HighsProcess, log: list[str]) -> None:
    # One continuous column, which is some thousand millions large, and which the solver gets in other units.
    whole = hard_problem()
    size = np.where(whole.integer, 1.0, 2.0**30)
    large = replace(whole, matrix=sp.csc_array(whole.matrix / size), cost=whole.cost / size, upper=whole.upper * size)
    none_chosen = np.concatenate([np.zeros(50), whole.row_upper, np.zeros(10)]) * size
    log.clear()
    process.solve(large, settings(seconds=1), dict(enumerate(none_chosen)))
    assert any("MIP start solution is feasible" in line for line in log), log


def test_solutions_get_better(process: HighsProcess) -> None:
    solutions = process.solve(hard_problem(), settings(seconds=1)).solutions
    values = [hard_problem().cost @ each for each in solutions]
    assert values == sorted(values, reverse=True)


def test_a_killed_process_leaves_its_solutions_and_the_next_problem_gets_a_new_one() -> None:
    def kill() -> None:
        assert process.pid is not None
        os.kill(process.pid, signal.SIGKILL)

    # Killed at the first news of a solution.
    listen = once(lambda progress: progress.objective is not None, kill)
    with HighsProcess(lambda _: None, listen) as process:
        first = process.pid
        answer = process.solve(hard_problem(), settings())
        assert answer.stop is Stop.DIED
        assert "signal 9 (SIGKILL)" in answer.detail
        assert answer.solutions
        again = process.solve(problem([-1], [[1]], [3]), settings())
        assert (again.stop, again.bound) == (Stop.OPTIMAL, pytest.approx(-3))
        assert process.pid != first


def test_an_interrupt_of_ours_ends_the_process_and_keeps_what_there_is() -> None:
    def interrupt(_: Progress) -> None:
        raise KeyboardInterrupt

    with HighsProcess(lambda _: None, interrupt) as process:
        answer = process.solve(hard_problem(), settings())
        assert answer.stop is Stop.INTERRUPTED
        assert process.pid is None


def test_a_process_that_does_not_heed_its_limit_is_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    # Stopped by a signal at the first sign of life, it cannot heed anything; a tenth of a second later it is ended.
    def stop() -> None:
        assert process.pid is not None
        os.kill(process.pid, signal.SIGSTOP)

    monkeypatch.setattr(highs, "GRACE_SECONDS", 0.1)
    with HighsProcess(lambda _: None, once(lambda _: True, stop)) as process:
        answer = process.solve(hard_problem(), settings(seconds=2))
        assert answer.stop is Stop.TIME_LIMIT
        assert "was ended" in answer.detail
        assert process.pid is None


def test_what_fails_over_there_is_told_in_its_words_and_the_process_goes_on() -> None:
    # A problem without a matrix cannot be solved over there.
    nothing = Problem(*(None for _ in fields(Problem)))  # type: ignore[arg-type]
    with HighsProcess(lambda _: None, lambda _: None) as process:
        answer = process.solve(nothing, settings())
        assert process.pid is not None
    assert answer.stop is Stop.FAILED
    assert "AttributeError" in answer.detail


@pytest.mark.parametrize("version", ["1.14.0", "1.15.0", "1.9.2"])
def test_an_old_highspy_is_refused(version: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(metadata, "version", lambda _: version)
    with pytest.raises(SolveError, match=rf"highspy {version} is installed; 1\.15\.1 or newer is required"):
        highs.require_highspy()


@pytest.mark.parametrize("version", ["1.15.1", "1.16.0", "2.0.0"])
def test_a_new_highspy_is_taken(version: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(metadata, "version", lambda _: version)
    assert highs.require_highspy() == version


def test_the_best_solution_is_the_last_one(process: HighsProcess) -> None:
    answer: Answer = process.solve(problem([1, 1], [[1, 1]], [np.inf], [3]), settings())
    assert answer.solutions[-1].sum() == pytest.approx(3)


def test_the_presolve_rule_that_is_wrong_is_not_used(process: HighsProcess) -> None:
    # HiGHS 1.15.1 with all its rules calls b = 1 optimal, at 111, but a = 1 costs nothing: p2 = q2 = 0 by the last row,
    # so q1 = 2, and with p1 = 1 and r = 19 / 20 the row before it holds, for 65 + 40 + 19 = 124.
    # It is what is left of a model of 44 columns: a market in mode a, b or neither, and the lines of its three plants.
    columns = ("p1", "q1", "r", "p2", "q2", "x", "a", "neither", "b")
    rows: list[tuple[dict[str, float], float, float]] = [
        ({"p1": 1, "p2": 1, "x": 1}, 1, 1),
        ({"q1": 1, "q2": 1}, 2, 2),
        ({"a": 1, "b": 1, "neither": 1}, 1, 1),
        ({"p1": 1, "a": -1}, -np.inf, 0),
        ({"q1": 1, "a": -2}, -np.inf, 0),
        ({"p2": 1, "b": -1}, -np.inf, 0),
        ({"a": 124, "p1": -65, "q1": -20, "r": -20}, -np.inf, 0),
        ({"p2": 65, "q2": 20, "b": -104}, -np.inf, 0),
    ]
    asked = problem(
        [111.0 * (name == "b") for name in columns],
        [[row.get(name, 0.0) for name in columns] for row, _, _ in rows],
        [most for _, _, most in rows],
        [least for _, least, _ in rows],
    )
    asked = replace(
        asked, upper=np.array([1, 2, 1, 1, 2, 1, 1, 1, 1.0]), integer=np.array([name in "xab" for name in columns])
    )
    answer = process.solve(asked, settings())
    assert (answer.stop, answer.bound) == (Stop.OPTIMAL, pytest.approx(0))


@pytest.mark.parametrize("aggregator", [True, False])
def test_presolve_substitutes_columns_out_of_equations_unless_told_not_to(aggregator: bool) -> None:
    said: list[str] = []
    with HighsProcess(said.append, lambda _: None) as process:
        wishes = replace(settings(), aggregator=aggregator)
        process.solve(problem([1, 1, 3], [[1, 1, 2], [2, 1, 1]], [np.inf, np.inf], [3.5, 2.5]), wishes)
    assert any("Probing" in line for line in said)
    assert any("Aggregator" in line for line in said) is not aggregator


def test_where_only_a_bound_is_wanted_nothing_is_done_for_solutions_and_it_is_told_more_often() -> None:
    depth, told = {}, {}
    for seeks in (True, False):
        said: list[str] = []
        with HighsProcess(said.append, lambda _: None) as process:
            process.solve(hard_problem(), replace(settings(3), seeks_solutions=seeks))
        depth[seeks] = re.findall(r"Max sub-MIP depth +(\d+)", "\n".join(said))
        # Lines of the search that no solution is the reason for.
        told[seeks] = sum("%" in line and line.endswith("s") and line.startswith("    ") for line in said)
    assert depth[False] == ["0"] != depth[True]
    assert told[False] > told[True]


def test_a_probe_finds_the_least_objective_with_each_column_at_one(process: HighsProcess) -> None:
    # Least 5x + 4y + 9z with 2x + y >= 3 and y + z <= 1, in fractions:
    # x = 1 leaves y = 1 for 9. y = 1 leaves x = 1 for 9. z = 1 leaves x = 1.5 for 16.5.
    asked = problem([5, 4, 9], [[2, 1, 0], [0, 1, 1]], [np.inf, 1], [3, -np.inf])
    found = process.probe(asked, settings(), [0, 1, 2])
    assert found.least_objectives == pytest.approx({0: 9, 1: 9, 2: 16.5})
    assert (found.stop, found.solutions) == (Stop.OPTIMAL, [])


def test_a_probe_says_infinite_where_there_is_no_solution(process: HighsProcess) -> None:
    # x + y >= 11 with both at most 10, and y at most 5: x = 1 would need y = 10, and y = 1 needs x = 10.
    asked = problem([1, 0], [[1, 1], [0, 1]], [np.inf, 5], [11, -np.inf])
    assert process.probe(asked, settings(), [0, 1]).least_objectives == {0: np.inf, 1: pytest.approx(10)}


def test_a_probe_without_time_finds_nothing(process: HighsProcess) -> None:
    asked = problem([1], [[1]], [1])
    assert process.probe(asked, settings(seconds=0), [0]).least_objectives == {}
    assert process.probe(asked, settings(seconds=1e-9), [0]).least_objectives == {}
