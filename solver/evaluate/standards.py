"""Which lines an adopted standard forbids."""

from __future__ import annotations

from collections.abc import Iterable

from solver.evaluate.figures import Figures
from solver.instance.options import Standard


def is_forbidden(figures: Figures, standards: Iterable[Standard], year: int) -> bool:
    """Return whether a line is above any of the standards that bind in a year."""
    return any(
        standard.from_year <= year
        and standard.product == figures.product
        and getattr(figures, standard.measure) > standard.ceiling_per_unit
        for standard in standards
    )
