"""Plants as they are: every plant has its lines in the state it starts in, and in those that levers can bring it to.

Rows: one open state per plant, or two where there is a subsidy to lose.
"""

from __future__ import annotations

from collections.abc import Iterator

from solver.instance.instance import Instance
from solver.instance.records import Plant
from solver.levers.tables import StateRow


def starts_subsidised(plant: Plant) -> bool:
    """Return whether the lines of a plant start with an operating subsidy."""
    return plant.subsidy_cny_per_unit > 0 or plant.subsidy_mcny_per_line > 0


def state_rows(instance: Instance) -> Iterator[StateRow]:
    """Yield the open states of all plants; offers are cash cost net of unit subsidy, never below zero."""
    for plant in instance.plants.values():
        subsidised = starts_subsidised(plant)
        if subsidised:
            yield StateRow(
                plant=plant.id,
                state="subsidised",
                firm=plant.firm,
                region=plant.region,
                market=plant.market,
                lines_at_start=plant.lines,
                most_lines=plant.lines,
                capacity_munit=plant.capacity_munit_per_line,
                cash_cost_cny_per_unit=plant.cash_cost_cny_per_unit,
                offer_cny_per_unit=max(0.0, plant.cash_cost_cny_per_unit - plant.subsidy_cny_per_unit),
                fixed_cost_mcny=plant.fixed_cost_mcny_per_line,
                subsidy_cny_per_unit=plant.subsidy_cny_per_unit,
                subsidy_mcny=plant.subsidy_mcny_per_line,
                subsidy_payer=plant.subsidy_payer,
            )
        yield StateRow(
            plant=plant.id,
            state="unsubsidised",
            firm=plant.firm,
            region=plant.region,
            market=plant.market,
            lines_at_start=0 if subsidised else plant.lines,
            most_lines=plant.lines,
            capacity_munit=plant.capacity_munit_per_line,
            cash_cost_cny_per_unit=plant.cash_cost_cny_per_unit,
            offer_cny_per_unit=plant.cash_cost_cny_per_unit,
            fixed_cost_mcny=plant.fixed_cost_mcny_per_line,
            subsidy_cny_per_unit=0.0,
            subsidy_mcny=0.0,
            subsidy_payer=None,
        )
