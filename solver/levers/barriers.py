"""A unified market: links between markets, and local barriers that can be removed at their political price.

Rows: a link for each pair of linked markets and year, and a gate for each barrier and year from the first decision
year, of which one is opened at most. A link that names a barrier needs one of its gates of that year or before.
"""

from __future__ import annotations

from collections.abc import Iterator

from solver.instance.instance import Instance
from solver.levers.tables import GateRow, LinkRow
from solver.mandate import Mandate


def _gate_name(barrier: str, year: int) -> str:
    return f"removal {barrier}@{year}"


def removal_gates(instance: Instance, mandate: Mandate, barrier: str, year: int) -> tuple[str, ...]:
    """Return the gates of which one must be open by a year for what a barrier keeps shut."""
    years = mandate.decision_years(instance.years, mandate.levers.remove_barriers)
    return tuple(_gate_name(barrier, each) for each in years if each <= year)


def gate_rows(instance: Instance, mandate: Mandate) -> Iterator[GateRow]:
    """Yield the removals that the mandate allows."""
    for barrier in instance.barriers.values():
        for year in mandate.decision_years(instance.years, mandate.levers.remove_barriers):
            yield GateRow(
                gate=_gate_name(barrier.id, year),
                kind="barrier",
                subject=barrier.id,
                year=year,
                memberships=((f"barrier {barrier.id}", 1),),
                cost_mcny=barrier.removal_cost_mcny,
                payer=barrier.payer,
            )


def link_rows(instance: Instance, mandate: Mandate) -> Iterator[LinkRow]:
    """Yield the links that are open, or can be, in each year."""
    for link in instance.links.values():
        for year in instance.years:
            gates = None if link.barrier is None else removal_gates(instance, mandate, link.barrier, year)
            if gates != ():
                yield LinkRow(link.id, year, link.from_market, link.to_market, link.cost_cny_per_unit, gates)
