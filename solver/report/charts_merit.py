"""Merit-order curves: what plants offer, from the lowest price to the highest, before and after the plan."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import altair as alt

from solver.evaluate.outcome import Outcome
from solver.instance.instance import Instance
from solver.language import _, counted
from solver.report.charts import (
    PALE,
    AnyChart,
    Rows,
    data,
    headed,
    picture,
    shortened,
    side_color,
    side_names,
    side_scale,
    tidy,
    yearly,
)
from solver.report.grid import Column, Grid, Row, Sides, cases, expected
from solver.report.picture import Picture
from solver.report.wording import (
    Scale,
    decimals_for,
    listed,
    name_of,
    number,
    paragraph,
    percent,
    price_unit,
    quantity_scale,
)

UPGRADED = "upgraded:"
"""How the state of upgraded lines starts, which sell where their upgrade says; its key follows."""

NAMED = 5
"""Plants of a block that are named, the largest first; the others are counted."""

NAME_CELLS = 40
"""Latin letters that the name of a plant may take."""

LOW_SHARE = 0.5
"""Where the lowest offer is above this share of the highest, prices start near it and not at zero."""


@dataclass(frozen=True)
class Block:
    """All capacity that is offered at one price."""

    offer: float
    capacity_munit: float
    plants: tuple[str, ...]
    """Keys, the largest first."""


@dataclass(frozen=True)
class Merit:
    """What a side offers on a market in a year, and where the market clears."""

    name: str
    blocks: tuple[Block, ...]
    price: float | None
    output_munit: float
    capacity_munit: float


def merit_order_pictures(instance: Instance, sides: Sides, market: str) -> tuple[Picture, ...]:
    """Return the curve of the first year in the status quo, and that of the last year for each side."""
    first, last = instance.years[0], instance.years[-1]
    names = side_names(sides)
    drawn = [("before", first, [merit(instance, sides[0], market, first, names[0])])]
    if first != last or len(sides) > 1:
        after = [merit(instance, side, market, last, name) for side, name in zip(sides, names, strict=True)]
        drawn.append(("after", last, after))
    return tuple(
        merit_picture(instance, market, year, curves, f"merit-{when}-{market}")
        for when, year, curves in drawn
        if any(curve.blocks for curve in curves)
    )


def merit(instance: Instance, side: Outcome, market: str, year: int, name: str) -> Merit:
    """Return what a side offers on a market in a year, sorted by price; capacity is expected over the scenarios."""
    table = side.tables["plants"]
    keys = ["year", "plant", "state", "offer_cny_per_unit"]
    capacity = expected(instance, table[table["year"] == year], keys, ["capacity_munit"])["capacity_munit"]
    offered: dict[float, dict[str, float]] = {}
    for (_year, plant, state, offer), munit in capacity.items():
        if munit and sold_in(instance, plant, state) == market:
            at_price = offered.setdefault(tidy(offer) or 0.0, {})
            at_price[plant] = at_price.get(plant, 0.0) + munit
    blocks = tuple(
        Block(offer, sum(plants.values()), tuple(sorted(plants, key=lambda each: -plants[each])))
        for offer, plants in sorted(offered.items())
    )
    price, output, offers = (
        yearly(instance, side, market, each)[year] for each in ("price_cny_per_unit", "output_munit", "capacity_munit")
    )
    return Merit(name, blocks, price, output or 0.0, offers or 0.0)


def sold_in(instance: Instance, plant: str, state: str) -> str:
    """Return the market that lines of a plant in a state sell in."""
    if state.startswith(UPGRADED):
        return instance.upgrades[state.removeprefix(UPGRADED)].market
    return instance.plants[plant].market


def merit_picture(instance: Instance, market: str, year: int, curves: Sequence[Merit], identity: str) -> Picture:
    """Return the curves of a year: the last side's as blocks, with price and output of all sides."""
    scale = quantity_scale(instance, market)
    told = listed(curve.name for curve in curves)
    title = headed(instance, market, _("Merit order in {year}: {sides}").format(year=year, sides=told))
    words = paragraph(merit_words(instance, market, curve) for curve in curves)
    chart = merit_chart(instance, market, curves)
    return picture(identity, title, words, chart, merit_grid(instance, market, title, curves, scale))


