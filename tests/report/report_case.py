"""One small case for all tests of reports, with figures one can do in one's head.

Demand is ``200 - 10 * price``. Good runs nine lines of 10 at a cost of 5, Bad one line of 20 at a cost of 10.

Status quo: the price is Bad's cost, 10; 100 are asked for, of which Good makes 90 and Bad 10. Bad earns nothing on them
and loses its fixed cost of 30, the whole objective. Capacity is 110, so the operating rate is 100 / 110 = 90.9 %.

Plan: Bad closes in 2025. Good's 90 sell at 11; consumers lose 1 * (100 + 90) / 2 = 95. The 100 people of Bad are paid
severance of 5,000 * 10 * 100 = 5 mcny; half of them find work, 50 get 12 * 1,000 * 50 = 0.6 mcny. The owner is paid the
closure cost of 7. Public outlay is 12.6 and the objective 7 + 12.6 + 95 + 0.1 * 100 + 0.1 * 50 = 129.6.
"""

from __future__ import annotations

from typing import Any

from builders import build_instance, build_mandate

from solver.evaluate.judge import Judge
from solver.instance.instance import Instance
from solver.mandate import Mandate
from solver.plan import Move, Plan
from solver.report.run_files import opening_facts
from solver.solve.options import Options
from solver.solve.result import Conflict, Relaxation, Result

STATED = ("instance", "regions", "markets", "firms", "plants", "duties", "programmes", "scenarios", "observations")
SOURCES = [
    {
        "id": "office",
        "publisher": "Office",
        "title": "Yearbook",
        "url": "https://example.org/yearbook",
        "licence": "CC",
    },
    {"id": "assumed", "publisher": "Authors", "title": "Assumptions", "url": "-", "licence": "MIT"},
]
GOOD: dict[str, Any] = {"id": "fine", "name": "Fine plant", "firm": "good", "region": "north", "lines": 9}
POOR: dict[str, Any] = {
    "id": "poor",
    "name": "Poor plant",
    "firm": "bad",
    "region": "north",
    "capacity_munit_per_line": 20,
    "cash_cost_cny_per_unit": 10,
    "fixed_cost_mcny_per_line": 30,
    "closure_cost_mcny_per_line": 7,
}
RUN: dict[str, Any] = {
    "started": "2026-01-02T03:04:05+00:00",
    **opening_facts({"plants.csv": "ab" * 32}, Options(gap=0.001, time_limit_seconds=60.0, threads=2, seed=3), ["a=b"]),
}


def make_instance(**tables: Any) -> Instance:
    """Return the case; all figures are assumed but those of the regions."""
    basis = {table: ("measured", "office") if table == "regions" else ("assumption", "assumed") for table in STATED}
    rows: dict[str, Any] = {
        "regions": [{"id": "north", "name": "North"}],
        "markets": [{"name": "Home market"}],
        "firms": [{"id": "good", "name": "Good Inc."}, {"id": "bad", "name": "Bad Ltd."}],
        "plants": [GOOD, POOR],
        "payers": [{"id": "fund", "name": "The fund"}],
        "sources": SOURCES,
        "provenance": [
            {"of_table": table, "of_row": "*", "of_column": "*", "basis": each, "source": source, "reasoning": "a test"}
            for table, (each, source) in basis.items()
        ],
    }
    return build_instance(**{**rows, **tables})


def closing_plan(lines: int = 1) -> Plan:
    """Return the plan of the case."""
    move = Move(
        plant="poor", year=2025, from_state="unsubsidised", to_state="closed", lines=lines, compensation_mcny=7 * lines
    )
    return Plan(instance="case", moves=(move,))


def make_result(instance: Instance, mandate: Mandate | None = None, plan: Plan | None = None) -> Result:
    """Return the case as a solved one, with a bound 1 % below the plan."""
    judge = Judge(instance, mandate or build_mandate())
    outcome = judge.evaluate(plan or closing_plan())
    bound = outcome.objective_mcny * 0.99
    return Result("optimal", "the gap is small enough", judge.status_quo, outcome, bound, seconds=1.5, rounds=2)


def make_conflict(instance: Instance, mandate: Mandate | None = None) -> Result:
    """Return the case as one without a plan."""
    relaxations = (
        Relaxation("budget", "fund", None, "mcny"),
        Relaxation("unemployment", "north", 12.5, "persons"),
    )
    conflict = Conflict(relaxations)
    status_quo = Judge(instance, mandate or build_mandate()).status_quo
    return Result("no_plan", "proven", status_quo, None, None, seconds=0.5, rounds=1, conflict=conflict)
