"""Mergers: the acquirer of a pair takes over all lines of the target, and runs them at lower cost.

Rows: a gate for each pair and year from the first decision year, of which a firm takes part in few (a target in one, an
acquirer in as many as the mandate allows); a state ``integrated:`` for each plant of a target and pair, entered by
themselves by all its lines in the year of the merger, and by planned lines that start later. Pairs that together hold
more than the hard screen of the limit *concentration* have no rows.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

from solver.instance.instance import Instance
from solver.instance.options import MergerPair
from solver.levers.plants import severance_mcny, starting_row
from solver.levers.tables import ForbiddenRow, GateRow, MergerRow, StateRow, TransitionRow
from solver.mandate import Mandate

BEFORE = ("subsidised", "unsubsidised")
"""States that the lines of a target leave when it is taken over."""


def gate_name(pair: str, year: int) -> str:
    """Return the name of the gate of a pair's merger in a year."""
    return f"merger {pair}@{year}"


def capacity_shares_pct(instance: Instance) -> dict[tuple[str, str], float]:
    """Return firm and product to the firm's share of the product's capacity that is open at the start, in per cent."""
    held: dict[tuple[str, str], float] = {}
    total: dict[str, float] = {}
    for plant in instance.plants.values():
        if plant.start_year is None:
            product = instance.markets[plant.market].product
            capacity = plant.lines * plant.capacity_munit_per_line
            held[plant.firm, product] = held.get((plant.firm, product), 0.0) + capacity
            total[product] = total.get(product, 0.0) + capacity
    return {(firm, product): 100 * capacity / total[product] for (firm, product), capacity in held.items()}


