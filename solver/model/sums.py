"""Sums of columns times numbers: one at a time, or one for each of many keys at once.

Rules that say one row at a time work with :class:`Linear`. Where there are as many rows or amounts as lines, plants or
moves, equations are written for all of them at once with :class:`Sums`, whose numbers are arrays: a thousandth of the
objects, and the same text but for the keys.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Sequence
from itertools import chain, count
from typing import Any as AnyType
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

Expression = AnyType
"""A linear expression of the model at hand, or a number."""
Index = AnyType
"""A key of a variable or row: text, a number, or a tuple of them."""
Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]


class Linear:
    """A sum of columns times numbers, and a constant; a column may come up several times."""

    __slots__ = ("columns", "constant", "factors")

    def __init__(self, columns: list[int], factors: list[float], constant: float = 0.0) -> None:
        self.columns, self.factors, self.constant = columns, factors, constant

    def __add__(self, other: Linear | float) -> Linear:
        """Add an expression or a number."""
        if isinstance(other, Linear):
            columns, factors = self.columns + other.columns, self.factors + other.factors
            return Linear(columns, factors, self.constant + other.constant)
        return Linear(self.columns, self.factors, self.constant + other) if other else self

    __radd__ = __add__

    def __neg__(self) -> Linear:
        """Turn all signs."""
        return Linear(self.columns, [-each for each in self.factors], -self.constant)

    def __sub__(self, other: Linear | float) -> Linear:
        """Take an expression or a number away."""
        if isinstance(other, Linear):
            factors = self.factors + [-each for each in other.factors]
            return Linear(self.columns + other.columns, factors, self.constant - other.constant)
        return Linear(self.columns, self.factors, self.constant - other) if other else self

    def __rsub__(self, other: float) -> Linear:
        """Take the expression away from a number."""
        return Linear(self.columns, [-each for each in self.factors], other - self.constant)

    def __mul__(self, number: float) -> Linear | float:
        """Multiply with a number; nothing is left of it if that is zero."""
        if number == 1:
            return self
        if not number:
            return 0.0
        return Linear(self.columns, [number * each for each in self.factors], number * self.constant)

    __rmul__ = __mul__

    def __truediv__(self, number: float) -> Linear | float:
        """Divide by a number."""
        return self * (1 / number)

    def __le__(self, most: Linear | float) -> Relation:
        """Ask for no more."""
        return Relation(self - most, -math.inf, 0.0)

    def __ge__(self, least: Linear | float) -> Relation:
        """Ask for no less."""
        return Relation(self - least, 0.0, math.inf)

    def __eq__(self, other: object) -> Relation:  # type: ignore[override]
        """Ask for just that."""
        assert isinstance(other, Linear | float | int)
        return Relation(self - other, 0.0, 0.0)

    __hash__ = None  # type: ignore[assignment]  # what is compared is a row, not a key


class Relation(NamedTuple):
    """An expression and what it has to lie between."""

    body: Linear
    least: float
    most: float


IMPOSSIBLE = Relation(Linear([], []), 1.0, math.inf)
"""What no choice can keep."""


def quicksum(terms: Iterable[Expression]) -> Expression:
    """Return the sum of expressions and numbers of one model."""
    columns: list[int] = []
    factors: list[float] = []
    constant = 0.0
    others = []
    for term in terms:
        if isinstance(term, Linear):
            columns += term.columns
            factors += term.factors
            constant += term.constant
        elif isinstance(term, float | int):
            constant += term
        else:
            others.append(term)
    if others:
        return sum(others, constant)
    return Linear(columns, factors, constant) if columns else constant


def is_variable(expression: Expression) -> bool:
    """Return whether an expression has any variable in it."""
    if isinstance(expression, Linear):
        return bool(expression.columns)
    return not isinstance(expression, float | int) and bool(expression.is_potentially_variable())


class Sums:
    """A sum of columns times numbers, and a constant, for each of some keys.

    Parameters
    ----------
    number : int
        How many sums there are.
    places, columns : array, shape (entries,)
        To which sum an entry belongs, and of which column it is; one column may come up several times in a sum.
    factors : array, shape (entries,)
        What the column is multiplied with.
    constants : array, shape (number,), optional
        What is added to each; nothing if left out.
    """

    __slots__ = ("columns", "constants", "factors", "number", "places")
    __array_ufunc__ = None  # an array times sums is sums, not an array of them

    def __init__(
        self, number: int, places: Ints, columns: Ints, factors: Floats, constants: Floats | None = None
    ) -> None:
        self.number, self.places, self.columns, self.factors = number, places, columns, factors
        self.constants = np.zeros(number) if constants is None else constants

    @staticmethod
    def of_columns(columns: Ints) -> Sums:
        """Return sums of one column each."""
        return Sums(len(columns), np.arange(len(columns)), columns, np.ones(len(columns)))

    @staticmethod
    def of(expressions: Sequence[Linear | float]) -> Sums:
        """Return the sums that single expressions are."""
        each = [one if isinstance(one, Linear) else Linear([], [], one) for one in expressions]
        lengths = np.fromiter((len(one.columns) for one in each), dtype=np.int64, count=len(each))
        entries = int(lengths.sum())
        return Sums(
            len(each),
            np.repeat(np.arange(len(each)), lengths),
            np.fromiter(chain.from_iterable(one.columns for one in each), dtype=np.int64, count=entries),
            np.fromiter(chain.from_iterable(one.factors for one in each), dtype=float, count=entries),
            np.fromiter((one.constant for one in each), dtype=float, count=len(each)),
        )

    def __len__(self) -> int:
        """Return how many sums there are."""
        return self.number

    def __add__(self, other: Sums | Floats | float) -> Sums:
        """Add sums, or numbers, one to each."""
        if not isinstance(other, Sums):
            return Sums(self.number, self.places, self.columns, self.factors, self.constants + other)
        return Sums(
            self.number,
            np.concatenate([self.places, other.places]),
            np.concatenate([self.columns, other.columns]),
            np.concatenate([self.factors, other.factors]),
            self.constants + other.constants,
        )

    __radd__ = __add__

    def __neg__(self) -> Sums:
        """Turn all signs."""
        return Sums(self.number, self.places, self.columns, -self.factors, -self.constants)

    def __sub__(self, other: Sums | Floats | float) -> Sums:
        """Take sums, or numbers, away, one from each."""
        return self + -other

    def __mul__(self, numbers: Floats | float) -> Sums:
        """Multiply each with a number of its own, or all with one."""
        each = np.broadcast_to(np.asarray(numbers, dtype=float), self.number)
        return Sums(self.number, self.places, self.columns, self.factors * each[self.places], self.constants * each)

    __rmul__ = __mul__

    def __le__(self, most: Sums | Floats | float) -> Relations:
        """Ask for no more."""
        return Relations(self - most, -math.inf, 0.0)

    def __eq__(self, other: object) -> Relations:  # type: ignore[override]
        """Ask for just that."""
        assert isinstance(other, Sums | np.ndarray | float | int)
        return Relations(self - other, 0.0, 0.0)

    __hash__ = None  # type: ignore[assignment]  # what is compared are rows, not keys

    def taken(self, chosen: Sequence[int] | Ints) -> Sums:
        """Return some of the sums, by their places, each named once at most."""
        places = np.asarray(chosen, dtype=np.int64)
        new = np.full(self.number, -1)
        new[places] = np.arange(len(places))
        kept = new[self.places] >= 0
        return Sums(len(places), new[self.places[kept]], self.columns[kept], self.factors[kept], self.constants[places])

    def summed(self, keys: Iterable[Index], index: Iterable[Index]) -> Sums:
        """Return for each of an index what the sums with that key are together; zero where there are none.

        Parameters
        ----------
        keys : iterable
            The key of each sum.
        index : iterable
            The keys of what is returned, each once.
        """
        number = {key: place for place, key in enumerate(index)}
        return self.onto(np.fromiter(map(number.__getitem__, keys), np.int64, self.number), len(number))

    def onto(self, places: Sequence[int] | Ints, number: int) -> Sums:
        """Return so many sums, each of those that are put in its place together; zero where there are none.

        Parameters
        ----------
        places : sequence of int
            Where each sum is put.
        """
        new = np.asarray(places, dtype=np.int64)
        constants: Floats = np.bincount(new, self.constants, minlength=number).astype(float)
        return Sums(number, new[self.places], self.columns, self.factors, constants)

    def by_key(self, keys: Iterable[Index]) -> dict[Index, Linear]:
        """Return each key with what the sums of that key are together, but for those that are zero whatever is chosen.

        Parameters
        ----------
        keys : iterable
            The key of each sum.
        """
        if not (self.factors.any() or self.constants.any()):
            return {}
        number: dict[Index, int] = defaultdict(count().__next__)
        places = np.fromiter(map(number.__getitem__, keys), np.int64, self.number)
        together = self.onto(places, len(number))
        counts = together.factors != 0
        order = np.flatnonzero(counts)[np.argsort(together.places[counts], kind="stable")]
        ends = np.searchsorted(together.places[order], np.arange(len(number) + 1)).tolist()
        columns, factors = together.columns[order].tolist(), together.factors[order].tolist()
        constants = together.constants.tolist()
        return {
            key: Linear(columns[begin:end], factors[begin:end], constant)
            for key, begin, end, constant in zip(number, ends, ends[1:], constants, strict=False)
            if begin < end or constant
        }


class Relations:
    """Sums, and what each has to lie between.

    Parameters
    ----------
    body : Sums
        The sums.
    least, most : float or array, shape (number,)
        Their limits.
    """

    def __init__(self, body: Sums, least: Floats | float, most: Floats | float) -> None:
        self.body = body
        self.least = np.broadcast_to(np.asarray(least, dtype=float), body.number)
        self.most = np.broadcast_to(np.asarray(most, dtype=float), body.number)

    @staticmethod
    def of(relations: Sequence[Relation]) -> Relations:
        """Return what single relations ask for."""
        return Relations(
            Sums.of([each.body for each in relations]),
            np.array([each.least for each in relations], dtype=float),
            np.array([each.most for each in relations], dtype=float),
        )
