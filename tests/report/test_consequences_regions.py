"""Regions: open lines and sales in the last year, and the highest unemployment."""

from __future__ import annotations

from report_case import make_instance, make_result

from solver.report.consequences_regions import regions_grid


def test_a_region_with_plants_is_told_with_both_sides() -> None:
    instance = make_instance(regions=[{"id": "north", "name": "North"}, {"id": "empty", "name": "Empty"}])
    result = make_result(instance)
    assert result.plan is not None
    grid = regions_grid(instance, [result.status_quo, result.plan])
    # The status quo runs 9 + 1 lines and sells 100 million units at 10: CNY 1 bn. The plan closes one
    # and sells 90 at 11.
    (north,) = grid.rows
    assert north.cells[:5] == ("North", "10", "9", "1.000", "0.990")  # of sales, CNY bn


def test_the_status_quo_alone_has_one_column_for_each_measure() -> None:
    instance = make_instance()
    grid = regions_grid(instance, [make_result(instance).status_quo])
    assert [column.title for column in grid.columns] == ["Region", "Status quo", "Status quo", "Status quo"]
