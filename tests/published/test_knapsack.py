"""Multidimensional knapsack problems: exits that save a loss and draw on several payers' budgets."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from builders import problems_of
from published.knapsack import Knapsack, chosen_items, read_knapsacks

from solver.solve.options import Options
from solver.solve.refine import solve
from solver.solve.result import Result

ROOT = Path(__file__).resolve().parents[2]
FILE = ROOT.parent / "shared" / "benchmarks" / "mkp" / "mknapcb1_first3.txt"
FEW_ITEMS = 20
"""So many items have a million subsets, few enough to try them all."""

needs_file = pytest.mark.skipif(not FILE.exists(), reason="the published problems are not next to this repository")


def solved(problem: Knapsack) -> Result:
    """Return a solve to a gap of less than one profit: since profits are whole numbers, that proves the optimum."""
    options = Options(gap=0.9 / sum(problem.profits), time_limit_seconds=600)
    return solve(problem.instance(), problem.mandate(), options, lambda _: None, lambda _: None)


def assert_optimum(problem: Knapsack, optimum: int) -> None:
    """Hold a solve against a known optimum, and its plan against the weights."""
    result = solved(problem)
    assert result.status == "optimal"
    assert result.plan is not None
    assert result.plan.feasible

    total = sum(problem.profits)
    assert total - result.plan.objective_mcny == pytest.approx(optimum, abs=1e-3)
    assert result.bound_mcny is not None
    assert total - result.bound_mcny < optimum + 1  # no knapsack holds as much as one profit more
    assert result.gap is not None
    assert result.gap < 1 / optimum

    chosen = chosen_items(result.plan.plan)
    assert sum(problem.profits[item] for item in chosen) == optimum
    loads = [sum(row[item] for item in chosen) for row in problem.weights]
    assert all(load <= capacity for load, capacity in zip(loads, problem.capacities, strict=True))
    payments = result.plan.tables["payments"]
    spent = payments.groupby("payer")["spent_mcny"].sum()
    assert [spent[payer] for payer in problem.payers] == pytest.approx(loads)


def most_profit(problem: Knapsack) -> int:
    """Return the most that any subset of the items brings, by trying them all."""
    profits = np.zeros(1, dtype=np.int64)
    loads = np.zeros((1, len(problem.capacities)), dtype=np.int64)
    for profit, weights in zip(problem.profits, np.array(problem.weights).T, strict=True):
        profits = np.concatenate([profits, profits + profit])
        loads = np.concatenate([loads, loads + weights])
    return int(profits[(loads <= problem.capacities).all(axis=1)].max())


def four_items() -> Knapsack:
    return Knapsack(
        optimum=12,
        profits=(10, 6, 6, 5),
        weights=((4, 3, 3, 2), (3, 1, 1, 2)),
        capacities=(6, 4),
    )


def test_both_capacities_decide_what_is_chosen() -> None:
    # The first capacity, 6, alone would take items 0 and 3 (4 + 2), which bring 15; in the second they weigh 3 + 2 = 5.
    # The second, 4, alone would take 1, 2 and 3 (1 + 1 + 2), which bring 17; in the first they weigh 3 + 3 + 2 = 8.
    # Items 1 and 2 weigh 6 and 2 and bring 12; 1 or 2 with 3 bring 11, and 0 with 1 or 2 weighs 7 in the first.
    problem = four_items()
    assert most_profit(problem) == 12
    assert_optimum(problem, 12)


def test_a_knapsack_is_an_ordinary_instance() -> None:
    assert problems_of(four_items().instance()) == []


@needs_file
@pytest.mark.parametrize("number", range(3))
def test_first_items_of_published_problems_against_every_subset(number: int) -> None:
    part = read_knapsacks(FILE)[number].part(FEW_ITEMS)
    assert_optimum(part, most_profit(part))


@needs_file
@pytest.mark.long
@pytest.mark.parametrize(("number", "optimum"), [(0, 24381), (1, 24274), (2, 23551)])
def test_published_optimum(number: int, optimum: int) -> None:
    problem = read_knapsacks(FILE)[number]
    assert problem.optimum == optimum
    assert_optimum(problem, optimum)
