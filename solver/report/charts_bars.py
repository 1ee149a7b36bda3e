"""Bars with names above them and numbers at their ends."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import altair as alt

from solver.report.charts import WIDTH, AnyChart, Rows, data, tidy
from solver.report.wording import decimals_for, number

SLOT_HEIGHT = 19
"""Pixels of a bar, or of a name, with its share of what lies between them."""


@dataclass(frozen=True)
class Bar:
    """A bar of a chart of named bars; what it is called stands above it."""

    name: str
    kind: str
    value: float
    """What is written at its end."""
    start: float = 0.0
    signed: bool = False

    @property
    def end(self) -> float:
        """Where it ends."""
        return self.start + self.value


def named_bars(bars: Sequence[Bar], kinds: Mapping[str, str], title: str, *, legend: bool) -> AnyChart:
    """Return bars from left to right, with names above and numbers at their ends, so that a phone has room for both.

    Parameters
    ----------
    bars : sequence of Bar
        From the top; a name is written once for all neighbours that have it.
    kinds : mapping
        Kinds of bars in words, to their colours.
    title : str
        What the values are, with their unit.
    legend : bool
        Whether the kinds are told; not where the names say it all.
    """
    decimals = decimals_for(bar.value for bar in bars)
    drawn: Rows = []
    words: Rows = []
    slot = 0
    for position, bar in enumerate(bars):
        if position == 0 or bars[position - 1].name != bar.name:
            words.append({"slot": slot, "name": bar.name})
            slot += 1
        drawn.append(bar_row(bar, slot, number(bar.value, decimals, signed=bar.signed)))
        slot += 1
    lowest, highest = min(0.0, *(row["start"] for row in drawn)), max(row["at"] for row in drawn)
    room = alt.Scale(domain=[lowest, (highest or 1.0) * 1.22], nice=False)
    y = alt.Y("slot:O", axis=None, scale=alt.Scale(domain=list(range(slot)), paddingInner=0.12))
    kind = alt.Color(
        "kind:N",
        scale=alt.Scale(domain=list(kinds), range=list(kinds.values())),
        legend=alt.Legend(offset=8) if legend else None,
    )
    base = alt.Chart(data(drawn)).encode(y=y, tooltip=[alt.Tooltip(f"{each}:N", title=" ") for each in TOLD])
    filled = base.mark_bar().encode(
        x=alt.X("start:Q", title=title, scale=room, axis=alt.Axis(tickCount=5)), x2=alt.X2("end:Q"), color=kind
    )
    numbers = base.mark_text(align="left", dx=4).encode(x=alt.X("at:Q", title=title), text=alt.Text("text:N"))
    names = alt.Chart(data(words)).mark_text(align="left", baseline="middle", dy=3, limit=WIDTH)
    names = names.encode(x=alt.value(0), y=y, text=alt.Text("name:N"))
    return alt.layer(filled, numbers, names, height=SLOT_HEIGHT * slot)


TOLD = ("name", "kind", "text")
"""What is shown of a bar that is pointed at."""


def bar_row(bar: Bar, slot: int, text: str) -> dict[str, Any]:
    """Return the data of a bar."""
    return {
        "slot": slot,
        "name": bar.name,
        "kind": bar.kind,
        "value": tidy(bar.value),
        "start": tidy(bar.start),
        "end": tidy(bar.end),
        "at": tidy(max(bar.start, bar.end)),
        "text": str(text),  # the digits alone: the number is beside them
    }
