r"""The model without its markets: what lines make, sell and lose are free here, and no row says at which price.

``output``, ``sales_mcny`` and ``loss_mcny`` of a state in a year and scenario stand for what the markets' equations say
elsewhere; everything that follows from them and from the decisions is said by the same equations as in the model:

.. math:: 0 \le q \le C n

(``output_of_lines``.) Whoever holds prices in an interval knows what a line makes and loses in it, and adds that.
Owners get what is due as part of what a move costs, where nothing else is allowed.
"""

from __future__ import annotations

from typing import Any

import numpy as np

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
from solver.model.earnings import Operations, post_operations
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
    open_states = [row for row in tables.states if row.is_open]
    at = [(year, scenario) for year in instance.years for scenario in instance.futures]
    index = [(*row.key, *place) for row in open_states for place in at]
    states = [row for row in open_states for _ in at]
    highest = {market.id: market.price_cap_cny_per_unit for market in instance.markets.values()}
    capacity = np.array([row.capacity_munit for row in states])
    most = capacity * np.array([row.most_lines for row in states])
    dearest = most * np.array([highest[row.market] for row in states])
    model.output = algebra.Var(index, domain=algebra.NonNegativeReals, bounds=(0.0, most))
    model.sales_mcny = algebra.Var(index, domain=algebra.NonNegativeReals, bounds=(0.0, dearest))
    model.loss_mcny = algebra.Var(index, domain=algebra.NonNegativeReals)
    made, sales, loss = (model.members(each) for each in (model.output, model.sales_mcny, model.loss_mcny))
    lines = model.members(model.lines, (key[:3] for key in index))
    post_operations(ledger, instance, Operations(states, [key[2:] for key in index], lines, made, sales, loss))
    model.output_of_lines = algebra.Rows(index, made - capacity * lines <= 0)
