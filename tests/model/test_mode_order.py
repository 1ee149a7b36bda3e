"""Which modes of fixed markets that a link joins go together, where costs are equal."""

from __future__ import annotations

from dataclasses import replace

import pytest

from solver.levers.tables import ModeRow, Running
from solver.model.mode_order import MANY, edges

CAPS = {"yard": 20.0, "town": 10.0}
ROW = ModeRow(
    market="town",
    year=2025,
    scenario="base",
    mode="mode",
    price_low_cny_per_unit=5,
    price_high_cny_per_unit=8,
    output_low_munit=0,
    output_high_munit=0,
    consumer_harm_low_mcny=0,
    consumer_harm_high_mcny=0,
    harm_from_cny_per_unit=5,
    running=(Running(("plant", "open"), 5, 1, 1), Running(("plant", "better"), 8, 0, 0)),
    brings=(6, 6),
)


@pytest.mark.parametrize(
    ("low", "high", "expected"),
    [
        (5, 8, ((5, 1), (8, -1))),  # between two offers: more than the one, less than the other
        (5, 5, ((5, 0), (5, 0))),  # at an offer
        (8, 10, ((8, 1), (10, MANY))),  # up to the cap, at which consumers still want all
        (10, 20, ((10, MANY + 1), (20, MANY))),  # above the cap they want nothing
        (10, 10, ((10, 0), (10, MANY))),  # at an offer that is the cap
        (0, 5, ((0, 0), (5, -1))),
    ],
)
def test_between_which_edges_a_mode_of_a_fixed_market_lies(low: float, high: float, expected: object) -> None:
    assert edges(replace(ROW, price_low_cny_per_unit=low, price_high_cny_per_unit=high), CAPS) == expected


def test_scarcity_lies_above_the_cap_and_other_markets_know_prices_alone() -> None:
    scarce = replace(ROW, price_low_cny_per_unit=10, price_high_cny_per_unit=10, scarce=True)
    assert edges(scarce, CAPS) == ((10, MANY), (10, MANY))
    assert edges(replace(ROW, brings=None), CAPS) == ((5, 0), (8, 0))
