"""Steps from one draft to another: every single decision that the levers' rows allow, and a few that go together."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator
from typing import Any

from solver.evaluate.bench import SECTOR
from solver.evaluate.outcome import Outcome
from solver.instance.records import Purpose
from solver.levers.tables import GateRow
from solver.solve.decode import Column
from solver.solve.draft import Board, Draft, Groups, Orders, Path
from solver.solve.step import Step
from solver.solve.worth import Burden, Worth

PURPOSES: tuple[Purpose, ...] = ("exit_compensation", "severance", "income_support")


class Steps:
    """Lists the steps that can be taken.

    Parameters
    ----------
    board : Board
        What drafts mean.
    worth : Worth
        What lines cost.
    """

    def __init__(self, board: Board, worth: Worth) -> None:
        self._board, self._worth = board, worth
        self._subjects: dict[str, frozenset[str]] = self._subjects_by_plant()
        self._plants_of: dict[str, list[str]] = defaultdict(list)
        for plant in board.begins:
            self._plants_of[board.instance.plants[plant].firm].append(plant)
        self._room = dict(board.tables.room)
        self._ways_from: dict[Path, list[Orders]] = {}
        self._forbidden: dict[str, dict[str, set[tuple[str, int]]]] = defaultdict(lambda: defaultdict(set))
        for row in board.tables.forbidden:
            for gate in row.gates:
                self._forbidden[gate][row.plant].add((row.state, row.year))

    def _subjects_by_plant(self) -> dict[str, frozenset[str]]:
        instance = self._board.instance
        paying = {
            region: frozenset(payer for purpose in PURPOSES for payer in instance.shares(purpose, region))
            for region in instance.regions
        }
        subjects = {
            plant.id: {plant.id, plant.firm, plant.region, SECTOR} | paying[plant.region]
            for plant in instance.plants.values()
        }
        for row in self._board.tables.states:
            subjects[row.plant].update((row.market, row.product, *filter(None, [row.subsidy_payer])))
        return {plant: frozenset(found) for plant, found in subjects.items()}

    def concerning(self, now: Draft, outcome: Outcome, subjects: Collection[str] | None = None) -> list[Step]:
        """Return all steps that can be taken from a draft, or those that have to do with some subjects."""
        plants: Collection[str] = self._board.begins
        if subjects is not None:
            plants = [plant for plant in plants if not self._subjects[plant].isdisjoint(subjects)]
        others = [*self.of_gates(now, outcome), *self.of_numbers(now, outcome)]
        if subjects is not None:
            others = [step for step in others if not step.subjects.isdisjoint(subjects)]
        return [*self.of_firms(now, plants), *self.of_plants(now, plants), *others]

    def markets_of(self, firm: str) -> set[str]:
        """Return the markets that a firm's plants sell in."""
        return {self._board.instance.plants[plant].market for plant in self._plants_of.get(firm, ())}

    def of_plants(self, draft: Draft, plants: Collection[str]) -> Iterator[Step]:
        """Yield the steps that change what lines of a plant are ordered to do."""
        gates = self._board.open_gates(draft.gates)
        for plant in plants:
            groups = self._board.groups(draft, plant)
            for at, (lines, orders) in enumerate(groups):
                before = self._of(plant, orders, gates)
                for way in self._ways(plant, orders, gates):
                    after = self._of(plant, way, gates)
                    for number in sorted({1, (lines + 1) // 2, lines}):
                        yield Step(
                            (plant, orders, way, number == 1),
                            number * (before.cost_mcny - after.cost_mcny),
                            self._subjects[plant],
                            _first_other_year(orders, way),
                            {plant: _sent(groups, at, number, way)},
                            shifts=((number, before, after),),
                        )

    def _ways(self, plant: str, orders: Orders, gates: frozenset[str]) -> list[Orders]:
        """Return what lines could be ordered to do instead: one order more, one less, one a year off."""
        board, instance = self._board, self._board.instance
        path = board.path(plant, orders, gates)
        if path in self._ways_from:
            return self._ways_from[path]
        ways: dict[Orders, None] = {}
        before = (board.begins[plant][0], *path.states)
        for at, year in enumerate(instance.years):
            rest = tuple(order for order in path.orders if order[0] != year)
            for row in board.choices(plant, before[at], year, gates):
                ways[board.path(plant, tuple(sorted((*rest, (year, row.to_state)))), gates).orders] = None
        for order in path.orders:
            rest = tuple(each for each in path.orders if each != order)
            taken = {year for year, _ in rest}
            ways[board.path(plant, rest, gates).orders] = None
            for year in {order[0] - 1, order[0] + 1} - taken:
                ways[board.path(plant, tuple(sorted((*rest, (year, order[1])))), gates).orders] = None
        ways.pop(path.orders, None)
        self._ways_from[path] = list(ways)
        return self._ways_from[path]

    def of_firms(self, draft: Draft, plants: Collection[str]) -> Iterator[Step]:
        """Yield the steps that close all lines of a firm with several plants, or several kinds of lines, at once."""
        gates = self._board.open_gates(draft.gates)
        for firm in dict.fromkeys(self._board.instance.plants[plant].firm for plant in plants):
            owned = self._plants_of[firm]
            if len(owned) == 1 and len(self._board.groups(draft, owned[0])) == 1:
                continue
            for year in self._board.instance.years:
                step = self._all_closed(draft, firm, owned, year, gates)
                if step is not None:
                    yield step

    def _all_closed(
        self, draft: Draft, firm: str, owned: Collection[str], year: int, gates: frozenset[str]
    ) -> Step | None:
        """Return the step that closes all lines of a firm by a year, if any is left to close."""
        changed: dict[str, Groups] = {}
        shifts: list[tuple[int, Burden, Burden]] = []
        for plant in owned:
            new: list[tuple[int, Orders]] = []
            for lines, orders in self._board.groups(draft, plant):
                new.append((lines, self._closed(plant, orders, year, gates)))
                if new[-1][1] != orders:
                    shifts.append((lines, self._of(plant, orders, gates), self._of(plant, new[-1][1], gates)))
            if shifts:
                changed[plant] = _together(new)
        if not shifts:
            return None
        gain = sum(lines * (before.cost_mcny - after.cost_mcny) for lines, before, after in shifts)
        subjects = frozenset().union(*(self._subjects[plant] for plant in changed))
        return Step((firm, year), gain, subjects, year, changed, shifts=tuple(shifts))

    def _closed(self, plant: str, orders: Orders, year: int, gates: frozenset[str]) -> Orders:
        """Return orders that close lines, or stop them, by the start of a year; the same ones if nothing can."""
        kept = tuple(order for order in orders if order[0] < year)
        path = self._board.path(plant, (*kept, (year, "closed")), gates)
        return path.orders if path.states[-1] == "closed" else orders

    def of_gates(self, draft: Draft, outcome: Outcome) -> Iterator[Step]:
        """Yield the steps that open or shut a gate, with what must go with it."""
        needed = self._needed_numbers(outcome)
        for gate, row in self._board.gate_rows.items():
            subjects = frozenset(self._subjects_of_gate(row))
            if gate in draft.gates:
                yield Step(("shut", gate), 0.0, subjects, row.year, shut=frozenset({gate}))
                continue
            opened = {gate}
            if row.needs is not None and draft.gates.isdisjoint(row.needs):
                opened.update(row.needs[-1:])
            shut = self._crowded_out(draft, opened)
            gates = self._board.open_gates((draft.gates - shut) | opened)
            groups = self._evaded(draft, gate, gates)
            if groups is not None:
                classes = {column: number for column, (number, rows) in needed.items() if gate in rows}
                open_too, shut_too = frozenset(opened), frozenset(shut)
                name, rooms = ("open", gate), self._rooms(opened)
                yield Step(name, 0.0, subjects, row.year, groups, open_too, shut_too, classes, rooms)

    def _rooms(self, opened: Collection[str]) -> frozenset[str]:
        """Return the groups of gates."""
        return frozenset(group for gate in opened for group, _ in self._board.gate_rows[gate].memberships)

    def _subjects_of_gate(self, row: GateRow) -> Iterator[str]:
        tables, instance = self._board.tables, self._board.instance
        yield row.subject
        if row.payer is not None:
            yield row.payer
        for service in (each for each in tables.services if row.gate in each.gates):
            yield from (service.region, service.payer)
        for merger in (each for each in tables.mergers if each.gate == row.gate):
            yield from (merger.acquirer, merger.target)
        for link in (each for each in tables.links if row.gate in (each.gates or ())):
            yield from (link.from_market, link.to_market)
        for plant in self._forbidden.get(row.gate, ()):
            yield from (instance.plants[plant].firm, instance.plants[plant].region)
        if row.kind == "conduct":
            yield from (plant.firm for plant in instance.plants.values() if plant.market == row.subject)

    def _crowded_out(self, draft: Draft, opened: Collection[str]) -> set[str]:
        """Return the open gates that leave no room for others."""
        shut: set[str] = set()
        for gate in opened:
            for group, takes in self._board.gate_rows[gate].memberships:
                room = self._room[group] - takes
                for other in sorted(draft.gates - shut):
                    takes = dict(self._board.gate_rows[other].memberships).get(group, 0)
                    shut |= {other} if takes > room else set()
                    room -= takes if takes <= room else 0
        return shut

    def _evaded(self, draft: Draft, gate: str, gates: frozenset[str]) -> dict[str, Groups] | None:
        """Return new orders for the lines that an open gate leaves where they must not be; nothing if there are none.

        They get the orders that cost least.
        """
        changed = {}
        for plant, places in self._forbidden.get(gate, {}).items():
            new = []
            for lines, orders in self._board.groups(draft, plant):
                ways = [orders, *self._ways(plant, orders, gates)]
                allowed = [way for way in ways if places.isdisjoint(self._places(plant, way, gates))]
                if not allowed:
                    return None
                best = orders if orders in allowed else min(allowed, key=lambda w: self._of(plant, w, gates).cost_mcny)
                new.append((lines, best))
            changed[plant] = _together(new)
        return changed

    def _places(self, plant: str, orders: Orders, gates: frozenset[str]) -> Iterator[tuple[str, int]]:
        states = self._board.path(plant, orders, gates).states
        return zip(states, self._board.instance.years, strict=True)

    def of_numbers(self, draft: Draft, outcome: Outcome) -> Iterator[Step]:
        """Yield the steps that change how many classes, tranches and transfers there are."""
        for column, (number, gates) in self._needed_numbers(outcome).items():
            programme, year = column[1]
            facts = self._board.instance.programmes[programme]
            opened = frozenset(gates[-1:]) if draft.gates.isdisjoint(gates) else frozenset()
            subjects = frozenset((programme, facts.region, facts.payer))
            shut = frozenset(self._crowded_out(draft, opened))
            for amount in {0, number} - {draft.numbers.get(column, 0)}:
                name, rooms = (column, amount > 0), self._rooms(opened)
                yield Step(name, 0.0, subjects, year, {}, opened, shut, {column: amount}, rooms)
        for row in self._board.tables.vouchers:
            column = "tranches", (row.voucher, row.year)
            present = round(draft.numbers.get(column, 0))
            for amount in {0, present - 1, present + 1, row.most_tranches} - {present}:
                if 0 <= amount <= row.most_tranches:
                    subjects = frozenset((row.market, row.payer))
                    yield Step((column, amount), 0.0, subjects, row.year, numbers={column: amount})
        for each in self._board.tables.transfers:
            column = "transfer_mcny", (each.transfer, each.year)
            for money in {0.0, each.most_mcny} - {draft.numbers.get(column, 0.0)}:
                subjects = frozenset((each.from_payer, each.to_payer))
                yield Step((column, money), 0.0, subjects, each.year, numbers={column: money})

    def _needed_numbers(self, outcome: Outcome) -> dict[Column, tuple[int, tuple[str, ...]]]:
        """Return services to the classes that seekers fill, and the gates of which one must be open."""
        services = self._board.tables.services
        if not services:
            return {}
        regions: Any = outcome.tables["regions"]
        most = regions.groupby(["region", "year"])["seekers_persons"].max()
        return {
            ("classes", (row.programme, row.year)): (
                min(row.most_classes, max(1, round(most[row.region, row.year] / row.class_size_persons + 0.5))),
                row.gates,
            )
            for row in services
        }

    def _of(self, plant: str, orders: Orders, gates: frozenset[str]) -> Burden:
        return self._worth.burden(plant, self._board.path(plant, orders, gates), gates)


def _first_other_year(orders: Orders, others: Orders) -> int:
    """Return the first year in which the orders are not the same."""
    return min(year for year, _ in {*orders} ^ {*others})


def _sent(groups: Groups, at: int, number: int, way: Orders) -> Groups:
    """Return the groups with a number of lines of one of them sent another way."""
    lines, orders = groups[at]
    return _together([*groups[:at], (lines - number, orders), *groups[at + 1 :], (number, way)])


def _together(groups: Collection[tuple[int, Orders]]) -> Groups:
    """Return groups with those of the same orders put together, and none that are empty."""
    lines: dict[Orders, int] = {}
    for number, orders in groups:
        lines[orders] = lines.get(orders, 0) + number
    return tuple((number, orders) for orders, number in sorted(lines.items()) if number)
