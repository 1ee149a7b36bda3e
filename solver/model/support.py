r"""Support: income for those without work, and topped-up wages for those who find it.

``support_mcny`` and ``wage_support_mcny`` by region, year and scenario (responses to what a plan promises), with the
cost :math:`b` of the statutory benefit, :math:`f` of the income floor and :math:`w` of what wages lack to the wage
floor, for a person and year:

.. math:: s_t \ge b u_t, \qquad s_t \ge f u_t, \qquad s^w_t \ge w h_t

(``statutory_benefit``, ``income_floor``, ``wage_floor``; the last two as the mandate asks.)

A plan promises one income and one wage per region, for all years and scenarios, of which these rows keep only the
least: what is paid beyond it never makes a plan cheaper nor keeps a limit. A soft floor may be missed by another share
each year, which no plan with one promise can do better than.
"""

from __future__ import annotations

from typing import Any

from solver.instance.instance import Instance
from solver.mandate import Mandate
from solver.model import algebra
from solver.model.ledger import Ledger
from solver.model.limits import add_limit, is_kept

PERSON_YEAR_MCNY = 12e-6
"""What a person-year costs in mcny for each CNY a month."""


def add_support(model: algebra.Model, ledger: Ledger, instance: Instance, mandate: Mandate) -> None:
    """Add income and wage support for all who can be displaced, paid by the payers of income support."""
    _add_income_support(model, ledger, instance, mandate)
    _add_wage_support(model, ledger, instance, mandate)


def _add_income_support(model: algebra.Model, ledger: Ledger, instance: Instance, mandate: Mandate) -> None:
    """Pay the statutory benefit at least, and the income floor of the mandate."""
    index, limit = list(model.without_work), mandate.limits.income_floor
    model.support_mcny = algebra.Var(index, domain=algebra.NonNegativeReals)

    @model.Constraint(index)
    def statutory_benefit(model: algebra.Model, region: str, year: int, scenario: str) -> object:
        least = instance.regions[region].unemployment_benefit_cny_per_month * PERSON_YEAR_MCNY
        return least * model.without_work[region, year, scenario] - model.support_mcny[region, year, scenario] <= 0

    if is_kept(limit):
        missed = {}
        for at in index:
            facts = instance.regions[at[0]]
            floor = limit.floor_cny_per_month(
                facts.average_wage_cny_per_month, facts.unemployment_benefit_cny_per_month
            )
            missed[at] = floor * PERSON_YEAR_MCNY * model.without_work[at] - model.support_mcny[at]
        add_limit(model, ledger, "income_floor", limit, missed)
    _pay(model.support_mcny, ledger, instance)


def _add_wage_support(model: algebra.Model, ledger: Ledger, instance: Instance, mandate: Mandate) -> None:
    """Top up the wages of those who find work to the wage floor of the mandate."""
    limit = mandate.limits.wage_floor
    if limit is None or not is_kept(limit):
        return
    lacking = {
        region: limit.floor_cny_per_month(facts.average_wage_cny_per_month) - facts.wage_when_rehired_cny_per_month
        for region, facts in instance.regions.items()
    }
    index = [at for at in model.found_work if lacking[at[0]] > 0]
    model.wage_support_mcny = algebra.Var(index, domain=algebra.NonNegativeReals)
    missed = {
        at: lacking[at[0]] * PERSON_YEAR_MCNY * model.found_work[at] - model.wage_support_mcny[at] for at in index
    }
    add_limit(model, ledger, "wage_floor", limit, missed)
    _pay(model.wage_support_mcny, ledger, instance)


def _pay(support_mcny: Any, ledger: Ledger, instance: Instance) -> None:
    for region, year, scenario in support_mcny:
        for payer, share in instance.shares("income_support", region).items():
            ledger.pay(payer, year, scenario, share * support_mcny[region, year, scenario])
