"""The solver against every plan there is, for each lever.

A longer run: ``python -m pytest tests/agreement/test_levers_brute_force.py -n 2 --seeds 200 --first-seed 8``.
"""

from __future__ import annotations

from collections import Counter

import pytest
from agreement.brute_force import best_plan
from agreement.conftest import Solve
from agreement.random_levers import FAMILIES, lever_case
from agreement.test_brute_force import assert_best

from solver.evaluate.judge import Judge
from solver.instance.check import check_instance
from solver.instance.check_provenance import figures_have_provenance

OPEN = ()
"""Families in which the model may be kinder than the judge in the end."""


@pytest.mark.parametrize("family", FAMILIES)
def test_the_solver_finds_the_best_of_all_plans(family: str, lever_seed: int, solve_exactly: Solve) -> None:
    assert_best(*lever_case(lever_seed, family), solve_exactly)
