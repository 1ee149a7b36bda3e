"""By how much markets and years cost more in truth than in the relaxation."""

from __future__ import annotations

import numpy as np
import pytest
from agreement.random_instances import crowded_case
from agreement.test_relaxation import accepted
from builders import build_instance, build_mandate
from model.model_case import ModelCase, solve_fixed

from solver.evaluate.outcome import Outcome
from solver.solve.discrepancy import discrepancies_mcny, relaxed_costs_mcny
from solver.solve.problem import Floats
from solver.solve.start import Starter


def solution_of(case: ModelCase, outcome: Outcome) -> Floats:
    start = Starter(case.judge.instance, case.tables).start(case.problem, outcome, case.brackets)
    return np.asarray(solve_fixed(case.problem, start).x)


def discrepancies(case: ModelCase, outcome: Outcome) -> tuple[dict[tuple[str, int, str], float], float]:
    """Return the discrepancies of a judged plan, and by how much the judge's objective lies above the model's."""
    solution = solution_of(case, outcome)
    found = discrepancies_mcny(case.judge.instance, case.judge.mandate, case.problem, solution, outcome)
    return found, outcome.objective_mcny - float(case.problem.cost @ solution) - case.problem.offset


@pytest.mark.parametrize(
    ("subsidy_mcny_per_line", "costs"),
    [
        # At 19 ten are sold: harm is 9 * (100 + 10) / 2 = 495, and the line from 375 at 15 to 500 at 20 says 475.
        # The line earns (19 - 5) * 10 = 140, 60 too few for its fixed cost of 200, and both know it.
        (0, 535),
        # What it gets from its payer is as much in both.
        (3, 538),
    ],
)
def test_a_line_between_edges_is_too_kind_by_what_harm_lies_above_it(
    subsidy_mcny_per_line: float, costs: float
) -> None:
    plant = {"fixed_cost_mcny_per_line": 200, "subsidy_mcny_per_line": subsidy_mcny_per_line}
    case = ModelCase.of(build_instance(plants=[plant]), build_mandate())
    outcome = case.judge.status_quo
    found, difference = discrepancies(case, outcome)
    assert found == {("market", 2025, "base"): pytest.approx(20)}
    assert difference == pytest.approx(20)
    solution = solution_of(case, outcome)
    relaxed = relaxed_costs_mcny(case.judge.instance, case.problem, solution)
    assert relaxed == {("market", 2025, "base"): pytest.approx(costs)}


def test_together_they_are_all_that_the_judge_says_more_than_the_model() -> None:
    checked = 0
    for seed in range(12):
        case = ModelCase.of(*crowded_case(seed))
        for outcome in accepted(case.judge, seed):
            found, difference = discrepancies(case, outcome)
            slack = 1e-6 * max(1.0, outcome.objective_mcny)
            assert sum(found.values()) == pytest.approx(difference, abs=slack), (seed, outcome.plan)
            assert min(found.values()) >= -slack, (seed, outcome.plan)
            checked += difference > slack
    assert checked
