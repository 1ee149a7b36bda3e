"""The model that is solved and the Pyomo model are one matrix, whichever levers and limits there are."""

from __future__ import annotations

import numpy as np
import pytest
import scipy.sparse as sp
from instances.shipped import judge_of

from solver.levers.collect import collect_tables
from solver.levers.modes import Modes
from solver.model.build import build_model
from solver.model.pyomo_model import PyomoModel
from solver.solve.arrays import of_pyomo, to_arrays
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
