"""Straight lines that are nowhere above what a market is worth, between two prices."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.spatial import ConvexHull

from solver.solve.blocks.years import Curve
from solver.solve.problem import Floats

LEAST_WIDTH = 0.01
"""Lines that touch the curve only over a smaller share of the prices are left out."""
LEAST_RANGE = 1e-6
"""Where prices differ by less, relative to the highest, one level line stands for all."""
ABOVE = 2.0
"""Where, in units of the curve's height, a point is put that makes hulls of straight curves wide."""


@dataclass(frozen=True)
class Lines:
    """Straight lines over prices; arrays of shape (lines,)."""

    slopes: Floats
    at_zero_mcny: Floats


def lines_below(curve: Curve, low: float, high: float) -> Lines:
    """Return the lines of the lower convex hull of a curve between two prices.

    Each is lowered to where it is above no point of the curve, so that rounding, or leaving some out, makes the hull
    lower and never higher.

    Parameters
    ----------
    curve : Curve
        Known from the lower price to the higher one.
    low, high : float
        In CNY per unit.
    """
    inside = (curve.prices > low) & (curve.prices < high)
    prices = np.concatenate([[low], curve.prices[inside], [high]])
    worth = np.concatenate(
        [
            np.interp([low], curve.prices, curve.worth_mcny),
            curve.worth_mcny[inside],
            np.interp([high], curve.prices, curve.worth_mcny),
        ]
    )
    slopes = _slopes(prices, worth) if high - low > LEAST_RANGE * abs(high) else np.zeros(1)
    return Lines(slopes, (worth[:, None] - prices[:, None] * slopes).min(axis=0))


def _slopes(prices: Floats, worth: Floats) -> Floats:
    """Return the slopes of the lower hull of points, but for its shortest lines."""
    width, height = np.ptp(prices), np.ptp(worth) or 1.0
    points = np.column_stack([(prices - prices[0]) / width, (worth - worth.min()) / height])
    hull = ConvexHull(np.vstack([points, [[0.5, ABOVE]]]))
    ends = hull.points[hull.simplices, 0]
    lengths, down = np.abs(ends[:, 0] - ends[:, 1]), hull.equations[:, 1] < 0
    kept = down & (lengths >= min(LEAST_WIDTH, lengths[down].max()))
    normal = hull.equations[kept]
    slopes: Floats = -normal[:, 0] / normal[:, 1] * height / width
    return slopes
