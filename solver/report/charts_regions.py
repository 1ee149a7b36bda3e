"""Charts of regions: maps of the provinces as equal squares."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import altair as alt

from solver.evaluate.outcome import Outcome
from solver.instance.instance import Instance
from solver.language import _
from solver.mandate import Mandate
from solver.report.charts import BLUES, INK, ORANGES, AnyChart, Rows, data, distinct_names, picture, side_names, tidy
from solver.report.grid import Column, Grid, Row, Sides, cases, expected
from solver.report.picture import Picture
from solver.report.provinces import COLUMNS, PROVINCES, ROWS, Province, provinces_of
from solver.report.wording import decimals_for, number, paragraph, quantity_scale

LARGEST_TILE = 48
"""Pixels of a square on a screen that is wide enough."""

NOTHING = "#f4f5f7"
"""The colour of a square that has no value, or none but zero."""

DIGITS = ((1.0, 3), (10.0, 2), (100.0, 1))
"""Decimals that squares have room for where the largest value is below a limit; above them all, none."""

Values = Mapping[str, float]
"""A value by region."""


@dataclass(frozen=True)
class Measure:
    """What a map shows."""

    id: str
    title: str
    axis: str
    together: Callable[[Sequence[float]], float]
    """What regions of one province make of their values."""
    of_side: Callable[[Outcome], Values]
    signed: bool = False


def region_pictures(instance: Instance, mandate: Mandate, sides: Sides) -> tuple[Picture, ...]:
    """Return maps of the plan, or of the status quo where there is none; none where no region is in a province."""
    provinces = provinces_of(instance)
    measures = (
        displaced_measure(instance),
        rise_measure(instance, mandate.levers.first_decision_year),
        capacity_measure(instance, sides[0]),
    )
    drawn = ((measure, [measure.of_side(side) for side in sides]) for measure in measures)
    return tuple(
        map_picture(instance, provinces, measure, values, side_names(sides)[-1])
        for measure, values in drawn
        if any(values[-1].get(region) for region in provinces)
    )


def displaced_measure(instance: Instance) -> Measure:
    """Return how many people lose a job in all years."""

    def of_side(side: Outcome) -> Values:
        return expected(instance, side.tables["regions"], ["region"], ["displaced_persons"])["displaced_persons"]

    return Measure(
        "map-displaced", _("People losing a job"), _("People losing a job, all years, persons"), sum, of_side
    )


def rise_measure(instance: Instance, first_year: int) -> Measure:
    """Return the most that the sector adds to unemployment, in the scenario and year in which it is most."""

    def of_side(side: Outcome) -> Values:
        table = side.tables["regions"]
        most = table[table["year"] >= first_year].groupby("region")["without_work_persons"].max()
        return {
            str(region): 100 * float(people) / instance.regions[str(region)].labour_force_persons
            for region, people in most.items()
        }

    axis = _("Largest rise of unemployment, percentage points")
    return Measure("map-rise", _("Rise of unemployment"), axis, max, of_side)


def capacity_measure(instance: Instance, status_quo: Outcome) -> Measure:
    """Return the change of open capacity from the first year of the status quo to the last year.

    Where capacity is counted in several units it is the change of open lines.
    """
    units = {product.unit for product in instance.products.values()}
    column, scale = "lines", None
    if len(units) == 1:
        column, scale = "capacity_munit", quantity_scale(instance, next(iter(instance.markets)))

    def open_in(side: Outcome, year: int) -> dict[str, float]:
        amounts = expected(instance, side.tables["plants"], ["plant", "year"], [column])[column]
        by_region = dict.fromkeys(instance.regions, 0.0)
        for (plant, when), amount in amounts.items():
            if when == year:
                by_region[instance.plants[plant].region] += scale(amount) if scale else amount
        return by_region

    before = open_in(status_quo, instance.years[0])

    def of_side(side: Outcome) -> Values:
        after = open_in(side, instance.years[-1])
        return {region: after[region] - before[region] for region in instance.regions}

    what, unit = (_("open capacity"), scale.unit) if scale else (_("open lines"), _("lines"))
    axis = _("Change of {what} from {first} to {last}, {unit}").format(
        what=what, first=instance.years[0], last=instance.years[-1], unit=unit
    )
    return Measure("map-capacity", _("Change of {what}").format(what=what), axis, sum, of_side, signed=True)


def map_picture(
    instance: Instance, provinces: Mapping[str, Province], measure: Measure, values: Sequence[Values], name: str
) -> Picture:
    """Return a map of the last side, with a table of both."""
    title = _("{measure}: {side}").format(measure=measure.title, side=name)
    last = values[-1]
    by_province: dict[Province, float] = {}
    for province in dict.fromkeys(provinces.values()):
        within = [last.get(region, 0.0) for region, each in provinces.items() if each is province]
        by_province[province] = measure.together(within)
    names = distinct_names(instance, "regions", provinces)
    decimals = decimals_for(side.get(region, 0.0) for side in values for region in provinces)
    table = Grid(
        title,
        (Column(_("Region"), kind="name"), *cases(measure.axis, len(values) > 1)),
        tuple(
            Row((names[region], *(number(side.get(region, 0.0), decimals, signed=measure.signed) for side in values)))
            for region in provinces
        ),
    )
    said = map_words(instance, provinces, measure, by_province)
    return picture(measure.id, title, said, map_chart(measure, by_province), table)


def map_words(
    instance: Instance, provinces: Mapping[str, Province], measure: Measure, values: Mapping[Province, float]
) -> str:
    """Say where a measure is largest, in how many provinces there is any of it, and what is not on the map."""
    largest = max(values, key=lambda province: abs(values[province]))
    decimals = decimals_for(values.values())
    most = _("{axis}. Most in {province} with {value}; not zero in {n} of {all} provinces.")
    if measure.signed:
        most = _("{axis}. The largest change is that of {province}, {value}; not zero in {n} of {all} provinces.")
    said = most.format(
        axis=measure.axis,
        province=largest.full_name,
        value=number(values[largest], decimals, signed=measure.signed),
        n=sum(bool(value) for value in values.values()),
        all=len(values),
    )
    outside = len(instance.regions) - len(provinces)
    return paragraph([said, _("Regions that are in no province: {n}.").format(n=outside)]) if outside else said


def map_chart(measure: Measure, values: Mapping[Province, float]) -> AnyChart:
    """Return a square for each province with its letters and its value, as large as there is room for."""
    most = max(abs(value) for value in values.values())
    whole = all(value == round(value) for value in values.values())
    decimals = 0 if whole else next((digits for limit, digits in DIGITS if most < limit), 0)
    rows: Rows = [tile_row(measure, province, values.get(province), most, decimals) for province in PROVINCES]
    tile = f"min(width / {COLUMNS}, height / {ROWS})"
    x = alt.X(
        "column:Q",
        axis=None,
        scale=alt.Scale(domain=[0, COLUMNS], range=[0, alt.ExprRef(f"{COLUMNS} * {tile}")], nice=False),
    )
    y = alt.Y(
        "row:Q", axis=None, scale=alt.Scale(domain=[0, ROWS], range=[0, alt.ExprRef(f"{ROWS} * {tile}")], nice=False)
    )
    tooltip = [alt.Tooltip("province:N", title=" "), alt.Tooltip("value:Q", title=measure.axis, format=",.6~g")]
    base = alt.Chart(data(rows)).encode(x=x, y=y, tooltip=tooltip)
    squares = base.mark_rect(stroke="white", strokeWidth=2).encode(
        x2=alt.X2("right:Q"), y2=alt.Y2("bottom:Q"), color=alt.Color("color:N", scale=None)
    )
    ink = alt.Color("ink:N", scale=None)
    middle = base.encode(x=alt.X("middle:Q", axis=None), color=ink)
    letters = middle.mark_text(fontSize=12, fontWeight=600).encode(
        y=alt.Y("upper:Q", axis=None), text=alt.Text("label:N")
    )
    numbers = middle.mark_text(fontSize=10.5).encode(y=alt.Y("lower:Q", axis=None), text=alt.Text("text:N"))
    said = alt.Title(measure.axis, anchor="start", color=INK, fontSize=12, fontWeight="normal", limit=330)
    # Heights cannot depend on widths in a specification; the page makes this one no higher than its place is wide.
    return alt.layer(squares, letters, numbers, height=ROWS * LARGEST_TILE, title=said, usermeta={"square": True})


def tile_row(
    measure: Measure, province: Province, value: float | None, most: float, decimals: int
) -> dict[str, object]:
    """Return the data of a square; it is pale where there is nothing to tell."""
    colors = ORANGES if measure.signed and (value or 0.0) > 0 else BLUES
    quarter = min(int(len(colors) * abs(value or 0.0) / most), len(colors) - 1)
    return {
        "province": province.full_name,
        "label": province.label,
        "value": tidy(value),
        "text": "" if value is None else str(number(value, decimals, signed=measure.signed)),
        "column": province.column,
        "right": province.column + 1,
        "middle": province.column + 0.5,
        "row": province.row,
        "bottom": province.row + 1,
        "upper": province.row + 0.35,
        "lower": province.row + 0.7,
        "color": colors[quarter] if value else NOTHING,
        "ink": "white" if quarter == len(colors) - 1 else INK,
    }