class Mergers:
    """The pairs that the mandate allows to merge, and their rows.

    Parameters
    ----------
    instance : Instance
        The facts.
    mandate : Mandate
        The wishes.
    barrier_gates : callable
        Barrier and year to the gates of which one must be open for what it keeps shut.
    """

    def __init__(
        self, instance: Instance, mandate: Mandate, barrier_gates: Callable[[str, int], tuple[str, ...]]
    ) -> None:
        self._instance = instance
        self._most = mandate.levers.most_mergers_per_acquirer
        self._barrier_gates = barrier_gates
        self._shares = capacity_shares_pct(instance)
        allowed = mandate.levers.merge_firms
        self._years = mandate.decision_years(instance.years, allowed)
        limit = mandate.limits.concentration
        screen = limit.share_screen_pct if limit is not None and limit.binds else 100.0
        self.pairs = [pair for pair in instance.merger_pairs.values() if allowed and self._joint_pct(pair) <= screen]

    def _joint_pct(self, pair: MergerPair) -> float:
        """Return the largest joint share of a product that both firms make."""
        return max((acquirer + target for _, acquirer, target in self._shares_of_both(pair)), default=0.0)

    def _open_years(self, pair: MergerPair) -> Iterator[tuple[int, tuple[str, ...] | None]]:
        """Yield the years in which a pair may merge, with the gates of its barrier that it needs."""
        for year in self._years:
            needs = None if pair.barrier is None else self._barrier_gates(pair.barrier, year)
            if needs != ():
                yield year, needs

    def gates_until(self, pair: MergerPair, year: int) -> tuple[str, ...]:
        """Return the gates of a pair's mergers up to a year."""
        return tuple(gate_name(pair.id, each) for each, _ in self._open_years(pair) if each <= year)

    def gate_rows(self) -> Iterator[GateRow]:
        """Yield the mergers that may be decided; a target takes all the room that a firm has."""
        for pair in self.pairs:
            for year, needs in self._open_years(pair):
                memberships = ((f"firm {pair.acquirer}", 1), (f"firm {pair.target}", self._most))
                gate = gate_name(pair.id, year)
                yield GateRow(gate, "merger", pair.id, year, memberships=memberships, needs=needs)

    def room(self) -> Iterator[tuple[str, int]]:
        """Yield how many mergers each firm has room for."""
        for firm in dict.fromkeys(firm for pair in self.pairs for firm in (pair.acquirer, pair.target)):
            yield f"firm {firm}", self._most

    def state_rows(self, states: tuple[StateRow, ...]) -> Iterator[StateRow]:
        """Yield the integrated states of all targets' plants."""
        for pair in self.pairs:
            at_home = {plant.region for plant in self._instance.plants_of(pair.acquirer)}
            for state in states:
                if state.firm != pair.target or state.state != "unsubsidised":
                    continue
                cost = max(0.0, state.cash_cost_cny_per_unit - pair.unit_cost_saving_cny_per_unit)
                leaving = 1 - pair.redeployed_pct / 100 if state.region in at_home else 1.0
                yield replace(
                    state,
                    state=f"integrated:{pair.id}",
                    lines_at_start=0,
                    cash_cost_cny_per_unit=cost,
                    offer_cny_per_unit=cost,
                    leaving_persons=leaving * state.leaving_persons,
                )

    def transition_rows(self, states: tuple[StateRow, ...]) -> Iterator[TransitionRow]:
        """Yield how lines of targets become integrated."""
        for pair in self.pairs:
            for year, _ in self._open_years(pair):
                for state in states:
                    if state.firm == pair.target and state.state in BEFORE:
                        yield TransitionRow(
                            plant=state.plant,
                            from_state=state.state,
                            to_state=f"integrated:{pair.id}",
                            year=year,
                            firm=state.firm,
                            region=state.region,
                            most_lines=state.most_lines,
                            by_itself=True,
                            gates=(gate_name(pair.id, year),),
                        )
            for plant in self._instance.plants_of(pair.target):
                if plant.start_year in self._instance.years:
                    gates = self.gates_until(pair, plant.start_year)
                    if gates:
                        yield starting_row(plant, f"integrated:{pair.id}", gates)

    def forbidden_rows(self, states: tuple[StateRow, ...]) -> Iterator[ForbiddenRow]:
        """Yield that no line of a target is left as it was once it has been taken over."""
        for pair in self.pairs:
            for state in states:
                if state.firm == pair.target and state.state in BEFORE:
                    for year in self._years:
                        gates = self.gates_until(pair, year)
                        if gates:
                            yield ForbiddenRow(state.plant, state.state, year, gates)

    def merger_rows(self) -> Iterator[MergerRow]:
        """Yield what each merger saves, costs and concentrates."""
        for pair in self.pairs:
            region = pair.redundancy_region
            displaced = 0.0
            if region is not None:
                at_home = any(plant.region == region for plant in self._instance.plants_of(pair.acquirer))
                displaced = pair.redundant_persons * (1 - pair.redeployed_pct / 100 if at_home else 1.0)
            years = pair.redundancy_service_years or 0.0
            for year, _ in self._open_years(pair):
                yield MergerRow(
                    pair=pair.id,
                    gate=gate_name(pair.id, year),
                    year=year,
                    acquirer=pair.acquirer,
                    target=pair.target,
                    overhead_saving_mcny=pair.overhead_saving_mcny_per_year,
                    integration_cost_mcny=pair.integration_cost_mcny,
                    redundancy_region=region,
                    displaced_persons=displaced,
                    severance_mcny=0.0 if region is None else severance_mcny(self._instance, region, years, displaced),
                    joint_share_pct=self._joint_pct(pair),
                    increments=tuple(self._increments(pair)),
                )

    def _increments(self, pair: MergerPair) -> Iterator[tuple[str, float]]:
        """Yield by how much a pair concentrates each product that both firms make."""
        return ((product, 2 * acquirer * target) for product, acquirer, target in self._shares_of_both(pair))

    def _shares_of_both(self, pair: MergerPair) -> Iterator[tuple[str, float, float]]:
        """Yield the products that both firms make, with the shares of the acquirer and the target."""
        for (firm, product), share in self._shares.items():
            if firm == pair.acquirer and (pair.target, product) in self._shares:
                yield product, share, self._shares[pair.target, product]
