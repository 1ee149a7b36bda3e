"""Runs as pictures: gap over time, time to the asked gap, and growth with plants, products and years."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import altair as alt
import numpy as np
import pandas as pd

from benchmarks.families import FAMILIES, SETS
from benchmarks.runs import Run
from benchmarks.table import OURS, seconds_to_asked

LEAST_GAP = 1e-5
"""Gaps below this are drawn as this, since zero has no place on a logarithmic axis."""
LEAST_SECONDS = 0.1
GROWTH = {"plants": "plants-", "products": "products-", "years": "years-"}
"""What grows, and how the names of the families begin in which it does."""


def draw(runs: Sequence[Run], folder: Path) -> list[Path]:
    """Draw all pictures and return their files."""
    charts = {f"gap-over-time-{name}": _gap_over_time(runs, name) for name in dict.fromkeys(r.family for r in runs)}
    charts["time-to-gap"] = _time_to_gap(runs)
    for what in GROWTH:
        points = growth_points(runs, what)
        if points["size"].nunique() > 1:
            charts[f"growth-with-{what}"] = _growth(points, what)
    files = []
    for name, chart in charts.items():
        files.append(folder / f"{name}.svg")
        chart.save(str(files[-1]))
    return files


def steps_of(run: Run) -> pd.DataFrame:
    """Return the gap over time, one row for each change, and one at the end."""
    rows = [(max(LEAST_SECONDS, each.seconds), each.gap) for each in run.trace if each.gap is not None]
    if rows:
        rows.append((max(LEAST_SECONDS, run.seconds, rows[-1][0]), rows[-1][1]))
    table = pd.DataFrame(rows, columns=["seconds", "gap"])
    return table.assign(gap=table["gap"].astype(float).clip(LEAST_GAP, 1.0), competitor=run.competitor, seed=run.seed)


def _gap_over_time(runs: Sequence[Run], family: str) -> alt.Chart:
    own = [run for run in runs if run.family == family]
    return (
        alt.Chart(pd.concat([steps_of(run) for run in own]), title=f"{family}: gap over time", width=520, height=320)
        .mark_line(interpolate="step-after")
        .encode(
            x=alt.X("seconds:Q", scale=alt.Scale(type="log"), title="seconds"),
            y=alt.Y("gap:Q", scale=alt.Scale(type="log"), axis=alt.Axis(format="~%"), title="gap"),
            color=alt.Color("competitor:N", title=None),
            strokeDash=alt.StrokeDash("competitor:N", title=None),
            detail="seed:N",
        )
    )


def _time_to_gap(runs: Sequence[Run]) -> alt.Chart:
    limits = {run.family: run.time_limit_seconds for run in runs}
    rows = [
        {
            "family": family,
            "competitor": who,
            "seconds": max(LEAST_SECONDS, limits[family] if value is None else value),
            "reached": "yes" if value is not None else "not within the limit",
        }
        for (family, who), value in seconds_to_asked(runs).items()
    ]
    return (
        alt.Chart(pd.DataFrame(rows), title="Seconds to the asked gap, medians", width=520)
        .mark_point(size=70)
        .encode(
            x=alt.X("seconds:Q", scale=alt.Scale(type="log"), title="seconds"),
            y=alt.Y("competitor:N", title=None),
            row=alt.Row("family:N", title=None, sort=list(FAMILIES)),
            shape=alt.Shape(
                "reached:N", scale=alt.Scale(domain=["yes", "not within the limit"], range=["circle", "triangle-right"])
            ),
            color=alt.Color("competitor:N", legend=None),
        )
    )


def growth_points(runs: Sequence[Run], what: str) -> pd.DataFrame:
    """Return size, competitor and seconds to the asked gap in the families in which something grows."""
    seconds = seconds_to_asked(runs)
    rows = []
    for (family, who), value in seconds.items():
        size = FAMILIES[family].size
        if family in SETS["growth"] and family.startswith(GROWTH[what]) and size is not None and value is not None:
            rows.append({"size": getattr(size, what), "competitor": who, "seconds": max(LEAST_SECONDS, value)})
    return pd.DataFrame(rows, columns=["size", "competitor", "seconds"])


def powers(runs: Sequence[Run], what: str) -> dict[str, float]:
    """Return, for each of our methods, the power of the size that its seconds grow with, by least squares of logs."""
    points = growth_points(runs, what)
    found = {}
    for who, own in points[points["competitor"].str.startswith(OURS)].groupby("competitor"):
        if own["size"].nunique() > 1:
            slope = np.polyfit(np.log(own["size"].astype(float)), np.log(own["seconds"].astype(float)), 1)[0]
            found[str(who)] = float(slope)
    return found


def _growth(points: pd.DataFrame, what: str) -> alt.Chart:
    return (
        alt.Chart(points, title=f"Seconds to the asked gap as {what} grow", width=520, height=320)
        .mark_line(point=True)
        .encode(
            x=alt.X("size:Q", scale=alt.Scale(type="log"), title=what),
            y=alt.Y("seconds:Q", scale=alt.Scale(type="log"), title="seconds"),
            color=alt.Color("competitor:N", title=None),
        )
    )
