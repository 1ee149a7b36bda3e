"""The words that the equations are written in: variables, sums, rows.

The families of equations say what Pyomo users say: ``model.x = Var(index, domain=..., bounds=...)``, sums of products,
``@model.Constraint(index)`` above a rule. Where there are very many rows they are said all at once: ``model.members(x,
keys)`` is an array of members, and ``model.name = Rows(index, sums <= most)`` the rows. Two models understand them.
:class:`Model`, in this file, keeps all as arrays; it is what is solved. ``PyomoModel`` is the same mathematics as a
Pyomo model, for Pyomo's tools and for whoever wants to read or export it. A test holds that both are one matrix.
"""

from __future__ import annotations

import math
import weakref
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from enum import Enum
from typing import Any as AnyType

import numpy as np

from solver.model.sums import (
    IMPOSSIBLE,
    Expression,
    Floats,
    Index,
    Linear,
    Relation,
    Relations,
    Sums,
    is_variable,
    quicksum,
)

__all__ = ["Expression", "Index", "is_variable", "quicksum"]

Bounds = Callable[..., tuple[float, float]] | tuple[float, Sequence[float] | Floats]
"""The ends of what a member may be: a rule, or the least of all of them and the most of each."""


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
    bounds: Bounds | None = None


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
class AllRowsDeclaration:
    """Declares a row for each index, said all at once."""

    index: Sequence[Index]
    relations: AnyType


@dataclass(frozen=True)
class ObjectiveDeclaration:
    """Declares what is minimised."""

    expression: Expression


def Var(  # noqa: N802 - these five are called as Pyomo calls them
    index: Iterable[Index] | None = None,
    *,
    domain: Domain = Reals,
    bounds: Bounds | None = None,
) -> AnyType:
    """Declare a variable for each index; without indices they are made where they are asked for first."""
    return VarDeclaration(index, domain, bounds)


def Expressions(index: Iterable[Index], rule: Callable[..., Expression]) -> AnyType:  # noqa: N802
    """Declare an expression for each index."""
    return SumsDeclaration(index, rule)


def Constraints(index: Iterable[Index], rule: Callable[..., object]) -> AnyType:  # noqa: N802
    """Declare a row for each index."""
    return RowsDeclaration(index, rule)


def Rows(index: Sequence[Index], relations: AnyType) -> AnyType:  # noqa: N802
    """Declare a row for each index from what is asked of as many sums."""
    return AllRowsDeclaration(index, relations)


def Objective(expression: Expression) -> AnyType:  # noqa: N802
    """Declare what is minimised."""
    return ObjectiveDeclaration(expression)


class Variable:
    """The columns of one name."""

    def __init__(self, model: Model, name: str, declared: VarDeclaration) -> None:
        # The model holds its variables, so that with a strong reference back neither would be freed at once.
        self._model, self._name, self._declared = weakref.proxy(model), name, declared
        self._columns: dict[Index, int] = {}
        self._ends, self._is_integer = declared.domain.ends, declared.domain.is_integer
        self._make(list(declared.index or ()))

    def _make(self, indices: list[Index]) -> None:
        """Make the columns of some indices."""
        model, first, (low, high) = self._model, len(self._model.columns), self._ends
        self._columns.update(zip(indices, range(first, first + len(indices)), strict=True))
        model.columns.extend((self._name, index) for index in indices)
        model.integer.extend([self._is_integer] * len(indices))
        bounds = self._declared.bounds
        if bounds is None:
            model.lower.extend([low] * len(indices))
            model.upper.extend([high] * len(indices))
        elif callable(bounds):
            asked = [bounds(model, *(index if isinstance(index, tuple) else (index,))) for index in indices]
            model.lower.extend(max(low, least) for least, _ in asked)
            model.upper.extend(min(high, most) for _, most in asked)
        else:
            model.lower.extend([max(low, bounds[0])] * len(indices))
            model.upper.extend(np.minimum(high, bounds[1]).tolist())

    def _column(self, index: Index) -> int:
        """Return the column of a member."""
        if index not in self._columns:
            if self._declared.index is not None:
                raise KeyError(f"{self._name} has no {index}")
            self._make([index])
        return self._columns[index]

    def __getitem__(self, index: Index) -> Linear:
        """Return a member."""
        return Linear([self._column(index)], [1.0])

    def columns(self, keys: Iterable[Index] | None) -> list[int]:
        """Return the columns of some members, or of all."""
        if keys is None:
            return list(self._columns.values())
        find = self._column if self._declared.index is None else self._columns.__getitem__
        return list(map(find, keys))

    def __contains__(self, index: Index) -> bool:
        """Return whether there is such a member."""
        return index in self._columns

    def __iter__(self) -> Iterator[Index]:
        """Yield all indices."""
        return iter(self._columns)


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
    relations: list[Relations] = field(default_factory=list)
    """What the rows ask for, family by family."""
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
        elif isinstance(value, AllRowsDeclaration):
            self._take_relations(name, value.index, value.relations)
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

    def members(self, variable: Variable, keys: Iterable[Index] | None = None) -> Sums:
        """Return members of a variable, as sums of one column each; all of them where no keys are given."""
        return Sums.of_columns(np.array(variable.columns(keys), dtype=np.int64))

    def sums(self, expressions: Sequence[Linear | float]) -> Sums:
        """Return single expressions as sums."""
        return Sums.of(expressions)

    def _said(self, rule: Callable[..., AnyType], index: Index) -> AnyType:
        return rule(self, *index) if isinstance(index, tuple) else rule(self, index)

    def _take_rows(self, name: str, declared: RowsDeclaration) -> None:
        said = ((index, self._said(declared.rule, index)) for index in declared.index)
        # What holds whatever is chosen needs no row.
        asked = [(index, relation) for index, relation in said if relation is not NO_ROW and relation is not True]
        each: list[Relation] = [IMPOSSIBLE if relation is False else relation for _, relation in asked]
        self._take_relations(name, [index for index, _ in asked], Relations.of(each))

    def _take_relations(self, name: str, index: Sequence[Index], relations: Relations) -> None:
        self.rows.extend((name, each) for each in index)
        self.relations.append(relations)
