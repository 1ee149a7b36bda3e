"""The model as a table of contents: decisions, responses, limits, objective."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from solver.instance.instance import Instance
from solver.levers.tables import ModeRow, Tables
from solver.mandate import Mandate
from solver.model import (
    algebra,
    budgets,
    cash,
    clearing,
    firms,
    gates,
    hiring,
    labour,
    mergers,
    network,
    ordering,
    rates,
    structure,
    support,
    vouchers,
    welfare,
)
from solver.model.earnings import Earnings
from solver.model.ledger import Ledger
from solver.model.limits import Today
from solver.model.trade import Trade


def build_model(
    instance: Instance,
    mandate: Mandate,
    tables: Tables,
    modes: tuple[ModeRow, ...],
    today: Today,
    into: Callable[..., Any] = algebra.Model,
) -> Any:
    """Return the relaxation of the exact problem for these brackets.

    Parameters
    ----------
    today : Today
        What limits are measured by, from the judge's status quo.
    into : callable, optional
        Makes the model: :class:`solver.model.algebra.Model`, or :class:`solver.model.pyomo_model.PyomoModel`.
    """
    model = into(name=instance.header.id)
    ledger = Ledger(instance, mandate, cash.firms_at_risk(instance, tables))

    gates.add_gates(model, ledger, tables)
    network.add_network(model, tables, instance.years)

    trade = Trade(instance, tables)
    markets = clearing.add_markets(model, tables, modes)
    vouchers.add_vouchers(model, ledger, tables, markets)
    trade.add_flows(model, markets)
    clearing.add_balances(model, markets)
    rates.add_shared_rates(model, markets)
    rates.add_merit_order(model, markets)
    trade.add_prices(model, markets)
    ordering.add_price_order(model, instance, tables, modes)
    earned = Earnings(model, markets, trade)
    earned.add_rows()
    earned.post(ledger, instance)

    add_people_and_firms(model, ledger, instance, mandate, tables)

    welfare.add_unemployment_ceilings(model, ledger, instance, mandate)
    welfare.add_price_ceilings(model, ledger, instance, mandate, markets)
    welfare.add_supply_floors(model, ledger, instance, mandate, markets)
    welfare.add_regional_floors(model, ledger, instance, mandate, today)
    welfare.add_emission_ceilings(model, ledger, instance, mandate, today)
    welfare.add_equity_ceilings(model, ledger, instance, mandate)
    structure.add_concentration_room(model, ledger, instance, mandate, tables)
    structure.add_capacity_swap(model, ledger, instance, mandate, tables)
    budgets.add_budgets(model, ledger, instance, mandate, today)

    model.account_mcny = algebra.Expressions(ledger.accounts, rule=lambda _, account: ledger.account_mcny(account))
    model.objective = algebra.Objective(algebra.quicksum(model.account_mcny[a] for a in ledger.accounts))
    return model


def add_people_and_firms(
    model: algebra.Model,
    ledger: Ledger,
    instance: Instance,
    mandate: Mandate,
    tables: Tables,
    chooses_compensation: bool = True,
) -> None:
    """Add what follows for people, firms and payers from what lines do; to be called when that has been posted."""
    labour.add_labour(model, ledger, instance, tables)
    hiring.add_full_hiring(model, instance, mandate, tables)
    support.add_support(model, ledger, instance, mandate)
    firms.add_exits_of_owners(model, ledger, instance, mandate, tables, chooses_compensation)
    firms.add_investments(model, ledger, tables)
    cash.add_overheads(model, ledger, instance, mandate, tables)
    mergers.add_mergers(model, ledger, instance, tables)
    budgets.add_levies(model, ledger, tables)
    budgets.add_transfers(model, ledger, tables)
    cash.add_cash(model, ledger, instance, mandate, tables)
