"""Which charts belong to which part of a report."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace

from solver.instance.instance import Instance
from solver.mandate import Mandate
from solver.report.charts_answer import answer_pictures
from solver.report.charts_markets import market_pictures
from solver.report.charts_merit import merit_order_pictures
from solver.report.charts_money import money_pictures
from solver.report.charts_people import people_pictures
from solver.report.charts_regions import region_pictures
from solver.report.grid import Sides
from solver.report.picture import Picture
from solver.report.section import Section
from solver.solve.result import Result


def illustrated(
    sections: Iterable[Section], instance: Instance, mandate: Mandate, result: Result
) -> tuple[Section, ...]:
    """Return the sections with their charts, in the language that is spoken."""
    sides = [result.status_quo] if result.plan is None else [result.status_quo, result.plan]
    makers: Mapping[str, Callable[[], tuple[Picture, ...]]] = {
        "answer": lambda: answer_pictures(instance, sides),
        "markets": lambda: all_markets(instance, sides),
        "people": lambda: people_pictures(instance, mandate, sides),
        "money": lambda: money_pictures(instance, sides),
        "regions": lambda: region_pictures(instance, mandate, sides),
    }
    return tuple(replace(each, pictures=makers[each.id]()) if each.id in makers else each for each in sections)


def all_markets(instance: Instance, sides: Sides) -> tuple[Picture, ...]:
    """Return the charts of each market, one market after the other."""
    return tuple(
        picture
        for market in instance.markets
        for picture in (*market_pictures(instance, sides, market), *merit_order_pictures(instance, sides, market))
    )
