"""Boxes: what each market, year, scenario and rule is left with of its possible answers."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import replace

from solver.levers.brackets import Bracket
from solver.levers.modes import Place, mode_name
from solver.solve.answers import answers
from solver.solve.kindness import Mode
from solver.solve.search import Search
from solver.solve.start import holding_brackets

Box = Mapping[Place, tuple[Bracket, ...]]
"""The brackets that each place is left with."""
MANY_OFFERS = 150
"""From so many different offers in a market on, boxes are quicker than the whole relaxation."""

SMALL_WHOLE = 25_000
"""Up to so many pairs of brackets and offers the whole relaxation bounds better, and boxes only look for plans."""


def has_many_offers(search: Search) -> bool:
    """Return whether boxes are the better way: markets have many offers, and prices of different markets no ties."""
    offers = (search.modes.offers(place[0], place[3]) for place in search.brackets)
    return not search.tables.links and max((len(set(each)) for each in offers), default=0) >= MANY_OFFERS


def whole_is_small(search: Search) -> bool:
    """Return whether the whole relaxation is small enough to bound all plans better than boxes do."""
    uses = sum(len(parts) * len(search.modes.offers(place[0], place[3])) for place, parts in search.brackets.items())
    return uses <= SMALL_WHOLE


def root_box(search: Search) -> dict[Place, tuple[Bracket, ...]]:
    """Return the box of all plans.

    Before the first decision prices are those of the status quo. From then on a market's price lies between the least
    that there would be if every line were open, and its top price, or the price ceiling if that is a hard limit.
    """
    box = {}
    for place, brackets in search.modes.initial_brackets().items():
        if search.instance.markets[place[0]].is_fixed:
            box[place] = search.open_brackets[place]
            continue
        if place[1] < search.mandate.levers.first_decision_year:
            box[place] = _known(search, place, brackets)
        elif all(each.kind in ("interval", "step", "scarcity") for each in brackets):
            box[place] = _possible(search, place, brackets)
        else:
            box[place] = brackets
        box[place] = _left(search.open_brackets[place], box[place])
    return box


def _left(open_brackets: tuple[Bracket, ...], brackets: tuple[Bracket, ...]) -> tuple[Bracket, ...]:
    """Return brackets without the prices below and above all that may still hold a better plan."""
    low = min((each.low_cny_per_unit for each in open_brackets), default=math.inf)
    high = max((each.high_cny_per_unit for each in open_brackets), default=-math.inf)
    clipped = (
        replace(
            each,
            low_cny_per_unit=max(each.low_cny_per_unit, low),
            high_cny_per_unit=min(each.high_cny_per_unit, high),
        )
        for each in brackets
    )
    return tuple(each for each in clipped if each.low_cny_per_unit <= each.high_cny_per_unit)


def _known(search: Search, place: Place, brackets: tuple[Bracket, ...]) -> tuple[Bracket, ...]:
    """Return the bracket closely around the status quo; none for a rule that is not set in it."""
    for at, point in answers(search.judge.status_quo):
        if at == place:
            held = holding_brackets(search.judge.status_quo, {place: brackets})[place]
            parts = search.modes.split(place, held, point)
            return holding_brackets(search.judge.status_quo, {place: parts})[place]
    return ()


def _possible(search: Search, place: Place, brackets: tuple[Bracket, ...]) -> tuple[Bracket, ...]:
    """Return the interval of prices that there can be, and scarcity if there can be any."""
    least = search.modes.least_price_cny_per_unit(*place)
    most = search.modes.top_price_cny_per_unit(*place[:3])
    limit = search.mandate.limits.consumer_price
    ceiling = limit.ceiling_cny_per_unit(search.instance.markets[place[0]].reference_price_cny_per_unit)
    if limit.level == "hard" and least < ceiling < most:
        return (Bracket(least, ceiling),)
    above = [each for each in brackets if each.kind == "scarcity" or each.above]
    steps = [each for each in brackets if each.kind == "step" and each.low_cny_per_unit == most and not each.above]
    own = min([most, *(each.low_cny_per_unit for each in above)])
    return (Bracket(least, own), *steps, *above)


def narrowed(box: Box, prices: Mapping[Mode, float], reach: float) -> dict[Place, tuple[Bracket, ...]]:
    """Return the box that reaches so far, relative, around prices; brackets that have none stay as they are."""
    found = {}
    for place, brackets in box.items():
        parts = []
        for bracket in brackets:
            price = prices.get((*place[:3], mode_name(place[3], bracket)))
            if price is not None and bracket.kind == "interval":
                low = max(bracket.low_cny_per_unit, price * (1 - reach))
                high = min(bracket.high_cny_per_unit, price * (1 + reach))
                parts.append(replace(bracket, low_cny_per_unit=low, high_cny_per_unit=high))
            else:
                parts.append(bracket)
        found[place] = tuple(parts)
    return found


def beside_offers(price: float, offers: list[float]) -> float:
    """Return a price close to a given one at which nobody offers: halfway between the offers next to it."""
    if price not in offers:
        return price
    return (price + max(offer for offer in (0.0, *offers) if offer < price)) / 2


def boxes_with(box: Box, place: Place, bracket: Bracket, parts: list[Bracket]) -> Iterator[Box]:
    """Yield the boxes with each part in place of a bracket alone, and the one with all other answers of the market."""
    answer = {other: () if other[:3] == place[:3] else brackets for other, brackets in box.items()}
    rest = {
        other: tuple(each for each in brackets if (other, each) != (place, bracket))
        for other, brackets in box.items()
        if other[:3] == place[:3]
    }
    for part in parts:
        yield {**answer, place: (part,)}
    if any(rest.values()):
        yield {**box, **rest}
