"""The side of decisions with whole lines: no plan costs less than it, and it costs no less than any bound it holds."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from scipy.optimize import Bounds, LinearConstraint, milp
from solve.blocks.test_lagrangian import ROUNDING, best_of, case_of, random_multipliers

from solver.solve.blocks.alone import plans_alone
from solver.solve.blocks.charges import Charge, Charges
from solver.solve.blocks.lagrangian import Lagrangian, Multipliers
from solver.solve.blocks.years import Prices
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


def charges_of(lagrangian: Lagrangian, prices: Prices, multipliers: list[Multipliers], pieces: int = 1) -> Charges:
    """Return charges of some multipliers, each with a kind of payment of its own, and prices in pieces of one width."""
    kinds, answers = len(multipliers), len(prices.low)
    shares = np.repeat(np.eye(kinds)[:, :, None], answers, axis=2)
    charges = [Charge(own, lagrangian.curves(each, prices)) for own, each in zip(shares, multipliers, strict=True)]
    edges = [
        np.linspace(low, high, pieces + 1 if low < high else 2)
        for low, high in zip(prices.low, prices.high, strict=True)
    ]
    return Charges(np.array([each.uses for each in multipliers]), tuple(edges), tuple(charges))


@pytest.mark.parametrize("seed", range(8))
def test_whole_lines_cost_no_more_than_the_best_plan_and_no_less_than_any_bound(seed: int) -> None:
    case, lagrangian, prices = case_of("first", seed)
    best = best_of("first", seed)
    for draw in range(2):
        multipliers = varied(random_multipliers("first", seed, draw), draw)
        charges = charges_of(lagrangian, prices, multipliers, pieces=1 + draw)
        least = least_mcny(plans_alone(case.plans, multipliers[0].rows, charges, *lagrangian.finite_bounds))
        for each in multipliers:
            assert least >= lagrangian.bound(each, prices).mcny - 1e-6 * max(1.0, abs(least))
        if best is not None:
            assert least <= best.objective_mcny + max(ROUNDING, 1e-6) * max(1.0, abs(best.objective_mcny))


def test_more_charges_and_more_pieces_say_more() -> None:
    of_charges, of_pieces = [], []
    for seed in range(8):
        case, lagrangian, prices = case_of("first", seed)
        multipliers = varied(random_multipliers("first", seed, 1), 1)
        few, many, in_pieces = (
            least_mcny(
                plans_alone(
                    case.plans,
                    multipliers[0].rows,
                    charges_of(lagrangian, prices, some, pieces),
                    *lagrangian.finite_bounds,
                )
            )
            for some, pieces in ((multipliers[:1], 1), (multipliers, 1), (multipliers, 3))
        )
        of_charges.append(many - few if np.isfinite(few) else 0.0)
        of_pieces.append(in_pieces - many if np.isfinite(many) else 0.0)
    for gains in (of_charges, of_pieces):
        assert min(gains) >= -1e-6
        assert max(gains) > 1


@pytest.mark.parametrize("seed", range(8))
def test_without_prices_of_rows_lines_cost_what_they_did(seed: int) -> None:
    case, lagrangian, prices = case_of("first", seed)
    multipliers = random_multipliers("first", seed, 0)
    if np.any(multipliers.rows):
        pytest.skip("no plan keeps all limits, so that the first draw is as any other")
    charges = charges_of(lagrangian, prices, [multipliers])
    problem, plans = plans_alone(case.plans, multipliers.rows, charges, *lagrangian.finite_bounds), case.plans
    assert problem.offset == pytest.approx(plans.problem.offset)
    columns = [problem.column_of[plans.problem.columns[column]] for column in plans.lines]
    assert problem.cost[columns] == pytest.approx(plans.problem.cost[plans.lines])
