"""What a solve comes back with: why it stopped, and what it holds."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from solver.evaluate.outcome import Outcome

Status = Literal["optimal", "no_plan", "stopped_with_plan", "stopped_without_plan"]
"""``optimal``: the certified gap is at most the asked one. ``no_plan``: it is proven that no plan keeps all limits."""


@dataclass(frozen=True)
class Relaxation:
    """The least by which one limit must give way for a plan to exist, all other limits kept."""

    rule: str
    subject: str
    amount: float | None
    """In :attr:`unit`; less is proven not to be enough. The largest over years and scenarios; for a budget the largest
    over scenarios, summed over the years; for what is due to owners the sum. ``None`` where giving way in this limit is
    not enough, or where :attr:`known` says that it was not found."""
    unit: str
    enough: float | None = None
    """In :attr:`unit`, what the judge has accepted a plan with; ``None`` where no such plan was found."""
    known: bool = True
    """Whether the search for the amount came to an end."""
    present: float | None = None
    """In :attr:`unit`, the limit as it stands, where it is one number: a ceiling, a credit, a room."""


@dataclass(frozen=True)
class Conflict:
    """Limits that cannot hold together; a minimal set, since without any one of them the relaxation has a solution."""

    relaxations: tuple[Relaxation, ...]
    """One for each limit of the set; none where it was not found, or where the facts contradict each other."""
    together: tuple[Relaxation, ...] = ()
    """Where giving way in no one limit is enough: for rules of the set all limits of the rule, without a subject."""
    cut_short: str = ""
    """Why it is not proven that the set is minimal, as a message; empty where it is proven."""

    @property
    def minimal(self) -> bool:
        """Whether it is proven that the set is minimal."""
        return not self.cut_short


@dataclass(frozen=True)
class LimitPrice:
    """What a unit more room in a limit would save, in all scenarios, with every whole decision held as it is."""

    rule: str
    subject: str
    year: int
    """0 for a limit of no single year."""
    unit: str
    saving_mcny: float | None
    """Of the objective, above zero; ``None`` where it is not zero but was not found in the time given."""


@dataclass(frozen=True)
class Result:
    """The answer of a solve. What is not known is ``None``, never infinity or zero."""

    status: Status
    reason: str
    """Why it stopped, as a message: in English, to be said in the language that is spoken then."""
    status_quo: Outcome
    plan: Outcome | None
    """The best plan found that the judge accepts, with what follows from it."""
    bound_mcny: float | None
    """No plan that keeps all limits can have a lower objective."""
    seconds: float
    rounds: int
    """How often the brackets were refined and the model solved again."""
    conflict: Conflict | None = None
    detail: str = ""
    """What the solver itself says of why it stopped, where that says more."""
    limit_prices: tuple[LimitPrice, ...] | None = None
    """For the plan, those above zero, the largest saving first; ``None`` where they are not known."""

    @property
    def objective_mcny(self) -> float | None:
        """Judged objective of the best plan."""
        return None if self.plan is None else self.plan.objective_mcny

    @property
    def gap(self) -> float | None:
        """Certified gap: judged objective of the best plan less the bound, relative to the objective."""
        return certified_gap(self.objective_mcny, self.bound_mcny)


def certified_gap(objective_mcny: float | None, bound_mcny: float | None) -> float | None:
    """Return ``(objective - bound) / |objective|``, never below zero; ``None`` where either is not known.

    Where the objective is within a fen (1e-8 mcny) of zero the difference itself is returned.
    """
    if objective_mcny is None or bound_mcny is None:
        return None
    difference = max(0.0, objective_mcny - bound_mcny)
    return difference / abs(objective_mcny) if abs(objective_mcny) > 1e-8 else difference
