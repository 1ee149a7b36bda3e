"""What a search begins from."""

from __future__ import annotations

from dataclasses import dataclass

from solver.plan import Plan


@dataclass(frozen=True)
class Earlier:
    """What an earlier search has found, of the same question or of one like it."""

    plan: Plan | None
    """Judged anew before anything is made of it."""
    bound_mcny: float | None
    """No plan is below it; known only where the question is the same."""
