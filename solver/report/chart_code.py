"""What draws the charts of a report: the code that a page carries, and pictures that need none."""

from __future__ import annotations

import base64
import json
import subprocess
import sys
from functools import cache
from typing import Any

import vl_convert

from solver.report.picture import Picture

STILL_WIDTH = 900
"""Pixels that a chart is wide where there is no page to fit it to."""

SNIPPET = "window.vegaEmbed = vegaEmbed;"
"""What the page's own script needs of the code."""
MAKES_BUNDLE = "import sys, vl_convert; sys.stdout.buffer.write(vl_convert.javascript_bundle(sys.argv[1]).encode())"
"""A program; what it calls would keep all other threads of a process waiting for more than a second."""


@cache
def making_bundle() -> subprocess.Popen[bytes]:
    """Return the process that makes the code that draws charts; called early, it does so while others work.

    It is in a session of its own, so that Ctrl-C, which ends a search and not its report, does not end it.
    """
    return subprocess.Popen(
        [sys.executable, "-c", MAKES_BUNDLE, SNIPPET],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )


@cache
def chart_bundle() -> str:
    """Return the code of Vega, Vega-Lite and Vega-Embed, made once: it takes seconds and is the same for all pages.

    Raises
    ------
    ValueError
        If the code would end the element that it is put into.
    """
    process = making_bundle()
    made, _ = process.communicate()
    # Whatever ended it, there is a report to be written.
    code = made.decode("utf-8") if process.returncode == 0 else vl_convert.javascript_bundle(SNIPPET)
    if "</script" in code.lower() or "<!--" in code:
        raise ValueError("the code that draws charts would end its own element of the page")
    return code


def specification(picture: Picture, width: int | str) -> dict[str, Any]:
    """Return what a chart is drawn from, with a width where the chart leaves it to the page."""
    drawn = {**picture.spec, "description": picture.title}
    if drawn.get("width") == "container":
        drawn["width"] = width
    return drawn


def script_json(picture: Picture) -> str:
    """Return a chart for an element of the page that holds data: JSON in which no name can end the element."""
    text = json.dumps(specification(picture, "container"), ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    return text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")


def still_address(picture: Picture) -> str:
    """Return a chart as an address that holds all of the drawn picture."""
    drawn = vl_convert.vegalite_to_svg(specification(picture, STILL_WIDTH))
    return "data:image/svg+xml;base64," + base64.b64encode(drawn.encode()).decode("ascii")
