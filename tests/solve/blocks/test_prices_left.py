"""Which prices there can be at all, and which are left once a better plan can only lie in some range of them."""

from __future__ import annotations

import pytest
from builders import build_instance, build_mandate

from solver.evaluate.judge import Judge
from solver.instance.instance import Instance
from solver.levers.brackets import NARROWEST, Bracket, Point, cut_at
from solver.levers.collect import collect_tables
from solver.levers.modes import Modes
from solver.solve.box import _left
from solver.solve.search import Search

AT = ("market", 2025, "base")
PLACE = (*AT, "")
MANDATE = build_mandate()


def modes_of(instance: Instance) -> Modes:
    return Modes(instance, MANDATE, collect_tables(instance, MANDATE, lambda *_: 0.0))


def two_plants(cheap_munit: float, dear_munit: float, **facts: object) -> Instance:
    """Return a plant that offers at 4 and one that offers at 9; 200 - 10 P is asked for, so 160 and 110 there."""
    return build_instance(
        plants=[
            {"id": "cheap", "cash_cost_cny_per_unit": 4, "capacity_munit_per_line": cheap_munit, **facts},
            {"id": "dear", "cash_cost_cny_per_unit": 9, "capacity_munit_per_line": dear_munit},
        ]
    )


@pytest.mark.parametrize(
    ("cheap", "dear", "least"),
    [
        # 170 are more than the 160 that are asked for at 4: the cheap line runs in part.
        (170, 50, 4.0),
        # 130 are asked for at 7, between both offers.
        (130, 50, 7.0),
        # 100 are fewer than 110, and with 50 more enough: the dear line runs in part.
        (100, 50, 9.0),
        # All lines make 80, which is asked for at 12, above all offers: then nothing is said but that it is not below
        # zero.
        (50, 30, 0.0),
    ],
)
def test_no_price_lies_below_that_at_which_all_lines_together_make_enough(
    cheap: float, dear: float, least: float
) -> None:
    found = modes_of(two_plants(cheap, dear)).least_price_cny_per_unit(*AT, "")
    assert found == pytest.approx(least * (1 - NARROWEST), rel=1e-12)


def test_a_plant_counts_once_in_whichever_of_its_states_makes_most() -> None:
    # The cheap plant of 70 offers at 2 with a subsidy of 2, and at 4 without it. At 9 there is 110 asked for: 70 are
    # fewer, 70 + 50 are more. Counted twice it would make 140, which is asked for at 6.
    instance = two_plants(70, 50, subsidy_cny_per_unit=2)
    assert modes_of(instance).least_price_cny_per_unit(*AT, "") == pytest.approx(9, rel=1e-6)


def test_a_market_that_others_sell_to_may_have_any_price() -> None:
    instance = build_instance(
        plants=[{"capacity_munit_per_line": 170}], links=[{"from_market": "other", "to_market": "market"}]
    )
    assert modes_of(instance).least_price_cny_per_unit(*AT, "") == 0


def search(price_cap: float = 12, cheapest_cny_per_unit: float = 4) -> Search:
    """Return a search in which lines offer at 4, or some other price, and 9; demand at the price cap of 12 is 80."""
    instance = build_instance(
        plants=[
            {"id": "cheap", "cash_cost_cny_per_unit": cheapest_cny_per_unit, "capacity_munit_per_line": 100},
            {"id": "dear", "cash_cost_cny_per_unit": 9, "capacity_munit_per_line": 100},
        ],
        markets=[{"price_cap_cny_per_unit": price_cap}],
    )
    judge = Judge(instance, MANDATE)
    tables = collect_tables(instance, MANDATE, judge.due_mcny_per_line)
    return Search(instance, MANDATE, judge, tables, Modes(instance, MANDATE, tables).initial_brackets())


def left_of(known: Search) -> list[tuple[float, float, str]]:
    return sorted((b.low_cny_per_unit, b.high_cny_per_unit, b.kind) for b in known.open_brackets[PLACE])


def test_what_lies_outside_a_range_is_left_aside() -> None:
    # Nobody offers between 4 and 9. The edge of 5 moves outwards to (4 + 5) / 2 and that of 8 to (8 + 9) / 2.
    known = search()
    known.narrow(AT, 5, 8, 30.0)
    assert left_of(known) == [(4.5, 8.5, "interval")]
    assert known.floor_mcny == 30


def test_a_step_at_the_edge_of_a_range_is_kept() -> None:
    # A range from 4 to 9 has both steps in it; its edges move to 2, and to (9 + 12) / 2.
    known = search()
    known.narrow(AT, 4, 9, 30.0)
    assert left_of(known) == [
        (2, 4, "interval"),
        (4, 4, "step"),
        (4, 9, "interval"),
        (9, 9, "step"),
        (9, 10, "interval"),
        (10, 10.5, "interval"),
    ]


def test_a_step_at_a_price_of_zero_is_kept_where_the_range_begins_there() -> None:
    known = search(cheapest_cny_per_unit=0)
    known.narrow(AT, 0, 8, 30.0)
    assert (0, 0, "step") in left_of(known)


@pytest.mark.parametrize(("high", "kept"), [(12.0, True), (11.9, False)])
def test_scarcity_is_kept_where_the_range_reaches_the_top_price(high: float, kept: bool) -> None:
    known = search()
    known.narrow(AT, 11, high, 30.0)
    assert ("scarcity" in {kind for *_, kind in left_of(known)}) is kept


def test_every_price_of_a_range_has_its_bracket_left() -> None:
    # Also where prices are known exactly, at an offer and at zero.
    for low, high in ((0.0, 0.0), (4.0, 4.0), (3.0, 3.5), (9.0, 12.0), (6.0, 6.0)):
        known = search()
        known.narrow(AT, low, high, 30.0)
        for price in (low, high):
            for rate in (0.0, 0.5) if price in (4.0, 9.0) else (0.0,):
                held = [each for each in known.open_brackets[PLACE] if each.holds(Point(price, rate, False))]
                assert held, (low, high, price, rate)


def test_ranges_of_one_market_leave_others_alone() -> None:
    known = search()
    before = dict(known.brackets)
    known.narrow(("market", 2026, "base"), 5, 8, 30.0)
    assert known.open_brackets == before


def test_intervals_are_cut_and_steps_are_left_alone() -> None:
    step, scarcity = Bracket(4, 4, 0.2, 0.5, "step"), Bracket(10, 10, kind="scarcity")
    parts = cut_at((Bracket(0, 4), step, Bracket(4, 10, above=True), scarcity), (7, 2, 2))
    assert parts == (
        Bracket(0, 2),
        Bracket(2, 4),
        step,
        Bracket(4, 7, above=True),
        Bracket(7, 10, above=True),
        scarcity,
    )
    # Edges at the ends of an interval cut nothing.
    assert cut_at((Bracket(0, 4),), (0, 4)) == (Bracket(0, 4),)


def test_a_box_is_left_with_the_prices_that_are_open() -> None:
    # Open are 3 to 5 and 7 to 8, so 3 to 8; scarcity at 10 is above that.
    whole = (Bracket(0, 10), Bracket(10, 10, kind="scarcity"))
    assert _left((Bracket(7, 8), Bracket(3, 5)), whole) == (Bracket(3, 8),)
    assert _left((Bracket(7, 10),), whole) == (Bracket(7, 10), whole[1])
    # Where nothing is open nothing is left.
    assert _left((), whole) == ()