def merit_words(instance: Instance, market: str, curve: Merit) -> str:
    """Say what is offered at which prices, and where the market clears."""
    scale, unit = quantity_scale(instance, market), price_unit(instance, market)
    if not curve.blocks:
        return _("{side}: nothing is offered.").format(side=curve.name)
    ends = [curve.blocks[0].offer, curve.blocks[-1].offer]
    decimals = decimals_for([*ends, curve.price])
    lowest, highest = (number(each, decimals) for each in ends)
    offers = lowest if lowest == highest else _("{low} to {high}").format(low=lowest, high=highest)
    places = decimals_for([scale(curve.capacity_munit)])
    return _(
        "{side}: {capacity} {quantity} are offered at {offers} {unit}; the price is {price} {unit} and the output"
        " {output} {quantity}, which is {share} of what is offered."
    ).format(
        side=curve.name,
        capacity=number(scale(curve.capacity_munit), places),
        quantity=scale.unit,
        offers=offers,
        unit=unit,
        price=number(curve.price, decimals),
        output=number(scale(curve.output_munit), places),
        share=percent(curve.output_munit / curve.capacity_munit),
    )


def merit_chart(instance: Instance, market: str, curves: Sequence[Merit]) -> AnyChart:
    """Return blocks as wide as capacity and as high as offers, stairs over them, and where the market clears."""
    scale, names = quantity_scale(instance, market), [curve.name for curve in curves]
    titles = (
        _("Capacity, lowest offers first, {unit}").format(unit=scale.unit),
        _("Offer and price, {unit}").format(unit=price_unit(instance, market)),
    )
    low, high = price_range(curves)
    x = alt.X("start:Q", title=titles[0], scale=alt.Scale(nice=False), axis=alt.Axis(tickCount=5))
    y = alt.Y("offer:Q", title=titles[1], scale=alt.Scale(domain=[low, high], nice=False, zero=False))
    shown = alt.Chart(data(block_rows(instance, curves[-1], scale))).mark_bar(color=PALE, stroke="white", clip=True)
    blocks = shown.encode(
        x=x,
        x2=alt.X2("end:Q"),
        y=y,
        y2=alt.datum(low),
        tooltip=[
            alt.Tooltip("offer:Q", title=titles[1], format=",.6~g"),
            alt.Tooltip("capacity:Q", title=_("Capacity, {unit}").format(unit=scale.unit), format=",.6~g"),
            alt.Tooltip("plants:N", title=_("Plants")),
        ],
    )
    dash = alt.StrokeDash("position:N", scale=alt.Scale(domain=[0, 1], range=[[5, 4], [1, 0]]), legend=None)
    stairs = alt.Chart(data(stair_rows(curves, scale))).mark_line(clip=True)
    line = stairs.encode(
        x=alt.X("at:Q", title=titles[0]), y=y, color=side_color(names), strokeDash=dash, order=alt.Order("order:Q")
    )
    return alt.layer(blocks, line, *clearing_layers(curves, scale, titles), height=260)


