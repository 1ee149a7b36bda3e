"""One round of a search."""

from __future__ import annotations

import math
from dataclasses import dataclass

from solver.evaluate.outcome import Outcome
from solver.solve.problem import Floats, Problem

SHARE_OF_KINDNESS = 0.5
"""A round ends when its own gap is this share of what the relaxation is too kind by for the plan it found."""
LOOSE_GAP = 0.01
"""Own gap at which the first round ends if the judge rejects its plan; each later round asks for half of it."""


@dataclass
class Round:
    """One relaxation and what has come of it so far."""

    problem: Problem
    began_seconds: float
    best_mcny: float = math.inf
    """Objective of the best plan when ruling out was last thought of."""
    seen: int = 0
    """How many of the solver's solutions have been judged."""
    last: tuple[Floats, Outcome] | None = None
    """The last and best solution, and what the judge says of its plan."""

    def objective_mcny(self) -> float | None:
        """Return the relaxation's own objective of the last solution."""
        if self.last is None:
            return None
        return float(self.problem.cost @ self.last[0]) + self.problem.offset

    def is_close_enough(self, bound_mcny: float | None, number: int) -> bool:
        """Return whether the relaxation is solved so closely that splitting promises more than going on.

        Parameters
        ----------
        bound_mcny : float or None
            What the relaxation is known to cost at least.
        number : int
            Which round this is.
        """
        relaxed = self.objective_mcny()
        if relaxed is None or self.last is None or bound_mcny is None:
            return False
        judged = self.last[1]
        if judged.feasible:
            return relaxed - bound_mcny <= SHARE_OF_KINDNESS * (judged.objective_mcny - relaxed)
        return relaxed - bound_mcny <= LOOSE_GAP * 0.5 ** (number - 1) * abs(relaxed)
