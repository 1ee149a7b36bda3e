"""What holds for all charts: they hold no address, can be drawn, and no name in them is more than a value."""

from __future__ import annotations

import json
from typing import Any

import pytest
import vl_convert
from builders import build_mandate
from report_case import make_instance, make_result

from solver.instance.instance import Instance
from solver.language import speaking
from solver.mandate import Mandate
from solver.plan import Move, Plan
from solver.report.charts import course, distinct_names, labels, level_scale, shortened, tidy, yearly_lines
from solver.report.charts_answer import answer_pictures
from solver.report.charts_markets import market_pictures
from solver.report.charts_merit import merit_order_pictures
from solver.report.charts_money import money_pictures
from solver.report.charts_people import people_pictures
from solver.report.charts_regions import region_pictures
from solver.report.grid import Sides
from solver.report.picture import Picture

HOSTILE = (
    "</script><script>alert(1)</script>",
    "'+alert(1)+'",
    '"];datum.x["',
    "=HYPERLINK(1)",
    "\u202e\u062f\u0627\u0645",
    "🏭" * 20,
    "Hebei " + "x" * 194,
    "${alert(1)} {{7*7}} \\u0022",
)


def mandate() -> Mandate:
    return build_mandate(limits={"unemployment": {"level": "hard", "rise_ceiling_percentage_points": 1}})


def pictures_of(instance: Instance, *, planned: bool = True, plan: Plan | None = None) -> list[Picture]:
    result = make_result(instance, mandate(), plan)
    assert result.plan is not None
    sides: Sides = [result.status_quo, result.plan][: 1 + planned]
    return [
        *answer_pictures(instance, sides),
        *market_pictures(instance, sides, "market"),
        *merit_order_pictures(instance, sides, "market"),
        *people_pictures(instance, mandate(), sides),
        *money_pictures(instance, sides),
        *region_pictures(instance, mandate(), sides),
    ]


def in_a_province(**tables: Any) -> Instance:
    return make_instance(regions=[{"id": "north", "name": "Hebei"}], **tables)


def hostile_instance() -> Instance:
    """Return a case in which each of the names is one of a region, a payer, a firm and a plant that closes."""
    rows = [{"id": f"r{n}", "name": name} for n, name in enumerate(HOSTILE)]
    purposes = ("exit_compensation", "severance", "income_support")
    return make_instance(
        regions=rows,
        firms=rows,
        payers=rows,
        markets=[{"name": HOSTILE[0]}],
        plants=[{**row, "region": row["id"], "firm": row["id"]} for row in rows],
        duties=[{"purpose": each, "payer": row["id"], "share_pct": 12.5} for row in rows for each in purposes],
    )


def closing_all(instance: Instance) -> Plan:
    moves = [
        Move(plant=key, year=2025, from_state="unsubsidised", to_state="closed", lines=1) for key in instance.plants
    ]
    return Plan(instance="case", moves=tuple(moves[1:]))


def without_data(node: Any) -> Any:
    """Return compiled Vega without the values of its data and the names on its scales."""
    if isinstance(node, dict):
        return {key: without_data(value) for key, value in node.items() if key not in ("values", "domain")}
    return [without_data(each) for each in node] if isinstance(node, list) else node


@pytest.mark.parametrize("planned", [True, False])
def test_identities_differ_and_nothing_is_fetched(planned: bool) -> None:
    pictures = pictures_of(in_a_province(), planned=planned)
    assert len({each.id for each in pictures}) == len(pictures) == (15 if planned else 5)
    for picture in pictures:
        text = json.dumps(picture.spec, allow_nan=False)
        assert "://" not in text
        assert '"url"' not in text
        assert picture.spec["width"] == "container"


def test_every_chart_is_told() -> None:
    for picture in pictures_of(in_a_province()):
        assert picture.title
        assert picture.description
        assert picture.table.rows


