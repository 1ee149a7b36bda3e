"""What a plan orders, read against an instance: refused if it names what is not there, and cut to what can be done.

An order that breaks a rule of plans is kept with what was asked for, so that the rule can be named, and carried out as
far as it can be, so that no other rule is broken on its account.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from difflib import get_close_matches

from solver.errors import PlanError, Problem
from solver.instance.instance import Instance
from solver.instance.records import Plant
from solver.plan import Move, Plan, State

POSSIBLE_MOVES: frozenset[tuple[State, State]] = frozenset(
    {("subsidised", "unsubsidised"), ("subsidised", "closed"), ("unsubsidised", "closed")}
)


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
        return (self.move.from_state, self.move.to_state) in POSSIBLE_MOVES

    @property
    def withdraws(self) -> bool:
        """Whether lines lose their subsidy by it."""
        return self.possible and self.move.to_state == "unsubsidised"

    @property
    def closes(self) -> bool:
        """Whether lines close by it."""
        return self.possible and self.move.to_state == "closed"


@dataclass(frozen=True)
class Orders:
    """All that a plan orders."""

    plan: Plan
    by_year: Mapping[int, tuple[Order, ...]]
    opened: Mapping[str, int]
    """Programme to the first year for which it is opened."""
    asked_classes: Mapping[tuple[str, int], int]
    """Programme and year to the classes asked for."""
    held_classes: Mapping[tuple[str, int], int]
    """Programme and year to the classes that can be held."""


def starting_state(plant: Plant) -> State:
    """Return the state in which the lines of a plant start."""
    return "subsidised" if plant.subsidy_cny_per_unit > 0 or plant.subsidy_mcny_per_line > 0 else "unsubsidised"


def read_orders(instance: Instance, plan: Plan) -> Orders:
    """Return what a plan orders.

    Raises
    ------
    PlanError
        If the plan is for another instance, or names what the instance does not have.
    """
    problems = list(find_problems(instance, plan))
    if problems:
        raise PlanError(problems)
    opened: dict[str, int] = {}
    for opening in sorted(plan.openings, key=lambda each: each.year):
        opened.setdefault(opening.programme, opening.year)
    asked: dict[tuple[str, int], int] = defaultdict(int)
    for each in plan.classes:
        asked[each.programme, each.year] += each.classes
    held = {
        (programme, year): min(classes, instance.programmes[programme].max_classes_per_year)
        for (programme, year), classes in asked.items()
        if programme in opened and opened[programme] <= year
    }
    return Orders(plan, order_moves(instance, plan), opened, dict(asked), held)


def order_moves(instance: Instance, plan: Plan) -> dict[int, tuple[Order, ...]]:
    """Return year to the moves of the year, each with the lines that can make it if no firm becomes insolvent.

    Lines that enter a state in a year can leave it in the next: all moves of a year happen at its start.
    """
    lines: dict[tuple[str, State], int] = defaultdict(int)
    for plant in instance.plants.values():
        lines[plant.id, starting_state(plant)] = plant.lines
    by_year: dict[int, tuple[Order, ...]] = {}
    for year in sorted({move.year for move in plan.moves}):
        orders = []
        arriving: dict[tuple[str, State], int] = defaultdict(int)
        for move in plan.moves:
            if move.year != year:
                continue
            possible = (move.from_state, move.to_state) in POSSIBLE_MOVES
            order = Order(move, lines[move.plant, move.from_state] if possible else 0)
            lines[move.plant, move.from_state] -= order.lines
            arriving[move.plant, move.to_state] += order.lines
            orders.append(order)
        for place, arrived in arriving.items():
            lines[place] += arrived
        by_year[year] = tuple(orders)
    return by_year


def find_problems(instance: Instance, plan: Plan) -> Iterable[Problem]:
    """Yield everything that keeps a plan from being read against an instance."""
    if plan.instance != instance.header.id:
        yield Problem(
            "plan.json",
            "",
            "instance",
            plan.instance,
            f"the instance is {instance.header.id!r}",
            "use a plan that was made for it",
        )
    for table, column, keys in (
        ("moves", "plant", list(instance.plants)),
        ("openings", "programme", list(instance.programmes)),
        ("classes", "programme", list(instance.programmes)),
        ("income_support", "region", list(instance.regions)),
    ):
        for number, row in enumerate(getattr(plan, table), start=1):
            if getattr(row, column) not in keys:
                yield unknown_key(f"{table} {number}", column, getattr(row, column), keys)
            if table != "income_support" and row.year not in instance.years:
                yield unknown_year(f"{table} {number}", row.year, instance)
    regions = [each.region for each in plan.income_support]
    for number, region in enumerate(regions, start=1):
        if region in regions[: number - 1]:
            yield Problem(
                "plan.json",
                f"income_support {number}",
                "region",
                region,
                "a region is promised one monthly income only",
                "keep one of its rows",
            )


def unknown_key(row: str, column: str, value: str, keys: list[str]) -> Problem:
    """Return the problem of a key that the instance does not have."""
    nearest = get_close_matches(value, keys, n=1, cutoff=0.0)
    cure = f"the nearest is {nearest[0]!r}" if nearest else "take the row out, since there is none"
    return Problem("plan.json", row, column, value, f"the instance has no such {column}", cure)


def unknown_year(row: str, year: int, instance: Instance) -> Problem:
    """Return the problem of a year that is not computed."""
    first, last = instance.years[0], instance.years[-1]
    return Problem(
        "plan.json", row, "year", str(year), "the year is not computed", f"give a year between {first} and {last}"
    )
