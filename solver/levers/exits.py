"""Staged exits: lines of a plant close at the start of a year, and stay closed.

Rows: a transition to ``closed`` from each open state of each plant, in each year from the first decision year. Without
the lever *compensate_exits* only lines whose owners are due nothing can close.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from solver.instance.instance import Instance
from solver.levers.tables import StateRow, TransitionRow
from solver.mandate import Mandate

MONTHLY_WAGE_TO_MCNY = 1e-6


def transition_rows(
    instance: Instance, mandate: Mandate, states: tuple[StateRow, ...], due_mcny_per_line: Callable[[str, int], float]
) -> Iterator[TransitionRow]:
    """Yield the closings that the mandate allows.

    Parameters
    ----------
    due_mcny_per_line : callable
        Compensation due for a line of a plant closed in a year; from the judge's status quo.
    """
    if not mandate.levers.close_lines:
        return
    reachable = [s for s in states if s.lines_at_start or mandate.levers.withdraw_subsidies]
    for state in reachable:
        plant = instance.plants[state.plant]
        wage_mcny = instance.regions[plant.region].average_wage_cny_per_month * MONTHLY_WAGE_TO_MCNY
        for year in instance.years:
            due = due_mcny_per_line(plant.id, year)
            if year < mandate.levers.first_decision_year or (due > 0 and not mandate.levers.compensate_exits):
                continue
            yield TransitionRow(
                plant=plant.id,
                from_state=state.state,
                to_state="closed",
                year=year,
                firm=plant.firm,
                region=plant.region,
                most_lines=plant.lines,
                displaced_persons=plant.workers_per_line,
                closure_cost_mcny=plant.closure_cost_mcny_per_line,
                due_mcny=due,
                severance_mcny=plant.workers_per_line * plant.service_years * wage_mcny,
            )
