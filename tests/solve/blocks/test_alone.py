"""The side of decisions with whole lines: no plan costs less than it, and it costs no less than any bound it holds."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from scipy.optimize import Bounds, LinearConstraint, milp
from solve.blocks.test_lagrangian import ROUNDING, best_of, case_of, random_multipliers

from solver.solve.blocks.alone import plans_alone
from solver.solve.blocks.lagrangian import Multipliers
from solver.solve.problem import Problem

CHARGES = 3


def least_mcny(problem: Problem) -> float:
    """Return the least cost of a problem; infinite if it has no solution."""
    found = milp(
        problem.cost,
        constraints=LinearConstraint(problem.matrix, problem.row_lower, problem.row_upper),
        bounds=Bounds(problem.lower, problem.upper),
        integrality=problem.integer.astype(int),
    )
    return np.inf if found.fun is None else float(found.fun) + problem.offset


def varied(multipliers: Multipliers, seed: int) -> list[Multipliers]:
    """Return multipliers with the same rows, but other worth of output and other payments."""
    rng = np.random.default_rng(seed)
    found = [multipliers]
    for _ in range(CHARGES - 1):
        demand = multipliers.demand + rng.normal(0, 3, len(multipliers.demand))
        uses = multipliers.uses + rng.normal(0, 20, len(multipliers.uses))
        found.append(replace(multipliers, demand=demand, uses=uses))
    return found


@pytest.mark.parametrize("seed", range(8))
def test_whole_lines_cost_no_more_than_the_best_plan_and_no_less_than_any_bound(seed: int) -> None:
    case, lagrangian, prices = case_of("first", seed)
    best = best_of("first", seed)
    for draw in range(2):
        multipliers = varied(random_multipliers("first", seed, draw), draw)
        charges = [lagrangian.charge(each, prices) for each in multipliers]
        alone = plans_alone(case.plans, multipliers[0].rows, charges, *lagrangian.finite_bounds)
        least = least_mcny(alone.problem)
        for each in multipliers:
            assert least >= lagrangian.bound(each, prices).mcny - 1e-6 * max(1.0, abs(least))
        if best is not None:
            assert least <= best.objective_mcny + max(ROUNDING, 1e-6) * max(1.0, abs(best.objective_mcny))


def test_more_charges_say_more() -> None:
    gains = []
    for seed in range(8):
        case, lagrangian, prices = case_of("first", seed)
        multipliers = varied(random_multipliers("first", seed, 1), 1)
        charges = [lagrangian.charge(each, prices) for each in multipliers]
        few, many = (
            least_mcny(plans_alone(case.plans, multipliers[0].rows, some, *lagrangian.finite_bounds).problem)
            for some in (charges[:1], charges)
        )
        gains.append(many - few if np.isfinite(few) else 0.0)
    assert min(gains) >= -1e-6
    assert max(gains) > 1


@pytest.mark.parametrize("seed", range(8))
def test_without_prices_of_rows_lines_cost_what_they_did_and_markets_are_charged(seed: int) -> None:
    # The first draw prices no rows: lines cost what they did, and each market is worth its least and what lines pay.
    case, lagrangian, prices = case_of("first", seed)
    multipliers = random_multipliers("first", seed, 0)
    if np.any(multipliers.rows):
        pytest.skip("no plan keeps all limits, so that the first draw is as any other")
    charge = lagrangian.charge(multipliers, prices)
    alone = plans_alone(case.plans, multipliers.rows, [charge], *lagrangian.finite_bounds)
    problem, plans = alone.problem, case.plans
    assert problem.offset == pytest.approx(plans.problem.offset)
    columns = [problem.column_of[plans.problem.columns[column]] for column in plans.lines]
    assert problem.cost[columns] == pytest.approx(plans.problem.cost[plans.lines])
    rng = np.random.default_rng(seed)
    solution = rng.uniform(0, 3, len(problem.columns))
    charged = problem.matrix[[name == "market_charges" for name, _ in problem.rows]] @ solution
    lines = alone.lines(plans, solution)
    assert lines == pytest.approx(solution[columns])
    paid = charge.value_mcny(plans.uses.answer, lines[plans.uses.node]) - charge.worth_mcny
    assert charged == pytest.approx(alone.worth_mcny(solution) - paid)
