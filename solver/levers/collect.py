"""All levers' rows together."""

from __future__ import annotations

from collections.abc import Callable

from solver.instance.instance import Instance
from solver.levers import exits, plants, retraining, subsidies
from solver.levers.tables import Tables
from solver.mandate import Mandate


def collect_tables(instance: Instance, mandate: Mandate, due_mcny_per_line: Callable[[str, int], float]) -> Tables:
    """Return the rows of all levers that the mandate allows."""
    states = tuple(plants.state_rows(instance))
    return Tables(
        states=states,
        transitions=(
            *subsidies.transition_rows(instance, mandate, states),
            *exits.transition_rows(instance, mandate, states, due_mcny_per_line),
        ),
        gates=tuple(retraining.gate_rows(instance, mandate)),
        services=tuple(retraining.service_rows(instance, mandate)),
    )
