"""What a plan orders, read against an instance: refused if it names what is not there, and cut to what can be done.

An order that breaks a rule of plans is kept with what was asked for, so that the rule can be named, and carried out as
far as it can be, so that no other rule is broken on its account.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TypeVar

from solver.errors import PlanError
from solver.evaluate.lines import Fleet
from solver.evaluate.plan_problems import find_problems
from solver.evaluate.world import World
from solver.instance.instance import Instance
from solver.instance.options import MergerPair, Standard
from solver.instance.records import Plant, Region
from solver.mandate import ConductRule
from solver.plan import Merger, Move, Plan

Number = TypeVar("Number", int, float)


@dataclass(frozen=True)
class Order:
    """A move of a plan, with the lines that can make it."""

    move: Move
    available: int
    """Lines that could make the move: none if no line ever can."""

    @property
    def lines(self) -> int:
        """Lines that are moved: as many as asked for, if there are so many."""
        return min(self.move.lines, self.available)

    @property
    def possible(self) -> bool:
        """Whether lines can make such a move at all."""
        return self.withdraws or self.closes or self.upgrades

    @property
    def withdraws(self) -> bool:
        """Whether lines lose their subsidy by it."""
        return (self.move.from_state, self.move.to_state) == ("subsidised", "unsubsidised")

    @property
    def closes(self) -> bool:
        """Whether lines close by it, or planned ones are stopped."""
        return self.move.to_state == "closed" and self.move.from_state != "closed"

    @property
    def stops(self) -> bool:
        """Whether planned lines are stopped by it."""
        return self.closes and self.move.from_state == "planned"

    @property
    def upgrades(self) -> bool:
        """Whether lines are upgraded by it."""
        return self.move.to_state.startswith("upgraded:") and self.move.from_state in ("subsidised", "unsubsidised")

    @property
    def upgrade(self) -> str:
        """Return the key of the upgrade; the move is one."""
        return self.move.to_state.removeprefix("upgraded:")


@dataclass(frozen=True)
class MergerOrder:
    """A merger of a plan, with what stands against it."""

    merger: Merger
    pair: MergerPair
    other_mergers: int
    """Mergers before it that one of the firms takes part in and should not."""
    targets: int
    """Firms that the acquirer has taken over by then, this one included."""
    barrier_stands: bool

    @property
    def possible(self) -> bool:
        """Whether it can be carried out."""
        return not self.other_mergers and not self.barrier_stands


@dataclass(frozen=True)
class Orders:
    """All that a plan orders."""

    plan: Plan
    by_year: Mapping[int, tuple[Order, ...]]
    started: Mapping[int, tuple[tuple[Plant, int], ...]]
    """Year to the planned lines that start if no firm becomes insolvent."""
    mergers: tuple[MergerOrder, ...]
    merging: Mapping[int, list[MergerPair]]
    """Year to the pairs that can merge in it."""
    removed: Mapping[str, int]
    """Barrier to the first year for which it is removed."""
    standards: tuple[Standard, ...]
    """Standards that are adopted."""
    conduct: Mapping[tuple[str, int], ConductRule]
    """Market and year to the rule of conduct that holds."""
    asked_tranches: Mapping[tuple[str, int], int]
    """Vouchers and year to the tranches asked for."""
    tranches: Mapping[tuple[str, int], int]
    """Vouchers and year to the tranches that can be issued."""
    asked_transfers: Mapping[tuple[str, int], float]
    """Transfer and year to the money asked for."""
    transfers: Mapping[tuple[str, int], float]
    """Transfer and year to the money that can go."""
    levies: Mapping[int, frozenset[str]]
    """Year to the industry funds that raise their levy."""
    opened: Mapping[str, int]
    """Programme to the first year for which it is opened."""
    asked_classes: Mapping[tuple[str, int], int]
    """Programme and year to the classes asked for."""
    held_classes: Mapping[tuple[str, int], int]
    """Programme and year to the classes that can be held."""

    def support_cny_per_month(self, region: Region) -> float:
        """Return what a person without work gets: what the plan promises, or the statutory benefit."""
        promised = self.plan.support_cny_per_month(region.id)
        return region.unemployment_benefit_cny_per_month if promised is None else promised

    def removed_by(self, year: int) -> frozenset[str]:
        """Return the barriers that no longer stand in a year."""
        return frozenset(barrier for barrier, first in self.removed.items() if first <= year)


def read_orders(world: World, plan: Plan) -> Orders:
    """Return what a plan orders.

    Raises
    ------
    PlanError
        If the plan is for another instance, or names what the instance does not have.
    """
    instance = world.instance
    problems = list(find_problems(instance, plan))
    if problems:
        raise PlanError(problems)
    removed = first_years((each.barrier, each.year) for each in plan.removals)
    mergers = tuple(order_mergers(instance, plan, removed))
    merging: dict[int, list[MergerPair]] = defaultdict(list)
    for order in mergers:
        if order.possible:
            merging[order.merger.year].append(order.pair)
    by_year, started = order_moves(world, plan, merging)
    conduct: dict[tuple[str, int], ConductRule] = {}
    for rule in plan.conduct:
        conduct.setdefault((rule.market, rule.year), rule.rule)
    opened = first_years((each.programme, each.year) for each in plan.openings)
    tranches = sums(((each.voucher, each.year), each.tranches) for each in plan.vouchers)
    transfers = sums(((each.transfer, each.year), each.mcny) for each in plan.transfers)
    asked = sums(((each.programme, each.year), each.classes) for each in plan.classes)
    return Orders(
        plan=plan,
        by_year=by_year,
        started=started,
        mergers=mergers,
        merging=dict(merging),
        removed=removed,
        standards=tuple(instance.standards[key] for key in dict.fromkeys(each.standard for each in plan.adoptions)),
        conduct=conduct,
        asked_tranches=tranches,
        tranches={
            place: min(asked_for, instance.vouchers[place[0]].most_tranches_per_year)
            for place, asked_for in tranches.items()
        },
        asked_transfers=transfers,
        transfers={
            place: min(asked_for, instance.transfers[place[0]].most_mcny_per_year)
            for place, asked_for in transfers.items()
        },
        levies=levies(instance, plan),
        opened=opened,
        asked_classes=asked,
        held_classes={
            (programme, year): min(classes, instance.programmes[programme].max_classes_per_year)
            for (programme, year), classes in asked.items()
            if programme in opened and opened[programme] <= year
        },
    )


def first_years(decisions: Iterable[tuple[str, int]]) -> dict[str, int]:
    """Return key to the first of the years that go with it."""
    first: dict[str, int] = {}
    for key, year in sorted(decisions, key=lambda each: each[1]):
        first.setdefault(key, year)
    return first


def sums(decisions: Iterable[tuple[tuple[str, int], Number]]) -> dict[tuple[str, int], Number]:
    """Return key and year to the sum of the numbers that go with it."""
    added: dict[tuple[str, int], Number] = {}
    for place, number in decisions:
        added[place] = added[place] + number if place in added else number
    return added


def levies(instance: Instance, plan: Plan) -> dict[int, frozenset[str]]:
    """Return year to the industry funds that raise their levy; what is no such fund has none to raise."""
    raised = [each for each in plan.levies if instance.payers[each.payer].is_industry_fund]
    return {
        year: frozenset(each.payer for each in raised if each.year == year) for year in {each.year for each in raised}
    }


def order_mergers(instance: Instance, plan: Plan, removed: Mapping[str, int]) -> Iterable[MergerOrder]:
    """Yield the mergers of a plan in the order of their years, each with what stands against it."""
    acquired: dict[str, int] = defaultdict(int)
    taken: set[str] = set()
    for merger in sorted(plan.mergers, key=lambda each: each.year):
        pair = instance.merger_pairs[merger.pair]
        order = MergerOrder(
            merger=merger,
            pair=pair,
            other_mergers=(pair.acquirer in taken) + (pair.target in taken) + acquired[pair.target],
            targets=acquired[pair.acquirer] + 1,
            barrier_stands=pair.barrier is not None and removed.get(pair.barrier, merger.year + 1) > merger.year,
        )
        if order.possible:
            acquired[pair.acquirer] += 1
            taken.add(pair.target)
        yield order


def order_moves(
    world: World, plan: Plan, merging: Mapping[int, list[MergerPair]]
) -> tuple[dict[int, tuple[Order, ...]], dict[int, tuple[tuple[Plant, int], ...]]]:
    """Return year to its moves, each with the lines that can make it if no firm becomes insolvent, and to its starts.

    Lines that enter a state in a year can leave it in the next: all moves of a year happen at its start.
    """
    fleet = Fleet(world)
    moves: dict[int, list[Move]] = defaultdict(list)
    for move in plan.moves:
        moves[move.year].append(move)
    by_year: dict[int, tuple[Order, ...]] = {}
    started: dict[int, tuple[tuple[Plant, int], ...]] = {}
    for year in world.instance.years:
        fleet.begin(year)
        if year in moves:
            by_year[year] = tuple(order_move(fleet, move) for move in moves[year])
        started[year] = tuple(fleet.settle(year, merging.get(year, []), lambda _: True))
    return by_year, started


def order_move(fleet: Fleet, move: Move) -> Order:
    """Return a move with the lines that can make it, and make it."""
    wish = Order(move, 0)
    possible = wish.possible
    if wish.upgrades:
        possible = fleet.world.instance.upgrades[wish.upgrade].plant == move.plant
    order = Order(move, fleet.lines.get((move.plant, move.from_state), 0) if possible else 0)
    carry_out(fleet, order)
    return order


def carry_out(fleet: Fleet, order: Order) -> int:
    """Move the lines of an order, as many as are still there, and return how many."""
    if not order.lines:
        return 0
    moved = fleet.leave(order.move.plant, order.move.from_state, order.lines)
    if order.upgrades:
        fleet.upgrade(fleet.world.instance.upgrades[order.upgrade], order.move.year, moved)
    else:
        fleet.enter(order.move.plant, order.move.to_state, moved)
    return moved
