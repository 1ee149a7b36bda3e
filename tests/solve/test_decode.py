"""Plans read off a solution, and starts made of plans, say the same."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from agreement.brute_force import every_plan
from agreement.random_instances import random_case
from agreement.random_levers import FAMILIES, lever_case
from builders import build_instance, build_mandate
from model.model_case import ModelCase, solve_fixed

from solver.evaluate.outcome import Outcome
from solver.model.build import build_model
from solver.plan import Classes, IncomeSupport, Move, Opening, Plan
from solver.solve.arrays import to_arrays
from solver.solve.decode import Decoder
from solver.solve.start import Starter


def decoder_of(case: ModelCase) -> Decoder:
    return Decoder(case.judge.instance, case.judge.mandate, case.tables)


def starter_of(case: ModelCase) -> Starter:
    return Starter(case.judge.instance, case.tables)


def test_a_start_read_back_is_the_plan_it_was_made_of() -> None:
    for seed in range(8):
        case = ModelCase.of(*random_case(seed))
        for plan in itertools.islice(every_plan(case.judge), 20):
            outcome = case.judge.evaluate(plan)
            if not outcome.feasible or case.tables.decides_nothing:
                continue
            solution = np.zeros(len(case.problem.columns))
            for column, value in starter_of(case).start(case.problem, outcome, case.brackets).items():
                solution[column] = value
            read = decoder_of(case).plan(case.problem, solution)
            assert set(read.moves) == set(plan.moves)
            assert (set(read.openings), set(read.classes)) == (set(plan.openings), set(plan.classes))
            assert read.income_support == plan.income_support


def value_with_what_is_used(case: ModelCase, outcome: Outcome) -> float | None:
    judge, starter = case.judge, starter_of(case)
    used = starter.used(outcome.plan)
    modes = tuple(row.used(used.lines) for row in case.modes.rows(case.brackets))
    tables = case.tables.used(used.lines, used.moves)
    problem = to_arrays(build_model(judge.instance, judge.mandate, tables, modes, judge))
    answer = solve_fixed(problem, starter.start(problem, outcome, case.brackets))
    return None if answer.status == 2 else float(answer.fun) + problem.offset


@pytest.mark.parametrize("family", FAMILIES)
def test_a_model_of_what_a_plan_uses_says_the_same_of_it(family: str) -> None:
    compared = 0
    for seed in range(4):
        case = ModelCase.of(*lever_case(seed, family))
        for plan in itertools.islice(every_plan(case.judge), 0, 400, 20):
            outcome = case.judge.evaluate(plan)
            if outcome.feasible and not case.tables.decides_nothing:
                value = case.value_of(outcome)
                assert value is not None
                assert value_with_what_is_used(case, outcome) == pytest.approx(value, abs=1e-6)
                compared += 1
    assert compared


def test_classes_cost_what_they_cost_even_if_nobody_is_displaced() -> None:
    # One class of a programme that is opened for 2, at 1 mcny.
    case = ModelCase.of(build_instance(programmes=[{"setup_cost_mcny": 2}]), build_mandate())
    opening, classes = Opening(programme="school", year=2025), Classes(programme="school", year=2025, classes=1)
    held = case.judge.evaluate(Plan(instance="case", openings=(opening,), classes=(classes,)))
    before, after = value_with_what_is_used(case, case.judge.status_quo), value_with_what_is_used(case, held)
    assert before is not None
    assert after == pytest.approx(before + 3)
    assert after == pytest.approx(case.value_of(held))


def test_owners_get_what_is_due_and_the_floor_is_promised_where_lines_close() -> None:
    # Two lines at a closure cost of 7 each; 40 % of 5000 CNY a month.
    instance = build_instance(
        plants=[{"lines": 2, "closure_cost_mcny_per_line": 7}], regions=[{"id": "region"}, {"id": "other"}]
    )
    case = ModelCase.of(instance, build_mandate(limits={"income_floor": {}}))
    solution = np.zeros(len(case.problem.columns))
    # Whole numbers come out of a solver as nearly whole ones.
    solution[case.problem.column_of["lines_moved", ("plant", 2025, "unsubsidised", "closed")]] = 1.9999999
    plan = decoder_of(case).plan(case.problem, solution)
    assert plan.moves == (
        Move(plant="plant", year=2025, from_state="unsubsidised", to_state="closed", lines=2, compensation_mcny=14),
    )
    assert plan.income_support == (IncomeSupport(region="region", cny_per_month=2_000),)
