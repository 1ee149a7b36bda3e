"""Charts of markets: the spec's data are the judge's numbers, and the words say what is to be seen."""

from __future__ import annotations

import pytest
from chart_case import rows_of
from report_case import make_instance, make_result

from solver.instance.instance import Instance
from solver.report.charts_markets import market_pictures
from solver.report.grid import Sides


@pytest.fixture
def instance() -> Instance:
    return make_instance(header={"years": 2})


@pytest.fixture
def sides(instance: Instance) -> Sides:
    result = make_result(instance)
    assert result.plan is not None
    return [result.status_quo, result.plan]


def test_prices_of_the_chart_are_those_of_the_judge(instance: Instance, sides: Sides) -> None:
    price, *_ = market_pictures(instance, sides, "market")
    assert {(row["year"], row["side"]): row["value"] for row in rows_of(price, "side")} == {
        (2025, "Status quo"): 10.0,
        (2026, "Status quo"): 10.0,
        (2025, "Plan"): 11.0,
        (2026, "Plan"): 11.0,
    }
    for name, side in zip(("Status quo", "Plan"), sides, strict=True):
        judged = dict(zip(side.tables["markets"]["year"], side.tables["markets"]["price_cny_per_unit"], strict=True))
        assert {row["year"]: row["value"] for row in rows_of(price, "side") if row["side"] == name} == judged


def test_output_lies_within_capacity_and_the_rate_is_their_ratio(instance: Instance, sides: Sides) -> None:
    _, output, rate = market_pictures(instance, sides, "market")
    drawn = {(row["year"], row["side"]): (row["output"], row["capacity"]) for row in rows_of(output, "capacity")}
    assert drawn[2025, "Status quo"] == (100.0, 110.0)
    assert drawn[2025, "Plan"] == (90.0, 90.0)
    rates = {(row["year"], row["side"]): row["value"] for row in rows_of(rate, "side")}
    assert rates[2025, "Status quo"] == pytest.approx(100 * 100 / 110)
    assert rates[2025, "Plan"] == pytest.approx(100)


def test_the_description_says_what_is_to_be_seen(instance: Instance, sides: Sides) -> None:
    price, *_ = market_pictures(instance, sides, "market")
    assert price.description == (
        "Price, CNY per kg. Reference price 10. Status quo: 10 in every year. Plan: 11 in every year."
    )


def test_the_table_has_the_numbers_of_the_chart(instance: Instance, sides: Sides) -> None:
    for picture in market_pictures(instance, sides, "market"):
        assert [row.cells[0] for row in picture.table.rows] == ["2025", "2026"]
    output = market_pictures(instance, sides, "market")[1]
    assert [cell.value for cell in output.table.rows[0].cells[1:]] == [100.0, 90.0, 110.0, 90.0]  # type: ignore[attr-defined]


def test_scenarios_are_expected() -> None:
    # Demand is that of the case, or twice as much, at which Good's 90 and Bad's 20 are sold at 200 * 2 - 20 p = 110.
    scenarios = [
        {"id": "low", "name": "Low", "probability_pct": 75, "demand_factor": 1, "vacancy_factor": 1},
        {"id": "high", "name": "High", "probability_pct": 25, "demand_factor": 2, "vacancy_factor": 1},
    ]
    instance = make_instance(scenarios=scenarios)
    price, *_ = market_pictures(instance, [make_result(instance).status_quo], "market")
    # 0.75 * 10 + 0.25 * 14.5
    assert [row["value"] for row in rows_of(price, "side")] == [11.125]


def test_a_market_in_which_nothing_is_made_has_what_consumers_get() -> None:
    instance = make_instance(markets=[{"name": "Home market"}, {"id": "other", "demand_munit": 5}])
    status_quo = make_result(instance).status_quo
    assert [each.id for each in market_pictures(instance, [status_quo], "other")] == ["price-other", "served-other"]
    assert [each.title for each in market_pictures(instance, [status_quo], "market")] == [
        "Home market: Price",
        "Home market: Output and capacity",
        "Home market: Operating rate",
    ]
