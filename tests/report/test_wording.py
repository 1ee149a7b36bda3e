"""Numbers, units and names in words."""

from __future__ import annotations

import math

import pytest
from report_case import make_instance

from solver.language import speaking
from solver.report import wording
from solver.report.wording import (
    Scale,
    decimals_for,
    money_scale,
    number,
    numbers,
    percent,
    plain,
    quantity_scale,
    sentence,
)


@pytest.mark.parametrize(
    ("value", "decimals", "text"),
    [
        (1234567.891, 1, "1,234,567.9"),
        (0.0, 3, "0"),
        (-0.0001, 2, "0.00"),
        (-1.5, 1, "-1.5"),
        (None, 2, "-"),
        (math.nan, 2, "-"),
        (math.inf, 2, "-"),
    ],
)
def test_numbers_are_written_for_people(value: float | None, decimals: int, text: str) -> None:
    assert number(value, decimals) == text


def test_a_difference_has_a_sign_and_nothing_has_none() -> None:
    assert [number(each, 1, signed=True) for each in (1.0, -1.0, 0.0)] == ["+1.0", "-1.0", "0"]


@pytest.mark.parametrize(
    ("values", "decimals"),
    [([1, 2000], 0), ([], 0), ([0.5], 3), ([9.99, 0.1], 3), ([10.5], 2), ([100.5], 1), ([1000.5], 0), ([0.001], 5)],
)
def test_decimals_suit_the_largest(values: list[float], decimals: int) -> None:
    assert decimals_for(values) == decimals


def test_numbers_that_belong_together_have_the_same_decimals() -> None:
    assert numbers([12.5, 0.1]) == ["12.50", "0.10"]


def test_money_is_in_billions_from_one_billion_on() -> None:
    assert money_scale([999.9, -5]).unit == "CNY million"
    assert money_scale([1, -1000]).unit == "CNY bn"
    assert money_scale([1000])(2500) == 2.5


def test_a_million_of_a_unit_has_a_name_where_there_is_one() -> None:
    assert quantity_scale(make_instance(), "market") == Scale("kt", 1.0)
    cars = make_instance(products=[{"id": "product", "unit": "car"}])
    assert quantity_scale(cars, "market") == Scale("million cars", 1.0)


@pytest.mark.parametrize(
    ("unit", "words", "amount"),
    # A munit is a million of the unit: of kg 1,000 t, of t 100 times 10,000 t, of MWh 1,000 million kWh.
    [
        ("kg", "万吨", 0.2),
        ("t", "万吨", 200),
        ("kWh", "万千瓦时", 200),
        ("MWh", "亿千瓦时", 20),
        ("W", "万千瓦", 0.2),
        ("car", "万辆", 200),
        ("m2", "万平方米", 200),
        ("unheard of", "万unheard of", 200),
    ],
)
def test_quantities_are_in_the_units_of_the_language(unit: str, words: str, amount: float) -> None:
    instance = make_instance(products=[{"id": "product", "unit": unit}])
    with speaking("zh-CN"):
        scale = quantity_scale(instance, "market")
        assert scale.unit == words
        assert scale(2) == pytest.approx(amount)


def test_shares_are_in_per_cent() -> None:
    assert percent(0.5) == "50 %"
    assert percent(0.1234, 1) == "12.3 %"


def test_texts_stay_on_their_line() -> None:
    assert plain("a\nb\x1b[0m 中 🐉") == "a b [0m 中 🐉"


def test_a_reason_becomes_a_sentence() -> None:
    assert sentence("the time is up") == "The time is up."
    assert sentence("Is it? ") == "Is it?"
    assert sentence("") == ""
    assert sentence("时间到") == "时间到。"
    assert sentence("时间到。") == "时间到。"


def test_subjects_have_names_and_unknown_ones_their_key() -> None:
    instance = make_instance()
    assert wording.subject_name(instance, "unemployment", "north") == "North"
    assert wording.subject_name(instance, "solvency", "bad") == "Bad Ltd."
    assert wording.subject_name(instance, "lever", "poor") == "Poor plant"
    assert wording.subject_name(instance, "budget", "gone") == "gone"
