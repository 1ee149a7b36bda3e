"""What all charts share: colours and type, numbers and names as data, and charts of one value a year.

A name of an instance is always a value in the data of a chart and never a part of its specification, such as a field or
an expression, so that no name can do anything but be shown.
"""

from __future__ import annotations

import json
import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import altair as alt
from rich.cells import cell_len, set_cell_size

from solver.evaluate.outcome import Outcome
from solver.instance.instance import Instance
from solver.language import _
from solver.report.grid import Column, Grid, Row, Sides, cases, expected
from solver.report.picture import Picture
from solver.report.wording import decimals_for, name_of, number, paragraph

INK = "#1f2933"
STATUS_QUO = "#5f6b7a"
PLAN = "#0b5cad"
WARNING = "#b45309"
PALE = "#eef1f5"
BLUES = ("#dcebf7", "#a9cdea", "#5f9fd3", PLAN)
ORANGES = ("#fbe3c6", "#f5c07a", "#e59a3c", WARNING)
"""Quarters from little to much; numbers on the last are white and on the others dark."""

COLORS = (STATUS_QUO, PLAN)
"""Dark colours stand out from white by more than 4.5 to 1, as small text must; people who cannot tell red from green
see grey, blue and orange apart, and a dash, a shape, a place or a word always says the same as the colour."""

FONT = "'Noto Sans', 'Noto Sans CJK SC', 'PingFang SC', 'Microsoft YaHei', 'Helvetica Neue', Arial, sans-serif"
"""Families with Latin and Chinese letters, whichever a reader's machine has."""

TEXT_SIZE = 12
NAME_LIMIT = 150
"""Pixels after which a name is cut off; the table has it in full."""

WIDTH = alt.ExprRef("width")
"""As many pixels as the chart is wide."""

THEME: Mapping[str, Any] = {
    "font": FONT,
    "background": "white",
    "view": {"stroke": None},
    "axis": {
        "labelColor": INK,
        "titleColor": INK,
        "labelFontSize": TEXT_SIZE,
        "titleFontSize": TEXT_SIZE,
        "titleFontWeight": "normal",
        "labelLimit": NAME_LIMIT,
        "gridColor": "#dde2e8",
        "domainColor": "#8a94a0",
        "tickColor": "#8a94a0",
    },
    "axisX": {"labelAngle": 0, "labelOverlap": True, "grid": False},
    # The title of the upright axis lies above it: nobody has to tilt their head, and a phone keeps its width.
    "axisY": {"titleAngle": 0, "titleAlign": "left", "titleAnchor": "end", "titleX": 0, "titleY": -10, "tickCount": 5},
    "legend": {
        "orient": "top",
        "labelColor": INK,
        "titleColor": INK,
        "labelFontSize": TEXT_SIZE,
        "labelLimit": NAME_LIMIT,
        "offset": 28,
        "symbolSize": 120,
        "symbolStrokeWidth": 2,
        "title": None,
    },
    "text": {"color": INK, "fontSize": TEXT_SIZE},
    "line": {"strokeWidth": 2.5},
}

Rows = list[dict[str, Any]]
"""Data of a chart, with the same fields in each row."""

AnyChart = alt.Chart | alt.LayerChart | alt.FacetChart

Yearly = Mapping[int, float | None]
"""A value for each year, or ``None`` where there is none."""


def tidy(value: float | None) -> float | None:
    """Return a number with nine digits, which no eye tells from the whole of it, or ``None`` for what is no number."""
    return None if value is None or not math.isfinite(value) else float(f"{value:.9g}")


def data(rows: Rows) -> alt.InlineData:
    """Return rows as the data of a chart; :func:`picture` makes rows again of the text that they are meanwhile.

    Altair checks and copies every value of every row at each step of making a chart, which takes seconds.
    """
    return alt.InlineData(values=json.dumps(rows, ensure_ascii=False, allow_nan=False))


def picture(identity: str, title: str, description: str, chart: AnyChart, table: Grid) -> Picture:
    """Return a chart as a picture as wide as its place; it holds no address, not even that of its language."""
    specification = chart.properties(width="container").to_dict(validate=False)
    del specification["$schema"]
    rows = {name: json.loads(text) for name, text in specification["datasets"].items()}
    return Picture(identity, title, description, {**specification, "datasets": rows, "config": dict(THEME)}, table)


