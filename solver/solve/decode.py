"""Reading a plan off a solution: what the model's columns mean as decisions."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from typing import Any, cast, get_args

from solver.instance.instance import Instance
from solver.levers.tables import GateKind, GateRow, Tables
from solver.mandate import ConductRule, Mandate
from solver.model.support import PERSON_YEAR_MCNY
from solver.plan import (
    Adoption,
    BudgetTransfer,
    Classes,
    Conduct,
    IncomeSupport,
    Levy,
    Merger,
    Move,
    Opening,
    Plan,
    Removal,
    VoucherIssue,
    WageSupport,
)
from solver.solve.problem import Floats, Problem

Column = tuple[str, Any]
LEAST_MCNY = 1e-6
"""Transfers below a yuan are rounding."""
LEAST_PERSONS = 1e-6
"""Fewer people than this are rounding."""


class Decoder:
    """Knows what the columns of an instance's models mean as decisions.

    Parameters
    ----------
    instance : Instance
        The facts.
    mandate : Mandate
        The wishes; its floors are what a plan promises.
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
        """Return the decisions of a solution; owners are paid what is due, and the floors are promised.

        Where a limit on payments is soft, what is paid and promised is the solution's.
        """
        values = {problem.columns[column]: round(solution[column]) for column in problem.integer.nonzero()[0]}
        amounts = {
            problem.columns[column]: float(solution[column])
            for column, (name, _) in enumerate(problem.columns)
            if name in ("compensation_mcny", "transfer_mcny")
        }
        return self.written(values, amounts, partial(_paid, problem, solution))

    def written(
        self,
        values: Mapping[Column, int],
        amounts: Mapping[Column, float],
        paid_cny_per_month: Callable[[str, str, str], float] = lambda paid, persons, region: math.inf,
    ) -> Plan:
        """Return the plan of decisions that are given by the names of the model's columns.

        Parameters
        ----------
        values : mapping
            The whole numbers; those that are left out are zero.
        amounts : mapping
            Money transferred, and compensation where less than what is due may be paid.
        paid_cny_per_month : callable, optional
            What is to be paid to a person in a region where a floor is soft, by the names of the columns of payments
            and of people; the whole floor if it is left out.
        """
        moves = list(self._moves(values, amounts))
        gates = [row for gate, row in self._gates.items() if values.get(("gate_open", gate), 0)]
        promised = self._promises(paid_cny_per_month, self._displaced(moves, gates))
        of_kind = {kind: [row for row in gates if row.kind == kind] for kind in get_args(GateKind)}
        return Plan(
            instance=self._instance.header.id,
            moves=tuple(sorted(moves, key=lambda move: (move.year, move.plant, move.from_state, move.to_state))),
            openings=tuple(Opening(programme=row.subject, year=row.year) for row in of_kind["programme"]),
            classes=tuple(
                Classes(programme=programme, year=year, classes=number)
                for programme, year in self._services
                if (number := values.get(("classes", (programme, year)), 0))
            ),
            income_support=tuple(
                IncomeSupport(region=region, cny_per_month=amount)
                for region, amount in promised["support_mcny"].items()
            ),
            wage_support=tuple(
                WageSupport(region=region, cny_per_month=amount)
                for region, amount in promised["wage_support_mcny"].items()
            ),
            mergers=tuple(Merger(pair=row.subject, year=row.year) for row in of_kind["merger"]),
            conduct=tuple(
                Conduct(market=row.subject, year=row.year, rule=cast("ConductRule", row.rule))
                for row in of_kind["conduct"]
            ),
            removals=tuple(Removal(barrier=row.subject, year=row.year) for row in of_kind["barrier"]),
            adoptions=tuple(Adoption(standard=row.subject) for row in of_kind["standard"]),
            vouchers=tuple(
                VoucherIssue(voucher=index[0], year=index[1], tranches=number)
                for (name, index), number in values.items()
                if name == "tranches" and number
            ),
            transfers=tuple(
                BudgetTransfer(transfer=index[0], year=index[1], mcny=amount)
                for (name, index), amount in amounts.items()
                if name == "transfer_mcny" and amount > LEAST_MCNY
            ),
            levies=tuple(Levy(payer=row.subject, year=row.year) for row in of_kind["levy"]),
        )

    def _moves(self, values: Mapping[Column, int], amounts: Mapping[Column, float]) -> Iterator[Move]:
        """Yield the moves that the plan has to order; lines that ramp up or have done so are one to it."""
        together: dict[tuple[str, int, str, str], Move] = {}
        binds = self._mandate.limits.participation.level in ("hard", "off")
        for key, row in self._transitions.items():
            lines = values.get(("lines_moved", key), 0)
            if not lines or row.by_itself:
                continue
            waived = any(values.get(("gate_open", gate), 0) for gate in row.waived_by)
            due = 0.0 if waived else row.due_mcny * lines
            paid = due if binds else min(due, max(0.0, amounts.get(("compensation_mcny", key), due)))
            order = row.plant, row.year, ordered_state(row.from_state), ordered_state(row.to_state)
            before = together.get(order)
            together[order] = Move(
                plant=row.plant,
                year=row.year,
                from_state=order[2],
                to_state=order[3],
                lines=lines + (before.lines if before else 0),
                compensation_mcny=paid + (before.compensation_mcny if before else 0.0),
            )
        yield from together.values()

    def _promises(
        self, paid_cny_per_month: Callable[[str, str, str], float], displaced: list[str]
    ) -> dict[str, dict[str, float]]:
        """Return support and region to the monthly amount that is promised there."""
        limits = self._mandate.limits
        promised: dict[str, dict[str, float]] = {"support_mcny": {}, "wage_support_mcny": {}}
        for region in displaced:
            facts = self._instance.regions[region]
            wage, benefit = facts.average_wage_cny_per_month, facts.unemployment_benefit_cny_per_month
            income = limits.income_floor
            floor = benefit if income.level == "report" else income.floor_cny_per_month(wage, benefit)
            if income.level == "soft":
                floor = min(floor, max(benefit, paid_cny_per_month("support_mcny", "without_work", region)))
            promised["support_mcny"][region] = floor
            if limits.wage_floor is None or limits.wage_floor.level not in ("hard", "soft"):
                continue
            rehired = facts.wage_when_rehired_cny_per_month
            least = limits.wage_floor.floor_cny_per_month(wage)
            if limits.wage_floor.level == "soft":
                least = min(least, rehired + paid_cny_per_month("wage_support_mcny", "found_work", region))
            if least > rehired:
                promised["wage_support_mcny"][region] = least
        return promised

    def _displaced(self, moves: list[Move], gates: list[GateRow]) -> list[str]:
        """Return the regions in which anybody may lose a post."""
        regions = {self._instance.plants[move.plant].region for move in moves if _may_displace(move)}
        for gate in gates:
            if gate.kind == "merger":
                region = self._instance.merger_pairs[gate.subject].redundancy_region
                regions |= set() if region is None else {region}
        return sorted(regions)


def _may_displace(move: Move) -> bool:
    return move.to_state == "closed" or move.to_state.startswith("upgraded:")


def _paid(problem: Problem, solution: Floats, paid: str, persons: str, region: str) -> float:
    """Return what is paid to a person a month, over all years and scenarios; zero where nobody is paid for."""
    amount = heads = 0.0
    for column, (name, index) in enumerate(problem.columns):
        if name == paid and index[0] == region:
            amount += float(solution[column])
        elif name == persons and index[0] == region:
            heads += float(solution[column])
    return amount / heads / PERSON_YEAR_MCNY if heads > LEAST_PERSONS else 0.0


def ordered_state(state: str) -> str:
    """Return what a plan calls a state: lines that ramp up are upgraded to it."""
    return "upgraded:" + state.split(":")[1] if state.startswith("ramping:") else state
