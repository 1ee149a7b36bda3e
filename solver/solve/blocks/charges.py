r"""What markets are worth to the side of decisions, as rows and columns of its problem.

With what a line of use :math:`u` pays its market, :math:`\pi_{ju}`, and what the market is worth by itself at each
price, :math:`W_j(p)`, the market is worth at least

.. math:: \eta \ge W_j(p) + \sum_u \pi_{ju} n_u \quad \text{for all } j

at one price :math:`p` for all charges :math:`j`. What lines pay is made of a few kinds of payment that all charges
share, so that few rows have all lines in them: solvers are slow with many such rows. The price lies in one of a few
pieces, and in each piece straight lines stand for :math:`W_j` that are nowhere above it.

Source: Balas, Disjunctive programming and a hierarchy of relaxations (SIAM J. Algebraic Discrete Methods 6, 1985) for
prices by piece.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
import scipy.sparse as sp

from solver.solve.blocks.envelope import lines_below
from solver.solve.blocks.plans import Answer, Ints, MoreColumns, MoreRows, Plans, extended
from solver.solve.blocks.years import Curve
from solver.solve.problem import Floats, Problem

LEAST_DUAL = 1e-7
"""A charge that says less of what a market is worth, as a share of all charges, does not bind."""

Key = tuple[str | int, ...]


@dataclass(frozen=True)
class Charge:
    """One set of multipliers: what lines pay their markets, and what markets are worth then."""

    shares: Floats
    """How much of each kind of payment lines pay; shape (kinds, answers)."""
    curves: tuple[Curve | None, ...]
    """By answer; none where the charge is left out."""


@dataclass(frozen=True)
class Charges:
    """All charges of a problem."""

    payments: Floats
    """What a line of each use pays, in each kind of payment; shape (kinds, uses)."""
    edges: tuple[Floats, ...]
    """By answer, the prices between which its pieces lie: the lowest, the highest, and what is between pieces."""
    charges: tuple[Charge, ...]

    def kept(self, is_kept: Callable[[int, int], bool]) -> Charges:
        """Return those that are kept, each by its number and by that of the answer."""
        left = (
            tuple(curve if is_kept(number, place) else None for place, curve in enumerate(charge.curves))
            for number, charge in enumerate(self.charges)
        )
        charges = (replace(charge, curves=curves) for charge, curves in zip(self.charges, left, strict=True))
        return replace(self, charges=tuple(charges))


def charged(problem: Problem, plans: Plans, line: Ints, charges: Charges) -> Problem:
    """Return a problem with what each answer is worth, bounded from below by charges, as part of its cost.

    Parameters
    ----------
    problem : Problem
        With lines as columns.
    plans : Plans
        Whose uses and answers charges are of.
    line : array, shape (uses,)
        The column of the lines of each use.
    charges : Charges
        Columns ``worth_mcny`` by answer are the first that are added.
    """
    made = _Made(len(problem.columns))
    worth = [made.column("worth_mcny", answer, -np.inf, np.inf, cost=1.0) for answer in plans.answers]
    for place, answer in enumerate(plans.answers):
        own = np.flatnonzero(plans.uses.answer == place)
        paid = [_payment(made, (*answer, kind), line[own], each[own]) for kind, each in enumerate(charges.payments)]
        pieces = _pieces(made, answer, charges.edges[place])
        for number, charge in enumerate(charges.charges):
            curve = charge.curves[place]
            if curve is None:
                continue
            by_itself = [_by_itself(made, (*answer, number), piece, curve) for piece in pieces]
            columns = [worth[place], *paid, *by_itself]
            factors = [1.0, *-charge.shares[:, place], *[-1.0] * len(pieces)]
            made.row("market_charges", (*answer, number), columns, factors, 0, np.inf)
    return made.added_to(problem)


def binding(problem: Problem, row_duals: Floats, answers: Sequence[Answer]) -> set[tuple[int, int]]:
    """Return the charges that bind in a continuous solution of a problem with charges: their numbers and answers'."""
    places = {answer: place for place, answer in enumerate(answers)}
    bound = (problem.rows[row] for row in np.flatnonzero(np.abs(row_duals) > LEAST_DUAL))
    return {(at[-1], places[at[:-1]]) for name, at in bound if name == "market_charges"}


