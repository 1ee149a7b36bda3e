"""What enters the figures of the headline: how many figures, how many assumed, from where, and that none is missed."""

from __future__ import annotations

from dataclasses import replace

import pytest
from builders import build_mandate
from report_case import closing_plan, make_instance, make_result
from test_decisions_levers import every_decision, every_lever

from solver.evaluate.judge import Judge
from solver.evaluate.outcome import ACCOUNTS
from solver.instance.columns import number_columns
from solver.instance.instance import Instance
from solver.instance.provenance import HEADER_FIGURES, HEADER_TABLE, figures
from solver.instance.records import RECORDS
from solver.plan import Plan
from solver.report.headline_sources import ENTERING, headline_columns_grid, headline_sources_grid
from solver.report.summary import headline


def test_every_measure_of_the_headline_has_its_figures() -> None:
    instance = every_lever()
    result = make_result(instance, build_mandate(levers={"conduct_rules": ("joint_cut_10",)}), every_decision())
    keys = {row.measure.key for row in headline(instance, result.status_quo, result.plan)}
    assert keys | {"breaches"} == set(ENTERING)  # the mandate has no soft limit that could be missed
    assert set(ACCOUNTS) < set(ENTERING)


def test_every_column_that_is_named_exists() -> None:
    known = {(record.table, column) for record in RECORDS for column in number_columns(record)}
    known |= {(HEADER_TABLE, column) for column in HEADER_FIGURES}
    named = {(table, column) for tables in ENTERING.values() for table, columns in tables.items() for column in columns}
    assert named - known == set()


def changed(instance: Instance, table: str, column: str) -> Instance:
    """Return the instance with every figure of a column a tenth larger, whole numbers by one."""
    if table == HEADER_TABLE:
        return replace(instance, header=instance.header.model_copy(update={column: 7.0}))
    rows = {}
    for key, row in instance.table(table).items():
        value = getattr(row, column)
        larger = value if value is None else value + 1 if isinstance(value, int) else value * 1.1
        rows[key] = row.model_copy(update={column: larger})
    return replace(instance, **{table: rows})


def read(instance: Instance, plan: Plan) -> dict[tuple[str, str], tuple[float, float | None]]:
    judge = Judge(instance, build_mandate(levers={"conduct_rules": ("joint_cut_10",)}))
    rows = headline(instance, judge.status_quo, judge.evaluate(plan))
    return {(row.measure.key, row.measure.subject): (row.read_status_quo, row.read_plan) for row in rows}


@pytest.mark.parametrize("case", ["closing", "every lever"])
def test_no_figure_that_moves_a_measure_is_missed(case: str) -> None:
    instance, plan = (make_instance(), closing_plan()) if case == "closing" else (every_lever(), every_decision())
    before = read(instance, plan)
    moved = 0
    for table, column in dict.fromkeys((each.table, each.column) for each in figures(instance)):
        if (table, column) in (("plants", "start_year"), ("observations", "year")):
            continue  # a year later may be after the last
        after = read(changed(instance, table, column), plan)
        for place, values in before.items():
            if values != pytest.approx(after[place], rel=1e-9, nan_ok=True):
                moved += 1
                assert column in ENTERING[place[0]].get(table, ()), (place, table, column)
    assert moved > 40


def test_figures_assumptions_and_sources_are_counted() -> None:
    instance = make_instance()
    result = make_result(instance)
    rows = headline(instance, result.status_quo, result.plan)
    told = {row.cells[0]: row.cells[1:] for row in headline_sources_grid(instance, rows).rows}
    # Two plants have lines, none of them planned; all that is assumed. With their closure costs it is four figures.
    assert told["Open lines in 2025"] == ("2", "100.0 %", "assumed Authors (2)", "plants (2)")
    assert told["Costs of closing lines"] == ("4", "100.0 %", "assumed Authors (4)", "plants (4)")
    # Lines and workers of two plants; and of one region, which is measured, the labour force, the share that finds work
    # and the vacancies. 4 of 7 are assumptions.
    rise = told["Largest rise of unemployment in a region"]
    assert rise == ("7", "57.1 %", "assumed Authors (4); office Office (3)", "regions (3), plants (4)")
    by_table = [row.cells[1:] for row in headline_columns_grid(instance, rows).rows if row.cells[0].startswith("Large")]
    assert by_table == [
        (
            "regions",
            "labour_force_persons, reemployment_pct, vacancies_persons_per_year",
            "3",
            "0 %",
            "office Office (3)",
        ),
        ("plants", "lines, workers_per_line", "4", "100.0 %", "assumed Authors (4)"),
    ]
