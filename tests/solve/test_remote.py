"""Solvers on the workers of a cluster: they answer as a process of this machine does, and are told when to stop."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import replace
from threading import Event
from typing import Any

import numpy as np
import pytest
import scipy.sparse as sp
from agreement.random_instances import random_case
from agreement.test_methods import assert_within_gap
from distributed import LocalCluster

from solver import engine
from solver.errors import SweepError
from solver.solve import remote
from solver.solve.highs import Answer, Settings, Stop
from solver.solve.problem import Problem
from solver.solve.remote import RemoteSolver, cluster_pool

SETTINGS = Settings(relative_gap=0.0, time_limit_seconds=60.0, threads=1, seed=0)
HARD = 45
"""Items of a knapsack that takes minutes."""


@pytest.fixture(scope="module")
def client() -> Iterator[Any]:
    """A client of two workers that are threads of this process."""
    with (
        LocalCluster(n_workers=2, threads_per_worker=1, processes=False, dashboard_address="127.0.0.1:0") as there,
        engine.scheduler_at(there.scheduler_address) as client,
    ):
        yield client


def knapsack(weights: list[float], room: float) -> Problem:
    """Return the problem to fill a room as far as possible."""
    size = len(weights)
    return Problem(
        cost=-np.array(weights),
        offset=1000.0,
        lower=np.zeros(size),
        upper=np.ones(size),
        integer=np.ones(size, dtype=bool),
        matrix=sp.csc_array(np.array([weights])),
        row_lower=np.array([-np.inf]),
        row_upper=np.array([room]),
        columns=tuple(("taken", item) for item in range(size)),
        rows=(("room", 0),),
    )


def hard_knapsack() -> Problem:
    """Return one with even weights that sum up to no odd room, which a search cannot know."""
    weights = np.random.default_rng(1).integers(10**6, 10**7, HARD) * 2
    return knapsack(weights.astype(float).tolist(), float(weights.sum() // 2 | 1))


def test_a_problem_is_solved_as_by_a_process_of_this_machine(client: Any) -> None:
    solver = RemoteSolver(client)
    problem = knapsack([5.0, 4.0, 3.0], 10.0)
    answer = solver.solve(problem, SETTINGS)
    assert answer.stop is Stop.OPTIMAL
    assert answer.bound == pytest.approx(991)
    assert answer.solutions[-1].tolist() == [1, 1, 0]
    relaxed = solver.relax(problem, SETTINGS, interior_point=False)
    assert relaxed.bound == pytest.approx(990)
    assert relaxed.row_duals is not None
    assert relaxed.row_duals.tolist() == [-1]
    assert solver.solve(problem, replace(SETTINGS, time_limit_seconds=0.0)).stop is Stop.TIME_LIMIT


def test_what_is_found_is_heard_before_the_end_and_is_enough_if_the_search_says_so(client: Any) -> None:
    heard: list[int] = []

    def is_enough(held: Answer) -> bool:
        heard.append(len(held.solutions))
        return len(held.solutions) > 0

    answer = RemoteSolver(client).solve(hard_knapsack(), SETTINGS, None, is_enough)
    assert answer.stop is Stop.ENOUGH
    assert heard[-1] >= 1
    assert answer.solutions


def test_who_gives_up_does_not_wait(client: Any) -> None:
    solver = RemoteSolver(client)

    def is_enough(held: Answer) -> bool:
        solver.kill()
        return False

    began = time.monotonic()
    assert solver.solve(hard_knapsack(), SETTINGS, None, is_enough).stop is Stop.DIED
    assert time.monotonic() - began < SETTINGS.time_limit_seconds / 2


def test_a_task_that_no_worker_begins_is_given_up_when_its_time_is_over(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(remote, "GRACE_SECONDS", 0.2)
    with (
        LocalCluster(n_workers=0, processes=False, dashboard_address="127.0.0.1:0") as there,
        engine.scheduler_at(there.scheduler_address) as client,
    ):
        answer = RemoteSolver(client).solve(knapsack([1.0], 1.0), replace(SETTINGS, time_limit_seconds=0.2))
        assert (answer.stop, answer.detail) == (Stop.DIED, "it was not done in time")
        with pytest.raises(SweepError, match="the Dask scheduler has no workers; start some with dask worker"):
            cluster_pool(client)


def test_a_worker_with_another_version_says_so(client: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    ordered = remote.Order(knapsack([1.0], 1.0), SETTINGS, None, None, "0.0")
    answer = engine.converse(client, remote.work, ordered, lambda _: False, Event())
    assert answer.result is None
    assert "and 0.0 is needed; install that where it runs" in answer.failure


def test_blocks_with_a_cluster_find_the_best_plan_within_the_gap(client: Any) -> None:
    pool = cluster_pool(client)
    assert pool.size == 2
    for seed in range(3):
        assert_within_gap(*random_case(seed), "blocks", f"seed {seed}", pool=pool)
