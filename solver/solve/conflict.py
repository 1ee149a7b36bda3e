"""Why there is no plan."""

from __future__ import annotations


def explain(problem, highs, settings, instance):
    return None
