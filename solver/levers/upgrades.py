"""Upgrading: lines move to a better product, a lower cost or less energy, and perhaps to a market of their own.

Rows: a state ``upgraded:`` for each upgrade, and one ``ramping:`` state for each year of its ramp-up, which lines leave
by themselves; a transition into the first of them from each state in which a plant can begin, in each year from the
first decision year. Upgraded lines get no operating subsidy. Workers beyond the posts for the unskilled are displaced;
posts beyond the workers, and all skilled posts, are open to others.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise

from solver.instance.instance import Instance
from solver.instance.options import Upgrade
from solver.levers.plants import severance_mcny
from solver.levers.tables import StateRow, TransitionRow
from solver.mandate import Mandate


def _stages(upgrade: Upgrade) -> list[str]:
    """Return the states that lines pass, one a year, the last for good."""
    ramping = [f"ramping:{upgrade.id}:{year}" for year in range(1, upgrade.ramp_up_years + 1)]
    return [*ramping, f"upgraded:{upgrade.id}"]


def _allowed(instance: Instance, mandate: Mandate) -> Iterator[Upgrade]:
    if mandate.levers.upgrade_lines:
        yield from instance.upgrades.values()


def state_rows(instance: Instance, mandate: Mandate) -> Iterator[StateRow]:
    """Yield the states of upgraded lines."""
    for upgrade in _allowed(instance, mandate):
        plant = instance.plants[upgrade.plant]
        done = StateRow(
            plant=plant.id,
            state=_stages(upgrade)[-1],
            firm=plant.firm,
            region=plant.region,
            market=upgrade.market,
            product=instance.markets[upgrade.market].product,
            lines_at_start=0,
            most_lines=plant.lines,
            capacity_munit=upgrade.capacity_munit_per_line,
            cash_cost_cny_per_unit=upgrade.cash_cost_cny_per_unit,
            offer_cny_per_unit=upgrade.cash_cost_cny_per_unit,
            fixed_cost_mcny=upgrade.fixed_cost_mcny_per_line,
            full_capacity_munit=upgrade.capacity_munit_per_line,
            leaving_persons=upgrade.workers_per_line,
            energy_kgce_per_unit=upgrade.energy_kgce_per_unit,
            emissions_tco2_per_unit=upgrade.emissions_tco2_per_unit,
        )
        yield done
        ramping = _stages(upgrade)[:-1]
        for stage in ramping:
            ramped = upgrade.capacity_munit_per_line * upgrade.ramp_up_pct / 100
            yield replace(done, state=stage, capacity_munit=ramped, ready=stage == ramping[-1])


def transition_rows(instance: Instance, mandate: Mandate, states: tuple[StateRow, ...]) -> Iterator[TransitionRow]:
    """Yield the upgrades that the mandate allows, and the years of ramp-up that follow by themselves."""
    for upgrade in _allowed(instance, mandate):
        stages = _stages(upgrade)
        begins = [row for row in states if row.plant == upgrade.plant and row.state in ("subsidised", "unsubsidised")]
        for year in mandate.decision_years(instance.years):
            yield from (_order(instance, upgrade, state, stages[0], year) for state in begins)
            for stage, following in pairwise(stages):
                yield TransitionRow(
                    plant=upgrade.plant,
                    from_state=stage,
                    to_state=following,
                    year=year,
                    firm=begins[0].firm,
                    region=begins[0].region,
                    most_lines=begins[0].most_lines,
                    by_itself=True,
                )


def _order(instance: Instance, upgrade: Upgrade, state: StateRow, to_state: str, year: int) -> TransitionRow:
    plant = instance.plants[upgrade.plant]
    unskilled_posts = upgrade.workers_per_line - upgrade.skilled_workers_per_line
    displaced = max(0.0, plant.workers_per_line - unskilled_posts)
    return TransitionRow(
        plant=plant.id,
        from_state=state.state,
        to_state=to_state,
        year=year,
        firm=plant.firm,
        region=plant.region,
        most_lines=plant.lines,
        displaced_persons=displaced,
        severance_mcny=severance_mcny(instance, plant.region, plant.service_years, displaced),
        capital_cost_mcny=upgrade.capital_cost_mcny_per_line,
        public_capital_mcny=upgrade.capital_cost_mcny_per_line * upgrade.public_share_pct / 100,
        capital_payer=upgrade.payer,
        posts_opened=max(0.0, unskilled_posts - plant.workers_per_line),
        skilled_posts_opened=upgrade.skilled_workers_per_line,
    )
