"""Large problems: modes ruled out by reduced costs, and plans sought in the modes that the relaxation uses most."""

from __future__ import annotations

import numpy as np
from builders import build_instance, build_mandate
from model.model_case import ModelCase

from solver.solve import dive
from solver.solve.highs import Answer, Stop
from solver.solve.search import Search


def test_every_year_is_left_the_modes_that_are_used_and_its_steps_alone_where_any_is() -> None:
    # 2025 is divided between a step and an interval, 2026 lies in an interval.
    case = ModelCase.of(build_instance(plants=[{"lines": 20}], header={"years": 2}), build_mandate())
    modes = {index: column for column, (name, index) in enumerate(case.problem.columns) if name == "in_mode"}
    step, interval, later = (
        modes["market", 2025, "base", "at_5_rate_0_to_1"],
        modes["market", 2025, "base", "5_to_10"],
        modes["market", 2026, "base", "5_to_10"],
    )
    solution = np.zeros(len(case.problem.columns))
    solution[[step, interval, later]] = 0.4, 0.6, 1.0
    left = dive.in_modes_used(case.problem, solution)
    assert [column for column in modes.values() if left.upper[column]] == sorted([step, later])
    assert case.problem.upper[list(modes.values())].all()


def test_a_mode_is_ruled_out_where_bound_and_reduced_cost_are_no_better_than_the_best_plan() -> None:
    # At a bound 10 below the status quo a reduced cost of 9 leaves room for better plans, one of 10 does not.
    costs_of_plants = [{"id": f"plant{cost}", "cash_cost_cny_per_unit": cost, "lines": 5} for cost in (4, 6, 8)]
    instance, mandate = build_instance(plants=costs_of_plants), build_mandate()
    case = ModelCase.of(instance, mandate)
    search = Search(instance, mandate, case.judge, case.tables, dict(case.brackets))
    best = search.weigh(case.judge.status_quo.plan).objective_mcny
    problem = search.problem()
    modes = [column for column, (name, _) in enumerate(problem.columns) if name == "in_mode"]
    used, room, hopeless = modes[0], modes[1], modes[2]
    costs, solution = np.zeros(len(problem.columns)), np.zeros(len(problem.columns))
    solution[used], costs[room], costs[hopeless] = 1.0, 9.0, 10.0
    relaxed = Answer(Stop.OPTIMAL, "", bound=best - 10, solutions=[solution], reduced_costs=costs)
    dive.rule_out_by_reduced_costs(problem, search, relaxed, gap=0.0)
    ((place, ruled_out),) = search.ruled_out.items()
    assert [bracket.name for bracket in ruled_out] == [problem.columns[hopeless][1][3]]
    assert (place[:3], search.floor_mcny) == (problem.columns[hopeless][1][:3], best)
