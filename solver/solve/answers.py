"""What markets answer to a judged plan, as brackets see it."""

from __future__ import annotations

from collections.abc import Iterator

from solver.evaluate.outcome import Outcome
from solver.evaluate.rows import market_rows
from solver.levers.brackets import Point
from solver.levers.modes import Place


def answers(outcome: Outcome) -> Iterator[tuple[Place, Point]]:
    """Yield the answer of each market, in each year and scenario, under the rule of conduct that holds there."""
    for row in market_rows(outcome.tables):
        place = row.market, row.year, row.scenario, row.conduct
        price, brings = row.shadow_price_cny_per_unit, row.brings_cny_per_unit
        yield place, Point(price, row.marginal_rate, row.unserved_munit > 0, brings)
