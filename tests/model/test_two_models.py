"""The model that is solved and the Pyomo model are one matrix, whichever levers and limits there are."""

from __future__ import annotations

import numpy as np
import pyomo.environ as pyo
import pytest
import scipy.sparse as sp
from instances.shipped import judge_of
from pyomo.repn.plugins.standard_form import LinearStandardFormCompiler

from solver.levers.collect import collect_tables
from solver.levers.modes import Modes
from solver.model.build import build_model
from solver.model.pyomo_model import PyomoModel
from solver.solve.arrays import to_arrays
from solver.solve.problem import Problem

SMALL = ("teaching-two-plants", "teaching-town", "polysilicon-2025", "cement-2024", "fine-goods", "pv-glass-2025")
"""Together their mandates allow most levers and ask for most limits; of the others each row is of a kind with these."""


def both(name: str) -> tuple[Problem, Problem]:
    judge = judge_of(name)
    instance, mandate = judge.instance, judge.mandate
    tables = collect_tables(instance, mandate, judge.due_mcny_per_line)
    modes = Modes(instance, mandate, tables)
    rows = tuple(modes.rows(modes.initial_brackets()))
    model = build_model(instance, mandate, tables, rows, judge)
    return to_arrays(model), of_pyomo(build_model(instance, mandate, tables, rows, judge, PyomoModel))


def of_pyomo(model: pyo.ConcreteModel) -> Problem:
    """Return a Pyomo model's arrays through its standard-form compiler, with range and equality rows kept whole."""
    form = LinearStandardFormCompiler().write(model, mixed_form=True)
    columns = form.columns
    relation = np.array([row.bound_type for row in form.rows])
    rhs = np.asarray(form.rhs, dtype=float)
    return Problem(
        cost=np.asarray(form.c.todense(), dtype=float).ravel(),
        offset=float(np.asarray(form.c_offset).ravel()[0]),
        lower=np.array([-np.inf if v.lb is None else v.lb for v in columns], dtype=float),
        upper=np.array([np.inf if v.ub is None else v.ub for v in columns], dtype=float),
        integer=np.array([v.is_integer() for v in columns], dtype=bool),
        matrix=sp.csc_array(form.A),
        row_lower=np.where(relation <= 0, rhs, -np.inf),
        row_upper=np.where(relation >= 0, rhs, np.inf),
        columns=tuple((v.parent_component().name, v.index()) for v in columns),
        rows=tuple((row.constraint.parent_component().name, row.constraint.index()) for row in form.rows),
    )


def entries(problem: Problem) -> dict[tuple[object, object], float]:
    """Return row and column, by their names, to what stands there."""
    matrix = sp.coo_array(problem.matrix)
    found: dict[tuple[object, object], float] = {}
    for row, column, value in zip(*matrix.coords, matrix.data, strict=True):
        if value:
            found[problem.rows[row], problem.columns[column]] = float(value)
    return found


@pytest.mark.parametrize("name", SMALL)
def test_the_two_models_are_one_matrix(name: str) -> None:
    solved, pyomo = both(name)
    assert set(solved.columns) == set(pyomo.columns)
    assert set(solved.rows) == set(pyomo.rows)
    ours = [solved.column_of[column] for column in pyomo.columns]
    for said, as_pyomo in ((solved.lower, pyomo.lower), (solved.upper, pyomo.upper), (solved.integer, pyomo.integer)):
        assert np.array_equal(said[ours], as_pyomo)
    assert solved.cost[ours] == pytest.approx(pyomo.cost, rel=1e-9, abs=1e-9)
    assert solved.offset == pytest.approx(pyomo.offset)
    place = {row: number for number, row in enumerate(solved.rows)}
    rows = [place[row] for row in pyomo.rows]
    assert solved.row_lower[rows] == pytest.approx(pyomo.row_lower)
    assert solved.row_upper[rows] == pytest.approx(pyomo.row_upper)
    assert entries(solved) == pytest.approx(entries(pyomo), rel=1e-9, abs=1e-12)