def side_names(sides: Sides) -> list[str]:
    """Return what the sides are called."""
    return [_("Status quo"), _("Plan")][: len(sides)]


def side_scale(names: Sequence[str], marks: Sequence[Any]) -> alt.Scale:
    """Return the scale from the names of the sides to what marks them."""
    return alt.Scale(domain=list(names), range=list(marks)[: len(names)])


def side_color(names: Sequence[str]) -> alt.Color:
    """Return the colour of a side, with a legend where there are two."""
    legend = alt.Legend() if len(names) > 1 else None
    return alt.Color("side:N", scale=side_scale(names, COLORS), legend=legend)


def distinct_names(instance: Instance, table: str, keys: Iterable[str]) -> dict[str, str]:
    """Return the name of each row, with its key where several have the same, so that each has a place of its own."""
    names = {key: name_of(instance, table, key) for key in keys}
    times = Counter(names.values())
    return {key: f"{name} ({key})" if times[name] > 1 else name for key, name in names.items()}


def labels(names: Mapping[str, str], cells: int) -> dict[str, str]:
    """Return names that have room in a chart, still told apart; the table beside it has them in full.

    They are cut here and not where they are drawn: Vega cuts between the halves of a character such as a pictogram, and
    what is left of it cannot be drawn on paper.
    """
    cut = {key: shortened(name, cells) for key, name in names.items()}
    times, numbers = Counter(cut.values()), Counter[str]()
    for key, name in cut.items():
        if times[name] > 1:
            numbers[name] += 1
            cut[key] = f"{name} {numbers[name]}"
    return cut


def shortened(name: str, cells: int) -> str:
    """Return a name that takes at most so much room, counted in Latin letters; others are twice as wide."""
    return name if cell_len(name) <= cells else f"{set_cell_size(name, cells - 1).rstrip()}…"


def headed(instance: Instance, market: str, what: str) -> str:
    """Return the title of a chart of a market, with its name where there are several."""
    if len(instance.markets) == 1:
        return what
    return _("{market}: {what}").format(market=name_of(instance, "markets", market), what=what)


def yearly(instance: Instance, side: Outcome, market: str, column: str) -> Yearly:
    """Return a value of a market by year, expected over the scenarios."""
    values = expected(instance, side.tables["markets"], ["market", "year"], [column])[column]
    return {year: values.get((market, year)) for year in instance.years}


@dataclass(frozen=True)
class Line:
    """A level that is drawn across a chart, and what it is called."""

    value: float
    name: str


def yearly_grid(caption: str, title: str, years: Sequence[int], series: Sequence[Yearly]) -> Grid:
    """Return a value of each side by year."""
    decimals = decimals_for(side.get(year) for side in series for year in years)
    rows = tuple(Row((str(year), *(number(side.get(year), decimals) for side in series))) for year in years)
    return Grid(caption, (Column(_("Year"), kind="year"), *cases(title, len(series) > 1)), rows)


def yearly_rows(names: Sequence[str], years: Sequence[int], series: Sequence[Yearly]) -> Rows:
    """Return the data of a value of each side by year."""
    return [
        {"year": year, "side": name, "position": position, "value": tidy(side.get(year))}
        for position, (name, side) in enumerate(zip(names, series, strict=True))
        for year in years
    ]


def courses(names: Sequence[str], years: Sequence[int], series: Sequence[Yearly]) -> str:
    """Say for each side where its values start and end, and which is the lowest and which the highest."""
    decimals = decimals_for(side.get(year) for side in series for year in years)
    return paragraph(course(name, years, side, decimals) for name, side in zip(names, series, strict=True))


