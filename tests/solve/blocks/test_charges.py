"""Charges in a problem: for given lines a market is worth what the highest charge says at the best of all prices."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from solve.blocks.test_alone import charges_of, least_mcny, varied
from solve.blocks.test_lagrangian import case_of, random_multipliers

from solver.solve.blocks.charges import Charge, Charges, binding, charged
from solver.solve.blocks.plans import Plans
from solver.solve.blocks.years import Curve
from solver.solve.problem import Floats


def cost_of(plans: Plans, charges: Charges, lines: Floats) -> float:
    """Return what charges say of given lines in each node."""
    problem = plans.problem
    values = np.zeros(len(problem.columns))
    values[plans.lines] = lines
    held = replace(problem, cost=0 * values, offset=0.0, lower=values, upper=values)
    free = held.part(np.empty(0, dtype=np.int64), np.arange(len(values)))
    return least_mcny(charged(free, plans, plans.lines[plans.uses.node], charges))


@pytest.mark.parametrize("seed", range(4))
def test_one_charge_says_what_lines_pay_and_the_least_that_markets_are_worth(seed: int) -> None:
    case, lagrangian, prices = case_of("first", seed)
    multipliers = random_multipliers("first", seed, 1)
    lines = np.random.default_rng(seed).integers(0, 3, len(case.plans.lines)).astype(float)
    charges = charges_of(lagrangian, prices, [multipliers], pieces=2)
    least = sum(float(curve.worth_mcny.min()) for curve in charges.charges[0].curves)
    paid = float(multipliers.uses @ lines[case.plans.uses.node])
    assert cost_of(case.plans, charges, lines) == pytest.approx(least + paid)


@pytest.mark.parametrize("pieces", [1, 4])
def test_all_charges_speak_of_one_price(pieces: int) -> None:
    # Two charges that lines pay nothing for: one says 10 at the lowest price and nothing at the highest, the other the
    # contrary, and by itself each says nothing at its best. At one price both together say 5 at least.
    case, _, prices = case_of("first", 0)
    kinds = np.zeros((1, len(case.plans.uses.answer)))
    none = np.zeros((1, len(prices.low)))
    edges = tuple(np.linspace(0.0, 1.0, pieces + 1) for _ in prices.low)
    ends = np.array([0.0, 1.0])
    curves = [(Curve(ends, np.array(worth)),) * len(edges) for worth in ([10.0, 0.0], [0.0, 10.0])]
    charges = Charges(kinds, edges, tuple(Charge(none, each) for each in curves))
    assert cost_of(case.plans, charges, np.zeros(len(case.plans.lines))) == pytest.approx(5 * len(edges))


def test_in_pieces_a_hill_is_seen_between_its_ends() -> None:
    # Worth nothing at both ends, and 10 in the middle. The other charge says 10 at the ends, and nothing in the middle.
    # Over the whole range the first says nothing, so that the middle is free; in halves both together say 5.
    case, _, prices = case_of("first", 0)
    kinds = np.zeros((1, len(case.plans.uses.answer)))
    none = np.zeros((1, len(prices.low)))
    points = np.array([0.0, 0.5, 1.0])
    curves = [(Curve(points, np.array(worth)),) * len(prices.low) for worth in ([0.0, 10.0, 0.0], [10.0, 0.0, 10.0])]
    found = []
    for pieces in (1, 2):
        edges = tuple(np.linspace(0.0, 1.0, pieces + 1) for _ in prices.low)
        charges = Charges(kinds, edges, tuple(Charge(none, each) for each in curves))
        found.append(cost_of(case.plans, charges, np.zeros(len(case.plans.lines))) / len(edges))
    assert found == pytest.approx([0, 5])


def test_more_multipliers_cost_no_less_for_any_lines() -> None:
    case, lagrangian, prices = case_of("first", 1)
    multipliers = varied(random_multipliers("first", 1, 1), 1)
    gains = []
    for seed in range(5):
        lines = np.random.default_rng(seed).integers(0, 3, len(case.plans.lines)).astype(float)
        few, many = (
            cost_of(case.plans, charges_of(lagrangian, prices, some), lines) for some in (multipliers[:1], multipliers)
        )
        gains.append(many - few)
    assert min(gains) >= -1e-6
    assert max(gains) > 1


def test_a_charge_that_is_left_out_of_an_answer_says_nothing_there() -> None:
    case, lagrangian, prices = case_of("first", 5)
    multipliers = varied(random_multipliers("first", 5, 1), 1)
    lines = np.random.default_rng(0).integers(0, 3, len(case.plans.lines)).astype(float)
    charges = charges_of(lagrangian, prices, multipliers)

    def cost_of_kept(at_first: int, elsewhere: int) -> float:
        """Return what is said where one charge is kept in the first answer, and one in all others."""
        kept = charges.kept(lambda number, place: number == (elsewhere if place else at_first))
        return cost_of(case.plans, kept, lines)

    alone = [cost_of_kept(own, own) for own in range(2)]
    assert cost_of_kept(0, 1) + cost_of_kept(1, 0) == pytest.approx(sum(alone))
    assert alone[0] != pytest.approx(alone[1])


def test_charges_bind_whose_rows_have_a_dual() -> None:
    case, lagrangian, prices = case_of("first", 5)
    charges = charges_of(lagrangian, prices, varied(random_multipliers("first", 5, 1), 1))
    problem = charged(case.plans.problem, case.plans, case.plans.lines[case.plans.uses.node], charges)
    duals = np.zeros(len(problem.rows))
    duals[:3] = 1.0  # rows that are no charges
    for answer in case.plans.answers[1:3]:
        duals[problem.rows.index(("market_charges", (*answer, 1)))] = 0.5
    assert binding(problem, duals, case.plans.answers) == {(1, 1), (1, 2)}
