"""The relaxation against the judge: no plan that the judge accepts is missing in the model, or dearer there.

On crowded cases (offers that tie, two scenarios, several lines a plant), and on cases of each lever.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pytest
from agreement.brute_force import every_outcome, promised_support
from agreement.every_course import plant_courses
from agreement.random_instances import crowded_case
from agreement.random_levers import FAMILIES, lever_case
from model.model_case import ModelCase

from solver.evaluate.judge import Judge
from solver.evaluate.outcome import Outcome
from solver.evaluate.rows import market_rows
from solver.levers.modes import mode_name
from solver.plan import Move, Plan
from solver.solve.start import holding_brackets

RELATIVE = 1e-6
DRAWS = 40
PLANS = 3
PLANS_OF_LEVERS = 8


def accepted(judge: Judge, seed: int, whole_plants: bool = False) -> Iterator[Outcome]:
    """Yield the outcomes of a few random plans that the judge accepts, without classes."""
    rng = np.random.default_rng(seed)
    courses = []
    for plant in judge.instance.plants.values():
        own = sorted(plant_courses(judge, plant), key=str)
        courses.append([course for course in own if not whole_plants or moves_whole(course, plant.lines)])
    seen: set[Plan] = set()
    for _ in range(DRAWS):
        moves = tuple(move for own in courses for move in own[rng.integers(len(own))])
        support = promised_support(judge.instance, judge.mandate, moves)
        plan = Plan(instance=judge.instance.header.id, moves=moves, income_support=support)
        if plan not in seen and (outcome := judge.evaluate(plan)).feasible:
            yield outcome
            seen.add(plan)
        if len(seen) == PLANS:
            return


def moves_whole(course: tuple[Move, ...], lines: int) -> bool:
    """Return whether all lines of a plant take the same steps."""
    return all(move.lines == lines for move in course)


def harm_between_edges_mcny(case: ModelCase, outcome: Outcome) -> float:
    """Return by how much consumer harm lies above the straight lines between the edges of the brackets it is in."""
    instance, mandate = case.judge.instance, case.judge.mandate
    rows = {row.key: row for row in case.modes.rows(case.brackets)}
    above = 0.0
    brackets = holding_brackets(outcome, case.brackets)
    for made in market_rows(outcome.tables):
        at = made.market, made.year, made.scenario, made.conduct
        row = rows[*at[:3], mode_name(made.conduct, brackets[at][0])]
        on_line = row.consumer_harm_low_mcny + row.harm_slope_munit * (
            made.price_cny_per_unit - row.price_low_cny_per_unit
        )
        factor = instance.discount_factor(made.year) * instance.probability(made.scenario)
        above += mandate.weights.consumer_harm * factor * (made.consumer_harm_mcny - on_line)
    return above


@pytest.mark.parametrize("first", range(0, 48, 8))
def test_the_model_holds_accepted_plans_whatever_the_brackets_are_split_at(first: int) -> None:
    checked = 0
    for seed in range(first, first + 8):
        case = ModelCase.of(*crowded_case(seed))
        checked += assert_held(case, list(accepted(case.judge, seed)), PLANS)
    assert checked


def assert_held(case: ModelCase, plans: list[Outcome], splits: int) -> int:
    """Assert that the model holds all plans, at the first brackets and at those split at the first plans' prices.

    Returns
    -------
    int
        How often a plan was held against the model.
    """
    checked = 0
    for splitting in (None, *plans[:splits]):
        case = case if splitting is None else case.split_at(splitting)
        for outcome in plans:
            value = case.value_of(outcome)
            assert value is not None, outcome.plan
            assert value <= outcome.objective_mcny + RELATIVE * max(1.0, abs(outcome.objective_mcny)), outcome.plan
            checked += 1
    return checked


@pytest.mark.parametrize("family", FAMILIES)
def test_the_model_holds_accepted_plans_of_each_lever(family: str, lever_seeds: range) -> None:
    checked = 0
    for seed in lever_seeds:
        case = ModelCase.of(*lever_case(seed, family))
        plans = [outcome for outcome in every_outcome(case.judge) if outcome.feasible]
        chosen = np.random.default_rng(seed).permutation(len(plans))[:PLANS_OF_LEVERS]
        checked += assert_held(case, [plans[number] for number in chosen], 1)
    assert checked >= len(lever_seeds) * PLANS_OF_LEVERS / 2


@pytest.mark.parametrize("first", range(0, 48, 8))
def test_where_all_lines_of_a_plant_are_in_one_state_only_consumer_harm_is_too_kind(first: int) -> None:
    # Losses, subsidies and everything else are exact, at any price inside any bracket; harm is a line between edges.
    checked = 0
    for seed in range(first, first + 8):
        case = ModelCase.of(*crowded_case(seed))
        for outcome in accepted(case.judge, seed, whole_plants=True):
            expected = outcome.objective_mcny - harm_between_edges_mcny(case, outcome)
            assert case.value_of(outcome) == pytest.approx(expected, rel=RELATIVE, abs=RELATIVE), (seed, outcome.plan)
            checked += 1
    assert checked
