"""Blocks that bound plans while they look for better ones, against every plan there is.

HiGHS keeps the number of threads that a process begins with, so these solves start processes of their own.
"""

from __future__ import annotations

import pytest
from agreement.conftest import seeds_asked_for
from agreement.random_instances import random_case
from agreement.test_methods import assert_within_gap

SEEDS = 4


@pytest.mark.parametrize("threads", [2, 3])
def test_the_best_plan_is_found_within_the_gap(request: pytest.FixtureRequest, threads: int) -> None:
    for seed in seeds_asked_for(request.config, SEEDS):
        assert_within_gap(*random_case(seed), "blocks", f"seed {seed}", threads=threads)
