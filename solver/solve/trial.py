"""Judging drafts: what they miss, what they cost, and which of two is the better."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from solver.evaluate.judge import Judge
from solver.evaluate.outcome import Outcome, Violation
from solver.levers.tables import TransferRow
from solver.solve.decode import Column
from solver.solve.draft import Board, Draft

LEAST_GAIN = 1e-9
"""A draft is better if it is so by more than this, relative."""
ROUNDING = 1 + 1e-9
"""Money that covers what is lacking covers it with room for rounding."""


@dataclass(frozen=True)
class Candidate:
    """A judged draft."""

    draft: Draft
    outcome: Outcome
    missed: float
    """How many limits and rules are missed, each counting more the further it is missed, up to twice."""

    def is_better_than(self, other: Candidate) -> bool:
        """Return whether it misses less, or no more at less cost."""
        if abs(self.missed - other.missed) > LEAST_GAIN:
            return self.missed < other.missed
        least = LEAST_GAIN * max(1.0, abs(other.outcome.objective_mcny))
        return self.outcome.objective_mcny < other.outcome.objective_mcny - least


@dataclass
class Trial:
    """Judges drafts as long as there is time.

    Parameters
    ----------
    judge : Judge
        The judge.
    board : Board
        What drafts mean.
    keep : callable
        Gets every outcome that keeps all limits.
    is_over : callable
        Says whether time is up.
    """

    judge: Judge
    board: Board
    keep: Callable[[Outcome], None]
    is_over: Callable[[], bool]
    judged: int = 0
    """How many plans have been judged."""

    def candidate(self, draft: Draft) -> Candidate:
        """Judge a draft, with money moved between budgets where that is all that is missing."""
        found = self._judged(draft)
        balanced = dict(self._transfers(found))
        if balanced:
            other = self._judged(replace(draft, numbers={**draft.numbers, **balanced}))
            found = other if other.is_better_than(found) else found
        return found

    def _judged(self, draft: Draft) -> Candidate:
        self.judged += 1
        outcome = self.judge.evaluate(self.board.plan(draft))
        if outcome.feasible:
            self.keep(outcome)
        return Candidate(draft, outcome, sum(map(_missed, outcome.violations)))

    def _transfers(self, found: Candidate) -> Iterator[tuple[Column, float]]:
        """Yield transfers to payers of what they lack, as far as others may give it."""
        rows = self.board.tables.transfers
        short = {(v.subject, v.year): v.value - v.limit for v in found.outcome.violations if v.rule == "budget"}
        if not rows or not short:
            return
        limits = found.outcome.tables["limits"]
        budgets = limits[limits["rule"] == "budget"].groupby(["subject", "year"], as_index=False)["slack"].min()
        spare = {(payer, year): slack for payer, year, slack in budgets.itertuples(index=False)}
        for row in rows:
            lacking = short.get((row.to_payer, row.year), 0.0) * ROUNDING
            money = min(lacking, spare.get((row.from_payer, row.year), 0.0), _room(found.draft, row))
            if money > 0:
                short[row.to_payer, row.year] -= money
                spare[row.from_payer, row.year] -= money
                yield _column(row), found.draft.numbers.get(_column(row), 0.0) + money


def _missed(violation: Violation) -> float:
    """Return 1 for a limit that is hardly missed, up to 2 for one that is missed by all of it."""
    by = abs(violation.value - violation.limit) / max(1.0, abs(violation.limit))
    return 1 + min(1.0, by)


def _column(row: TransferRow) -> Column:
    return "transfer_mcny", (row.transfer, row.year)


def _room(draft: Draft, row: TransferRow) -> float:
    return row.most_mcny - draft.numbers.get(_column(row), 0.0)
