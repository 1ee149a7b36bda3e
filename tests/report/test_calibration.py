"""The status quo against what was observed; its price is 10, its operating rate 90.9 %, Bad's loss 30."""

from __future__ import annotations

from typing import Any

import pytest
from builders import build_mandate
from report_case import make_instance

from solver.evaluate.judge import Judge
from solver.instance.instance import Instance
from solver.report.calibration import calibration_grid, compare_with_observations


def observing(measure: str, subject: str, low: float, high: float, **tables: Any) -> Instance:
    row = {"id": "seen", "measure": measure, "subject": subject, "year": 2025, "low": low, "high": high}
    return make_instance(observations=[{**row, "period": "spring 2025"}], **tables)


@pytest.mark.parametrize(
    ("measure", "subject", "low", "high", "computed", "verdict"),
    [
        ("price_cny_per_unit", "market", 9, 11, 10, "inside"),
        ("price_cny_per_unit", "market", 6, 8, 10, "above by 2 (25 %)"),
        ("price_cny_per_unit", "market", 12.5, 14, 10, "below by 2.500 (20 %)"),
        ("output_munit", "market", 100, 100, 100, "inside"),
        # 100 of 110 are 90.909 %, 0.909 above 90.
        ("operating_rate_pct", "market", 80, 90, 100 / 1.1, "above by 0.909 (1 %)"),
        ("firm_loss_mcny", "bad", 30, 40, 30, "inside"),
        ("firm_loss_mcny", "good", -5, 0, 0, "inside"),
        ("firm_loss_mcny", "bad", -10, 0, 30, "above by 30"),
    ],
)
def test_each_measure_is_held_against_its_range(
    measure: str, subject: str, low: float, high: float, computed: float, verdict: str
) -> None:
    instance = observing(measure, subject, low, high)
    row = compare_with_observations(instance, Judge(instance, build_mandate()).status_quo).iloc[0]
    assert row["computed"] == pytest.approx(computed)
    assert row["verdict"] == verdict
    assert (row["id"], row["measure"], row["subject"], row["year"]) == ("seen", measure, subject, 2025)
    assert (row["low"], row["high"], row["period"]) == (low, high, "spring 2025")


def test_with_several_scenarios_the_expected_value_is_compared() -> None:
    # With demand halved to 100 - 5 * price, 75 are asked for at Good's cost of 5, less than its 90: the price is 5.
    scenarios = [{"id": "base", "probability_pct": 75}, {"id": "slump", "probability_pct": 25, "demand_factor": 0.5}]
    instance = observing("price_cny_per_unit", "market", 8, 9, scenarios=scenarios)
    row = compare_with_observations(instance, Judge(instance, build_mandate()).status_quo).iloc[0]
    assert row["computed"] == pytest.approx(0.75 * 10 + 0.25 * 5)
    assert row["verdict"] == "inside"


def test_a_year_that_is_not_computed_is_said_to_be_so() -> None:
    row = {"id": "seen", "measure": "price_cny_per_unit", "subject": "market", "year": 2031, "low": 1, "high": 2}
    instance = make_instance(observations=[{**row, "period": "later"}])
    compared = compare_with_observations(instance, Judge(instance, build_mandate()).status_quo)
    assert compared["verdict"].tolist() == ["not computed"]


def test_no_observations_are_an_empty_table() -> None:
    instance = make_instance()
    assert compare_with_observations(instance, Judge(instance, build_mandate()).status_quo).empty


def test_the_table_names_subject_and_unit() -> None:
    instance = observing("price_cny_per_unit", "market", 6, 8)
    status_quo = Judge(instance, build_mandate()).status_quo
    row = calibration_grid(instance, status_quo, periods=True).rows[0]
    assert row.cells[:3] == ("Price", "Home market", "CNY per kg")
    assert row.cells[3:] == ("6", "8", "10", "2025", "above by 2 (25 %)", "spring 2025")
    assert row.mark == "binds"
    short = calibration_grid(instance, status_quo, periods=False)
    assert short.rows[0].cells == row.cells[:-1]
    assert len(short.columns) == len(short.rows[0].cells)
