"""Random draws that are the same on every machine: all are made of uniform ones."""

from __future__ import annotations

from bisect import bisect
from collections.abc import Sequence
from math import exp, floor, log10
from random import Random
from statistics import NormalDist

Quantiles = Sequence[tuple[float, float]]
"""Share of all to the most that so many have, from share 0 to share 1."""


class Draws:
    """Draws of a seed, one after the other.

    Parameters
    ----------
    seed : int
        The seed.
    """

    def __init__(self, seed: int) -> None:
        self._random = Random(seed)
        self._normal = NormalDist()

    def chance(self, probability: float) -> bool:
        """Return true with a probability."""
        return self._random.random() < probability

    def uniform(self) -> float:
        """Return a draw from 0 to 1."""
        return self._random.random()

    def normal(self, mean: float, deviation: float) -> float:
        """Return a normal draw, cut off at three deviations."""
        # The least and the greatest uniform draws would lie at infinity.
        uniform = 0.00135 + 0.9973 * self._random.random()
        return mean + deviation * self._normal.inv_cdf(uniform)

    def lognormal(self, median: float, deviation: float) -> float:
        """Return a lognormal draw, cut off at three deviations."""
        return median * exp(self.normal(0, deviation))

    def of_quantiles(self, points: Quantiles) -> float:
        """Return a draw from straight lines between quantiles."""
        uniform = self._random.random()
        after = bisect([share for share, _ in points], uniform)
        (low, lower), (high, upper) = points[after - 1], points[after]
        return lower + (upper - lower) * (uniform - low) / (high - low)

    def position(self, weights: Sequence[float]) -> int:
        """Return a position, each with the probability of its weight; weights are added up already."""
        return bisect(weights, self._random.random() * weights[-1], hi=len(weights) - 1)


def rounded(value: float, digits: int = 4) -> float:
    """Return a value with so many significant digits, as nobody knows such figures better."""
    return round(value, digits - 1 - floor(log10(abs(value)))) if value else 0.0
