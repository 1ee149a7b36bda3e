"""Retraining: a region's programme is set up once, then holds classes whose people find work more often.

Rows: a gate per programme and year from the first decision year (at most one per programme, with the set-up cost),
and a service per programme and year, unlocked by the gates of that year and before. A programme after which people
find work no more often than without it has rows only where upgraded lines have skilled posts for its people.
"""

from __future__ import annotations

from collections.abc import Iterator

from solver.instance.instance import Instance
from solver.instance.records import Programme
from solver.levers.tables import GateRow, ServiceRow
from solver.mandate import Mandate


def gate_name(programme: str, year: int) -> str:
    """Return the name of the gate that opens a programme in a year."""
    return f"{programme}@{year}"


def _helpful(instance: Instance, mandate: Mandate) -> Iterator[Programme]:
    """Yield the programmes after which people find work more often than without, or skilled posts."""
    upgrades = instance.upgrades.values() if mandate.levers.upgrade_lines else ()
    skilled = {instance.plants[each.plant].region for each in upgrades if each.skilled_workers_per_line > 0}
    return (
        programme
        for programme in instance.programmes.values()
        if programme.reemployment_pct > instance.regions[programme.region].reemployment_pct
        or programme.region in skilled
    )


def gate_rows(instance: Instance, mandate: Mandate) -> Iterator[GateRow]:
    """Yield the openings that the mandate allows."""
    for programme in _helpful(instance, mandate):
        for year in mandate.decision_years(instance.years, mandate.levers.retrain):
            yield GateRow(
                gate=gate_name(programme.id, year),
                kind="programme",
                subject=programme.id,
                year=year,
                memberships=((f"programme {programme.id}", 1),),
                cost_mcny=programme.setup_cost_mcny,
                payer=programme.payer,
            )


def service_rows(instance: Instance, mandate: Mandate) -> Iterator[ServiceRow]:
    """Yield the classes that the mandate allows."""
    years = mandate.decision_years(instance.years, mandate.levers.retrain)
    for programme in _helpful(instance, mandate):
        for year in years:
            yield ServiceRow(
                programme=programme.id,
                region=programme.region,
                year=year,
                gates=tuple(gate_name(programme.id, opened) for opened in years if opened <= year),
                most_classes=programme.max_classes_per_year,
                class_size_persons=programme.class_size_persons,
                cost_mcny_per_class=programme.cost_mcny_per_class,
                payer=programme.payer,
                reemployment_share=programme.reemployment_pct / 100,
            )
