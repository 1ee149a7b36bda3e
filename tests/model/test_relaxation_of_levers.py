"""The relaxation against the judge on random small cases of every lever: no accepted plan is missing or dearer."""

from __future__ import annotations

import random
from collections.abc import Iterator

import pytest
from agreement.brute_force import every_plan
from agreement.random_levers import FAMILIES, lever_case
from model.model_case import ModelCase

from solver.evaluate.outcome import Outcome

RELATIVE = 1e-5
SEEDS = range(5)
DRAWS, PLANS = 60, 3


def accepted(case: ModelCase, seed: int) -> Iterator[Outcome]:
    """Yield the outcomes of a few random plans that the judge accepts."""
    plans = list(every_plan(case.judge))
    random.Random(seed).shuffle(plans)
    outcomes = (case.judge.evaluate(plan) for plan in plans[:DRAWS])
    kept = (outcome for outcome in outcomes if outcome.feasible)
    yield from (outcome for _, outcome in zip(range(PLANS), kept, strict=False))


@pytest.mark.parametrize("family", FAMILIES)
def test_the_model_holds_accepted_plans_of_every_lever(family: str) -> None:
    checked = 0
    for seed in SEEDS:
        case = ModelCase.of(*lever_case(seed, family))
        plans = list(accepted(case, seed))
        # At the first brackets, and then at those of the first plan's own prices.
        for splitting in (None, *plans[:1]):
            case = case if splitting is None else case.split_at(splitting)
            for outcome in plans:
                value = case.value_of(outcome)
                assert value is not None, (seed, outcome.plan)
                room = RELATIVE * max(1.0, abs(outcome.objective_mcny))
                assert value <= outcome.objective_mcny + room, (seed, outcome.plan)
                checked += 1
    assert checked > len(SEEDS)
