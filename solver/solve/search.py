"""What a search knows: the best judged plan, the best bound, and the brackets."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field

from solver.evaluate.judge import Judge
from solver.evaluate.outcome import Outcome
from solver.evaluate.rows import market_rows
from solver.levers import conduct
from solver.levers.brackets import Bracket, split
from solver.levers.conduct import MarketYear
from solver.levers.tables import Tables
from solver.plan import Plan
from solver.solve.result import certified_gap


@dataclass(frozen=True)
class Standing:
    """How far a search has come."""

    seconds: float
    round: int
    objective_mcny: float | None
    bound_mcny: float | None

    @property
    def gap(self) -> float | None:
        """Certified gap."""
        return certified_gap(self.objective_mcny, self.bound_mcny)


@dataclass
class Search:
    """What is known so far."""

    judge: Judge
    tables: Tables
    brackets: dict[MarketYear, tuple[Bracket, ...]]
    best: Outcome | None = None
    bound_mcny: float | None = None
    rounds: int = 0
    judged: dict[Plan, Outcome] = field(default_factory=dict)

    def weigh(self, plan: Plan) -> Outcome:
        """Judge a plan, once, and keep it if it is the best that keeps every limit."""
        if plan not in self.judged:
            self.judged[plan] = self.judge.evaluate(plan)
        outcome = self.judged[plan]
        if outcome.feasible and (self.best is None or outcome.objective_mcny < self.best.objective_mcny):
            self.best = outcome
        return outcome

    def raise_bound(self, bound_mcny: float | None) -> None:
        """Keep the higher bound: each holds for the exact problem."""
        if bound_mcny is not None and (self.bound_mcny is None or bound_mcny > self.bound_mcny):
            self.bound_mcny = bound_mcny

    @property
    def objective_mcny(self) -> float | None:
        """Judged objective of the best plan."""
        return None if self.best is None else self.best.objective_mcny

    @property
    def gap(self) -> float | None:
        """Certified gap so far."""
        return certified_gap(self.objective_mcny, self.bound_mcny)

    def split_at(self, outcome: Outcome, only: Collection[MarketYear] | None = None) -> bool:
        """Split the brackets that an outcome's prices lie in; return whether any could be split.

        Parameters
        ----------
        only : collection of MarketYear, optional
            Markets, years and scenarios to split; all if it is left out.
        """
        before = dict(self.brackets)
        for row in market_rows(outcome.tables):
            at = row.market, row.year, row.scenario
            if only is not None and at not in only:
                continue
            self.brackets[at] = split(
                self.brackets[at],
                row.price_cny_per_unit,
                row.marginal_rate,
                row.unserved_munit > 0,
                conduct.offers_of(self.tables.states, row.market),
                self.judge.instance.demand_curve(*at).top_price_cny_per_unit,
            )
        return before != self.brackets
