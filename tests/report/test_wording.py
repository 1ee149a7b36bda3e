"""Numbers, units and names in words."""

from __future__ import annotations

import copy
import math
import pickle

import pytest
from report_case import make_instance

from solver.language import speaking
from solver.report import wording
from solver.report.wording import (
    Figure,
    Scale,
    decimals_for,
    difference,
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
        (2.5, 0, "3"),
        (-2.5, 0, "-3"),
        (0.125, 2, "0.13"),
        (0.285 * 100, 0, "29"),  # 28.499999999999996, which is 28.5 in 15 digits
        (1e20, 2, "100,000,000,000,000,000,000.00"),
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
    ("value", "less", "decimals", "text"),
    [
        # 228.06 - 217.34 = 10.72, but 228.1 and 217.3 are shown.
        (228.06, 217.34, 1, "+10.8"),
        (217.34, 228.06, 1, "-10.8"),
        (228.06, 217.34, 2, "+10.72"),
        (1.04, 1.0, 1, "0"),  # 1.0 and 1.0
        (1.06, 1.04, 1, "+0.1"),  # 1.1 and 1.0
        (None, 1.0, 1, "-"),
        (1.0, math.nan, 1, "-"),
    ],
)
def test_a_difference_is_that_of_the_numbers_shown(
    value: float | None, less: float | None, decimals: int, text: str
) -> None:
    shown = difference(value, less, decimals)
    assert shown == text
    assert text == "-" or (isinstance(shown, Figure) and shown.value == float(text))


def test_a_number_that_is_copied_is_still_one() -> None:
    figure = percent(0.125, 1)
    for copied in (copy.deepcopy(figure), copy.copy(figure), pickle.loads(pickle.dumps(figure))):
        assert isinstance(copied, Figure)
        assert (str(copied), copied.value, copied.decimals, copied.is_percent) == ("12.5 %", 0.125, 1, True)


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


def test_provinces_have_their_chinese_name_and_other_places_keep_theirs() -> None:
    names = {"inner-mongolia": "inner Mongolia", "north": "North", "rest": "Rest of Hebei", "own": "河北省"}
    instance = make_instance(
        regions=[{"id": key, "name": name} for key, name in names.items()],
        markets=[{"name": "Hubei"}],
        firms=[{"id": "good", "name": "Hebei"}, {"id": "bad", "name": "Bad Ltd."}],
    )
    assert [wording.name_of(instance, "regions", key) for key in names] == list(names.values())
    with speaking("zh-CN"):
        assert [wording.name_of(instance, "regions", key) for key in names] == [
            "内蒙古",
            "North",
            "Rest of Hebei",
            "河北省",
        ]
        assert wording.subject_name(instance, "unemployment", "inner-mongolia") == "内蒙古"
        assert wording.name_of(instance, "markets", "market") == "湖北"
        assert wording.name_of(instance, "firms", "good") == "Hebei"


def test_amounts_of_limits_are_in_the_units_of_readers() -> None:
    instance = make_instance(products=[{"id": "product", "unit": "t"}])

    def said(unit: str, subject: str, amount: float) -> tuple[str, float]:
        scale = wording.scale_of(instance, unit, subject, [amount])
        return scale.unit, scale(amount)

    assert said("mcny", "fund", 2_000) == ("CNY bn", 2)
    assert said("munit", "market", 3) == said("munit", "product", 3) == ("Mt", 3)
    assert said("CNY per unit", "market", 3) == ("CNY per t", 3)
    assert said("persons", "north", 3) == ("persons", 3)
    with speaking("zh-CN"):
        # 2,000 million are 20 times 100 million, 3 million tonnes 300 times 10,000.
        assert said("mcny", "fund", 2_000) == ("亿元", 20)
        assert said("munit", "product", 3) == ("万吨", 300)
        assert said("mtco2", "sector", 3) == ("万吨二氧化碳", 300)
        assert said("CNY per unit", "market", 3) == ("元/吨", 3)
        assert said("persons", "north", 3) == ("人", 3)


def test_lists_and_sentences_stand_as_the_language_has_them() -> None:
    assert (wording.listed("ab"), wording.lists("ab"), wording.paragraph(["A.", "B."])) == ("a, b", "a; b", "A. B.")
    with speaking("zh-CN"):
        assert (wording.listed("ab"), wording.paragraph(["甲。", "乙。"])) == ("a、b", "甲。乙。")
