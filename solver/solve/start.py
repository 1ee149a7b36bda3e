"""Starting the solver from a judged plan: values of the model's integer columns that say the same."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from solver.evaluate.outcome import Outcome
from solver.instance.instance import Instance
from solver.levers.brackets import Bracket
from solver.levers.modes import Place, mode_name
from solver.levers.tables import GateRow, LinesKey, Tables, TransitionKey, TransitionRow
from solver.plan import Plan
from solver.solve.answers import answers
from solver.solve.decode import Column, ordered_state
from solver.solve.problem import Problem

Lines = dict[tuple[str, str], int]
"""Plant and state to lines."""


@dataclass(frozen=True)
class Used:
    """What a plan makes use of."""

    lines: frozenset[LinesKey]
    """Plants and states that have lines in a year."""
    moves: frozenset[TransitionKey]
    """Those that lines make, and the few besides without which a model would forget something."""


class Starter:
    """Says plans in columns.

    Parameters
    ----------
    instance : Instance
        The facts.
    tables : Tables
        The levers' rows that the models are built from.
    """

    def __init__(self, instance: Instance, tables: Tables) -> None:
        self._instance = instance
        self._tables = tables
        self._by_year: defaultdict[int, list[TransitionRow]] = defaultdict(list)
        for row in tables.transitions:
            self._by_year[row.year].append(row)

    def start(
        self, problem: Problem, outcome: Outcome, brackets: Mapping[Place, tuple[Bracket, ...]]
    ) -> dict[int, float]:
        """Return values of the integer columns that say the same as a judged plan.

        Which of two is the lesser in the labour market, and which of several brackets a fixed market is in, is left to
        the solver: it follows from the plan.
        """
        plan = outcome.plan
        gates = self._open_gates(plan)
        decided: dict[Column, int] = {("gate_open", gate): 1 for gate in gates}
        decided |= self._flow(plan, gates)
        decided |= {("classes", (each.programme, each.year)): each.classes for each in plan.classes}
        decided |= {("tranches", (each.voucher, each.year)): each.tranches for each in plan.vouchers}
        left: set[Column] = set()
        for place, holding in holding_brackets(outcome, brackets).items():
            modes = [("in_mode", (*place[:3], mode_name(place[3], bracket))) for bracket in holding]
            if len(modes) == 1:
                decided[modes[0]] = 1
            else:
                left.update(modes)
        for scenario, year, link, shipped in outcome.tables["shipments"].itertuples(index=False, name=None):
            if shipped > 0:
                decided["link_used", (link, year, scenario)] = 1
        named = [(int(column), problem.columns[column]) for column in problem.integer.nonzero()[0]]
        said = [(column, name) for column, name in named if name[0] != "fills" and name not in left]
        return {column: float(decided.get(name, 0)) for column, name in said}

    def used(self, plan: Plan) -> Used:
        """Return the lines that there are with a plan, and the moves that they make.

        Where it holds classes though nobody is displaced, moves are among them that could displace somebody: without
        any, models have no classes there, and what they cost would be forgotten.
        """
        flow = self._flow(plan, self._open_gates(plan))
        lines, moves = (frozenset(key for name, key in flow if name == each) for each in ("lines", "lines_moved"))
        displacing = [row for row in self._tables.transitions if row.displaced_persons > 0]
        held = {(each.programme, each.year) for each in plan.classes}
        idle = {row.region for row in self._tables.services if (row.programme, row.year) in held}
        idle -= {row.region for row in displacing if row.key in moves}
        return Used(lines, moves | {row.key for row in displacing if row.region in idle})

    def _open_gates(self, plan: Plan) -> dict[str, GateRow]:
        return {row.gate: row for row in self._tables.gates if _is_open(row, plan)}

    def _flow(self, plan: Plan, gates: Mapping[str, GateRow]) -> dict[Column, int]:
        """Return how lines flow: those that are ordered, then those that go by themselves."""
        ordered = {(m.plant, m.year, m.from_state, m.to_state): m.lines for m in plan.moves}
        states = {row.key: row for row in self._tables.states}
        lines: Lines = {key: row.lines_at_start for key, row in states.items()}
        owners = {row.key: row.firm for row in self._tables.states}
        flow: dict[Column, int] = {}
        merged: dict[str, set[str]] = defaultdict(set)
        for year in self._instance.years:
            for merger in self._tables.mergers:
                if merger.year == year and merger.gate in gates:
                    merged[merger.target].add(merger.acquirer)
            before, lines = dict(lines), dict(lines)
            for row in sorted(self._by_year[year], key=lambda each: (each.by_itself, each.gates is None)):
                key, orders = (row.plant, row.from_state), ordered.get(_order_of(row), 0)
                goes = row.gates is None or any(gate in gates for gate in row.gates)
                left = min(before[key], lines[key])
                moved = (left if goes else 0) if row.by_itself else min(left, orders)
                if moved:
                    ordered[_order_of(row)] = orders - moved
                    flow["lines_moved", row.key] = moved
                    lines[key] -= moved
                    before[key] -= moved
                    if not row.closes:
                        lines[row.plant, row.to_state] += moved
            for (plant, state), number in lines.items():
                if number:
                    flow["lines", (plant, state, year)] = number
                if number and states[plant, state].is_open:
                    firm = owners[plant, state]
                    flow |= {("runs", (each, year)): 1 for each in (firm, *merged[firm])}
        return flow


def _order_of(row: TransitionRow) -> tuple[str, int, str, str]:
    return row.plant, row.year, ordered_state(row.from_state), ordered_state(row.to_state)


def _is_open(row: GateRow, plan: Plan) -> bool:
    """Return whether a plan decides what a gate stands for."""
    decided: Mapping[str, Any] = {
        "programme": {(each.programme, each.year) for each in plan.openings},
        "merger": {(each.pair, each.year) for each in plan.mergers},
        "barrier": {(each.barrier, each.year) for each in plan.removals},
        "standard": {(each.standard, row.year) for each in plan.adoptions},
        "levy": {(each.payer, each.year) for each in plan.levies},
        "conduct": {(each.market, each.year) for each in plan.conduct if each.rule == row.rule},
    }
    return (row.subject, row.year) in decided[row.kind]


def holding_brackets(
    outcome: Outcome, brackets: Mapping[Place, tuple[Bracket, ...]]
) -> dict[Place, tuple[Bracket, ...]]:
    """Return the brackets that hold each market's judged answer, where there is any.

    In a fixed market it may be several: the shadow price is an offer, and lines at it run full or stand idle, as links
    need it. Elsewhere it is one: scarcity if there is any, or the step; else the highest in which the market's
    consumers buy.
    """
    found = {}
    for place, point in answers(outcome):
        holding = tuple(bracket for bracket in brackets.get(place, ()) if bracket.holds(point))
        if holding and holding[0].brings is None:
            holding = (max(holding, key=lambda each: (each.kind in ("scarcity", "step"), not each.above, each)),)
        if holding:
            found[place] = holding
    return found
