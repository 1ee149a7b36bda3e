"""Withdrawal of operating subsidies: subsidised lines go on without, and their payer's money is free for other uses.

Rows: a transition ``subsidised -> unsubsidised`` for each subsidised plant and year from the first decision year. The
money needs no rows: a budget is what a payer spends on operating subsidies today, whatever it is spent on later.
"""

from __future__ import annotations

from collections.abc import Iterator

from solver.instance.instance import Instance
from solver.levers.tables import StateRow, TransitionRow
from solver.mandate import Mandate


def transition_rows(instance: Instance, mandate: Mandate, states: tuple[StateRow, ...]) -> Iterator[TransitionRow]:
    """Yield the withdrawals that the mandate allows."""
    if not mandate.levers.withdraw_subsidies:
        return
    for state in states:
        if state.state != "subsidised":
            continue
        for year in mandate.decision_years(instance.years):
            yield TransitionRow(
                plant=state.plant,
                from_state="subsidised",
                to_state="unsubsidised",
                year=year,
                firm=state.firm,
                region=state.region,
                most_lines=state.most_lines,
            )
