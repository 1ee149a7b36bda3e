"""What draws the charts of a report: the code that a page carries, and pictures that need none."""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping
from functools import cache
from typing import Any

import vl_convert

from solver.report.picture import Picture

LOOKS: Mapping[str, Any] = {
    "background": None,
    "font": "system-ui, 'Noto Sans', 'PingFang SC', 'Microsoft YaHei', 'Noto Sans CJK SC', sans-serif",
    "axis": {"labelFontSize": 12, "titleFontSize": 12, "titleFontWeight": 600, "labelLimit": 140},
    "legend": {"labelFontSize": 12, "titleFontSize": 12, "labelLimit": 220},
    "header": {"labelFontSize": 12, "titleFontSize": 12},
    "text": {"fontSize": 12},
    "view": {"stroke": None},
}
"""How charts look where they do not say so themselves; texts are large enough for a phone."""

STILL_WIDTH = 900
"""Pixels that a chart is wide where there is no page to fit it to."""

SNIPPET = "window.vegaEmbed = vegaEmbed;"
"""What the page's own script needs of the code."""


@cache
def chart_bundle() -> str:
    """Return the code of Vega, Vega-Lite and Vega-Embed, made once: it takes seconds and is the same for all pages.

    Raises
    ------
    ValueError
        If the code would end the element that it is put into.
    """
    code: str = vl_convert.javascript_bundle(SNIPPET)
    if "</script" in code.lower() or "<!--" in code:
        raise ValueError("the code that draws charts would end its own element of the page")
    return code


def specification(picture: Picture, width: int | str) -> dict[str, Any]:
    """Return what a chart is drawn from, with the looks of the report and the width where the chart leaves it open."""
    drawn = {**picture.spec, "config": joined(LOOKS, picture.spec.get("config", {})), "description": picture.title}
    if "mark" in drawn or "layer" in drawn:
        drawn["width"] = width if drawn.get("width", "container") == "container" else drawn["width"]
    return drawn


def joined(ours: Mapping[str, Any], theirs: Mapping[str, Any]) -> dict[str, Any]:
    """Return settings with those of the chart before those of the report."""
    both = {**ours, **theirs}
    for key in ours.keys() & theirs.keys():
        if isinstance(ours[key], Mapping) and isinstance(theirs[key], Mapping):
            both[key] = joined(ours[key], theirs[key])
    return both


def script_json(picture: Picture) -> str:
    """Return a chart for an element of the page that holds data: JSON in which no name can end the element."""
    text = json.dumps(specification(picture, "container"), ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    return text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")


def still_address(picture: Picture) -> str:
    """Return a chart as an address that holds all of the drawn picture."""
    drawn = vl_convert.vegalite_to_svg(specification(picture, STILL_WIDTH))
    return "data:image/svg+xml;base64," + base64.b64encode(drawn.encode()).decode("ascii")
