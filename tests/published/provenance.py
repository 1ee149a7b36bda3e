"""What published problems have in common: where their figures come from, and that one account alone counts."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from default_rows import WEIGHTS


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


def weight_alone(account: str) -> dict[str, float]:
    """Return weights by which an account counts as it is, and nothing else does."""
    return dict.fromkeys(WEIGHTS, 0.0) | {account: 1.0}
