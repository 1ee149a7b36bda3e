r"""Where the families of equations meet: accounts of the objective, payments of payers, cash flows of firms.

Every amount is posted once, under its account, year and scenario, and keeps that name. The objective is

.. math:: \sum_{o} p_o \sum_t \delta_t \sum_a \omega_a \, \mathrm{amount}_{a,t,o}

with the probabilities, the discount factors and the mandate's weights. Amounts posted without a scenario hold in all.
"""

from __future__ import annotations

from collections import defaultdict
from typing import Any

import pyomo.environ as pyo

from solver.instance.instance import Instance
from solver.mandate import Mandate

Expression = Any
"""A linear Pyomo expression or a number; Pyomo has no types of its own."""


class Ledger:
    """Collects expressions while the model is built; closed once by the builder.

    Parameters
    ----------
    instance : Instance
        Years, discount rate and scenarios.
    mandate : Mandate
        Weights of the accounts.
    """

    def __init__(self, instance: Instance, mandate: Mandate) -> None:
        self._instance = instance
        self._weights = mandate.weights.by_account
        self._accounts: dict[str, list[Expression]] = {account: [] for account in self._weights}
        self._spent: defaultdict[tuple[str, int, str], list[Expression]] = defaultdict(list)
        self._cash: defaultdict[tuple[str, int, str], list[Expression]] = defaultdict(list)

    def post(self, account: str, year: int, scenario: str | None, amount: Expression) -> None:
        """Add an amount, in the account's own unit, to the objective."""
        probability = 1.0 if scenario is None else self._instance.probability(scenario)
        factor = self._weights[account] * self._instance.discount_factor(year) * probability
        if factor:
            self._accounts[account].append(factor * amount)

    def pay(self, payer: str, year: int, scenario: str | None, amount_mcny: Expression) -> None:
        """Let a payer spend an amount, which is public outlay as well."""
        self.post("public_outlay", year, scenario, amount_mcny)
        for each in self._scenarios(scenario):
            self._spent[payer, year, each].append(amount_mcny)

    def receive(self, firm: str, year: int, scenario: str | None, amount_mcny: Expression) -> None:
        """Let a firm's cash grow by an amount, or fall if it is negative."""
        for each in self._scenarios(scenario):
            self._cash[firm, year, each].append(amount_mcny)

    def spent_mcny(self, payer: str, year: int, scenario: str) -> Expression:
        """Return what a payer spends."""
        return pyo.quicksum(self._spent[payer, year, scenario])

    def cash_flow_mcny(self, firm: str, year: int, scenario: str) -> Expression:
        """Return by how much a firm's cash grows."""
        return pyo.quicksum(self._cash[firm, year, scenario])

    def account_mcny(self, account: str) -> Expression:
        """Return an account's part of the objective."""
        return pyo.quicksum(self._accounts[account])

    @property
    def accounts(self) -> tuple[str, ...]:
        """Names of all accounts."""
        return tuple(self._accounts)

    def _scenarios(self, scenario: str | None) -> tuple[str, ...]:
        return tuple(self._instance.futures) if scenario is None else (scenario,)
