"""Trade-in vouchers: tranches of demand that are bought for a year.

Rows: the tranches of each market and year from the first decision year.
"""

from __future__ import annotations

from collections.abc import Iterator

from solver.instance.instance import Instance
from solver.levers.tables import VoucherRow
from solver.mandate import Mandate


def voucher_rows(instance: Instance, mandate: Mandate) -> Iterator[VoucherRow]:
    """Yield the vouchers that the mandate allows."""
    for voucher in instance.vouchers.values() if mandate.levers.issue_vouchers else ():
        for year in mandate.decision_years(instance.years):
            yield VoucherRow(
                voucher=voucher.id,
                market=voucher.market,
                year=year,
                most_tranches=voucher.most_tranches_per_year,
                demand_munit_per_tranche=voucher.demand_munit_per_tranche,
                cost_mcny_per_tranche=voucher.cost_mcny_per_tranche,
                payer=voucher.payer,
            )
