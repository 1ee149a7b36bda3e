"""The model as a table of contents: decisions, responses, limits, objective."""

from __future__ import annotations

from collections.abc import Callable

import pyomo.environ as pyo

from solver.instance.instance import Instance
from solver.levers.tables import ModeRow, Tables
from solver.mandate import Mandate
from solver.model import clearing, earnings, firms, gates, labour, network, ordering, welfare
from solver.model.ledger import Ledger


def build_model(
    instance: Instance,
    mandate: Mandate,
    tables: Tables,
    modes: tuple[ModeRow, ...],
    budget_mcny: Callable[[str, int, str], float],
) -> pyo.ConcreteModel:
    """Return the relaxation of the exact problem for these brackets.

    Parameters
    ----------
    budget_mcny : callable
        What a payer may spend in a year and scenario; from the judge's status quo.
    """
    model = pyo.ConcreteModel(name=instance.header.id)
    ledger = Ledger(instance, mandate)

    network.add_network(model, tables, instance.years)
    gates.add_gates(model, ledger, tables)

    markets = clearing.add_markets(model, tables, modes)
    earnings.add_earnings(model, ledger, markets)
    ordering.add_price_order(model, instance, tables, modes)
    labour.add_labour(model, ledger, instance, mandate, tables)
    firms.add_exits_of_owners(model, ledger, instance, tables)
    firms.add_overheads(model, ledger, instance, tables)
    firms.add_cash(model, ledger, instance)

    welfare.add_unemployment_ceilings(model, instance, mandate)
    welfare.add_price_ceilings(model, instance, mandate, markets)
    welfare.add_supply_floors(model, instance, mandate, markets)
    welfare.add_budgets(model, ledger, instance, mandate, budget_mcny)

    model.account_mcny = pyo.Expression(ledger.accounts, rule=lambda _, account: ledger.account_mcny(account))
    model.objective = pyo.Objective(expr=pyo.quicksum(model.account_mcny[a] for a in ledger.accounts))
    return model
