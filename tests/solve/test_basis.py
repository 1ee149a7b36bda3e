"""Continuous relaxations that begin where another one ended: the same optimum, whatever they begin from.

Columns are bought at their cost, so that each row is met by its cheapest column.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

import numpy as np
import pytest
import scipy.sparse as sp

from solver.solve.basis import BASIC, NON_BASIC, Basis
from solver.solve.highs import HighsProcess, Settings, Stop
from solver.solve.problem import Problem

SETTINGS = Settings(relative_gap=0.0, time_limit_seconds=60, threads=1, seed=0)
ROWS = 40


def buying(costs: list[float], least: float = 1.0) -> Problem:
    """Return a problem in which column ``r, k`` meets row ``r``, at its cost and a little for the row."""
    kinds = len(costs)
    return Problem(
        cost=np.array([cost + row / 100 for row in range(ROWS) for cost in costs]),
        offset=0.0,
        lower=np.zeros(ROWS * kinds),
        upper=np.full(ROWS * kinds, np.inf),
        integer=np.zeros(ROWS * kinds, dtype=bool),
        matrix=sp.csc_array(np.kron(np.eye(ROWS), np.ones((1, kinds)))),
        row_lower=np.full(ROWS, least),
        row_upper=np.full(ROWS, np.inf),
        columns=tuple(("bought", (row, kind)) for row in range(ROWS) for kind in range(kinds)),
        rows=tuple(("met", row) for row in range(ROWS)),
    )


@pytest.fixture
def log() -> list[str]:
    return []


@pytest.fixture
def highs(log: list[str]) -> Iterator[HighsProcess]:
    with HighsProcess(log.append, lambda _: None) as running:
        yield running


def steps(log: list[str]) -> int:
    """Return how many iterations there have been; HiGHS says nothing of none."""
    return sum(int(found[1]) for line in log if (found := re.search(r"Simplex +iterations: (\d+)", line)))


def test_from_where_it_ended_nothing_is_left_to_do(highs: HighsProcess, log: list[str]) -> None:
    first = highs.relax(buying([3.0, 2.0]), SETTINGS, interior_point=False)
    assert first.basis is not None
    assert np.count_nonzero(first.basis.columns == BASIC) + np.count_nonzero(first.basis.rows == BASIC) == ROWS
    again = highs.relax(buying([3.0, 2.0]), SETTINGS, interior_point=False, basis=first.basis)
    assert again.bound == pytest.approx(first.bound)
    # Twice as much is asked for, of the same columns: each still has its place.
    twice = highs.relax(buying([3.0, 2.0], least=2.0), SETTINGS, interior_point=False, basis=first.basis)
    assert twice.bound == pytest.approx(2 * 2 * ROWS + 2 * sum(range(ROWS)) / 100)
    assert steps(log) == 0
    # Once the other kind is the cheaper one, each row has to change.
    highs.relax(buying([2.0, 3.0]), SETTINGS, interior_point=False, basis=first.basis)
    assert steps(log) == ROWS


@pytest.mark.parametrize("status", [BASIC, NON_BASIC])
def test_from_a_basis_that_is_none_the_optimum_is_found_all_the_same(highs: HighsProcess, status: int) -> None:
    made = buying([3.0, 2.0])
    basis = Basis(np.full(2 * ROWS, status, dtype=np.int8), np.full(ROWS, status, dtype=np.int8))
    answer = highs.relax(made, SETTINGS, interior_point=False, basis=basis)
    assert answer.stop is Stop.OPTIMAL
    assert answer.bound == pytest.approx(2 * ROWS + sum(range(ROWS)) / 100)


def test_something_else_is_done_once_meanwhile_and_can_be_interrupted(highs: HighsProcess, log: list[str]) -> None:
    lines_by_then: list[int] = []
    answer = highs.relax(buying([3.0, 2.0]), SETTINGS, meanwhile=lambda: lines_by_then.append(len(log)))
    # Not once HiGHS has told what it did.
    assert lines_by_then == [0] < [len(log)]
    assert answer.stop is Stop.OPTIMAL

    def interrupt() -> None:
        raise KeyboardInterrupt

    assert highs.relax(buying([3.0, 2.0]), SETTINGS, meanwhile=interrupt).stop is Stop.INTERRUPTED
    assert highs.pid is None


def test_names_tell_what_stands_where_it_stood() -> None:
    before, after = buying([3.0, 2.0]), buying([3.0, 2.0, 1.0])
    status = np.arange(2 * ROWS, dtype=np.int8) % 3
    renamed = Basis(status, np.zeros(ROWS, dtype=np.int8)).renamed(before, after)
    assert renamed.columns[:6].tolist() == [0, 1, NON_BASIC, 2, 0, NON_BASIC]
    assert renamed.rows.tolist() == [0] * ROWS
    none = Basis(np.zeros(0, dtype=np.int8), np.zeros(0, dtype=np.int8))
    assert none.renamed(before.part(np.arange(0), np.arange(0)), after).rows.tolist() == [BASIC] * ROWS
