"""What is in an instance, told with the case of all report tests; see :mod:`report_case` for its figures."""

from __future__ import annotations

from typing import Any

import pytest
from builders import build_mandate
from report_case import GOOD, POOR, make_instance

from solver.evaluate.judge import Judge
from solver.evaluate.outcome import Outcome
from solver.instance.instance import Instance
from solver.report import overview
from solver.report.overview_merit import merit_grid, merit_order, window


def today(instance: Instance) -> Outcome:
    return Judge(instance, build_mandate()).status_quo


def market_of(instance: Instance) -> str:
    return next(iter(instance.markets))


def test_plants_are_sorted_by_what_they_offer() -> None:
    instance = make_instance()
    offers = merit_order(instance, today(instance), market_of(instance))
    # Good offers 9 * 10 at 5 and sells all of it, Bad 20 at 10 and sells the other 10 of 100.
    assert [(each.plant, each.offer_cny_per_unit, each.cumulated_munit) for each in offers] == [
        ("fine", 5, 90),
        ("poor", 10, 110),
    ]
    assert [each.output_munit for each in offers] == pytest.approx([90, 10])


def test_a_subsidy_lowers_the_offer_and_not_the_cost() -> None:
    subsidised = {**POOR, "subsidy_cny_per_unit": 6, "subsidy_payer": "fund"}
    instance = make_instance(plants=[GOOD, subsidised])
    first, second = merit_order(instance, today(instance), market_of(instance))
    # 10 - 6 = 4 is below Good's 5.
    assert (first.plant, first.cash_cost_cny_per_unit, first.offer_cny_per_unit) == ("poor", 10, 4)
    assert second.plant == "fine"
    # All 20 that it can make are sold, at 6 each: demand at Good's cost of 5 is 150, more than there is.
    assert overview.subsidies_of_today(instance, today(instance)) == pytest.approx({"fund": 120})
    assert overview.subsidies_grid(instance, today(instance)).rows[0].cells == ("The fund", "1", "120")


def test_the_price_stands_between_those_below_and_above() -> None:
    dear = {**POOR, "id": "dear", "name": "Dear plant", "cash_cost_cny_per_unit": 15}
    instance = make_instance(plants=[dear, GOOD, POOR])
    grid = merit_grid(instance, today(instance), market_of(instance), None)
    assert [row.cells[0] for row in grid.rows] == ["Fine plant", "Poor plant", "Price in 2025", "Dear plant"]
    assert grid.rows[2].cells[3] == "10"
    assert grid.rows[2].mark == "total"


def test_a_long_merit_order_is_shown_around_the_price() -> None:
    assert window(100, 60, 20) == (50, 70)
    assert window(100, 3, 20) == (0, 20)
    assert window(100, 100, 20) == (80, 100)
    assert window(15, 7, 20) == (0, 15)
    assert window(100, 60, None) == (0, 100)
    instance = make_instance()
    grid = merit_grid(instance, today(instance), market_of(instance), 1)
    assert [row.cells[0] for row in grid.rows] == ["Poor plant", "Price in 2025"]
    assert grid.caption.endswith("1 cheaper and 0 dearer plants are not shown")


def test_sizes_are_told_by_ownership_market_and_region() -> None:
    firms = [{"id": "good", "name": "Good Inc."}, {"id": "bad", "name": "Bad Ltd.", "ownership": "state"}]
    instance = make_instance(firms=firms)
    assert [row.cells[:4] for row in overview.firms_grid(instance).rows] == [
        ("Private", "1", "1", "9"),
        ("State-owned", "1", "1", "1"),
        ("All", "2", "2", "10"),
    ]
    size = overview.size_of(list(instance.plants.values()))
    assert (size.lines, size.capacity_munit, size.workers) == (10, 110, 1000)
    # 110 of what is asked for at the reference price.
    demand = instance.markets[market_of(instance)].demand_munit
    assert overview.capacity_grid(instance).rows[0].cells[-1].value == pytest.approx(110 / demand)  # type: ignore[attr-defined]
    assert overview.regions_grid(instance).rows[0].cells[:4] == ("North", "2", "10", "1,000")


def test_prices_are_told_beside_how_they_are_found() -> None:
    instance = make_instance()
    name, found, reference, price, unit = overview.prices_grid(instance, today(instance)).rows[0].cells
    assert (name, found) == ("Home market", "merit order")
    assert price.value == pytest.approx(10)  # type: ignore[attr-defined]
    assert reference.value == instance.markets[market_of(instance)].reference_price_cny_per_unit  # type: ignore[attr-defined]
    assert unit.startswith("CNY per ")


def test_options_are_told_with_whether_they_are_allowed() -> None:
    barriers: list[dict[str, Any]] = [
        {"id": f"wall-{each}", "name": f"Wall {each}", "payer": "fund"} for each in range(7)
    ]
    instance = make_instance(barriers=barriers)
    allowed = {row.cells[0]: row.cells for row in overview.options_grid(instance, build_mandate()).rows}
    named = "Wall 0, Wall 1, Wall 2, Wall 3, Wall 4 and 2 more"
    assert allowed["Barriers that can be removed"] == ("Barriers that can be removed", "7", "yes", named)
    forbidden = overview.options_grid(instance, build_mandate(levers={"remove_barriers": False}))
    assert "no" in next(row.cells for row in forbidden.rows if row.cells[0] == "Barriers that can be removed")


def test_planned_lines_are_counted_apart() -> None:
    instance = make_instance(plants=[GOOD, {**POOR, "start_year": 2025}])
    size = overview.size_of(list(instance.plants.values()))
    assert (size.lines, size.planned_lines, size.capacity_munit, size.planned_capacity_munit) == (9, 1, 90, 20)
    assert overview.options_of(instance)["planned_plants"] == ["poor"]