def clearing_layers(curves: Sequence[Merit], scale: Scale, titles: tuple[str, str]) -> list[AnyChart]:
    """Return for each side the price across the chart and a mark at its output."""
    names = [curve.name for curve in curves]
    rows: Rows = [
        {"side": curve.name, "output": tidy(scale(curve.output_munit)), "price": tidy(curve.price)} for curve in curves
    ]
    tooltip = [
        alt.Tooltip("side:N", title=" "),
        alt.Tooltip("price:Q", title=_("Price"), format=",.6~g"),
        alt.Tooltip("output:Q", title=_("Output, {unit}").format(unit=scale.unit), format=",.6~g"),
    ]
    base = alt.Chart(data(rows)).encode(y=alt.Y("price:Q", title=titles[1]), color=side_color(names), tooltip=tooltip)
    legend = alt.Legend() if len(names) > 1 else None
    shape = alt.Shape("side:N", scale=side_scale(names, ("circle", "square")), legend=legend)
    return [
        base.mark_rule(strokeWidth=1, strokeDash=[2, 3]),
        base.mark_point(filled=True, size=110, opacity=1).encode(x=alt.X("output:Q", title=titles[0]), shape=shape),
    ]


def price_range(curves: Sequence[Merit]) -> tuple[float, float]:
    """Return the lowest and the highest price that is shown: from zero, unless all offers are far above it."""
    prices = [block.offer for curve in curves for block in curve.blocks]
    prices += [curve.price for curve in curves if curve.price is not None and tidy(curve.price) is not None]
    low, high = min(prices), max(prices)
    room = (high - low) * 0.1 or abs(high) * 0.1 or 1.0
    from_zero = 0 <= low < high * LOW_SHARE or low == high
    return (0.0 if from_zero else low - room, high + room)


def block_rows(instance: Instance, curve: Merit, scale: Scale) -> Rows:
    """Return the blocks of a side, each starting where the one before it ends."""
    rows: Rows = []
    start = 0.0
    for block in curve.blocks:
        end = start + block.capacity_munit
        rows.append(
            {
                "offer": block.offer,
                "start": tidy(scale(start)),
                "end": tidy(scale(end)),
                "capacity": tidy(scale(block.capacity_munit)),
                "plants": plant_names(instance, block),
            }
        )
        start = end
    return rows


def stair_rows(curves: Sequence[Merit], scale: Scale) -> Rows:
    """Return the corners of the stairs of each side."""
    rows: Rows = []
    for position, curve in enumerate(curves):
        start = 0.0
        for block in curve.blocks:
            for at in (start, start + block.capacity_munit):
                rows.append(
                    {
                        "side": curve.name,
                        "position": position,
                        "order": len(rows),
                        "at": tidy(scale(at)),
                        "offer": block.offer,
                    }
                )
            start += block.capacity_munit
    return rows


def plant_names(instance: Instance, block: Block) -> str:
    """Return the names of the largest plants of a block, and how many others there are."""
    named = [shortened(name_of(instance, "plants", plant), NAME_CELLS) for plant in block.plants[:NAMED]]
    others = len(block.plants) - len(named)
    if others:
        named.append(counted("{n} other", "{n} others", others).format(n=others))
    return listed(named)


def merit_grid(instance: Instance, market: str, title: str, curves: Sequence[Merit], scale: Scale) -> Grid:
    """Return the capacity of each side at each offer, and whose it is."""
    by_offer = [{block.offer: block for block in curve.blocks} for curve in curves]
    offers = sorted({offer for blocks in by_offer for offer in blocks})
    amounts = [
        [scale(blocks[offer].capacity_munit) if offer in blocks else 0.0 for blocks in by_offer] for offer in offers
    ]
    places, decimals = decimals_for(each for row in amounts for each in row), decimals_for(offers)
    columns = (
        Column(_("Offer, {unit}").format(unit=price_unit(instance, market))),
        *cases(_("Capacity, {unit}").format(unit=scale.unit), len(curves) > 1),
        Column(_("Plants"), kind="name"),
    )
    rows = []
    for offer, row in zip(offers, amounts, strict=True):
        block = next(blocks[offer] for blocks in reversed(by_offer) if offer in blocks)
        cells = (number(offer, decimals), *(number(each, places) for each in row), plant_names(instance, block))
        rows.append(Row(cells))
    return Grid(title, columns, tuple(rows))