def course(name: str, years: Sequence[int], values: Yearly, decimals: int) -> str:
    """Say where the values of a side start and end, and which is the lowest and which the highest."""
    known = {year: value for year in years if (value := tidy(values.get(year))) is not None}
    if not known:
        return _("{side}: no values.").format(side=name)
    texts = {year: number(value, decimals) for year, value in known.items()}
    if len(set(texts.values())) == 1:
        return _("{side}: {value} in every year.").format(side=name, value=next(iter(texts.values())))
    first, last, lowest, highest = (
        min(known),
        max(known),
        min(known, key=known.__getitem__),
        max(known, key=known.__getitem__),
    )
    return _(
        "{side}: {first} in {first_year} and {last} in {last_year}; lowest in {low_year} with {lowest}, highest in"
        " {high_year} with {highest}."
    ).format(
        side=name,
        first=texts[first],
        first_year=first,
        last=texts[last],
        last_year=last,
        lowest=texts[lowest],
        low_year=lowest,
        highest=texts[highest],
        high_year=highest,
    )


def yearly_lines(
    names: Sequence[str], years: Sequence[int], series: Sequence[Yearly], title: str, line: Line | None = None
) -> AnyChart:
    """Return a line a side over the years: grey and dashed with circles, and blue with squares.

    Parameters
    ----------
    names, years, series
        The sides, and a value of each by year.
    title : str
        What the values are, with their unit.
    line : Line, optional
        A level to hold them against.
    """
    levels = [value for side in series for value in side.values()] + ([] if line is None else [line.value])
    base = alt.Chart(data(yearly_rows(names, years, series))).encode(
        x=alt.X("year:O", title=None),
        y=alt.Y("value:Q", title=title, scale=level_scale(levels)),
        color=side_color(names),
        tooltip=yearly_tooltip(title),
    )
    legend = alt.Legend() if len(names) > 1 else None
    # By another field than the colour: the legend would join the two and draw its symbols in dashes.
    dash = alt.StrokeDash("position:N", scale=alt.Scale(domain=[0, 1], range=[[5, 4], [1, 0]]), legend=None)
    shape = alt.Shape("side:N", scale=side_scale(names, ("circle", "square")), legend=legend)
    # Where both sides have the same value, the larger circle is seen around the square.
    size = alt.Size("position:O", scale=alt.Scale(domain=[0, 1], range=[140, 50]), legend=None)
    points = base.mark_point(filled=True, opacity=1).encode(shape=shape, size=size)
    layers: list[AnyChart] = [base.mark_line().encode(strokeDash=dash), points]
    if line is not None:
        layers += level_layers(line, title)
    return alt.layer(*layers, height=220)


def level_scale(levels: Iterable[float | None]) -> alt.Scale:
    """Return a scale around all levels with room at both ends; where all are the same, a tenth of them is room."""
    known = {level for each in levels if (level := tidy(each)) is not None}
    if len(known) != 1:
        return alt.Scale(zero=False, nice=False, padding=18)
    level = known.pop()
    room = abs(level) / 10 or 1.0
    return alt.Scale(domain=[level - room, level + room], zero=False, nice=False)


def level_layers(line: Line, title: str) -> list[AnyChart]:
    """Return a level across a chart with its name."""
    level = alt.Chart(data([{"value": tidy(line.value), "name": line.name}])).encode(y=alt.Y("value:Q", title=title))
    words = level.mark_text(color=WARNING, align="left", baseline="bottom", dy=-7)
    return [
        level.mark_rule(color=WARNING, strokeDash=[2, 3], strokeWidth=2),
        words.encode(x=alt.value(4), text=alt.Text("name:N")),
    ]


def yearly_bars(names: Sequence[str], years: Sequence[int], series: Sequence[Yearly], title: str) -> AnyChart:
    """Return a bar a side and year, the status quo to the left of the plan."""
    bars: alt.Chart = alt.Chart(data(yearly_rows(names, years, series)), height=180).mark_bar()
    return bars.encode(
        x=alt.X("year:O", title=None),
        xOffset=alt.XOffset("side:N", scale=alt.Scale(domain=list(names))),
        y=alt.Y("value:Q", title=title),
        color=side_color(names),
        tooltip=yearly_tooltip(title),
    )


def yearly_tooltip(title: str) -> list[alt.Tooltip]:
    """Return what is shown of a value that is pointed at."""
    return [
        alt.Tooltip("side:N", title=" "),
        alt.Tooltip("year:O", title=_("Year")),
        alt.Tooltip("value:Q", title=title, format=",.6~g"),
    ]
