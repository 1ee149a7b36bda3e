"""Maps of provinces: one square each, none for regions elsewhere, values of the judge."""

from __future__ import annotations

import pytest
from builders import build_mandate
from chart_case import rows_of
from report_case import make_instance, make_result

from solver.instance.instance import Instance
from solver.language import speaking
from solver.report.charts_regions import region_pictures
from solver.report.picture import Picture
from solver.report.provinces import COLUMNS, PROVINCES, ROWS, provinces_of


def instance_of(*names: str) -> Instance:
    regions = [
        {"id": "north", "name": names[0]},
        *({"id": f"more-{n}", "name": name} for n, name in enumerate(names[1:])),
    ]
    return make_instance(regions=regions)


def pictures_of(instance: Instance) -> dict[str, Picture]:
    result = make_result(instance)
    assert result.plan is not None
    return {each.id: each for each in region_pictures(instance, build_mandate(), [result.status_quo, result.plan])}


def test_there_are_31_squares_and_no_two_of_them_share_a_place_or_a_name() -> None:
    assert len(PROVINCES) == 31
    for values in (
        {(each.column, each.row) for each in PROVINCES},
        {each.code for each in PROVINCES},
        {each.sign for each in PROVINCES},
        {each.name for each in PROVINCES},
        {each.chinese_name for each in PROVINCES},
    ):
        assert len(values) == 31
    assert all(0 <= each.column < COLUMNS and 0 <= each.row < ROWS for each in PROVINCES)


@pytest.mark.parametrize(
    ("key", "name", "code"),
    [
        ("hebei", "Hebei", "HE"),
        ("rest-of-hebei", "Rest of Hebei", "HE"),
        ("tangshan", "Tangshan", "HE"),
        ("shanxi", "Shanxi", "SX"),
        ("shaanxi", "Shaanxi", "SN"),
        ("r1", "Inner Mongolia", "NM"),
        ("r1", "内蒙古自治区", "NM"),
        ("town", "Town", None),
        ("mongolia", "Outer Mongolia", None),
        ("hebeitown", "Hebeitown", None),
    ],
)
def test_regions_lie_in_the_province_that_their_key_or_name_says(key: str, name: str, code: str | None) -> None:
    instance = make_instance(regions=[{"id": key, "name": name}])
    found = provinces_of(instance).get(key)
    assert (found.code if found else None) == code


def test_squares_have_the_values_of_the_judge() -> None:
    # A hundred of Bad's people lose their job, 50 of a labour force of 10,000 are without work, 20 of capacity close.
    pictures = pictures_of(instance_of("Hebei"))
    values = {
        each: {
            row["label"]: (row["value"], row["text"]) for row in rows_of(picture, "label") if row["value"] is not None
        }
        for each, picture in pictures.items()
    }
    assert values == {
        "map-displaced": {"HE": (100, "100")},
        "map-rise": {"HE": (0.5, "0.500")},
        "map-capacity": {"HE": (-20, "-20")},
    }
    assert all(len(rows_of(picture, "label")) == 31 for picture in pictures.values())


def test_regions_of_one_province_are_one_square_and_rows_of_their_own() -> None:
    picture = pictures_of(instance_of("Hebei", "Rest of Hebei"))["map-displaced"]
    assert [row["label"] for row in rows_of(picture, "label") if row["value"] is not None] == ["HE"]
    assert [row.cells for row in picture.table.rows] == [("Hebei", "0", "100"), ("Rest of Hebei", "0", "0")]


def test_the_words_tell_the_largest_value_and_what_is_not_on_the_map() -> None:
    picture = pictures_of(instance_of("Hebei", "Shanxi", "Elsewhere"))["map-capacity"]
    assert picture.title == "Change of open capacity: Plan"
    assert picture.description == (
        "Change of open capacity from 2025 to 2025, kt. The largest change is that of Hebei, -20; not zero in 1"
        " of 2 provinces. Regions that are in no province: 1."
    )


def test_squares_speak_the_language_of_the_report() -> None:
    with speaking("zh-CN"):
        picture = pictures_of(instance_of("Hebei"))["map-displaced"]
    assert [row["label"] for row in rows_of(picture, "label") if row["value"] is not None] == ["冀"]


def test_where_products_have_several_units_lines_are_counted() -> None:
    products = [{"id": "product", "unit": "kg"}, {"id": "cars", "unit": "car"}]
    instance = make_instance(regions=[{"id": "north", "name": "Hebei"}], products=products)
    assert pictures_of(instance)["map-capacity"].title == "Change of open lines: Plan"
    assert pictures_of(instance)["map-capacity"].description.startswith(
        "Change of open lines from 2025 to 2025, lines."
    )


def test_without_provinces_there_is_no_map() -> None:
    assert pictures_of(make_instance()) == {}


def test_where_nothing_happens_there_is_no_map() -> None:
    instance = instance_of("Hebei")
    assert region_pictures(instance, build_mandate(), [make_result(instance).status_quo]) == ()
