"""By how much a continuous relaxation is too kind, read off its own prices, without a plan to judge.

At the price that a relaxation says, every line would run in full or stand idle, and lose what that loses; consumers
would be harmed by just that price. The relaxation charges less in an interval of prices. The difference is a guess,
good enough to choose where to cut: what the world does with the lines of the relaxation may be at another price.
"""

from __future__ import annotations

from collections import defaultdict

from solver.solve.problem import Floats, Problem
from solver.solve.search import Search

Mode = tuple[str, int, str, str]
"""Market, year, scenario and mode."""
CHARGED = ("lines_in_mode", "output", "revenue", "loss")
NOTHING = 1e-9


def prices_cny_per_unit(problem: Problem, solution: Floats) -> dict[Mode, float]:
    """Return the price of each interval that a solution uses."""
    used = {index: solution[column] for column, (name, index) in enumerate(problem.columns) if name == "in_mode"}
    return {
        index: float(solution[column] / used[index])
        for column, (name, index) in enumerate(problem.columns)
        if name == "price" and used[index] > NOTHING
    }


def kindness_mcny(search: Search, problem: Problem, solution: Floats) -> dict[Mode, float]:
    """Return what each interval would add to the objective if its lines did what they do at its price."""
    prices = prices_cny_per_unit(problem, solution)
    states = {row.key: row for row in search.tables.states}
    weights, instance = search.mandate.weights, search.instance
    share = {mode: instance.discount_factor(mode[1]) * instance.probability(mode[2]) for mode in prices}
    found: defaultdict[Mode, float] = defaultdict(float)
    for column in solution.nonzero()[0]:
        name, index = problem.columns[column]
        if name in ("in_mode", "price", "harm"):
            found[index] -= solution[column] * problem.cost[column]
        elif name in CHARGED:
            state = states[index[:2]]
            mode = (state.market, *index[2:])
            found[mode] -= solution[column] * problem.cost[column]
            if name == "lines_in_mode" and mode in prices:
                price = prices[mode]
                output = state.capacity_munit if state.offer_cny_per_unit < price else 0.0
                subsidy = state.subsidy_cny_per_unit * output + state.subsidy_mcny
                cost = weights.operating_losses * state.loss_mcny(price, output) + weights.public_outlay * subsidy
                found[mode] += (
                    solution[column] * cost * instance.discount_factor(mode[1]) * instance.probability(mode[2])
                )
    for mode, price in prices.items():
        harm = instance.demand_curve(*mode[:3]).consumer_harm_mcny(price)
        found[mode] += weights.consumer_harm * harm * share[mode]
    return {mode: amount for mode, amount in found.items() if mode in prices and amount > 0}
