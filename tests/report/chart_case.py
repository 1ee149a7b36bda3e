"""What tests of charts share: reading data back from a specification."""

from __future__ import annotations

from typing import Any

from solver.report.picture import Picture


def rows_of(picture: Picture, field: str) -> list[dict[str, Any]]:
    """Return the rows of the one data set of a chart that has a field."""
    found = [rows for rows in picture.spec["datasets"].values() if rows and field in rows[0]]
    if len(found) != 1:
        raise LookupError(f"{len(found)} data sets of {picture.id} have {field}")
    return list(found[0])
