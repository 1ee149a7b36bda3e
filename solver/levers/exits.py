"""Staged exits: lines of a plant close at the start of a year, and stay closed.

Rows: a transition to ``closed`` from each open state but of lines that ramp up further, in each year from the first
decision year. Without the lever *compensate_exits* only lines whose owners are due nothing can close, unless the limit
*participation* is soft or reported only.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from solver.instance.instance import Instance
from solver.levers.plants import must_stay_unless_waived, severance_mcny
from solver.levers.tables import StateRow, TransitionRow
from solver.mandate import Mandate


def transition_rows(
    instance: Instance,
    mandate: Mandate,
    states: Iterable[StateRow],
    due_mcny_per_line: Callable[[str, int], float],
    waivers: Callable[[StateRow, int], tuple[str, ...]],
) -> Iterator[TransitionRow]:
    """Yield the closings that the mandate allows.

    Parameters
    ----------
    states : iterable of StateRow
        The states that lines can be in.
    due_mcny_per_line : callable
        Compensation due for a line of a plant closed in a year; from the judge's status quo.
    waivers : callable
        Gates that waive what is due for lines in a state and year.
    """
    if not mandate.levers.close_lines:
        return
    years = mandate.decision_years(instance.years)
    for state in states:
        plant = instance.plants[state.plant]
        never = plant.is_subsidised and state.state == "unsubsidised" and not mandate.levers.withdraw_subsidies
        if never or not state.is_open or not state.ready:
            continue
        severance = severance_mcny(instance, plant.region, plant.service_years, state.leaving_persons)
        for year in years:
            due = due_mcny_per_line(plant.id, year)
            waived_by = waivers(state, year) if due > 0 else ()
            gates = waived_by if due > 0 and must_stay_unless_waived(mandate) else None
            if gates == ():
                continue
            yield TransitionRow(
                plant=plant.id,
                from_state=state.state,
                to_state="closed",
                year=year,
                firm=plant.firm,
                region=plant.region,
                most_lines=plant.lines,
                displaced_persons=state.leaving_persons,
                closure_cost_mcny=plant.closure_cost_mcny_per_line,
                due_mcny=due,
                severance_mcny=severance,
                gates=gates,
                waived_by=waived_by,
            )
