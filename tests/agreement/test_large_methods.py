"""Small problems that are taken for large ones come to the same optimum."""

from __future__ import annotations

import pytest
from agreement.brute_force import best_plan
from agreement.conftest import Solve
from agreement.random_instances import random_case

from solver.evaluate.judge import Judge
from solver.solve import dive


@pytest.mark.parametrize("number", [3, 11, 27, 60])
def test_small_problems_taken_for_large_ones_have_the_same_optimum(
    number: int, solve_exactly: Solve, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(dive, "LARGE_COLUMNS", 0)
    instance, mandate = random_case(number)
    best = best_plan(Judge(instance, mandate))
    result = solve_exactly(instance, mandate)
    if best is None:
        assert result.status == "no_plan"
    else:
        assert result.objective_mcny == pytest.approx(best.objective_mcny, rel=1e-5, abs=1e-6)
        assert result.bound_mcny is not None
        assert result.bound_mcny <= best.objective_mcny * (1 + 1e-6) + 1e-6
