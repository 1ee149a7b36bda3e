"""The textbook formulation: the optimum that one gets by hand, and the one that the judge and our own method give."""

from __future__ import annotations

from pathlib import Path

import highspy
import numpy as np
import pytest
from builders import build_mandate
from report.report_case import make_instance

from benchmarks.families import Family
from benchmarks.more_rows import MoreRows
from benchmarks.problems import first_brackets, many_brackets, write
from benchmarks.textbook import NotInTextbookError, least_price_cny_per_unit, textbook_problem
from solver.instance.generate import Size
from solver.instance.instance import Instance
from solver.levers.collect import collect_tables
from solver.mandate import Mandate
from solver.solve.problem import Floats

BAD = {
    "id": "poor",
    "firm": "bad",
    "region": "north",
    "capacity_munit_per_line": 20,
    "cash_cost_cny_per_unit": 10,
    "fixed_cost_mcny_per_line": 300,
    "closure_cost_mcny_per_line": 7,
}
"""The plant of the case of reports, with a fixed cost at which closing it is best."""


def case() -> tuple[Instance, Mandate]:
    instance = make_instance(plants=[{"id": "fine", "firm": "good", "region": "north", "lines": 9}, BAD])
    return instance, build_mandate(limits={"consumer_price": {"ceiling_pct_of_reference": 120}})


def drawn() -> tuple[Instance, Mandate]:
    return Family("drawn", Size(plants=6, products=1, regions=2, years=2), "default", 0.0, 1.0).case(4)


def optimum(path: Path) -> tuple[float, Floats]:
    """Return the least objective of a file, as HiGHS reads it, and the columns there."""
    highs = highspy.Highs()
    highs.setOptionValue("output_flag", False)
    highs.setOptionValue("mip_rel_gap", 0.0)
    highs.readModel(str(path))
    highs.run()
    assert highs.getModelStatus() == highspy.HighsModelStatus.kOptimal
    return highs.getInfo().objective_function_value, np.array(highs.getSolution().col_value)


def test_the_optimum_is_that_of_the_case(tmp_path: Path) -> None:
    # Open, the poor plant loses its fixed cost of 300. Closed it costs what the case of reports says: 7 for closing,
    # 12.6 of public outlay, 95 of harm at a price of 11, where two chords meet, and 15 for people: 129.6.
    instance, mandate = case()
    written = write(textbook_problem(instance, mandate), tmp_path / "file.mps")
    objective, solution = optimum(written.path)
    judged = written.judged(instance, mandate, solution)
    assert objective + written.problem.offset == pytest.approx(129.6, rel=1e-6)
    assert judged.objective_mcny == pytest.approx(129.6)
    assert judged.feasible


def test_no_price_is_below_that_with_all_lines_open() -> None:
    # Demand is 200 - 10 p. The nine good lines make 90 and offer at 5; for 90 people pay 11, more than the 10 at which
    # the poor plant offers; for all 110 they would pay 9, less than that. So the poor plant's offer is the price.
    instance, mandate = case()
    tables = collect_tables(instance, mandate, lambda plant, year: 0.0)
    assert least_price_cny_per_unit(instance, tables, "market", 2025) == 10


def test_a_drawn_optimum_is_what_the_judge_says(tmp_path: Path) -> None:
    # Prices are exact, so the judge can differ by chords of consumer harm alone; both grids of brackets are kinder.
    instance, mandate = drawn()
    written = write(textbook_problem(instance, mandate), tmp_path / "textbook.mps")
    objective, solution = optimum(written.path)
    judged = written.judged(instance, mandate, solution)
    assert judged.feasible
    assert objective + written.problem.offset == pytest.approx(judged.objective_mcny, rel=1e-3)
    for make in (first_brackets, many_brackets):
        relaxed = write(make(instance, mandate), tmp_path / f"{make.__name__}.mps")
        assert optimum(relaxed.path)[0] + relaxed.problem.offset <= objective + 1e-4 * abs(objective)


def test_what_it_leaves_out_is_refused() -> None:
    instance, _ = case()
    with pytest.raises(NotInTextbookError, match="a price ceiling that is not hard"):
        textbook_problem(instance, build_mandate())


def test_columns_and_rows_are_added() -> None:
    instance, mandate = drawn()
    old = first_brackets(instance, mandate)
    more = MoreRows(old)
    new = more.column("least", "new", upper=7.0, integer=True)
    more.row({new: 1.0, 0: -1.0}, lower=2.0)
    problem = more.problem()
    rows, columns = old.matrix.shape
    assert problem.matrix.shape == (rows + 1, columns + 1)
    assert problem.columns[new] == ("least", "new")
    assert (problem.cost[new], problem.lower[new], problem.upper[new], problem.integer[new]) == (0.0, 0.0, 7.0, True)
    assert problem.matrix.toarray()[rows, [0, new]].tolist() == [-1.0, 1.0]
    assert (problem.row_lower[rows], problem.row_upper[rows]) == (2.0, np.inf)
    assert (problem.matrix[:rows, :columns] != old.matrix).nnz == 0
