"""What the lines of a plant can be ordered to do over the years; they are alike, so it matters how many do what.

Written from the problem statement: nothing here knows the levers' rows or the model.
"""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping

from solver.evaluate.judge import Judge
from solver.instance.instance import Instance
from solver.instance.records import Plant
from solver.mandate import Mandate
from solver.plan import Adoption, Merger, Move

Step = tuple[int, str, str]
"""Year, and the states between which a line is ordered to go."""
Path = tuple[Step, ...]
"""What a line is ordered to do over all years."""
Course = tuple[Move, ...]
"""What all lines of a plant are ordered to do."""
PAYMENT_BINDS = ("hard", "off")
"""Levels of *participation* at which owners get what is due; at the others what is best, all of it or nothing."""


def decision_years(instance: Instance, mandate: Mandate) -> list[int]:
    return [year for year in instance.years if year >= mandate.levers.first_decision_year]


class LinePaths:
    """Walks through the years with one line of a plant.

    Parameters
    ----------
    merged : mapping
        Target to the year of its merger and the pair.
    """

    def __init__(
        self, instance: Instance, mandate: Mandate, plant: Plant, merged: Mapping[str, tuple[int, str]]
    ) -> None:
        self._instance, self._levers, self._plant = instance, mandate.levers, plant
        self._taken_over = merged.get(plant.firm)

    def walk(self) -> Iterator[Path]:
        """Yield all that the line can be ordered to do."""
        begins = "planned" if self._plant.start_year is not None else self._begun
        yield from self._from(0, begins, 0)

    @property
    def _begun(self) -> str:
        return "subsidised" if self._plant.is_subsidised else "unsubsidised"

    def _from(self, place: int, state: str, bound_until: int) -> Iterator[Path]:
        """Yield what can be ordered from a year on; no move can be ordered before the year it is bound until."""
        if place == len(self._instance.years):
            yield ()
            return
        year = self._instance.years[place]
        for rest in self._from(place + 1, self._by_itself(state, year), bound_until):
            yield rest
        if year < max(bound_until, self._levers.first_decision_year):
            return
        for entered in self._orders(state, year):
            bound = year + 1
            if entered.startswith("upgraded:"):
                bound = year + max(1, self._instance.upgrades[entered.split(":")[1]].ramp_up_years)
            for rest in self._from(place + 1, self._by_itself(entered, year), bound):
                yield ((year, state, entered), *rest)

    def _orders(self, state: str, year: int) -> Iterator[str]:
        """Yield the states that a line can be ordered to."""
        levers, start = self._levers, self._plant.start_year
        if state == "planned":
            if levers.stop_entry and start is not None and year <= start:
                yield "closed"
            return
        if state != "closed" and levers.close_lines:
            yield "closed"
        merges = self._taken_over is not None and self._taken_over[0] == year
        # Lines of a firm that is taken over in the same year lose their subsidy anyway.
        if state == "subsidised" and levers.withdraw_subsidies and not merges:
            yield "unsubsidised"
        if state in ("subsidised", "unsubsidised") and levers.upgrade_lines:
            yield from (
                f"upgraded:{each.id}" for each in self._instance.upgrades.values() if each.plant == self._plant.id
            )

    def _by_itself(self, state: str, year: int) -> str:
        """Return the state after what happens in a year without an order."""
        starts = state == "planned" and year == self._plant.start_year
        if starts:
            state = self._begun
        if self._taken_over is not None and state in ("subsidised", "unsubsidised"):
            merger_year, pair = self._taken_over
            if year == merger_year or (starts and year > merger_year):
                return f"integrated:{pair}"
        return state


def totals(
    instance: Instance, mandate: Mandate, plant: Plant, mergers: Iterable[Merger] = ()
) -> set[tuple[tuple[Step, int], ...]]:
    """Return how many lines of a plant can take which steps."""
    merged = {instance.merger_pairs[each.pair].target: (each.year, each.pair) for each in mergers}
    paths = list(LinePaths(instance, mandate, plant, merged).walk())
    return {
        tuple(sorted(Counter(itertools.chain.from_iterable(chosen)).items()))
        for chosen in itertools.combinations_with_replacement(paths, plant.lines)
    }


def plant_courses(
    judge: Judge, plant: Plant, mergers: Iterable[Merger] = (), adoptions: tuple[Adoption, ...] = ()
) -> list[Course]:
    """Return all that can be ordered of a plant; without the lever nobody is paid who would have to be."""
    courses: list[Course] = []
    for steps in sorted(totals(judge.instance, judge.mandate, plant, mergers)):
        choices = [
            [
                Move(
                    plant=plant.id,
                    year=year,
                    from_state=from_state,
                    to_state=to_state,
                    lines=lines,
                    compensation_mcny=paid * lines,
                )
                for paid in payments(judge, plant, (year, from_state, to_state), adoptions)
            ]
            for (year, from_state, to_state), lines in steps
        ]
        courses.extend(itertools.product(*choices))
    return courses


def payments(judge: Judge, plant: Plant, step: Step, adoptions: tuple[Adoption, ...]) -> list[float]:
    """Return what the owner of a line may be paid for a step; nothing at all where paying would need the lever."""
    year, from_state, to_state = step
    if to_state != "closed" or is_forbidden(judge.instance, plant, from_state, year, adoptions):
        return [0.0]
    due = judge.due_mcny_per_line(plant.id, year)
    paid = [due] if judge.mandate.limits.participation.level in PAYMENT_BINDS else sorted({0.0, due})
    return [each for each in paid if each == 0 or judge.mandate.levers.compensate_exits]


def is_forbidden(instance: Instance, plant: Plant, state: str, year: int, adoptions: tuple[Adoption, ...]) -> bool:
    """Return whether an adopted standard forbids an open line of a plant in a year."""
    if state == "planned":
        return False
    made = instance.upgrades[state.split(":")[1]] if state.startswith("upgraded:") else plant
    for adoption in adoptions:
        standard = instance.standards[adoption.standard]
        intensity = getattr(made, standard.measure)
        same_product = instance.markets[made.market].product == standard.product
        if same_product and year >= standard.from_year and intensity > standard.ceiling_per_unit:
            return True
    return False
