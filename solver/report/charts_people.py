"""Charts of people: who loses a job, is retrained, finds work or is without it, and how near each ceiling is."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

import altair as alt

from solver.evaluate.outcome import Outcome
from solver.instance.instance import Instance
from solver.language import _, marked
from solver.mandate import Mandate
from solver.report.charts import (
    BLUES,
    INK,
    NAME_LIMIT,
    WARNING,
    AnyChart,
    Rows,
    Yearly,
    courses,
    data,
    distinct_names,
    labels,
    picture,
    side_names,
    tidy,
    yearly_bars,
    yearly_grid,
)
from solver.report.grid import Column, Grid, Row, Sides, expected
from solver.report.picture import Picture
from solver.report.wording import decimals_for, number, paragraph

MEASURES: Mapping[str, str] = {
    "displaced_persons": marked("People losing a job"),
    "retrained_persons": marked("People retrained"),
    "found_work_persons": marked("People finding work"),
    "without_work_persons": marked("People without work"),
}

MOST_REGIONS = 12
"""Regions that the map of heat shows, the most loaded ones; the table of peaks has all."""

REGION_CELLS = 16
"""Latin letters that the name of a region may take beside the map."""

BANDS: Mapping[str, tuple[float, str]] = {
    marked("nobody"): (0.0, "#ffffff"),
    marked("up to 25 %"): (25.0, BLUES[0]),
    marked("up to 50 %"): (50.0, BLUES[1]),
    marked("up to 75 %"): (75.0, BLUES[2]),
    marked("up to 100 %"): (100.0, BLUES[3]),
    marked("above 100 %"): (math.inf, WARNING),
}
"""Shares of the ceiling in words, each with the most per cent that it holds, and its colour."""

CELL_HEIGHT = 26
"""Pixels of a cell of that map."""

DARK_FROM = 75.0
"""Per cent of the ceiling above which cells are dark, so that their numbers are white."""

SAME_PCT = 1e-4
"""Per cent of the ceiling by which it counts as reached and not as passed."""

WHOLE_FROM = 0.95
"""Per cent of the ceiling from which cells tell no decimal."""

Loads = Mapping[tuple[str, int], float]
"""Per cent of the ceiling by region and year."""


def people_pictures(instance: Instance, mandate: Mandate, sides: Sides) -> tuple[Picture, ...]:
    """Return each measure of people over the years, and for each side how near the regions come to their ceilings."""
    pictures = []
    for measure, words in MEASURES.items():
        series = [yearly_people(instance, side, measure) for side in sides]
        if any(any(side.values()) for side in series):
            pictures.append(measure_picture(instance, sides, measure, _(words), series))
    if mandate.limits.unemployment.level != "off":
        pictures += ceiling_pictures(instance, mandate, sides)
    return tuple(pictures)


def yearly_people(instance: Instance, side: Outcome, measure: str) -> Yearly:
    """Return people of all regions by year, expected over the scenarios."""
    values = expected(instance, side.tables["regions"], ["year"], [measure])[measure]
    return {year: values.get(year, 0.0) for year in instance.years}


def measure_picture(instance: Instance, sides: Sides, measure: str, title: str, series: Sequence[Yearly]) -> Picture:
    """Return people of one kind over the years."""
    names, years = side_names(sides), instance.years
    axis = _("{people}, persons").format(people=title)
    said = _("{axis}. {courses}").format(axis=axis, courses=courses(names, years, series))
    chart = yearly_bars(names, years, series, axis)
    return picture(f"people-{measure}", title, said, chart, yearly_grid(title, axis, years, series))


def ceiling_pictures(instance: Instance, mandate: Mandate, sides: Sides) -> list[Picture]:
    """Return a map of heat for each side on which anybody is without work, the plan first, with the same regions."""
    loads = [loads_of(instance, mandate, side) for side in sides]
    peaks: dict[str, float] = {}
    for side in reversed(loads):
        for (region, _year), load in side.items():
            peaks[region] = max(peaks.get(region, 0.0), load)
    loaded = sorted((region for region in peaks if peaks[region]), key=lambda region: -peaks[region])
    shown = [region for region in instance.regions if region in loaded[:MOST_REGIONS]]
    return [
        ceiling_picture(instance, shown, side, name, identity)
        for side, name, identity in reversed(
            list(zip(loads, side_names(sides), ("ceiling-status-quo", "ceiling-plan"), strict=False))
        )
        if any(side[region, year] for region in shown for year in instance.years)
    ]


def loads_of(instance: Instance, mandate: Mandate, side: Outcome) -> Loads:
    """Return the people without work in per cent of the ceiling, in the scenario with the most of them.

    A ceiling of nobody is infinitely exceeded by anybody.
    """
    limit, table = mandate.limits.unemployment, side.tables["regions"]
    most = table.groupby(["region", "year"])["without_work_persons"].max()
    loads = {}
    for region, facts in instance.regions.items():
        ceiling = limit.ceiling_persons(region, facts.labour_force_persons)
        for year in instance.years:
            people = float(most.get((region, year), 0.0))
            loads[region, year] = 100 * people / ceiling if ceiling else (math.inf if people else 0.0)
    return loads


def ceiling_picture(instance: Instance, shown: Sequence[str], loads: Loads, name: str, identity: str) -> Picture:
    """Return how near some regions come to their ceilings on one side."""
    title = _("People without work in per cent of the ceiling: {side}").format(side=name)
    regions = distinct_names(instance, "regions", shown)
    short = labels(regions, REGION_CELLS)
    places = decimals_for(loads[region, year] for region in shown for year in instance.years)
    rows: Rows = [
        {
            "region": short[region],
            "year": year,
            "percent": tidy(loads[region, year]),
            "band": band_of(loads[region, year]),
            "text": cell_text(loads[region, year]),
            "dark": loads[region, year] > DARK_FROM,
        }
        for region in shown
        for year in instance.years
    ]
    columns = (Column(_("Region"), kind="name"), *(Column(str(year), group=_("Per cent")) for year in instance.years))
    table = Grid(
        title,
        columns,
        tuple(
            Row((regions[region], *(number(loads[region, year], places) for year in instance.years)))
            for region in shown
        ),
    )
    said = ceiling_words(instance, shown, regions, loads, name)
    return picture(identity, title, said, heat_chart(list(short.values()), rows), table)


def ceiling_words(instance: Instance, shown: Sequence[str], regions: Mapping[str, str], loads: Loads, name: str) -> str:
    """Say where most of the ceiling is reached, and in how many regions and years it is passed."""
    cells = [(region, year) for region in shown for year in instance.years]
    highest = max(cells, key=lambda cell: loads[cell])
    passed = sum(loads[cell] > 100 + SAME_PCT for cell in cells)
    words = _("{side}: the highest share of a ceiling is {share} % in {region} in {year}.")
    if math.isinf(loads[highest]):
        words = _("{side}: in {region} people are without work in {year}, and the ceiling is nobody.")
    said = words.format(side=name, share=number(loads[highest], 0), region=regions[highest[0]], year=highest[1])
    verdict = _("No ceiling is passed.")
    if passed:
        verdict = _("Ceilings are passed in {n} of {cells} regions and years.").format(n=passed, cells=len(cells))
    return paragraph([said, verdict])


def band_of(percent: float) -> str:
    """Return the share of the ceiling in words."""
    return next(_(words) for words, (most, _color) in BANDS.items() if percent <= most + SAME_PCT)


def cell_text(percent: float) -> str:
    """Return what stands in a cell: a triangle tells those above the ceiling from those below it."""
    if not percent:
        return ""
    text = "∞" if math.isinf(percent) else str(number(percent, 0 if percent >= WHOLE_FROM else 1))
    return f"▲ {text}" if percent > 100 + SAME_PCT else text


def heat_chart(regions: Sequence[str], rows: Rows) -> AnyChart:
    """Return a cell for each region and year."""
    bands = [_(words) for words in BANDS]
    colors = [color for _most, color in BANDS.values()]
    base = alt.Chart(data(rows)).encode(
        x=alt.X("year:O", title=None, axis=alt.Axis(orient="top", ticks=False, domain=False)),
        y=alt.Y(
            "region:N",
            title=None,
            scale=alt.Scale(domain=list(regions)),
            axis=alt.Axis(ticks=False, domain=False, labelLimit=NAME_LIMIT),
        ),
        tooltip=[
            alt.Tooltip("region:N", title=_("Region")),
            alt.Tooltip("year:O", title=_("Year")),
            alt.Tooltip("percent:Q", title=_("Per cent of the ceiling"), format=",.1f"),
        ],
    )
    legend = alt.Legend(orient="bottom", columns=2, offset=8, symbolStrokeColor=INK, symbolStrokeWidth=0.5)
    cells = base.mark_rect(stroke="#c5ccd4", strokeWidth=1).encode(
        color=alt.Color("band:N", scale=alt.Scale(domain=bands, range=colors), legend=legend)
    )
    words = base.mark_text().encode(
        text=alt.Text("text:N"), color=alt.condition(alt.datum.dark, alt.value("white"), alt.value(INK))
    )
    return alt.layer(cells, words, height=CELL_HEIGHT * len(regions))
