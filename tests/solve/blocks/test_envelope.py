"""Lines below curves: nowhere above them, and as high as straight lines below can be."""

from __future__ import annotations

import numpy as np
import pytest

from solver.solve.blocks.envelope import Lines, lines_below
from solver.solve.blocks.years import Curve
from solver.solve.problem import Floats

ROUNDING = 1e-9


def height(lines: Lines, price: float) -> float:
    """Return the height of the highest line at a price."""
    return float((lines.slopes * price + lines.at_zero_mcny).max())


def curve_of(prices: list[float], worth: list[float]) -> Curve:
    return Curve(np.array(prices), np.array(worth))


def test_of_a_hill_the_line_between_its_ends_is_left() -> None:
    lines = lines_below(curve_of([2, 5, 6], [10, 40, 2]), 2, 6)
    assert (list(lines.slopes), list(lines.at_zero_mcny)) == ([-2.0], [14.0])


def test_of_a_valley_both_sides_are_left() -> None:
    lines = lines_below(curve_of([0, 4, 8], [8, 0, 2]), 0, 8)
    assert sorted(lines.slopes) == pytest.approx([-2, 0.5])
    assert [height(lines, price) for price in (0, 4, 8)] == pytest.approx([8, 0, 2])


def test_between_two_prices_only_the_curve_there_counts() -> None:
    # From 3 to 5 the curve rises from 30 to 40, and falls to 35.
    lines = lines_below(curve_of([0, 4, 10], [0, 40, 10]), 3, 5)
    assert (list(lines.slopes), list(lines.at_zero_mcny)) == (pytest.approx([2.5]), pytest.approx([22.5]))


@pytest.mark.parametrize("high", [3.0, 3.0 + 1e-8])
def test_where_the_price_cannot_move_there_is_one_level_line(high: float) -> None:
    lines = lines_below(curve_of([3, 4], [7, 9]), 3, high)
    assert (list(lines.slopes), list(lines.at_zero_mcny)) == (pytest.approx([0]), pytest.approx([7]))


@pytest.mark.parametrize("seed", range(30))
def test_no_line_is_above_the_curve_and_the_ends_are_met(seed: int) -> None:
    rng = np.random.default_rng(seed)
    size = int(rng.integers(2, 60))
    prices: Floats = np.unique(rng.uniform(1_000, 5_000, size))
    curve = Curve(prices, rng.normal(0, 10.0 ** rng.integers(-3, 6), len(prices)))
    lines = lines_below(curve, float(prices[0]), float(prices[-1]))
    slack = ROUNDING * np.abs(curve.worth_mcny).max()
    for price, worth in zip(curve.prices, curve.worth_mcny, strict=True):
        assert height(lines, price) <= worth + slack
    least = curve.prices[curve.worth_mcny.argmin()]
    assert height(lines, least) >= curve.worth_mcny.min() - 0.05 * np.ptp(curve.worth_mcny)
