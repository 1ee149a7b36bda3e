r"""The model without its markets: what lines make, sell and lose are free here, and no row says at which price.

``output``, ``sales_mcny`` and ``loss_mcny`` of a state in a year and scenario stand for what the markets' equations say
elsewhere; everything that follows from them and from the decisions is said by the same equations as in the model:

.. math:: 0 \le q \le C n

(``output_of_lines``.) Whoever holds prices in an interval knows what a line makes and loses in it, and adds that.
Owners get what is due as part of what a move costs, where nothing else is allowed.
"""

from __future__ import annotations

from typing import Any

from solver.instance.instance import Instance
from solver.levers.tables import Tables
from solver.mandate import Mandate
from solver.model import (
    algebra,
    budgets,
    cash,
    gates,
    network,
    structure,
    welfare,
)
from solver.model.build import add_people_and_firms
from solver.model.earnings import Operation, post_operation
from solver.model.ledger import Ledger
from solver.model.limits import Today


def build_unpriced(instance: Instance, mandate: Mandate, tables: Tables, today: Today) -> algebra.Model:
    """Return the model without markets: no links, no vouchers, and no limits on prices or supply.

    Parameters
    ----------
    today : Today
        What limits are measured by, from the judge's status quo.
    """
    model: Any = algebra.Model(name=instance.header.id)
    ledger = Ledger(instance, mandate, cash.firms_at_risk(instance, tables))
    gates.add_gates(model, ledger, tables)
    network.add_network(model, tables, instance.years)
    _add_uses(model, ledger, instance, tables)
    add_people_and_firms(model, ledger, instance, mandate, tables, chooses_compensation=False)
    welfare.add_unemployment_ceilings(model, ledger, instance, mandate)
    welfare.add_regional_floors(model, ledger, instance, mandate, today)
    welfare.add_emission_ceilings(model, ledger, instance, mandate, today)
    welfare.add_equity_ceilings(model, ledger, instance, mandate)
    structure.add_concentration_room(model, ledger, instance, mandate, tables)
    structure.add_capacity_swap(model, ledger, instance, mandate, tables)
    budgets.add_budgets(model, ledger, instance, mandate, today)
    model.objective = algebra.Objective(algebra.quicksum(ledger.account_mcny(account) for account in ledger.accounts))
    made: algebra.Model = model
    return made


def _add_uses(model: Any, ledger: Ledger, instance: Instance, tables: Tables) -> None:
    """Let lines make, sell and lose something, and post it."""
    states = {row.key: row for row in tables.states if row.is_open}
    index = [(*key, year, scenario) for key in states for year in instance.years for scenario in instance.futures]
    most = {key: row.most_lines * row.capacity_munit for key, row in states.items()}
    dearest = {key: instance.markets[row.market].price_cap_cny_per_unit for key, row in states.items()}
    model.output = algebra.Var(index, domain=algebra.NonNegativeReals, bounds=lambda _, *at: (0.0, most[at[:2]]))
    model.sales_mcny = algebra.Var(
        index, domain=algebra.NonNegativeReals, bounds=lambda _, *at: (0.0, most[at[:2]] * dearest[at[:2]])
    )
    model.loss_mcny = algebra.Var(index, domain=algebra.NonNegativeReals)
    for at in index:
        state, lines = states[at[:2]], model.lines[at[:3]]
        made, sales, loss = model.output[at], model.sales_mcny[at], model.loss_mcny[at]
        post_operation(ledger, instance, Operation(state, *at[2:], lines, made, sales, loss))

    @model.Constraint(index)
    def output_of_lines(model: Any, plant: str, state: str, year: int, scenario: str) -> object:
        made = states[plant, state].capacity_munit * model.lines[plant, state, year]
        return model.output[plant, state, year, scenario] - made <= 0
