r"""Vouchers: tranches that are issued add to what a market asks for, in whatever mode it is.

``tranches[voucher, year]`` (integer, a decision), ``tranches_in_mode`` (the same, where the market is in the mode):

.. math:: k = \sum_g k_g, \qquad 0 \le k_g \le K z_g, \qquad V_g = \Delta k_g

(``tranches_split_by_mode``, ``tranches_only_in_mode``.) Above its own top price a market takes none of them: there they
are paid for and used by nobody (``k_g`` counts, :math:`V_g` does not).
"""

from __future__ import annotations

from typing import Any

from solver.levers.tables import Tables
from solver.model import algebra
from solver.model.clearing import Markets
from solver.model.ledger import Ledger


def add_vouchers(model: algebra.Model, ledger: Ledger, tables: Tables, markets: Markets) -> None:
    """Add tranches, let their payers pay, and add what they ask for to the balances of their markets."""
    rows = {(row.voucher, row.year): row for row in tables.vouchers}
    model.tranches = algebra.Var(
        list(rows), domain=algebra.NonNegativeIntegers, bounds=lambda _, *key: (0, rows[key].most_tranches)
    )
    at_mode = {
        (voucher, *mode): row
        for (voucher, year), row in rows.items()
        for mode in markets.modes
        if mode[:2] == (row.market, year)
    }
    answers = sorted({key[:4] for key in at_mode})
    model.tranches_in_mode = algebra.Var(list(at_mode), domain=algebra.NonNegativeReals)
    for (voucher, year), row in rows.items():
        ledger.pay(row.payer, year, None, row.cost_mcny_per_tranche * model.tranches[voucher, year])
    for key, row in at_mode.items():
        if markets.modes[key[1:]].takes_vouchers:
            more = row.demand_munit_per_tranche * model.tranches_in_mode[key]
            markets.added.setdefault(key[1:], []).append(more)

    @model.Constraint(answers)
    def tranches_split_by_mode(model: algebra.Model, voucher: str, *answer: Any) -> object:
        split = algebra.quicksum(model.tranches_in_mode[voucher, *mode] for mode in markets.modes_of_answers[answer])
        return split - model.tranches[voucher, answer[1]] == 0

    @model.Constraint(list(at_mode))
    def tranches_only_in_mode(model: algebra.Model, *key: Any) -> object:
        return model.tranches_in_mode[key] - at_mode[key].most_tranches * model.in_mode[key[1:]] <= 0
