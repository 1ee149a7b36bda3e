"""Entry: planned lines start in their year unless they are stopped before.

Rows: a transition ``planned -> closed`` for each planned plant and year from the first decision year to its start year.
Nobody loses a post by it. What is due to the owner is due as for an exit.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from solver.instance.instance import Instance
from solver.levers.plants import must_stay_unless_waived
from solver.levers.tables import TransitionRow
from solver.mandate import Mandate


def transition_rows(
    instance: Instance, mandate: Mandate, due_mcny_per_line: Callable[[str, int], float]
) -> Iterator[TransitionRow]:
    """Yield the stops that the mandate allows.

    Parameters
    ----------
    due_mcny_per_line : callable
        Compensation due for a line of a plant stopped in a year; from the judge's status quo.
    """
    if not mandate.levers.stop_entry:
        return
    for plant in instance.plants.values():
        if plant.start_year is None:
            continue
        for year in mandate.decision_years(instance.years):
            due = due_mcny_per_line(plant.id, year)
            if year > plant.start_year or (due > 0 and must_stay_unless_waived(mandate)):
                continue
            yield TransitionRow(
                plant=plant.id,
                from_state="planned",
                to_state="closed",
                year=year,
                firm=plant.firm,
                region=plant.region,
                most_lines=plant.lines,
                due_mcny=due,
            )
