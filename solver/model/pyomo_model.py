"""The model as a Pyomo model: the same mathematics, for Pyomo's tools, and for whoever wants to read or export it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

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

    def Constraint(self, index: Iterable[Any]) -> Callable[[Callable[..., object]], None]:  # noqa: N802
        """Return a decorator that makes a rule the rows of its name."""
        return lambda rule: self.add_component(rule.__name__, algebra.Constraints(index, rule))

    def Expression(self, index: Iterable[Any]) -> Callable[[Callable[..., object]], None]:  # noqa: N802
        """Return a decorator that makes a rule the sums of its name."""
        return lambda rule: self.add_component(rule.__name__, algebra.Expressions(index, rule))


def _component(declared: object) -> object:
    """Return Pyomo's component for a declaration, and anything else as it is."""
    if isinstance(declared, algebra.VarDeclaration):
        domain = getattr(pyo, declared.domain.value)
        if declared.index is None:
            return pyo.Var(pyo.Any, domain=domain, bounds=declared.bounds, dense=False)
        return pyo.Var(list(declared.index), domain=domain, bounds=declared.bounds)
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
