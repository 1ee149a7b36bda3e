"""Where the relaxation is too kind: what each market and year costs in the model, against what the judge says."""

from __future__ import annotations

from collections import defaultdict

from solver.evaluate.outcome import Outcome
from solver.evaluate.rows import market_rows, plant_rows
from solver.instance.instance import Instance
from solver.levers.conduct import MarketYear
from solver.mandate import Mandate
from solver.solve.problem import Floats, Problem


def relaxed_costs_mcny(instance: Instance, problem: Problem, solution: Floats) -> dict[MarketYear, float]:
    """Return what each market, year and scenario adds to a solution's objective: losses, harm and subsidies."""
    costs: defaultdict[MarketYear, float] = defaultdict(float)
    for column in (solution * problem.cost).nonzero()[0]:
        name, index = problem.columns[column]
        amount = float(solution[column] * problem.cost[column])
        if name in ("in_mode", "price"):
            costs[index[:3]] += amount
        elif name in ("lines_in_mode", "output", "revenue", "loss"):
            plant, _, year, scenario, _ = index
            costs[instance.plants[plant].market, year, scenario] += amount
    return dict(costs)


def judged_costs_mcny(instance: Instance, mandate: Mandate, outcome: Outcome) -> dict[MarketYear, float]:
    """Return the same part of a judged plan's objective."""
    weights = mandate.weights
    costs: defaultdict[MarketYear, float] = defaultdict(float)
    for row in plant_rows(outcome.tables):
        amount = weights.operating_losses * row.loss_mcny + weights.public_outlay * row.subsidy_mcny
        costs[instance.plants[row.plant].market, row.year, row.scenario] += amount
    for made in market_rows(outcome.tables):
        costs[made.market, made.year, made.scenario] += weights.consumer_harm * made.consumer_harm_mcny
    return {
        (market, year, scenario): amount * instance.discount_factor(year) * instance.probability(scenario)
        for (market, year, scenario), amount in costs.items()
    }


def discrepancies_mcny(
    instance: Instance, mandate: Mandate, problem: Problem, solution: Floats, outcome: Outcome
) -> dict[MarketYear, float]:
    """Return by how much each market, year and scenario costs more in truth than in the relaxation."""
    relaxed = relaxed_costs_mcny(instance, problem, solution)
    judged = judged_costs_mcny(instance, mandate, outcome)
    return {at: judged.get(at, 0.0) - relaxed.get(at, 0.0) for at in judged.keys() | relaxed.keys()}
