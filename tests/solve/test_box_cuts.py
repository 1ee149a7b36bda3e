"""Boxes: what is cut holds together what was there, and all boxes are bounded by the least of them."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest
from builders import build_instance, build_mandate

from solver.levers.brackets import Bracket
from solver.solve import refine
from solver.solve.box import beside_offers, boxes_with, narrowed
from solver.solve.boxes import Boxes
from solver.solve.highs import Answer, HighsProcess, Stop
from solver.solve.options import Options
from solver.solve.tools import Tools

PLACE, LATER = ("market", 2025, "base", ""), ("market", 2026, "base", "")
WHOLE, TOP = Bracket(0, 10), Bracket(10, 10, kind="scarcity")


def test_boxes_with_parts_hold_all_that_was_there() -> None:
    low, high = Bracket(0, 4), Bracket(4, 10)
    found = list(boxes_with({PLACE: (WHOLE, TOP), LATER: (WHOLE,)}, PLACE, WHOLE, [low, high]))
    assert [each[PLACE] for each in found] == [(low,), (high,), (TOP,)]
    assert all(each[LATER] == (WHOLE,) for each in found)


def test_a_narrowed_box_stays_within_the_box() -> None:
    # A tenth around 9.5 is 8.55 to 10.45, of which prices up to 10 are in the box.
    found = narrowed({PLACE: (WHOLE,)}, {("market", 2025, "base", WHOLE.name): 9.5}, 0.1)
    (bracket,) = found[PLACE]
    assert (bracket.low_cny_per_unit, bracket.high_cny_per_unit) == pytest.approx((8.55, 10))


def test_a_cut_is_never_at_an_offer() -> None:
    assert beside_offers(5.0, [3.0, 5.0]) == 4.0
    assert beside_offers(4.5, [3.0, 5.0]) == 4.5


@pytest.mark.parametrize(("floor", "opened", "least"), [(5.0, 3.0, 3.0), (3.0, 5.0, 3.0)])
def test_all_boxes_are_bounded_by_the_least_of_them(floor: float, opened: float, least: float) -> None:
    told: list[float] = []
    nothing: Any = None
    search: Any = SimpleNamespace(raise_bound=told.append)
    boxes = Boxes(Tools(search, nothing, nothing, nothing, 0.01, nothing, nothing, nothing))
    boxes._floor_mcny = floor
    boxes._open = [SimpleNamespace(bound_mcny=opened)]  # type: ignore[list-item]
    boxes._raise_bound()
    assert told == [least]


@pytest.mark.parametrize("fails_from", [1, 2])
def test_boxes_that_the_solver_gives_up_on_are_left_to_the_whole_relaxation(
    monkeypatch: pytest.MonkeyPatch, fails_from: int
) -> None:
    # A plant that loses 60 a year is closed, which is told by whole problems alone once continuous ones fail.
    asked: list[Answer] = []
    relax = HighsProcess.relax

    def failing(*args: Any, **options: Any) -> Answer:
        asked.append(relax(*args, **options))
        return asked[-1] if len(asked) < fails_from else Answer(Stop.FAILED, "")

    monkeypatch.setattr(HighsProcess, "relax", failing)
    monkeypatch.setattr(refine, "seek_plans", lambda *_: None)
    instance = build_instance(plants=[{"fixed_cost_mcny_per_line": 200}], header={"years": 3})
    result = refine.solve(instance, build_mandate(), Options(method="boxes"), lambda _: None, lambda _: None)
    assert len(asked) >= fails_from
    assert result.status == "optimal"
    assert result.plan is not None
    assert [move.to_state for move in result.plan.plan.moves] == ["closed"]
