"""Plans in the making: what lines are ordered to do, which gates are open, and how much of what is bought.

Lines of a plant follow *orders*: years and the states that they are to enter. What they pass through follows from the
rows of the levers, so that a draft is a plan of the model's columns whichever levers there are. Orders that lines
cannot carry out, and services whose gates are shut, are left out.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from solver.instance.instance import Instance
from solver.levers.tables import Tables, TransitionRow
from solver.plan import Plan
from solver.solve.decode import Column, Decoder

Orders = tuple[tuple[int, str], ...]
"""Years and the states to enter in them, in the order of years."""
Groups = tuple[tuple[int, Orders], ...]
"""Numbers of lines of a plant, and what each number of them is ordered to do."""


@dataclass(frozen=True)
class Draft:
    """Decisions; a plant that is left out gets no orders."""

    groups: Mapping[str, Groups] = field(default_factory=dict)
    gates: frozenset[str] = frozenset()
    numbers: Mapping[Column, float] = field(default_factory=dict)
    """Classes, tranches and transfers by the names of the model's columns."""


@dataclass(frozen=True, eq=False)
class Path:
    """What a line passes through; a board has each once."""

    orders: Orders
    """Those that can be carried out."""
    taken: tuple[TransitionRow, ...]
    states: tuple[str, ...]
    """The state in each year, after the moves of the year."""

    @cached_property
    def waivers(self) -> frozenset[str]:
        """Gates that waive what is due on it."""
        return frozenset(gate for row in self.taken for gate in row.waived_by)


class Board:
    """Knows what drafts mean.

    Parameters
    ----------
    instance : Instance
        The facts.
    tables : Tables
        The levers' rows.
    decoder : Decoder
        Writes plans from the model's columns.
    """

    def __init__(self, instance: Instance, tables: Tables, decoder: Decoder) -> None:
        self.instance, self.tables = instance, tables
        self._decoder = decoder
        self.begins = {row.plant: (row.state, row.lines_at_start) for row in tables.states if row.lines_at_start}
        self.gate_rows = {row.gate: row for row in tables.gates}
        self._services = {("classes", (row.programme, row.year)): row.gates for row in tables.services}
        self._ordered: dict[tuple[str, str, int], list[TransitionRow]] = defaultdict(list)
        self._by_itself: dict[tuple[str, str, int], list[TransitionRow]] = defaultdict(list)
        self._gates_of: dict[str, set[str]] = defaultdict(set)
        for row in tables.transitions:
            known = self._by_itself if row.by_itself else self._ordered
            known[row.plant, row.from_state, row.year].append(row)
            self._gates_of[row.plant].update(row.gates or ())
        self._paths: dict[tuple[str, Orders, frozenset[str]], Path] = {}

    def groups(self, draft: Draft, plant: str) -> Groups:
        """Return what the lines of a plant are ordered to do."""
        return draft.groups.get(plant) or ((self.begins[plant][1], ()),)

    def open_gates(self, gates: frozenset[str]) -> frozenset[str]:
        """Return the gates without those that need another that is shut."""
        rows = (self.gate_rows[gate] for gate in gates)
        return frozenset(row.gate for row in rows if row.needs is None or any(each in gates for each in row.needs))

    def choices(self, plant: str, state: str, year: int, gates: frozenset[str]) -> Iterator[TransitionRow]:
        """Yield what lines in a state can be ordered to do in a year."""
        rows = self._ordered.get((plant, state, year), ())
        return (row for row in rows if row.gates is None or any(gate in gates for gate in row.gates))

    def path(self, plant: str, orders: Orders, gates: frozenset[str]) -> Path:
        """Return what a line passes through that gets these orders."""
        key = plant, orders, gates & self._gates_of[plant]
        if key not in self._paths:
            self._paths[key] = self._follow(*key)
        return self._paths[key]

    def _follow(self, plant: str, orders: Orders, gates: frozenset[str]) -> Path:
        state, asked = self.begins[plant][0], dict(orders)
        taken, states, done = [], [], []
        for year in self.instance.years:
            row = self._order(plant, state, year, asked.get(year), gates)
            if row is not None:
                done.append((year, row.to_state))
            else:
                row = self._own_move(plant, state, year, gates)
            if row is not None:
                taken.append(row)
                state = row.to_state
            states.append(state)
        return Path(tuple(done), tuple(taken), tuple(states))

    def _order(
        self, plant: str, state: str, year: int, to_state: str | None, gates: frozenset[str]
    ) -> TransitionRow | None:
        if to_state is None:
            return None
        return next((row for row in self.choices(plant, state, year, gates) if row.to_state == to_state), None)

    def _own_move(self, plant: str, state: str, year: int, gates: frozenset[str]) -> TransitionRow | None:
        """Return what a line does by itself; what needs an open gate goes before what always happens."""
        rows = [
            row
            for row in self._by_itself.get((plant, state, year), ())
            if row.gates is None or any(gate in gates for gate in row.gates)
        ]
        return min(rows, key=lambda row: row.gates is None, default=None)

    def plan(self, draft: Draft) -> Plan:
        """Return the plan that a draft stands for."""
        gates = self.open_gates(draft.gates)
        values: dict[Column, int] = {("gate_open", gate): 1 for gate in gates}
        for plant, groups in draft.groups.items():
            for lines, orders in groups:
                for row in self.path(plant, orders, gates).taken:
                    column = "lines_moved", row.key
                    values[column] = values.get(column, 0) + lines
        amounts = {}
        for number, amount in draft.numbers.items():
            if number[0] == "transfer_mcny":
                amounts[number] = amount
            elif number not in self._services or not gates.isdisjoint(self._services[number]):
                values[number] = round(amount)
        return self._decoder.written(values, amounts)
