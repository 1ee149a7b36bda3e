"""A chart of a report: a Vega-Lite specification, what it shows in words, and the same numbers as a table."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from solver.report.grid import Grid


@dataclass(frozen=True)
class Picture:
    """One chart; its title, its words and its table are in the language that was spoken when it was made."""

    id: str
    """Unique on a page of one language."""
    title: str
    description: str
    """What is to be seen, for those who cannot see it."""
    spec: Mapping[str, Any]
    """Vega-Lite, with its data inside."""
    table: Grid
    """The numbers that are drawn."""
