"""Conflicts in words: amounts with their unit, rounded to the side on which the sentence stays true."""

from __future__ import annotations

import pytest
from builders import build_instance

from solver.language import speaking
from solver.report.conflict_words import LABELS, PRESENT, SUMMED, TABLES, WISHES, conflict_sentence, relaxation_sentence
from solver.solve.result import Conflict, Relaxation
from solver.solve.slack import ADDED_UP, RULES, UNITS

INSTANCE = build_instance(
    regions=[{"id": "region", "name": "Xinjiang", "labour_force_persons": 100_000}],
    products=[{"id": "product", "name": "Silicon"}],
    markets=[{"id": "market", "name": "China"}],
    firms=[{"id": "firm", "name": "Miller"}],
    payers=[{"id": "fund", "name": "Buy-out fund"}, {"id": "state", "name": "State"}],
)


def relaxed(
    rule: str, subject: str, least: float | None, enough: float | None = None, present: float | None = None
) -> Relaxation:
    return Relaxation(rule, subject, least, UNITS[rule], enough=enough, present=present)


def budget(least: float, enough: float | None = None) -> str:
    return relaxation_sentence(INSTANCE, relaxed("budget", "fund", least, enough))


@pytest.mark.parametrize(
    ("limit", "sentence"),
    [
        # What is proven not to be enough is rounded down.
        (
            ("unemployment", "region", 1000.0),
            "The unemployment ceiling in Xinjiang: at least 1,234 more people without work would have to be allowed "
            "(ceiling 1,000 people).",
        ),
        (
            ("consumer_price", "market", 15.0),
            "The price ceiling of China: it would have to be at least 1,234 CNY per kg higher (ceiling 15 CNY per kg).",
        ),
        (
            ("supply", "market", None),
            "The supply floor of China: it would have to be at least 1,234 kt a year lower.",
        ),
        (
            ("budget", "fund", None),
            "The budget of Buy-out fund: at least 1.234 CNY bn more would be needed, all years together.",
        ),
        (
            ("participation", "firm", None),
            "What is due to Miller for closing lines: the owner would have to take at least 1.234 CNY bn less "
            "than is due.",
        ),
        (
            ("solvency", "firm", 20.0),
            "The solvency of Miller: at least 1.234 CNY bn of cash would have to come from elsewhere "
            "(credit 20 CNY million).",
        ),
        (
            ("income_floor", "region", None),
            "The income floor in Xinjiang: income support would have to be at least 1.234 CNY bn a year lower.",
        ),
        (
            ("wage_floor", "region", None),
            "The wage floor in Xinjiang: wage support would have to be at least 1.234 CNY bn a year lower.",
        ),
        (
            ("regional_output", "region", None),
            "The output floor of Xinjiang: it would have to be at least 1.234 CNY bn a year lower.",
        ),
        (
            ("regional_revenue", "region", None),
            "The revenue floor of Xinjiang: it would have to be at least 1.234 CNY bn a year lower.",
        ),
        (
            ("equity", "region", None),
            "The fair share of displaced people in Xinjiang: at least 1,234 more displaced people would have to be "
            "allowed.",
        ),
        (
            ("emissions", "sector", None),
            "The emission ceiling: it would have to be at least 1,234 million tonnes a year higher.",
        ),
        (
            ("concentration", "product", 200.0),
            "The room for concentration of Silicon: it would have to be at least 1,234 points larger "
            "(room 200 points).",
        ),
        (
            ("capacity_swap", "product", None),
            "The capacity swap of Silicon: at least 1,234 kt less would have to be asked for.",
        ),
    ],
    ids=lambda each: each[0] if isinstance(each, tuple) else "",
)
def test_every_rule_says_what_would_have_to_be(limit: tuple[str, str, float | None], sentence: str) -> None:
    rule, subject, present = limit
    assert relaxation_sentence(INSTANCE, relaxed(rule, subject, 1_234.7, present=present)) == sentence


def test_every_rule_has_its_words() -> None:
    assert set(LABELS) == set(WISHES) == set(UNITS) == set(RULES)
    assert set(TABLES) == set(RULES) - {"emissions"}
    assert set(SUMMED) == set(ADDED_UP)
    assert set(PRESENT) <= set(RULES)


def test_people_are_whole() -> None:
    # 0.4 of a person is none, proven not to be enough; 0.6 take a whole one.
    assert "at least 0 more displaced people would have to be allowed; 1 is enough." in relaxation_sentence(
        INSTANCE, relaxed("equity", "region", 0.4, 0.6)
    )


@pytest.mark.parametrize(
    ("least", "enough", "amount"),
    [
        (0.123456, None, "at least 0.1234 CNY million"),
        (0.123456, 0.123456, "0.1235 CNY million"),
        (12.5, 12.5, "12.5 CNY million"),
        (40.0000000001, 40.0000000001, "40 CNY million"),
        # 99.9996 billion in four digits, rounded up.
        (99_999.6, 99_999.6, "100 CNY bn"),
    ],
)
def test_four_digits_rounded_up_where_they_are_enough(least: float, enough: float | None, amount: str) -> None:
    assert budget(least, enough) == (f"The budget of Buy-out fund: {amount} more would be needed, all years together.")


def test_what_is_enough_is_said_where_it_is_more() -> None:
    assert relaxation_sentence(INSTANCE, relaxed("unemployment", "region", 12.4, 20.1, present=1000.0)) == (
        "The unemployment ceiling in Xinjiang: at least 12 more people without work would have to be allowed "
        "(ceiling 1,000 people); 21 is enough."
    )


def test_limits_of_a_rule_together_have_no_subject() -> None:
    assert relaxation_sentence(INSTANCE, relaxed("budget", "", 3, 3)) == (
        "All budgets together: 3 CNY million more would be needed, all years together."
    )


def test_the_same_conflict_is_said_in_each_language() -> None:
    # 3 mcny are 300 of 10,000 yuan.
    with speaking("zh-CN"):
        said = budget(3, 3)
    assert "Buy-out fund" in said
    assert "300" in said
    assert "万元" in said
    assert budget(3, 3).endswith("3 CNY million more would be needed, all years together.")


def test_without_any_limit_at_fault_the_facts_are() -> None:
    assert conflict_sentence(INSTANCE, Conflict(())) == (
        "There would be no plan without any limit either: the facts contradict each other."
    )


def test_a_long_list_is_cut() -> None:
    # Eight are named, and the other two counted.
    unemployment = relaxed("unemployment", "region", None)
    text = conflict_sentence(INSTANCE, Conflict((*[relaxed("budget", "fund", None)] * 9, unemployment)))
    assert text.count("Buy-out fund") == 8
    assert "the budget of Buy-out fund and 2 more. " in text
    assert "Xinjiang" not in text
