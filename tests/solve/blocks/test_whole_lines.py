"""Bounds of whole lines: no plan is below them, they say more than the linear bound, and they are taken up in time."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from agreement.test_brute_force import slack_of
from solve.blocks.test_lagrangian import best_of, case_of, own_prices, random_multipliers

from solver.solve.beside import Helpers
from solver.solve.blocks.whole_lines import Around, WholeLines
from solver.solve.highs import Answer, HighsProcess, Settings
from solver.solve.pool import Solver, local_pool

SETTINGS = Settings(relative_gap=1e-6, time_limit_seconds=20.0, threads=1, seed=0)


def proved(seed: int, settings: Settings = SETTINGS) -> tuple[float, float | None]:
    """Return the bound of multipliers made at the best plan's prices, and that of whole lines with charges."""
    case, lagrangian, prices = case_of("first", seed)
    best = best_of("first", seed)
    assert best is not None
    bound = lagrangian.raised(random_multipliers("first", seed, 0), prices)
    around = Around(bound, own_prices(case, best), prices)
    with HighsProcess(lambda _: None, lambda _: None) as highs:
        answer = WholeLines(case.plans, lagrangian).bound(around, highs, settings, lambda _: False)
    return bound.mcny, answer.bound


def test_no_plan_is_below_the_bound_and_charges_raise_it() -> None:
    raised = 0
    for seed in range(12):
        best = best_of("first", seed)
        if best is None:
            continue
        linear, whole = proved(seed)
        assert whole is not None
        assert linear - 1e-6 * max(1.0, abs(linear)) <= whole <= best.objective_mcny + slack_of(best), seed
        raised += whole > linear + 1
    assert raised > 2


def test_without_time_nothing_is_proved() -> None:
    seed = next(seed for seed in range(12) if best_of("first", seed) is not None)
    assert proved(seed, Settings(1e-6, 0.0, 1, 0))[1] is None


def test_what_still_runs_beside_ends_with_its_process() -> None:
    case, lagrangian, prices = case_of("first", 0)
    bound = lagrangian.bound(random_multipliers("first", 0, 1), prices)
    around = Around(bound, np.array(prices.high), prices)
    rounds = []

    def work(solver: Solver, must_stop: Callable[[Answer], bool]) -> Answer:
        while True:
            answer = WholeLines(case.plans, lagrangian).bound(around, solver, SETTINGS, must_stop)
            rounds.append(answer.stop)
            if must_stop(answer):
                return answer

    with Helpers(local_pool(2), lambda _: None) as helpers:
        beside = helpers.idle()
        assert beside is not None
        beside.begin(work)
    assert rounds
