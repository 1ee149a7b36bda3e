"""The families of equations that have nothing to do with markets, as a problem of their own for tests to look into."""

from __future__ import annotations

from typing import Any

from builders import build_instance, build_mandate

from solver.evaluate.judge import Judge
from solver.levers.collect import collect_tables
from solver.model import (
    algebra,
    budgets,
    cash,
    firms,
    gates,
    hiring,
    labour,
    mergers,
    network,
    structure,
    support,
    welfare,
)
from solver.model.ledger import Ledger
from solver.solve.arrays import to_arrays
from solver.solve.problem import Problem


def problem_without_markets(mandate: dict[str, Any] | None = None, **tables: Any) -> Problem:
    """Return the rows of an instance and mandate made by the builders, without sales."""
    judge = Judge(build_instance(**tables), build_mandate(**(mandate or {})))
    return to_arrays(model_without_markets(judge))


def model_without_markets(judge: Judge) -> algebra.Model:
    """Return the model of what a judge judges, without sales."""
    instance, wishes = judge.instance, judge.mandate
    rows = collect_tables(instance, wishes, judge.due_mcny_per_line)
    model, ledger = algebra.Model(), Ledger(instance, wishes, frozenset(instance.firms))
    gates.add_gates(model, ledger, rows)
    network.add_network(model, rows, instance.years)
    labour.add_labour(model, ledger, instance, rows)
    hiring.add_full_hiring(model, instance, wishes, rows)
    support.add_support(model, ledger, instance, wishes)
    firms.add_exits_of_owners(model, ledger, instance, wishes, rows)
    firms.add_investments(model, ledger, rows)
    cash.add_overheads(model, ledger, instance, wishes, rows)
    mergers.add_mergers(model, ledger, instance, rows)
    budgets.add_levies(model, ledger, rows)
    budgets.add_transfers(model, ledger, rows)
    cash.add_cash(model, ledger, instance, wishes, rows)
    welfare.add_unemployment_ceilings(model, ledger, instance, wishes)
    welfare.add_equity_ceilings(model, ledger, instance, wishes)
    structure.add_concentration_room(model, ledger, instance, wishes, rows)
    structure.add_capacity_swap(model, ledger, instance, wishes, rows)
    budgets.add_budgets(model, ledger, instance, wishes, judge)
    model.objective = algebra.Objective(algebra.quicksum(ledger.account_mcny(each) for each in ledger.accounts))
    return model
