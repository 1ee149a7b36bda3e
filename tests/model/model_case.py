"""A model of an instance and mandate as the solver builds it, round by round, for tests to look into."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import numpy as np
import scipy.sparse as sp
from scipy.optimize import OptimizeResult, linprog

from solver.evaluate.judge import Judge
from solver.evaluate.outcome import Outcome
from solver.instance.instance import Instance
from solver.levers.brackets import Bracket
from solver.levers.collect import collect_tables
from solver.levers.modes import Modes, Place
from solver.levers.tables import Tables
from solver.mandate import Mandate
from solver.model.build import build_model
from solver.solve.answers import answers
from solver.solve.arrays import to_arrays
from solver.solve.problem import Problem
from solver.solve.start import Starter


@dataclass(frozen=True)
class ModelCase:
    """The judge, the levers' rows and the present brackets of a case."""

    judge: Judge
    tables: Tables
    brackets: Mapping[Place, tuple[Bracket, ...]]

    @classmethod
    def of(cls, instance: Instance, mandate: Mandate) -> ModelCase:
        """Return the case with its first brackets."""
        judge = Judge(instance, mandate)
        tables = collect_tables(instance, mandate, judge.due_mcny_per_line)
        return cls(judge, tables, Modes(instance, mandate, tables).initial_brackets())

    @cached_property
    def modes(self) -> Modes:
        """How brackets become rows."""
        return Modes(self.judge.instance, self.judge.mandate, self.tables)

    @cached_property
    def problem(self) -> Problem:
        """The model of these brackets, as arrays."""
        rows = tuple(self.modes.rows(self.brackets))
        return to_arrays(build_model(self.judge.instance, self.judge.mandate, self.tables, rows, self.judge))

    def split_at(self, outcome: Outcome) -> ModelCase:
        """Return the case with the brackets split where a plan's prices lie."""
        parts = dict(self.brackets)
        for place, point in answers(outcome):
            parts[place] = self.modes.split(place, parts[place], point)
        return replace(self, brackets=parts)

    def value_of(self, outcome: Outcome) -> float | None:
        """Return what the model makes of a judged plan at the least; ``None`` if the model has no such plan."""
        start = Starter(self.judge.instance, self.tables).start(self.problem, outcome, self.brackets)
        answer = solve_fixed(self.problem, start)
        return None if answer.status == 2 else float(answer.fun) + self.problem.offset


def solve_fixed(problem: Problem, values: Mapping[int, float]) -> OptimizeResult:
    """Return the best rest of a problem with some columns fixed."""
    lower, upper, whole = problem.lower.copy(), problem.upper.copy(), problem.integer.copy()
    for column, value in values.items():
        lower[column] = upper[column] = value
        whole[column] = False
    equal = problem.row_lower == problem.row_upper
    above, below = np.isfinite(problem.row_lower) & ~equal, np.isfinite(problem.row_upper) & ~equal
    matrix = problem.matrix.tocsr()
    return linprog(
        problem.cost,
        A_ub=sp.vstack([matrix[below], -matrix[above]]),
        b_ub=np.concatenate([problem.row_upper[below], -problem.row_lower[above]]),
        A_eq=matrix[equal],
        b_eq=problem.row_upper[equal],
        bounds=np.column_stack([lower, upper]),
        integrality=whole.astype(int),
        options={"primal_feasibility_tolerance": 1e-9, "dual_feasibility_tolerance": 1e-9},
    )


def row_of(problem: Problem, name: str, index: Any = None) -> tuple[dict[tuple[str, Any], float], float, float]:
    """Return a row: the coefficient of every column in it, and its lower and upper end."""
    at = problem.rows.index((name, index))
    row = problem.matrix.tocsr()[[at]].tocoo()
    coefficients = {problem.columns[column]: float(value) for column, value in zip(row.col, row.data, strict=True)}
    return coefficients, float(problem.row_lower[at]), float(problem.row_upper[at])


def cost_of(problem: Problem, name: str, index: Any = None) -> float:
    """Return the coefficient of a column in the objective."""
    return float(problem.cost[problem.column_of[name, index]])
