"""The words that the equations are written in: variables, sums, rows.

The families of equations say what Pyomo users say: ``model.x = Var(index, domain=..., bounds=...)``, sums of products,
``@model.Constraint(index)`` above a rule. Two models understand them. :class:`Model`, in this file, writes every row
down as it is said, in lists that become arrays at once; it is what is solved. ``PyomoModel`` is the same mathematics as
a Pyomo model, for Pyomo's tools and for whoever wants to read or export it. A test holds that both are one matrix.
"""

from __future__ import annotations

import math
import weakref
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from enum import Enum
from typing import Any as AnyType
from typing import NamedTuple

Expression = AnyType
"""A linear expression of the model at hand, or a number."""
Index = AnyType
"""A key of a variable or row: text, a number, or a tuple of them."""


class Domain(Enum):
    """What values a variable may take."""

    REALS = "Reals"
    NON_NEGATIVE_REALS = "NonNegativeReals"
    NON_NEGATIVE_INTEGERS = "NonNegativeIntegers"
    BINARY = "Binary"

    @property
    def is_integer(self) -> bool:
        """Whether only whole numbers are allowed."""
        return self in (Domain.NON_NEGATIVE_INTEGERS, Domain.BINARY)

    @property
    def ends(self) -> tuple[float, float]:
        """The least and the most that is allowed."""
        return (-math.inf if self is Domain.REALS else 0.0), (1.0 if self is Domain.BINARY else math.inf)


Reals, NonNegativeReals = Domain.REALS, Domain.NON_NEGATIVE_REALS
NonNegativeIntegers, Binary = Domain.NON_NEGATIVE_INTEGERS, Domain.BINARY


class _NoRow:
    """What a rule returns where there is nothing to ask for."""


NO_ROW = _NoRow()


@dataclass(frozen=True)
class VarDeclaration:
    """Declares a variable for each index; without indices they are made where they are asked for first."""

    index: Iterable[Index] | None = None
    domain: Domain = Reals
    bounds: Callable[..., tuple[float, float]] | None = None


@dataclass(frozen=True)
class SumsDeclaration:
    """Declares an expression for each index."""

    index: Iterable[Index]
    rule: Callable[..., Expression]


@dataclass(frozen=True)
class RowsDeclaration:
    """Declares a row for each index."""

    index: Iterable[Index]
    rule: Callable[..., object]


@dataclass(frozen=True)
class ObjectiveDeclaration:
    """Declares what is minimised."""

    expression: Expression


def Var(  # noqa: N802 - these four are called as Pyomo calls them
    index: Iterable[Index] | None = None,
    *,
    domain: Domain = Reals,
    bounds: Callable[..., tuple[float, float]] | None = None,
) -> AnyType:
    """Declare a variable for each index; without indices they are made where they are asked for first."""
    return VarDeclaration(index, domain, bounds)


def Expressions(index: Iterable[Index], rule: Callable[..., Expression]) -> AnyType:  # noqa: N802
    """Declare an expression for each index."""
    return SumsDeclaration(index, rule)


def Constraints(index: Iterable[Index], rule: Callable[..., object]) -> AnyType:  # noqa: N802
    """Declare a row for each index."""
    return RowsDeclaration(index, rule)


def Objective(expression: Expression) -> AnyType:  # noqa: N802
    """Declare what is minimised."""
    return ObjectiveDeclaration(expression)


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


class Variable:
    """The columns of one name."""

    def __init__(self, model: Model, name: str, declared: VarDeclaration) -> None:
        # The model holds its variables, so that with a strong reference back neither would be freed at once.
        self._model, self._name, self._declared = weakref.proxy(model), name, declared
        self._members: dict[Index, Linear] = {}
        self._ends, self._is_integer = declared.domain.ends, declared.domain.is_integer
        self._make(list(declared.index or ()))

    def _make(self, indices: list[Index]) -> None:
        """Make the columns of some indices."""
        model, first, (low, high) = self._model, len(self._model.columns), self._ends
        self._members.update((index, Linear([column], [1.0])) for column, index in enumerate(indices, first))
        model.columns.extend((self._name, index) for index in indices)
        model.integer.extend([self._is_integer] * len(indices))
        bounds = self._declared.bounds
        if bounds is None:
            model.lower.extend([low] * len(indices))
            model.upper.extend([high] * len(indices))
        else:
            asked = [bounds(model, *(index if isinstance(index, tuple) else (index,))) for index in indices]
            model.lower.extend(max(low, least) for least, _ in asked)
            model.upper.extend(min(high, most) for _, most in asked)

    def __getitem__(self, index: Index) -> Linear:
        """Return a member."""
        found = self._members.get(index)
        if found is None:
            if self._declared.index is not None:
                raise KeyError(f"{self._name} has no {index}")
            self._make([index])
            found = self._members[index]
        return found

    def __contains__(self, index: Index) -> bool:
        """Return whether there is such a member."""
        return index in self._members

    def __iter__(self) -> Iterator[Index]:
        """Yield all indices."""
        return iter(self._members)


@dataclass
class Model:
    """Rows and columns as they are said; attributes are the variables and sums by their names."""

    name: str = ""
    columns: list[tuple[str, Index]] = field(default_factory=list)
    """Name and index of each column."""
    lower: list[float] = field(default_factory=list)
    upper: list[float] = field(default_factory=list)
    integer: list[bool] = field(default_factory=list)
    rows: list[tuple[str, Index]] = field(default_factory=list)
    """Name and index of each row."""
    relations: list[Relation] = field(default_factory=list)
    """What each row asks for."""
    minimised: Linear | float = 0.0

    def add_component(self, name: str, declared: object) -> None:
        """Take a declaration in under a name."""
        setattr(self, name, declared)

    def __setattr__(self, name: str, value: AnyType) -> None:
        """Take in what is declared; anything else is an attribute as usual."""
        if isinstance(value, VarDeclaration):
            value = Variable(self, name, value)
        elif isinstance(value, SumsDeclaration):
            value = {index: self._said(value.rule, index) for index in value.index}
        elif isinstance(value, RowsDeclaration):
            self._take_rows(name, value)
            return
        elif isinstance(value, ObjectiveDeclaration):
            name, value = "minimised", value.expression
        object.__setattr__(self, name, value)

    def __getattr__(self, name: str) -> AnyType:
        """Say that there is no such variable; it also tells that all others have no type of their own."""
        raise AttributeError(f"the model has no {name}")

    def Constraint(self, index: Iterable[Index]) -> Callable[[Callable[..., object]], None]:  # noqa: N802 - as in Pyomo
        """Return a decorator that makes a rule the rows of its name."""
        return lambda rule: self.add_component(rule.__name__, Constraints(index, rule))

    def Expression(self, index: Iterable[Index]) -> Callable[[Callable[..., Expression]], None]:  # noqa: N802
        """Return a decorator that makes a rule the sums of its name."""
        return lambda rule: self.add_component(rule.__name__, Expressions(index, rule))

    def _said(self, rule: Callable[..., AnyType], index: Index) -> AnyType:
        return rule(self, *index) if isinstance(index, tuple) else rule(self, index)

    def _take_rows(self, name: str, declared: RowsDeclaration) -> None:
        for index in declared.index:
            relation = self._said(declared.rule, index)
            if relation is NO_ROW or relation is True:  # what holds whatever is chosen needs no row
                continue
            self.rows.append((name, index))
            self.relations.append(IMPOSSIBLE if relation is False else relation)
