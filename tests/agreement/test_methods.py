"""Boxes and blocks against every plan there is: plans as good as was asked for, and bounds that no plan is below.

A longer run: ``python -m pytest tests/agreement/test_methods.py --seeds 300``.
"""

from __future__ import annotations

import pytest
from agreement.brute_force import best_plan
from agreement.conftest import seeds_asked_for
from agreement.random_instances import random_case
from agreement.random_levers import FAMILIES, lever_case
from agreement.test_brute_force import slack_of

from solver.evaluate.judge import Judge
from solver.instance.instance import Instance
from solver.mandate import Mandate
from solver.solve import refine
from solver.solve.options import Method, Options
from solver.solve.pool import Pool

GAP = 1e-3
SEEDS, OF_FAMILY = 40, 3
METHODS: tuple[Method, ...] = ("boxes", "blocks")
pytestmark = pytest.mark.usefixtures("one_process")


@pytest.mark.parametrize("method", METHODS)
def test_the_best_plan_is_found_within_the_gap(method: Method, request: pytest.FixtureRequest) -> None:
    for seed in seeds_asked_for(request.config, SEEDS):
        assert_within_gap(*random_case(seed), method, f"seed {seed}")


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("family", FAMILIES)
def test_the_best_plan_is_found_within_the_gap_with_every_lever(
    family: str, method: Method, request: pytest.FixtureRequest
) -> None:
    for seed in seeds_asked_for(request.config, OF_FAMILY):
        assert_within_gap(*lever_case(seed, family), method, f"{family} {seed}")


def assert_within_gap(
    instance: Instance,
    mandate: Mandate,
    method: Method,
    case: str,
    threads: int = 1,
    pool: Pool | None = None,
) -> None:
    truth = best_plan(Judge(instance, mandate))
    options = Options(gap=GAP, time_limit_seconds=60, method=method, threads=threads)
    result = refine.solve(instance, mandate, options, lambda _: None, lambda _: None, pool)
    if truth is None:
        assert (result.status, result.plan) == ("no_plan", None), case
        return
    assert result.status != "no_plan", case
    assert result.bound_mcny is None or result.bound_mcny <= truth.objective_mcny + slack_of(truth), case
    assert result.status == "optimal", (case, result.reason)
    assert result.objective_mcny is not None
    assert result.objective_mcny <= truth.objective_mcny + GAP * abs(truth.objective_mcny) + slack_of(truth), case
