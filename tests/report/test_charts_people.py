"""Charts of people: bars are the judge's numbers, and cells their share of the ceiling."""

from __future__ import annotations

import math

import pytest
from builders import build_mandate
from chart_case import rows_of
from report_case import make_instance, make_result

from solver.mandate import Mandate
from solver.plan import Move, Plan
from solver.report.charts_people import MOST_REGIONS, band_of, ceiling_pictures, cell_text, loads_of, people_pictures
from solver.report.grid import Sides
from solver.report.picture import Picture


def mandate_of(rise: float) -> Mandate:
    return build_mandate(limits={"unemployment": {"level": "hard", "rise_ceiling_percentage_points": rise}})


def pictures_of(mandate: Mandate) -> dict[str, Picture]:
    return {each.id: each for each in people_pictures(make_instance(), mandate, sides_of(mandate))}


def sides_of(mandate: Mandate) -> Sides:
    result = make_result(make_instance(), mandate)
    assert result.plan is not None
    return [result.status_quo, result.plan]


def test_bars_are_the_people_of_the_judge() -> None:
    pictures = pictures_of(build_mandate())
    # A hundred lose their job, half of them find another; nobody is retrained, so that there is no chart of it.
    assert {
        each: [(row["side"], row["value"]) for row in rows_of(picture, "side")] for each, picture in pictures.items()
    } == {
        "people-displaced_persons": [("Status quo", 0), ("Plan", 100)],
        "people-found_work_persons": [("Status quo", 0), ("Plan", 50)],
        "people-without_work_persons": [("Status quo", 0), ("Plan", 50)],
    }
    assert pictures["people-found_work_persons"].description == (
        "People finding work, persons. Status quo: 0 in every year. Plan: 50 in every year."
    )


def test_cells_are_per_cent_of_the_ceiling() -> None:
    # 1 % of the labour force of 10,000 is 100; 50 people are without work. In the status quo nobody is: no map of it.
    picture = pictures_of(mandate_of(1))["ceiling-plan"]
    (cell,) = rows_of(picture, "percent")
    assert (cell["region"], cell["percent"], cell["band"], cell["text"]) == ("North", 50, "up to 50 %", "50")
    assert "ceiling-status-quo" not in pictures_of(mandate_of(1))
    assert picture.description == "Plan: the highest share of a ceiling is 50 % in North in 2025. No ceiling is passed."
    assert [row.cells for row in picture.table.rows] == [("North", "50")]


def test_what_is_above_the_ceiling_is_marked_with_more_than_a_colour() -> None:
    picture = pictures_of(mandate_of(0.25))["ceiling-plan"]
    (cell,) = rows_of(picture, "percent")
    assert (cell["percent"], cell["band"], cell["text"]) == (200, "above 100 %", "▲ 200")
    assert picture.description.endswith("Ceilings are passed in 1 of 1 regions and years.")


def test_a_ceiling_of_nobody_is_passed_by_anybody() -> None:
    picture = pictures_of(mandate_of(0))["ceiling-plan"]
    (cell,) = rows_of(picture, "percent")
    assert (cell["percent"], cell["band"], cell["text"]) == (None, "above 100 %", "▲ ∞")
    assert picture.description.startswith("Plan: in North people are without work in 2025, and the ceiling is nobody.")


@pytest.mark.parametrize(
    ("percent", "band", "text"),
    [
        (0, "nobody", ""),
        (0.4, "up to 25 %", "0.4"),
        (25, "up to 25 %", "25"),
        (99, "up to 100 %", "99"),
        (100.00001, "up to 100 %", "100"),
        (101, "above 100 %", "▲ 101"),
        (math.inf, "above 100 %", "▲ ∞"),
    ],
)
def test_bands_and_texts_of_cells(percent: float, band: str, text: str) -> None:
    assert (band_of(percent), cell_text(percent)) == (band, text)


def test_the_scenario_with_the_most_people_counts_against_the_ceiling() -> None:
    # Where there are vacancies half of the 100 find work, and where there are none nobody does.
    scenarios = [
        {"id": "good", "name": "Good", "probability_pct": 80, "vacancy_factor": 1},
        {"id": "bad", "name": "Bad", "probability_pct": 20, "vacancy_factor": 0},
    ]
    instance = make_instance(scenarios=scenarios)
    result = make_result(instance)
    assert result.plan is not None
    assert loads_of(instance, mandate_of(1), result.plan) == {("north", 2025): 100}
    shown = {each.id: each for each in people_pictures(instance, build_mandate(), [result.status_quo, result.plan])}
    # 0.8 * 50 + 0.2 * 100
    assert rows_of(shown["people-without_work_persons"], "side")[1]["value"] == 60


def test_the_most_loaded_regions_are_shown() -> None:
    # Each region has a closing line of its own; the first of them have the smallest labour forces and so the most.
    number = MOST_REGIONS + 3
    regions = [
        {"id": f"r{n}", "name": f"Region {n}", "labour_force_persons": 10_000 + 1_000 * n} for n in range(number)
    ]
    plants = [{"id": f"p{n}", "name": f"Plant {n}", "region": f"r{n}"} for n in range(number)]
    instance = make_instance(regions=regions, plants=plants)
    moves = tuple(
        Move(plant=f"p{n}", year=2025, from_state="unsubsidised", to_state="closed", lines=1) for n in range(number)
    )
    result = make_result(instance, plan=Plan(instance="case", moves=moves))
    assert result.plan is not None
    (picture,) = ceiling_pictures(instance, mandate_of(1), [result.status_quo, result.plan])
    assert [row["region"] for row in rows_of(picture, "percent")] == [f"Region {n}" for n in range(MOST_REGIONS)]
