"""Plans that are found without the model, by mending and improving the status quo."""

from __future__ import annotations

import itertools
import math
from typing import Any

import pytest
from agreement.brute_force import best_plan
from agreement.random_instances import random_case
from agreement.random_levers import FAMILIES, lever_case
from builders import build_instance, build_mandate
from model.model_case import ModelCase

from solver.evaluate.outcome import Outcome
from solver.instance.instance import Instance
from solver.mandate import Mandate
from solver.solve.decode import Decoder
from solver.solve.seek import seek_plans

LOSING = {"fixed_cost_mcny_per_line": 200, "service_years": 0}
"""Sells 10 at 19, 14 above its cash cost, and loses 60 a year; closing displaces 100 at 0.1 mcny each."""


def sought(instance: Instance, mandate: Mandate, most_plans: float = math.inf) -> list[Outcome]:
    """Return the accepted plans that are found, in the order in which they are; time is up after so many."""
    case = ModelCase.of(instance, mandate)
    asked = itertools.count()
    found: list[Outcome] = []
    decoder = Decoder(instance, mandate, case.tables)
    seek_plans(case.judge, case.tables, decoder, found.append, lambda: next(asked) >= most_plans, seed=0)
    return found


def best(instance: Instance, mandate: Mandate) -> Outcome:
    return min(sought(instance, mandate), key=lambda outcome: outcome.objective_mcny)


def closings(outcome: Outcome) -> list[tuple[str, int]]:
    return [(move.plant, move.year) for move in outcome.plan.moves if move.to_state == "closed"]


def test_a_plant_that_loses_for_years_is_closed_in_the_first() -> None:
    # It loses 60 a year. Without it consumers lose 5 more a year (10 units that they would pay up to 20 for at 19), and
    # 100 people cost 10 to lose their work and at most 10 a year without.
    outcome = best(build_instance(plants=[LOSING], header={"years": 3}), build_mandate())
    assert closings(outcome) == [("plant", 2025)]


def test_a_firm_that_would_fail_closes_in_time() -> None:
    # With 50 of cash and a loss of 60 it fails in the first year unless it closes, so that is the first plan there is.
    poor = [{"cash_mcny": 50}]
    outcomes = sought(build_instance(plants=[LOSING], firms=poor, header={"years": 2}), build_mandate())
    assert closings(outcomes[0]) == [("plant", 2025)]


def test_no_plan_is_found_where_there_is_none() -> None:
    # A price of 19, or 20 where nothing is made, against a ceiling of 150 % of 10.
    mandate = build_mandate(limits={"consumer_price": {"ceiling_pct_of_reference": 150}})
    assert sought(build_instance(plants=[LOSING], header={"years": 2}), mandate) == []


def test_a_class_is_opened_where_a_ceiling_on_unemployment_is_in_the_way() -> None:
    # Of 100 people half find work; a ceiling of 0.3 % of 10,000 allows 30 without. 10 classes of 10 place all of them.
    mandate = build_mandate(limits={"unemployment": {"rise_ceiling_percentage_points": 0.3}})
    instance = build_instance(plants=[LOSING], firms=[{"cash_mcny": 50}], programmes=[{}])
    outcome = best(instance, mandate)
    assert closings(outcome) == [("plant", 2025)]
    assert [opening.year for opening in outcome.plan.openings] == [2025]
    # 40 or more are retrained: 60 others find work half of the time, and 30 are left.
    assert outcome.plan.classes[0].classes >= 4


def test_money_is_moved_where_a_budget_lacks_it() -> None:
    # Closing costs the owner 5, which he is due; the fund has nothing of its own, and may get it from the other payer.
    limits: dict[str, dict[str, Any]] = {"budget": {}, "participation": {}}
    added = {"payer": "other", "from_year": 2025, "to_year": 2025, "mcny_per_year": 10}
    mandate = build_mandate(limits=limits, budget_additions=[added])
    instance = build_instance(
        plants=[{**LOSING, "closure_cost_mcny_per_line": 5}],
        firms=[{"cash_mcny": 50}],
        payers=[{"id": "fund"}, {"id": "other"}],
        regions=[{"unemployment_benefit_cny_per_month": 0}],
        transfers=[{"from_payer": "other", "to_payer": "fund"}],
    )
    outcome = best(instance, mandate)
    assert closings(outcome) == [("plant", 2025)]
    assert [(each.transfer, round(each.mcny, 3)) for each in outcome.plan.transfers] == [("transfer", 5)]


CASES = [(random_case, (seed,)) for seed in range(8)] + [(lever_case, (1, family)) for family in FAMILIES]


@pytest.mark.parametrize(("case", "at"), CASES, ids=lambda value: str(value) if isinstance(value, tuple) else "")
def test_a_plan_is_found_where_there_is_one_and_nearly_the_best(case: Any, at: tuple[Any, ...]) -> None:
    instance, mandate = case(*at)
    exact = best_plan(ModelCase.of(instance, mandate).judge)
    found = sought(instance, mandate)
    assert all(outcome.feasible for outcome in found)
    assert bool(found) == (exact is not None)
    if exact is not None:
        least = min(outcome.objective_mcny for outcome in found)
        assert exact.objective_mcny - 1e-6 <= least <= exact.objective_mcny + 0.1 * abs(exact.objective_mcny) + 1e-6


def test_the_same_seed_leads_to_the_same_plans() -> None:
    instance, mandate = random_case(3)
    assert [each.plan for each in sought(instance, mandate)] == [each.plan for each in sought(instance, mandate)]


def test_without_time_only_the_status_quo_is_judged() -> None:
    found = sought(build_instance(plants=[LOSING], header={"years": 3}), build_mandate(), most_plans=0)
    assert [outcome.plan.moves for outcome in found] == [()]


def test_an_interruption_passes_through() -> None:
    case = ModelCase.of(build_instance(plants=[LOSING]), build_mandate())

    def keep(_: Outcome) -> None:
        raise KeyboardInterrupt

    decoder = Decoder(case.judge.instance, case.judge.mandate, case.tables)
    with pytest.raises(KeyboardInterrupt):
        seek_plans(case.judge, case.tables, decoder, keep, lambda: False, seed=0)
