"""The model as a Pyomo model: the same mathematics, for Pyomo's tools, and for whoever wants to read or export it."""

from __future__ import annotations

import operator
from collections.abc import Callable, Iterable, Sequence
from typing import Any

import numpy as np
import pyomo.environ as pyo

from solver.model import algebra


class PyomoModel(pyo.ConcreteModel):  # type: ignore[misc]  # Pyomo has no types
    """Takes in what the families of equations declare, as components of Pyomo."""

    def __setattr__(self, name: str, value: Any) -> None:
        """Take in what is declared; anything else is Pyomo's own business."""
        super().__setattr__(name, _component(value))

    def add_component(self, name: str, value: object) -> None:
        """Take a declaration in under a name."""
        super().add_component(name, _component(value))

    def members(self, variable: Any, keys: Iterable[Any] | None = None) -> PyomoSums:
        """Return members of a variable; all of them where no keys are given."""
        return PyomoSums([variable[key] for key in (variable if keys is None else keys)])

    def sums(self, expressions: Sequence[Any]) -> PyomoSums:
        """Return single expressions as sums."""
        return PyomoSums(list(expressions))

    def Constraint(self, index: Iterable[Any]) -> Callable[[Callable[..., object]], None]:  # noqa: N802
        """Return a decorator that makes a rule the rows of its name."""
        return lambda rule: self.add_component(rule.__name__, algebra.Constraints(index, rule))

    def Expression(self, index: Iterable[Any]) -> Callable[[Callable[..., object]], None]:  # noqa: N802
        """Return a decorator that makes a rule the sums of its name."""
        return lambda rule: self.add_component(rule.__name__, algebra.Expressions(index, rule))


class PyomoSums:
    """Expressions of Pyomo, with the words of :class:`solver.model.sums.Sums`.

    Parameters
    ----------
    each : list
        The expressions, or numbers.
    """

    __array_ufunc__ = None  # an array times sums is sums, not an array of them

    def __init__(self, each: list[Any]) -> None:
        self.each = each

    def __len__(self) -> int:
        """Return how many sums there are."""
        return len(self.each)

    def _with(self, operation: Callable[[Any, Any], Any], other: Any) -> list[Any]:
        """Return what comes of an operation with sums, with as many numbers, or with one number."""
        others = other.each if isinstance(other, PyomoSums) else np.broadcast_to(other, len(self.each)).tolist()
        return [operation(one, more) for one, more in zip(self.each, others, strict=True)]

    def __add__(self, other: Any) -> PyomoSums:
        """Add sums, or numbers, one to each."""
        return PyomoSums(self._with(operator.add, other))

    __radd__ = __add__

    def __neg__(self) -> PyomoSums:
        """Turn all signs."""
        return PyomoSums([-one for one in self.each])

    def __sub__(self, other: Any) -> PyomoSums:
        """Take sums, or numbers, away, one from each."""
        return PyomoSums(self._with(operator.sub, other))

    def __mul__(self, numbers: Any) -> PyomoSums:
        """Multiply each with a number of its own, or all with one; nothing is left of it where that is zero."""
        return PyomoSums(self._with(lambda one, number: number * one if number else 0.0, numbers))

    __rmul__ = __mul__

    def __le__(self, most: Any) -> list[Any]:
        """Ask for no more."""
        return self._with(operator.le, most)

    def __eq__(self, other: object) -> list[Any]:  # type: ignore[override]
        """Ask for just that."""
        return self._with(operator.eq, other)

    __hash__ = None  # type: ignore[assignment]  # what is compared are rows, not keys

    def taken(self, chosen: Sequence[int]) -> PyomoSums:
        """Return some of the sums, by their places."""
        return PyomoSums([self.each[place] for place in chosen])

    def summed(self, keys: Iterable[Any], index: Iterable[Any]) -> PyomoSums:
        """Return for each of an index what the sums with that key are together."""
        number = {key: place for place, key in enumerate(index)}
        return self.onto([number[key] for key in keys], len(number))

    def onto(self, places: Sequence[int], number: int) -> PyomoSums:
        """Return so many sums, each of those that are put in its place together."""
        together: list[list[Any]] = [[] for _ in range(number)]
        for place, one in zip(places, self.each, strict=True):
            together[place].append(one)
        return PyomoSums([algebra.quicksum(terms) for terms in together])

    def by_key(self, keys: Iterable[Any]) -> dict[Any, Any]:
        """Return each key with what the sums of that key are together, but for those that are zero."""
        keys = list(keys)
        index = list(dict.fromkeys(keys))
        together = zip(index, self.summed(keys, index).each, strict=True)
        return {key: one for key, one in together if algebra.is_variable(one) or one}


def _component(declared: object) -> object:
    """Return Pyomo's component for a declaration, and anything else as it is."""
    if isinstance(declared, algebra.VarDeclaration):
        return _variable(declared)
    if isinstance(declared, algebra.AllRowsDeclaration):
        rows = dict(zip(declared.index, declared.relations, strict=True))
        return pyo.Constraint(list(rows), rule=lambda _, *index: rows[_key(index)])
    if isinstance(declared, algebra.SumsDeclaration):
        return pyo.Expression(list(declared.index), rule=declared.rule)
    if isinstance(declared, algebra.RowsDeclaration):
        rule = declared.rule

        def asked(model: pyo.ConcreteModel, *index: Any) -> object:
            relation = rule(model, *index)
            return pyo.Constraint.Skip if relation is algebra.NO_ROW else relation

        return pyo.Constraint(list(declared.index), rule=asked)
    if isinstance(declared, algebra.ObjectiveDeclaration):
        return pyo.Objective(expr=declared.expression)
    return declared


def _variable(declared: algebra.VarDeclaration) -> object:
    """Return Pyomo's variable for a declaration."""
    domain, bounds = getattr(pyo, declared.domain.value), declared.bounds
    if declared.index is None:
        return pyo.Var(pyo.Any, domain=domain, bounds=bounds, dense=False)
    index = list(declared.index)
    if isinstance(bounds, tuple):
        least, most = bounds[0], dict(zip(index, np.asarray(bounds[1]).tolist(), strict=True))
        return pyo.Var(index, domain=domain, bounds=lambda _, *at: (least, most[_key(at)]))
    return pyo.Var(index, domain=domain, bounds=bounds)


def _key(index: tuple[Any, ...]) -> Any:
    """Return the key that Pyomo hands to a rule part by part."""
    return index if len(index) > 1 else index[0]
