"""The page of the largest shipped instance: below 5 MB, and made in below 10 s."""

from __future__ import annotations

import time
from pathlib import Path

from report_case import RUN

from solver.evaluate.judge import Judge
from solver.instance.read import read_instance
from solver.instance.records import Plant
from solver.mandate_file import read_mandate
from solver.plan import Move, Plan
from solver.report.page import render_page
from solver.solve.result import Result

STEEL = Path(__file__).parents[2] / "instances" / "steel-2025"


def state_of(plant: Plant) -> str:
    return "subsidised" if plant.is_subsidised else "unsubsidised"


def test_the_page_of_the_steel_instance_is_small_and_made_quickly() -> None:
    instance = read_instance(STEEL)
    mandate = read_mandate(STEEL / "mandate.toml", instance)
    judge = Judge(instance, mandate)
    # Every plant that runs from the start closes a line: more decisions than any plan would take.
    closing = tuple(
        Move(plant=plant.id, year=2026, from_state=state_of(plant), to_state="closed", lines=1)
        for plant in instance.plants.values()
        if plant.start_year is None
    )
    plan = judge.evaluate(Plan(instance=instance.header.id, moves=closing))
    result = Result("stopped_with_plan", "x", judge.status_quo, plan, None, seconds=1, rounds=1)
    begun = time.process_time()  # not the time of the day: other programs may run beside
    page = render_page(instance, mandate, result, RUN)
    assert time.process_time() - begun < 10
    assert len(closing) > 100
    assert len(page.encode()) < 5_000_000
