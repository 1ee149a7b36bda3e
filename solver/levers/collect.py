"""All levers' rows together."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from solver.instance.instance import Instance
from solver.levers import (
    barriers,
    budgets,
    conduct,
    entry,
    exits,
    mergers,
    plants,
    retraining,
    standards,
    subsidies,
    upgrades,
    vouchers,
)
from solver.levers.tables import Tables
from solver.mandate import Mandate


def collect_tables(instance: Instance, mandate: Mandate, due_mcny_per_line: Callable[[str, int], float]) -> Tables:
    """Return the rows of all levers that the mandate allows.

    Parameters
    ----------
    due_mcny_per_line : callable
        Compensation due for a line of a plant closed in a year; from the judge's status quo.
    """
    merging = mergers.Mergers(instance, mandate, partial(barriers.removal_gates, instance, mandate))
    begun = tuple(plants.state_rows(instance))
    states = (*begun, *upgrades.state_rows(instance, mandate), *merging.state_rows(begun))
    waivers = partial(standards.waivers, standards.allowed(instance, mandate))
    gates = (
        *retraining.gate_rows(instance, mandate),
        *merging.gate_rows(),
        *barriers.gate_rows(instance, mandate),
        *standards.gate_rows(instance, mandate),
        *conduct.gate_rows(instance, mandate),
        *budgets.gate_rows(instance, mandate),
    )
    room = {group: 1 for gate in gates for group, _ in gate.memberships} | dict(merging.room())
    return Tables(
        states=states,
        transitions=(
            *plants.start_rows(instance),
            *entry.transition_rows(instance, mandate, due_mcny_per_line),
            *subsidies.transition_rows(instance, mandate, begun),
            *upgrades.transition_rows(instance, mandate, begun),
            *merging.transition_rows(begun),
            *exits.transition_rows(instance, mandate, states, due_mcny_per_line, waivers),
        ),
        forbidden=(
            *plants.forbidden_rows(instance),
            *merging.forbidden_rows(begun),
            *standards.forbidden_rows(instance, mandate, states),
        ),
        gates=gates,
        room=tuple(room.items()),
        services=tuple(retraining.service_rows(instance, mandate)),
        mergers=tuple(merging.merger_rows()),
        links=tuple(barriers.link_rows(instance, mandate)),
        vouchers=tuple(vouchers.voucher_rows(instance, mandate)),
        transfers=tuple(budgets.transfer_rows(instance, mandate)),
        levies=tuple(budgets.levy_rows(instance, mandate)),
    )
