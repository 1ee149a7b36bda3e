"""Budgets: money that goes from one payer to another, and industry funds that the firms who stay feed.

Rows: what may be transferred in each year from the first decision year; for each industry fund and such year a gate,
and the levy that is raised if it is open.
"""

from __future__ import annotations

from collections.abc import Iterator

from solver.instance.instance import Instance
from solver.levers.tables import GateRow, LevyRow, TransferRow
from solver.mandate import Mandate


def transfer_rows(instance: Instance, mandate: Mandate) -> Iterator[TransferRow]:
    """Yield the transfers that the mandate allows."""
    for transfer in instance.transfers.values() if mandate.levers.transfer_budgets else ():
        for year in mandate.decision_years(instance.years):
            yield TransferRow(
                transfer=transfer.id,
                year=year,
                from_payer=transfer.from_payer,
                to_payer=transfer.to_payer,
                most_mcny=transfer.most_mcny_per_year,
            )


def levy_rows(instance: Instance, mandate: Mandate) -> Iterator[LevyRow]:
    """Yield the levies that the mandate allows."""
    for payer in instance.payers.values() if mandate.levers.raise_levies else ():
        if payer.levy_product is not None and payer.levy_mcny_per_munit is not None:
            for year in mandate.decision_years(instance.years):
                gate = f"levy {payer.id}@{year}"
                yield LevyRow(payer.id, gate, year, payer.levy_product, payer.levy_mcny_per_munit)


def gate_rows(instance: Instance, mandate: Mandate) -> Iterator[GateRow]:
    """Yield the decisions to raise a levy in a year."""
    for row in levy_rows(instance, mandate):
        yield GateRow(row.gate, "levy", row.payer, row.year)
