"""A mill that must close and cannot: the small case of the tests of conflicts.

Demand is ``200 - 10 * price``, so a sector that makes 10 million units sells them at 19. The mill makes 10 million
units at 5 each and costs 200 million whatever it makes: at 19 it loses 200 - 14 * 10 = 60, so with cash of 30 its firm
is 30 short. When it closes, half of its 100 people find work and 50 do not; the ceiling of the valley is 1 % of 1000.
"""

from __future__ import annotations

from typing import Any, Self

from builders import build_instance

from solver.instance.instance import Instance
from solver.mandate import Mandate
from solver.solve.highs import HighsProcess
from solver.solve.options import Options
from solver.solve.refine import solve
from solver.solve.result import Conflict, Result

VALLEY = {"id": "valley", "name": "Valley", "labour_force_persons": 1_000}
MILL = {"id": "mill", "firm": "miller", "region": "valley", "fixed_cost_mcny_per_line": 200, "service_years": 0}
MILLER = {"id": "miller", "name": "Miller", "cash_mcny": 30}


def town(*, region: dict[str, Any] | None = None, **tables: Any) -> Instance:
    rows = {"regions": [{**VALLEY, **(region or {})}], "plants": [MILL], "firms": [MILLER], **tables}
    return build_instance(**rows)


def run(instance: Instance, mandate: Mandate) -> Result:
    return solve(instance, mandate, Options(gap=1e-2, time_limit_seconds=60), lambda _: None, lambda _: None)


def conflict_of(instance: Instance, mandate: Mandate) -> Conflict:
    result = run(instance, mandate)
    assert (result.status, result.plan) == ("no_plan", None)
    assert result.conflict is not None
    assert result.conflict.minimal
    return result.conflict


class KeptProcess(HighsProcess):
    """A process that goes on after a solve: starting it takes longer than solving a small case."""

    def __enter__(self) -> Self:
        """Start nothing; the first problem does."""
        return self

    def __exit__(self, *_: object) -> None:
        """Go on."""
