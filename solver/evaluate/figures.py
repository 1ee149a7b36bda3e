"""What a line makes, costs and employs in each of the states that it can be in."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from solver.instance.instance import Instance
from solver.instance.options import MergerPair, Upgrade
from solver.instance.records import Plant
from solver.plan import State

LineState = str
"""A state of plans, or ``ramping:`` and the key of the upgrade for lines whose capacity is not yet full."""


@dataclass(frozen=True, slots=True)
class Figures:
    """A line of a plant in a state; money is in mcny, prices are in CNY per unit."""

    plant: Plant
    state: State
    """The state in the words of plans."""
    market: str
    product: str
    reference_price: float
    capacity_munit: float
    """What the line can make in a year."""
    full_capacity_munit: float
    """What it can make once it is ramped up; levies are charged on this."""
    cash_cost: float
    fixed_cost_mcny: float
    workers: float
    redeployed: float
    """Share (0 to 1) of its workers whom the firm employs elsewhere if the plan closes the line."""
    subsidy: float
    """Operating subsidy per unit made."""
    subsidy_mcny: float
    """Operating subsidy of the line."""
    energy_kgce_per_unit: float
    emissions_tco2_per_unit: float

    @property
    def offer(self) -> float:
        """Return the price at which the line offers where no rule of conduct is set."""
        return max(0.0, self.cash_cost - self.subsidy)

    @property
    def full_cost_offer(self) -> float:
        """Return the price at which the line offers where nobody offers below full cost; it has some capacity."""
        return max(0.0, self.cash_cost + self.fixed_cost_mcny / self.capacity_munit - self.subsidy)


def figures_of(instance: Instance) -> dict[tuple[str, LineState], Figures]:
    """Return plant and open state to the figures of a line."""
    return {(figures.plant.id, state): figures for state, figures in all_figures(instance)}


def all_figures(instance: Instance) -> Iterator[tuple[LineState, Figures]]:
    """Yield every open state of every plant."""
    for plant in instance.plants.values():
        yield (
            "subsidised",
            replace(
                plain_figures(instance, plant),
                state="subsidised",
                subsidy=plant.subsidy_cny_per_unit,
                subsidy_mcny=plant.subsidy_mcny_per_line,
            ),
        )
        yield "unsubsidised", plain_figures(instance, plant)
    for upgrade in instance.upgrades.values():
        upgraded = upgraded_figures(instance, upgrade)
        yield upgraded.state, upgraded
        ramped = upgrade.capacity_munit_per_line * upgrade.ramp_up_pct / 100
        yield f"ramping:{upgrade.id}", replace(upgraded, capacity_munit=ramped)
    for pair in instance.merger_pairs.values():
        yield from integrated_figures(instance, pair)


def plain_figures(instance: Instance, plant: Plant) -> Figures:
    """Return the figures of a line without subsidy."""
    return _figures(instance, plant, plant, "unsubsidised")


def upgraded_figures(instance: Instance, upgrade: Upgrade) -> Figures:
    """Return the figures of an upgraded line whose capacity is full."""
    return _figures(instance, instance.plants[upgrade.plant], upgrade, f"upgraded:{upgrade.id}")


def _figures(instance: Instance, plant: Plant, stated: Plant | Upgrade, state: LineState) -> Figures:
    """Return the figures that a row states of a plant's lines, without subsidy and at full capacity."""
    market = instance.markets[stated.market]
    return Figures(
        plant=plant,
        state=state,
        market=market.id,
        product=market.product,
        reference_price=market.reference_price_cny_per_unit,
        capacity_munit=stated.capacity_munit_per_line,
        full_capacity_munit=stated.capacity_munit_per_line,
        cash_cost=stated.cash_cost_cny_per_unit,
        fixed_cost_mcny=stated.fixed_cost_mcny_per_line,
        workers=stated.workers_per_line,
        redeployed=0.0,
        subsidy=0.0,
        subsidy_mcny=0.0,
        energy_kgce_per_unit=stated.energy_kgce_per_unit or 0.0,
        emissions_tco2_per_unit=stated.emissions_tco2_per_unit or 0.0,
    )


def integrated_figures(instance: Instance, pair: MergerPair) -> Iterator[tuple[LineState, Figures]]:
    """Yield the figures of the target's lines once a pair has merged."""
    at_home = {plant.region for plant in instance.plants_of(pair.acquirer)}
    state = f"integrated:{pair.id}"
    for plant in instance.plants_of(pair.target):
        yield (
            state,
            replace(
                plain_figures(instance, plant),
                state=state,
                cash_cost=max(0.0, plant.cash_cost_cny_per_unit - pair.unit_cost_saving_cny_per_unit),
                redeployed=pair.redeployed_pct / 100 if plant.region in at_home else 0.0,
            ),
        )
