"""The side of decisions with whole lines: no plan costs less than it, and it costs no less than the bound."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.optimize import Bounds, LinearConstraint, milp
from solve.blocks.test_lagrangian import ROUNDING, best_of, case_of, random_multipliers

from solver.solve.blocks.alone import plans_alone


@pytest.mark.parametrize("seed", range(8))
def test_whole_lines_cost_no_more_than_the_best_plan_and_no_less_than_the_bound(seed: int) -> None:
    case, lagrangian, prices = case_of("first", seed)
    best = best_of("first", seed)
    lower, upper = lagrangian.finite_bounds
    for draw in range(2):
        bound = lagrangian.bound(random_multipliers("first", seed, draw), prices)
        alone = plans_alone(case.plans, bound, lower, upper)
        found = milp(
            alone.cost,
            constraints=LinearConstraint(alone.matrix, alone.row_lower, alone.row_upper),
            bounds=Bounds(alone.lower, alone.upper),
            integrality=alone.integer.astype(int),
        )
        if best is None and found.fun is None:
            continue
        least = found.fun + alone.offset
        scale = max(1.0, abs(least))
        assert least >= bound.mcny - 1e-6 * scale
        if best is not None:
            assert least <= best.objective_mcny + max(ROUNDING, 1e-6) * max(1.0, abs(best.objective_mcny))


@pytest.mark.parametrize("seed", range(8))
def test_without_prices_of_rows_lines_pay_their_markets_and_nothing_else_is_added(seed: int) -> None:
    # The first draw prices no rows: lines cost what they did and what all their uses pay, and markets are a constant.
    case, lagrangian, prices = case_of("first", seed)
    bound = lagrangian.bound(random_multipliers("first", seed, 0), prices)
    if np.any(bound.multipliers.rows):
        pytest.skip("no plan keeps all limits, so that the first draw is as any other")
    alone = plans_alone(case.plans, bound, *lagrangian.finite_bounds)
    assert alone.offset == pytest.approx(case.plans.problem.offset + bound.worth.mcny)
    paid = np.zeros(len(case.plans.lines))
    np.add.at(paid, case.plans.uses.node, bound.multipliers.uses)
    columns = [alone.column_of[case.plans.problem.columns[column]] for column in case.plans.lines]
    assert alone.cost[columns] == pytest.approx(case.plans.problem.cost[case.plans.lines] + paid)
