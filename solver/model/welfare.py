r"""Welfare limits, from the first decision year on; rows carry the names the judge uses.

.. math:: u_{r,t} \le \mathrm{ceiling}_r, \qquad \sum_g p_g \le \mathrm{ceiling}_m, \qquad
          \mathrm{served}_{m,t} \ge \mathrm{floor}_{m,t}

(``unemployment``, ``consumer_price``, ``supply``.) Prices and supply count in home markets alone, and prices not in
those whose price is given. With :math:`V` the output at reference prices, :math:`S` the sales, :math:`\theta` the
region's tax share of them, :math:`E` the emissions, and today's figures from the first year of the status quo,

.. math:: V_{r,t} \ge \phi_r V_r^0, \qquad \theta_r S_{r,t} \ge \phi_r \theta_r S_r^0, \qquad E_t \le \epsilon E^0

(``regional_output``, ``regional_revenue``, ``emissions``.) People displaced over all years, with a region's fair share
:math:`\sigma_r` of the workers whom lines have at the start:

.. math:: \sum_t d_{r,t} \le \kappa \sigma_r \sum_{r'} \sum_t d_{r',t}

(``equity``, a row per region: who is displaced hangs on decisions alone.)
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

from solver.instance.instance import Instance
from solver.mandate import Mandate
from solver.model import algebra
from solver.model.algebra import Expression
from solver.model.ledger import Ledger
from solver.model.limits import Today, add_limit, is_kept

Answer = tuple[str, int, str]
"""Market, or region, year and scenario."""
SECTOR = "sector"
"""Subject of the limit on emissions, which is about all plants together; the judge's name for it."""


class Markets(Protocol):
    """What the limits ask of markets."""

    @property
    def modes_of_answers(self) -> Mapping[Answer, object]:
        """Every market, year and scenario."""

    def prices(self) -> Mapping[Answer, Expression]:
        """Return the price of each market, year and scenario."""

    def served_above_munit(self, answer: Answer, floor_munit: float) -> Expression:
        """Return by how much what consumers get exceeds a floor."""


def add_unemployment_ceilings(model: algebra.Model, ledger: Ledger, instance: Instance, mandate: Mandate) -> None:
    """People from the sector without work stay below each region's ceiling."""
    limit = mandate.limits.unemployment
    if not is_kept(limit):
        return
    years = set(mandate.decision_years(instance.years))
    missed = {}
    for at in model.without_work:
        if at[1] in years:
            ceiling = limit.ceiling_persons(at[0], instance.regions[at[0]].labour_force_persons)
            missed[at] = model.without_work[at] - ceiling
    add_limit(model, ledger, "unemployment", limit, missed)


def add_price_ceilings(
    model: algebra.Model, ledger: Ledger, instance: Instance, mandate: Mandate, markets: Markets
) -> None:
    """No price stands above its ceiling."""
    limit = mandate.limits.consumer_price
    if not is_kept(limit):
        return
    years = set(mandate.decision_years(instance.years))
    missed = {}
    for answer, price in markets.prices().items():
        market = instance.markets[answer[0]]
        if answer[1] in years and not (market.is_abroad or market.is_fixed):
            missed[answer] = price - limit.ceiling_cny_per_unit(market.reference_price_cny_per_unit)
    add_limit(model, ledger, "consumer_price", limit, missed)


def add_supply_floors(
    model: algebra.Model, ledger: Ledger, instance: Instance, mandate: Mandate, markets: Markets
) -> None:
    """Consumers get no less than their share of demand at the reference price."""
    limit = mandate.limits.supply
    if not is_kept(limit):
        return
    years = set(mandate.decision_years(instance.years))
    missed = {}
    for answer in markets.modes_of_answers:
        if answer[1] in years and not instance.markets[answer[0]].is_abroad:
            floor = limit.floor_munit(instance.demand_curve(*answer).reference_munit)
            missed[answer] = -markets.served_above_munit(answer, floor)
    add_limit(model, ledger, "supply", limit, missed)


def add_regional_floors(
    model: algebra.Model, ledger: Ledger, instance: Instance, mandate: Mandate, today: Today
) -> None:
    """Regions keep their share of today's output and revenue."""
    index = [
        (region, year, scenario)
        for region in instance.regions
        for year in mandate.decision_years(instance.years)
        for scenario in instance.futures
    ]
    limit = mandate.limits.regional_output
    if limit is not None and is_kept(limit):
        missed = {}
        for at in index:
            floor = limit.floor_mcny(at[0], today.today_output_value_mcny(at[0], at[2]))
            missed[at] = floor - ledger.output_value_mcny(*at)
        add_limit(model, ledger, "regional_output", limit, missed)
    limit = mandate.limits.regional_revenue
    if limit is not None and is_kept(limit):
        missed = {}
        for at in index:
            share = (instance.regions[at[0]].tax_pct_of_sales or 0.0) / 100
            if share > 0:
                floor = limit.floor_mcny(at[0], share * today.today_sales_mcny(at[0], at[2]))
                missed[at] = floor - share * ledger.sales_mcny(*at)
        add_limit(model, ledger, "regional_revenue", limit, missed)


def add_emission_ceilings(
    model: algebra.Model, ledger: Ledger, instance: Instance, mandate: Mandate, today: Today
) -> None:
    """Emissions of all plants together stay below their share of today's."""
    limit = mandate.limits.emissions
    if limit is None or not is_kept(limit):
        return
    missed = {
        (SECTOR, year, scenario): ledger.emissions_mtco2(year, scenario)
        - limit.ceiling_mtco2(today.today_emissions_mtco2(scenario))
        for year in mandate.decision_years(instance.years)
        for scenario in instance.futures
    }
    add_limit(model, ledger, "emissions", limit, missed)


def add_equity_ceilings(model: algebra.Model, ledger: Ledger, instance: Instance, mandate: Mandate) -> None:
    """No region bears too much of all displacement; booked in the first year, as it belongs to none."""
    limit = mandate.limits.equity
    workers = _workers_at_start(instance)
    all_workers = sum(workers.values())
    if limit is None or not is_kept(limit) or all_workers == 0:
        return
    places = ledger.places_of_displacement
    everybody = algebra.quicksum(ledger.displaced_persons(*place) for place in places)
    missed = {}
    for region in dict.fromkeys(region for region, _ in places):
        own = algebra.quicksum(ledger.displaced_persons(*place) for place in places if place[0] == region)
        ceiling = limit.ceiling_persons(workers[region] / all_workers, 1.0)
        missed[region, instance.years[0]] = own - ceiling * everybody
    add_limit(model, ledger, "equity", limit, missed, in_scenarios=False)


def _workers_at_start(instance: Instance) -> dict[str, float]:
    """Return the workers of each region's lines that are open at the start."""
    workers = dict.fromkeys(instance.regions, 0.0)
    for plant in instance.plants.values():
        if plant.start_year is None:
            workers[plant.region] += plant.lines * plant.workers_per_line
    return workers
