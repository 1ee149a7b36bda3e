"""The bound of whole lines: charges that the side of decisions needs, found step by step, and what it proves with them.

Which charges of a market are needed shows in the continuous solution: of many that value its output differently, the
one that says most of the lines there is added, for each market and year, until none says more than is known.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np

from solver.solve.blocks.alone import Alone, plans_alone
from solver.solve.blocks.lagrangian import Bound, Charge, Lagrangian
from solver.solve.blocks.plans import Plans
from solver.solve.blocks.years import Prices
from solver.solve.highs import Answer, Settings
from solver.solve.pool import Solver
from solver.solve.problem import Floats

FAN = (0.0, -1.0, -0.3, -0.1, -0.03, -0.01, -0.003, 0.003, 0.01, 0.03, 0.1, 0.3, 1.0)
"""By which share of its price a munit of output is valued higher than by the multipliers, in charges that are tried."""
FIRST = (-0.03, 0.03, 0.3)
"""The same, in charges that are made at once."""
MOST_CHARGES = 3
"""So often charges are added at most."""
ENOUGH = 1e-6
"""A charge that says less more than is known, relative to the bound, is not added."""


@dataclass(frozen=True)
class Around:
    """What whole lines are to be bounded around."""

    bound: Bound
    """Its multipliers are those of all charges, but for demand and what lines pay."""
    centre_cny_per_unit: Floats
    """Prices at which lines pay just what they cost; shape (answers,)."""
    left: Prices
    """Where prices may be; the bound holds for plans whose prices are there."""


class WholeLines:
    """Bounds the side of decisions with whole lines.

    Parameters
    ----------
    plans : Plans
        The side of decisions.
    lagrangian : Lagrangian
        Makes charges.
    """

    def __init__(self, plans: Plans, lagrangian: Lagrangian) -> None:
        self._plans, self._lagrangian = plans, lagrangian

    def bound(
        self,
        around: Around,
        solver: Solver,
        settings: Settings,
        is_enough: Callable[[Answer], bool],
    ) -> Answer:
        """Return what the solver proves; its bound is one of all plans with prices in the range.

        Parameters
        ----------
        settings : Settings
            With the seconds for all of it.
        is_enough : callable
            Asked with each better bound whether that is enough.
        """
        fan = [self._charge(around, share) for share in FAN]
        charges = [
            self._lagrangian.charge(around.bound.multipliers, around.left),
            *(charge for share, charge in zip(FAN, fan, strict=True) if share in FIRST),
        ]
        began = time.monotonic()

        def left() -> Settings:
            passed = time.monotonic() - began
            return replace(settings, time_limit_seconds=settings.time_limit_seconds - passed)

        for _ in range(MOST_CHARGES):
            alone = self._alone(around, charges)
            relaxed = solver.relax(alone.problem, left(), interior_point=False)
            if not relaxed.solutions or is_enough(relaxed):
                return relaxed
            added = self._most_telling(fan, alone, relaxed.solutions[-1], ENOUGH * abs(around.bound.mcny))
            if added is None:
                break
            charges.append(added)
        return solver.solve(self._alone(around, charges).problem, left(), None, is_enough)

    def _alone(self, around: Around, charges: list[Charge]) -> Alone:
        return plans_alone(self._plans, around.bound.multipliers.rows, charges, *self._lagrangian.finite_bounds)

    def _charge(self, around: Around, share: float) -> Charge:
        """Return the charge of multipliers that value output higher by a share of its price."""
        at, centre = around.bound.multipliers, around.centre_cny_per_unit
        varied = self._lagrangian.at_prices(at.rows, at.demand + share * centre, centre)
        return self._lagrangian.charge(varied, around.left)

    def _most_telling(self, fan: list[Charge], alone: Alone, solution: Floats, enough_mcny: float) -> Charge | None:
        """Return, put together from a fan, the charge that says most of each answer; none if none says more."""
        uses = self._plans.uses
        lines = alone.lines(self._plans, solution)[uses.node]
        values = np.array([charge.value_mcny(uses.answer, lines) for charge in fan])
        best = values.argmax(axis=0)
        if np.all(values.max(axis=0) <= alone.worth_mcny(solution) + enough_mcny):
            return None
        answers = np.arange(len(best))
        return Charge(
            np.array([charge.uses_mcny for charge in fan])[best[uses.answer], np.arange(len(uses.answer))],
            np.array([charge.worth_mcny for charge in fan])[best, answers],
        )
