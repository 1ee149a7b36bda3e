"""The bound of whole lines: the charges that the side of decisions is given, and what it proves with them.

Charges are made around prices near which plans are expected: at some prices a little below or above them, lines pay
what they cost there, and what they make is valued like the multipliers say, or more, or less. Most of them say nothing
that others do not say, and the solver's cuts take time with each. So those are given to it that bind in the continuous
relaxation, and a few that lines which are whole may need besides.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np

from solver.solve.blocks.alone import plans_alone
from solver.solve.blocks.charges import Charge, Charges, binding
from solver.solve.blocks.lagrangian import Bound, Lagrangian, Multipliers
from solver.solve.blocks.plans import Plans
from solver.solve.blocks.years import Prices
from solver.solve.highs import Answer, Settings
from solver.solve.pool import Solver
from solver.solve.problem import Floats, Problem

WORTH_OF_OUTPUT = (-1.0, -0.3, -0.1, -0.03, -0.01, -0.003, 0.0, 0.003, 0.01, 0.03, 0.1, 0.3, 1.0)
"""By which share of its price a munit of output is valued higher than by the multipliers."""
ALWAYS = (0, *(1 + WORTH_OF_OUTPUT.index(more) for more in (-0.03, -0.003, 0.003, 0.03)))
"""Numbers of the charges that the solver gets whether they bind or not: that of the multipliers, and at the first of
the centres some that value output a little otherwise.
"""
CENTRES = (0.0, -0.01, -0.03)
"""By which share the prices differ at which lines pay what they cost, and at which pieces of prices meet.

What a market is worth with the charges of such a price has a peak there, and straight lines below it lose the peak
unless a piece begins or ends at it.
"""
LEAST_PIECE = 0.001
"""Pieces are wider than this share of the price."""
CUT_BELOW = 0.005
"""By which share below the centre a price is cut, where plans are bounded in parts."""
MOST_DIVIDED = 12
"""Prices have pieces, and charges of more than the first centre, where no more of them can move than that: each piece
is one more thing to decide, and bounds come later."""


@dataclass(frozen=True)
class Around:
    """What whole lines are to be bounded around."""

    bound: Bound
    """Its multipliers are those of all charges, but for demand and what lines pay."""
    centre_cny_per_unit: Floats
    """Prices near which plans are expected; shape (answers,)."""
    left: Prices
    """Where prices may be; the bound holds for plans whose prices are there."""

    @property
    def is_divided(self) -> bool:
        """Whether prices are divided into pieces."""
        return int(np.count_nonzero(self.left.low < self.left.high)) <= MOST_DIVIDED

    def edges(self) -> tuple[Floats, ...]:
        """Return, by answer, where pieces of its price begin and end."""
        found = []
        for low, high, centre in zip(self.left.low, self.left.high, self.centre_cny_per_unit, strict=True):
            least = LEAST_PIECE * centre
            between = sorted(centre * (1 + share) for share in CENTRES) if self.is_divided else []
            found.append(np.array([low, *(edge for edge in between if low + least < edge < high - least), high]))
        return tuple(found)

    def halves(self) -> tuple[Around, ...]:
        """Return two parts, in which the widest price is above and below where it is cut; the whole if none can be.

        Plans are expected in the first, so that less is likely to be proved of it.
        """
        low, high, centre = self.left.low, self.left.high, self.centre_cny_per_unit
        cut, least = (1 - CUT_BELOW) * centre, LEAST_PIECE * centre
        can_be_cut = (low + least < cut) & (cut < high - least)
        widths = np.divide(high - low, centre, out=np.zeros(len(cut)), where=can_be_cut)
        if not self.is_divided or not can_be_cut.any():
            return (self,)
        is_cut = np.arange(len(cut)) == widths.argmax()
        below = Prices(low, np.where(is_cut, cut, high), self.left.may_be_scarce & ~is_cut)
        above = replace(self.left, low=np.where(is_cut, cut, low))
        return replace(self, left=above), replace(self, left=below)


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
        began = time.monotonic()
        charges = self.charges(around)
        problem = self.problem(around, charges)
        relaxed = solver.relax(problem, settings, interior_point=False)
        if relaxed.row_duals is None or is_enough(relaxed):
            return relaxed
        telling = binding(problem, relaxed.row_duals, self._plans.answers)
        few = charges.kept(lambda number, place: number in ALWAYS or (number, place) in telling)
        left = settings.time_limit_seconds - (time.monotonic() - began)
        # Payments have all lines in them: put into other rows they take most of the solver's time.
        for_bound = replace(settings, time_limit_seconds=left, aggregator=False, seeks_solutions=False)
        return solver.solve(self.problem(around, few), for_bound, None, is_enough)

    def problem(self, around: Around, charges: Charges) -> Problem:
        """Return the problem whose bound that is."""
        rows = around.bound.multipliers.rows
        return plans_alone(self._plans, rows, charges, *self._lagrangian.finite_bounds)

    def charges(self, around: Around) -> Charges:
        """Return the charges of the multipliers, and of those that value output otherwise, at some centres.

        Kinds of payment are what the multipliers say, and for each centre what a line costs there and what it makes.
        """
        at, uses = around.bound.multipliers, self._plans.uses
        centres = CENTRES if around.is_divided else CENTRES[:1]
        payments = [at.uses]
        for share in centres:
            centre = around.left.clipped((1 + share) * around.centre_cny_per_unit)
            payments += self._lagrangian.costs_and_output(at.rows, centre)
        kinds, none = np.array(payments), np.zeros((len(payments), len(self._plans.answers)))

        def charge(shares: Floats, demand: Floats) -> Charge:
            paid = (shares[:, uses.answer] * kinds).sum(axis=0)
            return Charge(shares, self._lagrangian.curves(Multipliers(at.rows, demand, paid), around.left))

        shares = none.copy()
        shares[0] = 1.0
        charges = [charge(shares, at.demand)]
        for place in range(len(centres)):
            for more in WORTH_OF_OUTPUT:
                demand = at.demand + more * around.centre_cny_per_unit
                shares = none.copy()
                shares[1 + 2 * place], shares[2 + 2 * place] = 1.0, -demand
                charges.append(charge(shares, demand))
        return Charges(kinds, around.edges(), tuple(charges))
