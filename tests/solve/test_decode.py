"""Plans read off a solution, and starts made of plans, say the same."""

from __future__ import annotations

import itertools

import numpy as np
from agreement.brute_force import every_plan
from agreement.random_instances import random_case
from builders import build_instance, build_mandate
from model.model_case import ModelCase

from solver.plan import IncomeSupport, Move
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
