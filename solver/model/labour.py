r"""Labour: people displaced look for work, some in retraining; those who find none are without work for the year.

``classes[programme, year]`` (integer, a decision), ``retrained``, ``found_work`` and ``without_work`` by region, year
and scenario (responses), ``support_mcny`` (paid to those without work):

.. math:: u_t = e_t - h_t, \qquad e_t = u_{t-1} + \mathrm{displaced}_t, \qquad v_t \le \min(\mathrm{places}_t, e_t)

.. math:: h_t \le \mathrm{vacancies}, \qquad h_t \le \rho (e_t - v_t) + \rho^{+} v_t

(``pool``, ``retrained_in_places``, ``retrained_seek``, ``hired_from_vacancies``, ``hired_by_chance``.) Classes are
held only by an open programme (``classes_if_open``). Support is at least the ``statutory_benefit``, and the
``income_floor``.

The world fills all places and hires as many as these rows allow. More retrained and more hired never make a plan
dearer nor break a limit, so the optimiser has nothing to gain from doing less.
"""

from __future__ import annotations

from collections import defaultdict
from typing import Any

import pyomo.environ as pyo

from solver.instance.instance import Instance
from solver.levers.tables import ServiceRow, Tables, TransitionRow
from solver.mandate import Mandate
from solver.model.ledger import Expression, Ledger

PERSON_YEAR_MCNY = 12e-6
"""What a person-year costs in mcny for each CNY a month."""


def add_labour(model: pyo.ConcreteModel, ledger: Ledger, instance: Instance, mandate: Mandate, tables: Tables) -> None:
    """Add pools, hiring, retraining and income support; post what they cost."""
    exits: defaultdict[tuple[str, int], list[TransitionRow]] = defaultdict(list)
    for row in tables.transitions:
        if row.displaced_persons:
            exits[row.region, row.year].append(row)
    regions = sorted({region for region, _ in exits})
    index = [(r, year, scenario) for r in regions for year in instance.years for scenario in instance.futures]
    services = {(row.region, row.year): row for row in tables.services if row.region in regions}
    model.classes = pyo.Var([(row.programme, row.year) for row in services.values()], domain=pyo.NonNegativeIntegers)
    for name in ("retrained", "found_work", "without_work", "support_mcny"):
        model.add_component(name, pyo.Var(index, domain=pyo.NonNegativeReals))
    _add_classes(model, ledger, services)
    _add_pools(model, instance, exits, services)
    _add_support(model, ledger, instance, mandate)
    for (region, year), rows in exits.items():
        displaced = pyo.quicksum(row.displaced_persons * model.lines_moved[row.key] for row in rows)
        ledger.post("displaced", year, None, displaced)
        severance = pyo.quicksum(row.severance_mcny * model.lines_moved[row.key] for row in rows)
        for payer, share in instance.shares("severance", region).items():
            ledger.pay(payer, year, None, share * severance)


def _add_classes(model: pyo.ConcreteModel, ledger: Ledger, services: dict[tuple[str, int], ServiceRow]) -> None:
    by_class = {(row.programme, row.year): row for row in services.values()}

    @model.Constraint(list(by_class))
    def classes_if_open(model: pyo.ConcreteModel, programme: str, year: int) -> object:
        row = by_class[programme, year]
        opened = pyo.quicksum(model.gate_open[gate] for gate in row.gates)
        return model.classes[programme, year] - row.most_classes * opened <= 0

    for (programme, year), row in by_class.items():
        ledger.pay(row.payer, year, None, row.cost_mcny_per_class * model.classes[programme, year])


def _add_pools(
    model: pyo.ConcreteModel,
    instance: Instance,
    exits: dict[tuple[str, int], list[TransitionRow]],
    services: dict[tuple[str, int], ServiceRow],
) -> None:
    index = list(model.without_work)
    first = instance.years[0]

    def seekers(region: str, year: int, scenario: str) -> Expression:
        displaced = pyo.quicksum(row.displaced_persons * model.lines_moved[row.key] for row in exits[region, year])
        return displaced + (0 if year == first else model.without_work[region, year - 1, scenario])

    @model.Constraint(index)
    def pool(model: pyo.ConcreteModel, *at: Any) -> object:
        return model.without_work[at] + model.found_work[at] - seekers(*at) == 0

    @model.Constraint(index)
    def retrained_in_places(model: pyo.ConcreteModel, region: str, year: int, scenario: str) -> object:
        row = services.get((region, year))
        places = 0 if row is None else row.class_size_persons * model.classes[row.programme, year]
        return model.retrained[region, year, scenario] - places <= 0

    @model.Constraint(index)
    def retrained_seek(model: pyo.ConcreteModel, *at: Any) -> object:
        return model.retrained[at] - seekers(*at) <= 0

    @model.Constraint(index)
    def hired_from_vacancies(model: pyo.ConcreteModel, region: str, year: int, scenario: str) -> object:
        vacancies = instance.regions[region].vacancies_persons_per_year * instance.futures[scenario].vacancy_factor
        return model.found_work[region, year, scenario] <= vacancies

    @model.Constraint(index)
    def hired_by_chance(model: pyo.ConcreteModel, region: str, year: int, scenario: str) -> object:
        at = region, year, scenario
        share = instance.regions[region].reemployment_pct / 100
        row = services.get((region, year))
        more = 0.0 if row is None else row.reemployment_share - share
        return model.found_work[at] - share * seekers(*at) - more * model.retrained[at] <= 0


def _add_support(model: pyo.ConcreteModel, ledger: Ledger, instance: Instance, mandate: Mandate) -> None:
    """Pay the statutory benefit at least, and the income floor of the mandate."""
    index = list(model.without_work)

    @model.Constraint(index)
    def statutory_benefit(model: pyo.ConcreteModel, region: str, year: int, scenario: str) -> object:
        least = instance.regions[region].unemployment_benefit_cny_per_month * PERSON_YEAR_MCNY
        return least * model.without_work[region, year, scenario] - model.support_mcny[region, year, scenario] <= 0

    @model.Constraint(index)
    def income_floor(model: pyo.ConcreteModel, region: str, year: int, scenario: str) -> object:
        facts = instance.regions[region]
        floor = mandate.limits.income_floor.floor_cny_per_month(
            facts.average_wage_cny_per_month, facts.unemployment_benefit_cny_per_month
        )
        least = floor * PERSON_YEAR_MCNY
        return least * model.without_work[region, year, scenario] - model.support_mcny[region, year, scenario] <= 0

    for region, year, scenario in index:
        ledger.post("without_work", year, scenario, model.without_work[region, year, scenario])
        for payer, share in instance.shares("income_support", region).items():
            ledger.pay(payer, year, scenario, share * model.support_mcny[region, year, scenario])
