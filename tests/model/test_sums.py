"""Sums said all at once are the sums that one would say one at a time, in the model that is solved and in Pyomo's."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pyomo.environ as pyo
import pytest

from solver.model import algebra
from solver.model.pyomo_model import PyomoModel
from solver.model.sums import Linear
from solver.solve.arrays import to_arrays

MODELS = (algebra.Model, PyomoModel)


def model_of(into: Callable[[], Any]) -> Any:
    model = into()
    model.x = algebra.Var(["a", "b", "c"], domain=algebra.NonNegativeReals, bounds=(0, [1, 2, 3]))
    model.objective = algebra.Objective(algebra.quicksum(model.x[key] for key in model.x))
    return model


def value(model: Any, expression: Any) -> float:
    """Return what an expression is where x is 1, 10 and 100."""
    if isinstance(expression, Linear):
        terms = zip(expression.columns, expression.factors, strict=True)
        return sum(10.0**column * factor for column, factor in terms) + expression.constant
    for number, key in enumerate(model.x):
        model.x[key].set_value(10.0**number, skip_validation=True)
    return float(pyo.value(expression))


def values(model: Any, sums: Any) -> list[float]:
    """Return what each of some sums is; those that are zero whatever is chosen have no key of their own."""
    found = sums.by_key(range(len(sums)))
    return [value(model, found[place]) if place in found else 0.0 for place in range(len(sums))]


@pytest.mark.parametrize("into", MODELS)
def test_sums_add_and_multiply_one_by_one(into: Callable[[], Any]) -> None:
    model = model_of(into)
    x, turned = model.members(model.x), model.members(model.x, ["c", "b", "a"])
    assert values(model, x + turned) == [101, 20, 101]
    assert values(model, x - turned) == [-99, 0, 99]
    assert values(model, np.array([1, 2, 3]) * x) == [1, 20, 300]
    assert values(model, 2 * x - np.array([1, 2, 3])) == [1, 18, 197]
    assert values(model, 1.0 + -x) == [0, -9, -99]


@pytest.mark.parametrize("into", MODELS)
def test_sums_are_taken_and_put_together(into: Callable[[], Any]) -> None:
    model = model_of(into)
    x = 1.0 + model.members(model.x)
    assert values(model, x.taken([2, 0])) == [101, 2]
    assert values(model, x.summed(["odd", "even", "odd"], ["even", "none", "odd"])) == [11, 0, 103]
    assert values(model, x.onto([2, 0, 2], 3)) == [11, 0, 103]
    with pytest.raises(KeyError, match="even"):
        x.summed(["odd", "even", "odd"], ["odd"])


@pytest.mark.parametrize("into", MODELS)
def test_sums_by_key_leave_out_what_is_zero(into: Callable[[], Any]) -> None:
    model = model_of(into)
    found = (np.array([0.0, 1.0, 2.0]) * model.members(model.x)).by_key(["nothing", "some", "some"])
    assert {key: value(model, one) for key, one in found.items()} == {"some": 210}


@pytest.mark.parametrize("into", MODELS)
def test_single_expressions_become_sums(into: Callable[[], Any]) -> None:
    model = model_of(into)
    assert values(model, model.sums([2 * model.x["b"], 7.0])) == [20, 7]


def test_rows_said_at_once_are_rows() -> None:
    model = model_of(algebra.Model)
    x = model.members(model.x)
    model.most = algebra.Rows(["a", "c"], x.taken([0, 2]) - 4.0 <= 0)
    model.same = algebra.Rows(["b"], x.taken([1]) + x.taken([2]) == 1.5)
    found = to_arrays(model)
    assert found.matrix.toarray().tolist() == [[1, 0, 0], [0, 0, 1], [0, 1, 1]]
    assert found.row_lower.tolist() == [-np.inf, -np.inf, 1.5]
    assert found.row_upper.tolist() == [4, 4, 1.5]
    assert found.rows == (("most", "a"), ("most", "c"), ("same", "b"))
    assert found.upper.tolist() == [1, 2, 3]


def test_a_member_that_is_not_there_is_not_made() -> None:
    model = model_of(algebra.Model)
    with pytest.raises(KeyError, match="d"):
        model.members(model.x, ["d"])
