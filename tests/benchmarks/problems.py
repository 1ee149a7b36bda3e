"""The files that other solvers read: our model with the brackets it begins with or more of them, and the textbook's.

What is read is what our own solver gets: the same rows, scaled in the same way, so nobody has to fight with units.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import highspy
import numpy as np

from benchmarks.textbook import textbook_problem
from solver.evaluate.judge import Judge
from solver.evaluate.outcome import Outcome
from solver.instance.instance import Instance
from solver.levers.brackets import Bracket, initial_brackets
from solver.levers.collect import collect_tables
from solver.levers.modes import Modes, Place
from solver.mandate import Mandate
from solver.solve.decode import Decoder
from solver.solve.problem import Floats, Problem
from solver.solve.scaling import Scaled, scaled
from solver.solve.search import Search

MANY_STEPS = 8
"""Offers at which the finer grid has steps, evenly chosen among those that a market can have as its price."""


@dataclass(frozen=True)
class Written:
    """A problem in a file, and the way back from its columns to a plan."""

    path: Path
    problem: Problem
    scaled: Scaled

    def judged(self, instance: Instance, mandate: Mandate, solution: Floats) -> Outcome:
        """Return what the judge says of the plan in a solution of the file."""
        judge = Judge(instance, mandate)
        tables = collect_tables(instance, mandate, judge.due_mcny_per_line)
        own = self.scaled.own_units(solution)
        return judge.evaluate(Decoder(instance, mandate, tables).plan(self.problem, own))


def first_brackets(instance: Instance, mandate: Mandate) -> Problem:
    """Return our model as it is first built."""
    return _search(instance, mandate, Modes.initial_brackets).problem()


def many_brackets(instance: Instance, mandate: Mandate) -> Problem:
    """Return our model with a fixed grid: steps at :data:`MANY_STEPS` offers, and intervals between them."""

    def grid(modes: Modes) -> dict[Place, tuple[Bracket, ...]]:
        return {place: _grid(instance, mandate, modes, place) for place in modes.initial_brackets()}

    return _search(instance, mandate, grid).problem()


def _search(
    instance: Instance, mandate: Mandate, brackets: Callable[[Modes], dict[Place, tuple[Bracket, ...]]]
) -> Search:
    judge = Judge(instance, mandate)
    tables = collect_tables(instance, mandate, judge.due_mcny_per_line)
    search = Search(instance, mandate, judge, tables, brackets(Modes(instance, mandate, tables)))
    search.split_at(judge.status_quo, settle=False)
    return search


def _grid(instance: Instance, mandate: Mandate, modes: Modes, place: Place) -> tuple[Bracket, ...]:
    market, year, scenario, rule = place
    curve = instance.demand_curve(market, year, scenario)
    ceiling = mandate.limits.consumer_price.ceiling_cny_per_unit(curve.reference_price_cny_per_unit)
    offers = modes.offers(market, rule)
    inside = sorted({offer for offer in offers if offer < ceiling})
    steps = [inside[round(at)] for at in np.linspace(0, len(inside) - 1, MANY_STEPS)] if inside else []
    top = curve.top_price_cny_per_unit
    edges = (ceiling, curve.reference_price_cny_per_unit, *steps)
    return initial_brackets(top, edges, offers, top, curve.quantity_munit(top) > 0)


PROBLEMS: dict[str, Callable[[Instance, Mandate], Problem]] = {
    "first brackets": first_brackets,
    "many brackets": many_brackets,
    "textbook": textbook_problem,
}
"""What can be written, by name."""


def write(problem: Problem, path: Path) -> Written:
    """Write a problem as a file in MPS format; columns are ``c0``, ``c1``, ... in their order.

    The constant of the objective is left out, since not every reader takes it from where it is written.
    """
    units = scaled(problem)
    lp = highspy.HighsLp()
    rows, columns = units.problem.matrix.shape
    lp.num_col_, lp.num_row_ = columns, rows
    lp.col_cost_ = units.problem.cost
    lp.col_lower_, lp.col_upper_ = units.problem.lower, units.problem.upper
    lp.row_lower_, lp.row_upper_ = units.problem.row_lower, units.problem.row_upper
    lp.a_matrix_.format_ = highspy.MatrixFormat.kColwise
    lp.a_matrix_.start_ = units.problem.matrix.indptr
    lp.a_matrix_.index_ = units.problem.matrix.indices
    lp.a_matrix_.value_ = units.problem.matrix.data
    kinds = (highspy.HighsVarType.kContinuous, highspy.HighsVarType.kInteger)
    lp.integrality_ = [kinds[int(flag)] for flag in units.problem.integer]
    lp.col_names_ = [f"c{number}" for number in range(columns)]
    lp.row_names_ = [f"r{number}" for number in range(rows)]
    highs = highspy.Highs()
    highs.setOptionValue("output_flag", False)
    if highs.passModel(lp) == highspy.HighsStatus.kError or highs.writeModel(str(path)) == highspy.HighsStatus.kError:
        raise RuntimeError(f"HiGHS could not write {path}")
    return Written(path, problem, units)