def _payment(made: _Made, at: Key, lines: Ints, paid_mcny: Floats) -> int:
    """Add what all lines of an answer pay in one kind of payment."""
    column = made.column("paid_mcny", at, -np.inf, np.inf)
    made.row("payments_added", at, [*lines, column], [*paid_mcny, -1.0], 0, 0)
    return column


def _by_itself(made: _Made, at: Key, piece: _Piece, curve: Curve) -> int:
    """Add what the market is worth by itself in a piece of prices: nothing where its price is elsewhere."""
    column = made.column("by_itself_mcny", (*at, piece.number), -np.inf, np.inf)
    lines = lines_below(curve, piece.low, piece.high)
    for number, (slope, at_zero) in enumerate(zip(lines.slopes, lines.at_zero_mcny, strict=True)):
        columns, factors = [column, piece.price, piece.is_in], [1.0, -slope, -at_zero]
        made.row("worth_at_price", (*at, piece.number, number), columns, factors, 0, np.inf)
    return column


@dataclass(frozen=True)
class _Piece:
    """Prices from one to another, and the columns of the price there, and of whether it lies there."""

    number: int
    low: float
    high: float
    price: int
    is_in: int


def _pieces(made: _Made, answer: Answer, edges: Floats) -> list[_Piece]:
    """Add the pieces of an answer's price, of which it lies in just one."""
    found = []
    for number, (low, high) in enumerate(itertools.pairwise(edges)):
        price = made.column("price_in_piece", (*answer, number), min(0.0, low), max(0.0, high))
        is_in = made.column("in_piece", (*answer, number), 0.0, 1.0, integer=True)
        made.row("not_below_piece", (*answer, number), [price, is_in], [1.0, -low], 0, np.inf)
        made.row("not_above_piece", (*answer, number), [price, is_in], [1.0, -high], -np.inf, 0)
        found.append(_Piece(number, low, high, price, is_in))
    made.row("in_one_piece", answer, [piece.is_in for piece in found], [1.0] * len(found), 1, 1)
    return found


@dataclass
class _Made:
    """Columns and rows that are put behind those of a problem, one by one."""

    first: int
    """How many columns there are before."""
    names: list[tuple[str, Key]] = field(default_factory=list)
    facts: list[tuple[float, float, float, bool]] = field(default_factory=list)
    """Cost, lower and upper bound of each column, and whether it is integer."""
    row_names: list[tuple[str, Key]] = field(default_factory=list)
    row_ends: list[tuple[float, float]] = field(default_factory=list)
    entries: list[tuple[Ints, Floats]] = field(default_factory=list)

    def column(
        self, name: str, at: Key, lower: float, upper: float, *, cost: float = 0.0, integer: bool = False
    ) -> int:
        """Add a column; return which one it is."""
        self.names.append((name, at))
        self.facts.append((cost, lower, upper, integer))
        return self.first + len(self.names) - 1

    def row(
        self, name: str, at: Key, columns: Iterable[int], factors: Iterable[float], lower: float, upper: float
    ) -> None:
        """Add a row."""
        self.row_names.append((name, at))
        self.row_ends.append((lower, upper))
        self.entries.append((np.array(list(columns), dtype=np.int64), np.array(list(factors), dtype=float)))

    def added_to(self, problem: Problem) -> Problem:
        """Return the problem with them."""
        cost, lower, upper, integer = np.array(self.facts, dtype=float).T
        row = np.repeat(np.arange(len(self.entries)), [len(columns) for columns, _ in self.entries])
        columns, factors = (np.concatenate(each) for each in zip(*self.entries, strict=True))
        shape = len(self.entries), self.first + len(self.names)
        low, high = np.array(self.row_ends, dtype=float).T
        more = MoreRows(tuple(self.row_names), sp.csr_array((factors, (row, columns)), shape=shape), low, high)
        made = extended(problem, MoreColumns(tuple(self.names), cost, lower, upper), more)
        return replace(made, integer=np.concatenate([problem.integer, integer > 0]))
