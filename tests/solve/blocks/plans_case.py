"""The side of decisions of small instances, and all ways of their lines by the tables of the levers."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from solver.evaluate.judge import Judge
from solver.instance.instance import Instance
from solver.levers.collect import collect_tables
from solver.levers.tables import StateRow, Tables
from solver.mandate import Mandate
from solver.solve.blocks.network import Network
from solver.solve.blocks.paths import Costs
from solver.solve.blocks.plans import Plans

Way = tuple[tuple[int, ...], tuple[int, ...]]
"""Nodes and arcs."""


@dataclass(frozen=True)
class PlansCase:
    """The model without markets, and the network of its lines."""

    instance: Instance
    mandate: Mandate
    judge: Judge
    tables: Tables
    plans: Plans

    @classmethod
    def of(cls, instance: Instance, mandate: Mandate) -> PlansCase:
        """Return the case of an instance and a mandate."""
        judge = Judge(instance, mandate)
        tables = collect_tables(instance, mandate, judge.due_mcny_per_line)
        return cls(instance, mandate, judge, tables, Plans(instance, mandate, tables, judge))

    @property
    def network(self) -> Network:
        """All ways of all lines."""
        return Network(self.plans, self.tables, self.instance.years)

    def node(self, plant: str, state: str, year: int) -> int:
        """Return a node."""
        return self.plans.node_of[plant, state, year]

    def arc(self, plant: str, year: int, before: str, after: str) -> int:
        """Return an arc."""
        column = self.plans.problem.column_of["lines_moved", (plant, year, before, after)]
        return int(np.flatnonzero(self.plans.moves == column)[0])

    def costs(self, nodes: object = 0.0, arcs: object = 0.0, runs: object = 0.0) -> Costs:
        """Return what nodes, arcs and running firms cost, each one amount or an array."""
        columns = np.zeros(len(self.plans.names))
        columns[self.plans.names == "runs"] = runs
        return Costs(
            np.zeros(len(self.plans.lines)) + np.asarray(nodes, dtype=float),
            np.zeros(len(self.plans.moves)) + np.asarray(arcs, dtype=float),
            columns,
        )

    def ways(self, start: StateRow) -> Iterator[Way]:
        """Yield all ways of a line from the state in which it starts."""
        yield from self._onward(start.plant, start.state, 0)

    def _onward(self, plant: str, state: str, at: int) -> Iterator[Way]:
        """Yield all ways from a state on: to stay in it, if it does not end by itself, or to move as some row says."""
        years = self.instance.years
        if state == "closed" or at == len(years):
            yield (), ()
            return
        year = years[at]
        nexts: list[tuple[str, tuple[int, ...]]] = [] if self.plans.states[plant, state].is_ramping else [(state, ())]
        for row in self.tables.transitions:
            if (row.plant, row.from_state, row.year) == (plant, state, year):
                nexts.append((row.to_state, (self.arc(plant, year, state, row.to_state),)))
        for after, arcs in nexts:
            nodes = () if after == "closed" else (self.node(plant, after, year),)
            if any(self.plans.problem.upper[self.plans.lines[node]] <= 0 for node in nodes):
                continue
            for more_nodes, more_arcs in self._onward(plant, after, at + 1):
                yield (*nodes, *more_nodes), (*arcs, *more_arcs)

    def least_mcny(self, costs: Costs) -> float:
        """Return the least that all lines cost together, trying all ways of all lines of each firm."""
        starts = [row for row in self.tables.states if row.lines_at_start > 0]
        return sum(
            self._least_of_firm([row for row in starts if row.firm == firm], costs) for firm in {s.firm for s in starts}
        )

    def _least_of_firm(self, starts: list[StateRow], costs: Costs) -> float:
        """Return the least of a firm; where it has several plants, with its overhead in years in which any is open."""
        lines = [list(self.ways(row)) for row in starts for _ in range(row.lines_at_start)]
        overheads = np.zeros(len(self.instance.years))
        column_of = self.plans.problem.column_of
        for place, year in enumerate(self.instance.years):
            column = column_of.get(("runs", (starts[0].firm, year)))
            if column is not None and len(starts) > 1:
                overheads[place] = max(0.0, costs.columns[column])
        return min(
            sum(costs.nodes[list(nodes)].sum() + costs.arcs[list(arcs)].sum() for nodes, arcs in chosen)
            + float(overheads[: max(len(nodes) for nodes, _ in chosen)].sum())
            for chosen in itertools.product(*lines)
        )