def test_hostile_names_can_be_drawn_and_are_values_and_never_code() -> None:
    instance = hostile_instance()
    assert len(HOSTILE) * 12.5 == 100  # the shares of the payers
    with speaking("zh-CN"):
        pictures = pictures_of(instance, plan=closing_all(instance))
    assert {each.id for each in pictures} >= {"ceiling-plan", "money-plan", "merit-before-market", "map-displaced"}
    for picture in pictures:
        rest = json.dumps(without_data(vl_convert.vegalite_to_vega({**picture.spec, "width": 900})), ensure_ascii=False)
        for name in HOSTILE:
            start = name[:4]  # where a name is cut, this much of it would still be there
            assert start not in rest
            assert json.dumps(start, ensure_ascii=False)[1:-1] not in rest
        assert "<script" not in vl_convert.vegalite_to_svg({**picture.spec, "width": 900})


def test_units_are_words_and_never_code() -> None:
    unit = '"+alert(1)+"'
    instance = in_a_province(products=[{"id": "product", "unit": unit}])
    for picture in pictures_of(instance):
        compiled = json.dumps(vl_convert.vegalite_to_vega({**picture.spec, "width": 360}))
        # A quote within a string of an expression is escaped there, and both signs again as the expression is text.
        assert compiled.count("alert(1)") == compiled.count('\\"+alert(1)+')
        for expression in strings_under(json.loads(compiled), "signal"):
            assert '"+alert' not in expression.replace('\\"', "")


def strings_under(node: Any, key: str) -> list[str]:
    """Return all texts that are values of a key, wherever."""
    if isinstance(node, dict):
        here = [node[key]] if isinstance(node.get(key), str) else []
        return here + [each for value in node.values() for each in strings_under(value, key)]
    return [each for value in node for each in strings_under(value, key)] if isinstance(node, list) else []


def test_names_that_are_the_same_are_told_apart_by_their_keys() -> None:
    instance = make_instance(regions=[{"id": "north", "name": "Same"}, {"id": "south", "name": "Same"}])
    assert distinct_names(instance, "regions", ["north", "south"]) == {"north": "Same (north)", "south": "Same (south)"}
    assert distinct_names(instance, "firms", ["good", "bad"]) == {"good": "Good Inc.", "bad": "Bad Ltd."}


def test_numbers_keep_nine_digits_and_no_number_is_none() -> None:
    assert tidy(1 / 3) == 0.333333333
    assert tidy(None) is None
    assert tidy(float("nan")) is None
    assert tidy(float("inf")) is None


def test_long_names_are_cut_between_characters_and_still_told_apart() -> None:
    assert shortened("12345", 5) == "12345"
    assert shortened("123456", 5) == "1234…"
    assert shortened("🏭🏭🏭", 5) == "🏭🏭…"
    assert labels({"a": "123456", "b": "123457", "c": "12"}, 5) == {"a": "1234… 1", "b": "1234… 2", "c": "12"}


def test_a_course_is_told_by_its_ends_and_extremes() -> None:
    values = {2025: 3.0, 2026: 1.0, 2027: None, 2028: 5.0, 2029: 4.0}
    assert course("Plan", list(values), values, 0) == (
        "Plan: 3 in 2025 and 4 in 2029; lowest in 2026 with 1, highest in 2028 with 5."
    )
    assert course("Plan", [2025], {2025: 3.0}, 0) == "Plan: 3 in every year."
    assert course("Plan", [2025], {2025: None}, 0) == "Plan: no values."


def test_lines_differ_by_more_than_their_colour() -> None:
    drawn = yearly_lines(["Status quo", "Plan"], [2025], [{2025: 1.0}, {2025: 2.0}], "Price").to_dict()
    line, points = drawn["layer"]
    assert line["encoding"]["strokeDash"]["scale"]["range"] == [[5, 4], [1, 0]]
    assert points["encoding"]["shape"]["scale"]["range"] == ["circle", "square"]


def test_levels_that_are_all_the_same_have_an_axis_around_them() -> None:
    assert level_scale([36.25, None, 36.25]).to_dict() == {"domain": [32.625, 39.875], "nice": False, "zero": False}
    assert level_scale([0.0]).to_dict()["domain"] == [-1, 1]
    assert "domain" not in level_scale([1.0, 2.0]).to_dict()
