"""Charts of markets: price, output within capacity and operating rate over the years, plan against status quo."""

from __future__ import annotations

import altair as alt

from solver.evaluate.outcome import Outcome
from solver.instance.instance import Instance
from solver.language import _
from solver.report.charts import (
    COLORS,
    Line,
    Yearly,
    courses,
    data,
    headed,
    picture,
    side_color,
    side_names,
    side_scale,
    tidy,
    yearly,
    yearly_grid,
    yearly_lines,
)
from solver.report.grid import Column, Grid, Row, Sides, cases
from solver.report.picture import Picture
from solver.report.wording import Scale, decimals_for, number, price_unit, quantity_scale

SAME = 1e-9
"""Quantities in munit that differ by no more are the same."""


def market_pictures(instance: Instance, sides: Sides, market: str) -> tuple[Picture, ...]:
    """Return price, output within capacity, and operating rate; what consumers get where that is not what is made."""
    makes = any(any(yearly(instance, side, market, "capacity_munit").values()) for side in sides)
    pictures = [price_picture(instance, sides, market)]
    if makes:
        pictures += [output_picture(instance, sides, market), rate_picture(instance, sides, market)]
    if not makes or any(travels(side, market) for side in sides):
        pictures.append(served_picture(instance, sides, market))
    return tuple(pictures)


def in_unit(values: Yearly, scale: Scale) -> Yearly:
    """Return quantities in the unit in which they are stated."""
    return {year: None if value is None else scale(value) for year, value in values.items()}


def travels(side: Outcome, market: str) -> bool:
    """Return whether the consumers of a market ever get anything else than what is made there."""
    facts = side.tables["markets"]
    apart = facts["served_munit"] - facts["output_munit"]
    return bool(apart[facts["market"] == market].abs().gt(SAME).any())


def price_picture(instance: Instance, sides: Sides, market: str) -> Picture:
    """Return the price over the years, against the reference price."""
    names, reference = side_names(sides), instance.markets[market].reference_price_cny_per_unit
    series = [yearly(instance, side, market, "price_cny_per_unit") for side in sides]
    axis = _("Price, {unit}").format(unit=price_unit(instance, market))
    line = Line(reference, _("Reference price {price}").format(price=number(reference, decimals_for([reference]))))
    title = headed(instance, market, _("Price"))
    said = _("{axis}. {line}. {courses}").format(
        axis=axis, line=line.name, courses=courses(names, instance.years, series)
    )
    chart = yearly_lines(names, instance.years, series, axis, line)
    return picture(f"price-{market}", title, said, chart, yearly_grid(title, axis, instance.years, series))


def rate_picture(instance: Instance, sides: Sides, market: str) -> Picture:
    """Return the operating rate over the years."""
    names = side_names(sides)
    series = [yearly(instance, side, market, "operating_rate_pct") for side in sides]
    axis, title = _("Operating rate, %"), headed(instance, market, _("Operating rate"))
    said = _("{axis}. {courses}").format(axis=axis, courses=courses(names, instance.years, series))
    chart = yearly_lines(names, instance.years, series, axis)
    return picture(f"rate-{market}", title, said, chart, yearly_grid(title, axis, instance.years, series))


def served_picture(instance: Instance, sides: Sides, market: str) -> Picture:
    """Return what the consumers of a market get over the years, wherever it was made."""
    names, scale = side_names(sides), quantity_scale(instance, market)
    series = [in_unit(yearly(instance, side, market, "served_munit"), scale) for side in sides]
    axis = _("Consumers get, {unit}").format(unit=scale.unit)
    title = headed(instance, market, _("What consumers get"))
    said = _("{axis}. {courses}").format(axis=axis, courses=courses(names, instance.years, series))
    chart = yearly_lines(names, instance.years, series, axis)
    return picture(f"served-{market}", title, said, chart, yearly_grid(title, axis, instance.years, series))


def output_picture(instance: Instance, sides: Sides, market: str) -> Picture:
    """Return output as a filled bar within the frame of capacity, so that what stands idle is what is not filled."""
    names, years, scale = side_names(sides), instance.years, quantity_scale(instance, market)
    made = [in_unit(yearly(instance, side, market, "output_munit"), scale) for side in sides]
    could = [in_unit(yearly(instance, side, market, "capacity_munit"), scale) for side in sides]
    title = headed(instance, market, _("Output and capacity"))
    titles = (_("Output, {unit}").format(unit=scale.unit), _("Capacity, {unit}").format(unit=scale.unit))
    base = alt.Chart(
        data(
            [
                {"year": year, "side": name, "output": tidy(out.get(year)), "capacity": tidy(cap.get(year))}
                for name, out, cap in zip(names, made, could, strict=True)
                for year in years
            ]
        )
    ).encode(
        x=alt.X("year:O", title=None),
        xOffset=alt.XOffset("side:N", scale=alt.Scale(domain=names)),
        tooltip=[
            alt.Tooltip("side:N", title=" "),
            alt.Tooltip("year:O", title=_("Year")),
            alt.Tooltip("output:Q", title=titles[0], format=",.6~g"),
            alt.Tooltip("capacity:Q", title=titles[1], format=",.6~g"),
        ],
    )
    axis = _("Capacity (frame) and output (filled), {unit}").format(unit=scale.unit)
    stroke = alt.Stroke("side:N", scale=side_scale(names, COLORS), legend=alt.Legend() if len(names) > 1 else None)
    frame = base.mark_bar(fillOpacity=0, strokeWidth=1.5).encode(y=alt.Y("capacity:Q", title=axis), stroke=stroke)
    filled = base.mark_bar().encode(y=alt.Y("output:Q", title=axis), color=side_color(names))
    said = _("{output}. {made} {capacity}. {could}").format(
        output=titles[0], made=courses(names, years, made), capacity=titles[1], could=courses(names, years, could)
    )
    decimals = decimals_for(side.get(year) for side in (*made, *could) for year in years)
    planned = len(sides) > 1
    table = Grid(
        title,
        (Column(_("Year"), kind="year"), *cases(titles[0], planned), *cases(titles[1], planned)),
        tuple(Row((str(year), *(number(side.get(year), decimals) for side in (*made, *could)))) for year in years),
    )
    return picture(f"output-{market}", title, said, alt.layer(filled, frame).properties(height=240), table)
