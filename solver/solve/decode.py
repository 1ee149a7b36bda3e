"""Between the model's columns and plans: reading a plan off a solution, and starting the solver from a plan."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from solver.evaluate.outcome import Outcome
from solver.evaluate.rows import firm_rows, market_rows, plant_rows
from solver.instance.instance import Instance
from solver.levers.brackets import Bracket
from solver.levers.conduct import MarketYear
from solver.levers.tables import Tables
from solver.mandate import Mandate
from solver.plan import Classes, IncomeSupport, Move, Opening, Plan
from solver.solve.problem import Floats, Problem


class Decoder:
    """Knows what the columns of an instance's models mean as decisions.

    Parameters
    ----------
    instance : Instance
        The facts.
    mandate : Mandate
        The wishes; its income floor is what a plan promises.
    tables : Tables
        The levers' rows that the models are built from.
    """

    def __init__(self, instance: Instance, mandate: Mandate, tables: Tables) -> None:
        self._instance = instance
        self._mandate = mandate
        self._transitions = {row.key: row for row in tables.transitions}
        self._gates = {row.gate: row for row in tables.gates}
        self._services = {(row.programme, row.year): row for row in tables.services}

    def plan(self, problem: Problem, solution: Floats) -> Plan:
        """Return the decisions of a solution; owners are paid what is due, and the income floor is promised."""
        values = {problem.columns[column]: round(solution[column]) for column in problem.integer.nonzero()[0]}
        moves = [
            Move(
                plant=row.plant,
                year=row.year,
                from_state=row.from_state,
                to_state=row.to_state,
                lines=lines,
                compensation_mcny=row.due_mcny * lines,
            )
            for key, row in self._transitions.items()
            if (lines := values.get(("lines_moved", key), 0))
        ]
        return Plan(
            instance=self._instance.header.id,
            moves=tuple(sorted(moves, key=lambda move: (move.year, move.plant, move.from_state, move.to_state))),
            openings=tuple(
                Opening(programme=row.group, year=row.year)
                for gate, row in self._gates.items()
                if values.get(("gate_open", gate), 0)
            ),
            classes=tuple(
                Classes(programme=programme, year=year, classes=number)
                for programme, year in self._services
                if (number := values.get(("classes", (programme, year)), 0))
            ),
            income_support=self._income_support(moves),
        )

    def start(
        self, problem: Problem, outcome: Outcome, brackets: Mapping[MarketYear, tuple[Bracket, ...]]
    ) -> dict[int, float]:
        """Return values of the integer columns that say the same as a judged plan."""
        plan = outcome.plan
        decided: dict[tuple[str, Any], int] = {
            ("lines_moved", (m.plant, m.year, m.from_state, m.to_state)): m.lines for m in plan.moves
        }
        decided |= {("lines", (row.plant, row.state, row.year)): row.lines for row in plant_rows(outcome.tables)}
        decided |= {("classes", (c.programme, c.year)): c.classes for c in plan.classes}
        opened = {(o.programme, o.year) for o in plan.openings}
        decided |= {("gate_open", gate): 1 for gate, row in self._gates.items() if (row.group, row.year) in opened}
        for answer, bracket in answered_brackets(outcome, brackets).items():
            decided["in_mode", (*answer, bracket.name)] = 1
        decided |= {("runs", (row.firm, row.year)): 1 for row in firm_rows(outcome.tables) if row.open_lines}
        return {int(column): float(decided.get(problem.columns[column], 0)) for column in problem.integer.nonzero()[0]}

    def _income_support(self, moves: list[Move]) -> tuple[IncomeSupport, ...]:
        closing = sorted({self._instance.plants[move.plant].region for move in moves if move.to_state == "closed"})
        floors = {}
        for region in closing:
            facts = self._instance.regions[region]
            floors[region] = self._mandate.limits.income_floor.floor_cny_per_month(
                facts.average_wage_cny_per_month, facts.unemployment_benefit_cny_per_month
            )
        return tuple(IncomeSupport(region=region, cny_per_month=floor) for region, floor in floors.items())


def answered_brackets(
    outcome: Outcome, brackets: Mapping[MarketYear, tuple[Bracket, ...]]
) -> dict[MarketYear, Bracket]:
    """Return the bracket that each market's judged answer lies in: the step, or the highest of those that hold it."""
    found = {}
    for row in market_rows(outcome.tables):
        answer = row.market, row.year, row.scenario
        holding = [
            bracket
            for bracket in brackets[answer]
            if bracket.holds(row.price_cny_per_unit, row.marginal_rate, row.unserved_munit > 0)
        ]
        found[answer] = max(holding, key=lambda bracket: (bracket.kind == "step", bracket))
    return found
