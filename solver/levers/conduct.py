"""Conduct: rules that a market's firms keep in a year instead of competing, where the mandate calls them lawful.

Rows: a gate for each rule, market and year from the first decision year, of which one is open at most; the modes of a
market under a rule need its gate, and all its modes without a rule need all of them shut (see ``modes``). A joint cut
takes a share off the capacity that every line offers; a ban on offers below full cost puts them higher.
"""

from __future__ import annotations

from collections.abc import Iterator

from solver.instance.instance import Instance
from solver.levers.tables import GateRow, StateRow
from solver.mandate import Mandate

COMPETITION = ""
"""Stands for no rule."""


def gate_name(market: str, year: int, rule: str) -> str:
    """Return the name of the gate of a rule in a market and year."""
    return f"{rule} {market}@{year}"


def rules_of(instance: Instance, mandate: Mandate, market: str, year: int) -> tuple[str, ...]:
    """Return the rules that may hold in a market and year, no rule first."""
    may = year >= mandate.levers.first_decision_year and not instance.markets[market].is_fixed
    return (COMPETITION, *(mandate.levers.conduct_rules if may else ()))


def gate_rows(instance: Instance, mandate: Mandate) -> Iterator[GateRow]:
    """Yield the rules that the mandate allows."""
    for market in instance.markets:
        for year in instance.years:
            for rule in rules_of(instance, mandate, market, year)[1:]:
                yield GateRow(
                    gate=gate_name(market, year, rule),
                    kind="conduct",
                    subject=market,
                    year=year,
                    memberships=((f"conduct {market}@{year}", 1),),
                    rule=rule,
                )


def offer_cny_per_unit(state: StateRow, rule: str) -> float:
    """Return at which price lines offer under a rule."""
    return state.full_cost_offer_cny_per_unit if rule == "full_cost_offers" else state.offer_cny_per_unit


def offered_share(rule: str) -> float:
    """Return which share of its capacity a line offers under a rule."""
    cut_pct = float(rule.removeprefix("joint_cut_")) if rule.startswith("joint_cut_") else 0.0
    return 1 - cut_pct / 100
