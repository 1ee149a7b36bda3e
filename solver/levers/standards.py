"""Standards: lines that take or emit too much must go from a year on, if the standard is adopted.

Rows: a gate for each standard; for each state above its ceiling, that no line is in it in the years in which it binds
once the gate is open. Owners who close such lines in these years are due nothing: the same gate waives it.
"""

from __future__ import annotations

from collections.abc import Iterator

from solver.instance.instance import Instance
from solver.instance.options import Standard
from solver.levers.tables import ForbiddenRow, GateRow, StateRow
from solver.mandate import Mandate


def _gate_name(standard: str) -> str:
    return f"standard {standard}"


def allowed(instance: Instance, mandate: Mandate) -> tuple[Standard, ...]:
    """Return the standards that can still be adopted before they bind."""
    if not mandate.levers.adopt_standards:
        return ()
    first = mandate.levers.first_decision_year
    return tuple(each for each in instance.standards.values() if each.from_year >= first)


def _forbids(standard: Standard, state: StateRow, year: int) -> bool:
    intensity = getattr(state, standard.measure)
    binds = state.is_open and state.product == standard.product and year >= standard.from_year
    return binds and intensity is not None and intensity > standard.ceiling_per_unit


def waivers(standards: tuple[Standard, ...], state: StateRow, year: int) -> tuple[str, ...]:
    """Return the gates of those of some standards that forbid a state in a year."""
    return tuple(_gate_name(each.id) for each in standards if _forbids(each, state, year))


def gate_rows(instance: Instance, mandate: Mandate) -> Iterator[GateRow]:
    """Yield the standards that may be adopted, with the year from which each binds."""
    for standard in allowed(instance, mandate):
        yield GateRow(_gate_name(standard.id), "standard", standard.id, standard.from_year)


def forbidden_rows(instance: Instance, mandate: Mandate, states: tuple[StateRow, ...]) -> Iterator[ForbiddenRow]:
    """Yield the states that standards forbid."""
    standards = allowed(instance, mandate)
    if not standards:
        return
    for state in states:
        for year in instance.years:
            for gate in waivers(standards, state, year):
                yield ForbiddenRow(state.plant, state.state, year, (gate,))
