"""Where the figures of a published problem come from, for its instance."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any


def derived(title: str, tables: Iterable[str]) -> dict[str, list[dict[str, Any]]]:
    """Return sources and provenance of an instance that is a problem of OR-Library in other words.

    Parameters
    ----------
    title : str
        Title of the problems.
    tables : iterable of str
        The tables with figures.
    """
    return {
        "sources": [{"id": "or_library", "publisher": "J. E. Beasley", "title": title, "url": "-", "licence": "MIT"}],
        "provenance": [
            {
                "of_table": table,
                "of_row": "*",
                "of_column": "*",
                "basis": "derived",
                "source": "or_library",
                "reasoning": "the published problem in other words",
            }
            for table in tables
        ],
    }
