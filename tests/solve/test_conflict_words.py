"""Conflicts in words: amounts with their unit, rounded to the side on which the sentence stays true."""

from __future__ import annotations

import pytest
from builders import build_instance, build_mandate

from solver.solve.conflict_words import Words
from solver.solve.slack import Limit

WORDS = Words(
    build_instance(
        regions=[{"id": "region", "name": "Xinjiang", "labour_force_persons": 100_000}],
        products=[{"id": "product", "name": "Silicon"}],
        markets=[{"id": "market", "name": "China"}],
        firms=[{"id": "firm", "name": "Miller", "credit_mcny": 20}],
        payers=[{"id": "fund", "name": "Buy-out fund"}, {"id": "state", "name": "State"}],
    ),
    build_mandate(limits={"concentration": {}}),
)
BUDGET = Limit("budget", "fund")
UNEMPLOYMENT = Limit("unemployment", "region")


@pytest.mark.parametrize(
    ("limit", "sentence"),
    [
        # 1 % of 100000 people is the ceiling; what is proven not to be enough is rounded down.
        (
            UNEMPLOYMENT,
            "The unemployment ceiling in Xinjiang: at least 1,234 more people without work would have to be allowed "
            "(ceiling 1,000 people).",
        ),
        (
            Limit("consumer_price", "market"),
            "The price ceiling of China: it would have to be at least 1,234 CNY per kg higher (ceiling 15 CNY).",
        ),
        (
            Limit("supply", "market"),
            "The supply floor of China: it would have to be at least 1,234 million kg a year lower.",
        ),
        (
            BUDGET,
            "The budget of Buy-out fund: at least 1,234 CNY million more would be needed, all years together.",
        ),
        (
            Limit("participation", "firm"),
            "What is due to Miller for closing lines: the owner would have to take at least 1,234 CNY million less "
            "than is due.",
        ),
        (
            Limit("solvency", "firm"),
            "The solvency of Miller: at least 1,234 CNY million of cash would have to come from elsewhere "
            "(credit 20 CNY million).",
        ),
        (
            Limit("income_floor", "region"),
            "The income floor in Xinjiang: income support would have to be at least 1,234 CNY million a year lower.",
        ),
        (
            Limit("wage_floor", "region"),
            "The wage floor in Xinjiang: wage support would have to be at least 1,234 CNY million a year lower.",
        ),
        (
            Limit("regional_output", "region"),
            "The output floor of Xinjiang: it would have to be at least 1,234 CNY million a year lower.",
        ),
        (
            Limit("regional_revenue", "region"),
            "The revenue floor of Xinjiang: it would have to be at least 1,234 CNY million a year lower.",
        ),
        (
            Limit("equity", "region"),
            "The fair share of displaced people in Xinjiang: at least 1,234 more displaced people would have to be "
            "allowed.",
        ),
        (
            Limit("emissions", "sector"),
            "The emission ceiling: it would have to be at least 1,234 million tonnes a year higher.",
        ),
        (
            Limit("concentration", "product"),
            "The room for concentration of Silicon: it would have to be at least 1,234 points larger "
            "(room 200 points).",
        ),
        (
            Limit("capacity_swap", "product"),
            "The capacity swap of Silicon: at least 1,234 million kg less would have to be asked for.",
        ),
    ],
    ids=lambda each: each.rule if isinstance(each, Limit) else "",
)
def test_every_rule_says_what_would_have_to_be(limit: Limit, sentence: str) -> None:
    assert WORDS.relaxation([limit], 1_234.7, None) == sentence


def test_people_are_whole() -> None:
    # 0.4 of a person is none, proven not to be enough; 0.6 take a whole one.
    assert "at least 0 more displaced people would have to be allowed; 1 is enough." in WORDS.relaxation(
        [Limit("equity", "region")], 0.4, 0.6
    )


@pytest.mark.parametrize(
    ("least", "enough", "amount"),
    [
        (0.123456, None, "at least 0.1234 CNY million"),
        (0.123456, 0.123456, "0.1235 CNY million"),
        (12.5, 12.5, "12.5 CNY million"),
        (40.0000000001, 40.0000000001, "40 CNY million"),
        (99_999.6, 99_999.6, "100,000 CNY million"),
    ],
)
def test_four_digits_rounded_up_where_they_are_enough(least: float, enough: float | None, amount: str) -> None:
    assert WORDS.relaxation([BUDGET], least, enough) == (
        f"The budget of Buy-out fund: {amount} more would be needed, all years together."
    )


def test_what_is_enough_is_said_where_it_is_more() -> None:
    assert WORDS.relaxation([UNEMPLOYMENT], 12.4, 20.1) == (
        "The unemployment ceiling in Xinjiang: at least 12 more people without work would have to be allowed "
        "(ceiling 1,000 people); 21 is enough."
    )


def test_limits_of_a_rule_together_have_no_subject() -> None:
    assert WORDS.relaxation([BUDGET, Limit("budget", "state")], 3, 3) == (
        "All budgets together: 3 CNY million more would be needed, all years together."
    )


def test_without_any_limit_at_fault_the_facts_are() -> None:
    assert WORDS.summary([]) == "There would be no plan without any limit either: the facts contradict each other."


def test_a_long_list_is_cut() -> None:
    # Eight are named, and the other two counted.
    text = WORDS.summary([BUDGET] * 9 + [UNEMPLOYMENT])
    assert text.count("Buy-out fund") == 8
    assert "the budget of Buy-out fund and 2 more. " in text
    assert "Xinjiang" not in text
