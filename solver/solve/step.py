"""A step from one draft to another."""

from __future__ import annotations

from collections.abc import Collection, Hashable, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from solver.solve.decode import Column
from solver.solve.draft import Draft, Groups
from solver.solve.worth import Burden, Effect


@dataclass(frozen=True)
class Step:
    """A change of a draft."""

    name: Hashable
    """Says the same of the same change, whatever else the draft decides."""
    gain_mcny: float
    """What it gains at a guess."""
    subjects: frozenset[str]
    """Keys of what it has to do with: plants, firms, regions, markets, products, payers."""
    year: int
    """First year that it changes."""
    groups: Mapping[str, Groups] = field(default_factory=dict)
    opened: frozenset[str] = frozenset()
    shut: frozenset[str] = frozenset()
    numbers: Mapping[Column, float] = field(default_factory=dict)
    rooms: frozenset[str] = frozenset()
    """Groups of gates that it takes room of."""
    shifts: tuple[tuple[int, Burden, Burden], ...] = ()
    """Numbers of lines, and what each of them costs before and after."""

    @cached_property
    def changes(self) -> frozenset[Hashable]:
        """Plants, gates, their groups and columns that it changes."""
        return frozenset((*self.groups, *self.opened, *self.shut, *self.rooms, *self.numbers))

    def with_another(self, other: Step) -> Step:
        """Return both steps as one; they must not change the same."""
        return Step(
            (self.name, other.name),
            self.gain_mcny + other.gain_mcny,
            self.subjects | other.subjects,
            min(self.year, other.year),
            {**self.groups, **other.groups},
            self.opened | other.opened,
            self.shut | other.shut,
            {**self.numbers, **other.numbers},
            self.rooms | other.rooms,
            self.shifts + other.shifts,
        )

    def gain_for_money(self, years: Collection[int]) -> float:
        """Return what it gains, for each mcny of public money that it takes."""
        return self.gain_mcny / (1 + max(0.0, self.more("spent_mcny", years))) if self.gain_mcny > 0 else self.gain_mcny

    def applied(self, draft: Draft) -> Draft:
        """Return the draft with the change."""
        numbers = {column: amount for column, amount in {**draft.numbers, **self.numbers}.items() if amount > 0}
        return Draft({**draft.groups, **self.groups}, (draft.gates - self.shut) | self.opened, numbers)

    def more(self, effect: Effect, years: Collection[int]) -> float:
        """Return how much more of an effect it has in some years."""
        total = 0.0
        for lines, before, after in self.shifts:
            old, new = before.by_year(effect), after.by_year(effect)
            total += lines * sum(new.get(year, 0.0) - old.get(year, 0.0) for year in years)
        return total
