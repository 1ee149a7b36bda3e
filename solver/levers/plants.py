"""Plants as they are: every plant has its lines in the state it starts in, and in those that levers can bring it to.

Rows: one open state per plant, or two where there is a subsidy to lose; for planned lines a state ``planned`` besides,
which they leave by themselves in their start year.
"""

from __future__ import annotations

from collections.abc import Iterator

from solver.instance.instance import Instance
from solver.instance.records import Plant
from solver.levers.tables import ForbiddenRow, StateRow, TransitionRow
from solver.mandate import Mandate

MONTHLY_WAGE_TO_MCNY = 1e-6


def severance_mcny(instance: Instance, region: str, service_years: float, persons: float) -> float:
    """Return a month's wage for each year of service, for so many people of a region."""
    wage = instance.regions[region].average_wage_cny_per_month
    return persons * service_years * wage * MONTHLY_WAGE_TO_MCNY


def opening_state(plant: Plant) -> str:
    """Return the open state in which the lines of a plant begin."""
    return "subsidised" if plant.is_subsidised else "unsubsidised"


def state_rows(instance: Instance) -> Iterator[StateRow]:
    """Yield the states of all plants before any lever; offers are cash cost net of unit subsidy, never below zero."""
    for plant in instance.plants.values():
        if plant.start_year is not None:
            yield _state_row(instance, plant, "planned")
        if plant.is_subsidised:
            yield _state_row(instance, plant, "subsidised")
        yield _state_row(instance, plant, "unsubsidised")


def _state_row(instance: Instance, plant: Plant, state: str) -> StateRow:
    subsidised = state == "subsidised"
    starts_in_it = state == ("planned" if plant.start_year is not None else opening_state(plant))
    unit_subsidy = plant.subsidy_cny_per_unit if subsidised else 0.0
    return StateRow(
        plant=plant.id,
        state=state,
        firm=plant.firm,
        region=plant.region,
        market=plant.market,
        product=instance.markets[plant.market].product,
        lines_at_start=plant.lines if starts_in_it else 0,
        most_lines=plant.lines,
        capacity_munit=plant.capacity_munit_per_line,
        cash_cost_cny_per_unit=plant.cash_cost_cny_per_unit,
        offer_cny_per_unit=max(0.0, plant.cash_cost_cny_per_unit - unit_subsidy),
        fixed_cost_mcny=plant.fixed_cost_mcny_per_line,
        subsidy_cny_per_unit=unit_subsidy,
        subsidy_mcny=plant.subsidy_mcny_per_line if subsidised else 0.0,
        subsidy_payer=plant.subsidy_payer if subsidised else None,
        full_capacity_munit=plant.capacity_munit_per_line,
        leaving_persons=0.0 if state == "planned" else plant.workers_per_line,
        energy_kgce_per_unit=plant.energy_kgce_per_unit,
        emissions_tco2_per_unit=plant.emissions_tco2_per_unit,
    )


def start_rows(instance: Instance) -> Iterator[TransitionRow]:
    """Yield the starts of planned lines."""
    for plant in instance.plants.values():
        if plant.start_year in instance.years:
            yield starting_row(plant, opening_state(plant))


def starting_row(plant: Plant, to_state: str, gates: tuple[str, ...] | None = None) -> TransitionRow:
    """Return the start of a plant's planned lines in an open state.

    Raises
    ------
    ValueError
        If the plant has no planned lines.
    """
    if plant.start_year is None:
        raise ValueError(f"the lines of {plant.id} run already")
    return TransitionRow(
        plant=plant.id,
        from_state="planned",
        to_state=to_state,
        year=plant.start_year,
        firm=plant.firm,
        region=plant.region,
        most_lines=plant.lines,
        capital_cost_mcny=plant.capital_cost_mcny_per_line or 0.0,
        posts_opened=plant.workers_per_line,
        by_itself=True,
        gates=gates,
    )


def forbidden_rows(instance: Instance) -> Iterator[ForbiddenRow]:
    """Yield that no planned lines are left from their start year on."""
    for plant in instance.plants.values():
        if plant.start_year is not None:
            for year in instance.years:
                if year >= plant.start_year:
                    yield ForbiddenRow(plant.id, "planned", year)


def must_stay_unless_waived(mandate: Mandate) -> bool:
    """Return whether owners who are due something keep their lines: they would have to be paid, and may not be."""
    return not mandate.levers.compensate_exits and mandate.limits.participation.level in ("hard", "off")
