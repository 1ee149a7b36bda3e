"""The computed status quo held against what was observed, also where it misses."""

from __future__ import annotations

import math
from collections.abc import Mapping

import pandas as pd

from solver.evaluate.outcome import Outcome
from solver.instance.instance import Instance
from solver.instance.records import Measure, Observation
from solver.report.grid import Column, Grid, Row, expected
from solver.report.wording import decimals_for, name_of, number, plain, quantity_unit

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
        rows.append({**row, "computed": computed, "verdict": verdict(each, computed)})
    return pd.DataFrame(rows, columns=list(COLUMNS))


def computed_value(instance: Instance, status_quo: Outcome, observation: Observation) -> float:
    """Return what the status quo says of an observed measure; not a number where it says nothing."""
    table, subject, column = PLACES[observation.measure]
    values = expected(instance, status_quo.tables[table], [subject, "year"], [column])[column]
    return values.get((observation.subject, observation.year), math.nan)


def verdict(observation: Observation, computed: float) -> str:
    """Return where a value lies: inside what was observed, or above or below it and by how much."""
    if math.isnan(computed):
        return "not computed"
    if observation.low <= computed <= observation.high:
        return "inside"
    side, end = ("above", observation.high) if computed > observation.high else ("below", observation.low)
    difference = abs(computed - end)
    relative = f" ({number(difference / abs(end) * 100, 0)} %)" if end else ""
    return f"{side} by {number(difference, decimals_for([difference]))}{relative}"


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
        Column("What was observed", kind="name"),
        Column("Of", kind="name"),
        Column("Unit", kind="name"),
        Column("Low", group="Observed"),
        Column("High", group="Observed"),
        Column("Status quo", group="Computed"),
        Column("Year", group="Computed", kind="year"),
        Column("Verdict", kind="name"),
        Column("When and how it was observed", kind="name"),
    )
    rows = []
    for each in compare_with_observations(instance, status_quo).itertuples(index=False):
        words, unit, subject = measure_words(instance, str(each.measure), str(each.subject))
        values = [float(each.low), float(each.high), float(each.computed)]  # type: ignore[arg-type]
        decimals = decimals_for(values)
        low, high, computed = (number(value, decimals) for value in values)
        cells = (words, subject, unit, low, high, computed, str(each.year), str(each.verdict), plain(str(each.period)))
        rows.append(Row(cells if periods else cells[:-1], "" if each.verdict == "inside" else "binds"))
    return Grid("Status quo against what was observed", columns if periods else columns[:-1], tuple(rows))


def measure_words(instance: Instance, measure: str, subject: str) -> tuple[str, str, str]:
    """Return a measure in words, its unit, and the name of its subject."""
    if measure == "firm_loss_mcny":
        return "Loss", "CNY million", name_of(instance, "firms", subject)
    market = name_of(instance, "markets", subject)
    if measure == "price_cny_per_unit":
        return "Price", f"CNY per {instance.products[instance.markets[subject].product].unit}", market
    if measure == "output_munit":
        return "Output", quantity_unit(instance, subject), market
    return "Operating rate", "%", market
