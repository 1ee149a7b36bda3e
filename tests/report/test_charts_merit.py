"""Merit-order curves: blocks are what plants offer, and the market clears where the judge says."""

from __future__ import annotations

import pytest
from builders import build_mandate
from chart_case import rows_of
from report_case import make_instance, make_result

from solver.evaluate.judge import Judge
from solver.plan import Move, Plan
from solver.report.charts_merit import NAMED, Block, Merit, merit, merit_order_pictures, plant_names, price_range
from solver.report.grid import Sides


def sides_of() -> Sides:
    result = make_result(make_instance())
    assert result.plan is not None
    return [result.status_quo, result.plan]


def test_blocks_lie_side_by_side_from_the_lowest_offer() -> None:
    before, _ = merit_order_pictures(make_instance(), sides_of(), "market")
    # Nine lines of 10 offer at 5, and one of 20 at 10.
    assert rows_of(before, "plants") == [
        {"offer": 5.0, "start": 0.0, "end": 90.0, "capacity": 90.0, "plants": "Fine plant"},
        {"offer": 10.0, "start": 90.0, "end": 110.0, "capacity": 20.0, "plants": "Poor plant"},
    ]


def test_the_blocks_after_are_those_of_the_plan_and_both_sides_are_marked_where_they_clear() -> None:
    _, after = merit_order_pictures(make_instance(), sides_of(), "market")
    assert [row["capacity"] for row in rows_of(after, "plants")] == [90.0]
    assert rows_of(after, "price") == [
        {"side": "Status quo", "output": 100.0, "price": 10.0},
        {"side": "Plan", "output": 90.0, "price": 11.0},
    ]


def test_capacity_of_the_curve_is_that_of_the_market() -> None:
    for side in sides_of():
        curve = merit(make_instance(), side, "market", 2025, "A side")
        assert sum(block.capacity_munit for block in curve.blocks) == pytest.approx(curve.capacity_munit)


def test_the_description_and_the_table_tell_offers_and_capacity() -> None:
    before, after = merit_order_pictures(make_instance(), sides_of(), "market")
    assert before.description == (
        "Status quo: 110 kt are offered at 5 to 10 CNY per kg; the price is 10 CNY per kg and the output 100 kt, which"
        " is 91 % of what is offered."
    )
    assert [row.cells for row in after.table.rows] == [("5", "90", "90", "Fine plant"), ("10", "20", "0", "Poor plant")]


def test_equal_offers_are_one_block_that_names_the_largest_and_counts_the_others() -> None:
    plants = [{"id": f"p{n}", "name": f"Plant {n}", "lines": n} for n in range(1, NAMED + 3)]
    instance = make_instance(plants=plants)
    curve = merit(instance, Judge(instance, build_mandate()).status_quo, "market", 2025, "Status quo")
    (block,) = curve.blocks
    # 10 a line, 1 + ... + 7 lines
    assert block.capacity_munit == 280
    assert plant_names(instance, block) == "Plant 7, Plant 6, Plant 5, Plant 4, Plant 3, 2 others"


def test_upgraded_lines_are_offered_where_the_upgrade_sells() -> None:
    instance = make_instance(
        markets=[{"name": "Home market"}, {"id": "better", "name": "Better market"}],
        upgrades=[{"id": "up", "plant": "poor", "market": "better", "capacity_munit_per_line": 8}],
    )
    move = Move(plant="poor", year=2025, from_state="unsubsidised", to_state="upgraded:up", lines=1)
    plan = Judge(instance, build_mandate()).evaluate(Plan(instance="case", moves=(move,)))
    assert [block.plants for block in merit(instance, plan, "better", 2025, "Plan").blocks] == [("poor",)]
    assert [block.plants for block in merit(instance, plan, "market", 2025, "Plan").blocks] == [("fine",)]


def test_without_a_plan_a_single_year_has_one_curve_and_a_market_without_plants_none() -> None:
    instance = make_instance(markets=[{"name": "Home market"}, {"id": "other"}])
    status_quo = make_result(instance).status_quo
    assert len(merit_order_pictures(instance, [status_quo], "market")) == 1
    assert merit_order_pictures(instance, [status_quo], "other") == ()


def curve_of(*offers: float) -> Merit:
    return Merit("Plan", tuple(Block(offer, 10.0, ("fine",)) for offer in offers), offers[0], 5.0, 10.0 * len(offers))


def test_prices_start_at_zero_unless_all_are_far_above_it() -> None:
    # A tenth of the range is room above, and below where the lowest offer is above half of the highest.
    assert price_range([curve_of(40, 100)]) == (0, 106)
    assert price_range([curve_of(60, 100)]) == (56, 104)
    assert price_range([curve_of(100)]) == (0, 110)
    assert price_range([curve_of(-10, 10)]) == (-12, 12)
