"""Brackets cover every answer a market can have, before and after any number of splits."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from solver.levers.brackets import NARROWEST, Bracket, Point, initial_brackets, split

TOP = 20.0
OFFERS = st.lists(st.sampled_from([0.0, 3.0, 5.0, 5.0, 7.5, 12.0, 20.0, 25.0]), max_size=5).map(sorted).map(tuple)
EDGES = st.lists(st.sampled_from([2.5, 5.0, 10.0, 12.0, 15.0, 20.0]), max_size=4)
PRICE = st.one_of(st.floats(0, TOP), st.sampled_from([0.0, 3.0, 5.0, 7.5, 12.0, 20.0]))
RATE = st.floats(0, 1)
POINTS = st.lists(st.tuples(PRICE, RATE, st.booleans()), max_size=6)


def answer_of(price: float, rate: float, unserved: bool, offers: tuple[float, ...]) -> Point:
    """Return an answer that a market with these offers can give: a rate only at an offer, scarcity at the top price."""
    if unserved:
        return Point(TOP, 0.0, True)
    return Point(price, rate if price in offers else 0.0, False)


def split_at_all(offers: tuple[float, ...], edges: list[float], points: list[tuple[float, float, bool]]):  # type: ignore[no-untyped-def]
    brackets = initial_brackets(TOP, edges, offers, TOP)
    for point in points:
        brackets = split(brackets, answer_of(*point, offers), offers, TOP)
    return brackets


@settings(max_examples=200, deadline=None)
@given(OFFERS, EDGES, POINTS, PRICE, RATE, st.booleans())
def test_every_answer_is_held_before_and_after_splits(
    offers: tuple[float, ...],
    edges: list[float],
    points: list[tuple[float, float, bool]],
    price: float,
    rate: float,
    unserved: bool,
) -> None:
    brackets = split_at_all(offers, edges, points)
    assert any(bracket.holds(answer_of(price, rate, unserved, offers)) for bracket in brackets)
    assert len({bracket.name for bracket in brackets}) == len(brackets)


@settings(max_examples=200, deadline=None)
@given(OFFERS, EDGES, POINTS)
def test_intervals_join_without_gap_from_zero_to_the_top_price(
    offers: tuple[float, ...], edges: list[float], points: list[tuple[float, float, bool]]
) -> None:
    intervals = [b for b in split_at_all(offers, edges, points) if b.kind == "interval"]
    assert intervals[0].low_cny_per_unit == 0
    assert intervals[-1].high_cny_per_unit == TOP
    for left, right in itertools.pairwise(intervals):
        assert left.high_cny_per_unit == right.low_cny_per_unit


@settings(max_examples=200, deadline=None)
@given(OFFERS, EDGES, POINTS, PRICE)
def test_a_split_makes_the_bracket_of_the_price_narrower(
    offers: tuple[float, ...], edges: list[float], points: list[tuple[float, float, bool]], price: float
) -> None:
    before = split_at_all(offers, edges, points)
    answer = answer_of(price, 0.0, False, offers)
    after = split(before, answer, offers, TOP)
    for held in (b for b in before if b.kind == "interval" and b.holds(answer)):
        width = held.high_cny_per_unit - held.low_cny_per_unit
        parts = [b for b in after if b.kind == "interval" and held.low_cny_per_unit <= b.low_cny_per_unit]
        parts = [b for b in parts if b.high_cny_per_unit <= held.high_cny_per_unit and b.holds(answer)]
        narrow = width <= NARROWEST * TOP or all(b.high_cny_per_unit - b.low_cny_per_unit < width for b in parts)
        assert narrow, (held, parts)


def test_the_first_brackets_stand_between_the_edges_with_a_step_where_an_offer_is_an_edge() -> None:
    # Top 20, edges 5 and 10; lines offer at 5 and at 7: a step at 5 alone, for 7 is inside an interval.
    names = [bracket.name for bracket in initial_brackets(20, [5, 10], (5, 7), 20)]
    assert names == ["0_to_5", "at_5_rate_0_to_1", "5_to_10", "10_to_20", "scarcity"]


def test_steps_stand_at_zero_and_at_the_top_price_if_lines_offer_there() -> None:
    names = [bracket.name for bracket in initial_brackets(20, [], (0, 20), 20)]
    assert names == ["at_0_rate_0_to_1", "0_to_20", "at_20_rate_0_to_1", "scarcity"]


def test_edges_beyond_the_top_price_are_left_out() -> None:
    assert [bracket.name for bracket in initial_brackets(20, [0, 20, 30], (), 20)] == ["0_to_20", "scarcity"]


def test_an_interval_is_cut_at_the_offers_next_to_the_price_first() -> None:
    # Offers at 3, 5, 8 and 12; the price is 6: cut at 5 and 8, with a step at each.
    parts = split((Bracket(0, 20),), Point(6, 0, False), (3, 5, 8, 12), 20)
    assert [b.name for b in parts] == ["0_to_5", "at_5_rate_0_to_1", "5_to_8", "at_8_rate_0_to_1", "8_to_20"]


def test_without_offers_inside_an_interval_is_cut_closely_around_the_price() -> None:
    # Two per cent of the width of 10 on each side of 4.
    parts = split((Bracket(0, 10),), Point(4, 0, False), (), 20)
    assert [(b.low_cny_per_unit, b.high_cny_per_unit) for b in parts] == [(0, 3.8), (3.8, 4.2), (4.2, 10)]


@pytest.mark.parametrize(
    ("offers", "rates"),
    [
        # Two states offer at 5: the rate decides who makes how much, so it is split around 0.5.
        ((5, 5), [(0, 0.48), (0.48, 0.52), (0.52, 1)]),
        # One state: demand at 5 says what it makes.
        ((5,), [(0, 1)]),
    ],
)
def test_a_step_splits_its_rate_where_several_states_share_it(
    offers: tuple[float, ...], rates: list[tuple[float, float]]
) -> None:
    parts = split((Bracket(5, 5, kind="step"),), Point(5, 0.5, False), offers, 20)
    assert [(b.rate_low, b.rate_high) for b in parts] == [pytest.approx(each) for each in rates]


def test_scarcity_is_not_split_and_nothing_else_holds_it() -> None:
    brackets = initial_brackets(20, [10], (), 20)
    assert [b.kind for b in brackets if b.holds(Point(20, 0, True))] == ["scarcity"]
    assert split(brackets, Point(20, 0, True), (), 20) == brackets


def test_a_bracket_that_is_narrow_already_is_left_alone() -> None:
    bracket = Bracket(5, 5 + 1e-9)
    assert split((bracket,), Point(5, 0, False), (), 20) == (bracket,)


FIXED = Bracket(10, 10, kind="fixed", brings=(6, 8))


def test_a_fixed_market_is_divided_by_its_merit_order_and_then_by_what_a_unit_brings() -> None:
    # Its own consumers pay up to 10, those of others up to 20; lines offer at 3, 5 and 12.
    offers = (3, 5, 12)
    parts = split((FIXED,), Point(4, 0, False, 7), offers, 20)
    names = ["0_to_3", "at_3_rate_0_to_1", "3_to_5", "at_5_rate_0_to_1", "5_to_10", "10_to_20", "scarcity"]
    assert [each.name for each in parts] == [f"{name}_brings_6_to_8" for name in names]
    assert [each.name for each in parts if each.above] == ["10_to_20_brings_6_to_8"]
    # Between two offers there is nothing more to say of the merit order, and 7 is in the middle.
    held = [each for each in parts if each.holds(Point(4, 0, False, 7))]
    brings = [each.brings for each in split(tuple(held), Point(4, 0, False, 7), offers, 20)]
    assert brings == [(6, 6.96), (6.96, 7.04), (7.04, 8)]


def test_what_is_known_of_a_fixed_market_is_not_split() -> None:
    known = Bracket(3, 5, brings=(7, 7))
    assert split((known,), Point(4, 0, False, 7), (3, 5, 12), 20) == (known,)


@pytest.mark.parametrize(
    ("price", "rate", "brings", "nearest"),
    [
        (5, 0.3, 6.2, Point(5, 0.3, False, 6.2)),
        # Above the step lines there run full, and below not at all; 6 to 7 say nothing of 9.
        (8, 0.3, 9, Point(5, 1.0, False, 6.5)),
        (3, 0.3, 6.2, Point(5, 0.0, False, 6.2)),
    ],
)
def test_the_answer_in_a_bracket_near_another(price: float, rate: float, brings: float, nearest: Point) -> None:
    assert Bracket(5, 5, kind="step", brings=(6, 7)).nearest(Point(price, rate, False, brings)) == nearest


def test_a_bracket_that_is_to_be_kept_is_not_split() -> None:
    # 10 is an edge of both; only the lower one is cut, 2 % of its width of 10 below the price.
    lower, upper = Bracket(0, 10), Bracket(10, 20)
    parts = split((lower, upper), Point(10, 0, False), (), 20, keep={upper})
    assert [(b.low_cny_per_unit, b.high_cny_per_unit) for b in parts] == [(0, 9.8), (9.8, 10), (10, 20)]


def test_lines_that_run_in_part_at_an_offer_are_answered_by_its_step_alone() -> None:
    # At 5 half of what is offered at 5 runs. Below 5 such lines stand idle and above they run full, so neither interval
    # next to 5 can hold the answer.
    brackets = initial_brackets(20, [5], (5,), 20)
    assert [b.name for b in brackets if b.holds(Point(5, 0.5, False))] == ["at_5_rate_0_to_1"]
