"""Where the relaxation is too kind: what each market and year costs in the model, against what the judge says."""

from __future__ import annotations

from collections import defaultdict

from solver.evaluate.outcome import Outcome
from solver.evaluate.rows import market_rows, plant_rows
from solver.instance.instance import Instance
from solver.mandate import Mandate
from solver.solve.problem import Floats, Problem

LEAST_KNOWN = 0.5
"""Where markets explain less than this share of what the relaxation is too kind by, something else does."""
SHARE_OF_WORST = 0.05
"""Brackets are split where the relaxation is too kind by more than this share of the worst market and year."""
Answer = tuple[str, int, str]
"""Market, year and scenario."""


def _market_of(instance: Instance, plant: str, state: str) -> str:
    """Return the market that lines of a plant sell in while they are in a state."""
    kind, _, rest = state.partition(":")
    better = kind in ("upgraded", "ramping")
    return instance.upgrades[rest.split(":")[0]].market if better else instance.plants[plant].market


def relaxed_costs_mcny(instance: Instance, problem: Problem, solution: Floats) -> dict[Answer, float]:
    """Return what each market, year and scenario adds to a solution's objective: losses, harm and subsidies."""
    costs: defaultdict[Answer, float] = defaultdict(float)
    for column in (solution * problem.cost).nonzero()[0]:
        name, index = problem.columns[column]
        amount = float(solution[column] * problem.cost[column])
        if name in ("in_mode", "price", "harm"):
            costs[index[:3]] += amount
        elif name in ("lines_in_mode", "output", "revenue", "loss"):
            plant, state, year, scenario, _ = index
            costs[_market_of(instance, plant, state), year, scenario] += amount
    return dict(costs)


def judged_costs_mcny(instance: Instance, mandate: Mandate, outcome: Outcome) -> dict[Answer, float]:
    """Return the same part of a judged plan's objective."""
    weights = mandate.weights
    costs: defaultdict[Answer, float] = defaultdict(float)
    for row in plant_rows(outcome.tables):
        amount = weights.operating_losses * row.loss_mcny + weights.public_outlay * row.subsidy_mcny
        costs[_market_of(instance, row.plant, row.state), row.year, row.scenario] += amount
    for made in market_rows(outcome.tables):
        costs[made.market, made.year, made.scenario] += weights.consumer_harm * made.consumer_harm_mcny
    return {
        (market, year, scenario): amount * instance.discount_factor(year) * instance.probability(scenario)
        for (market, year, scenario), amount in costs.items()
    }


def discrepancies_mcny(
    instance: Instance, mandate: Mandate, problem: Problem, solution: Floats, outcome: Outcome
) -> dict[Answer, float]:
    """Return by how much each market, year and scenario costs more in truth than in the relaxation."""
    relaxed = relaxed_costs_mcny(instance, problem, solution)
    judged = judged_costs_mcny(instance, mandate, outcome)
    return {at: judged.get(at, 0.0) - relaxed.get(at, 0.0) for at in judged.keys() | relaxed.keys()}


def too_kind_at(
    instance: Instance, mandate: Mandate, problem: Problem, solution: Floats, outcome: Outcome
) -> list[Answer] | None:
    """Return the markets, years and scenarios to which the relaxation is most too kind.

    ``None`` where it is too kind by something else: to a plan that breaks limits, or in what soft limits cost.
    """
    if not outcome.feasible:
        return None
    kindness = discrepancies_mcny(instance, mandate, problem, solution, outcome)
    known = sum(amount for amount in kindness.values() if amount > 0)
    all_of_it = outcome.objective_mcny - float(problem.cost @ solution) - problem.offset
    if known < LEAST_KNOWN * all_of_it:
        return None
    least = max(SHARE_OF_WORST * max(kindness.values()), 0.0)
    return [at for at, amount in kindness.items() if amount > least]
