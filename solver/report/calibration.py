"""The computed status quo held against what was observed, also where it misses."""

from __future__ import annotations

import math
from collections.abc import Mapping

import pandas as pd

from solver.evaluate.outcome import Outcome
from solver.instance.instance import Instance
from solver.instance.records import Measure, Observation
from solver.language import _, marked
from solver.report.grid import Column, Grid, Row, expected
from solver.report.wording import Scale, decimals_for, money_scale, name_of, number, plain, price_unit, quantity_scale

INSIDE = marked("inside")
MEASURES: Mapping[Measure, str] = {
    "price_cny_per_unit": marked("Price"),
    "operating_rate_pct": marked("Operating rate"),
    "output_munit": marked("Output"),
    "firm_loss_mcny": marked("Loss"),
}
COLUMNS = ("id", "measure", "subject", "year", "period", "low", "high", "computed", "verdict")
PLACES: Mapping[Measure, tuple[str, str, str]] = {
    "price_cny_per_unit": ("markets", "market", "price_cny_per_unit"),
    "operating_rate_pct": ("markets", "market", "operating_rate_pct"),
    "output_munit": ("markets", "market", "output_munit"),
    "firm_loss_mcny": ("firms", "firm", "loss_mcny"),
}
"""Where a measure is found in an outcome: table, column of the subject, column of the value."""


def compare_with_observations(instance: Instance, status_quo: Outcome) -> pd.DataFrame:
    """Compare every observation with the computed status quo, expected over the scenarios.

    Parameters
    ----------
    instance : Instance
        The facts, with the observations.
    status_quo : Outcome
        The judge's outcome of the plan without decisions.

    Returns
    -------
    DataFrame
        One row per observation. ``verdict`` is ``inside``, ``above by`` or ``below by`` so much of the nearer end, or
        ``not computed``.
    """
    rows = []
    for each in instance.observations.values():
        computed = computed_value(instance, status_quo, each)
        row = {name: getattr(each, name) for name in COLUMNS[:7]}
        said = verdict(*map(scale_of(instance, each), (each.low, each.high, computed)))
        rows.append({**row, "computed": computed, "verdict": said})
    return pd.DataFrame(rows, columns=list(COLUMNS))


def computed_value(instance: Instance, status_quo: Outcome, observation: Observation) -> float:
    """Return what the status quo says of an observed measure; not a number where it says nothing."""
    table, subject, column = PLACES[observation.measure]
    values = expected(instance, status_quo.tables[table], [subject, "year"], [column])[column]
    return values.get((observation.subject, observation.year), math.nan)


def verdict(low: float, high: float, computed: float) -> str:
    """Return where a value lies: inside what was observed, or above or below it and by how much."""
    if math.isnan(computed):
        return _("not computed")
    if low <= computed <= high:
        return _(INSIDE)
    above = computed > high
    end = high if above else low
    difference = abs(computed - end)
    words = _("above by {amount}") if above else _("below by {amount}")
    said = words.format(amount=number(difference, decimals_for([difference])))
    relative = _("{difference} ({share} %)")
    return relative.format(difference=said, share=number(difference / abs(end) * 100, 0)) if end else said


def calibration_grid(instance: Instance, status_quo: Outcome, *, periods: bool) -> Grid:
    """Return the comparison as a table.

    Parameters
    ----------
    instance, status_quo
        What was observed, and what was computed.
    periods : bool
        Whether to say when and how each value was observed, which may take a sentence.
    """
    columns = (
        Column(_("What was observed"), kind="name"),
        Column(_("Of"), kind="name"),
        Column(_("Unit"), kind="name"),
        Column(_("Low"), group=_("Observed")),
        Column(_("High"), group=_("Observed")),
        Column(_("Status quo"), group=_("Computed")),
        Column(_("Year"), group=_("Computed"), kind="year"),
        Column(_("Verdict"), kind="name"),
        Column(_("When and how it was observed"), kind="name"),
    )
    rows = []
    compared = compare_with_observations(instance, status_quo)
    found = zip(instance.observations.values(), compared["computed"], compared["verdict"], strict=True)
    for each, value, said in found:
        scale = scale_of(instance, each)
        values = [scale(amount) for amount in (each.low, each.high, float(value))]
        decimals = decimals_for(values)
        low, high, computed = (number(amount, decimals) for amount in values)
        subject = name_of(instance, PLACES[each.measure][0], each.subject)
        names = (_(MEASURES[each.measure]), subject, scale.unit)
        cells = (*names, low, high, computed, str(each.year), said, plain(each.period))
        rows.append(Row(cells if periods else cells[:-1], "" if said == _(INSIDE) else "binds"))
    caption = _("Status quo against what was observed")
    return Grid(caption, columns if periods else columns[:-1], tuple(rows))


def scale_of(instance: Instance, observation: Observation) -> Scale:
    """Return the unit in which an observation is stated."""
    if observation.measure == "firm_loss_mcny":
        return money_scale((observation.low, observation.high))
    if observation.measure == "price_cny_per_unit":
        return Scale(price_unit(instance, observation.subject), 1.0)
    if observation.measure == "output_munit":
        return quantity_scale(instance, observation.subject)
    return Scale("%", 1.0)
